"""What a write leaves in the audit log, in its own transaction: who did what, how it stood before and after."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson
from fastapi import Request

from labelqa.errors import NotFound
from labelqa.store import Connection, audit
from labelqa.store.audit import Entry
from labelqa.web.audited import Audited, audited_of
from labelqa.web.discreet import differing, told
from labelqa.web.encoding import json_bytes

MARK = 12
"""Characters of a session's digest that tell it from others; they open nothing."""


@dataclass(frozen=True, slots=True)
class Who:
    """The key that asks, and the digest of the session that stands for it, None when the key itself was sent."""

    key_id: str
    session: str | None = None


def mark_of(digest: str | None) -> str | None:
    """What a session is called in the log."""
    return None if digest is None else f"ses_{digest[:MARK]}"


@dataclass(frozen=True, slots=True)
class Trail:
    """One request whose write is to be followed. `asked`: its body, or the parameters of its address."""

    request: Request
    audited: Audited
    who: Who
    operation: str
    project_id: str | None
    asked: Any

    def before(self, connection: Connection) -> Any:
        """How it stands now; None for what is not there, and for what is not told."""
        reads, of, about = self.audited.reads, self.audited.reads_asked, self._named()
        try:
            if of is not None:
                return _plain(of(self.request, connection, self.asked))
            return None if reads is None or about is None else _plain(reads(self.request, connection, about))
        except NotFound:  # the write itself says so, in its own words
            return None

    def write(self, connection: Connection, before: Any, body: bytes, *, now: int) -> None:
        """Adds the row, when the write is done and answered with `body`; none where it has changed nothing."""
        answer, how = orjson.loads(body) if body else None, self.audited
        if isinstance(answer, Mapping) and (answer.get(how.unless) or not answer.get(how.needs, True)):
            return
        compared = (how.reads or how.reads_asked) is not None and not how.answers
        after = self.before(connection) if compared else answer
        if compared and before is not None and before == after:
            return
        if how.asked:
            after = {"asked": self.asked, **(after or {})}
        if compared:
            before, after = differing(before, after)
        audit.add(
            connection,
            Entry(
                at=now,
                operation=self.operation,
                key_id=self.who.key_id,
                session=mark_of(self.who.session),
                request_id=self.request.scope["state"]["request_id"],
                project_id=self.project_id,
                about=self._named() or _given(answer, how.about),
                before=told(before),
                after=told(after),
            ),
        )

    def _named(self) -> str | None:
        """The id in the address."""
        request, name = self.request, self.audited.about
        found: str | None = request.path_params.get(name) or request.query_params.get(name)
        return found if found is not None and found.isprintable() else None


def trail_of(request: Request, project_id: str = "", *, asked: Any = None) -> Trail | None:
    """The trail of a request, None where its route leaves none. The guard has noted who asks."""
    route = request.scope["route"]
    found = audited_of(route.endpoint)
    if found is None:
        return None
    who: Who = request.state.who
    return Trail(request, found, who, route.name, project_id or None, asked or dict(request.query_params))


def asking(trail: Trail | None, value: Any) -> Trail | None:
    """The same with the body of the request."""
    return None if trail is None else replace(trail, asked=value)


def note(
    connection: Connection, operation: str, now: int, *, project_id: str | None = None, about: str | None = None,
    before: Any = None, after: Any = None,
) -> None:  # fmt: skip
    """Writes down what was done without a key: by the command line on a database, or by the server itself."""
    before, after = differing(_plain(before), _plain(after))
    entry = Entry(now, operation, project_id=project_id, about=about, before=told(before), after=told(after))
    audit.add(connection, entry)


def _plain(value: Any) -> Any:
    return None if value is None else orjson.loads(json_bytes(value))


def _given(answer: Any, name: str) -> str | None:
    return answer.get(name) if isinstance(answer, Mapping) else None
