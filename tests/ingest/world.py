"""A small world in which collisions are frequent: three images, six annotators, few places for boxes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from hypothesis import strategies as st

from labelqa import ingest
from labelqa.errors import Conflict, NotFound
from labelqa.geometry import fitted
from labelqa.model import Annotation, Correction, Image, Object, Review
from labelqa.shapes import Keypoint, Keypoints, Mask, Polygon, Turned
from labelqa.store import Store, annotations, names, projects, totals
from labelqa.tally import TALLIES, Bag
from labelqa.verify import Verification, verify

KINDS = {"ana": "person", "bo": "person", "cy": "person", "yolo": "model", "gt": "truth", "gt2": "truth"}
DAY = 86_400_000
START = 20_000 * DAY
NOW = 20_100 * DAY

near = st.builds(
    Object,
    st.sampled_from(["car", "van"]),
    st.integers(0, 3).map(lambda k: k * 7.0),
    st.just(5.0),
    st.sampled_from([20.0, 24.0, 40.0]),
    st.sampled_from([20.0, 60.0]),
)
anywhere = st.builds(
    Object,
    st.sampled_from(["car", "van", "bus"]),
    *[st.integers(0, 60).map(lambda v: v * 1.5)] * 2,
    *[st.integers(1, 60).map(lambda v: v * 2.5)] * 2,
)
SHAPES = (
    Turned(0.0, 5.0, 24.0, 20.0, 30.0),
    Turned(2.0, 5.0, 24.0, 20.0, 90.0),
    Polygon(((0.0, 0.0, 30.0, 0.0, 30.0, 30.0),)),
    Polygon(((0.0, 0.0, 20.0, 0.0, 20.0, 20.0, 0.0, 20.0), (5.0, 5.0, 9.0, 5.0, 9.0, 9.0))),
    Mask(6, 5, (3, 9, 2, 6, 10)),
    Mask(6, 5, (0, 12, 18)),
    Keypoints((Keypoint("nose", 2.0, 3.0, 2), Keypoint("eye", 9.0, 9.0, 1)), boxed=False),
    Keypoints((Keypoint("nose", 2.5, 3.0, 2), Keypoint("eye", 9.0, 9.5, 0)), boxed=True),
)
shaped = st.builds(
    lambda name, shape, track: replace(fitted(Object(name, 0.0, 0.0, 10.0, 10.0), shape), track_id=track),
    st.sampled_from(["car", "van"]),
    st.sampled_from(SHAPES),
    st.sampled_from([None, "t1", "t2"]),
)
objects = (
    st.none()
    | st.lists(near | shaped, max_size=4).map(tuple)
    | st.lists(near, max_size=4).map(tuple)
    | st.lists(anywhere, max_size=5).map(tuple)
)
labels = st.none() | st.sampled_from([("day",), ("night",), (), ("day", "night")])
times = st.none() | st.integers(0, 5).map(lambda d: START + d * DAY // 2)


@st.composite
def answers(draw: Any) -> Annotation:
    who = draw(st.sampled_from(list(KINDS)))
    drawn, said = draw(objects), draw(labels)
    person = KINDS[who] == "person"
    return Annotation(
        image_id=draw(st.sampled_from("pq")),
        annotator_id=who,
        kind=KINDS[who],
        submitted_at=draw(times),
        objects=drawn,
        labels=said if drawn is not None or said is not None else (),
        seconds=draw(st.none() | st.integers(1, 900_000).map(lambda ms: ms / 1000)),
        origin=draw(st.sampled_from([None, "manual", "ai_assisted"])) if person else None,
        revision=draw(st.none() | st.integers(1, 3)),
        cancelled=draw(st.integers(0, 9)) == 0,
    )


verdicts = st.builds(
    Review,
    st.sampled_from("pq"),
    st.sampled_from(["ana", "bo", "cy"]),
    st.sampled_from(["approved", "rejected", "corrected"]),
    revision=st.none(),
    reviewer_id=st.sampled_from(["rui", "lea"]),
    at=st.integers(1, 9).map(lambda d: START + d * DAY),
)
corrections = st.builds(
    lambda review, objects, said, dated: replace(
        review, verdict="corrected", correction=Correction(objects, said), at=review.at if dated else None
    ),
    verdicts,
    objects,
    labels,
    st.booleans(),
)


@dataclass(frozen=True)
class Undo:
    """Takes back one of the reviews that are there, the k-th by id."""

    k: int


undos = st.builds(Undo, st.integers(0, 5))
drops = st.tuples(st.sampled_from("pq"), st.sampled_from(list(KINDS)))
steps = answers() | answers() | verdicts | corrections | undos | drops | st.sampled_from(["p", "q"])
histories = st.lists(steps, max_size=25)


_numbers = count()


def fresh(store: Store, name: str = "world") -> str:
    """A project with three images and nothing else, under a name that was not used yet."""
    project_id = f"{name}-{next(_numbers)}"
    with store.write() as c:
        ingest.create_project(c, {"project_id": project_id}, now=START)
    write(store, project_id, (), images=[Image("p"), Image("q", 100, 100), Image("untouched")])
    return project_id


def write(
    store: Store, project_id: str, rows: Sequence[Annotation], *, images: Iterable[Image] = (), once: bool = False
) -> ingest.Written:
    with store.read() as c:
        number = projects.get(c, project_id).number
    with store.write(number) as c:
        project = projects.get(c, project_id)
        return ingest.write_annotations(c, project, rows, now=NOW, images=list(images), once=once)


def apply(store: Store, project_id: str, step: Any) -> None:
    """One step of a history; what is not there cannot be removed or judged, and is left."""
    if isinstance(step, Annotation):
        write(store, project_id, [step])
        return
    with store.read() as c:
        number = projects.get(c, project_id).number
    try:
        with store.write(number) as c:
            project = projects.get(c, project_id)
            if isinstance(step, Review):
                ingest.write_reviews(c, project, [step], now=NOW)
            elif isinstance(step, Undo):
                there = sorted(review_ids(store, project_id))
                if there:
                    ingest.undo_review(c, project, there[step.k % len(there)], by="rui", now=NOW)
            elif isinstance(step, tuple):
                ingest.remove_annotation(c, project, *step, now=NOW)
            else:
                ingest.remove_image(c, project, step, now=NOW)
    except (Conflict, NotFound):
        pass


def review_ids(store: Store, project_id: str) -> list[str]:
    """The id of every review of the project's annotations, taken back or not, by image, annotator and time."""
    return [r.review_id or "" for a in current(store, project_id) for r in a.reviews]


