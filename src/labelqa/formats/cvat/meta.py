"""What stands above the images of a CVAT file: tasks or jobs, who they are assigned to, and the declared labels.

CVAT names nobody who drew. The assignee of a job or task comes nearest; its owner is whoever made it.
"""

import re
from dataclasses import dataclass
from typing import Literal

from labelqa.formats import decimals, values
from labelqa.formats.cvat.own import KIND, OWN
from labelqa.formats.values import wrong
from labelqa.model import KINDS, Kind
from labelqa.xmlio import Element

FRAMES = 1_000_000
"""Most frames of a job."""
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


@dataclass(frozen=True, slots=True)
class Meta:
    """The parts of an export by the id of their task, or the one of a job or a task alone, under "".

    `size`: of all frames of a video. `kind`: written by labelqa, and then the annotator is no guess.
    """

    parts: dict[str, Part]
    labels: frozenset[str] = frozenset()
    size: tuple[int, int] | None = None
    kind: Kind | None = None

    def key(self, task: str) -> str:
        """The key of the part that an image or a track of this task, "" for none, belongs to."""
        return "" if "" in self.parts else next(iter(self.parts)) if not task and len(self.parts) == 1 else task

    def part(self, task: str) -> Part:
        """That part; where the file does not describe it, one that is assigned to nobody."""
        key = self.key(task)
        if key in self.parts:
            return self.parts[key]
        return Part("task", key, values.text(f"cvat-task-{key or 'unknown'}", "/@task_id"), False)


def absent(stem: str) -> Meta:
    """That of a file without any."""
    return Meta({"": Part("file", "", values.text(stem, ""), False)})


def parsed(meta: Element, stem: str) -> Meta:
    """What a `<meta>` says; BadInput names what is wrong in it."""
    size, own = _size(next(meta.iter("original_size"), None)), meta.find(OWN)
    return Meta(
        _parts(meta) or absent(stem).parts,
        frozenset(name.text or "" for name in meta.iterfind("*/labels/label/name")),
        size,
        None if own is None else values.choice(own.get(KIND), f"/meta/{OWN}/@{KIND}", KINDS),
    )


def _parts(meta: Element) -> dict[str, Part]:
    project, task, job = (meta.find(sort) for sort in ("project", "task", "job"))
    if job is not None:
        return {"": _part(job, "job", meta)}
    if task is not None:
        return {"": _part(task, "task", meta)}
    if project is None:
        return {}
    tasks = {t.findtext("id") or "": _part(t, "task", meta) for t in project.iterfind("tasks/task")}
    return tasks or {"": _part(project, "project", meta)}


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
    if first and last:
        found = range(_frame(first), _frame(last) + 1, int(step[1]) if step else 1)
    elif segments and all(s.findtext(end) for s in segments for end in ("start", "stop")):
        starts, stops = ([_frame(s.findtext(end)) for s in segments] for end in ("start", "stop"))
        found = range(min(starts), max(stops) + 1)
    else:
        size = element.findtext("size")
        return bounded(range(_frame(size)), "/meta") if size else None
    return bounded(found, "/meta")


def bounded(frames: range, pointer: str) -> range:
    """The frames; BadInput when they are more than any job has."""
    if len(frames) > FRAMES:
        raise wrong(pointer, f"speaks of {len(frames):,} frames; {FRAMES:,} is the most")
    return frames


def _frame(text: str | None) -> int:
    return decimals.whole(text, "/meta, a number of frames", 0, values.FRAME)


def _size(element: Element | None) -> tuple[int, int] | None:
    if element is None:
        return None
    width, height = (decimals.side(element.findtext(k), f"/meta/original_size/{k}") for k in ("width", "height"))
    return (width, height) if width and height else None
