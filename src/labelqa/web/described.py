"""What the OpenAPI document says of a route beside its parameters: the body it reads itself, and what it answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
JSON, CSV, EVENTS = "application/json", "text/csv", "text/event-stream"
ONCE: dict[str, Any] = {"headers": ("Idempotency-Key",), "statuses": (409,)}
"""Of writes whose answer is kept: sent again under the same key, they are done once."""


@dataclass(frozen=True, slots=True)
class Description:
    """`answer`: a dataclass, or None for an empty or foreign one; `media`: the forms an answer has.

    `optional`: the body may be left out; `upload`: it is a file.

    `headers`: those a client may send; `statuses`: refusals beside those that every route may give; `empty`: what 204
    means beside an answer.
    """

    answer: type | None = None
    body: type | None = None
    optional: bool = False
    upload: bool = False
    media: tuple[str, ...] = (JSON,)
    headers: tuple[str, ...] = ()
    statuses: tuple[int, ...] = ()
    empty: str = ""


def described(answer: type | None = None, **more: Any) -> Callable[[Endpoint], Endpoint]:
    """Attaches a `Description` to an endpoint."""

    def attach(endpoint: Endpoint) -> Endpoint:
        endpoint.__dict__["description"] = Description(answer, **more)
        return endpoint

    return attach


def description_of(endpoint: Callable[..., Any]) -> Description:
    """The description of an endpoint, an empty one where it has none."""
    found: Description = getattr(endpoint, "description", Description())
    return found
