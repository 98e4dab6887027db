"""Who asks, and may they: first the key or session (401), then the project (404), then the scope (403), then the rest.

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
from labelqa.store.sessions import Session
from labelqa.web.cookie import cookie_of
from labelqa.web.once import check_once
from labelqa.web.origin import check_own_page, check_site
from labelqa.web.services import Services, services
from labelqa.web.trail import Who

Scope = Literal["read", "ingest", "review", "admin"]
NO_PROJECT = "there is no such project, or this key may not see it"
"""The same for a project that is not there and one of somebody else."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The key that asks, and the project of the path as it stands; `viewer` when the key is one annotator's own.

    `session`: the one that stands for the key, None when the key itself was sent.
    """

    key: Key
    found: Project | None = None
    session: Session | None = None

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
    """A dependency that lets a request through to its route: with `scope` (None: any), or `self` where `personal`.

    A session lets through what its key would; a write with it must come from our own page. `vanished`: the project of
    the path may be gone; the route looks itself.
    """

    def __init__(self, scope: Scope | None, *, personal: bool = False, vanished: bool = False) -> None:
        self.scope, self.personal, self.vanished = scope, personal, vanished

    @property
    def words(self) -> str:
        """The scope for readers of the API."""
        return f"{self.scope}, or self" if self.personal else self.scope or "any"

    async def __call__(self, request: Request) -> Caller:
        """The caller, or MissingKey, ForeignPage, TooManyRequests, NotFound, Forbidden, BadInput."""
        served = services(request)
        shown, now = _shown(request, served), served.clock()
        project_id = request.path_params.get("project_id")
        caller = await served.reading(lambda connection: _look_up(served, connection, shown, project_id, now))
        if caller is None:
            raise _unknown(served, request, shown, now)
        request.scope["state"]["key_id"] = caller.key.key_id
        request.state.who = Who(caller.key.key_id, None if caller.session is None else caller.session.digest)
        if caller.session is not None:
            check_own_page(request)
            served.chores.note_session(caller.session, now=now)
        served.limits.check_request(caller.key.key_id, now=now)
        served.chores.note_use(caller.key.key_id, now=now)
        self._check(caller, project_id)
        check_once(request)
        return caller

    def _check(self, caller: Caller, project_id: str | None) -> None:
        if project_id is not None and caller.found is None and not (self.vanished and caller.sees(project_id)):
            raise NotFound(NO_PROJECT)
        if self.scope is None or caller.holds(self.scope) or (self.personal and "self" in caller.key.scopes):
            return
        raise Forbidden(f"this key lacks the scope {self.scope}")


class Open:
    """The dependency of a route below /v1 that takes no key because its body carries the proof: signing in.

    What it refuses is a page of another site, which could sign somebody in as somebody else.
    """

    async def __call__(self, request: Request) -> None:
        """Nothing, or ForeignPage."""
        check_site(request)


Reader = Annotated[Caller, Depends(Guard("read"))]
Ingester = Annotated[Caller, Depends(Guard("ingest"))]
Reviewer = Annotated[Caller, Depends(Guard("review"))]
Admin = Annotated[Caller, Depends(Guard("admin"))]
Ender = Annotated[Caller, Depends(Guard("admin", vanished=True))]
Anyone = Annotated[Caller, Depends(Guard(None))]
Viewer = Annotated[Caller, Depends(Guard("read", personal=True))]


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a request shows of who sends it: the text of a key, or that of a session, or neither."""

    key: str = ""
    session: str = ""


def _shown(request: Request, served: Services) -> _Shown:
    """What follows `Bearer` in the one Authorization header; without such a header, the cookie."""
    headers = request.headers.getlist("authorization")
    if not headers:
        return _Shown(session=cookie_of(request, served.settings).read(request))
    scheme, _, token = headers[0].partition(" ") if len(headers) == 1 else ("", "", "")
    return _Shown(key=token.strip() if scheme.lower() == "bearer" else "")


def _look_up(
    served: Services, connection: Connection, shown: _Shown, project_id: str | None, now: int
) -> Caller | None:
    session = served.sessions.find(connection, shown.session, now=now)
    key = served.keyring.find(connection, shown.key, now=now) if session is None else session.key
    if key is None or project_id is None or not Caller(key).sees(project_id):
        return None if key is None else Caller(key, None, session)
    try:
        return Caller(key, projects.get(connection, text(project_id, "")), session)
    except (NotFound, BadInput):
        return Caller(key, None, session)


def _unknown(served: Services, request: Request, shown: _Shown, now: int) -> LabelqaError:
    """The refusal for a request without a good key or session; a bad key counts against its address."""
    if shown.session:  # nobody guesses one, and a page whose session is over asks several times
        return MissingKey("this session has expired or was ended; sign in again")
    if not shown.key:
        return MissingKey("send a key as `Authorization: Bearer lqa_...`")
    return bad_key(served, request, "this key is not known, has expired or was revoked", now)


def bad_key(served: Services, request: Request, detail: str, now: int) -> LabelqaError:
    """The refusal of something shown that opens nothing; it counts against its address. Raises TooManyRequests."""
    served.limits.check_bad_key(request.client.host if request.client else "", now=now)
    return MissingKey(detail)


def check_guarded(router: APIRouter) -> None:
    """Raises ValueError, at the start, when a route has no guard, and is not said to be open either."""
    for route in router.routes:
        guards = [d.call for d in route.dependant.dependencies] if isinstance(route, APIRoute) else []
        if not any(isinstance(call, Guard | Open) for call in guards):
            raise ValueError(f"route {getattr(route, 'path', route)} has no guard: take a caller from labelqa.web.auth")
