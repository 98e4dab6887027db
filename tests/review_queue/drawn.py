"""Answers of a test, written down shortly, and projects made of them."""

from collections.abc import Mapping, Sequence
from random import Random

from hypothesis import strategies as st

from labelqa.model import Answer, Boxes, Kind
from labelqa.queue import Sight, sight
from tests.consensus.drawings import BOX, Box

NAMES = {1: "car", 2: "bus"}
CAR: Box = (10.0, 10.0, 80.0, 60.0, 1)
FAR: Box = (300.0, 200.0, 90.0, 50.0, 1)
OTHER: Box = (600.0, 50.0, 70.0, 70.0, 1)


def answer(
    name: str,
    *boxes: Box,
    kind: Kind = "person",
    scores: Sequence[float | None] | None = None,
    seconds: float | None = None,
    verdict: int | None = None,
    labels: tuple[int, ...] | None = None,
) -> Answer:
    columns = [[float(b[k]) for b in boxes] for k in range(4)]
    drawn = Boxes([b[4] for b in boxes], *columns, scores=scores)
    ms = None if seconds is None else round(seconds * 1000)
    return Answer(sum(map(ord, name)), name, kind, ms=ms, boxes=drawn, labels=labels, verdict=verdict)


def labelled(name: str, *labels: int, kind: Kind = "person") -> Answer:
    return Answer(0, name, kind, labels=tuple(labels))


def seen(image_id: str, *answers: Answer) -> Sight:
    return sight(image_id, answers, NAMES)


PROJECT = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d", "e"]),
    st.dictionaries(st.sampled_from(["ana", "bo", "cy", "net", "old-net"]), st.lists(BOX, max_size=4), max_size=5),
    max_size=4,
)
"""{image: {source: boxes}}: few places, so that ties, chains and empty answers are frequent; nets are models."""
Project = Mapping[str, Mapping[str, Sequence[Box]]]


def answers_of(drawn: Mapping[str, Sequence[Box]]) -> list[Answer]:
    found = []
    for name, boxes in drawn.items():
        model = name.endswith("net")
        scores = [round(0.3 + 0.1 * (k % 6), 1) for k in range(len(boxes))] if model else None
        found.append(answer(name, *boxes, kind="model" if model else "person", scores=scores, seconds=3.0 + len(boxes)))
    return found


def sights_of(project: Project) -> list[Sight]:
    return [seen(image, *answers_of(drawn)) for image, drawn in project.items()]


def team(random: Random, images: int = 120, *, model: tuple[float, float] | None = None) -> list[Sight]:
    """A project of two careful persons and one who misses four objects of ten; `model`: its miss and spurious rates."""
    found = []
    for k in range(images):
        truth = [_placed(random, n) for n in range(random.randrange(4))]
        given = [
            answer(name, *[_near(box, random) for box in truth if random.random() >= miss])
            for name, miss in (("ana", 0.03), ("bo", 0.03), ("cy", 0.4))
        ]
        if model is not None:
            boxes = [_near(box, random) for box in truth if random.random() >= model[0]]
            boxes += [_placed(random, 5 + n) for n in range(4) if random.random() < model[1] / 4]
            given.append(answer("net", *boxes, kind="model", scores=[0.6] * len(boxes)))
        found.append(seen(f"{k:04}", *given))
    return found


def _placed(random: Random, n: int) -> Box:
    return (
        150.0 * n + random.uniform(0, 40),
        random.uniform(0, 500),
        random.uniform(30, 90),
        random.uniform(30, 90),
        1,
    )


def _near(box: Box, random: Random) -> Box:
    x, y, w, h, k = box
    dx, dy, dw, dh = (random.gauss(0, 0.04) for _ in range(4))
    return (x + dx * w, y + dy * h, w * (1 + dw), h * (1 + dh), k)
