"""An order in which like does not follow like: not two frames a second apart, not ten images of one batch."""

from bisect import bisect_left, insort
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

NEAR = 30
"""Frames of one video nearer than this are nearly the same picture: about a second."""
RUN = 5
"""Most images of one batch in a row, while there are others."""


@dataclass(frozen=True, slots=True)
class Kin:
    """What an image may have in common with others: its batch, and its place in a video."""

    batch: str | None = None
    video: str | None = None
    frame: int | None = None


def varied(kin: Sequence[Kin]) -> list[int]:
    """Positions of the images, given in the order of their worth, so that like does not follow like.

    By a simple greedy rule in two steps. Frames: an image whose video already has a frame within 30 of it waits for
    the next round, in which the same holds again; a round is gone through in the order of worth before the next one
    begins. Batches: after five images of a batch in a row comes the most worthy one of another, if there is one.

    >>> varied([Kin(video="v", frame=0), Kin(video="v", frame=9), Kin(video="v", frame=40), Kin()])
    [0, 2, 3, 1]
    >>> varied([Kin("a")] * 7 + [Kin("b")])
    [0, 1, 2, 3, 4, 7, 5, 6]
    """
    rounds = _rounds(kin)
    order = sorted(range(len(kin)), key=lambda k: (rounds[k], k))
    return [order[k] for k in _mixed([kin[k].batch for k in order])]


def _rounds(kin: Sequence[Kin]) -> list[int]:
    """The round of each image: the first in which no frame near it is taken."""
    taken: dict[str, list[list[int]]] = defaultdict(list)
    found = []
    for one in kin:
        if one.video is None or one.frame is None:
            found.append(0)
            continue
        frames = taken[one.video]
        free = next((k for k, row in enumerate(frames) if not _near(row, one.frame)), len(frames))
        if free == len(frames):
            frames.append([])
        insort(frames[free], one.frame)
        found.append(free)
    return found


def _near(taken: Sequence[int], frame: int) -> bool:
    """True when one of the frames, which are in order, lies within NEAR."""
    at = bisect_left(taken, frame - NEAR + 1)
    return at < len(taken) and taken[at] < frame + NEAR


def _mixed(batches: Sequence[str | None]) -> list[int]:
    """Positions in an order with at most RUN of a batch in a row, while another is left."""
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for k, batch in enumerate(batches):
        waiting[_group(batch, k)].append(k)
    heads = [(row.popleft(), group) for group, row in waiting.items()]
    heapify(heads)
    found: list[int] = []
    last, run = "", 0
    while heads:
        head = heappop(heads)
        if head[1] == last and run >= RUN and heads:
            other = heappop(heads)
            heappush(heads, head)
            head = other
        run = run + 1 if head[1] == last else 1
        last = head[1]
        found.append(head[0])
        if waiting[last]:
            heappush(heads, (waiting[last].popleft(), last))
    return found


def _group(batch: str | None, k: int) -> str:
    """Images without a batch are each one of their own."""
    return f"={batch}" if batch is not None else f"#{k}"
