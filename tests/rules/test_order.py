"""What stands is a function of the stored rows: no order of arrival, no batching and no way there changes it."""

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelqa import ingest
from labelqa.facts.series import ANNOTATOR, PROJECT
from labelqa.ingest import concerned
from labelqa.ingest.touched import Behind, Touched
from labelqa.model import Annotation, Object, Review
from labelqa.rules import ANSWERED, OWN, RULES, class_drift, iaa_drift, steps
from labelqa.rules.evidence import Evidence
from labelqa.store import Store, names, projects
from labelqa.store.schema import annotator
from tests.ingest.world import NOW, START, apply, checked, fresh, histories, write
from tests.rules.history import BOX, MINUTE, alerts, setting, shared

many = settings(
    deadline=None, max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
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


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memories so short that most changes of such small worlds lie near their ends, or before them."""
    for module in (concerned, steps):
        monkeypatch.setattr(module, "NEAR", 4)
    for module, name, images in (
        (iaa_drift, "MEMORY", 24),
        (iaa_drift, "OWN_MEMORY", 24),
        (class_drift, "MEMORY", 12),
    ):
        monkeypatch.setattr(module, name, images)


World = tuple[list[Annotation], list[Review], list[str]]
worlds = st.builds(
    lambda seed, images, level: world_of(seed, images, level),
    st.integers(0, 2**30),
    st.integers(20, 34),
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
        size = r.choice([1, 1, 4])
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
    every = {"class_drift", "low_approval", "class_imbalance", "low_benchmark", "rushed_labelling"}
    wanted = {("iaa_drift", "annotator"), ("iaa_drift", "class"), ("iaa_drift", "project")}
    for seed in range(12):
        found = alerts(store, build(store, world_of(seed, 34, 0.6), None))
        seen |= {a.type for a in found}
        kinds |= {(a.type, a.subject.kind) for a in found}
        if seen >= every and kinds >= wanted:
            break
    assert seen >= every
    assert kinds >= wanted


def test_a_change_before_the_memory_asks_nobody_and_one_within_it_everybody_it_touches(store: Store) -> None:
    project_id = fresh(store)
    setting(store, project_id, **SMALL)
    write(store, project_id, shared(0, [0.9] * 80))
    with store.read() as connection:
        project = projects.get(connection, project_id)
        evidence = Evidence(connection, project)
        ana = names.numbers(connection, annotator, project.number, ["ana"])["ana"]
        lines = [(PROJECT, 0), (ANNOTATOR, ana), (ANSWERED, 0), (OWN, ana)]

        def asked(k: int) -> set[tuple[str, str]]:
            place = Behind(START + MINUTE * k, f"d{k:04}")
            touched = Touched(lines=dict.fromkeys(lines, place))
            rules = [(RULES[name], kind) for name in ("iaa_drift", "class_drift") for kind in ("project", "annotator")]
            found = [(rule, concerned.concerned(evidence, rule, kind, touched)) for rule, kind in rules]  # type: ignore[arg-type]
            return {(rule.name, subject.kind) for rule, subjects in found for subject in subjects}

        assert asked(5) == set()
        assert asked(45) == set()
        assert asked(78) == {(n, k) for n in ("iaa_drift", "class_drift") for k in ("project", "annotator")}
        assert asked(54) == asked(78) - {("iaa_drift", "project")}


def test_an_edit_at_any_depth_leaves_the_recomputation(store: Store) -> None:
    """One at a time, while alerts stand on a fall near the end: what lies before the memory, and all that does not."""
    project_id = fresh(store)
    setting(store, project_id, **SMALL)
    write(store, project_id, shared(0, [0.9] * 50 + [0.3] * 7))
    assert {a.subject.kind for a in alerts(store, project_id, "iaa_drift")} == {"project", "annotator", "class"}
    for k in range(16, 57, 2):
        _, edited = shared(k, [0.8 if k < 50 else 0.35])
        van = replace(BOX, class_name="van", x=40.0)
        write(store, project_id, [replace(edited, objects=(*(edited.objects or ()), van, van))])
        assert checked(store, project_id).differences == (), k
