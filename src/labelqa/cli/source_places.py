"""Sources on a database or through a server: both take the same words. Values are JSON as the API has it."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

import orjson

from labelqa.cli.place import Watch, reached
from labelqa.cli.remote import listed
from labelqa.client.asking import part
from labelqa.clock import wall_clock
from labelqa.connectors import TOOLS
from labelqa.egress import Server
from labelqa.errors import BadInput, SourceFailed, Unreadable
from labelqa.formats.values import choice, text
from labelqa.settings import Settings
from labelqa.store import Connection, Store, projects, sources
from labelqa.store.sources import Source
from labelqa.sync import How, Step, arranging, pull, write_back
from labelqa.web.encoding import plain
from labelqa.web.found import finder
from labelqa.web.mailing import connecting_of
from labelqa.web.secret import server_secret
from labelqa.web.source_rows import row_of, set_up
from labelqa.web.trail import note

PAUSE = 0.5
"""Seconds between two looks at a pull that a server runs."""
UNITS = 50
"""Units written back with one request."""


class SourcePlace(Protocol):
    """What the commands ask."""

    def sources(self) -> list[dict[str, Any]]:
        """Every source of the project."""
        ...

    def add(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A new source, with the secret of its hook."""
        ...

    def change(self, source_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """A source with what is given changed."""
        ...

    def remove(self, source_id: str) -> None:
        """A source, gone; what came from it stays."""
        ...

    def check(self, source_id: str) -> dict[str, Any]:
        """Whether it can be pulled now, and what was found."""
        ...

    def pull(self, source_id: str, *, full: bool, watch: Watch) -> dict[str, Any]:
        """Pulls it; what that came to. SourceFailed when the tool did not answer as it should."""
        ...

    def write_back(self, source_id: str, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Writes findings back, or says what would be; page by page."""
        ...


@contextmanager
def opened(project_id: str, database: str | None, server: str | None, key: str | None) -> Iterator[SourcePlace]:
    """The sources of a project, where the options say, or else the environment."""
    with reached(database, server, key) as found:
        if isinstance(found, Server):
            yield RemoteSources(found, project_id)
        else:
            yield LocalSources(found, Settings.read(), project_id)


class RemoteSources:
    """Through a server; the key needs the scope admin."""

    def __init__(self, server: Server, project_id: str, wait: Callable[[float], None] = time.sleep) -> None:
        self._server, self._wait = server, wait
        self._path = f"/v1/projects/{part(project_id)}/sources"

    def sources(self) -> list[dict[str, Any]]:
        """Every source of the project."""
        return listed(self._server, self._path, "sources")

    def add(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A new source, with the secret of its hook."""
        return dict(self._server.post(self._path, values).value)

    def change(self, source_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """A source with what is given changed."""
        return dict(self._server.patch(self._one(source_id), values).value)

    def remove(self, source_id: str) -> None:
        """A source, gone."""
        self._server.delete(self._one(source_id))

    def check(self, source_id: str) -> dict[str, Any]:
        """Whether it can be pulled now."""
        return dict(self._server.post(f"{self._one(source_id)}/check", {}).value)

    def pull(self, source_id: str, *, full: bool, watch: Watch) -> dict[str, Any]:
        """Asks the server for a pull, and waits for its end."""
        before = self._server.get(self._one(source_id)).value
        found = self._server.post(f"{self._one(source_id)}/pull", {"full": full}).value
        while found["running"] or (found["last"] == before["last"] and found["failures"] <= before["failures"]):
            watch("pulling", found["units"], None)
            self._wait(PAUSE)
            found = self._server.get(self._one(source_id)).value
        if found["problem"]:
            raise SourceFailed(found["problem"])
        return dict(found["last"])

    def write_back(self, source_id: str, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Writes findings back, or says what would be; page by page."""
        after: str | None = ""
        while after is not None:
            found = self._server.post(f"{self._one(source_id)}/write-back", {**values, "after": after}).value
            yield found
            after = found["next"]

    def _one(self, source_id: str) -> str:
        return f"{self._path}/{part(source_id)}"


class LocalSources:
    """On a database: whoever may open it may do all that it holds, and with the server's secret open its tokens."""

    def __init__(self, store: Store, settings: Settings, project_id: str) -> None:
        self._store, self._project_id = store, project_id
        self._connecting = connecting_of(settings, server_secret(store, settings))

    def sources(self) -> list[dict[str, Any]]:
        """Every source of the project."""
        with self._store.read() as connection:
            project = projects.get(connection, self._project_id)
            return [plain(row_of(connection, one, wall_clock())) for one in sources.page(connection, project.number)]

    def add(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A new source, with the secret of its hook."""
        kind = choice(values["kind"], "/kind", list(TOOLS))
        if values.get("name"):
            text(values["name"], "/name")
        given = arranging.prepared(self._connecting, kind, values)
        with self._store.read() as connection:
            number = projects.get(connection, self._project_id).number
        with self._store.write(number) as connection:
            project, now = projects.get(connection, self._project_id), wall_clock()
            source, secret = arranging.make(connection, project, self._connecting, given, now=now)
            self._note(connection, "post_source", source.source_id, None, source)
            return {**plain(row_of(connection, source, now)), "hook_secret": secret}

    def change(self, source_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """A source with what is given changed."""
        source = self._source(source_id)
        given = arranging.prepared(self._connecting, source.kind, values)
        with self._store.write(source.project) as connection:
            fresh, now = sources.get(connection, source.project, source_id), wall_clock()
            arranging.alter(connection, fresh, self._connecting, given, now=now)
            altered = sources.get(connection, source.project, source_id)
            self._note(connection, "patch_source", source_id, fresh, altered)
            found: dict[str, Any] = plain(row_of(connection, altered, now))
            return found

    def remove(self, source_id: str) -> None:
        """A source, gone."""
        source = self._source(source_id)
        with self._store.write(source.project) as connection:
            sources.remove(connection, source.number)
            self._note(connection, "delete_source", source_id, source, None)

    def _note(
        self, connection: Connection, operation: str, source_id: str, before: Source | None, after: Source | None
    ) -> None:
        """A row of the audit log, under the name that the operation has in the API, and under no key."""
        was, becomes = (None if source is None else set_up(source) for source in (before, after))
        place = {"project_id": self._project_id, "about": source_id}
        note(connection, operation, wall_clock(), **place, before=was, after=becomes)

    def check(self, source_id: str) -> dict[str, Any]:
        """Whether it can be pulled now."""
        source = self._source(source_id)
        try:
            return {"works": True, "detail": self._connecting.connector(source, now=wall_clock()).check()}
        except (SourceFailed, BadInput, Unreadable) as error:
            return {"works": False, "detail": error.detail}

    def pull(self, source_id: str, *, full: bool, watch: Watch) -> dict[str, Any]:
        """Pulls it here and now; the review queue is learnt afterwards."""
        source = self._source(source_id)
        connector = self._connecting.connector(source, now=wall_clock())

        def step(found: Step) -> None:
            watch(found.phase, found.done, None)

        how: How = "full" if full else "changes"
        found = pull(self._store, source, connector, clock=wall_clock, progress=step, how=how)
        return dict(orjson.loads(orjson.dumps(found)))

    def write_back(self, source_id: str, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Writes findings back, or says what would be; page by page."""
        source, after = self._source(source_id), ""
        connector = self._connecting.connector(source, now=wall_clock())
        with self._store.read() as connection:
            findings = finder(projects.get(connection, self._project_id), values["what"])
        while True:
            found = write_back(
                self._store, source, connector, findings, dry_run=values["dry_run"], after=after, limit=UNITS
            )
            yield {"changes": found.changes, "units": found.units, "next": found.following}
            if found.following is None:
                return
            after = found.following

    def _source(self, source_id: str) -> Source:
        with self._store.read() as connection:
            return sources.get(connection, projects.get(connection, self._project_id).number, source_id)
