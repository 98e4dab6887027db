"""Works on a database directly."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from labelqa.changes import compare, periods_of
from labelqa.cli.files import LabelFile
from labelqa.cli.summary import summary_json
from labelqa.export import Query as ExportQuery
from labelqa.export import write
from labelqa.formats.detection import is_picture
from labelqa.formats.values import project_id, text
from labelqa.imports import Step, import_files
from labelqa.ingest import Order, assign, create_project
from labelqa.model import Project
from labelqa.own import own_view
from labelqa.paths import files_below, write_atomically
from labelqa.plan import AskedLabels, labels_plan, overlap
from labelqa.plan.overlap import identity
from labelqa.plan.picking import picked
from labelqa.reports import REPORTS, cursor
from labelqa.reports.figures import time as written
from labelqa.settings import Settings
from labelqa.store import Connection, Store, keys, names, projects
from labelqa.store.keys import Key
from labelqa.web.assignment_list import AssignmentRow, assignments
from labelqa.web.audit_list import entries
from labelqa.web.bodies import whole
from labelqa.web.encoding import csv_bytes, json_bytes, plain, row_type
from labelqa.web.inputs import NewAssignments
from labelqa.web.keyring import Keyring
from labelqa.web.secret import server_secret
from labelqa.web.trail import note

PAGE = 1000
"""Assignments read at once."""


class Local:
    """A database, with everybody's rights: whoever may open its file may do all that it holds."""

    def __init__(self, store: Store, settings: Settings, now: Callable[[], int]) -> None:
        self._store = store
        self._settings = settings
        self._now = now

    def projects(self) -> list[dict[str, Any]]:
        """Every project."""
        found: list[dict[str, Any]] = []
        with self._store.read() as connection:
            while page := projects.page(connection, after=found[-1]["project_id"] if found else ""):
                found += [_project(connection, project) for project in page]
        return found

    def has_project(self, project_id: str) -> bool:
        """True when there is such a project."""
        with self._store.read() as connection:
            return projects.revision(connection, project_id) is not None

    def create_project(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A new project; Conflict when there is one of that id, BadInput for an id that cannot be one."""
        _check(values)
        with self._store.write() as connection:
            made = _project(connection, create_project(connection, values, now=self._now()))
            self._note(connection, "post_project", made["project_id"], made["project_id"], after=made)
        return made

    def remove_project(self, project_id: str) -> None:
        """A project and everything in it, gone."""
        with self._store.read() as connection:
            number = projects.get(connection, project_id).number
        with self._store.write(number) as connection:
            before = _project(connection, projects.get(connection, project_id))
            projects.remove(connection, number)
            self._note(connection, "delete_project", project_id, project_id, before=before)

    def import_files(
        self, project_id: str, files: Sequence[LabelFile], watch: Callable[[str, int, int | None], None]
    ) -> Iterator[dict[str, Any]]:
        """Takes all files in at once: one summary, and nothing stored when one of them is broken."""
        sizes = [_size(file.path) for file in files]
        storing = False

        def step(found: Step) -> None:
            nonlocal storing
            if found.phase != "reading":
                storing = True
                watch(found.phase, found.done, found.total)

        def reading(before: int, size: int) -> Callable[[int], None]:
            return lambda done: None if storing else watch("reading", before + min(done, size), sum(sizes))

        sources = [
            file.source(on_progress=reading(sum(sizes[:k]), size))
            for k, (file, size) in enumerate(zip(files, sizes, strict=True))
        ]
        with self._store.write() as connection:
            asked = {"files": [file.path.name for file in files]}
            self._note(connection, "start_import", None, project_id, after={"asked": asked})
        yield summary_json(import_files(self._store, project_id, sources, now=self._now(), progress=step))

    def report(self, project_id: str, name: str, asked: Mapping[str, Any], *, csv: bool = False) -> bytes:
        """A report as JSON, or its table as CSV."""
        report = REPORTS[name]
        named = {report.parameters[name].name: value for name, value in asked.items()}
        with self._store.read() as connection:
            answer = report.build(connection, projects.get(connection, project_id), **named)
        if csv:
            return csv_bytes(getattr(answer, report.table), row_type(report.answer, report.table))
        return json_bytes(answer)

    def plan_overlap(self, project_id: str, asked: Mapping[str, Any]) -> bytes:
        """How many images to label twice, and which, as JSON."""
        with self._store.read() as connection:
            project = projects.get(connection, project_id)
            found, following = overlap(connection, project, **asked)
        query = identity(project, found.half_width, found.measure)
        return json_bytes(replace(found, next=cursor.encode(following.parts, query) if following else None))

    def assign(self, project_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Gives images to persons, as the body of the API says it."""
        body = whole(dict(values), NewAssignments)
        with self._store.read() as connection:
            number = projects.get(connection, project_id).number
        with self._store.write(number) as connection:
            project, select = projects.get(connection, project_id), body.select
            ids = body.image_ids or ()
            if select is not None:
                ids = picked(connection, project, select.by, select.n, body.role)
            order = Order(body.role, body.assignees, ids, body.per_image, body.list_, body.seed)
            found: dict[str, Any] = plain(assign(connection, project, order, by=None, now=self._now()))
            self._note(connection, "post_assignments", None, project_id, after={"asked": dict(values), **found})
        return found

    def assignments(self, project_id: str, asked: Mapping[str, Any], *, csv: bool = False) -> Iterator[bytes]:
        """Pages of assignments, as JSON or as CSV."""
        cursor_: str | None = None
        while True:
            with self._store.read() as connection:
                project = projects.get(connection, project_id)
                page = assignments(connection, project, **asked, limit=PAGE, cursor_=cursor_)
            yield csv_bytes(page.assignments, AssignmentRow) if csv else json_bytes(page)
            if page.next is None:
                return
            cursor_ = page.next

    def plan_labels(self, project_id: str, asked: Mapping[str, Any], *, csv: bool = False) -> bytes:
        """Which images to label next, or again, as JSON or as CSV."""
        with self._store.read() as connection:
            project = projects.get(connection, project_id)
            wanted = AskedLabels(**{"class_" if name == "class" else name: value for name, value in asked.items()})
            found, following = labels_plan(connection, project, wanted)
        if csv:
            return csv_bytes(found.images, row_type(type(found), "images"))
        query = wanted.identity(project)
        return json_bytes(replace(found, next=cursor.encode(following.parts, query) if following else None))

    def compare(self, project_id: str, asked: Mapping[str, Any], *, csv: bool = False) -> bytes:
        """Two periods side by side as JSON, or the table of their figures as CSV."""
        named = {"from_" if name == "from" else name: value for name, value in asked.items()}
        with self._store.read() as connection:
            project = projects.get(connection, project_id)
            found = compare(connection, project, periods_of(connection, project, **named))
        return json_bytes(found) if not csv else csv_bytes(found.figures, row_type(type(found), "figures"))

    def me(self, project_id: str, annotator: str | None) -> bytes:
        """One annotator's own view as JSON; on a database it must be said whose."""
        with self._store.read() as connection:
            return json_bytes(own_view(connection, projects.get(connection, project_id), annotator))

    def export(self, project_id: str, query: ExportQuery, path: Path) -> dict[str, Any]:
        """Writes the labels that pass into a file, wholly or not at all; returns the manifest."""
        with self._store.read() as connection:
            project = projects.get(connection, project_id)
            with write_atomically(path) as file:
                found: dict[str, Any] = plain(write(connection, project, query, file))
        return found

    def audit(self, asked: Mapping[str, Any], *, last: int) -> list[dict[str, Any]]:
        """The newest entries of the audit log that meet what is asked."""
        with self._store.read() as connection:
            found: list[dict[str, Any]] = plain(entries(connection, **asked, limit=last).entries)
        return found

    def keys(self) -> list[dict[str, Any]]:
        """Every key, without its text."""
        with self._store.read() as connection:
            return [_key(key) for key in keys.listed(connection)]

    def create_key(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A new key, with its text."""
        with self._store.write() as connection:
            text, key = self._ring().create(connection, **values, now=self._now())
            self._note(connection, "create_key", key.key_id, after=_key(key))
        return {**_key(key), "key": text}

    def rotate_key(self, key_id: str) -> dict[str, Any]:
        """A key with the same rights, with its text; the old one is void at once."""
        with self._store.write() as connection:
            old = keys.get(connection, key_id)
            text, key = self._ring().rotate(connection, old, days=self._settings.key_days, now=self._now())
            self._note(connection, "rotate_key", key_id, after=_key(key))
        return {**_key(key), "key": text}

    def revoke_key(self, key_id: str) -> None:
        """Makes a key void at once."""
        with self._store.write() as connection:
            before = keys.get(connection, key_id)
            now = self._now()
            keys.revoke(connection, before.key_id, at=now, now=now)
            after = keys.get(connection, key_id)
            self._note(connection, "revoke_key", key_id, before=_key(before), after=_key(after))

    def _note(
        self,
        connection: Connection,
        operation: str,
        about: str | None,
        project_id: str | None = None,
        *,
        before: Any = None,
        after: Any = None,
    ) -> None:
        """A row of the audit log, under the name that the operation has in the API, and under no key."""
        note(connection, operation, self._now(), project_id=project_id, about=about, before=before, after=after)

    def _ring(self) -> Keyring:
        return Keyring(server_secret(self._store, self._settings))


def _size(path: Path) -> int:
    """Bytes to read: of a folder those of its labels, as of its pictures only headers are read."""
    if path.is_dir():
        return sum(size for name, size in files_below(path, []) if not is_picture(name))
    return path.stat().st_size if path.is_file() else 0


def _check(values: Mapping[str, Any]) -> None:
    """The rules of the API for what a new project is called; BadInput."""
    checked = project_id(values["project_id"], "/project_id")
    for name in (values.get("name", checked), *values.get("classes", ())):
        text(name, "/name" if name == values.get("name") else "/classes")


def _project(connection: Connection, project: Project) -> dict[str, Any]:
    at = {name: written(getattr(project, name)) for name in ("created_at", "changed_at")}
    shown = {**asdict(project), **at, "classes": names.declared(connection, project.number)}
    del shown["number"]
    return shown


def _key(key: Key) -> dict[str, Any]:
    return {
        "key_id": key.key_id,
        "name": key.name,
        "scopes": sorted(key.scopes),
        "projects": None if key.projects is None else sorted(key.projects),
        "annotator": key.annotator,
        **{at: written(getattr(key, at)) for at in ("created_at", "expires_at", "revoked_at", "last_used")},
    }
