"""What stands above the images of a CVAT file: tasks or jobs, who they are assigned to, and the declared labels.

CVAT names nobody who drew. The assignee of a job or task comes nearest; its owner is whoever made it.
"""

import re
from dataclasses import dataclass
from typing import Literal

from labelqa.formats import decimals, values
from labelqa.formats.cvat.own import KIND, OWN
from labelqa.model import KINDS, Kind
from labelqa.xmlio import Element

_JOB = re.compile(r"(?:/jobs/|[?&]id=)(\d+)", re.ASCII)
_STEP = re.compile(r"\s*step\s*=\s*([1-9]\d{0,8})\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """A job or a task of an export; `named`: it is assigned to somebody. `frames`: of a video, as far as they are told.

    `merged`: it joins the work of several jobs, which need not be of one person.
    """

    sort: Literal["job", "task", "project", "file"]
    part_id: str
    annotator: str
    named: bool
    subset: str = ""
    frames: range | None = None
    video: str | None = None
    merged: bool = False


@dataclass(slots=True)
class Meta:
    """The parts of an export by the id of their task; those of a job or a task alone have one, under "".

    `size`: of all frames of a video. `kind`: written by labelqa, and then the annotator is no guess.
    """

    parts: dict[str, Part]
    labels: frozenset[str] = frozenset()
    size: tuple[int, int] | None = None
    kind: Kind | None = None

    def part(self, task: str) -> Part:
        """That of an image which names its task, or none."""
        return self.parts.get(task) or next(iter(self.parts.values()))


def absent(stem: str) -> Meta:
    """That of a file without any."""
    return Meta({"": Part("file", "", values.text(stem, ""), False)})


def parsed(meta: Element, stem: str) -> Meta:
    """What a `<meta>` says; BadInput names what is wrong in it."""
    found = absent(stem)
    project = meta.find("project")
    if project is not None:
        tasks = {t.findtext("id") or "": _part(t, "task", meta) for t in project.iterfind("tasks/task")}
        found.parts = tasks or {"": _part(project, "project", meta)}
    for sort in ("task", "job"):
        alone = meta.find(sort)
        if alone is not None:
            found.parts = {"": _part(alone, sort, meta)}  # type: ignore[arg-type]
    found.labels = frozenset(name.text or "" for name in meta.iterfind("*/labels/label/name"))
    found.size = _size(next(meta.iter("original_size"), None))
    own = meta.find(OWN)
    if own is not None:
        found.kind = values.choice(own.get(KIND), f"/meta/{OWN}/@{KIND}", KINDS)
    return found


def _part(element: Element, sort: Literal["job", "task", "project"], meta: Element) -> Part:
    own = element.findtext("id") or ""
    segments = element.findall("segments/segment")
    job = _JOB.search(segments[0].findtext("url") or "") if len(segments) == 1 else None
    fallback = f"cvat-job-{job[1]}" if sort == "task" and job else f"cvat-{sort}-{own or 'unknown'}"
    assignee = None if sort == "project" else _assignee(element)
    overlap = element.findtext("overlap") or "0"
    name = element.findtext("source") or meta.findtext("source") or element.findtext("name") or None
    film = element.findtext("mode") == "interpolation"
    return Part(
        sort,
        own,
        values.text(assignee or fallback, f"/meta/{sort}/assignee"),
        assignee is not None,
        element.findtext("subset") or "",
        _frames(element, segments),
        name if film else None,
        sort == "task" and (len(segments) > 1 or overlap.strip() not in ("", "0")),
    )


def _assignee(element: Element) -> str | None:
    found = element.find("assignee")
    if found is None:
        return None
    name = found.findtext("username") if len(found) else found.text
    return name if name and name.strip() else None


def _frames(element: Element, segments: list[Element]) -> range | None:
    """The frames of a job or task, by its own bounds, else by those of its segments, else by its size."""
    first, last = element.findtext("start_frame"), element.findtext("stop_frame")
    step = _STEP.fullmatch(element.findtext("frame_filter") or "")
    if not first or not last:
        starts, stops = ([_frame(s.findtext(end)) for s in segments] for end in ("start", "stop"))
        if segments:
            return range(min(starts), max(stops) + 1)
        size = element.findtext("size")
        return range(_frame(size)) if size else None
    return range(_frame(first), _frame(last) + 1, int(step[1]) if step else 1)


def _frame(text: str | None) -> int:
    return decimals.whole(text, "/meta, a number of frames", 0, values.FRAME)


def _size(element: Element | None) -> tuple[int, int] | None:
    if element is None:
        return None
    width, height = (decimals.side(element.findtext(k), f"/meta/original_size/{k}") for k in ("width", "height"))
    return (width, height) if width and height else None
