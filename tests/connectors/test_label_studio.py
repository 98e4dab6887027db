"""Label Studio is asked as its API is, and what it holds comes in."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest

from labelqa.connectors import TOOLS, Connector, Finding, Flag, Hint, WritesBack, WrittenBack
from labelqa.egress.api import Api
from labelqa.egress.guard import Guard, entries
from labelqa.errors import BadInput, SourceFailed
from labelqa.model import Annotation, Called, Image
from tests.connectors.label_studio_server import LEGACY, PERSONAL, Fault, LabelStudioServer, label_studio

TOOL = TOOLS["label_studio"]


@pytest.fixture
def server() -> Iterator[LabelStudioServer]:
    with label_studio() as found:
        yield found


def connector(server: LabelStudioServer, token: str = LEGACY, seconds: float = 10.0, **options: Any) -> Connector:
    guard = Guard(entries(f"127.0.0.1:{server.port}"))
    api = Api(server.url, {}, guard, seconds=seconds)
    return TOOL.connect(api, token, TOOL.options({"project": server.project, **options}))


@pytest.mark.parametrize("token", [LEGACY, PERSONAL])
def test_a_task_comes_with_its_image_and_its_answers(server: LabelStudioServer, token: str) -> None:
    task = server.add_task("s3://bucket/cam1/17.jpg")
    server.annotate(task, who=3)
    found = connector(server, token).fetch(str(task), {})
    assert found is not None
    assert found.unit.version == "2026-11-02T09:00:01.000000Z"
    (image,) = [item for item in found.items if isinstance(item, Image)]
    (answer,) = [item for item in found.items if isinstance(item, Annotation)]
    assert image == Image("cam1/17.jpg", 640, 480)
    assert (answer.annotator_id, answer.seconds, answer.place) == ("3", 12.5, f"task {task}/annotations/0")
    assert answer.objects is not None
    assert [(o.class_name, o.x, o.y, o.width, o.height) for o in answer.objects] == [("car", 64.0, 96.0, 160.0, 120.0)]


def test_persons_named_by_numbers_alone_are_called_as_the_list_of_users_says(server: LabelStudioServer) -> None:
    server.users = [
        {"id": 3, "first_name": "Ana", "last_name": "Bell", "email": "ana@example.com"},
        {"id": 4, "first_name": "", "last_name": "", "email": "bo@example.com", "username": "bo"},
    ]
    numbers = [server.add_task() for _ in range(3)]
    for task, who in zip(numbers, (3, 4, 5), strict=True):
        server.annotate(task, who=who, completed_by=who)
    known = connector(server)
    found = [item for task in numbers for item in known.fetch(str(task), {}).items if isinstance(item, Called)]  # type: ignore[union-attr]
    assert found == [Called("3", "Ana Bell"), Called("4", "bo@example.com")]
    assert sum("/api/users/" in request for request in server.requests) == 1


def test_a_token_that_may_not_see_users_goes_without_names(server: LabelStudioServer) -> None:
    task = server.add_task()
    server.annotate(task, who=3, completed_by=3)
    found = connector(server).fetch(str(task), {})
    assert found is not None
    assert [type(item).__name__ for item in found.items if not isinstance(item, Image)] == ["Annotation"]


def test_a_task_that_is_not_there_is_no_error(server: LabelStudioServer) -> None:
    task = server.add_task()
    server.tasks[task]["project"] = 8
    assert connector(server).fetch("99", {}) is None
    assert connector(server).fetch(str(task), {}) is None


def test_all_tasks_are_listed_by_their_last_change_over_any_number_of_pages(server: LabelStudioServer) -> None:
    for _ in range(250):
        server.add_task()
    server.annotate(1, who=3)
    listed = list(connector(server).units(None))
    assert {unit.key for unit in listed} == {str(n) for n in range(1, 251)}
    assert listed[-1].key == "1"
    assert [unit.version for unit in listed] == sorted(unit.version for unit in listed)
    since = list(connector(server).units(listed[-2].version))
    minute = {str(n) for n in range(130, 251)}  # they are half a second apart
    assert {unit.key for unit in since} == minute | {"1"}
    server.tasks[2]["updated_at"] = "2026-11-02T12:00:00Z"
    assert [unit.key for unit in connector(server).units("2026-11-02T12:00:00.000000Z")] == ["2"]


def test_what_was_dated_shortly_before_a_mark_and_stored_after_it_is_listed_too(server: LabelStudioServer) -> None:
    for number, at in ((1, "09:58:59"), (2, "09:59:30"), (3, "10:00:00")):
        server.add_task()
        server.tasks[number]["updated_at"] = f"2026-11-02T{at}Z"
    assert [unit.key for unit in connector(server).units("2026-11-02T10:00:00.000000Z")] == ["2", "3"]


def test_many_tasks_of_one_moment_are_all_listed(server: LabelStudioServer) -> None:
    for _ in range(330):
        server.add_task()
    for number in range(40, 300):
        server.tasks[number]["updated_at"] = "2026-11-02T09:00:20Z"
    assert {unit.key for unit in connector(server).units(None)} == {str(n) for n in range(1, 331)}


def test_a_task_that_changes_while_it_is_listed_hides_no_other(server: LabelStudioServer) -> None:
    for _ in range(230):
        server.add_task()
    seen = []
    for unit in connector(server).units(None):
        seen.append(unit.key)
        if len(seen) in (50, 150):
            server.annotate(int(seen[0]), who=3)
    assert set(seen) == {str(n) for n in range(1, 231)}


def test_a_server_that_does_not_filter_is_listed_whole(server: LabelStudioServer) -> None:
    server.filters = False
    for _ in range(205):
        server.add_task()
    server.annotate(1, who=3)
    listed = list(connector(server).units(None))
    assert len(listed) == 205
    assert listed[-1].key == "1"
    server.tasks[1]["updated_at"] = "2026-11-02T12:00:00Z"
    assert [unit.key for unit in connector(server).units("2026-11-02T12:00:00.000000Z")] == ["1"]
    assert connector(server).fetch("1", {}) is not None
    assert connector(server).fetch("999", {}) is None


def test_the_tasks_of_a_page_come_with_few_requests(server: LabelStudioServer) -> None:
    for _ in range(150):
        server.annotate(server.add_task(), who=3)
    asked = connector(server)
    units = asked.units(None)
    while page := list(islice(units, 100)):
        assert all(asked.fetch(unit.key, {}) is not None for unit in page)
    assert len(server.requests) == 7  # the project; for each page its list, one task alone, and everything


def test_a_task_that_is_listed_again_is_not_taken_from_an_earlier_page(server: LabelStudioServer) -> None:
    for _ in range(120):
        server.annotate(server.add_task(), who=3)
    asked = connector(server)
    units = asked.units(None)
    for unit in islice(units, 100):
        asked.fetch(unit.key, {})
    server.annotate(5, who=4)
    for unit in units:
        found = asked.fetch(unit.key, {})
        assert found is not None
        assert found.unit == unit


def test_a_page_that_is_too_much_for_one_answer_is_fetched_task_by_task(server: LabelStudioServer) -> None:
    for _ in range(5):
        server.annotate(server.add_task(), who=3)
    asked = connector(server)
    units = list(asked.units(None))
    asked.fetch(units[0].key, {})
    server.faults[len(server.requests) + 1] = Fault(502)
    assert all(asked.fetch(unit.key, {}) is not None for unit in units)


def test_a_short_lived_token_is_renewed_once(server: LabelStudioServer) -> None:
    server.access_lasts = 2
    task = server.add_task()
    asked = connector(server, PERSONAL)
    for _ in range(5):
        assert asked.fetch(str(task), {}) is not None
    assert server.requests.count("POST /api/token/refresh/") == 3
    server.valid.clear()
    server._access.clear()
    with pytest.raises(SourceFailed) as caught:
        asked.fetch(str(task), {})
    assert caught.value.lasting
    assert server.requests[-1] == "POST /api/token/refresh/"


@pytest.mark.parametrize("token", ["wrong", "wrong.wrong.wrong"])
def test_a_wrong_token_is_a_lasting_failure_that_shows_nothing_of_it(server: LabelStudioServer, token: str) -> None:
    with pytest.raises(SourceFailed) as caught:
        connector(server, token).check()
    assert caught.value.lasting
    assert "wrong" not in caught.value.detail


def test_too_many_requests_say_for_how_long(server: LabelStudioServer) -> None:
    server.faults[1] = Fault(429, {"Retry-After": "17"})
    with pytest.raises(SourceFailed) as caught:
        list(connector(server).units(None))
    assert (caught.value.answered, caught.value.wait_ms) == (429, 17_000)
    assert "secret" not in caught.value.detail


@pytest.mark.parametrize("fault", [Fault(200, delay=1.0), Fault(drop=True)])
def test_an_answer_that_is_slow_or_breaks_off_is_a_failure_that_passes(server: LabelStudioServer, fault: Fault) -> None:
    server.add_task()
    server.faults[1] = fault
    with pytest.raises(SourceFailed) as caught:
        list(connector(server, seconds=0.3).units(None))
    assert not caught.value.lasting
    assert len(list(connector(server).units(None))) == 1


def test_a_check_says_what_it_found(server: LabelStudioServer) -> None:
    server.add_task()
    assert connector(server).check() == "project 7 'Cars' with 1 tasks; the image of a task is $image"
    with pytest.raises(SourceFailed) as caught:
        connector(server, project=8).check()
    assert caught.value.missing


def test_the_address_is_guarded_at_each_request(server: LabelStudioServer) -> None:
    api = Api(server.url, {}, Guard())
    with pytest.raises(SourceFailed) as caught:
        list(TOOL.connect(api, LEGACY, TOOL.options({"project": 7})).units(None))
    assert caught.value.lasting
    assert server.requests == []


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({}, "/options/project"),
        ({"project": "7"}, "/options/project"),
        ({"project": True}, "/options/project"),
        ({"project": 0}, "/options/project"),
        ({"project": 2**40}, "/options/project"),
        ({"project": 7, "image_id": "hash"}, "/options/image_id"),
        ({"project": 7, "image_id": ["path"]}, "/options/image_id"),
        ({"project": 7, "image_key": 3}, "/options/image_key"),
        ({"project": 7, "image_key": ""}, "/options/image_key"),
        ({"project": 7, "url": "http://127.0.0.1"}, "/options/url"),
    ],
)
def test_options_that_are_none_are_named(given: dict[str, Any], pointer: str) -> None:
    with pytest.raises(BadInput) as caught:
        TOOL.options(given)
    assert [problem.pointer for problem in caught.value.problems] == [pointer]


def test_a_message_is_genuine_with_its_secret_alone() -> None:
    body = b'{"action": "ANNOTATION_CREATED"}'
    assert TOOL.genuine({"x-labelqa-secret": "s3cret"}, body, "s3cret")
    for headers in ({}, {"x-labelqa-secret": ""}, {"x-labelqa-secret": "s3cre"}, {"x-labelqa-secret": "é"}):
        assert not TOOL.genuine(headers, body, "s3cret")


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ({"action": "ANNOTATION_CREATED", "task": {"id": 5}, "annotation": {"id": 1}}, ["5"]),
        ({"action": "ANNOTATION_UPDATED", "annotation": {"id": 1, "task": 6}}, ["6"]),
        ({"action": "TASKS_CREATED", "tasks": [{"id": 1}, {"id": 2}, {"id": 1}]}, ["1", "2"]),
        ({"action": "TASKS_DELETED", "tasks": [{"id": 3}]}, ["3"]),
        ({"action": "ANNOTATIONS_DELETED", "annotations": [{"id": 9}]}, [""]),
        ({"action": "ANNOTATION_CREATED"}, [""]),
        ({"action": "REVIEW_CREATED", "review": {"id": 4}, "task": {"id": 8}}, ["8"]),
        ({"action": "TASKS_CREATED", "tasks": [{"id": n} for n in range(1, 2000)]}, [""]),
        ({"action": "TASKS_CREATED", "tasks": [{"id": -1}, {"id": "x"}, None]}, [""]),
        ({"action": "ANNOTATION_CREATED", "task": {"id": 5}, "project": {"id": 8}}, []),
        ({"action": "PROJECT_UPDATED", "project": {"id": 7}}, []),
        ({"action": "LABEL_LINK_CREATED"}, []),
        ({"action": ["TASKS_CREATED"]}, []),
        ({}, []),
        ([], []),
    ],
)
def test_a_message_is_a_hint_at_tasks(message: Any, expected: list[str]) -> None:
    assert TOOL.hints(json.dumps(message).encode(), {"project": 7}) == [Hint(key) for key in expected]


def test_what_is_no_json_says_nothing() -> None:
    assert TOOL.hints(b"{", {"project": 7}) == []


def test_findings_become_columns_of_the_data_manager_and_nothing_else_changes(server: LabelStudioServer) -> None:
    task = server.add_task("s3://bucket/a.jpg")
    asked = connector(server)
    assert isinstance(asked, WritesBack)
    flags = (Flag("rushed", "warning", "4 s"), Flag("low_agreement", "warning", "IoU 0.31"))
    findings = [Finding("a.jpg", 0.943, flags)]
    tried = asked.write_back(str(task), findings, {}, dry_run=True)
    assert tried is not None
    assert len(tried.changes) == 2
    assert server.tasks[task]["data"] == {"image": "s3://bucket/a.jpg"}
    done = asked.write_back(str(task), findings, {}, dry_run=False)
    assert done is not None
    written = {"image": "s3://bucket/a.jpg", "labelqa_priority": 0.94, "labelqa_flags": "low_agreement, rushed"}
    assert server.tasks[task]["data"] == written
    patched = server.requests.count(f"PATCH /api/tasks/{task}/")
    again = asked.write_back(str(task), findings, {}, dry_run=False)
    assert again is not None
    assert again.changes == []
    assert server.requests.count(f"PATCH /api/tasks/{task}/") == patched == 1
    assert asked.write_back("99", findings, {}, dry_run=False) is None


def test_a_task_without_flags_gets_no_column_of_flags_until_it_had_some(server: LabelStudioServer) -> None:
    task = server.add_task()
    asked = connector(server)
    clean = [Finding("1.jpg", flags=())]
    assert asked.write_back(str(task), clean, {}, dry_run=False) == WrittenBack([], {"labelqa_flags": ""})
    assert "labelqa_flags" not in server.tasks[task]["data"]
    asked.write_back(str(task), [Finding("1.jpg", flags=(Flag("low_agreement", "warning", ""),))], {}, dry_run=False)
    asked.write_back(str(task), clean, {}, dry_run=False)
    assert server.tasks[task]["data"]["labelqa_flags"] == ""
