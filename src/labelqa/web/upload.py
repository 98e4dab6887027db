"""A file that is sent as the body of a request: counted and hashed on its way to the disk."""

import errno
from hashlib import sha256
from typing import BinaryIO

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Request
from starlette.requests import ClientDisconnect

from labelqa.errors import (
    BadInput,
    LabelqaError,
    MalformedBody,
    Problem,
    StoreFull,
    StoreUnavailable,
    TooLarge,
    UnsupportedMedia,
)
from labelqa.web.body import check_encoding

PIECE = 1 << 20
"""Bytes written to the disk at once."""


async def receive(request: Request, file: BinaryIO, most: int, limiter: CapacityLimiter) -> str:
    """Writes the body into `file`; returns its SHA-256. Raises TooLarge beyond `most` bytes."""
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
    try:
        file.write(piece)
        file.flush()
    except OSError as error:
        raise _trouble(error) from error


def _trouble(error: OSError) -> LabelqaError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreFull("the disk for files being imported is full; make room, or set LABELQA_UPLOAD_FOLDER")
    return StoreUnavailable("the folder for files being imported cannot be written")
