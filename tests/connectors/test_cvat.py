"""CVAT as a source: which jobs, which answers, and what happens when the other side fails."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from labelqa.connectors import Unit
from labelqa.connectors.cvat.options import options
from labelqa.errors import BadInput, SourceFailed
from labelqa.model import Annotation, Image
from labelqa.reports import REPORTS
from labelqa.store import Store, projects
from tests.connectors.cvat_server import KEY, Cvat, box, label, serving, shape
from tests.connectors.cvat_source import answer, answers, fetch, images, left_out, remarks, source, tool
from tests.ingest.world import fresh, write


@pytest.fixture
def cvat() -> Iterator[Cvat]:
    with serving() as found:
        found.task(1, [f"{i}.png" for i in range(10)])
        yield found


def day(hour: int, minute: int = 0, second: str = "00") -> str:
    return f"2026-11-02T{hour:02}:{minute:02}:{second}Z"


# Which jobs


def test_all_jobs_are_listed_in_the_order_of_their_changes_however_the_pages_fall(cvat: Cvat) -> None:
    for number in range(1, 24):
        cvat.job(number, 1, 0, 0, updated_date=day(9 + number % 5, number % 3))
    for size in (1, 2, 7, 23, 100):
        found = list(source(cvat, page_size=size).units(None))
        assert sorted(u.key for u in found) == sorted(f"job/{n}" for n in range(1, 24))
        assert [u.version for u in found] == sorted(u.version for u in found)


def test_versions_compare_like_moments_also_where_cvat_writes_no_fraction_or_another_zone(cvat: Cvat) -> None:
    cvat.job(1, 1, 0, 0, updated_date="2026-11-02T09:00:05Z")
    cvat.job(2, 1, 0, 0, updated_date="2026-11-02T09:00:05.815000Z")
    cvat.job(3, 1, 0, 0, updated_date="2026-11-02T10:00:04+01:00")
    found = list(source(cvat).units(None))
    assert [u.key for u in found] == ["job/3", "job/1", "job/2"]
    assert found[0].version < found[1].version < found[2].version


def test_after_a_mark_come_the_later_jobs_and_again_those_of_its_very_date(cvat: Cvat) -> None:
    for number, hour in enumerate([9, 10, 11, 11, 12], start=1):
        cvat.job(number, 1, 0, 0, updated_date=day(hour))
    before = {u.key: u.version for u in source(cvat).units(None)}
    found = [u.key for u in source(cvat, page_size=1).units(before["job/3"])]
    assert found == ["job/3", "job/4", "job/5"]


def test_what_was_dated_shortly_before_a_mark_and_stored_after_it_is_listed_too(cvat: Cvat) -> None:
    cvat.job(1, 1, 0, 0, updated_date=day(9, 59, "30"))
    cvat.job(2, 1, 0, 0, updated_date=day(9, 58, "30"))
    assert [u.key for u in source(cvat).units("2026-11-02T10:00:00.000000Z")] == ["job/1"]


def test_a_mark_that_is_no_date_is_refused(cvat: Cvat) -> None:
    with pytest.raises(SourceFailed, match="mark"):
        list(source(cvat).units("17"))


def test_a_list_that_is_in_no_order_is_refused_and_loses_no_job_in_silence(cvat: Cvat) -> None:
    cvat.sorts = False
    for number, hour in enumerate([10, 12, 11], start=1):
        cvat.job(number, 1, 0, 0, updated_date=day(hour))
    with pytest.raises(SourceFailed, match="by their date"):
        list(source(cvat).units(None))


def test_a_job_that_changes_while_jobs_are_listed_pushes_no_other_one_out_of_the_list(cvat: Cvat) -> None:
    for number in range(1, 7):
        cvat.job(number, 1, 0, 0, updated_date=day(9, number))
    listed = source(cvat, page_size=2).units(None)
    first = [next(listed), next(listed)]
    cvat.update(1, day(12))
    cvat.update(2, day(13))
    rest = list(listed)
    assert {u.key for u in [*first, *rest]} == {f"job/{n}" for n in range(1, 7)}
    assert [u.key for u in rest][-2:] == ["job/1", "job/2"], "they changed, so they come again"
    assert max(u.version for u in rest) == rest[-1].version


def test_what_was_listed_before_a_failure_is_known_and_the_rest_follows_from_there(cvat: Cvat) -> None:
    for number in range(1, 7):
        cvat.job(number, 1, 0, 0, updated_date=day(9, number))
    cvat.faults["/api/jobs"] = [200, 500]
    found: list[Unit] = []
    with pytest.raises(SourceFailed) as caught:
        found.extend(source(cvat, page_size=3).units(None))
    assert (caught.value.answered, caught.value.lasting) == (500, False)
    assert [u.key for u in found] == ["job/1", "job/2", "job/3"]
    later = [u.key for u in source(cvat).units(found[-1].version)]
    assert later[-3:] == ["job/4", "job/5", "job/6"]


def test_the_address_of_the_next_page_is_never_taken_from_an_answer(cvat: Cvat) -> None:
    for number in range(1, 4):
        cvat.job(number, 1, 0, 0, updated_date=day(9, number))
    assert len(list(source(cvat, page_size=1).units(None))) == 3  # each page names one on another machine


def test_only_jobs_of_the_chosen_tasks_and_projects_and_types_are_read(cvat: Cvat) -> None:
    cvat.task(2, ["a.png"], project=5)
    cvat.task(3, ["b.png"], project=6)
    cvat.job(1, 1, 0, 0)
    cvat.job(2, 2, 0, 0)
    cvat.job(3, 3, 0, 0)
    cvat.job(4, 2, 0, 0, type="ground_truth")
    chosen: dict[str, Any] = {"tasks": [1], "projects": [5]}
    assert {u.key for u in source(cvat, **chosen).units(None)} == {"job/1", "job/2", "job/4"}
    assert {u.key for u in source(cvat, **chosen, kinds=["annotation"]).units(None)} == {"job/1", "job/2"}
    assert source(cvat, **chosen).fetch("job/3", {}) is None, "a message may name any job"
    assert source(cvat, **chosen, kinds=["annotation"]).fetch("job/4", {}) is None


@pytest.mark.parametrize("key", ["job/99", "job/x", "job/", "task/1", "", "job/1/../../users/1"])
def test_a_job_that_is_not_there_is_no_error(cvat: Cvat, key: str) -> None:
    cvat.job(1, 1, 0, 0)
    assert source(cvat).fetch(key, {}) is None


def test_a_job_deleted_while_it_is_fetched_is_gone(cvat: Cvat) -> None:
    cvat.job(1, 1, 0, 0)

    def delete(path: str) -> None:
        if path.endswith("/annotations"):
            cvat.jobs.pop(1, None)

    cvat.before = delete
    assert source(cvat).fetch("job/1", {}) is None


# When the other side fails


def test_a_token_goes_with_every_request_in_the_way_of_its_kind(cvat: Cvat) -> None:
    cvat.job(1, 1, 0, 0)
    cvat.keys["cvat_pat_abcdefgh"] = "Bearer"
    assert len(list(source(cvat, "cvat_pat_abcdefgh").units(None))) == 1
    assert len(list(source(cvat, KEY).units(None))) == 1


def test_a_void_token_is_a_lasting_failure(cvat: Cvat) -> None:
    with pytest.raises(SourceFailed) as caught:
        list(source(cvat, "f" * 40).units(None))
    assert caught.value.answered == 401
    assert caught.value.lasting


@pytest.mark.parametrize("token", ["short", "two words are none", "line\nbreak-in-it", ""])
def test_a_text_that_can_be_no_token_is_refused_before_anything_is_asked(cvat: Cvat, token: str) -> None:
    with pytest.raises(BadInput):
        source(cvat, token)
    assert not cvat.requests


def test_too_many_requests_say_how_long_to_wait(cvat: Cvat) -> None:
    cvat.job(1, 1, 0, 0)
    cvat.faults["/api/jobs/1/annotations"] = [429]
    with pytest.raises(SourceFailed) as caught:
        source(cvat).fetch("job/1", {})
    assert (caught.value.answered, caught.value.wait_ms) == (429, 7000)


@pytest.mark.parametrize(
    "path",
    ["/api/jobs/1", "/api/jobs/1/annotations", "/api/jobs/1/data/meta", "/api/tasks/1/data/meta", "/api/labels",
     "/api/tasks/1/validation_layout", "/api/issues"],
)  # fmt: skip
def test_a_failure_in_the_middle_gives_no_half_of_a_job_and_passes_on_no_word_of_the_answer(
    cvat: Cvat, path: str
) -> None:
    cvat.job(1, 1, 0, 0, state="rejected")
    cvat.faults[path] = [500]
    with pytest.raises(SourceFailed) as caught:
        source(cvat).fetch("job/1", {})
    assert caught.value.answered == 500
    assert "inner" not in str(caught.value)
    assert source(cvat).fetch("job/1", {}) is not None


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("annotations", {"shapes": "none"}),
        ("annotations", {"shapes": ["hunter2"]}),
        ("annotations", {"shapes": [{"type": "rectangle", "frame": "hunter2"}]}),
        ("metas", {"frames": {"a": 1}}),
        ("metas", {"frames": [], "frame_filter": "step=hunter2"}),
        ("layouts", {"honeypot_frames": ["hunter2"], "honeypot_real_frames": [1]}),
        ("jobs", {"id": 1, "task_id": 1, "updated_date": "hunter2"}),
    ],
)
def test_an_answer_that_is_not_as_cvat_writes_it_is_a_failure_that_names_the_place_and_no_value(
    cvat: Cvat, what: str, value: Any
) -> None:
    cvat.job(1, 1, 0, 0)
    getattr(cvat, what)[1] = value
    with pytest.raises(SourceFailed, match="not as CVAT writes it, at /") as caught:
        source(cvat).fetch("job/1", {})
    assert "hunter2" not in str(caught.value)


def test_an_organisation_is_named_in_every_request(cvat: Cvat) -> None:
    cvat.job(1, 1, 0, 0)
    cvat.orgs.add("vision")
    assert len(list(source(cvat, org="vision").units(None))) == 1
    with pytest.raises(SourceFailed):
        list(source(cvat, org="other").units(None))


def test_the_check_says_what_it_found_and_names_what_is_not_there(cvat: Cvat) -> None:
    cvat.job(1, 1, 0, 0)
    cvat.projects[5] = {"id": 5, "name": "cats"}
    assert tool(cvat, projects=[5]).check() == "CVAT 2.58.0 as quality: 1 job"
    with pytest.raises(BadInput, match="task 7 is not there"):
        tool(cvat, tasks=[1, 7]).check()


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({}, "/tasks"),
        ({"tasks": []}, "/tasks"),
        ({"tasks": ["1"]}, "/tasks/0"),
        ({"tasks": [0]}, "/tasks/0"),
        ({"tasks": list(range(1, 60))}, "/tasks"),
        ({"tasks": 1, "kinds": []}, "/kinds"),
        ({"tasks": 1, "kinds": ["truth"]}, "/kinds/0"),
        ({"tasks": 1, "org": "a b"}, "/org"),
        ({"tasks": 1, "image_id": "path"}, "/image_id"),
        ({"tasks": 1, "page_size": 0}, "/page_size"),
        ({"tasks": 1, "events": "yes"}, "/events"),
        ({"tasks": 1, "token": "x"}, "/token"),
    ],
)
def test_options_that_cannot_be_meant_are_refused_by_name(given: dict[str, Any], pointer: str) -> None:
    with pytest.raises(BadInput) as caught:
        options(given)
    assert caught.value.problems[0].pointer == f"/options{pointer}"


def test_checked_options_stay_as_they_are_when_they_are_stored_and_checked_again() -> None:
    found = options({"tasks": 3, "projects": [9, 2, 9]})
    assert found["tasks"] == (3,)
    assert found["projects"] == (2, 9)
    assert options(json.loads(json.dumps(found))) == found


# Which images and answers


def test_frames_without_shapes_are_answers_of_a_completed_job_alone(cvat: Cvat) -> None:
    cvat.job(1, 1, 0, 2, assignee=cvat.user(7, "ann"), state="in progress")
    cvat.draw(1, box(1, 0, 0, 10, 10))
    found = fetch(cvat, 1)
    assert [i.image_id for i in images(found)] == ["0.png", "1.png", "2.png"]
    assert [a.image_id for a in answers(found)] == ["1.png"]
    cvat.update(1, day(10), state="completed")
    assert [(a.image_id, len(a.objects or ())) for a in answers(fetch(cvat, 1))] == [
        ("0.png", 0), ("1.png", 1), ("2.png", 0),
    ]  # fmt: skip


def test_an_empty_answer_stays_one_when_the_next_stage_sets_the_state_back_and_goes_when_work_goes_on(
    cvat: Cvat,
) -> None:
    cvat.job(1, 1, 0, 0, assignee=cvat.user(7, "ann"), state="completed")
    done = fetch(cvat, 1)
    cvat.update(1, day(10), stage="validation", state="new")
    checked = fetch(cvat, 1, done.state)
    assert len(answers(checked)) == 1
    cvat.update(1, day(11), stage="annotation", state="in progress")
    assert not answers(fetch(cvat, 1, checked.state))


def test_sizes_and_names_come_with_the_images(cvat: Cvat) -> None:
    cvat.metas[1]["frames"][1] = {"width": 640, "height": 480, "name": "cam/b.png"}
    cvat.metas[1]["frames"][2] = {"width": None, "height": 0, "name": "c.png"}
    cvat.job(1, 1, 0, 2)
    assert images(fetch(cvat, 1)) == [Image("0.png", 100, 100), Image("cam/b.png", 640, 480), Image("c.png")]


def test_deleted_frames_are_neither_images_nor_answers_and_what_lies_on_them_is_told(cvat: Cvat) -> None:
    cvat.metas[1]["deleted_frames"] = [1]
    cvat.job(1, 1, 0, 2, assignee=cvat.user(7, "ann"), state="completed")
    cvat.draw(1, box(1, 0, 0, 9, 9))
    found = fetch(cvat, 1)
    assert [i.image_id for i in images(found)] == ["0.png", "2.png"]
    assert [a.image_id for a in answers(found)] == ["0.png", "2.png"]
    assert left_out(found) == {"shape on a deleted frame": 1}


def test_a_truth_job_counts_on_its_own_frames_alone_whatever_the_step_of_its_task(cvat: Cvat) -> None:
    cvat.metas[1] |= {"start_frame": 10, "stop_frame": 37, "frame_filter": "step=3"}
    cvat.job(1, 1, 0, 9, type="ground_truth", stage="acceptance", state="completed", assignee=cvat.user(7, "ann"))
    cvat.job_metas[1] = {"included_frames": [10, 16, 37]}  # frames of the data: 0, 2 and 9 of the task
    cvat.draw(1, box(0, 0, 0, 9, 9), box(1, 0, 0, 9, 9), box(9, 0, 0, 9, 9))
    found = fetch(cvat, 1)
    assert [(a.image_id, a.annotator_id, a.kind, a.origin, len(a.objects or ())) for a in answers(found)] == [
        ("0.png", "truth", "truth", None, 1),
        ("2.png", "truth", "truth", None, 0),
        ("9.png", "truth", "truth", None, 1),
    ]
    assert left_out(found) == {"shape outside the frames of its truth job": 1}
    assert all(not a.reviews for a in answers(found))


def test_a_truth_job_of_which_the_frames_are_not_said_is_no_truth_on_frames_without_shapes(cvat: Cvat) -> None:
    cvat.job(1, 1, 0, 9, type="ground_truth", stage="acceptance", state="completed", frame_count=3)
    cvat.draw(1, box(4, 0, 0, 9, 9))
    assert [a.image_id for a in answers(fetch(cvat, 1))] == ["4.png"]


def test_a_truth_job_is_truth_when_it_is_accepted_and_completed(cvat: Cvat) -> None:
    cvat.job(1, 1, 0, 1, type="ground_truth", stage="acceptance", state="in progress")
    cvat.draw(1, box(0, 0, 0, 9, 9))
    found = fetch(cvat, 1)
    assert not answers(found)
    assert left_out(found) == {"answer of a truth job that is not accepted and completed": 1}
    assert len(images(found)) == 2


def test_frames_excluded_from_validation_are_no_truth(cvat: Cvat) -> None:
    cvat.layouts[1] = {"mode": "gt", "validation_frames": [0, 1], "disabled_frames": [1]}
    cvat.job(1, 1, 0, 1, type="ground_truth", stage="acceptance", state="completed")
    cvat.draw(1, box(0, 0, 0, 9, 9), box(1, 0, 0, 9, 9))
    found = fetch(cvat, 1)
    assert [a.image_id for a in answers(found)] == ["0.png"]
    assert left_out(found) == {"shape on a frame that is excluded from validation": 1}


def test_honeypots_are_answers_for_the_frame_they_repeat(cvat: Cvat) -> None:
    cvat.layouts[1] = {"mode": "gt_pool", "honeypot_frames": [1, 3], "honeypot_real_frames": [8, 9],
                       "validation_frames": [8, 9], "disabled_frames": []}  # fmt: skip
    cvat.metas[1]["frames"][9] = {"width": 50, "height": 40, "name": "pool/9.png"}
    cvat.job(1, 1, 0, 3, assignee=cvat.user(7, "ann"), state="completed")
    cvat.draw(1, box(3, 0, 0, 9, 9))
    found = fetch(cvat, 1)
    assert [a.image_id for a in answers(found)] == ["0.png", "8.png", "2.png", "pool/9.png"]
    assert len(answer(found, "pool/9.png").objects or ()) == 1
    assert images(found)[3] == Image("pool/9.png", 50, 40)


def test_one_validation_frame_twice_in_a_job_is_one_answer_and_the_other_is_told(cvat: Cvat) -> None:
    cvat.layouts[1] = {"mode": "gt_pool", "honeypot_frames": [1, 2], "honeypot_real_frames": [9, 9]}
    cvat.job(1, 1, 0, 2, state="completed")
    found = fetch(cvat, 1)
    assert [a.image_id for a in answers(found)] == ["0.png", "9.png"]
    assert left_out(found) == {"frame that its job shows a second time": 1}


def test_replicas_are_read_and_what_was_merged_from_them_is_not(cvat: Cvat) -> None:
    cvat.job(1, 1, 0, 2, state="completed", consensus_replicas=2, assignee=cvat.user(6, "merger"))
    cvat.job(2, 1, 0, 2, type="consensus_replica", parent_job_id=1, state="completed", assignee=cvat.user(7, "ann"))
    cvat.job(3, 1, 0, 2, type="consensus_replica", parent_job_id=1, state="completed", assignee=cvat.user(8, "bo"))
    cvat.draw(1, box(0, 0, 0, 9, 9, source="consensus"), box(1, 0, 0, 9, 9))
    cvat.draw(2, box(0, 1, 1, 9, 9))
    merged = fetch(cvat, 1)
    assert [(a.image_id, a.annotator_id) for a in answers(merged)] == [("1.png", "6")], "what they drew themselves"
    assert left_out(merged) == {"shape merged from the answers of several": 1}
    for job, who in ((2, "7"), (3, "8")):
        assert [(a.annotator_id, a.kind) for a in answers(fetch(cvat, job))] == [(who, "person")] * 3


def test_a_video_has_a_frame_for_each_of_its_images(cvat: Cvat) -> None:
    cvat.task(2, ["cam1/night.mp4"], size=200)
    cvat.metas[2] |= {"size": 3, "start_frame": 4, "stop_frame": 8, "frame_filter": "step=2"}
    cvat.tasks[2]["mode"] = "interpolation"
    cvat.job(1, 2, 0, 2, mode="interpolation")
    assert images(fetch(cvat, 1, tasks=[2])) == [
        Image(f"cam1/night.mp4/frame_{n:06d}", 200, 200, video="cam1/night.mp4", frame=n) for n in (4, 6, 8)
    ]
    assert images(fetch(cvat, 1, tasks=[2], image_id="task"))[0].image_id == "2/frame_000004"


def test_images_of_one_name_in_two_tasks_are_told_and_can_be_kept_apart(cvat: Cvat) -> None:
    cvat.task(2, ["0.png", "z.png"])
    cvat.job(1, 1, 0, 1)
    cvat.job(2, 2, 0, 1)
    both = source(cvat, tasks=[1, 2])
    assert both.fetch("job/1", {}) is not None
    second = both.fetch("job/2", {})
    assert second is not None
    assert sum("another task" in text for text in remarks(second)) == 1
    apart = source(cvat, tasks=[1, 2], image_id="task")
    found = [apart.fetch(f"job/{n}", {}) for n in (1, 2)]
    assert [i.image_id for f in found if f for i in images(f)] == [
        "1/0.png", "1/1.png", "2/0.png", "2/z.png",
    ]  # fmt: skip
    assert not any("another task" in text for f in found if f for text in remarks(f))


def test_the_frames_of_a_task_are_asked_for_once_for_all_its_jobs(cvat: Cvat) -> None:
    for number in range(1, 6):
        cvat.job(number, 1, number - 1, number)
    found = source(cvat)
    for number in range(1, 6):
        found.fetch(f"job/{number}", {})
    assert cvat.asked("/api/tasks/1/data/meta") == 1


def test_point_clouds_and_jobs_of_unknown_types_are_told_of(cvat: Cvat) -> None:
    cvat.job(1, 1, 0, 1, dimension="3d")
    cvat.job(2, 1, 0, 1, type="arbitration")
    assert len(list(source(cvat).units(None))) == 2
    assert left_out(fetch(cvat, 1)) == {"job on point clouds": 1}
    assert left_out(fetch(cvat, 2)) == {"job of a type that is not known": 1}


def test_fetching_twice_gives_the_same(cvat: Cvat) -> None:
    cvat.job(1, 1, 0, 3, assignee=cvat.user(7, "ann"), state="completed")
    cvat.draw(1, box(0, 0, 0, 9, 9), shape("polygon", 1, [0, 0, 9, 0, 9, 9]))
    first = fetch(cvat, 1)
    assert fetch(cvat, 1, json.loads(json.dumps(first.state))) == first
    assert fetch(cvat, 1) == first


# Real ones


@pytest.fixture
def recorded(shared_data: Path, cvat: Cvat) -> Cvat:
    """Tasks 22 and 23 of CVAT's own test database."""
    folder = shared_data / "samples" / "cvat-rest-truth-job"

    def read(name: str) -> Any:
        return json.loads((folder / name).read_text())

    pictures = json.loads((shared_data / "cvat_task23" / "cvat_task23.json").read_text())["images"]
    cvat.jobs = {row["id"]: row for row in read("jobs.json")["results"]}
    cvat.annotations = {n: read(f"jobs/{n}/annotations.json") for n in cvat.jobs}
    for row in read("tasks.json")["results"]:
        cvat.task(row["id"], [p["name"] for p in pictures], size=800)
        cvat.tasks[row["id"]] = row
        cvat.labels[row["id"]] = [one for one in read("labels.json")["results"] if one["task_id"] == row["id"]]
    frames = [{"width": p["width"], "height": p["height"], "name": p["name"]} for p in pictures]
    cvat.metas[23]["frames"] = frames
    cvat.job_metas = {32: {"included_frames": [4, 5, 7]}, 28: {"included_frames": [0, 1, 2]}}
    return cvat


