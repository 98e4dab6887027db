"""One annotation per annotator and image counts: the newest; the others are kept."""

from dataclasses import replace

import pytest

from labelqa import ingest
from labelqa.errors import BadInput, StaleRevision
from labelqa.model import Annotation, Object, Review
from labelqa.reports import REPORTS
from labelqa.store import Store, annotations, names, projects
from labelqa.store.schema import image
from tests.ingest.world import NOW, START, apply, checked, fresh, write

BOX = Object("car", 0.0, 0.0, 10.0, 10.0)
ANSWER = Annotation("p", "ana", "person", START, (BOX,))


def current(store: Store, project_id: str) -> list[Annotation]:
    with store.read() as c:
        number = projects.get(c, project_id).number
        return annotations.page(c, number, names.classes(c, number), limit=100)


def superseded(store: Store, project_id: str) -> list[int]:
    with store.read() as c:
        number = projects.get(c, project_id).number
        where = names.numbers(c, image, number, ["p"])["p"]
        return [row.revision for row in annotations.kept(c, number, where)]


def test_a_resubmission_replaces_the_earlier_one_and_keeps_it(store: Store) -> None:
    project_id = fresh(store)
    write(store, project_id, [ANSWER])
    written = write(store, project_id, [replace(ANSWER, submitted_at=START + 1, objects=())])
    assert written.annotations == {"revised": 1}
    assert [(a.revision, a.objects) for a in current(store, project_id)] == [(2, ())]
    assert superseded(store, project_id) == [1]
    assert checked(store, project_id).exact


def test_an_older_revision_changes_no_figure(store: Store) -> None:
    project_id = fresh(store)
    write(store, project_id, [replace(ANSWER, revision=3)])
    before = write(store, project_id, []).revision
    written = write(store, project_id, [replace(ANSWER, revision=2, objects=())])
    assert written.annotations == {"older": 1}
    assert written.revision == before
    assert [a.revision for a in current(store, project_id)] == [3]


def test_objects_in_another_order_are_the_same_answer(store: Store) -> None:
    project_id = fresh(store)
    other = replace(BOX, x=30.0)
    write(store, project_id, [replace(ANSWER, objects=(BOX, other))])
    assert write(store, project_id, [replace(ANSWER, objects=(other, BOX))]).annotations == {"same": 1}


def test_a_verdict_belongs_to_the_revision_it_judged(store: Store) -> None:
    project_id = fresh(store)
    write(store, project_id, [ANSWER])
    apply(store, project_id, Review("p", "ana", "rejected", reviewer_id="rui", at=START + 5))
    with store.read() as c:
        assert REPORTS["overview"].build(c, projects.get(c, project_id)).rejection_rate == 1
    write(store, project_id, [replace(ANSWER, submitted_at=START + 9, objects=())])
    with store.read() as c:
        project = projects.get(c, project_id)
        assert REPORTS["overview"].build(c, project).reviewed == 0
        ana = REPORTS["annotators"].build(c, project).annotators[0]
    assert (ana.n_reviewed, ana.first_pass_rate) == (0, 0.0)


def test_a_verdict_on_a_revision_that_is_no_longer_current_is_refused(store: Store) -> None:
    project_id = fresh(store)
    write(store, project_id, [ANSWER])
    write(store, project_id, [replace(ANSWER, submitted_at=START + 9, objects=())])
    with store.read() as c:
        number = projects.get(c, project_id).number
    with pytest.raises(StaleRevision, match="judges revision 1, the current one is 2"), store.write(number) as c:
        ingest.write_reviews(c, projects.get(c, project_id), [Review("p", "ana", "approved", revision=1)], now=NOW)
    assert checked(store, project_id).exact


def test_one_bad_row_refuses_the_batch_and_stores_nothing(store: Store) -> None:
    project_id = fresh(store)
    rows = [ANSWER, replace(ANSWER, image_id="q"), replace(ANSWER, kind="model")]
    with pytest.raises(BadInput) as caught:
        write(store, project_id, rows)
    assert [p.pointer for p in caught.value.problems] == ["/annotations/2/kind"]
    assert current(store, project_id) == []


