"""Whether two annotators follow the same things through a video: identity switches, and IDF1."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from labelqa.facts.comparison import compared, drawn
from labelqa.kernel import match
from labelqa.model import Answer
from labelqa.tally import ONE

SAME = ONE // 2
"""IoU from which two boxes of one frame are the same thing, as in F1@.5."""


@dataclass(frozen=True, slots=True)
class Followed:
    """Two annotators' tracks over the frames both answered.

    `objects_a`, `objects_b`: objects with a track; `matched`: those that met, counted once a pair; `switches_a`: how
    often a track of a met another track of b than the last time, `switches_b` the same seen from b; `identified`:
    matched objects under the best one-to-one assignment of tracks to tracks.
    """

    frames: int
    objects_a: int
    objects_b: int
    matched: int
    switches_a: int
    switches_b: int
    identified: int

    def __add__(self, other: "Followed") -> "Followed":
        return Followed(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def idf1(self) -> float | None:
        """2 IDTP / (objects of a + objects of b), after Ristani et al. (2016); None when nobody tracked anything."""
        objects = self.objects_a + self.objects_b
        return 2 * self.identified / objects if objects else None


NOTHING = Followed(0, 0, 0, 0, 0, 0, 0)


def followed(
    frames: Sequence[tuple[Answer, Answer]], sigmas: Mapping[str, float] | None = None, threshold: int = SAME
) -> Followed:
    """Compares the tracks of two annotators over frames in their order; `frames` holds (a's answer, b's answer).

    On each frame objects of the same class are matched one to one at the threshold; those without a track are left
    out. Only frames that both were asked to draw on count.

    >>> from labelqa.model import Boxes
    >>> def frame(a, b): return tuple(
    ...     Answer(k, name, "person", boxes=Boxes([1], [0.0], [0.0], [9.0], [9.0], tracks=[track]))
    ...     for k, (name, track) in enumerate((("ana", a), ("bo", b))))
    >>> found = followed([frame("1", "x"), frame("1", "x"), frame("1", "y")])
    >>> found.switches_a, found.switches_b, found.identified, round(found.idf1, 3)
    (1, 0, 2, 0.667)
    """
    meetings: list[list[tuple[str, str]]] = []
    found = NOTHING
    for a, b in frames:
        if a.boxes is None or b.boxes is None:
            continue
        met = _meetings(a, b, sigmas, threshold)
        meetings.append(met)
        found += Followed(1, _tracked(a), _tracked(b), len(met), 0, 0, 0)
    switches = _switches(meetings), _switches([[(y, x) for x, y in met] for met in meetings])
    return found + Followed(0, 0, 0, 0, *switches, _identified([pair for met in meetings for pair in met]))


def _tracked(answer: Answer) -> int:
    tracks = answer.boxes.tracks if answer.boxes else None
    return sum(track is not None for track in tracks or ())


def _meetings(a: Answer, b: Answer, sigmas: Mapping[str, float] | None, threshold: int) -> list[tuple[str, str]]:
    """(track of a, track of b) of the objects that meet on one frame, in canonical order."""
    if a.boxes is None or b.boxes is None or not a.boxes.tracks or not b.boxes.tracks:
        return []
    pairs = compared(drawn(a, sigmas), drawn(b, sigmas), threshold).compared.ok
    found = [(a.boxes.tracks[i], b.boxes.tracks[j]) for i, j, _ in pairs]
    return [(x, y) for x, y in found if x is not None and y is not None]


def _switches(frames: Sequence[Sequence[tuple[str, str]]]) -> int:
    """How often a track has none of the partners it had on the frame before on which it met any."""
    last: dict[str, set[str]] = {}
    changes = 0
    for met in frames:
        partners: dict[str, set[str]] = {}
        for own, other in met:
            partners.setdefault(own, set()).add(other)
        changes += sum(last.get(own, others).isdisjoint(others) for own, others in partners.items())
        last |= partners
    return changes


def _identified(meetings: Sequence[tuple[str, str]]) -> int:
    """Meetings that the best one-to-one assignment of tracks explains."""
    times = Counter(meetings)
    own, others = (sorted({pair[k] for pair in times}) for k in (0, 1))
    rows, columns = ({name: k for k, name in enumerate(names)} for names in (own, others))
    edges = sorted((rows[x], columns[y], n) for (x, y), n in times.items())
    ia, ib, w = ([edge[k] for edge in edges] for k in range(3))
    return sum(w[k] for k in match(len(own), len(others), ia, ib, w) if k >= 0)