def test_the_jobs_of_a_real_server_have_the_counts_that_were_taken_by_hand(recorded: Cvat, shared_data: Path) -> None:
    path = shared_data / "samples" / "cvat-rest-truth-job" / "expected.json"
    expected = json.loads(path.read_text())
    found = source(recorded, tasks=[22, 23])
    assert {u.key for u in found.units(None)} == {f"job/{n}" for n in expected["jobs"]}
    for number, told in expected["jobs"].items():
        job = found.fetch(f"job/{number}", {})
        assert job is not None
        read = [a for a in answers(job) if a.objects]
        truth = told["type"] == "ground_truth"
        assert {a.kind for a in read} == {"truth" if truth else "person"}
        assert {a.annotator_id for a in read} == {"truth" if truth else f"cvat-job-{number}"}
        outside = left_out(job).get("shape outside the frames of its truth job", 0)
        assert outside == (4 if number == "32" else 0)
        drawn = [o for a in read for o in a.objects or ()]
        assert len(drawn) + sum(left_out(job).values()) == sum(told["shapes"].values())
        assert len(answers(job)) == (told["frames"] if told["state"] == "completed" else 1)
        assert sum(len(a.labels or ()) for a in read) == told["tags"]
        assert {a.origin for a in read} == ({None} if truth else {"manual"})
        assert left_out(job).get("polyline", 0) == told["shapes"].get("polyline", 0)
        assert left_out(job).get("cuboid", 0) == told["shapes"].get("cuboid", 0)
        assert sum(o.class_name == "skele" for o in drawn) == told["objects"].get("skele", 0)
        turned = sum(type(o.shape).__name__ == "Turned" for o in drawn)
        assert turned == told["rotated"]
        masks = sum(type(o.shape).__name__ == "Mask" for o in drawn)
        assert masks == told["shapes"].get("mask", 0)
        assert sum("ellipse" in text for text in remarks(job)) == told["shapes"].get("ellipse", 0)


