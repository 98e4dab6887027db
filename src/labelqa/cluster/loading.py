"""A folder of facts into a store: facts are taken as they are, and all that hangs on them follows as in any write.

With the annotations beside them a project is like any other afterwards. Images that the project has already are written
as an import writes them; so the same folder again changes nothing, and what is interrupted goes on at the next call.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from labelqa.cluster.given import Given, gathered
from labelqa.cluster.kept import facts_of
from labelqa.cluster.manifest import Run
from labelqa.cluster.scored import Scored, open_scored
from labelqa.cluster.totals import numbered_totals
from labelqa.collector import collecting_rarely
from labelqa.errors import BadFile, BadInput, Conflict, quoted
from labelqa.facts import ImageFacts
from labelqa.formats.parquet.schema import OF_IMAGE
from labelqa.ingest import Elsewhere, learn_queue, write_annotations
from labelqa.ingest.alerts import evaluate
from labelqa.ingest.labelled import Labelled
from labelqa.ingest.touch import touch
from labelqa.model import Image, Project
from labelqa.paths import shown
from labelqa.store import Connection, Store, names, projects, totals
from labelqa.store import images as stored_images
from labelqa.store.schema import annotator, image, label_class
from labelqa.tally import clean

Row = dict[str, Any]
Progress = Callable[[str, int, int | None], None]


@dataclass(slots=True)
class Loaded:
    """What came of a folder: images by what became of them, annotations that were written, the project's revision."""

    images: dict[str, int] = field(default_factory=lambda: {"new": 0, "known": 0})
    annotations: int = 0
    revision: int = 0


@collecting_rarely()
def load(
    store: Store,
    project_id: str,
    root: Path,
    *,
    now: int,
    facts_only: bool = False,
    progress: Progress = lambda phase, done, total: None,
) -> Loaded:
    """Takes a folder that `labelqa score` wrote into a project, which must be of the settings it was scored under.

    `facts_only`: without the annotations, where there are any; the project can be read then, and its images take no
    further annotations. Raises Conflict for other settings, BadFile for a folder that is damaged.
    """
    scored = open_scored(root)
    with store.read() as connection:
        project = projects.get(connection, project_id)
        _check(connection, project, scored, facts_only)
        alone = not totals.stored(connection, project.number)
    for _ in scored.facts(["image_id"]):  # all of it is there and can be read, before anything is stored
        pass
    loaded, rows = Loaded(), _Rows(scored)
    for run, table in scored.facts():
        facts = {row["image_id"]: row for row in table.to_pylist()}
        with store.write(project.number) as connection:
            project = projects.get(connection, project_id)
            if facts_only:
                _take_bare(connection, project, facts, loaded, now=now)
            else:
                _take(connection, project, facts, rows.of(run, facts), loaded, now=run.now)
        progress("storing", sum(loaded.images.values()), scored.manifest.images)
    if alone:
        _check_totals(store, project, scored)
    if not facts_only:
        learn_queue(store, project_id, now=now, progress=lambda step: progress(step.phase, step.done, step.total))
    with store.read() as connection:
        loaded.revision = projects.get(connection, project_id).revision
    return loaded


def _check(connection: Connection, project: Project, scored: Scored, facts_only: bool) -> None:
    differs = scored.manifest.terms.differs(project)
    if differs is not None:
        raise Conflict(f"project {quoted(project.project_id)}: {differs}; change the project, or score anew")
    if not facts_only and any(run.annotations is None for run in scored.manifest.runs):
        text = "it holds facts without the annotations; take --facts-only, or score anew without --no-annotations"
        raise BadInput(f"{shown(scored.root)}: {text}")
    if facts_only and project.class_policy == "closed":
        text = "the project takes declared classes only, which facts alone are not checked for"
        raise Conflict(f"{text}; import them with the annotations")


def _check_totals(store: Store, project: Project, scored: Scored) -> None:
    """BadFile where a project that was empty has other totals now than the folder says: it was tampered with."""
    with store.read() as connection:
        people = {row[0]: number for number, row in names.annotators(connection, project.number).items()}
        classes = {name: number for number, name in names.classes(connection, project.number).items()}
        held = totals.stored(connection, project.number)
    if clean(numbered_totals(scored.totals(), people, classes)) != held:
        text = "its totals are not the sum of its facts; remove the project, and score anew"
        raise BadFile(f"{shown(scored.root)}: {text}")


def _take(
    connection: Connection,
    project: Project,
    facts: Mapping[str, Row],
    given: Mapping[str, Given],
    loaded: Loaded,
    *,
    now: int,
) -> None:
    """Stores images with their annotations: facts of new ones as they are, of others measured anew."""
    annotations = [a for one in given.values() for a in one.annotations]
    images = [one.image for one in given.values()]
    elsewhere = _elsewhere(connection, project, facts)
    written = write_annotations(
        connection, project, annotations, now=now, images=images, once=False, score=False, elsewhere=elsewhere
    )
    loaded.images["new"] += written.images.get("new", 0)
    loaded.images["known"] += written.images.get("known", 0)
    loaded.annotations += sum(written.annotations.get(effect, 0) for effect in ("new", "revised", "older"))


