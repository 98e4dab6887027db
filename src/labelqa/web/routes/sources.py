"""Labelling tools that labels are taken from while people label. Tokens are stored sealed and shown to nobody."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any
from urllib.parse import quote

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from labelqa.errors import BadInput, SourceFailed, Unreadable
from labelqa.model import Project
from labelqa.reports import cursor
from labelqa.store import Connection, projects, sources
from labelqa.store.sources import Source
from labelqa.sync import arranging, write_back
from labelqa.sync.safe import new_secret
from labelqa.web.answering import changed_unkept, done_unkept, json_response, listed, unkept
from labelqa.web.audited import audited
from labelqa.web.auth import Admin, Caller
from labelqa.web.bodies import whole
from labelqa.web.body import parsed, read_body
from labelqa.web.described import CSV, JSON, described
from labelqa.web.found import finder
from labelqa.web.query import Page
from labelqa.web.services import Services, services
from labelqa.web.source_inputs import NewSource, PullWish, SourceChange, WriteBack
from labelqa.web.source_rows import Checked, ShownSource, SourceRow, Sources, WroteBack, row_of, set_up, values_of
from labelqa.web.writing import Act, Answer

CHECK_SECONDS = 20.0
"""For one answer of a tool, while somebody waits."""


@described(Sources, media=(JSON, CSV))
async def list_sources(request: Request, caller: Admin, query: Annotated[Page, Query()]) -> Response:
    """The tools that this project takes labels from, and how each stands."""
    served, asked = services(request), [caller.project.project_id, "sources"]
    place = cursor.decode(query.cursor, asked, "s")
    after = str(place[0]) if place else ""

    def read(connection: Connection) -> Sources:
        found = sources.page(connection, caller.project.number, after=after, limit=query.limit + 1)
        more = len(found) > query.limit
        following = cursor.encode([found[query.limit - 1].source_id], asked) if more else None
        return Sources([row_of(connection, one, served.clock()) for one in found[: query.limit]], following)

    return listed(request, await served.reading(read), "sources")


def _set_up(request: Request, connection: Connection, source_id: str) -> dict[str, Any]:
    source = _reached(connection, projects.get(connection, request.path_params["project_id"]), source_id)
    return set_up(source)


@audited("source_id")
@described(ShownSource, body=NewSource, statuses=(409,))
async def post_source(request: Request, caller: Admin) -> Response:
    """Takes labels from a tool from now on: at once, then as often as `minutes` says, and when it sends messages.

    Its address must be on the public internet, or one that the operator allows. The secret of its hook is shown once.
    """
    served = services(request)

    async def prepare(value: Any) -> Act:
        body = whole(value, NewSource)
        given = await _prepared(served, body.kind, body.model_dump())

        def act(connection: Connection, project: Project) -> Answer:
            source, secret = arranging.make(connection, project, served.connecting, given, now=served.clock())
            shown = ShownSource(**values_of(connection, source, served.clock()), hook_secret=secret)
            return Answer.of(201, shown, f"{quote(request.scope['path'])}/{source.source_id}")

        return act

    return await _once(request, caller, prepare)


@described(SourceRow)
async def get_source(request: Request, caller: Admin, source_id: str) -> Response:
    """One source, and how it stands."""
    served = services(request)

    def read(connection: Connection) -> SourceRow:
        return row_of(connection, _reached(connection, caller.project, source_id), served.clock())

    return json_response(await served.reading(read))


@audited("source_id", _set_up)
@described(SourceRow, body=SourceChange)
async def patch_source(request: Request, caller: Admin, source_id: str) -> Response:
    """Changes a source; what is left out stays. A new address takes the token anew; `paused` stops its pulls.

    After another address or other options everything is fetched anew, and what is not there any more is taken back.
    """
    served = services(request)

    async def prepare(value: Any) -> Act:
        given = whole(value, SourceChange).given()
        before = await served.reading(lambda connection: _reached(connection, caller.project, source_id))
        given = await _prepared(served, before.kind, given)

        def act(connection: Connection, project: Project) -> Answer:
            source = _reached(connection, project, source_id)
            arranging.alter(connection, source, served.connecting, given, now=served.clock())
            return _shown(served, connection, project, source_id)

        return act

    return await _once(request, caller, prepare)


@audited("source_id", _set_up)
@described()
async def delete_source(request: Request, caller: Admin, source_id: str) -> Response:
    """Takes no labels from a tool any more; what came from it stays."""

    def act(connection: Connection, project: Project) -> Answer:
        sources.remove(connection, _reached(connection, project, source_id).number)
        return Answer(204)

    return await _changed(request, caller, act)


@described(SourceRow, body=PullWish, optional=True, statuses=(409,))
async def post_pull(request: Request, caller: Admin, source_id: str) -> Response:
    """Pulls a source as soon as may be, in the background: `running`, `pulled_at` and `last` say how it went."""
    served = services(request)

    async def prepare(value: Any) -> Act:
        full = whole(value, PullWish).full

        def act(connection: Connection, project: Project) -> Answer:
            arranging.ask(connection, _reached(connection, project, source_id), full=full, now=served.clock())
            return _shown(served, connection, project, source_id, 202)

        return act

    return await _once(request, caller, prepare, optional=True)


@audited("source_id", _set_up)
@described(ShownSource)
async def rotate_source(request: Request, caller: Admin, source_id: str) -> Response:
    """Gives the hook of a source a new secret and shows it once; the old one is void at once."""
    served = services(request)

    def act(connection: Connection, project: Project) -> Answer:
        source, secret = _reached(connection, project, source_id), new_secret()
        sealed = served.connecting.safe.seal_hook(source.source_id, secret)
        sources.change(connection, source.number, {"hook_secret": sealed, "changed_at": served.clock()})
        return Answer.of(201, ShownSource(**values_of(connection, source, served.clock()), hook_secret=secret))

    return await _changed(request, caller, act)


@described(Checked)
async def check_source(request: Request, caller: Admin, source_id: str) -> Response:
    """Asks the tool now whether its labels can be taken, and says what it found or what is wrong."""
    served = services(request)
    source = await served.reading(lambda connection: _reached(connection, caller.project, source_id))

    def check() -> Checked:
        try:
            connector = served.connecting.connector(source, now=served.clock(), seconds=CHECK_SECONDS)
            return Checked(True, connector.check())
        except (SourceFailed, BadInput, Unreadable) as error:
            return Checked(False, error.detail)

    return json_response(await run_sync(check, limiter=served.asking))


@audited("source_id")
@described(WroteBack, body=WriteBack, optional=True, statuses=(409, 502))
async def post_write_back(request: Request, caller: Admin, source_id: str) -> Response:
    """Writes flags and priorities of images into the tool, a page of tasks at a time and only what differs.

    By default it is a dry run: it writes nothing and says what it would. Else the source must allow it. Go on with
    `after` until `next` is null.
    """
    served = services(request)
    raw = await read_body(request, served.settings, optional=True) or b"{}"
    asked = whole(parsed(raw, served.settings), WriteBack)
    source = await served.reading(lambda connection: _reached(connection, caller.project, source_id))

    def write() -> WroteBack:
        connector = served.connecting.connector(source, now=served.clock(), seconds=CHECK_SECONDS)
        found = write_back(
            served.store, source, connector, finder(caller.project, asked.what),
            dry_run=asked.dry_run, after=asked.after, limit=asked.limit,
        )  # fmt: skip
        return WroteBack(found.changes, found.units, found.following)

    done = Answer.of(200, await run_sync(write, limiter=served.asking))
    if not asked.dry_run:  # what was written is in the tool already, and not in our transaction
        meant = unkept(request, caller.project.project_id)
        await served.writing(lambda: served.writer.run(source.project, meant, lambda _: done))
    return done.response()


async def _prepared(served: Services, kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What is given, checked in one of few threads of its own: a look-up holds up nobody else."""
    return await run_sync(lambda: arranging.prepared(served.connecting, kind, given), limiter=served.lookups)


