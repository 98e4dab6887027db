"""Videos: whether annotators follow the same things from frame to frame."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated

from annotated_types import MaxLen
from typing_extensions import Doc

from labelqa.errors import BadInput, Problem, quoted
from labelqa.facts.tracks import NOTHING, Followed, followed
from labelqa.model import Answer, Project
from labelqa.reports import cursor, report
from labelqa.reports.figures import share
from labelqa.reports.parameters import Cursor, Limit
from labelqa.store import Connection, annotations, frames

Video = Annotated[str | None, MaxLen(512), Doc("this video only")]
MOST = 20_000
"""Frames that one answer follows."""


@dataclass(frozen=True, slots=True)
class Tracked:
    """Two annotators on one video. Each track switch is counted from both sides; see `labelqa.facts.tracks`."""

    video: str
    a: str
    b: str
    frames: int
    objects_a: int
    objects_b: int
    matched: int
    switches_a: int
    switches_b: int
    switch_rate: float | None
    idf1: float | None


@dataclass(frozen=True, slots=True)
class Tracks:
    """All pairs of persons on all videos together, then a page of them, most switches first."""

    n_videos: int
    n_frames: int
    n_pairs: int
    n_objects: int
    matched: int
    switches: int
    switch_rate: float | None
    idf1: float | None
    pairs: list[Tracked]
    next: str | None


@report(table="pairs")
def tracks(
    connection: Connection,
    project: Project,
    *,
    video: Video = None,
    limit: Limit = 100,
    cursor_: Cursor = None,
    viewer: str | None = None,
) -> Tracks:
    """Whether persons give the same thing the same track: identity switches between every two, and IDF1.

    Frames are images that name a `video` and their `frame`; objects carry a `track_id`. `switches`: how often a track
    met another partner than before, counted from both sides; `switch_rate` is over twice the matched objects. Neither
    has an interval: switches come in runs along a track. Agreement frame by frame is `by_image` of the agreement
    report.
    """
    found = frames.videos(connection, project.number, only=video)
    if video is not None and not frames.frames(connection, project.number, video):
        text = f"there is no video {quoted(video)} in this project"
        raise BadInput(text, [Problem("/video", text)])
    rows, n_frames = _rows(connection, project, found)
    whole = sum((found for *_, found in rows), NOTHING)
    listed = [] if viewer is not None else sorted(rows, key=lambda r: (-_switches(r[3]), r[:3]))
    query = [project.project_id, "tracks", video, viewer]
    place = cursor.decode(cursor_, query, "i")
    start = int(place[0] or 0) if place else 0
    following = cursor.encode([start + limit], query) if start + limit < len(listed) else None
    return Tracks(
        n_videos=len({name for name, *_ in rows}),
        n_frames=n_frames,
        n_pairs=len(rows),
        n_objects=whole.objects_a + whole.objects_b,
        matched=whole.matched,
        switches=_switches(whole),
        switch_rate=_rate(whole),
        idf1=whole.idf1,
        pairs=[_tracked(*row) for row in listed[max(0, start) : max(0, start) + limit]],
        next=following,
    )


Row = tuple[str, str, str, Followed]


def _rows(connection: Connection, project: Project, videos: list[tuple[str, int]]) -> tuple[list[Row], int]:
    """(video, a, b, what they come to) of every two persons who drew on the same frames; and the frames."""
    n_frames = sum(n for _, n in videos)
    if n_frames > MOST:
        text = f"{n_frames:,} frames were drawn twice; one answer follows up to {MOST:,}: ask for one video"
        raise BadInput(text, [Problem("/video", text)])
    found: list[Row] = []
    for video, _ in videos:
        for (a, b), shared in sorted(_shared(connection, project, video).items()):
            followed_ = followed(shared, project.sigmas)
            if followed_.objects_a or followed_.objects_b:
                found.append((video, a, b, followed_))
    return found, n_frames


def _shared(connection: Connection, project: Project, video: str) -> dict[tuple[str, str], list[tuple[Answer, Answer]]]:
    """Per pair of persons their answers on the frames both drew on, in the order of the frames."""
    numbers = frames.frames(connection, project.number, video)
    answers = annotations.answers(connection, project.number, numbers)
    found: dict[tuple[str, str], list[tuple[Answer, Answer]]] = defaultdict(list)
    for number in numbers:
        people = sorted(
            (a for a in answers[number] if a.kind == "person" and a.boxes is not None and not a.cancelled),
            key=lambda a: a.name,
        )
        for a, b in combinations(people, 2):
            found[a.name, b.name].append((a, b))
    return found


def _switches(found: Followed) -> int:
    return found.switches_a + found.switches_b


def _rate(found: Followed) -> float | None:
    return share(_switches(found), 2 * found.matched)


def _tracked(video: str, a: str, b: str, found: Followed) -> Tracked:
    return Tracked(
        video=video,
        a=a,
        b=b,
        frames=found.frames,
        objects_a=found.objects_a,
        objects_b=found.objects_b,
        matched=found.matched,
        switches_a=found.switches_a,
        switches_b=found.switches_b,
        switch_rate=_rate(found),
        idf1=found.idf1,
    )