def _elsewhere(connection: Connection, project: Project, facts: Mapping[str, Row]) -> Elsewhere:
    def of(fresh: Mapping[int, str]) -> Mapping[int, ImageFacts]:
        wanted = [facts[name] for name in fresh.values()]
        numbers = _numbers(connection, project, wanted)
        return {image: facts_of(facts[name], *numbers) for image, name in fresh.items()}

    return of


def _numbers(connection: Connection, project: Project, rows: Sequence[Row]) -> tuple[dict[str, int], dict[str, int]]:
    """The store's numbers of all annotators and classes that these facts name."""
    people = {who["annotator_id"]: {"kind": who["kind"]} for row in rows for who in row["annotators"]}
    classes = {name: {"declared": False} for row in rows for name in row["class_names"]}
    ordered = {name: classes[name] for name in sorted(classes)}
    return (
        names.ensure(connection, annotator, project.number, people)[0],
        names.ensure(connection, label_class, project.number, ordered)[0],
    )


def _take_bare(connection: Connection, project: Project, facts: Mapping[str, Row], loaded: Loaded, *, now: int) -> None:
    """Stores facts alone. Images that are there already stay as they are."""
    known = names.numbers(connection, image, project.number, facts)
    rows = [row for name, row in facts.items() if name not in known]
    loaded.images["known"] += len(known)
    loaded.images["new"] += len(rows)
    if not rows:
        return
    wanted = {row["image_id"]: Image(row["image_id"], **{name: row[name] for name in OF_IMAGE}) for row in rows}
    numbers, _, _ = stored_images.put(connection, project.number, wanted)
    own = _numbers(connection, project, rows)
    fresh = {numbers[name]: Labelled(name, fresh=True) for name in wanted}
    given = {numbers[row["image_id"]]: facts_of(row, *own) for row in rows}
    touched = touch(connection, project, fresh, score=False, fresh=fresh, given=given)
    people = frozenset(who["annotator_id"] for row in rows for who in row["annotators"] if who["kind"] == "person")
    evaluate(connection, project, replace(touched, annotators=touched.annotators | people), now=now)
    projects.advance(connection, project.number, now=now)


class _Rows:
    """The annotations of images, in the order of the facts: what is read ahead is held until it is asked for."""

    def __init__(self, scored: Scored) -> None:
        self._scored = scored
        self._run: Run | None = None
        self._ahead: dict[str, list[pa.Table]] = {}
        self._run_of: dict[str, Run] = {}
        self._coming: Iterator[tuple[str, pa.Table]] = iter(())

    def of(self, run: Run, images: Mapping[str, Row]) -> dict[str, Given]:
        """The annotations of these images of a run; BadFile where some are missing."""
        if run is not self._run:
            self._run, self._ahead, self._coming = run, {}, self._images(run)
        if run is not self._scored.manifest.runs[0]:  # of the first one none takes the place of earlier rows
            self._run_of |= dict.fromkeys(images, run)
        missing = images.keys() - self._ahead.keys()
        while missing or self._open(images):
            name, table = next(self._coming, (None, None))
            if name is None:
                break
            self._ahead.setdefault(name, []).append(table)
            missing.discard(name)
        rows = [table for name in images for table in self._ahead.pop(name, ())]
        if not rows:
            return self._whole({}, images)
        manifest = self._scored.manifest
        return self._whole(gathered(pa.concat_tables(rows), manifest.shape, manifest.known).images, images)

    def _open(self, images: Mapping[str, Row]) -> bool:
        """True while the last image that was read may go on in the next rows."""
        return next(reversed(self._ahead), "") in images

    def _whole(self, found: dict[str, Given], images: Mapping[str, Row]) -> dict[str, Given]:
        for name in images:
            if name not in found:
                place = self._scored.root / str(self._run and self._run.annotations)
                raise BadFile(f"{shown(place)}: the annotations of image {quoted(name)} are missing; score anew")
        return {name: found[name] for name in images}

    def _images(self, run: Run) -> Iterator[tuple[str, pa.Table]]:
        for table in self._scored.rows(str(run.annotations)):
            names = table.column("image_id").to_pylist()
            begin = 0
            for k in range(1, len(names) + 1):
                if k == len(names) or names[k] != names[begin]:
                    if self._run_of.get(names[begin], run) is run:  # nobody asks for rows that others replaced
                        yield names[begin], table.slice(begin, k - begin)
                    begin = k
