"""Files of labels in and out of a project."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from labelqa.client.asking import Asking, part, query
from labelqa.client.decoding import decoded
from labelqa.egress import download_export, pieces
from labelqa.errors import BadFile, Problem
from labelqa.export.manifest import Manifest
from labelqa.formats.values import TEXT
from labelqa.paths import StrPath, open_binary
from labelqa.web.import_rows import Import, Imports

PAUSE = 0.5
"""Seconds between two looks at an import that runs."""
Watch = Callable[[Import], None]


def called(path: StrPath) -> str:
    """What messages call a file: its path as the user wrote it, where a server takes that for a name."""
    text = str(path)
    return text if len(text) <= TEXT and text.isprintable() else "upload"


class Files(Asking):
    """Imports and exports."""

    def import_file(self, path: StrPath, *, watch: Watch | None = None, **told: Any) -> Import:
        """Sends a file or archive of labels and waits until it is stored; BadFile when it cannot be.

        `told`: what the file does not say, as the API has it (`format`, `annotator`, `kind`, `submitted_at`, ...).
        `watch` is called with each state on the way.
        """
        with open_binary(path) as file:
            job = self.start_import(pieces(file), **{"name": called(path), **told})
        while job.state in ("queued", "running"):
            if watch is not None:
                watch(job)
            time.sleep(PAUSE)
            job = self.import_state(job.import_id)
        if job.state != "done":
            problems = [Problem(p.pointer, p.detail) for p in job.problems]
            raise BadFile(problems[0].detail if problems else f"the import is {job.state}", problems)
        return job

    def start_import(self, chunks: Iterator[bytes], **told: Any) -> Import:
        """Sends labels and returns at once; ask for `import_state` then."""
        sent = self._server.upload(f"{self._path}/imports", query(told), chunks)
        return decoded(Import, sent.value)

    def imports(self, *, limit: int | None = None, cursor: str | None = None) -> Imports:
        """Imports that wait, run or have ended, the newest first."""
        return self._get(Imports, "/imports", limit=limit, cursor=cursor)

    def import_state(self, import_id: str) -> Import:
        """How an import stands."""
        return self._get(Import, f"/imports/{part(import_id)}")

    def cancel_import(self, import_id: str) -> Import:
        """Stops an import; what it has stored stays."""
        return self._delete(Import, f"/imports/{part(import_id)}")

    def export(self, path: StrPath, *, format: str = "native", **filters: Any) -> Manifest:
        """Writes the labels that pass to a file, which is put in place when it is complete; returns the manifest.

        A line that breaks is taken up where it broke, also by a later call: until then what has come lies in
        `PATH.part`. The file has the checksum that the manifest says.
        """
        asked = query({"format": format, **filters})
        found = download_export(self._server, f"{self._path}/export", asked, Path(path), time.sleep)
        return decoded(Manifest, found)

    def export_manifest(self, *, format: str = "native", **filters: Any) -> Manifest:
        """What an export of the same query holds, and what was left out and why."""
        return self._get(Manifest, "/export/manifest", format=format, **filters)
