"""The labels out again: those that pass, in a format of choice, with a manifest of what was left out and why."""

import json
from contextlib import ExitStack
from typing import Annotated, BinaryIO, Literal

from annotated_types import Ge, Le
from fastapi import APIRouter, Query, Request
from pydantic import AfterValidator, BaseModel, Field
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from labelqa import formats
from labelqa.export import Filters, selected
from labelqa.formats.values import shown
from labelqa.model import Kind, Verdict
from labelqa.paths import temporary_file
from labelqa.store import Connection, projects
from labelqa.web.auth import Reader
from labelqa.web.described import described
from labelqa.web.encoding import plain
from labelqa.web.query import DECIMAL, STRICT, WHOLE, Name, refused
from labelqa.web.services import services

PIECE = 1 << 18
"""Bytes sent at once."""
MANIFEST = "Labelqa-Manifest"
"""The header that carries the manifest, as JSON in ASCII."""
MEDIA = {"native": "application/x-ndjson"}


def _format(name: str) -> str:
    if name not in formats.FORMATS:
        raise refused(f"{shown(name)} is none of {', '.join(formats.FORMATS)}")
    return name


class Wanted(BaseModel):
    """Which labels are wanted, and how."""

    model_config = STRICT
    format: Annotated[str, AfterValidator(_format)] = Field("native", description="`native` or `coco`")
    verdict: Verdict | None = Field(None, description="annotations whose latest verdict is this")
    min_iou: Annotated[float, Ge(0), Le(1), DECIMAL] | None = Field(None, description="lowest agreement of the image")
    min_annotators: Annotated[int, Ge(1), Le(1000), WHOLE] | None = Field(
        None, description="images that at least so many persons answered"
    )
    kind: Kind | None = Field(None, description="annotations by persons, models or the truth")
    annotator: Name | None = Field(None, description="annotations by this annotator")
    labels: Literal["all"] = Field("all", description="whose labels: every annotation that passes")

    def filters(self) -> Filters:
        """The same for the export."""
        return Filters(self.verdict, self.min_iou, self.min_annotators, self.kind, self.annotator)


class _Held(StreamingResponse):
    """A file on its way; what holds it is let go when it was sent, or could not be."""

    def __init__(self, file: BinaryIO, held: ExitStack, media: str, headers: dict[str, str]) -> None:
        super().__init__(iter(lambda: file.read(PIECE), b""), media_type=media, headers=headers)
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it."""
        with self._held:
            await super().__call__(scope, receive, send)


@described(media=("application/json", "application/x-ndjson"))
async def get_export(request: Request, caller: Reader, query: Annotated[Wanted, Query()]) -> Response:
    """The labels that pass, as a file.

    The header `Labelqa-Manifest` says in JSON what it holds, at which revision, how many annotations each filter has
    left out, and what the format cannot hold.
    """
    served = services(request)

    def write(connection: Connection) -> Response:
        # Written out before it is sent: a slow client must not hold the snapshot, and the manifest is known only then.
        project = projects.get(connection, caller.project.project_id)
        with ExitStack() as held:
            file = held.enter_context(temporary_file(served.settings.uploads))
            manifest, items = selected(connection, project, query.filters())
            losses = formats.write(items, file, format=query.format)
            told = json.dumps({**plain(manifest), "not_held": losses})  # in ASCII, as headers are
            headers = {MANIFEST: told, "Content-Length": str(file.tell()), **_named(query.format)}
            file.seek(0)
            return _Held(file, held.pop_all(), MEDIA.get(query.format, "application/json"), headers)

    return await served.reading(write)


def _named(format: str) -> dict[str, str]:
    ending = "jsonl" if format == "native" else "json"
    return {"Content-Disposition": f'attachment; filename="labels.{format}.{ending}"'}


def add_routes(v1: APIRouter) -> None:
    """Adds this route."""
    v1.add_api_route("/projects/{project_id}/export", get_export, methods=["GET"])
