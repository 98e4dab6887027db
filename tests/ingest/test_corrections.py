"""A reviewer's own answer, and taking a decision back."""

from dataclasses import replace
from typing import Any

import pytest

from labelqa import ingest
from labelqa.errors import BadInput, Conflict, NotFound
from labelqa.export import Query, Selection
from labelqa.formats import write as written
from labelqa.model import Annotation, Correction, Object, Project, Review
from labelqa.reports import REPORTS
from labelqa.store import Store, annotations, names, projects
from labelqa.store.schema import image
from tests.formats.taken import take
from tests.ingest.world import NOW, START, checked, current, fresh, write

BOX = Object("car", 0.0, 0.0, 10.0, 10.0)
BETTER = Object("van", 0.0, 0.0, 12.0, 10.0, attributes={"occluded": True})
ANSWER = Annotation("p", "ana", "person", START, (BOX,), ("day",), 12.5, "ai_assisted")
MENDED = Review("p", "ana", "corrected", reviewer_id="rui", at=START + 5, correction=Correction((BETTER,)))
LATER = replace(ANSWER, submitted_at=START + 9, objects=())


def project_of(store: Store, project_id: str) -> Project:
    with store.read() as c:
        return projects.get(c, project_id)


def review(store: Store, project_id: str, *reviews: Review) -> ingest.Judged:
    with store.write(project_of(store, project_id).number) as c:
        return ingest.write_reviews(c, projects.get(c, project_id), reviews, now=NOW)


def undo(store: Store, project_id: str, review_id: str) -> ingest.Undone:
    with store.write(project_of(store, project_id).number) as c:
        return ingest.undo_review(c, projects.get(c, project_id), review_id, by="lea", now=NOW)


def rates(store: Store, project_id: str) -> tuple[Any, ...]:
    with store.read() as c:
        found = REPORTS["annotators"].build(c, projects.get(c, project_id)).annotators[0]
    return found.approval_rate, found.n_reviewed, found.first_pass_rate


def history(store: Store, project_id: str) -> list[int]:
    with store.read() as c:
        number = projects.get(c, project_id).number
        where = names.numbers(c, image, number, ["p"])["p"]
        return [row.revision for row in annotations.kept(c, number, where)]


@pytest.fixture
def world(store: Store) -> str:
    project_id = fresh(store)
    write(store, project_id, [ANSWER])
    return project_id


def test_a_correction_is_the_next_revision_and_stands_as_corrected(store: Store, world: str) -> None:
    found = review(store, world, MENDED)
    (now,) = current(store, world)
    assert found.rows[0]["corrected_to"] == now.revision == 2
    assert (now.objects, now.labels, now.verdict) == ((BETTER,), ("day",), "corrected")
    kept = ("annotator_id", "kind", "submitted_at", "seconds", "origin")
    assert [getattr(now, name) for name in kept] == [getattr(ANSWER, name) for name in kept]
    assert history(store, world) == [1]
    assert rates(store, world) == (0.0, 1, 0.0)
    assert checked(store, world).exact


def test_a_corrected_answer_may_be_judged_itself(store: Store, world: str) -> None:
    review(store, world, MENDED)
    review(store, world, Review("p", "ana", "approved", 2, "lea", at=START + 7))
    assert current(store, world)[0].verdict == "approved"
    assert rates(store, world) == (1.0, 1, 0.0)
    assert checked(store, world).exact


def test_a_skipped_image_may_be_answered_by_the_reviewer(store: Store) -> None:
    project_id = fresh(store)
    write(store, project_id, [replace(ANSWER, objects=None, labels=None, origin=None, cancelled=True)])
    review(store, project_id, MENDED)
    assert [(a.cancelled, a.objects) for a in current(store, project_id)] == [(False, (BETTER,))]


def test_a_correction_that_changes_nothing_is_a_verdict_alone(store: Store, world: str) -> None:
    found = review(store, world, replace(MENDED, correction=Correction((BOX,), ("day",))))
    assert (found.added, found.rows[0]["corrected_to"]) == (1, None)
    assert [(a.revision, a.verdict) for a in current(store, world)] == [(1, "corrected")]
    with_answer = review(store, world, MENDED)  # the same words, and now an answer: a decision of its own
    assert (with_answer.added, with_answer.rows[0]["corrected_to"]) == (1, 2)
    assert checked(store, world).exact


def test_the_same_correction_again_changes_nothing(store: Store, world: str) -> None:
    first = review(store, world, MENDED)
    again = review(store, world, MENDED)
    assert (again.added, again.revision) == (0, first.revision)
    assert again.rows[0]["review_id"] == first.rows[0]["review_id"]


def test_the_judged_answer_sent_again_does_not_undo_the_correction(store: Store, world: str) -> None:
    review(store, world, MENDED)
    for row in (ANSWER, replace(ANSWER, revision=1)):
        assert write(store, world, [row]).annotations == {"same": 1}
    assert current(store, world)[0].objects == (BETTER,)


def test_a_newer_answer_replaces_a_correction_as_any_other(store: Store, world: str) -> None:
    review(store, world, MENDED)
    assert write(store, world, [replace(LATER, revision=2)]).annotations == {"revised": 1}
    (now,) = current(store, world)
    assert (now.revision, now.objects, now.verdict) == (3, (), None)
    assert write(store, world, [replace(LATER, revision=2)]).annotations == {"same": 1}