async def _once(
    request: Request, caller: Caller, prepare: Callable[[Any], Awaitable[Act]], *, optional: bool = False
) -> Response:
    """A change of a source, after which there may be something to pull."""
    answer = await changed_unkept(request, caller, prepare, optional=optional)
    services(request).puller.wake()
    return answer


async def _changed(request: Request, caller: Caller, act: Act) -> Response:
    """The same of what needs no body."""
    answer = await done_unkept(request, caller, act)
    services(request).puller.wake()
    return answer


def _shown(served: Services, connection: Connection, project: Project, source_id: str, status: int = 200) -> Answer:
    return Answer.of(status, row_of(connection, _reached(connection, project, source_id), served.clock()))


def _reached(connection: Connection, project: Project, source_id: str) -> Source:
    return sources.get(connection, project.number, source_id if source_id.isprintable() else "")


def add_routes(v1: APIRouter) -> None:
    """Adds these routes."""
    every = "/projects/{project_id}/sources"
    one = f"{every}/{{source_id}}"
    v1.add_api_route(every, list_sources, methods=["GET"])
    v1.add_api_route(every, post_source, methods=["POST"], status_code=201)
    v1.add_api_route(one, get_source, methods=["GET"])
    v1.add_api_route(one, patch_source, methods=["PATCH"])
    v1.add_api_route(one, delete_source, methods=["DELETE"], status_code=204)
    v1.add_api_route(f"{one}/pull", post_pull, methods=["POST"], status_code=202)
    v1.add_api_route(f"{one}/rotate", rotate_source, methods=["POST"], status_code=201)
    v1.add_api_route(f"{one}/check", check_source, methods=["POST"])
    v1.add_api_route(f"{one}/write-back", post_write_back, methods=["POST"])