def test_a_closed_project_takes_declared_classes_only(store: Store) -> None:
    with store.write() as c:
        values = {"project_id": "closed", "classes": ["car"], "class_policy": "closed"}
        ingest.create_project(c, values, now=START)
    write(store, "closed", [ANSWER])
    with pytest.raises(BadInput, match="'bus' is not declared") as caught:
        write(store, "closed", [replace(ANSWER, objects=(BOX, replace(BOX, class_name="bus")))])
    assert caught.value.problems[0].pointer == "/annotations/0/objects/1/class"


def test_two_rows_of_one_annotator_for_one_image_are_refused_in_a_batch(store: Store) -> None:
    project_id = fresh(store)
    with pytest.raises(BadInput, match="twice in this batch"):
        write(store, project_id, [ANSWER, replace(ANSWER, objects=())], once=True)


def test_a_box_over_the_border_is_kept_and_named(store: Store) -> None:
    project_id = fresh(store)
    written = write(store, project_id, [Annotation("q", "ana", "person", START, (replace(BOX, x=95.0),))])
    assert [w.pointer for w in written.warnings] == ["/annotations/0/objects/0/box"]
    assert current(store, project_id)[0].objects == (replace(BOX, x=95.0),)


def test_changed_thresholds_are_drained_in_batches_to_the_recomputation(store: Store) -> None:
    project_id = fresh(store)
    rows = [replace(ANSWER, image_id=f"i{k}", objects=(replace(BOX, width=7.0),)) for k in range(5)]
    truth = [Annotation(f"i{k}", "gt", "truth", START, (BOX,)) for k in range(5)]
    write(store, project_id, [*rows, *truth])
    with store.read() as c:
        project = projects.get(c, project_id)
        assert REPORTS["benchmark"].build(c, project).team.accuracy == 1
    with store.write(project.number) as c:
        after = ingest.change_project(c, projects.get(c, project_id), {"iou_threshold": 0.9}, now=NOW)
    assert after.recomputing > 0
    ingest.recompute(store, project_id, now=NOW)
    assert checked(store, project_id).exact
    with store.read() as c:
        project = projects.get(c, project_id)
        assert (project.recomputing, REPORTS["benchmark"].build(c, project).team.accuracy) == (0, 0)


def test_a_verdict_that_names_an_earlier_revision_stays_with_it(store: Store) -> None:
    project_id = fresh(store)
    rejected = Review("p", "ana", "rejected", revision=1, reviewer_id="rui", at=START + 5)
    write(store, project_id, [replace(ANSWER, revision=2, reviews=(rejected,))])
    with store.read() as c:
        project = projects.get(c, project_id)
        assert REPORTS["overview"].build(c, project).reviewed == 0
        assert REPORTS["annotators"].build(c, project).annotators[0].first_pass_rate == 0


def test_a_late_row_does_not_overwrite_a_kept_revision(store: Store) -> None:
    project_id = fresh(store)
    for revision in (1, 2, 3):
        objects = (replace(BOX, width=10.0 + revision),)
        write(store, project_id, [replace(ANSWER, revision=revision, objects=objects)])
    write(store, project_id, [replace(ANSWER, revision=1, submitted_at=START + 9, objects=())])
    with store.read() as c:
        number = projects.get(c, project_id).number
        kept = annotations.kept(c, number, names.numbers(c, image, number, ["p"])["p"])
    assert {row.revision: row.submitted_at for row in kept if row.revision in (1, 2)} == {1: START, 2: START}
    assert len(kept) == 3


@pytest.mark.parametrize("order", [(4, 1, 2, 3), (1, 2, 4, 1, 3), (3, 4, 2, 2, 1)])
def test_late_rows_of_one_batch_are_all_kept_and_the_same_again_changes_nothing(
    store: Store, order: tuple[int, ...]
) -> None:
    project_id = fresh(store)
    rows = [replace(ANSWER, submitted_at=START + k, objects=(replace(BOX, width=10.0 + k),)) for k in order]

    def submitted() -> list[int]:
        with store.read() as c:
            number = projects.get(c, project_id).number
            kept = annotations.kept(c, number, names.numbers(c, image, number, ["p"])["p"])
        return sorted(row.submitted_at - START for row in kept)

    with store.write() as c:
        ingest.write_annotations(c, projects.get(c, project_id), rows, now=NOW, once=False)
    assert submitted() == [1, 2, 3]
    with store.write() as c:
        again = ingest.write_annotations(c, projects.get(c, project_id), rows, now=NOW, once=False)
    assert again.annotations == {"same": len(rows)}
    assert submitted() == [1, 2, 3]
