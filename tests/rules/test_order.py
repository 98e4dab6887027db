"""What stands is a function of the stored rows: no order of arrival, no batching and no way there changes it."""

import random
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelqa import ingest
from labelqa.model import Annotation, Object, Review
from labelqa.store import Store, projects
from tests.ingest.world import NOW, START, apply, checked, fresh, histories, write
from tests.rules.history import MINUTE, alerts, setting

many = settings(
    deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
SMALL: dict[str, dict[str, float]] = {
    "iaa_drift": {"window": 4, "reference": 8, "minimum": 4, "label_window": 4, "sure": 0.5, "every": 2, "luck": 0.9},
    "class_drift": {"window": 4, "reference": 8, "minimum": 4, "objects": 3, "every": 2, "sure": 0.9, "luck": 1},
    "low_approval": {"window": 6, "minimum": 3},
    "class_imbalance": {"ratio": 1.2, "minimum": 10},
    "low_benchmark": {"objects": 5, "images": 3, "bar": 0.9},
    "rushed_labelling": {"window": 5, "minimum": 3, "share": 0.6},
}
"""Windows so short that a few dozen answers go through every rule's states."""


World = tuple[list[Annotation], list[Review], list[str]]
worlds = st.builds(
    lambda seed, images, level: world_of(seed, images, level),
    st.integers(0, 2**30),
    st.integers(12, 40),
    st.sampled_from([0.0, 0.3, 0.6]),
)


def world_of(seed: int, images: int, level: float) -> World:
    """Answers with numbered revisions, verdicts on the current one, and images to remove."""
    r = random.Random(seed)
    rows, reviews = [], []
    for k in range(images):
        late = k > images // 2
        for who in (
            r.sample(["ana", "bo", "cy"], r.choice([1, 2, 2, 3])) + ["gt"] * (k % 3 == 0) + ["yolo"] * (k % 4 == 0)
        ):
            kind = {"gt": "truth", "yolo": "model"}.get(who, "person")
            shift = r.uniform(0, 5) + (8 * level if late and who == "bo" else 0)
            names = ["car"] * r.randrange(1, 4) + ["van"] * (4 * (r.random() < (level if late else 0.1)))
            drawn = tuple(Object(name, 40.0 * j + shift, 0.0, 20.0, 20.0) for j, name in enumerate(names))
            for revision in range(1, r.choice([2, 2, 2, 3])):
                at = START + MINUTE * (k // 2) + 1000 * revision
                seconds = r.choice([None, 2.0 if who == "cy" and late else 20.0, 25.0])
                rows.append(
                    Annotation(
                        f"w{k:02}", who, kind, at, drawn[: len(drawn) - revision + 1], None, seconds, revision=revision
                    )
                )
            if kind == "person" and r.random() < 0.7:
                verdict = r.choice(["approved", "approved", "rejected" if late else "approved"])
                reviews.append(Review(f"w{k:02}", who, verdict, at=START + MINUTE * (k // 3)))  # type: ignore[arg-type]
    return rows, reviews, r.sample([f"w{k:02}" for k in range(images)], 2)


def build(store: Store, world: World, order: int | None) -> str:
    rows, reviews, gone = world
    project_id = fresh(store)
    setting(store, project_id, **SMALL)
    rows, reviews = list(rows), list(reviews)
    size = len(rows)
    if order is not None:
        r = random.Random(order)
        r.shuffle(rows)
        r.shuffle(reviews)
        size = r.choice([1, 3, 7])
    for start in range(0, len(rows), max(1, size)):
        write(store, project_id, rows[start : start + size])
    with store.read() as connection:
        number = projects.get(connection, project_id).number
    for start in range(0, len(reviews), size):
        with store.write(number) as connection:
            ingest.write_reviews(
                connection, projects.get(connection, project_id), reviews[start : start + size], now=NOW
            )
    for image in gone if order is None else gone[::-1]:
        apply(store, project_id, image)
    return project_id


def standing(store: Store, project_id: str) -> list[Any]:
    """Alerts without the project's own name, which is another in each."""
    return [
        (replace(a, images="", subject=None), a.images.split("?")[-1], a.subject.kind)  # type: ignore[arg-type]
        for a in alerts(store, project_id)
    ]


@many
@given(world=worlds, order=st.integers(0, 2**30))
def test_the_same_annotations_in_any_order_and_batching_give_the_same_alerts(
    store: Store, world: World, order: int
) -> None:
    one, other = build(store, world, None), build(store, world, order)
    assert standing(store, one) == standing(store, other)
    assert checked(store, one).differences == ()
    assert checked(store, other).differences == ()


@many
@given(history=histories)
def test_after_any_history_what_stands_is_the_recomputation(store: Store, history: list[object]) -> None:
    project_id = fresh(store)
    setting(store, project_id, **SMALL)
    for step in history:
        apply(store, project_id, step)
    assert checked(store, project_id).differences == ()


def test_such_worlds_raise_every_rule(store: Store) -> None:
    """The property would say nothing of a rule that never stands."""
    seen: set[str] = set()
    kinds: set[tuple[str, str]] = set()
    for seed in range(12):
        found = alerts(store, build(store, world_of(seed, 40, 0.6), None))
        seen |= {a.type for a in found}
        kinds |= {(a.type, a.subject.kind) for a in found}
    assert seen >= {"iaa_drift", "class_drift", "low_approval", "class_imbalance", "low_benchmark", "rushed_labelling"}
    assert kinds >= {("iaa_drift", "annotator"), ("iaa_drift", "class"), ("iaa_drift", "project")}