def test_task_23_over_rest_has_the_figures_of_cvats_own_report(recorded: Cvat, shared_data: Path, store: Store) -> None:
    task = json.loads((shared_data / "cvat_task23" / "cvat_task23.json").read_text())
    live = source(recorded, tasks=[23])
    fetched = [live.fetch(unit.key, {}) for unit in live.units(None)]
    items = [item for one in fetched if one for item in one.items]
    project_id = fresh(store)
    write(
        store,
        project_id,
        [item for item in items if isinstance(item, Annotation)],
        images=list({item.image_id: item for item in items if isinstance(item, Image)}.values()),
    )
    with store.read() as connection:
        project = projects.get(connection, project_id)
        found: Any = REPORTS["benchmark"].build(connection, project, profile="cvat")
    rows = {row.annotator_id: row for row in found.annotators}
    for job in task["jobs"]:
        summary = job["cvat_report"]["summary"]
        row = rows.pop(f"cvat-job-{job['job_id']}", None)
        if not summary["frames"]:
            assert row is None
            continue
        for name in ("valid", "missing", "extra"):
            assert getattr(row.cvat, name) == summary["annotations"][f"{name}_count"]
        mean = summary["annotation_components"]["shape"]["mean_iou"]
        assert row.mean_iou == pytest.approx(mean, abs=1e-9)
    assert not rows


