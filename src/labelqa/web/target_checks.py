"""What may be the address of an alert target: checked before it is stored, and said by field."""

from collections.abc import Mapping
from typing import Any

from anyio.to_thread import run_sync
from fastapi import Request

from labelqa.delivery.address import check_letterbox
from labelqa.delivery.sending import NO_MAIL, Sender
from labelqa.errors import BadInput, Problem
from labelqa.formats.values import under
from labelqa.web.services import services

FIELDS: Mapping[str, str] = {"webhook": "url", "slack": "url", "email": "to"}
"""The field that holds the address, by kind."""


async def checked_aside(request: Request, kind: str, given: Mapping[str, Any]) -> str:
    """The same as `checked_address`, in one of few threads of its own: no transaction is open meanwhile."""
    served = services(request)
    return await run_sync(lambda: checked_address(served.sender, kind, given), limiter=served.lookups)


def checked_address(sender: Sender, kind: str, given: Mapping[str, Any]) -> str:
    """The address that a body gives for a target of this kind; BadInput names the field that is wrong."""
    field = FIELDS[kind]
    for other in {"url", "to"} - {field}:
        if given.get(other):
            raise _wrong(other, f"is not for a target of kind {kind}, which takes {field}")
    address = str(given.get(field) or "")
    if not address:
        raise _wrong(field, "is missing")
    if kind == "email" and sender.mail is None:
        raise _wrong(field, NO_MAIL)
    try:
        if kind == "email":
            return check_letterbox(address)
        sender.post.guard.check(address)
    except BadInput as error:
        raise under(f"/{field}", error) from None
    return address


def _wrong(field: str, detail: str) -> BadInput:
    return BadInput(f"/{field}: {detail}", [Problem(f"/{field}", detail)])
