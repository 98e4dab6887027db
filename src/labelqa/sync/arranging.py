"""Sources made, changed, and asked for a pull: what may be set, and what it does to what was fetched before."""

import secrets
from collections.abc import Mapping
from typing import Any

import orjson

from labelqa.errors import Conflict
from labelqa.formats.values import wrong
from labelqa.model import Project
from labelqa.store import Connection, source_hints, source_units, sources
from labelqa.store.sources import Source
from labelqa.sync.connecting import Connecting, checked_options, checked_token
from labelqa.sync.safe import new_secret

MOST = 20
"""Sources of one project."""
ID_BYTES = 8


def prepared(connecting: Connecting, kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What is given for a source of this kind, checked; it may take as long as a look-up. BadInput names the field.

    A token goes only to the host that it was given for: a new address takes the token anew.
    """
    found = dict(given)
    if "options" in found:
        found["options"] = checked_options(kind, found["options"])
    if "token" in found:
        found["token"] = checked_token(found["token"], "/token")
    if "address" in found:
        found["address"] = connecting.address(found["address"])
    return found


def make(
    connection: Connection, project: Project, connecting: Connecting, given: Mapping[str, Any], *, now: int
) -> tuple[Source, str]:
    """A new source of what was prepared, and the secret of its hook, which is shown this once. Conflict beyond 20."""
    if sources.count(connection, project.number) >= MOST:
        raise Conflict(f"the project has {MOST} sources, which is the most; delete one")
    source_id, secret = f"src_{secrets.token_hex(ID_BYTES)}", new_secret()
    values = {
        "source_id": source_id,
        "kind": given["kind"],
        "name": given.get("name") or given["kind"],
        "address": given["address"],
        "token": connecting.safe.seal_token(source_id, given["address"], given["token"]),
        "hook_secret": connecting.safe.seal_hook(source_id, secret),
        "options": orjson.dumps(given["options"]).decode(),
        "state": "active",
        "minutes": given["minutes"],
        "write_back": given.get("write_back", False),
        "next_at": now,
        "created_at": now,
        "changed_at": now,
    }
    return sources.add(connection, project.number, values), secret


def alter(
    connection: Connection, source: Source, connecting: Connecting, given: Mapping[str, Any], *, now: int
) -> None:
    """Changes a source to what was prepared; what is left out stays.

    Another address or other options mean other labels: then everything is fetched anew, and what is not there any more
    is taken back.
    """
    values: dict[str, Any] = {"changed_at": now}
    values |= {name: given[name] for name in ("name", "write_back") if name in given}
    address = given.get("address", source.address)
    if address != source.address and "token" not in given:
        raise wrong("/token", "is missing: a token goes only to the address it was given for")
    if "token" in given:
        values["token"] = connecting.safe.seal_token(source.source_id, address, given["token"])
    options = orjson.dumps(given["options"]).decode() if "options" in given else source.options
    if (address, options) != (source.address, source.options):
        source_units.forget(connection, source.number, all=address != source.address)
        values |= {"address": address, "options": options, "mark": None, "reconciled_at": 0}
    values |= _timed(source, given, now)
    sources.change(connection, source.number, values)


def _timed(source: Source, given: Mapping[str, Any], now: int) -> dict[str, Any]:
    """When it is pulled next: at once where what may have failed was mended."""
    values: dict[str, Any] = {}
    if "minutes" in given:
        values["minutes"] = given["minutes"]
        values["next_at"] = None if given["minutes"] is None else now
    if given.keys() & {"address", "token", "options"}:
        values |= {"next_at": now, "failures": 0}
        values["started_at"] = None  # a pull under way asks in the way of before: it can store, and say, nothing more
    if given.get("paused") is True:
        values["state"] = "paused"
    elif given.get("paused") is False and source.state == "paused":
        values |= {"state": "active", "next_at": now}
    return values


def ask(connection: Connection, source: Source, *, full: bool, now: int) -> None:
    """Asks for a pull as soon as may be; Conflict for a source that is paused."""
    if source.state == "paused":
        raise Conflict(f"source {source.source_id} is paused; resume it first")
    values = {"next_at": now} | ({"reconciled_at": 0} if full else {})
    sources.change(connection, source.number, values)
    source_hints.add(connection, source.number, source_hints.WHOLE, now=now)  # a pull under way moves `next_at` on
