"""Bodies of requests checked against their model: strict, unknown keys refused, every bad field named."""

from collections.abc import Callable
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from labelqa.errors import LISTED, BadInput, Problem
from labelqa.formats.values import shown, wrong
from labelqa.web.problems import problems_of

ROWS = 10_000
"""Most rows of one batch."""


class Body(BaseModel):
    """What all bodies and their rows share."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


def whole(value: Any, model: type["Checked"]) -> "Checked":
    """The body of this model; BadInput names every field that is wrong."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        problems = problems_of(error.errors(include_url=False))
        raise _refusal(problems) from None


def batch(value: Any, model: type[Body], read: Callable[[Any], Any] | None = None) -> list[Any]:
    """The rows of a body `{"<name>": [rows]}`. BadInput names every bad row, the first 100, by its pointers.

    Rows are checked one by one: a batch of nonsense costs no more than its first hundred problems. `read`: how a row is
    checked and what is made of it, where that is not the row's own model.
    """
    (name, field), *_ = model.model_fields.items()
    row: type[Body] = get_args(field.annotation)[0]
    made = row.model_validate if read is None else read
    found, problems = [], list[Problem]()
    for i, item in enumerate(_listed(value, name)):
        try:
            found.append(made(item))
        except ValidationError as error:
            problems += problems_of(error.errors(include_url=False), f"/{name}/{i}")
        if len(problems) >= LISTED:
            break
    if problems:
        raise _refusal(problems)
    return found


def _listed(value: Any, name: str) -> list[Any]:
    if type(value) is not dict or value.keys() != {name}:
        raise wrong("", f'the body must be an object with the one key "{name}"')
    rows = value[name]
    if type(rows) is not list or not 1 <= len(rows) <= ROWS:
        what = f"a list of {len(rows)}" if type(rows) is list else shown(rows)
        raise wrong(f"/{name}", f"{what} is not a list of 1 to {ROWS} rows")
    return rows


def _refusal(problems: list[Problem]) -> BadInput:
    first = problems[0]
    return BadInput(f"nothing was stored: {first.pointer} {first.detail}".replace("  ", " "), problems)


Checked = TypeVar("Checked", bound=Body)
