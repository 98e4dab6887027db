"""A file from a server that goes on where it broke: what has come lies beside the target until it is complete."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

import orjson

from labelqa.egress import Server
from labelqa.egress.server import Query
from labelqa.errors import BadCall, LabelqaError, NoSuchRange, StoreUnavailable
from labelqa.paths import append_binary, move, open_binary, remove, write_atomically

TRIES = 5
"""How often a download goes on by itself that breaks without having come any further."""
PAUSE = 0.5
"""Seconds before it goes on."""
_DIGEST = "sha-256=:"


class Download:
    """One answer of a server on its way into a file: `PATH.part`, with its tag and what was asked in `PATH.part.json`.

    So a later call that asks the same goes on where the last one broke, as long as the answer is still the same.
    """

    def __init__(self, server: Server, address: str, query: Query, path: Path, wait: Callable[[float], None]) -> None:
        self._server, self._address, self._query, self._path, self._wait = server, address, query, path, wait
        self._part = path.with_name(f"{path.name}.part")
        self._note = path.with_name(f"{path.name}.part.json")
        self._asked = {"server": server.url, "address": address, "query": dict(query)}

    def finished(self) -> str:
        """Downloads it and puts it in place; returns its SHA-256 in hex, which is the one the server said.

        StoreUnavailable when it broke too often or came out damaged; what came whole stays for the next call.
        """
        with append_binary(self._part) as out:
            try:
                said = self._downloaded(out)
            except LabelqaError:
                if not out.seek(0, 2):
                    self._forget()
                raise
            out.seek(0)
            digest = hashlib.file_digest(out, "sha256").hexdigest()  # type: ignore[arg-type]
        if digest != said:
            self._forget()
            raise StoreUnavailable(f"{self._path}: what came is not what the server sent; try again")
        move(self._part, self._path)
        remove(self._note)
        return digest

    def _forget(self) -> None:
        remove(self._note)
        remove(self._part)

    def _downloaded(self, out: BinaryIO) -> str:
        failed = 0
        while True:
            before = out.seek(0, 2)
            try:
                return self._digest(
                    self._server.download(self._address, self._query, out, tag=self._tag(), begun=self._begun)
                )
            except NoSuchRange:  # all of it is here, or more: begin anew
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

    def _digest(self, headers: Mapping[str, str]) -> str:
        said = headers.get("repr-digest", "")
        try:
            return base64.b64decode(said.removeprefix(_DIGEST).removesuffix(":"), validate=True).hex()
        except binascii.Error:
            raise StoreUnavailable("the export came without its checksum; is a proxy in between?") from None
