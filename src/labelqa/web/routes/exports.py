"""The labels out again: those that pass, in a format of choice, with a manifest of what was left out and why.

A file is a function of the project's revision and the query. So its tag is known before it is written, and it is kept:
a range of it, asked for after a download broke, is of the very same bytes.
"""

import base64
import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Annotated, Any, BinaryIO

from annotated_types import Ge, Le, MaxLen
from fastapi import APIRouter, Query, Request
from pydantic import AfterValidator, BaseModel, Field
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from labelqa import formats
from labelqa.export import Kept, Manifest, short
from labelqa.export import Query as Asked
from labelqa.export.query import Judged, Labels, checked, written_formats
from labelqa.export.writing import BUILD, write
from labelqa.facts.image import FLAGS
from labelqa.formats.values import shown
from labelqa.model import Kind
from labelqa.store import projects
from labelqa.web.answering import json_response
from labelqa.web.auth import Caller, Reader
from labelqa.web.described import described
from labelqa.web.query import DECIMAL, STRICT, WHOLE, YES_NO, Name, refused
from labelqa.web.ranges import Part, part_of
from labelqa.web.services import Services, services
from labelqa.web.tags import holds, tag_of

PIECE = 1 << 18
"""Bytes sent at once."""
MANIFEST = "Labelqa-Manifest"
"""The header with what is in the file, in short, as JSON in ASCII."""
MEDIA = {".jsonl": "application/x-ndjson", ".zip": "application/zip"}
"""By the ending of the file; all others are JSON."""
SEED = (1 << 31) - 1
"""Largest seed of a split."""


def _format(name: str) -> str:
    known = written_formats()
    if name not in known:
        raise refused(f"{shown(name)} is none of {', '.join(known)}")
    return name


def _flag(name: str) -> str:
    if name not in FLAGS:
        raise refused(f"{shown(name)} is none of {', '.join(FLAGS)}")
    return name


Share = Annotated[float, Ge(0), Le(1), DECIMAL]
Flags = Annotated[list[Annotated[str, AfterValidator(_flag)]], MaxLen(len(FLAGS))]


class Wanted(BaseModel):
    """Which labels are wanted, and how; `labelqa.export.Query` says more."""

    model_config = STRICT
    format: Annotated[str, AfterValidator(_format)] = Field("native", description="format of the file")
    labels: Labels = Field(
        "all",
        description="whose labels: `all` that pass, the `consensus` of an image's persons, the annotation by the "
        "`best` of them, or the `truth`. Of the last three a rejected annotation is never part",
    )
    verdict: Annotated[list[Judged], MaxLen(5)] = Field(
        [],
        description="annotations whose standing verdict is one of these; `verified`: approved, or put there by a "
        "correction; `unreviewed`: none. May be repeated",
    )
    min_iou: Share | None = Field(None, description="lowest agreement of the image")
    min_annotators: Annotated[int, Ge(1), Le(1000), WHOLE] | None = Field(
        None, description="images that at least so many persons answered; 2 for a consensus where nothing is said"
    )
    min_annotator_accuracy: Share | None = Field(
        None, description="lowest accuracy of the annotator against the truth; who has none is left out"
    )
    flag: Flags = Field([], description="images with one of these flags. May be repeated")
    without_flag: Flags = Field([], description="images without any of these flags. May be repeated")
    class_: Annotated[list[Name], MaxLen(1000)] = Field(
        [], alias="class", description="objects and image-level labels of these classes. May be repeated"
    )
    kind: Kind | None = Field(None, description="annotations by persons, models or the truth")
    annotator: Name | None = Field(None, description="annotations by this annotator")
    batch: Name | None = Field(None, description="images of this batch")
    video: Name | None = Field(None, description="frames of this video")
    quorum: Annotated[float, Ge(0.01), Le(1), DECIMAL] = Field(
        0.5, description="share of an image's persons that must have drawn an object of a consensus"
    )
    exclude_disputed: Annotated[bool, YES_NO] = Field(
        False, description="leave out images on which a consensus is open, and not the open objects alone"
    )
    splits: Annotated[Name, MaxLen(500)] | None = Field(
        None,
        description="shares of the images, as in `train:0.8,val:0.1,test:0.1`; frames of a video stay together",
    )
    split: Name | None = Field(
        None, description="the one split that is wanted; without it an archive holds a folder for each"
    )
    seed: Annotated[int, Ge(0), Le(SEED), WHOLE] = Field(0, description="another one shares the images out otherwise")

    def query(self) -> Asked:
        """The same for the export; BadInput where it cannot be answered."""
        values: dict[str, Any] = {name: getattr(self, name) for name in type(self).model_fields}
        values |= {name: tuple(v) for name, v in values.items() if isinstance(v, list)}
        return checked(Asked(**values))


