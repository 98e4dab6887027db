"""Keys: made, listed, rotated, ended. No key makes or sees one with more than its own projects."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from labelqa.errors import Forbidden, NotFound
from labelqa.reports import cursor
from labelqa.reports.figures import time
from labelqa.store import Connection, keys
from labelqa.store.keys import Key
from labelqa.web.answering import json_response, listed, unkept
from labelqa.web.audited import audited
from labelqa.web.auth import Admin, Caller
from labelqa.web.bodies import whole
from labelqa.web.body import parsed, read_body
from labelqa.web.described import CSV, JSON, described
from labelqa.web.inputs import NewKey, Rotation
from labelqa.web.query import Page
from labelqa.web.services import Services, services
from labelqa.web.writing import Answer


@dataclass(frozen=True, slots=True)
class KeyAnswer:
    """What a key may do. `projects` null: all; `last_used` to the hour."""

    key_id: str
    name: str
    scopes: list[str]
    projects: list[str] | None
    annotator: str | None
    created_at: str
    expires_at: str
    revoked_at: str | None
    last_used: str | None


@dataclass(frozen=True, slots=True)
class ShownKey(KeyAnswer):
    """A key that was just made, with its text: it is shown this once."""

    key: str


@dataclass(frozen=True, slots=True)
class Keys:
    """A page of keys, by id."""

    keys: list[KeyAnswer]
    next: str | None


def _values(key: Key) -> dict[str, Any]:
    return {
        "key_id": key.key_id,
        "name": key.name,
        "scopes": sorted(key.scopes),
        "projects": None if key.projects is None else sorted(key.projects),
        "annotator": key.annotator,
        **{at: time(getattr(key, at)) for at in ("created_at", "expires_at", "revoked_at", "last_used")},
    }


def _as_stored(request: Request, connection: Connection, key_id: str) -> KeyAnswer:
    return KeyAnswer(**_values(keys.get(connection, key_id)))


@described(Keys, media=(JSON, CSV))
async def list_keys(request: Request, caller: Admin, query: Annotated[Page, Query()]) -> Response:
    """Every key that reaches no further than the one that asks, also those that are void."""
    place = cursor.decode(query.cursor, "keys", "s")

    def read(connection: Connection) -> Keys:
        every = keys.listed(connection, after=str(place[0]) if place else "")
        found = list(islice((key for key in every if _within(caller, key.projects)), query.limit + 1))
        more = len(found) > query.limit
        following = cursor.encode([found[query.limit - 1].key_id], "keys") if more else None
        return Keys([KeyAnswer(**_values(key)) for key in found[: query.limit]], following)

    return listed(request, await services(request).reading(read), "keys")


@audited("key_id")
@described(ShownKey, body=NewKey)
async def create_key(request: Request, caller: Admin) -> Response:
    """Makes a key and shows it once.

    Scopes: `read`, `ingest`, `review`, `admin` (which holds all), or `self` alone, bound to one `annotator`.
    `projects` null stands for all. It expires after `days`, by default those of the server's settings.
    """
    served = services(request)
    raw = await read_body(request, served.settings)

    def work() -> Answer:
        asked = whole(parsed(raw, served.settings), NewKey)
        _check_grants(caller, asked)

        def act(connection: Connection) -> Answer:
            text, key = served.keyring.create(
                connection,
                name=asked.name,
                scopes=asked.scopes,
                projects=asked.projects,
                annotator=asked.annotator,
                days=served.settings.key_days if asked.days is None else asked.days,
                now=served.clock(),
            )
            return _made(text, key)

        return served.writer.run(None, unkept(request), act)

    return _shown(await served.writing(work))


@described(KeyAnswer)
async def get_key(request: Request, caller: Admin, key_id: str) -> Response:
    """One key, without its text."""
    found = await services(request).reading(lambda connection: _reached(connection, caller, key_id))
    return json_response(KeyAnswer(**_values(found)))


@audited("key_id", _as_stored)
@described()
async def revoke_key(request: Request, caller: Admin, key_id: str) -> Response:
    """Makes a key void at once."""
    served = services(request)

    def act(connection: Connection) -> Answer:
        now = served.clock()
        keys.revoke(connection, _reached(connection, caller, key_id).key_id, at=now, now=now)
        return Answer(204)

    return (await served.writing(lambda: served.writer.run(None, unkept(request), act))).response()


@audited("key_id", _as_stored, answers=True)
@described(ShownKey, body=Rotation, optional=True, statuses=(409,))
async def rotate_key(request: Request, caller: Admin, key_id: str) -> Response:
    """Makes a new key with the same rights and shows it once; the old one is void at once, or after an overlap."""
    served = services(request)
    raw = await read_body(request, served.settings, optional=True)

    def work() -> Answer:
        overlap = whole(parsed(raw or b"{}", served.settings), Rotation).overlap_seconds * 1000
        return served.writer.run(
            None, unkept(request), lambda connection: _rotated(served, connection, caller, key_id, overlap)
        )

    return _shown(await served.writing(work))


def _rotated(served: Services, connection: Connection, caller: Caller, key_id: str, overlap_ms: int) -> Answer:
    old, now = _reached(connection, caller, key_id), served.clock()
    if not old.live(now):
        raise NotFound(f"key {old.key_id} is void already; make a new one")
    return _made(*served.keyring.rotate(connection, old, days=served.settings.key_days, now=now, overlap_ms=overlap_ms))


def _made(text: str, key: Key) -> Answer:
    return Answer.of(201, ShownKey(**_values(key), key=text), f"/v1/keys/{key.key_id}")


def _shown(made: Answer) -> Response:
    answer = made.response()
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _check_grants(caller: Caller, asked: NewKey) -> None:
    """No key makes one with more than its own; Forbidden."""
    if not _within(caller, asked.projects):
        raise Forbidden("this key is for named projects; a key it makes must be for some of them")
    beyond = [scope for scope in asked.scopes if not caller.holds(scope)]
    if beyond:
        raise Forbidden(f"this key lacks the scope {beyond[0]}")


def _reached(connection: Connection, caller: Caller, key_id: str) -> Key:
    found = keys.get(connection, key_id if key_id.isprintable() else "")
    if not _within(caller, found.projects):
        raise NotFound("there is no such key, or this key may not see it")
    return found


def _within(caller: Caller, projects: Collection[str] | None) -> bool:
    own = caller.key.projects
    return own is None or (projects is not None and set(projects) <= own)


def add_routes(v1: APIRouter) -> None:
    """Adds these routes."""
    v1.add_api_route("/keys", list_keys, methods=["GET"])
    v1.add_api_route("/keys", create_key, methods=["POST"], status_code=201)
    v1.add_api_route("/keys/{key_id}", get_key, methods=["GET"])
    v1.add_api_route("/keys/{key_id}", revoke_key, methods=["DELETE"], status_code=204)
    v1.add_api_route("/keys/{key_id}/rotate", rotate_key, methods=["POST"], status_code=201)
