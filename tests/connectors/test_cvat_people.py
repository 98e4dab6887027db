"""Whose an answer is, when it was given, and how it was judged: CVAT says only how a job stands now."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelqa.connectors import Fetched
from labelqa.connectors.cvat.events import log
from labelqa.connectors.cvat.fetching import MENDED, UNASSIGNED, UNKNOWN
from labelqa.connectors.cvat.rest import Rest
from labelqa.connectors.cvat.source import NO_LOG
from labelqa.errors import SourceFailed
from labelqa.model import Annotation, Called, Image, Review
from labelqa.store import Store
from tests.connectors.cvat_server import KEY, Cvat, box, event, serving
from tests.connectors.cvat_source import answer, answers, api, fetch, remarks, source
from tests.ingest.world import fresh, write

NINE, TEN, ELEVEN, TWELVE = (1793610000000 + hour * 3_600_000 for hour in range(4))


def at(hour: int) -> str:
    return f"2026-11-02T{hour:02}:00:00Z"


@pytest.fixture
def cvat() -> Iterator[Cvat]:
    with serving() as found:
        found.task(1, [f"{i}.png" for i in range(10)])
        found.job(1, 1, 0, 2, assignee=found.user(7, "ann"), state="completed", updated_date=at(9))
        found.draw(1, box(0, 0, 0, 9, 9), box(1, 0, 0, 9, 9))
        yield found


def again(cvat: Cvat, before: Fetched, **given: Any) -> Fetched:
    """The job fetched once more; what is remembered goes through JSON, as in the store."""
    return fetch(cvat, 1, json.loads(json.dumps(before.state)), **given)


def whose(found: Fetched) -> dict[str, str]:
    return {a.image_id: a.annotator_id for a in answers(found)}


# Whose


def test_the_annotator_is_who_had_the_job_in_annotation_and_not_the_reviewer_who_gets_it(cvat: Cvat) -> None:
    first = fetch(cvat, 1)
    assert set(whose(first).values()) == {"7"}
    cvat.update(1, at(10), stage="validation", state="new", assignee=cvat.user(9, "rev"))
    checked = again(cvat, first)
    assert whose(checked) == whose(first)
    cvat.update(1, at(11), stage="acceptance", state="completed")
    assert whose(again(cvat, checked)) == whose(first)


def test_a_job_first_seen_after_its_hand_over_is_nobodys_and_never_the_reviewers(cvat: Cvat) -> None:
    cvat.update(1, at(10), stage="validation", state="in progress", assignee=cvat.user(9, "rev"))
    found = fetch(cvat, 1)
    assert set(whose(found).values()) == {"cvat-job-1"}
    assert UNKNOWN in remarks(found)


def test_a_job_that_nobody_has_is_named_after_itself_until_somebody_has_it(cvat: Cvat) -> None:
    cvat.update(1, at(10), assignee=None)
    found = fetch(cvat, 1)
    assert set(whose(found).values()) == {"cvat-job-1"}
    assert UNASSIGNED in remarks(found)
    cvat.update(1, at(11), assignee=cvat.user(7, "ann"))
    assert set(whose(again(cvat, found)).values()) == {"7"}


def test_after_a_change_of_hands_each_answer_stays_with_the_one_who_gave_it(cvat: Cvat) -> None:
    first = fetch(cvat, 1)
    cvat.update(1, at(10), assignee=cvat.user(8, "bo"))
    cvat.annotations[1]["shapes"][1]["points"] = [0, 0, 50, 50]
    second = again(cvat, first)
    assert whose(second) == {"0.png": "7", "1.png": "8", "2.png": "7"}
    cvat.update(1, at(11), stage="validation", assignee=cvat.user(9, "rev"))
    assert whose(again(cvat, second)) == whose(second)


def test_an_answer_mended_during_the_review_stays_the_annotators_and_is_told_of(cvat: Cvat) -> None:
    first = fetch(cvat, 1)
    cvat.update(1, at(10), stage="validation", state="in progress", assignee=cvat.user(9, "rev"))
    cvat.annotations[1]["shapes"][1]["points"] = [0, 0, 50, 50]
    found = again(cvat, first)
    assert set(whose(found).values()) == {"7"}
    assert remarks(found).count(MENDED) == 1


def test_the_stable_id_is_the_annotator_and_the_name_comes_with_every_job(cvat: Cvat) -> None:
    cvat.job(2, 1, 3, 4, assignee=cvat.user(7, "ann"))
    both = source(cvat)
    found = [both.fetch(f"job/{n}", {}) for n in (1, 2)]
    assert [i for f in found if f for i in f.items if isinstance(i, Called)] == [Called("7", "ann")] * 2


# When


def test_an_answer_keeps_the_time_at_which_it_first_looked_as_it_does(cvat: Cvat) -> None:
    first = fetch(cvat, 1)
    assert {a.submitted_at for a in answers(first)} == {NINE}
    cvat.update(1, at(10), stage="validation", state="new")
    cvat.annotations[1]["shapes"][0]["points"] = [0, 0, 50, 50]
    found = again(cvat, first)
    assert {a.image_id: a.submitted_at for a in answers(found)} == {"0.png": TEN, "1.png": NINE, "2.png": NINE}
    assert all(a.seconds is None for a in answers(found))


def test_a_job_that_only_changed_hands_changes_nothing_in_the_store(cvat: Cvat, store: Store) -> None:
    project_id = fresh(store)

    def stored(found: Fetched) -> Any:
        items = found.items
        pictures = [i for i in items if isinstance(i, Image)]
        return write(store, project_id, [a for a in items if isinstance(a, Annotation)], images=pictures)

    first = fetch(cvat, 1)
    revision = stored(first).revision
    cvat.update(1, at(10), assignee=cvat.user(8, "bo"))
    for rows in cvat.annotations[1]["shapes"]:
        rows["attributes"].reverse()
    cvat.annotations[1]["shapes"].reverse()
    assert stored(again(cvat, first)).revision == revision


# Verdicts


def reviews(found: Fetched) -> dict[str, Review]:
    return {a.image_id: r for a in answers(found) for r in a.reviews}


def test_an_accepted_job_is_approved_as_a_whole_by_who_has_it_then(cvat: Cvat) -> None:
    first = fetch(cvat, 1)
    assert not reviews(first)
    cvat.update(1, at(10), stage="acceptance", state="completed", assignee=cvat.user(9, "rev"))
    found = reviews(again(cvat, first))
    assert set(found) == {"0.png", "1.png", "2.png"}
    assert found["0.png"] == Review("0.png", "7", "approved", reviewer_id="9", reason="job 1 as a whole", at=TEN)


def test_who_approves_their_own_job_is_no_reviewer(cvat: Cvat) -> None:
    first = fetch(cvat, 1)
    cvat.update(1, at(10), stage="acceptance", state="completed")
    assert {r.reviewer_id for r in reviews(again(cvat, first)).values()} == {None}


def test_a_rejected_job_is_rejected_frame_by_frame_with_what_was_said_of_each(cvat: Cvat) -> None:
    first = fetch(cvat, 1)
    cvat.update(1, at(10), stage="validation", state="rejected", assignee=cvat.user(9, "rev"))
    cvat.issue(1, 1, 0, "Wrong position", "and too large\x00")
    cvat.issue(2, 1, 0, "No wheel")
    cvat.issue(3, 1, 1, "long done", resolved=True)
    cvat.issue(4, 2, 1, "of another job")
    cvat.issue(5, 1, 2, "labelqa: nobody else saw this")
    found = reviews(again(cvat, first))
    assert {r.verdict for r in found.values()} == {"rejected"}
    assert {r.reviewer_id for r in found.values()} == {"9"}
    assert found["0.png"].reason == "job 1: Wrong position; and too large ; No wheel"
    assert found["1.png"].reason == found["2.png"].reason == "job 1 as a whole"


def test_a_verdict_is_the_same_however_often_it_is_fetched_and_when_its_issues_are_resolved(cvat: Cvat) -> None:
    begun = fetch(cvat, 1)
    cvat.update(1, at(10), stage="validation", state="rejected", assignee=cvat.user(9, "rev"))
    cvat.issue(1, 1, 0, "Wrong position")
    first = again(cvat, begun)
    cvat.update(1, at(11), stage="annotation", assignee=cvat.user(7, "ann"))
    cvat.issues[1]["resolved"] = True
    assert reviews(again(cvat, first)) == reviews(first)


def test_a_verdict_is_no_older_than_the_answer_it_is_on(cvat: Cvat) -> None:
    cvat.update(1, at(10), state="rejected")
    first = fetch(cvat, 1)
    cvat.annotations[1]["shapes"][0]["points"] = [0, 0, 50, 50]
    cvat.update(1, at(11), state="rejected")
    found = reviews(again(cvat, first))
    assert (found["0.png"].at, found["1.png"].at) == (ELEVEN, TEN)


def test_a_verdict_goes_when_the_job_is_taken_up_again_and_a_later_one_is_new(cvat: Cvat) -> None:
    cvat.update(1, at(10), state="rejected")
    first = fetch(cvat, 1)
    cvat.update(1, at(11), state="in progress")
    second = again(cvat, first)
    assert not reviews(second)
    cvat.update(1, at(12), state="rejected")
    assert {r.at for r in reviews(again(cvat, second)).values()} == {TWELVE}


def test_an_empty_answer_that_was_judged_stays_when_the_job_is_worked_on_again(cvat: Cvat) -> None:
    cvat.update(1, at(10), state="rejected")
    first = fetch(cvat, 1)
    assert set(whose(first)) == {"0.png", "1.png"}, "whether it was ever completed is not known"
    cvat.update(1, at(10), state="completed")
    second = again(cvat, first)
    cvat.update(1, at(11), stage="validation", state="rejected")
    third = again(cvat, second)
    cvat.update(1, at(12), stage="annotation", state="in progress")
    fourth = again(cvat, third)
    assert set(whose(fourth)) == set(whose(again(cvat, fourth))) == {"0.png", "1.png", "2.png"}


STEPS = st.sampled_from(["assign", "stage", "state", "draw", "erase", "nothing"])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(STEPS, st.integers(0, 3)), max_size=12))
def test_whatever_happens_to_a_job_no_reviewer_is_credited_and_nothing_moves_without_a_cause(
    steps: list[tuple[str, int]],
) -> None:
    with serving() as cvat:
        cvat.task(1, ["0.png", "1.png", "2.png"])
        cvat.job(1, 1, 0, 2)
        before, drawers = fetch(cvat, 1), {"cvat-job-1"}
        for i, (what, which) in enumerate(steps):
            changed = _step(cvat, what, which)
            cvat.update(1, f"2026-11-03T{i:02}:00:00Z")
            job = cvat.jobs[1]
            if job["stage"] == "annotation" and job["assignee"]:
                drawers.add(str(job["assignee"]["id"]))
            found = again(cvat, before)
            earlier = {a.image_id: a for a in answers(before)}
            for a in answers(found):
                assert a.annotator_id in drawers
                assert all(r.reviewer_id != a.annotator_id for r in a.reviews)
                assert all(
                    r.at is not None and a.submitted_at is not None and r.at >= a.submitted_at for r in a.reviews
                )
                if a.image_id in earlier and a.image_id != changed:
                    assert a.submitted_at == earlier[a.image_id].submitted_at
            once_more = again(cvat, found)
            assert (answers(once_more), once_more.state) == (answers(found), found.state)
            before = found


def _step(cvat: Cvat, what: str, which: int) -> str | None:
    """Does something to job 1; the image whose shapes it may have changed."""
    job, shapes = cvat.jobs[1], cvat.annotations[1]["shapes"]
    if what == "assign":
        job["assignee"] = cvat.user(which, f"user {which}") if which else None
    elif what == "stage":
        job |= {"stage": ["annotation", "validation", "acceptance", "annotation"][which], "state": "new"}
    elif what == "state":
        job["state"] = ["new", "in progress", "completed", "rejected"][which]
    elif what == "draw" and which < 3:
        shapes.append(box(which, 0, 0, 9 + len(shapes), 9))
        return f"{which}.png"
    elif what == "erase" and shapes:
        return f"{shapes.pop()['frame']}.png"
    return None


# The log


def handed_over(*, at_once: bool) -> list[dict[str, Any]]:
    """The log of a job that 5 began, 7 drew and 9 reviews; what was changed at once is one request."""
    requests = ("r4", "r4") if at_once else ("r4", "r5")
    return [
        event("update:job", 1, obj_name="assignee", obj_id=5, payload={"old_value": None}, request_id="r1"),
        event("update:job", 1, obj_name="assignee", obj_id=7, payload={"old_value": {"id": 5}}, request_id="r2"),
        event("create:shapes", 7, request_id="r3", payload={"shapes": [{"id": i} for i in range(9000)]}),
        event("send:working_time", 7, duration=60_000),
        event("send:working_time", 7, payload={"working_time": 30_000}, duration=0),
        event("update:job", 1, obj_name="assignee", obj_id=9, payload={"old_value": {"id": 7}},
              request_id=requests[0]),
        event("update:job", 1, obj_name="stage", obj_val="validation", payload={"old_value": "annotation"},
              request_id=requests[1]),
        event("update:shapes", 9, request_id="r6"),
        event("send:working_time", 9, duration=6_000),
        event("send:working_time", 7, duration=99_000, job_id=2),
    ]  # fmt: skip


@pytest.mark.parametrize("style", ["new", "old"])
@pytest.mark.parametrize("at_once", [True, False])
def test_the_log_tells_who_drew_a_job_that_was_handed_over_before_it_was_first_seen(
    cvat: Cvat, style: str, at_once: bool
) -> None:
    cvat.log_style, cvat.events = style, {1: handed_over(at_once=at_once)}
    cvat.update(1, at(10), stage="validation", state="completed", assignee=cvat.user(9, "rev"))
    found = fetch(cvat, 1, events=True)
    assert set(whose(found).values()) == {"7"}
    assert UNKNOWN not in remarks(found)


def test_working_times_are_told_of_job_and_person_and_are_no_time_of_an_image(cvat: Cvat) -> None:
    cvat.log_style, cvat.events = "new", {1: handed_over(at_once=False)}
    found = fetch(cvat, 1, events=True)
    assert [text for text in remarks(found) if "worked" in text] == [
        "job/1: user 7 worked 90 s on 3 frames, 30.0 s a frame; no time of one image",
        "job/1: user 9 worked 6 s on 3 frames, 2.0 s a frame; no time of one image",
    ]
    assert all(a.seconds is None for a in answers(found))


@pytest.mark.parametrize("style", [401, 403, 404, 500, 503])
def test_a_log_that_is_refused_is_asked_for_once_and_said_so_once(cvat: Cvat, style: int) -> None:
    cvat.log_style = style
    cvat.job(2, 1, 3, 4, state="completed", assignee=cvat.user(7, "ann"))
    both = source(cvat, events=True)
    found = [both.fetch(f"job/{n}", {}) for n in (1, 2)]
    told = [text for f in found if f for text in remarks(f)]
    assert told.count(NO_LOG) == 1
    assert cvat.asked("/api/events/export", "POST") == 1
    assert len([a for f in found if f for a in answers(f)]) == 5


def test_a_log_that_is_to_be_waited_for_makes_nobody_the_annotator(cvat: Cvat) -> None:
    cvat.log_style = 429
    with pytest.raises(SourceFailed) as caught:
        source(cvat, events=True).fetch("job/1", {})
    assert (caught.value.answered, caught.value.wait_ms) == (429, 7000)


def test_without_the_option_no_log_is_asked_for_and_nothing_is_said(cvat: Cvat) -> None:
    found = fetch(cvat, 1, events=False)
    assert cvat.asked("/api/events/export", "POST") == 0
    assert NO_LOG not in remarks(found)


def test_a_log_that_never_gets_ready_is_given_up(cvat: Cvat) -> None:
    waits: list[float] = []
    cvat.log_style = "new"

    def never(path: str) -> None:
        cvat.exports.update(dict.fromkeys(cvat.exports, 9))

    cvat.before = never
    rest = Rest(api(cvat), 10)
    rest.api.headers["Authorization"] = f"Token {KEY}"
    with pytest.raises(SourceFailed, match="ready"):
        log(rest, 1, wait=waits.append)
    assert len(waits) == 40


def test_an_answer_known_by_its_image_is_the_one_on_its_frame(cvat: Cvat) -> None:
    assert answer(fetch(cvat, 1), "1.png").place == "job/1, frame 1"