def test_the_reviews_of_a_real_server_come_to_no_verdict_and_its_people_are_found(
    cvat: Cvat, shared_data: Path
) -> None:
    folder = shared_data / "samples" / "cvat-rest-reviews"
    expected = json.loads((folder / "expected.json").read_text())

    def read(name: str) -> dict[int, Any]:
        return {row["id"]: row for row in json.loads((folder / name).read_text())["results"]}

    jobs, cvat.issues, cvat.comments = read("jobs.json"), read("issues.json"), read("comments.json")
    for row in jobs.values():
        cvat.task(row["task_id"], [f"{i}.png" for i in range(100)])
    cvat.jobs = jobs
    for number, row in jobs.items():
        cvat.annotations[number] = {"tags": [], "shapes": [box(row["start_frame"], 1, 1, 9, 9)], "tracks": []}
    people: dict[str, int] = {}
    found = source(cvat, tasks=sorted(cvat.tasks))
    assert len(list(found.units(None))) == expected["jobs"]
    for number, row in jobs.items():
        job = found.fetch(f"job/{number}", {})
        assert job is not None
        assert not [r for a in answers(job) for r in a.reviews]
        if row["dimension"] == "2d":
            (one,) = answers(job)
            name = row["assignee"]["username"] if row["assignee"] else "none"
            assert one.annotator_id == (str(row["assignee"]["id"]) if row["assignee"] else f"cvat-job-{number}")
        else:
            name = "none"
        people[name] = people.get(name, 0) + 1
    assert people == expected["assignees"]


def test_classes_that_are_for_whole_images_alone_leave_boxes_unasked(cvat: Cvat) -> None:
    cvat.labels[1] = [label(1, "day", "tag"), label(2, "night", "tag")]
    cvat.job(1, 1, 0, 1, state="completed", assignee=cvat.user(7, "ann"))
    cvat.draw(1, {"id": 1, "frame": 0, "label_id": 2, "group": 0, "source": "manual", "attributes": []})
    assert [(a.objects, a.labels) for a in answers(fetch(cvat, 1))] == [(None, ("night",)), (None, ())]
