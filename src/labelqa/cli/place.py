"""Where a command works: on a database, or through a server. Both take the same words."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from labelqa.cli.files import LabelFile
from labelqa.cli.local import Local
from labelqa.cli.remote import Remote
from labelqa.clock import wall_clock
from labelqa.egress import Server
from labelqa.errors import BadCall
from labelqa.export import Query as ExportQuery
from labelqa.settings import Settings
from labelqa.store import Store, open_store

Watch = Callable[[str, int, int | None], None]
"""Told of progress: what is going on, how much is done, of how much (None: not known)."""


class Place(Protocol):
    """What commands ask of a database or a server. Values are JSON as the API has it."""

    def projects(self) -> list[dict[str, Any]]:
        """Every project that may be seen."""
        ...

    def has_project(self, project_id: str) -> bool:
        """True when there is such a project."""
        ...

    def create_project(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A new project."""
        ...

    def remove_project(self, project_id: str) -> None:
        """A project and everything in it, gone."""
        ...

    def import_files(self, project_id: str, files: Sequence[LabelFile], watch: Watch) -> Iterator[dict[str, Any]]:
        """Takes files in; a summary for each part that was stored whole."""
        ...

    def report(self, project_id: str, name: str, asked: Mapping[str, Any], *, csv: bool = False) -> bytes:
        """A report as JSON, or its table as CSV."""
        ...

    def plan_overlap(self, project_id: str, asked: Mapping[str, Any]) -> bytes:
        """How many images to label twice, and which, as JSON."""
        ...

    def assign(self, project_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Gives images to persons."""
        ...

    def assignments(self, project_id: str, asked: Mapping[str, Any], *, csv: bool = False) -> Iterator[bytes]:
        """Pages of assignments, as JSON or as CSV."""
        ...

    def plan_labels(self, project_id: str, asked: Mapping[str, Any], *, csv: bool = False) -> bytes:
        """Which images to label next, or again, as JSON or as CSV."""
        ...

    def compare(self, project_id: str, asked: Mapping[str, Any], *, csv: bool = False) -> bytes:
        """Two periods side by side as JSON, or the table of their figures as CSV."""
        ...

    def me(self, project_id: str, annotator: str | None) -> bytes:
        """One annotator's own view as JSON; None: of whoever the key belongs to."""
        ...

    def export(self, project_id: str, query: ExportQuery, path: Path) -> dict[str, Any]:
        """Writes the labels that pass into a file, wholly or not at all; returns the manifest."""
        ...

    def audit(self, asked: Mapping[str, Any], *, last: int) -> list[dict[str, Any]]:
        """The newest entries of the audit log that meet what is asked."""
        ...

    def keys(self) -> list[dict[str, Any]]:
        """Every key, without its text."""
        ...

    def create_key(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A new key, with its text."""
        ...

    def rotate_key(self, key_id: str) -> dict[str, Any]:
        """A key like that one, with its text, in its place."""
        ...

    def revoke_key(self, key_id: str) -> None:
        """Makes a key void."""
        ...


@contextmanager
def opened(
    database: str | None, server: str | None, key: str | None, environment: Mapping[str, str] = os.environ
) -> Iterator[Place]:
    """The place that the options name, or else the environment; an option wins over the environment."""
    with reached(database, server, key, environment) as found:
        yield Remote(found) if isinstance(found, Server) else Local(found, Settings.read(environment), wall_clock)


@contextmanager
def reached(
    database: str | None, server: str | None, key: str | None, environment: Mapping[str, str] = os.environ
) -> Iterator[Server | Store]:
    """The server or the database that the options name, or else the environment."""
    if database and server:
        raise BadCall("--database and --server exclude each other: name one of them")
    address = server or (None if database else environment.get("LABELQA_SERVER"))
    if address:
        given = key or environment.get("LABELQA_KEY")
        if not given:
            raise BadCall(f"the server {address} asks for a key: put it into LABELQA_KEY, or give --key")
        with Server(address, given) as found:
            yield found
        return
    store = open_store(Settings.read(environment, database=database).database)
    try:
        yield store
    finally:
        store.close()
