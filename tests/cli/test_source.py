"""`labelqa source`: labels from a tool, on a database and through a server; no token on the command line."""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.cli.conftest import Run
from tests.cli.server import started
from tests.connectors.label_studio_server import LEGACY, LabelStudioServer, label_studio


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> Iterator[LabelStudioServer]:
    with label_studio() as found:
        monkeypatch.setenv("LABELQA_EGRESS_ALLOW", f"127.0.0.1:{found.port}")
        monkeypatch.setenv("LS_TOKEN", LEGACY)
        for image in ("a.jpg", "b.jpg"):
            task = found.add_task(f"s3://bucket/{image}")
            found.annotate(task, who=3, x=1.0)
            found.annotate(task, who=4, x=60.0)
        yield found


def add(labelqa: Run, tool: LabelStudioServer, *more: str) -> str:
    labelqa("project", "create", "site")
    made = labelqa(
        "source", "add", "site", tool.url, "--option", "project=7", "--token-env", "LS_TOKEN", "--json", *more
    )
    assert made.code == 0, made.err
    assert LEGACY not in made.out + made.err
    return str(made.json["source_id"])


def test_labels_are_pulled_and_what_came_is_told(labelqa: Run, tool: LabelStudioServer) -> None:
    source = add(labelqa, tool)
    assert labelqa("source", "check", "site").out == "project 7 'Cars' with 2 tasks; the image of a task is $image\n"
    pulled = labelqa("source", "pull", "site")
    assert pulled.code == 0, pulled.err
    assert "2 written" in pulled.out
    assert "4 new" in pulled.out
    assert labelqa("report", "site", "overview", "--json").json["annotations"] == 4
    again = labelqa("source", "pull", "site", source, "--json").json
    assert again["units"] == {"unchanged": 2}  # what was dated within a minute of the last is looked at again
    tool.delete_task(1)
    assert labelqa("source", "pull", "site", "--full", "--json").json["units"] == {"unchanged": 1, "withdrawn": 1}
    (listed,) = labelqa("source", "list", "site", "--json").json
    assert (listed["units"], listed["state"], listed["problem"]) == (1, "active", None)
    assert source in labelqa("source", "list", "site").out
    assert labelqa("source", "remove", "site", source).code == 0
    assert labelqa("source", "list", "site", "--json").json == []
    assert labelqa("report", "site", "overview", "--json").json["annotations"] == 2


def test_a_token_is_read_from_standard_input_and_needed(
    labelqa: Run, tool: LabelStudioServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    labelqa("project", "create", "site")
    command = ("source", "add", "site", tool.url, "--option", "project=7")
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{LEGACY}\n"))
    made = labelqa(*command)
    assert made.code == 0, made.err
    assert made.out.startswith("lqs_")
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert labelqa(*command).code == 3
    assert labelqa(*command, "--token-env", "NO_SUCH_VARIABLE").code == 2
    assert labelqa("source", "pull", "site").code == 0


def test_what_is_wrong_is_said(labelqa: Run, tool: LabelStudioServer, monkeypatch: pytest.MonkeyPatch) -> None:
    source = add(labelqa, tool)
    command = ("source", "add", "site", tool.url, "--token-env", "LS_TOKEN")
    for more, code in (((), 3), (("--option", "project"), 2), (("--tool", "excel", "--option", "project=7"), 3)):
        assert labelqa(*command, *more).code == code, more
    monkeypatch.setenv("LABELQA_EGRESS_ALLOW", "")
    refused = labelqa(*command, "--option", "project=7")
    assert refused.code == 3
    assert "LABELQA_EGRESS_ALLOW" in refused.err
    assert labelqa("source", "pull", "site", source).code == 4
    assert labelqa("source", "check", "site", source).code == 4
    assert labelqa("source", "pull", "site", "src_none").code == 2
    assert labelqa("source", "list", "nowhere").code == 2
    assert labelqa("source", "change", "site", source).code == 2
    (listed,) = labelqa("source", "list", "site", "--json").json
    assert listed["state"] == "failing"


def test_a_project_without_a_source_says_what_makes_one(labelqa: Run) -> None:
    labelqa("project", "create", "site")
    found = labelqa("source", "pull", "site")
    assert found.code == 2
    assert "labelqa source add" in found.err


def test_a_void_token_ends_in_an_error_and_a_new_one_mends_it(
    labelqa: Run, tool: LabelStudioServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(labelqa, tool)
    tool.valid.clear()
    failed = labelqa("source", "pull", "site")
    assert failed.code == 4
    assert "answered 401" in failed.err
    tool.valid.add(LEGACY)
    assert labelqa("source", "change", "site", "--token-env", "LS_TOKEN", "--minutes", "30").code == 0
    assert labelqa("source", "pull", "site").code == 0
    (listed,) = labelqa("source", "list", "site", "--json").json
    assert (listed["state"], listed["minutes"]) == ("active", 30)


def test_findings_are_shown_first_and_written_with_yes(labelqa: Run, tool: LabelStudioServer) -> None:
    add(labelqa, tool)
    labelqa("source", "pull", "site")
    shown = labelqa("source", "write-back", "site", "--what", "priority")
    assert shown.code == 0, shown.err
    assert "task 1: labelqa_priority = " in shown.out
    assert "labelqa_priority" not in tool.tasks[1]["data"]
    assert labelqa("source", "write-back", "site", "--yes").code == 2  # the source does not allow it
    labelqa("source", "change", "site", "--write-back")
    done = labelqa("source", "write-back", "site", "--yes", "--json").json
    assert (done["written"], done["units"]) == (True, 2)
    assert set(tool.tasks[1]["data"]) == {"image", "labelqa_priority", "labelqa_flags"}
    assert labelqa("source", "write-back", "site", "--yes", "--json").json["changes"] == []


def test_a_server_takes_the_same_words(
    labelqa: Run, tool: LabelStudioServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {
        "LABELQA_DATABASE": f"sqlite:///{tmp_path / 'served.db'}",
        "LABELQA_EGRESS_ALLOW": f"127.0.0.1:{tool.port}",
        "LABELQA_BOOTSTRAP_KEY": BOOTSTRAP_EXAMPLE,
    }
    with started(tmp_path, "serve", "--port", "0", **settings) as (address, _):
        monkeypatch.setenv("LABELQA_SERVER", address)
        monkeypatch.setenv("LABELQA_KEY", BOOTSTRAP_EXAMPLE)
        source = add(labelqa, tool, "--minutes", "0")
        assert labelqa("source", "check", "site").out.startswith("project 7 'Cars'")
        assert labelqa("source", "pull", "site", source, "--json").json["units"]
        assert labelqa("report", "site", "overview", "--json").json["annotations"] == 4
        labelqa("source", "change", "site", "--write-back")
        assert labelqa("source", "write-back", "site", "--yes", "--json").json["units"] == 2
        assert "labelqa_flags" in tool.tasks[1]["data"]
        tool.valid.clear()
        assert labelqa("source", "pull", "site").code == 4
        assert labelqa("source", "remove", "site", source).code == 0
