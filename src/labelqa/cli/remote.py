"""Works through a server: the same words over HTTP."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from labelqa.cli.files import LabelFile
from labelqa.cli.parcel import parcel
from labelqa.client.asking import part
from labelqa.client.asking import query as in_words
from labelqa.client.files import called
from labelqa.egress import Server, download_export, pieces
from labelqa.errors import BadFile, Forbidden, NotFound, Problem
from labelqa.export import Query as ExportQuery
from labelqa.formats import STRAY
from labelqa.sources import PLACES

PAGE = 1000
"""Assignments asked for at once."""
PAUSE = 0.5
"""Seconds between two looks at an import that is running."""


class Remote:
    """A server, with the rights of the key."""

    def __init__(self, server: Server, wait: Callable[[float], None] = time.sleep) -> None:
        self._server = server
        self._wait = wait

    def projects(self) -> list[dict[str, Any]]:
        """Every project that the key may see."""
        return listed(self._server, "/v1/projects", "projects")

    def has_project(self, project_id: str) -> bool:
        """True when there is such a project, and the key may see it."""
        try:
            self._server.get(_project(project_id))
        except NotFound:
            return False
        except Forbidden:  # it is there: a key that may only bring labels in cannot read it
            return True
        return True

    def create_project(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A new project; the key needs the scope admin."""
        return dict(self._server.post("/v1/projects", values).value)

    def remove_project(self, project_id: str) -> None:
        """A project and everything in it, gone; the key needs the scope admin."""
        self._server.delete(_project(project_id))

    def import_files(
        self, project_id: str, files: Sequence[LabelFile], watch: Callable[[str, int, int | None], None]
    ) -> Iterator[dict[str, Any]]:
        """Sends one file after the other and waits until the server has stored it: a summary for each."""
        for file in files:
            with parcel(file) as (opened, size, strays):
                query = {"name": called(file.path), **file.query}  # its name says who drew, where nothing else does
                sent = self._server.upload(
                    f"{_project(project_id)}/imports", query, _watched(pieces(opened), size, watch)
                )
            summary = self._followed(project_id, file, sent.value, watch)
            yield _with_strays(summary, strays) if strays else summary

    def _followed(
        self,
        project_id: str,
        file: LabelFile,
        job: Mapping[str, Any],
        watch: Callable[[str, int, int | None], None],
    ) -> dict[str, Any]:
        path = f"{_project(project_id)}/imports/{part(str(job['import_id']))}"
        while job["state"] in ("queued", "running"):
            watch("storing", job.get("done") or 0, job.get("total"))
            self._wait(PAUSE)
            job = self._server.get(path).value
        if job["state"] != "done":
            raise _failed(file, job)
        return dict(job["summary"])

    def report(self, project_id: str, name: str, asked: Mapping[str, Any], *, csv: bool = False) -> bytes:
        """A report as JSON, or its table as CSV."""
        path = f"{_project(project_id)}/quality/{part(name)}"
        return self._table(path, asked, csv=csv)

    def _table(self, path: str, asked: Mapping[str, Any], *, csv: bool) -> bytes:
        return self._server.get(path, in_words(asked), accept="text/csv" if csv else "application/json").body

    def plan_overlap(self, project_id: str, asked: Mapping[str, Any]) -> bytes:
        """How many images to label twice, and which, as JSON."""
        return self._server.get(f"{_project(project_id)}/plan/overlap", asked).body

    def assign(self, project_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Gives images to persons; the key needs the scope admin."""
        return dict(self._server.post(f"{_project(project_id)}/assignments", values).value)

    def assignments(self, project_id: str, asked: Mapping[str, Any], *, csv: bool = False) -> Iterator[bytes]:
        """Pages of assignments, as JSON or as CSV."""
        path, cursor = f"{_project(project_id)}/assignments", None
        query = in_words(asked) | {"limit": PAGE}
        while True:
            found = self._server.get(
                path, {**query, "cursor": cursor}, accept="text/csv" if csv else "application/json"
            )
            yield found.body
            cursor = _following(found.headers) if csv else found.value["next"]
            if cursor is None:
                return

    def plan_labels(self, project_id: str, asked: Mapping[str, Any], *, csv: bool = False) -> bytes:
        """Which images to label next, or again, as JSON or as CSV."""
        return self._table(f"{_project(project_id)}/plan/labels", asked, csv=csv)

    def compare(self, project_id: str, asked: Mapping[str, Any], *, csv: bool = False) -> bytes:
        """Two periods side by side as JSON, or the table of their figures as CSV."""
        return self._table(f"{_project(project_id)}/compare", asked, csv=csv)

    def me(self, project_id: str, annotator: str | None) -> bytes:
        """One annotator's own view as JSON; None: of whoever the key belongs to."""
        query = {} if annotator is None else {"annotator": annotator}
        return self._server.get(f"{_project(project_id)}/me", query).body

    def export(self, project_id: str, query: ExportQuery, path: Path) -> dict[str, Any]:
        """Writes the labels that pass into a file, wholly or not at all; returns the manifest.

        A download that broke goes on where it broke, also in a later call.
        """
        return download_export(self._server, f"{_project(project_id)}/export", query.asked, path, self._wait)

    def audit(self, asked: Mapping[str, Any], *, last: int) -> list[dict[str, Any]]:
        """The newest entries of the audit log; the key needs the scope admin."""
        query = in_words(asked)
        found: list[dict[str, Any]] = []
        cursor: str | None = None
        while len(found) < last:
            page = self._server.get(
                "/v1/audit", {**query, "limit": min(PAGE, last - len(found)), "cursor": cursor}
            ).value
            found += page["entries"]
            cursor = page["next"]
            if cursor is None:
                break
        return found

    def keys(self) -> list[dict[str, Any]]:
        """Every key, without its text."""
        return listed(self._server, "/v1/keys", "keys")

    def create_key(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A new key, with its text."""
        return dict(self._server.post("/v1/keys", {k: v for k, v in values.items() if v is not None}).value)

    def rotate_key(self, key_id: str) -> dict[str, Any]:
        """A key with the same rights, with its text; the old one is void at once."""
        return dict(self._server.post(f"/v1/keys/{part(key_id)}/rotate", {}).value)

    def revoke_key(self, key_id: str) -> None:
        """Makes a key void at once."""
        self._server.delete(f"/v1/keys/{part(key_id)}")


def listed(server: Server, path: str, name: str) -> list[dict[str, Any]]:
    """All pages of a list that is called `name`."""
    answer = server.get(path).value
    found = list(answer[name])
    while answer.get("next"):
        answer = server.get(path, {"cursor": answer["next"]}).value
        found += answer[name]
    return found


def _project(project_id: str) -> str:
    return f"/v1/projects/{part(project_id)}"


def _following(headers: Mapping[str, str]) -> str | None:
    """The cursor of the next page of a table, which a header says."""
    link = next((text for name, text in headers.items() if name.lower() == "link"), "")
    return parse_qs(urlsplit(link.partition("<")[2].partition(">")[0]).query).get("cursor", [None])[0]


def _with_strays(summary: dict[str, Any], strays: Sequence[str]) -> dict[str, Any]:
    """The summary with the links that were not even sent."""
    skipped = summary.get("skipped", {}) | {STRAY: len(strays)}
    return summary | {"skipped": skipped, "places": summary.get("places", {}) | {STRAY: list(strays[:PLACES])}}


def _watched(chunks: Iterator[bytes], size: int, watch: Callable[[str, int, int | None], None]) -> Iterator[bytes]:
    done = 0
    for chunk in chunks:
        yield chunk
        done += len(chunk)
        watch("sending", done, size)


def _failed(file: LabelFile, job: Mapping[str, Any]) -> BadFile:
    problems = [Problem(str(p.get("pointer", "")), str(p.get("detail", ""))) for p in job.get("problems") or ()]
    why = problems[0].detail if problems else f"the import is {job['state']}"
    return BadFile(f"{file.path}: {why}", problems)
