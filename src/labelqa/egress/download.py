"""An export from a server: a download that goes on where it broke, and the manifest of what came.

What has come lies beside the target until it is complete.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from labelqa.egress.server import Query, Server, texts
from labelqa.errors import BadCall, LabelqaError, NoSuchRange, StoreUnavailable
from labelqa.paths import append_binary, move, open_binary, remove, write_atomically

TRIES = 5
"""How often a download goes on by itself that breaks without having come any further."""
PAUSE = 0.5
"""Seconds before it goes on."""
FOLLOWED = 3
"""How often an export is downloaded anew because the labels changed before its manifest was here."""
_DIGEST = "sha-256=:"
Wait = Callable[[float], None]
"""Waits so many seconds."""


def download_export(server: Server, address: str, query: Query, path: Path, wait: Wait) -> dict[str, Any]:
    """Writes the export at an address into a file, wholly or not at all; returns its manifest.

    StoreUnavailable when the line broke too often (a later call goes on), or the labels changed again and again.
    """
    for _ in range(FOLLOWED):
        digest = Download(server, address, query, path, wait).finished()
        manifest = dict(server.get(f"{address}/manifest", query).value)
        if manifest.get("sha256") == digest:
            return manifest
    raise StoreUnavailable("the labels changed whenever they were downloaded; try again when fewer are written")


class Download:
    """One answer of a server on its way into a file: `PATH.part`, with its tag and what was asked in `PATH.part.json`.

    So a later call that asks the same goes on where the last one broke, as long as the answer is still the same.
    """

    def __init__(self, server: Server, address: str, query: Query, path: Path, wait: Wait) -> None:
        self._server, self._address, self._query, self._path, self._wait = server, address, query, path, wait
        self._part = path.with_name(f"{path.name}.part")
        self._note = path.with_name(f"{path.name}.part.json")
        self._asked = {"server": server.url, "address": address, "query": texts(query)}

    def finished(self) -> str:
        """Downloads it and puts it in place; returns its SHA-256 in hex, which is the one the server said.

        StoreUnavailable when it broke too often or came out damaged; what came whole stays for the next call.
        """
        with append_binary(self._part) as out:
            try:
                headers = self._downloaded(out)
            except LabelqaError:
                if not out.seek(0, 2):
                    self._forget()
                raise
            out.seek(0)
            digest = hashlib.file_digest(out, "sha256").hexdigest()  # type: ignore[arg-type]
        said = _digest(headers)
        if digest != said:
            self._forget()
            without = "the export came without its checksum; is a proxy in between?"
            raise StoreUnavailable(
                without if said is None else f"{self._path}: what came is not what the server sent; try again"
            )
        move(self._part, self._path)
        remove(self._note)
        return digest

    def _forget(self) -> None:
        remove(self._note)
        remove(self._part)

    def _downloaded(self, out: BinaryIO) -> Mapping[str, str]:
        """Puts all of it in `out`, and returns the headers that came with it."""
        failed = 0
        while True:
            before = out.seek(0, 2)
            try:
                return self._server.download(self._address, self._query, out, tag=self._tag(), begun=self._begun)
            except NoSuchRange:  # all of it is here, or more: begin anew
                if not self._note.exists():  # the whole was asked for
                    raise
                remove(self._note)
                out.truncate(0)
            except StoreUnavailable:
                failed = 0 if out.seek(0, 2) > before else failed + 1
                if failed >= TRIES or not self._note.exists():
                    raise
                self._wait(PAUSE)

    def _tag(self) -> str | None:
        """The tag of what is here, None when there is nothing, or something else was asked."""
        try:
            with open_binary(self._note) as file:
                note = orjson.loads(file.read())
        except (BadCall, orjson.JSONDecodeError):
            note = {}
        return note.get("tag") if note.get("asked") == self._asked else None

    def _begun(self, headers: Mapping[str, str]) -> None:
        with write_atomically(self._note) as file:
            file.write(orjson.dumps({"tag": headers.get("etag"), "asked": self._asked}))


def _digest(headers: Mapping[str, str]) -> str | None:
    """The SHA-256 that a server said, in hex; None when it said none."""
    try:
        said = headers.get("repr-digest", "").removeprefix(_DIGEST).removesuffix(":")
        return base64.b64decode(said, validate=True).hex() or None
    except binascii.Error:
        return None
