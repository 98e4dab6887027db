"""Scores of images: given by the write that touches them, learnt anew in batches, the same from the same labels."""

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from labelqa import ingest
from labelqa.errors import BadInput
from labelqa.ingest import fitting, learn_queue
from labelqa.model import Annotation, Correction, Image, Object, Review
from labelqa.reports import REPORTS
from labelqa.reports.images import ImageRow
from labelqa.store import Store, projects, queue_models
from tests.ingest.world import DAY, NOW, START, apply, checked, fresh, histories, write

PLACES = [(40.0 + 90 * k, 40.0 + 50 * (k % 3)) for k in range(4)]


def drawn(random: Random, places: Sequence[tuple[float, float]], shift: float = 1.5) -> tuple[Object, ...]:
    return tuple(Object("car", x + random.gauss(0, shift), y + random.gauss(0, shift), 50.0, 40.0) for x, y in places)


def scene(k: int) -> list[Annotation]:
    """Image k: ana, at times bo and cy, and a model; eve, who misses two of four objects, on every seventh."""
    random, name, at = Random(k), f"i{k:03}", START + k * 60_000
    people = ["eve"] if k % 7 == 3 else ["ana"]
    people += ["bo", "cy"] if k % 4 == 0 else []
    rows = [
        Annotation(name, who, "person", at, drawn(random, PLACES[: 2 if who == "eve" else 4]), seconds=20.0)
        for who in people
    ]
    return [*rows, Annotation(name, "net", "model", at, drawn(random, PLACES, 2.5))]


def images(store: Store, project_id: str, **asked: Any) -> list[ImageRow]:
    with store.read() as connection:
        found = REPORTS["images"].build(connection, projects.get(connection, project_id), limit=1000, **asked)
    return list(found.images)


def filled(store: Store, n: int = 84) -> str:
    project_id = fresh(store)
    write(store, project_id, [a for k in range(n) for a in scene(k)])
    return project_id


def learn(store: Store, project_id: str, **more: Any) -> bool:
    return learn_queue(store, project_id, now=NOW, **more)


def scores(store: Store, project_id: str) -> dict[str, tuple[Any, ...]]:
    return {r.image_id: (r.qa_score, r.priority, r.flags) for r in images(store, project_id)}


def test_a_write_scores_its_own_images_at_once(store: Store) -> None:
    project_id = fresh(store)
    write(store, project_id, [Annotation("p", who, "person", START, drawn(Random(1), PLACES)) for who in ("ana", "bo")])
    before = scores(store, project_id)["p"]
    assert before[0] is not None
    assert before[0] > 0.8
    write(store, project_id, [Annotation("p", "cy", "person", START, ())])
    write(store, project_id, [Annotation("p", "bo", "person", START + 1, ())])
    after = scores(store, project_id)["p"]
    assert after[0] < before[0] - 0.2
    assert {flag.reason for flag in after[2]} >= {"likely_missed"}


def test_images_that_nobody_has_labelled_have_no_score(store: Store) -> None:
    project_id = fresh(store)
    assert scores(store, project_id)["untouched"] == (None, None, [])


def test_the_queue_puts_the_one_who_misses_objects_first(store: Store) -> None:
    project_id = filled(store)
    assert learn(store, project_id)
    rows = [row for row in images(store, project_id) if row.qa_score is not None]
    wrong = {f"i{k:03}" for k in range(84) if k % 7 == 3 and k % 4}  # elsewhere bo and cy outvote her
    assert {row.image_id for row in rows[: len(wrong)]} == wrong
    first = rows[0]
    assert [f for f in first.flags if f.reason == "likely_missed" and "net sees 2 objects" in f.detail]
    assert {r.image_id for r in images(store, project_id, flag="likely_missed")} >= wrong


def test_what_is_learnt_does_not_depend_on_the_order_of_arrival(store: Store) -> None:
    rows = [a for k in range(30) for a in scene(k)]
    found = []
    for seed in (None, 1, 2):
        project_id = fresh(store)
        mixed = list(rows)
        if seed is not None:
            Random(seed).shuffle(mixed)
        for start in range(0, len(mixed), 17):
            write(store, project_id, mixed[start : start + 17])
        learn(store, project_id)
        found.append(scores(store, project_id))
    assert found[0] == found[1] == found[2]


@given(histories)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_history_scores_are_what_a_recomputation_gives(store: Store, history: list[Any]) -> None:
    project_id = fresh(store)
    for k, step in enumerate(history):
        apply(store, project_id, step)
        if k == len(history) // 2:
            learn(store, project_id)
    assert checked(store, project_id).differences == ()
    learn(store, project_id, force=True)
    assert checked(store, project_id).differences == ()
    with store.read() as connection:
        number = projects.get(connection, project_id).number
        fitted = queue_models.get(connection, number)
        assert fitted is not None
        assert queue_models.waiting(connection, number, fitted.version) == 0


