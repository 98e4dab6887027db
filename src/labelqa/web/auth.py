"""Who asks, and may they: first the key (401), then the project (404), then the scope (403), before anything is read.

Authentication is a dependency of every route below /v1, never a match on the path; `check_guarded` refuses a router
that has a route without it.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.routing import APIRoute

from labelqa.errors import BadInput, Forbidden, LabelqaError, MissingKey, NotFound
from labelqa.formats.values import text
from labelqa.model import Project
from labelqa.store import Connection, projects
from labelqa.store.keys import Key
from labelqa.web.services import Services, services

Scope = Literal["read", "ingest", "review", "admin"]
NO_PROJECT = "there is no such project, or this key may not see it"
"""The same for a project that is not there and one of somebody else."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The key that asks, and the project of the path as it stands; `viewer` when the key is one annotator's own."""

    key: Key
    found: Project | None = None

    @property
    def project(self) -> Project:
        """The project of the path."""
        assert self.found is not None, "a route without a project asked for it"
        return self.found

    @property
    def viewer(self) -> str | None:
        """The annotator whose own figures this key sees."""
        return self.key.annotator

    def sees(self, project_id: str) -> bool:
        """True when the key's grants hold this project."""
        return self.key.projects is None or project_id in self.key.projects

    def holds(self, scope: str) -> bool:
        """True when the key holds a scope; `admin` holds all."""
        return scope in self.key.scopes or "admin" in self.key.scopes


class Guard:
    """A dependency that lets a request through to its route: with `scope`, or with `self` where `personal`.

    `vanished`: the project of the path may be gone; the route looks itself.
    """

    def __init__(self, scope: Scope, *, personal: bool = False, vanished: bool = False) -> None:
        self.scope, self.personal, self.vanished = scope, personal, vanished

    async def __call__(self, request: Request) -> Caller:
        """The caller, or MissingKey, TooManyRequests, NotFound, Forbidden."""
        served = services(request)
        token = _token(request)
        project_id = request.path_params.get("project_id")
        now = served.clock()
        key, found = await served.reading(lambda connection: _look_up(served, connection, token, project_id, now))
        if key is None:
            raise _unknown(served, request, token, now)
        served.limits.check_request(key.key_id, now=now)
        served.chores.note_use(key.key_id, now=now)
        caller = Caller(key, found)
        if project_id is not None and found is None and not (self.vanished and caller.sees(project_id)):
            raise NotFound(NO_PROJECT)
        if not (caller.holds(self.scope) or (self.personal and "self" in key.scopes)):
            raise Forbidden(f"this key lacks the scope {self.scope}")
        return caller


Reader = Annotated[Caller, Depends(Guard("read"))]
Ingester = Annotated[Caller, Depends(Guard("ingest"))]
Reviewer = Annotated[Caller, Depends(Guard("review"))]
Admin = Annotated[Caller, Depends(Guard("admin"))]
Ender = Annotated[Caller, Depends(Guard("admin", vanished=True))]
Viewer = Annotated[Caller, Depends(Guard("read", personal=True))]


def _token(request: Request) -> str:
    """What follows `Bearer` in the one Authorization header; empty when there is none."""
    headers = request.headers.getlist("authorization")
    scheme, _, token = headers[0].partition(" ") if len(headers) == 1 else ("", "", "")
    return token.strip() if scheme.lower() == "bearer" else ""


def _look_up(
    served: Services, connection: Connection, token: str, project_id: str | None, now: int
) -> tuple[Key | None, Project | None]:
    key = served.keyring.find(connection, token, now=now)
    if key is None or project_id is None or not Caller(key).sees(project_id):
        return key, None
    try:
        return key, projects.get(connection, text(project_id, ""))
    except (NotFound, BadInput):
        return key, None


def _unknown(served: Services, request: Request, token: str, now: int) -> LabelqaError:
    """The refusal for a request without a good key; a bad one counts against its address."""
    if not token:
        return MissingKey("send a key as `Authorization: Bearer lqa_...`")
    served.limits.check_bad_key(request.client.host if request.client else "", now=now)
    return MissingKey("this key is not known, has expired or was revoked")


def check_guarded(router: APIRouter) -> None:
    """Raises ValueError, at the start, when a route has no guard."""
    for route in router.routes:
        guards = [d.call for d in route.dependant.dependencies] if isinstance(route, APIRoute) else []
        if not any(isinstance(call, Guard) for call in guards):
            raise ValueError(f"route {getattr(route, 'path', route)} has no guard: take a caller from labelqa.web.auth")