def current(store: Store, project_id: str) -> list[Annotation]:
    """Every current annotation with its reviews, by image and annotator."""
    with store.read() as c:
        number = projects.get(c, project_id).number
        return annotations.page(c, number, names.classes(c, number), limit=1000)


def checked(store: Store, project_id: str) -> Verification:
    with store.read() as c:
        return verify(c, project_id)


def named(store: Store, project_id: str) -> dict[tuple[Any, ...], list[int]]:
    """The totals under names instead of numbers that depend on arrival."""
    with store.read() as c:
        number = projects.get(c, project_id).number
        total: Bag = totals.stored(c, number)
        people = {k: v[0] for k, v in names.annotators(c, number).items()}
        classes = names.classes(c, number)
    out = {}
    for (tally, key), row in total.items():
        words: list[Any] = [TALLIES[tally].name]
        for what, value in zip(TALLIES[tally].keys, key, strict=True):
            if what in ("a", "b", "annotator", "model"):
                words.append(people[value])
            elif what in ("label_class", "truth_class", "drawn_class", "c1", "c2"):
                words.append(classes.get(value, ""))
            else:
                words.append(value)
        if words[0] == "label":  # an unordered pair of classes
            words[3:] = sorted(words[3:])
        out[tuple(words)] = row
    return out
