"""The pictures of images: shown whole or small, uploaded, taken away.

They have an address of their own, since ids of images hold slashes (docs/decisions/0022-pictures.md). Whatever an
answer holds, a browser can do nothing with it but show it.
"""

from hashlib import blake2b
from pathlib import Path
from typing import Annotated, BinaryIO, Literal

from annotated_types import Ge, Le
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from labelqa import __version__
from labelqa.archives import open_tree
from labelqa.errors import NotFound, PictureUnknown
from labelqa.gallery import Original, PicturesTaken, take_one, take_tree, tidy
from labelqa.model import Image, Project
from labelqa.store import Connection, images, pictures, viewing
from labelqa.web.answering import done, json_response
from labelqa.web.audited import audited
from labelqa.web.auth import Caller, Ingester, Viewer
from labelqa.web.described import described
from labelqa.web.query import STRICT, WHOLE, Name
from labelqa.web.routes.image import known
from labelqa.web.sending import sent, unchanged
from labelqa.web.services import services
from labelqa.web.tags import holds
from labelqa.web.upload import receive, upload_file
from labelqa.web.writing import Answer

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=600",
    "Vary": "Authorization, Cookie",
}
"""Of every picture, whose type is told by its bytes alone."""
SHOWN = ("image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp")
NARROW, WIDE = 16, 2048


class Wanted(BaseModel):
    """How the picture is shown."""

    model_config = STRICT
    w: Annotated[int, Ge(NARROW), Le(WIDE), WHOLE] | None = Field(
        None, description="the most pixels across, as JPEG or WebP; the picture as it was given without"
    )
    missing: Literal["problem", "empty"] = Field(
        "problem", description="what answers where there is no picture: a problem that says why, or 204, for pages"
    )


class Brought(BaseModel):
    """What the body is."""

    model_config = STRICT
    image_id: Name | None = Field(
        None, description="the image whose picture the body is; an archive of pictures named like images without"
    )


@described(media=SHOWN, headers=("If-None-Match", "Range", "If-Range"), empty="There is no picture")
async def get_picture(request: Request, caller: Viewer, image_id: str, query: Annotated[Wanted, Query()]) -> Response:
    """The picture of an image, or a smaller one: `w` pixels across at most, never enlarged, at most four times as high.

    It lies as the labels do: turned as its EXIF says, unless the image has the size of the pixels as they are stored.
    Where there is none to show, the problem `picture-unknown` says why. An annotator's own key sees the pictures of
    images that they have answered, or that they are to label or to review.
    """
    try:
        return await _picture(request, caller, image_id, query)
    except PictureUnknown:
        if query.missing == "problem":
            raise
        return Response(status_code=204, headers={"Cache-Control": "no-store"})


async def _picture(request: Request, caller: Caller, image_id: str, query: Wanted) -> Response:
    served = services(request)
    image, found = await served.reading(lambda c: _near(request, c, caller, known(image_id)))
    if found is None:
        found = await served.fetching(lambda: served.gallery.far(caller.project.project_id, image))
    original, tag = found, _tag(found, image, query.w)
    if holds(request.headers.get("if-none-match", ""), tag):
        return unchanged(tag, HEADERS)
    shown = await served.showing(lambda: served.gallery.shown(original, image, query.w))
    return sent(request, shown.file, shown.size, shown.media, tag, HEADERS)


async def head_picture(request: Request, caller: Viewer, image_id: str, query: Annotated[Wanted, Query()]) -> Response:
    """What `get_picture` would answer, without the picture."""
    return await get_picture(request, caller, image_id, query)


def _near(request: Request, connection: Connection, caller: Caller, image_id: str) -> tuple[Image, Original | None]:
    """The image, and its picture where that is here."""
    number, image = _image(connection, caller, image_id)
    digest = pictures.of(connection, caller.project.number, [number]).get(number)
    return image, services(request).gallery.near(image, digest)


def _image(connection: Connection, caller: Caller, image_id: str) -> tuple[int, Image]:
    number, image = images.get(connection, caller.project.number, image_id)
    if caller.viewer is not None and not viewing.concerns(connection, caller.project.number, number, caller.viewer):
        raise NotFound(f"there is no image {image_id!r} in this project")  # the same as for one that is not there
    return number, image


def _tag(original: Original, image: Image, width: int | None) -> str:
    parts = repr((original.state, image.width, image.height, width, __version__)).encode("utf-8", "backslashreplace")
    return f'"{blake2b(parts, digest_size=16).hexdigest()}"'


@described(PicturesTaken, upload=True, statuses=(507,))
async def post_pictures(request: Request, caller: Ingester, query: Annotated[Brought, Query()]) -> Response:
    """Takes the picture of one image (`image_id`), or an archive (zip, tar) whose files are named like images.

    A file belongs to the image whose id is its path, with its ending or without; else to the only image of its name. An
    image without a size takes that of its picture. The same again changes nothing.
    """
    served = services(request)
    settings = served.settings
    most = settings.max_upload if query.image_id is None else min(settings.max_picture, settings.max_upload)
    with upload_file(settings.uploads) as file:
        await receive(request, file, most, served.writers)
        taken = await served.taking(lambda: _taken(request, caller.project, query.image_id, file))
    served.chores.consider(caller.project.project_id)
    return json_response(taken)


def _taken(request: Request, project: Project, image_id: str | None, file: BinaryIO) -> PicturesTaken:
    served = services(request)
    now = served.clock()
    if image_id is not None:
        file.seek(0)
        return take_one(served.store, served.gallery, project, image_id, file, now=now)
    most, folder = served.settings.max_upload, served.settings.uploads
    with open_tree(Path(file.name), name="the upload", max_bytes=most, folder=folder) as tree:
        return take_tree(served.store, served.gallery, project, tree, now=now)


@audited("image_id")
@described(statuses=(409,))
async def delete_picture(request: Request, caller: Ingester, image_id: str) -> Response:
    """Takes the uploaded picture of an image away; the image and its labels stay."""
    served, gone = services(request), set[str]()

    def act(connection: Connection, project: Project) -> Answer:
        number, _ = images.get(connection, project.number, known(image_id))
        digest = pictures.remove(connection, project.number, number)
        if digest is None:
            raise PictureUnknown("no picture of this image was uploaded")
        gone.add(digest)
        return Answer(204)

    answer = await done(request, caller, "delete_picture", act)
    await served.writing(lambda: tidy(served.store, served.gallery.cabinet, gone))
    return answer


def add_routes(v1: APIRouter) -> None:
    """Adds these routes."""
    path = "/projects/{project_id}/pictures/{image_id:path}"
    v1.add_api_route("/projects/{project_id}/pictures", post_pictures, methods=["POST"])
    v1.add_api_route(path, get_picture, methods=["GET"])
    v1.add_api_route(path, head_picture, methods=["HEAD"], include_in_schema=False)
    v1.add_api_route(path, delete_picture, methods=["DELETE"], status_code=204)
