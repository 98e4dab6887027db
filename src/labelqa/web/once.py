"""A parameter of an address is named once, unless it takes several values: nobody has to know which of two counts."""

import typing
from collections import Counter
from functools import cache

from fastapi import Request
from pydantic import BaseModel

from labelqa.errors import BadInput, Problem
from labelqa.formats.values import escaped, shown


def check_once(request: Request) -> None:
    """Raises BadInput, which names each parameter that is given several times where one value counts."""
    named = Counter(name for name, _ in request.query_params.multi_items())
    twice = [name for name, times in named.items() if times > 1 and name not in _lists(request.scope["endpoint"])]
    if twice:
        problems = [Problem(f"/{escaped(name)}", "is given more than once") for name in twice]
        raise BadInput(f"{shown(twice[0])} is given more than once", problems)


@cache
def _lists(endpoint: typing.Any) -> frozenset[str]:
    """The parameters of a route that take several values."""
    model, *_ = typing.get_args(endpoint.__annotations__.get("query")) or (BaseModel,)
    fields = model.model_fields.items()
    return frozenset(field.alias or name for name, field in fields if typing.get_origin(field.annotation) is list)