def test_taking_a_correction_back_restores_the_judged_answer_with_its_verdicts(store: Store, world: str) -> None:
    review(store, world, Review("p", "ana", "approved", reviewer_id="lea", at=START + 3))
    made = review(store, world, MENDED).rows[0]["review_id"]
    assert rates(store, world) == (0.0, 1, 1.0)
    found = undo(store, world, made)
    assert (found.annotation_revision, found.verdict) == (1, "approved")
    (now,) = current(store, world)
    assert (now.objects, now.verdict) == ((BOX,), "approved")
    assert [(r.verdict, r.undone_by) for r in now.reviews] == [("approved", None), ("corrected", "lea")]
    assert history(store, world) == [2]
    assert rates(store, world) == (1.0, 1, 1.0)
    assert undo(store, world, made).revision == found.revision, "a second time changes nothing"
    assert checked(store, world).exact


def test_a_number_that_a_correction_had_is_no_other_answers(store: Store, world: str) -> None:
    undo(store, world, review(store, world, MENDED).rows[0]["review_id"])
    again = review(store, world, replace(MENDED, at=START + 6))
    assert again.rows[0]["corrected_to"] == 3
    undo(store, world, again.rows[0]["review_id"])
    write(store, world, [replace(LATER, revision=2)])
    assert current(store, world)[0].revision == 4
    assert history(store, world) == [1, 2, 3]


def test_what_came_after_a_correction_keeps_it_from_being_taken_back(store: Store, world: str) -> None:
    made = review(store, world, MENDED).rows[0]["review_id"]
    judged = review(store, world, Review("p", "ana", "rejected", 2, "lea", at=START + 6)).rows[0]["review_id"]
    with pytest.raises(Conflict, match=f"take {judged} back first"):
        undo(store, world, made)
    undo(store, world, judged)
    assert undo(store, world, made).annotation_revision == 1
    made = review(store, world, MENDED).rows[0]["review_id"]
    write(store, world, [LATER])
    with pytest.raises(Conflict, match="revision 4 came in after"):
        undo(store, world, made)
    assert checked(store, world).exact


def test_a_verdict_given_again_after_it_was_taken_back_counts_under_an_id_of_its_own(store: Store, world: str) -> None:
    verdict = Review("p", "ana", "rejected", reviewer_id="rui", reason="loose", at=START + 5)
    first = review(store, world, verdict).rows[0]["review_id"]
    undo(store, world, first)
    assert current(store, world)[0].verdict is None
    again = review(store, world, verdict)
    assert (again.added, current(store, world)[0].verdict) == (1, "rejected")
    assert again.rows[0]["review_id"] != first
    assert review(store, world, verdict).rows[0]["review_id"] == again.rows[0]["review_id"]


def test_a_file_that_comes_again_does_not_bring_a_verdict_back(store: Store, world: str) -> None:
    row = replace(ANSWER, reviews=(Review("p", "ana", "rejected", reviewer_id="rui", at=START + 5),))
    write(store, world, [row])
    (told,) = current(store, world)[0].reviews
    undo(store, world, str(told.review_id))
    assert write(store, world, [row]).reviews == 0
    assert current(store, world)[0].verdict is None


def test_reviewers_who_differ_raise_a_flag_until_they_agree(store: Store, world: str) -> None:
    def flags() -> list[str]:
        with store.read() as c:
            rows = REPORTS["images"].build(c, projects.get(c, world), flag="conflicting_verdicts").images
        return [row.image_id for row in rows]

    review(store, world, Review("p", "ana", "approved", reviewer_id="rui", at=START + 1))
    review(store, world, Review("p", "ana", "rejected", at=START + 2))
    assert flags() == [], "who gives no name may be the same person"
    review(store, world, Review("p", "ana", "rejected", reviewer_id="lea", at=START + 3))
    assert flags() == ["p"]
    assert current(store, world)[0].verdict == "rejected"
    review(store, world, Review("p", "ana", "corrected", reviewer_id="rui", at=START + 4))
    assert flags() == [], "both say that it is wrong"
    assert checked(store, world).exact


def test_a_correction_that_cannot_be_stored_is_refused_whole(store: Store) -> None:
    with store.write() as c:
        values = {"project_id": "closed", "classes": ["car", "day"], "class_policy": "closed"}
        ingest.create_project(c, values, now=START)
    write(store, "closed", [ANSWER, replace(ANSWER, annotator_id="bo"), replace(ANSWER, annotator_id="cy")])
    scored = replace(BOX, score=0.5)
    rows = [
        replace(MENDED, annotator_id="bo", verdict="approved"),
        replace(MENDED, annotator_id="cy", correction=Correction((BOX, scored))),
        MENDED,
        Review("p", "ana", "approved"),
    ]
    with pytest.raises(BadInput) as caught:
        review(store, "closed", *rows)
    assert [p.pointer for p in caught.value.problems] == [
        "/reviews/0/verdict",
        "/reviews/0/objects/0/class",
        "/reviews/1/objects/1/score",
        "/reviews/2/annotator_id",
        "/reviews/2/objects/0/class",
    ]
    assert [(a.revision, a.reviews) for a in current(store, "closed")] == [(1, ())] * 3


def test_a_review_that_is_not_there_cannot_be_taken_back(store: Store, world: str) -> None:
    with pytest.raises(NotFound, match="no review 'rv_0'"):
        undo(store, world, "rv_0")


def test_what_happened_to_a_verdict_comes_back_from_a_file(store: Store, world: str, tmp_path: Any) -> None:
    undo(store, world, review(store, world, replace(MENDED, at=START + 4)).rows[0]["review_id"])
    review(store, world, MENDED)
    path = tmp_path / "labels.jsonl"
    with store.read() as c, path.open("wb") as out:
        items = Selection(c, projects.get(c, world), Query()).items()
        written(items, out, format="native")
    copy = fresh(store)
    write(store, copy, take(path).annotations)
    assert current(store, copy) == current(store, world)
    assert rates(store, copy) == rates(store, world)
    assert checked(store, copy).exact