class _Sent(StreamingResponse):
    """A file on its way, or a part of it; it is closed when it was sent, or could not be."""

    def __init__(self, file: BinaryIO, part: Part, status: int, media: str, headers: dict[str, str]) -> None:
        super().__init__(_pieces(file, part), status, headers, media)
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it."""
        with self._file:
            await super().__call__(scope, receive, send)


def _pieces(file: BinaryIO, part: Part) -> Iterator[bytes]:
    file.seek(part.start)
    left = part.end - part.start
    while left and (piece := file.read(min(PIECE, left))):
        left -= len(piece)
        yield piece


@described(
    media=("application/json", "application/x-ndjson", "application/zip"),
    headers=("If-None-Match", "Range", "If-Range"),
)
async def get_export(request: Request, caller: Reader, query: Annotated[Wanted, Query()]) -> Response:
    """The labels that pass, as a file: the same bytes for the same revision and query.

    The header `Labelqa-Manifest` says in JSON what it holds, at which revision, how many annotations each reason has
    left out, and the SHA-256 of the file, which `Repr-Digest` says too; all of the manifest is at `/export/manifest`,
    and in the archive where the format is one. A download that broke goes on with `Range` and `If-Range`.
    """
    tag, kept = await _kept(request, caller, query)
    if kept is None:
        return _unchanged(tag)
    with ExitStack() as held:
        held.enter_context(kept.file)
        headers = _headers(tag, kept, query.format)
        size = kept.size
        part = part_of(_range(request, tag), size)
        if part is not None:
            headers["Content-Range"] = part.content_range
        sent = part or Part(0, size, size)
        headers["Content-Length"] = str(sent.end - sent.start)
        held.pop_all()
        return _Sent(kept.file, sent, 200 if part is None else 206, _media(query.format), headers)


@described(Manifest, headers=("If-None-Match",))
async def get_export_manifest(request: Request, caller: Reader, query: Annotated[Wanted, Query()]) -> Response:
    """What an export of the same query holds, and what was left out and why, with the file's size and SHA-256.

    Annotations, objects, image-level labels and images that were left out are counted by reason, and add up with those
    taken to all there are in the project.
    """
    tag, kept = await _kept(request, caller, query)
    if kept is None:
        return _unchanged(tag)
    with kept.file:
        return json_response(kept.manifest, ETag=tag)


async def _kept(request: Request, caller: Caller, query: Wanted) -> tuple[str, Kept | None]:
    """The tag and the file; None for the file when the client has it already."""
    served, asked = services(request), query.query()
    what = ("export", asked.identity, BUILD)
    tag = tag_of(caller.project, *what)
    if holds(request.headers.get("if-none-match", ""), tag):
        return tag, None
    return await served.exporting(lambda: _found(served, caller.project.project_id, asked, tag, what))


def _found(served: Services, project_id: str, query: Asked, tag: str, what: tuple[str, ...]) -> tuple[str, Kept]:
    kept = served.shelf.find(tag)
    if kept is not None:
        return tag, kept
    with served.store.read() as connection:  # given back before anything is sent: a slow client holds no snapshot
        project = projects.get(connection, project_id)  # as this snapshot has it
        now = tag_of(project, *what)
        return now, served.shelf.get(now, lambda out: write(connection, project, query, out))


def _range(request: Request, tag: str) -> str | None:
    """The range asked for, unless it is to hold only for another state of the file."""
    condition = request.headers.get("if-range")
    return request.headers.get("range") if condition in (None, tag) else None


def _headers(tag: str, kept: Kept, format: str) -> dict[str, str]:
    digest = base64.b64encode(bytes.fromhex(kept.manifest["sha256"])).decode()
    return {
        MANIFEST: json.dumps(short(kept.manifest)),  # in ASCII, as headers are
        "ETag": tag,
        "Accept-Ranges": "bytes",
        "Repr-Digest": f"sha-256=:{digest}:",
        "Content-Disposition": f'attachment; filename="labels.{format}{_ending(format)}"',
    }


def _unchanged(tag: str) -> Response:
    return Response(status_code=304, headers={"ETag": tag})


def _ending(format: str) -> str:
    return ".zip" if formats.FORMATS[format].packs else formats.FORMATS[format].extensions[0]


def _media(format: str) -> str:
    return MEDIA.get(_ending(format), "application/json")


def add_routes(v1: APIRouter) -> None:
    """Adds these routes."""
    v1.add_api_route("/projects/{project_id}/export", get_export, methods=["GET"])
    v1.add_api_route("/projects/{project_id}/export/manifest", get_export_manifest, methods=["GET"])
