"""How many images to label twice, and which."""

from dataclasses import replace
from typing import Annotated

from annotated_types import Gt, Le
from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from labelqa.plan import Overlap, overlap
from labelqa.plan.choice import Place
from labelqa.plan.overlap import WIDEST, After, identity
from labelqa.plan.spread import Measure
from labelqa.reports import cursor
from labelqa.store import Connection, projects
from labelqa.web.answering import json_response
from labelqa.web.auth import Reader
from labelqa.web.described import described
from labelqa.web.query import DECIMAL, Page
from labelqa.web.services import services


class Wanted(Page):
    """How precisely what is to be known, and a page of the images for it."""

    half_width: Annotated[float, Gt(0), Le(WIDEST), DECIMAL] = Field(
        0.03, description="half the width of the 95 % interval that is wanted"
    )
    measure: Measure = Field("iou", description="the mean IoU of what was drawn, or kappa of image-level labels")


@described(Overlap)
async def get_overlap_plan(request: Request, caller: Reader, query: Annotated[Wanted, Query()]) -> Response:
    """How many images to label twice so that a figure is known to +- `half_width` with 95 % confidence, and which.

    The list is a random sample in proportion to everybody's work, the same tomorrow: images that one person has
    answered, then, where they are not enough, images that nobody has. It ends after `more` images.
    """

    def read(connection: Connection) -> Overlap:
        project = projects.get(connection, caller.project.project_id)  # as this snapshot has it
        asked = identity(project, query.half_width, query.measure)
        found, following = overlap(
            connection,
            project,
            half_width=query.half_width,
            measure=query.measure,
            limit=query.limit,
            after=_after(cursor.decode(query.cursor, asked, "iis")),
        )
        return replace(found, next=cursor.encode(following.parts, asked) if following else None)

    return json_response(await services(request).reading(read))


def _after(place: cursor.Place | None) -> After | None:
    if place is None:
        return None
    left, step, name = place
    return After(max(0, int(left or 0)), Place(int(step or 0), str(name)))


def add_routes(v1: APIRouter) -> None:
    """Adds this route."""
    v1.add_api_route("/projects/{project_id}/plan/overlap", get_overlap_plan, methods=["GET"])
