"""How many images to label twice, and which; and which images to label next, or again."""

from dataclasses import replace
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le
from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from labelqa.plan import AskedLabels, LabelPlan, LabelsAfter, Overlap, labels_plan, overlap
from labelqa.plan.choice import Place
from labelqa.plan.labels import MOST
from labelqa.plan.overlap import WIDEST, After, identity
from labelqa.plan.spread import Measure
from labelqa.reports import cursor
from labelqa.store import Connection, projects
from labelqa.web.answering import json_response, listed
from labelqa.web.auth import Reader
from labelqa.web.described import CSV, JSON, described
from labelqa.web.query import DECIMAL, WHOLE, Name, Page
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


class WantedLabels(Page):
    """How many images to label, for what, and a page of them."""

    n: Annotated[int, Ge(1), Le(MOST), WHOLE] = Field(100, description="images in the list, over all pages")
    class_: Name | None = Field(
        None, alias="class", description="images on which this class is suggested, or to label again is drawn"
    )
    purpose: Literal["label", "relabel"] = Field(
        "label", description="images that nobody has labelled, or labelled ones that a second label would help most"
    )

    def asked(self) -> AskedLabels:
        """The same for the plan."""
        return AskedLabels(self.n, self.class_, self.purpose, self.limit)


@described(LabelPlan, media=(JSON, CSV))
async def get_label_plan(request: Request, caller: Reader, query: Annotated[WantedLabels, Query()]) -> Response:
    """Which images to label next, or again, with the reason in words and the score in parts.

    The most worthwhile come first: where models differ or are unsure, where classes are rare, and to label again where
    persons differ. Like does not follow like: see `labelqa.plan.variety`. Chosen among 20,000 images at most.
    """

    def read(connection: Connection) -> LabelPlan:
        project = projects.get(connection, caller.project.project_id)  # as this snapshot has it
        asked = query.asked()
        place = cursor.decode(query.cursor, asked.identity(project), "is")
        after = LabelsAfter(int(place[0] or 0), str(place[1])) if place else None
        found, following = labels_plan(connection, project, asked, after=after)
        return replace(found, next=cursor.encode(following.parts, asked.identity(project)) if following else None)

    return listed(request, await services(request).reading(read), "images")


def add_routes(v1: APIRouter) -> None:
    """Adds these routes."""
    v1.add_api_route("/projects/{project_id}/plan/overlap", get_overlap_plan, methods=["GET"])
    v1.add_api_route("/projects/{project_id}/plan/labels", get_label_plan, methods=["GET"])
