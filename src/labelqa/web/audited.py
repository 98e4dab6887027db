"""What a route says of itself to the audit log, as `labelqa.web.described` does to the OpenAPI document."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Request

from labelqa.store import Connection

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
Read = Callable[[Request, Connection, str], Any]
"""How the thing of an id stands now: a dataclass or a mapping, without its secrets. NotFound when it is not there."""


ReadAsked = Callable[[Request, Connection, Any], Any]
"""The same of what a body names, or the parameters of an address."""


@dataclass(frozen=True, slots=True)
class Audited:
    """`about`: under which name the id of what is changed stands: in the address, or else in the answer.

    `reads` tells how that stands, before the change and after it; `reads_asked` the same of all that a body names.
    Without them, or with `answers`, what is written as "after" is the answer. `asked`: what was asked for goes there
    too. `unless`: a word of the answer that, where true, means that nothing was changed; `needs`: one that means so
    where it is 0.
    """

    about: str = ""
    reads: Read | None = None
    answers: bool = False
    asked: bool = False
    unless: str = ""
    needs: str = ""
    reads_asked: ReadAsked | None = None


def audited(about: str = "", reads: Read | None = None, **more: Any) -> Callable[[Endpoint], Endpoint]:
    """Attaches an `Audited` to an endpoint: its writes leave a row in the audit log."""

    def attach(endpoint: Endpoint) -> Endpoint:
        endpoint.__dict__["audited"] = Audited(about, reads, **more)
        return endpoint

    return attach


def audited_of(endpoint: Callable[..., Any]) -> Audited | None:
    """What a route says to the audit log, None where it leaves nothing there."""
    found: Audited | None = getattr(endpoint, "audited", None)
    return found
