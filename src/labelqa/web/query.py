"""Query parameters as strict as bodies: written as they are meant, known by name, within bounds."""

import inspect
import re
import typing
from collections.abc import Mapping
from datetime import date
from types import UnionType
from typing import Annotated, Any, Union

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, create_model
from pydantic_core import PydanticCustomError
from typing_extensions import Doc

from labelqa.errors import BadInput
from labelqa.formats import values

_WHOLE = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_DECIMAL = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_YES_NO = re.compile(r"true|false")
STRICT = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, protected_namespaces=())
"""Of every model of a query: an unknown parameter is refused."""


def refused(detail: str, pointer: str = "") -> PydanticCustomError:
    """One value that is wrong, in our words; `pointer` when it lies deeper than the field."""
    return PydanticCustomError("value", "{detail}", {"detail": detail, "pointer": pointer})


def query_model(name: str, parameters: Mapping[str, inspect.Parameter]) -> type[BaseModel]:
    """The model of a report's query: fields under the names of its arguments, served under their own."""
    described: dict[str, Any] = {p.name: _field(served, p) for served, p in parameters.items()}
    return create_model(name, __config__=STRICT, **described)


def _field(served: str, parameter: inspect.Parameter) -> tuple[Any, Any]:
    return checked(parameter.annotation), Field(parameter.default, alias=served, description=_doc(parameter))


def checked(annotation: Any) -> Any:
    """A parameter's type that takes only what is written as one: no `1_0`, no ` 5`, no day as a number."""
    kinds = _kinds(annotation)
    for kind, strict in ((bool, YES_NO), (date, DAY), (int, WHOLE), (float, DECIMAL), (str, CLEAN)):
        if kind in kinds:
            return Annotated[annotation, strict]
    return annotation


def _kinds(annotation: Any) -> tuple[Any, ...]:
    """The types a parameter may have, without what is said about them."""
    if typing.get_origin(annotation) is Annotated:
        annotation = typing.get_args(annotation)[0]
    return typing.get_args(annotation) if typing.get_origin(annotation) in (Union, UnionType) else (annotation,)


def _written(shape: re.Pattern[str], words: str) -> BeforeValidator:
    def check(value: object) -> object:
        if isinstance(value, str) and not shape.fullmatch(value):
            raise refused(f"{values.shown(value)} {words}")
        return value

    return BeforeValidator(check)


def _text(value: str | None) -> str | None:
    """Control characters are in no name, and databases choke on some."""
    if value:
        try:
            values.text(value, "", len(value))
        except BadInput as error:
            raise refused(error.problems[0].detail) from None
    return value


def _doc(parameter: inspect.Parameter) -> str | None:
    metadata = getattr(parameter.annotation, "__metadata__", ())
    return next((m.documentation for m in metadata if isinstance(m, Doc)), None)


DAY = _written(_DAY, "is not a day; write it as YYYY-MM-DD")
WHOLE = _written(_WHOLE, "is not a whole number")
DECIMAL = _written(_DECIMAL, "is not a number")
YES_NO = _written(_YES_NO, "is neither true nor false")
CLEAN = AfterValidator(_text)
Limit = Annotated[int, Ge(1), Le(1000), WHOLE]
Cursor = Annotated[str, MaxLen(4096), CLEAN]
Name = Annotated[str, MinLen(1), MaxLen(values.TEXT), CLEAN]


class Page(BaseModel):
    """Which page of a list."""

    model_config = STRICT
    limit: Limit = Field(100, description="rows on a page")
    cursor: Cursor | None = Field(None, description="`next` of the page before")
