"""One write: the project's lock, the work, its row in the audit log and its idempotency record, in one transaction."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from fastapi import Request
from starlette.responses import Response

from labelqa.errors import BadInput, Conflict, MalformedBody, NotFound, quoted
from labelqa.model import Project
from labelqa.store import Connection, Store, idempotency, projects
from labelqa.web.chores import KEPT_MS
from labelqa.web.encoding import json_bytes
from labelqa.web.group import Groups
from labelqa.web.trail import Trail

LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class Answer:
    """What a write is answered with."""

    status: int
    body: bytes = b""
    location: str = ""

    @classmethod
    def of(cls, status: int, content: object, location: str = "") -> "Answer":
        """An answer that carries JSON."""
        return cls(status, json_bytes(content), location)

    def response(self) -> Response:
        """The answer as it is sent."""
        headers = {"Location": self.location} if self.location else None
        return Response(self.body, self.status, headers, "application/json" if self.body else None)


@dataclass(frozen=True, slots=True)
class Intent:
    """What a request means to do: the operation on a project, and the key under which it may be sent again.

    `fingerprint` tells the same request from another one. `trail`: what it leaves in the audit log, None for nothing.
    """

    operation: str
    project_id: str
    key: str | None
    fingerprint: str
    trail: Trail | None = None

    @property
    def scope(self) -> str:
        """Where the key is unique."""
        return f"{self.operation} {self.project_id}"


def key_of(request: Request) -> str | None:
    """The Idempotency-Key of a request; MalformedBody for one that is none."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if not (1 <= len(key) <= LONGEST_KEY and all(" " <= c <= "~" for c in key)):
        text = f"Idempotency-Key {quoted(key)} must be 1 to {LONGEST_KEY} printable ASCII characters"
        raise MalformedBody(text)
    return key


Act = Callable[[Connection, Project], Answer]


class Writer:
    """Runs writes: each once, however often it is sent under one key."""

    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._groups = Groups[Answer](store)
        self._running = set[tuple[str, str]]()
        self._lock = Lock()

    def change(self, project: Project, intent: Intent, act: Act) -> Answer:
        """Runs `act` as the only writer of the project, with the project as it then stands.

        Those that wait for the same project may share a transaction (`labelqa.web.group`), so `act` may be run again.
        """

        def inside(connection: Connection) -> Answer:
            fresh = projects.get(connection, project.project_id)
            if fresh.number != project.number:
                raise NotFound(f"project {quoted(project.project_id)} was deleted and made anew meanwhile")
            return act(connection, fresh)

        with self._alone(intent):
            return self._groups.run(project.number, lambda connection: self._once(connection, intent, inside, ()))

    def run(
        self, number: int | None, intent: Intent, act: Callable[[Connection], Answer], *, ends: Iterable[str] = ()
    ) -> Answer:
        """Runs `act` in one transaction, unless its intent was answered before. Raises BadInput, Conflict.

        `ends`: operations whose answers mean nothing any more once this one is done.
        """
        with self._alone(intent), self._groups.alone(number) as connection:
            return self._once(connection, intent, act, ends)

    def _once(
        self, connection: Connection, intent: Intent, act: Callable[[Connection], Answer], ends: Iterable[str]
    ) -> Answer:
        kept = self._answered(connection, intent)
        if kept is not None:
            return kept
        answer = self._followed(connection, intent.trail, act)
        idempotency.forget(connection, [f"{operation} {intent.project_id}" for operation in ends])
        self._keep(connection, intent, answer)
        return answer

    def _followed(self, connection: Connection, trail: Trail | None, act: Callable[[Connection], Answer]) -> Answer:
        """The work, and what it leaves in the audit log: here every write passes that leaves anything."""
        if trail is None:
            return act(connection)
        before = trail.before(connection)
        answer = act(connection)
        trail.write(connection, before, answer.body, now=self._clock())
        return answer

    @contextmanager
    def _alone(self, intent: Intent) -> Iterator[None]:
        if intent.key is None:
            yield
            return
        name = intent.scope, intent.key
        with self._lock:
            if name in self._running:
                raise Conflict(f"the request with Idempotency-Key {quoted(intent.key)} still runs; ask again later")
            self._running.add(name)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(name)

    def _answered(self, connection: Connection, intent: Intent) -> Answer | None:
        if intent.key is None:
            return None
        kept = idempotency.find(connection, intent.scope, intent.key, since=self._clock() - KEPT_MS)
        if kept is None:
            return None
        if kept.body != intent.fingerprint:
            raise BadInput(f"Idempotency-Key {quoted(intent.key)} was used for another request; take a new one")
        location, _, body = kept.answer.partition(b"\n")
        return Answer(kept.status, body, location.decode())

    def _keep(self, connection: Connection, intent: Intent, answer: Answer) -> None:
        if intent.key is not None:
            content = answer.location.encode() + b"\n" + answer.body
            record = idempotency.Record(intent.fingerprint, answer.status, content)
            idempotency.keep(connection, intent.scope, intent.key, record, now=self._clock())