def judge(store: Store, project_id: str, *reviews: Review) -> None:
    for review in reviews:
        apply(store, project_id, review)


def test_what_is_approved_or_put_right_goes_to_the_end_and_what_is_rejected_waits_for_rework(store: Store) -> None:
    project_id = fresh(store)
    write(store, project_id, [Annotation(name, "ana", "person", START, drawn(Random(3), PLACES)) for name in "pqrs"])
    at = START + DAY
    judge(store, project_id, Review("p", "ana", "approved", at=at), Review("q", "ana", "rejected", at=at))
    judge(store, project_id, Review("r", "ana", "corrected", at=at, correction=Correction(drawn(Random(4), PLACES))))
    rows = {row.image_id: row for row in images(store, project_id)}
    assert (rows["p"].qa_score, rows["p"].priority) == (1.0, 0.0)
    assert (rows["q"].qa_score, rows["q"].priority) == (0.0, 0.0)
    assert (rows["r"].qa_score, rows["r"].priority) == (1.0, 0.0)
    assert rows["s"].priority is not None
    assert rows["s"].priority > 0
    assert images(store, project_id)[0].image_id == "s"
    write(store, project_id, [Annotation("q", "ana", "person", START + 2 * DAY, drawn(Random(5), PLACES))])
    rows = {row.image_id: row for row in images(store, project_id)}
    assert rows["q"].priority == pytest.approx(rows["s"].priority, abs=0.2)
    assert rows["q"].priority > 0


def test_the_truth_of_an_image_settles_whether_an_answer_is_wrong(store: Store) -> None:
    project_id = fresh(store)
    right, wrong = drawn(Random(6), PLACES), drawn(Random(6), PLACES[:1])
    write(
        store,
        project_id,
        [
            *[Annotation(name, "gt", "truth", START, drawn(Random(7), PLACES)) for name in "pq"],
            Annotation("p", "ana", "person", START, right),
            Annotation("q", "ana", "person", START, wrong),
        ],
    )
    found = scores(store, project_id)
    assert found["p"][0] > 0.95
    assert found["q"][0] < 0.05


def test_verdicts_teach_what_reviewers_send_back(store: Store) -> None:
    """One object of four missing leaves the pair score above .5; reviewers who mind that are learnt from."""
    project_id = fresh(store)
    for k in range(80):
        random, name = Random(k), f"i{k:03}"
        missing = k % 4 == 0
        rows = [
            Annotation(name, "ana", "person", START + k, drawn(random, PLACES[: 3 if missing else 4])),
            Annotation(name, "net", "model", START + k, drawn(random, PLACES)),
        ]
        write(store, project_id, rows)
        if k < 60:
            verdict: Any = "rejected" if missing else "approved"
            judge(store, project_id, Review(name, "ana", verdict, at=START + DAY + k))
    learn(store, project_id)
    open_ = {r.image_id: r.qa_score for r in images(store, project_id, status="unreviewed")}
    faulty = [score for name, score in open_.items() if int(name[1:]) % 4 == 0]
    sound = [score for name, score in open_.items() if int(name[1:]) % 4]
    assert (len(faulty), len(sound)) == (5, 15)
    assert max(faulty) < min(sound)
    assert max(faulty) < 0.5 < min(sound)


def test_a_correction_teaches_by_what_was_judged_not_by_what_it_became(store: Store) -> None:
    project_id = filled(store, 28)
    for k in range(28):
        if k % 7 == 3:
            mended = Correction(drawn(Random(k), PLACES))
            judge(store, project_id, Review(f"i{k:03}", "eve", "corrected", at=START + DAY, correction=mended))
        elif k % 2:
            judge(store, project_id, Review(f"i{k:03}", "ana", "approved", at=START + DAY))
    learn(store, project_id)
    with store.read() as connection:
        found = REPORTS["queue"].build(connection, projects.get(connection, project_id))
    habits = {h.annotator_id: h for h in found.annotators}
    assert habits["eve"].misses > 0.2 > habits["ana"].misses
    highest = found.reliability[-1]
    assert highest.found > 0.9


