"""What one image shows of those who labelled it: who answered, who drew which object, and how far they agree."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from labelqa.consensus.merging import Terms, merged_boxes
from labelqa.consensus.pool import CROWDED, Overlap, Pool, pool
from labelqa.consensus.units import units
from labelqa.kernel import match
from labelqa.model import Answer, Boxes, Kind
from labelqa.tally import ONE

MEETING = 0.25
"""Mean IoU from which boxes mean the same object: lower than for a consensus, a bad box must still meet its object."""
AGREEING = 3
"""Persons from which an image has a consensus worth judging."""
SOURCES: tuple[Kind, ...] = ("person", "model")
"""Whose answers are evidence; the truth is no source."""
Corners = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Source:
    """One who answered the image: a person, or the model that suggests.

    `n`: objects drawn, None where none were asked for; `labels`: image-level classes by name, None where not asked.
    `verdict`: 1 approved, 2 rejected, 3 corrected, None unreviewed, as in `labelqa.model.Answer`.
    """

    name: str
    kind: Kind
    n: int | None
    labels: tuple[str, ...] | None = None
    seconds: float | None = None
    verdict: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """One box: who drew it (a place in `Sight.sources`), the unit it is in, its class by name, its corners in px.

    `score`: a model's confidence, None where it gave none.
    """

    owner: int
    unit: int
    class_name: str
    corners: Corners
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """What one image shows of its sources, in an order of names and coordinates: numbers handed out decide nothing.

    `boxes` by unit, then source; `pairs`: per two persons their places in `sources` and their pair score (0..1, by
    upright hulls); `agreed`: the consensus of boxes where at least three persons answered, each box with the unit it
    stands for (-1: none), owner -1; None with fewer.
    """

    image_id: str
    sources: tuple[Source, ...]
    boxes: tuple[Seen, ...] = ()
    pairs: tuple[tuple[int, int, float], ...] = ()
    agreed: tuple[Seen, ...] | None = None

    @property
    def persons(self) -> tuple[int, ...]:
        """Places of the persons among the sources."""
        return tuple(k for k, source in enumerate(self.sources) if source.kind == "person")


def sight(image_id: str, answers: Iterable[Answer], names: Mapping[int, str] | None = None) -> Sight:
    """Reads from the answers of an image what tells right from wrong.

    Persons and models are sources; skipped answers and the truth are not. Shapes take part by the upright boxes around
    them. `names` are those of the classes, {number: name}; without it the number is taken for the name. Of more than
    `labelqa.consensus.pool.CROWDED` overlapping pairs only so many are looked at, those that overlap most.

    >>> box = Boxes([1], [0.0], [0.0], [9.0], [9.0])
    >>> given = [Answer(1, "ana", "person", boxes=box), Answer(2, "net", "model", boxes=replace(box, scores=[0.9]))]
    >>> found = sight("street.jpg", given, {1: "car"})
    >>> [(found.sources[b.owner].name, b.unit, b.class_name, b.score) for b in found.boxes]
    [('ana', 0, 'car', None), ('net', 0, 'car', 0.9)]
    """
    kept = sorted((a for a in answers if a.kind in SOURCES and not a.cancelled), key=lambda a: a.name)
    given = [_ordered(a, names or {}) for a in kept]
    drawn = _bounded(pool(given, SOURCES))
    boxed = [k for k, a in enumerate(given) if a.boxes is not None]
    found = [_source(a, names or {}) for a in given]
    unit_of = _unit_of(drawn)
    boxes = _seen(drawn, unit_of, boxed, given, names or {})
    return Sight(
        image_id,
        tuple(found),
        boxes,
        tuple(
            (boxed[i], boxed[j], score) for i, j, score in _pair_scores(drawn) if _persons(found, boxed[i], boxed[j])
        ),
        _agreed(drawn, [found[k] for k in boxed], unit_of, names or {}),
    )


def _named(number: int, names: Mapping[int, str]) -> str:
    return names.get(number, str(number))


def _persons(found: Sequence[Source], *places: int) -> bool:
    return all(found[k].kind == "person" for k in places)


def _ordered(answer: Answer, names: Mapping[int, str]) -> Answer:
    """The answer with its hulls by corners, class and confidence, whatever order they came in."""
    given = answer.boxes
    if given is None:
        return answer
    rows = sorted(
        zip(
            given.x, given.y, given.width, given.height, given.classes, given.scores or [None] * len(given), strict=True
        ),
        key=lambda r: (r[0], r[1], r[0] + r[2], r[1] + r[3], _named(r[4], names), -1.0 if r[5] is None else r[5]),
    )
    x, y, width, height = ([row[k] for row in rows] for k in range(4))
    return replace(answer, boxes=Boxes([r[4] for r in rows], x, y, width, height, scores=[r[5] for r in rows]))


def _source(answer: Answer, names: Mapping[int, str]) -> Source:
    labels = None if answer.labels is None else tuple(sorted(_named(k, names) for k in set(answer.labels)))
    seconds = None if answer.ms is None else answer.ms / 1000
    n = None if answer.boxes is None else len(answer.boxes)
    return Source(answer.name, answer.kind, n, labels, seconds, answer.verdict)


def _bounded(drawn: Pool) -> Pool:
    if len(drawn.overlaps) <= CROWDED:
        return drawn
    most = sorted(drawn.overlaps, key=lambda edge: (-edge[2], edge[0], edge[1]))
    return replace(drawn, overlaps=most[:CROWDED])


def _unit_of(drawn: Pool) -> list[int]:
    """The unit of each box."""
    found = [0] * len(drawn)
    for k, unit in enumerate(units(drawn, MEETING)):
        for i in unit:
            found[i] = k
    return found


def _seen(
    drawn: Pool, unit_of: Sequence[int], boxed: Sequence[int], given: Sequence[Answer], names: Mapping[int, str]
) -> tuple[Seen, ...]:
    scores = [score for a in given if a.boxes is not None for score in (a.boxes.scores or ())]
    return tuple(
        Seen(boxed[drawn.owner[i]], unit_of[i], _named(drawn.classes[i], names), _corners(drawn.columns, i), scores[i])
        for i in sorted(range(len(drawn)), key=unit_of.__getitem__)
    )


def _corners(columns: Sequence[Sequence[float]], i: int) -> Corners:
    return columns[0][i], columns[1][i], columns[2][i], columns[3][i]


def _pair_scores(drawn: Pool) -> list[tuple[int, int, float]]:
    """The pair score of every two sources (metrics, section 1.2), from overlaps that are measured already."""
    count = len(drawn.annotators)
    sizes, first = [0] * count, [0] * count
    for i, owner in reversed(list(enumerate(drawn.owner))):
        sizes[owner] += 1
        first[owner] = i
    met: dict[tuple[int, int], list[Overlap]] = {}
    for i, j, q in drawn.overlaps:
        if drawn.classes[i] == drawn.classes[j]:
            met.setdefault((drawn.owner[i], drawn.owner[j]), []).append(
                (i - first[drawn.owner[i]], j - first[drawn.owner[j]], q)
            )
    return [
        (a, b, _pair_score(sizes[a], sizes[b], sorted(met.get((a, b), ()))))
        for a in range(count)
        for b in range(a + 1, count)
    ]


def _pair_score(n_a: int, n_b: int, edges: Sequence[Overlap]) -> float:
    if not n_a + n_b:
        return 1.0
    if not edges:
        return 0.0
    ia, ib, q = ([edge[k] for edge in edges] for k in range(3))
    return 2 * sum(q[k] for k in match(n_a, n_b, ia, ib, q) if k >= 0) / ((n_a + n_b) * ONE)


def _agreed(
    drawn: Pool, sources: Sequence[Source], unit_of: Sequence[int], names: Mapping[int, str]
) -> tuple[Seen, ...] | None:
    """The consensus of boxes, each with the unit most of the boxes it is made of are in."""
    persons, person = drawn, [source.kind == "person" for source in sources]
    for source in sources:
        if source.kind != "person":
            persons = persons.without(source.name)
    if len(persons.annotators) < AGREEING:
        return None
    terms = Terms(classes=names)
    unit_of = [unit for unit, owner in zip(unit_of, drawn.owner, strict=True) if person[owner]]
    found = [pair for pair in merged_boxes(persons, terms) if len(pair[0].support) / pair[0].n >= terms.quorum]
    stands_for = _stands_for([Counter(unit_of[i] for i in made_of) for _, made_of in found])
    return tuple(
        Seen(-1, stands_for.get(k, -1), _named(o.label_class, names), (o.x1, o.y1, o.x2, o.y2))
        for k, (o, _) in enumerate(found)
    )


def _stands_for(votes: Sequence[Mapping[int, int]]) -> dict[int, int]:
    """Per object the unit that holds most of its boxes; no unit for two objects: it goes to the one with more."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, k, unit in sorted((-n, k, unit) for k, own in enumerate(votes) for unit, n in own.items()):
        if k not in found and unit not in taken:
            found[k] = unit
            taken.add(unit)
    return found
