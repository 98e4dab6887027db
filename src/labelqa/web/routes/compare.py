"""Two periods side by side."""

from datetime import date
from typing import Annotated

from annotated_types import Ge, Le
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from labelqa.changes import Comparison, compare, periods_of
from labelqa.changes.days import LONGEST
from labelqa.store import Connection, projects
from labelqa.web.answering import listed
from labelqa.web.auth import Reader
from labelqa.web.described import CSV, JSON, described
from labelqa.web.query import DAY, STRICT, WHOLE
from labelqa.web.services import services

Day = Annotated[date, DAY]


class Wanted(BaseModel):
    """Which two periods: four days, or the newest days beside as many before them."""

    model_config = STRICT
    from_: Day | None = Field(
        None, alias="from", description="first UTC day of the period that is the base, YYYY-MM-DD"
    )
    to: Day | None = Field(None, description="its last UTC day, included")
    from2: Day | None = Field(None, description="first UTC day of the period that is compared with it")
    to2: Day | None = Field(None, description="its last UTC day, included")
    days: Annotated[int, Ge(1), Le(LONGEST), WHOLE] | None = Field(
        None, description="instead of the four: so many days up to the latest answer, beside as many before them"
    )


@described(Comparison, media=(JSON, CSV))
async def get_comparison(request: Request, caller: Reader, query: Annotated[Wanted, Query()]) -> Response:
    """Every headline figure of two periods, its change with the interval of the change, and where it comes from.

    The periods must not overlap. As CSV the table of the figures.
    """

    def read(connection: Connection) -> Comparison:
        project = projects.get(connection, caller.project.project_id)  # as this snapshot has it
        asked = {name: getattr(query, name) for name in Wanted.model_fields}
        return compare(connection, project, periods_of(connection, project, **asked))

    return listed(request, await services(request).reading(read), "figures")


def add_routes(v1: APIRouter) -> None:
    """Adds this route."""
    v1.add_api_route("/projects/{project_id}/compare", get_comparison, methods=["GET"])