def test_an_interrupted_scoring_goes_on_where_it_was(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    project_id = filled(store, 24)
    monkeypatch.setattr(fitting, "BATCH", 5)

    class Stopped(RuntimeError):
        pass

    def stop(step: fitting.FitStep) -> None:
        if step.phase == "scoring" and step.done >= 10:
            raise Stopped

    with pytest.raises(Stopped):
        learn(store, project_id, progress=stop)
    assert checked(store, project_id).exact
    with store.read() as connection:
        number = projects.get(connection, project_id).number
        assert 0 < queue_models.waiting(connection, number, 1) < 27
    assert not learn(store, project_id)
    with store.read() as connection:
        assert queue_models.waiting(connection, number, 1) == 0
    assert checked(store, project_id).exact


def test_nothing_is_learnt_where_nothing_changed(store: Store) -> None:
    project_id = filled(store, 12)
    assert learn(store, project_id)
    assert not learn(store, project_id)
    write(store, project_id, scene(50))
    assert learn(store, project_id)


def test_a_write_that_leaves_the_scoring_for_later_is_caught_up(store: Store) -> None:
    project_id = fresh(store)
    with store.read() as connection:
        number = projects.get(connection, project_id).number
    with store.write(number) as connection:
        rows = [a for k in range(8) for a in scene(k)]
        ingest.write_annotations(
            connection, projects.get(connection, project_id), rows, now=NOW, images=[Image("z")], score=False
        )
    assert {r.qa_score for r in images(store, project_id) if r.image_id.startswith("i")} == {None}
    learn(store, project_id)
    assert None not in {r.qa_score for r in images(store, project_id) if r.image_id.startswith("i")}


def sampled(store: Store, project_id: str) -> tuple[int, float | None]:
    with store.read() as connection:
        found = REPORTS["queue"].build(connection, projects.get(connection, project_id)).sampled
    return found.n, found.share_wrong


def test_what_a_random_review_found_is_not_forgotten_when_the_mended_answer_is_approved(store: Store) -> None:
    project_id = filled(store, 12)
    for k in (3, 10):
        mended = Correction(drawn(Random(k), PLACES))
        at = START + DAY
        judge(store, project_id, Review(f"i{k:03}", "eve", "corrected", at=at, correction=mended, sampled=True))
        judge(store, project_id, Review("i001", "ana", "approved", at=at, sampled=True))
    learn(store, project_id)
    assert sampled(store, project_id) == (3, pytest.approx(2 / 3))
    for k in (3, 10):
        judge(store, project_id, Review(f"i{k:03}", "eve", "approved", reviewer_id="sam", at=START + 2 * DAY))
    learn(store, project_id)
    assert sampled(store, project_id) == (3, pytest.approx(2 / 3))


def test_a_random_rejection_stays_one_when_the_annotator_has_done_it_again(store: Store) -> None:
    project_id = filled(store, 12)
    judge(store, project_id, Review("i003", "eve", "rejected", at=START + DAY, sampled=True))
    write(store, project_id, [Annotation("i003", "eve", "person", START + 2 * DAY, drawn(Random(3), PLACES))])
    judge(store, project_id, Review("i003", "eve", "approved", at=START + 3 * DAY))
    learn(store, project_id)
    assert sampled(store, project_id) == (1, 1.0)


def test_the_truth_of_labels_settles_too(store: Store) -> None:
    project_id = fresh(store)
    rows = [Annotation("p", "gt", "truth", START, labels=("cat",))]
    rows += [Annotation("p", who, "person", START, labels=(said,)) for who, said in (("ana", "cat"), ("bo", "fox"))]
    rows += [Annotation("q", who, "person", START, labels=(said,)) for who, said in (("ana", "fox"), ("bo", "cat"))]
    write(store, project_id, rows)
    learn(store, project_id)
    found = scores(store, project_id)
    assert found["p"][0] < 0.03
    assert found["p"][2] == [flag for flag in found["p"][2] if flag.reason == "label_disagreement"]
    write(store, project_id, [Annotation("p", "bo", "person", START + 1, labels=("cat",))])
    assert scores(store, project_id)["p"][0] > 0.95


def test_an_own_key_is_told_of_its_own_answer_and_of_nobody_else(store: Store) -> None:
    project_id = filled(store)
    learn(store, project_id)
    told = [flag.detail for row in images(store, project_id, viewer="eve") for flag in row.flags]
    assert any("missed" in detail for detail in told)
    assert not [detail for detail in told if any(name in detail for name in ("ana", "bo:", "cy"))]
    others = [flag.reason for row in images(store, project_id, viewer="bo") for flag in row.flags]
    assert "likely_missed" not in others
    with pytest.raises(BadInput, match="sees its own annotator only"):
        images(store, project_id, viewer="eve", flag="likely_missed")


def test_an_image_that_changed_while_it_was_scored_is_scored_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    project_id = fresh(store)
    with store.read() as connection:
        number = projects.get(connection, project_id).number
    rows = [a for k in range(6) for a in scene(k)]
    with store.write(number) as connection:
        ingest.write_annotations(connection, projects.get(connection, project_id), rows, now=NOW, score=False)
    rated, left = fitting.rated, [Annotation("i002", "ana", "person", START + DAY, ())]

    def overtaken(*asked: Any) -> Any:
        found = rated(*asked)
        if left:
            with store.write(number) as connection:
                project = projects.get(connection, project_id)
                ingest.write_annotations(connection, project, [left.pop()], now=NOW, score=False)
        return found

    monkeypatch.setattr(fitting, "rated", overtaken)
    kept = list[int]()
    ingest.score_waiting(store, project_id, now=NOW, progress=lambda step: kept.append(step.done))
    assert kept == [5, 6]
    assert checked(store, project_id).exact
    assert None not in {row.qa_score for row in images(store, project_id) if row.image_id.startswith("i")}
