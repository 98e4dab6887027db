"""Messages from CVAT are hints and nothing more, and what labelqa found stands in CVAT as issues."""

import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest

from labelqa.connectors import Finding, Flag, Hint, WritesBack, WrittenBack
from labelqa.connectors.cvat.options import options
from labelqa.connectors.cvat.webhook import genuine, hints
from tests.connectors.cvat_server import Cvat, box, serving
from tests.connectors.cvat_source import source, tool

SECRET = "a secret of the tests"
CHOSEN = options({"tasks": [1], "projects": [5]})


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {"x-signature-256": "sha256=" + hmac.new(secret.encode(), body, "sha256").hexdigest()}


def test_a_message_is_genuine_when_its_very_bytes_are_signed() -> None:
    body = b'{"event": "ping"}'
    assert genuine(signed(body), body, SECRET)
    assert not genuine(signed(body), body + b" ", SECRET)
    assert not genuine(signed(body), body, "another secret")
    assert not genuine(signed(body, "another secret"), body, SECRET)


@pytest.mark.parametrize("given", [None, "", "sha256=", "sha1=abc", "\udcff", "ü" * 71])
def test_no_other_signature_is_genuine(given: str | None) -> None:
    assert not genuine({} if given is None else {"x-signature-256": given}, b"{}", SECRET)


def test_without_a_secret_no_message_is_genuine() -> None:
    assert not genuine(signed(b"{}", ""), b"{}", "")


def message(event: str, **more: Any) -> bytes:
    return json.dumps({"event": event, "sender": {"id": 1}, "webhook_id": 3, **more}).encode()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (message("update:job", job={"id": 7, "task_id": 1, "project_id": None}, before_update={"state": "new"}),
         ["job/7"]),
        (message("create:job", job={"id": 7, "task_id": 2, "project_id": 5}), ["job/7"]),
        (message("delete:job", job={"id": 7, "task_id": 1, "project_id": None}), ["job/7"]),
        (message("update:job", job={"id": 7, "task_id": 2, "project_id": 6}), []),
        (message("create:issue", issue={"id": 4, "job": 8}), ["job/8"]),
        (message("create:comment", comment={"id": 4, "issue": 8}), [""]),
        (message("create:task", task={"id": 9, "project_id": 5}), [""]),
        (message("delete:task", task={"id": 1, "project_id": None}), [""]),
        (message("create:task", task={"id": 9, "project_id": None}), []),
        (message("update:project", project={"id": 5}), [""]),
        (message("update:project", project={"id": 6}), []),
        (message("ping", webhook={"id": 3}), []),
        (message("update:membership", membership={"id": 3}), []),
        (message("update:job", job={"id": "7/../..", "task_id": 1}), []),
        (message("update:job", job=[7]), []),
        (message("update:job"), []),
        (b'{"event": 7}', []),
        (b"[]", []),
        (b"\xff", []),
        (b"", []),
    ],
)  # fmt: skip
def test_a_message_says_what_has_changed_and_no_more(body: bytes, expected: list[str]) -> None:
    assert hints(body, CHOSEN) == [Hint(key) for key in expected]


# Written back


@pytest.fixture
def cvat() -> Iterator[Cvat]:
    with serving() as found:
        found.task(1, [f"{i}.png" for i in range(4)])
        found.job(1, 1, 0, 2, assignee=found.user(7, "ann"))
        found.draw(1, box(0, 0, 0, 9, 9))
        yield found


def flagged(image: str, *details: str) -> Finding:
    return Finding(image, 0.5, tuple(Flag("disputed", "warning", text) for text in details))


def told(cvat: Cvat, findings: list[Finding], written: Any, *, dry_run: bool = False) -> WrittenBack:
    found = source(cvat).write_back("job/1", findings, json.loads(json.dumps(dict(written))), dry_run=dry_run)
    assert found is not None
    return found


def changed(cvat: Cvat) -> int:
    return sum(1 for verb, _, _ in cvat.requests if verb != "GET")


def test_flags_become_issues_on_their_frames_and_the_same_again_changes_nothing(cvat: Cvat) -> None:
    assert isinstance(tool(cvat), WritesBack)
    findings = [flagged("1.png", "two annotators differ", "a box is missing"), flagged("9.png", "of another job")]
    first = told(cvat, findings, {})
    assert len(first.changes) == 1
    (issue,) = cvat.issues.values()
    assert (issue["job"], issue["frame"], issue["position"]) == (1, 1, [0, 0, 100, 100])
    assert [c["message"] for c in cvat.comments.values()] == ["labelqa: two annotators differ; a box is missing"]
    asked = changed(cvat)
    second = told(cvat, findings, first.written)
    assert not second.changes
    assert second.written == first.written
    assert changed(cvat) == asked


def test_a_dry_run_says_what_it_would_do_and_does_nothing(cvat: Cvat) -> None:
    found = told(cvat, [flagged("1.png", "look")], {}, dry_run=True)
    assert found.changes == ["job/1, frame 1 (1.png): opens an issue, 'labelqa: look'"]
    assert found.written == {}
    assert not cvat.issues
    assert changed(cvat) == 0


def test_an_issue_is_reworded_resolved_and_reopened_with_what_is_found(cvat: Cvat) -> None:
    written = told(cvat, [flagged("1.png", "one")], {}).written
    written = told(cvat, [flagged("1.png", "two")], written).written
    assert [c["message"] for c in cvat.comments.values()] == ["labelqa: two"]
    done = told(cvat, [flagged("1.png")], written)
    assert done.changes == ["job/1, frame 1 (1.png): resolves its issue"]
    assert [i["resolved"] for i in cvat.issues.values()] == [True]
    assert not told(cvat, [flagged("1.png")], done.written).changes
    told(cvat, [flagged("1.png", "three")], done.written)
    assert [i["resolved"] for i in cvat.issues.values()] == [False]
    assert [c["message"] for c in cvat.comments.values()] == ["labelqa: three"]


def test_what_was_not_asked_for_is_left_as_it_is(cvat: Cvat) -> None:
    written = told(cvat, [flagged("1.png", "one")], {}).written
    found = told(cvat, [Finding("1.png", 0.9), Finding("0.png")], written)
    assert (found.changes, found.written) == ([], written)


def test_what_people_resolved_or_deleted_comes_back_only_with_something_else_to_say(cvat: Cvat) -> None:
    written = told(cvat, [flagged("0.png", "one"), flagged("1.png", "one")], {}).written
    cvat.issues[1]["resolved"] = True
    del cvat.issues[2]
    del cvat.comments[2]
    assert not told(cvat, [flagged("0.png", "one"), flagged("1.png", "one")], written).changes
    again = told(cvat, [flagged("0.png", "two"), flagged("1.png", "two")], written)
    assert len(again.changes) == 3, "reworded and reopened; opened anew"
    assert {i["frame"]: i["resolved"] for i in cvat.issues.values()} == {0: False, 1: False}


def test_an_issue_written_by_a_run_that_did_not_end_is_found_again_and_not_doubled(cvat: Cvat) -> None:
    told(cvat, [flagged("1.png", "one")], {})
    cvat.issue(7, 1, 1, "a word of a reviewer")
    found = told(cvat, [flagged("1.png", "one")], {})
    assert not found.changes
    assert found.written == {"issues": {"1": [1, "labelqa: one"]}}
    assert len(cvat.issues) == 2
    assert not cvat.issues[7]["resolved"]


def test_a_job_that_is_gone_is_said_to_be(cvat: Cvat) -> None:
    assert source(cvat).write_back("job/9", [flagged("1.png", "one")], {}, dry_run=False) is None
