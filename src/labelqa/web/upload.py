"""A file that is sent as the body of a request: counted and hashed on its way to the disk."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Request
from starlette.requests import ClientDisconnect

from labelqa.errors import BadCall, BadInput, MalformedBody, Problem, StoreUnavailable, TooLarge, UnsupportedMedia
from labelqa.paths import temporary_file
from labelqa.web.body import check_encoding

log = logging.getLogger(__name__)

PIECE = 1 << 20
"""Bytes written to the disk at once."""


@contextmanager
def upload_file(folder: Path | None) -> Iterator[BinaryIO]:
    """A temporary file for a body. StoreUnavailable where none can be made, without the path: clients need not know."""
    with ExitStack() as held:
        try:
            file = held.enter_context(temporary_file(folder))
        except BadCall as error:
            log.error("no file can be taken: %s", error)
            raise StoreUnavailable("the folder for files being imported cannot be written") from error
        yield file


async def receive(request: Request, file: BinaryIO, most: int, limiter: CapacityLimiter) -> str:
    """Writes the body into a temporary file; returns its SHA-256. Raises TooLarge beyond `most` bytes."""
    check_encoding(request)
    _check_type(request)
    digest, size, waiting = sha256(), 0, bytearray()
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > most:
                raise TooLarge(f"the file is larger than {most} bytes; import it in parts")
            digest.update(chunk)
            waiting += chunk
            if len(waiting) >= PIECE:
                await run_sync(_write, file, bytes(waiting), limiter=limiter)
                waiting.clear()
    except ClientDisconnect:
        raise MalformedBody("the file broke off before its end") from None
    await run_sync(_write, file, bytes(waiting), limiter=limiter)
    if not size:
        raise BadInput("the body is empty; send the file as the body", [Problem("", "the body is empty")])
    return digest.hexdigest()


def _check_type(request: Request) -> None:
    if request.headers.get("content-type", "").lower().startswith("multipart/"):
        raise UnsupportedMedia("forms are not taken; send the file itself as the body")


def _write(file: BinaryIO, piece: bytes) -> None:
    file.write(piece)
    file.flush()
