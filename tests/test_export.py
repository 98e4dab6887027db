"""Labels out: what passes, what was left out and why; and reading back what was written gives the same project."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelqa.errors import BadInput
from labelqa.export import Manifest, Query, Selection, checked
from labelqa.export.splits import parsed
from labelqa.imports import import_files
from labelqa.ingest import create_project, write_reviews
from labelqa.model import Annotation, Correction, Image, Object, Review
from labelqa.sources import Source
from labelqa.store import Store, projects
from tests.exported import adds_up, at, exported
from tests.ingest.world import NOW, START, apply, fresh, histories, named
from tests.ingest.world import checked as verified
from tests.ingest.world import write as put

BOX = Object("car", 0.1, 0.2, 10.3, 10.4, object_id="r1", attributes={"occluded": True})


def filled(store: Store) -> str:
    project_id = fresh(store)
    ana = Annotation("p", "ana", "person", START, (BOX,), ("day",), seconds=2.5, origin="manual")
    approved = Review("p", "ana", "approved", reviewer_id="rui", reason="fine", at=START + 5)
    rows = [
        replace(ana, reviews=(approved,)),
        replace(ana, annotator_id="bo", objects=(replace(BOX, width=20.0),)),
        replace(ana, image_id="q", annotator_id="bo", objects=()),
        Annotation("q", "yolo", "model", START, (replace(BOX, score=0.75),)),
        Annotation("q", "gt", "truth", START, (BOX,)),
    ]
    put(store, project_id, rows, images=[Image("p", 640, 480)])
    return project_id


def taken(store: Store, project_id: str, query: Query) -> tuple[Manifest, list[Annotation]]:
    with store.read() as connection:
        selection = Selection(connection, projects.get(connection, project_id), query)
        found = [i for i in selection.items() if isinstance(i, Annotation)]
        return selection.counting.manifest, found


@pytest.mark.parametrize(
    ("query", "taken_", "left_out"),
    [
        (Query(), 5, {}),
        (Query(verdict=("approved",)), 1, {"verdict": 4}),
        (Query(verdict=("verified",)), 1, {"verdict": 4}),
        (Query(verdict=("rejected", "unreviewed")), 4, {"verdict": 1}),
        (Query(min_iou=0.5), 2, {"min_iou": 3}),
        (Query(min_annotators=2), 2, {"min_annotators": 3}),
        (Query(kind="person"), 3, {"kind": 2}),
        (Query(annotator="bo"), 2, {"annotator": 3}),
        (Query(flag=("truth_mismatch",)), 3, {"flag": 2}),
        (Query(without_flag=("truth_mismatch",)), 2, {"without_flag": 3}),
        (Query(class_=("car",)), 5, {}),
        (Query(class_=("day",)), 5, {}),
        (Query(labels="truth"), 1, {"kind": 4}),
        (Query(labels="best"), 2, {"kind": 2, "not_best": 1}),
        (Query(labels="consensus"), 1, {"kind": 2, "too_few_persons": 1}),
        (Query(batch="b1"), 0, {"batch": 5}),
        (Query(video="v"), 0, {"video": 5}),
        (Query(min_annotator_accuracy=0.1), 2, {"min_annotator_accuracy": 2, "accuracy_not_measured": 1}),
    ],
)
def test_a_filter_takes_what_passes_and_counts_the_rest(
    store: Store, query: Query, taken_: int, left_out: dict[str, int]
) -> None:
    manifest, found = taken(store, filled(store), query)
    assert len(found) == manifest.annotations == taken_
    assert manifest.left_out == left_out
    adds_up(manifest)


def test_a_native_export_read_back_gives_the_same_project(store: Store, tmp_path: Path) -> None:
    project_id = filled(store)
    path = tmp_path / "labels.jsonl"
    path.write_bytes(exported(store, project_id, Query())[1])
    with store.write() as connection:
        create_project(connection, {"project_id": "again"}, now=NOW)
    import_files(store, "again", [Source(path)], now=NOW)
    mine = {key: row for key, row in named(store, project_id).items() if key[0] != "coverage"}
    assert {key: row for key, row in named(store, "again").items() if key[0] != "coverage"} == mine
    assert verified(store, "again").exact


QUERIES = st.builds(
    Query,
    labels=st.sampled_from(["all", "consensus", "best", "truth"]),
    verdict=st.lists(st.sampled_from(["approved", "rejected", "corrected", "verified", "unreviewed"])).map(tuple),
    min_iou=st.sampled_from([None, None, 0.0, 0.5]),
    min_annotators=st.sampled_from([None, None, 1, 2]),
    min_annotator_accuracy=st.sampled_from([None, None, 0.3]),
    without_flag=st.sampled_from([(), ("low_agreement",)]),
    quorum=st.sampled_from([0.5, 1.0]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories, query=QUERIES)
def test_whatever_happened_the_manifest_adds_up_and_nothing_rejected_is_among_chosen_labels(
    store: Store, history: list[Any], query: Query
) -> None:
    project_id = fresh(store)
    for step in history:
        apply(store, project_id, step)
    manifest, found = taken(store, project_id, query)
    adds_up(manifest)
    assert len(found) == manifest.annotations
    if query.labels != "all":
        assert not any(a.verdict == "rejected" or a.cancelled for a in found)
        assert len({a.image_id for a in found}) == len(found)
    if query.labels == "consensus":
        assert {a.annotator_id for a in found} <= {"consensus"}


def test_verified_is_what_was_approved_or_put_there_by_a_correction(store: Store) -> None:
    project_id = fresh(store)
    ana = Annotation("p", "ana", "person", START, (BOX,))
    put(store, project_id, [ana, replace(ana, annotator_id="bo"), replace(ana, annotator_id="cy")])
    mended = Correction((replace(BOX, class_name="van"),))
    reviews = [
        Review("p", "ana", "corrected", reviewer_id="rui", at=START + 1, correction=mended),
        Review("p", "bo", "corrected", reviewer_id="rui", at=START + 1),  # somebody is to mend it: not mended yet
        Review("p", "cy", "approved", reviewer_id="rui", at=START + 1),
    ]
    with store.write(1) as connection:
        write_reviews(connection, projects.get(connection, project_id), reviews, now=NOW)
    _, found = taken(store, project_id, Query(verdict=("verified",)))
    assert [(a.annotator_id, [o.class_name for o in a.objects or ()]) for a in found] == [
        ("ana", ["van"]),
        ("cy", ["car"]),
    ]
    assert len(taken(store, project_id, Query(verdict=("corrected",)))[1]) == 2


def drawn(store: Store, **people: tuple[Object, ...] | None) -> str:
    project_id = fresh(store)
    put(store, project_id, [Annotation("p", name, "person", START, objects) for name, objects in people.items()])
    return project_id


def test_a_consensus_is_one_annotation_with_the_support_of_each_object(store: Store) -> None:
    project_id = drawn(store, ana=(at(0), at(100)), bo=(at(1), at(100, "van")), cy=(at(2), at(300)))
    manifest, [found] = taken(store, project_id, Query(labels="consensus"))
    assert (found.annotator_id, found.kind, found.submitted_at) == ("consensus", "truth", START)
    [car] = found.objects or ()
    assert (car.class_name, car.x) == ("car", 1.0)
    assert car.attributes is not None
    assert (car.attributes["support"], car.attributes["annotators"]) == (3, 3)
    assert manifest.consensus == {"objects_below_quorum": 1, "objects_tied": 1}
    assert (manifest.taken.annotations, manifest.annotations, manifest.annotators) == (3, 1, {"consensus": 1})


def test_what_one_of_two_drew_is_disputed_and_left_out_or_the_image_with_it(store: Store) -> None:
    project_id = drawn(store, ana=(at(0), at(100)), bo=(at(0),))
    manifest, [found] = taken(store, project_id, Query(labels="consensus"))
    assert (len(found.objects or ()), manifest.consensus) == (1, {"objects_disputed": 1})
    manifest, found_ = taken(store, project_id, Query(labels="consensus", exclude_disputed=True))
    assert (found_, manifest.left_out_images["disputed"], manifest.left_out) == ([], 1, {"disputed": 2})


def test_one_person_alone_is_a_consensus_only_where_that_is_asked_for(store: Store) -> None:
    project_id = drawn(store, ana=(at(0),))
    assert taken(store, project_id, Query(labels="consensus"))[0].left_out == {"too_few_persons": 1}
    assert len(taken(store, project_id, Query(labels="consensus", min_annotators=1))[1]) == 1


@pytest.mark.parametrize(
    ("label_type", "given_", "found"),
    [
        ("single", ["day", "day", "night"], ("day",)),
        ("single", ["day", "night"], None),
        ("single", ["day", "night", "dawn"], None),
        ("multi", ["day", "day night", "day wet"], ("day",)),
        ("multi", ["day wet", "day"], ("day",)),
    ],
)
def test_labels_of_whole_images_have_a_consensus_too(
    store: Store, label_type: str, given_: list[str], found: tuple[str, ...] | None
) -> None:
    with store.write() as connection:
        create_project(connection, {"project_id": "said", "label_type": label_type}, now=START)
    people = zip("abc", given_, strict=False)
    put(store, "said", [Annotation("p", who, "person", START, None, tuple(text.split())) for who, text in people])
    manifest, annotations = taken(store, "said", Query(labels="consensus"))
    assert [a.labels for a in annotations] == ([] if found is None else [found])
    assert manifest.left_out_images == ({"disputed": 1} if found is None else {})


def test_the_best_is_who_is_best_against_the_truth_then_by_agreement_then_by_name(store: Store) -> None:
    project_id = fresh(store)
    rows = [Annotation("t", "gt", "truth", START, (at(0),))]
    rows += [Annotation("t", "cy", "person", START, (at(0),)), Annotation("t", "bo", "person", START, (at(500),))]
    rows += [Annotation("p", who, "person", START, (at(0),)) for who in ("ana", "bo", "cy")]
    rows += [Annotation("q", who, "person", START, (at(0),)) for who in ("ana", "bo")]
    put(store, project_id, rows)
    with store.write(1) as connection:
        rejected = Review("p", "cy", "rejected", reviewer_id="rui", at=START + 1)
        write_reviews(connection, projects.get(connection, project_id), [rejected], now=NOW)
    manifest, found = taken(store, project_id, Query(labels="best"))
    assert [(a.image_id, a.annotator_id) for a in found] == [("p", "bo"), ("q", "bo"), ("t", "cy")]
    assert manifest.left_out == {"kind": 1, "rejected": 1, "not_best": 3}
    assert {f.annotator_id: f.accuracy for f in manifest.annotator_figures} == {"ana": None, "bo": 0.0, "cy": 1.0}


def test_of_two_who_found_the_same_the_tighter_one_is_best(store: Store) -> None:
    project_id = fresh(store)
    rows = [Annotation("t", "gt", "truth", START, (at(0),))]
    rows += [Annotation("t", "ana", "person", START, (at(2),)), Annotation("t", "bo", "person", START, (at(1),))]
    rows += [Annotation("p", who, "person", START, (at(0),)) for who in ("ana", "bo")]
    put(store, project_id, rows)
    manifest, found = taken(store, project_id, Query(labels="best"))
    assert [(a.image_id, a.annotator_id) for a in found] == [("p", "bo"), ("t", "bo")]
    assert [f.accuracy for f in manifest.annotator_figures if f.kind == "person"] == [1.0, 1.0]


def test_other_classes_are_left_out_of_an_answer_and_the_answer_stays(store: Store) -> None:
    project_id = drawn(store, ana=(at(0), at(50, "van")), bo=(at(0, "van"),))
    manifest, found = taken(store, project_id, Query(class_=("car",)))
    assert [[o.class_name for o in a.objects or ()] for a in found] == [["car"], []]
    assert (manifest.left_out, manifest.left_out_objects) == ({}, {"class": 2})


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        (Query(format="paper"), "/format"),
        (Query(labels="truth", kind="model"), "/kind"),
        (Query(exclude_disputed=True), "/exclude_disputed"),
        (Query(flag=("ugly",)), "/flag"),
        (Query(splits="train:0.8,val:0.2"), "/split"),
        (Query(split="train"), "/splits"),
        (Query(splits="train:0.8,val:0.2", split="test"), "/split"),
        (Query(splits="train:1", split="train"), "/splits"),
        (Query(splits="train:0.5,TRAIN:0.5", split="train"), "/splits"),
        (Query(splits="train:0.5,val:0.6", split="train"), "/splits"),
        (Query(splits="train:1,val:0", split="train"), "/splits"),
        (Query(splits="../x:0.5,val:0.5", split="val"), "/splits"),
    ],
)
def test_a_query_that_cannot_be_answered_is_refused_and_names_the_value(query: Query, pointer: str) -> None:
    with pytest.raises(BadInput) as refused:
        checked(query)
    assert refused.value.problems[0].pointer == pointer


@pytest.mark.parametrize("query", [Query(class_=("cra",)), Query(annotator="an")])
def test_a_slip_of_the_pen_is_no_export_of_nothing(store: Store, query: Query) -> None:
    project_id = filled(store)
    with pytest.raises(BadInput, match="there is no"):
        taken(store, project_id, query)


@given(seed=st.integers(0, 2**31 - 1), ids=st.lists(st.text(min_size=1), unique=True, max_size=20))
def test_every_image_is_in_one_split_whatever_else_there_is(seed: int, ids: list[str]) -> None:
    splits = parsed("a:0.3,b:0.3,c:0.4", seed)
    alone = {i: splits.of(Image(i)) for i in ids}
    assert set(alone.values()) <= set(splits.names)
    assert {i: parsed("a:0.3,b:0.3,c:0.4", seed).of(Image(i, 5, 5, batch="b")) for i in reversed(ids)} == alone
    assert len({splits.of(Image(i, video="v")) for i in ids}) <= 1


def test_shares_that_do_not_add_up_are_told_as_they_are() -> None:
    with pytest.raises(BadInput, match=r"add up to 0\.9999999, not to 1"):
        parsed("train:0.3333333,val:0.6666666", 0)


def test_splits_are_as_large_as_their_shares_and_another_seed_makes_others() -> None:
    images = [Image(f"img_{k}") for k in range(10_000)]
    found = [Counter(parsed("train:0.8,val:0.1,test:0.1", seed).of(i) for i in images) for seed in (0, 1)]
    assert all(abs(counts["train"] - 8000) < 200 and abs(counts["val"] - 1000) < 150 for counts in found)
    same = sum(parsed("a:0.5,b:0.5", 0).of(i) == parsed("a:0.5,b:0.5", 1).of(i) for i in images)
    assert abs(same - 5000) < 250
