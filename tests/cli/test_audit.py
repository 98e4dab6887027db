"""`labelqa audit`: what is done on a database itself is written down too, and is read there as through a server."""

from pathlib import Path

import pytest

from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.cli.conftest import Run, row, write
from tests.cli.server import started


def test_what_the_command_line_does_is_written_down_under_no_key(labelqa: Run, tmp_path: Path) -> None:
    made = labelqa("key", "create", "--json").json
    turned = labelqa("key", "rotate", made["key_id"], "--json").json
    labelqa("key", "revoke", turned["key_id"])
    labelqa("import", "yard", write(tmp_path / "both.jsonl", [row(0, "ana")]))
    labelqa("assign", "yard", "--to", "lea", "--image", "img_000.jpg", "--role", "reviewer")
    found = labelqa("audit", "--json").json["entries"][::-1]
    assert [e["operation"] for e in found] == [
        "create_key", "rotate_key", "revoke_key", "post_project", "start_import", "post_assignments",
    ]  # fmt: skip
    assert {(e["key_id"], e["session"], e["request_id"]) for e in found} == {(None, None, None)}
    assert [e["about"] for e in found[:4]] == [made["key_id"], made["key_id"], turned["key_id"], "yard"]
    assert found[4]["after"] == {"asked": {"files": ["both.jsonl"]}}
    assert found[5]["after"]["asked"]["assignees"] == ["lea"]
    assert made["key"] not in str(found)
    assert turned["key"] not in str(found)


def test_it_is_narrowed_and_the_newest_come_first(labelqa: Run) -> None:
    for name in ("yard", "site", "dock"):
        labelqa("project", "create", name)
    assert [line.split("\t")[1:4] for line in labelqa("audit", "--last", "2").out.splitlines()] == [
        ["-", "post_project", "dock/dock"],
        ["-", "post_project", "site/site"],
    ]
    (only,) = labelqa("audit", "--project", "yard").out.splitlines()
    assert 'after {"project_id":"yard"' in only
    assert labelqa("audit", "--operation", "delete_project").out == ""
    assert labelqa("audit", "--until", "2020-01-01").out == ""
    assert len(labelqa("audit", "--since", "2020-01-01", "--json").json["entries"]) == 3
    assert labelqa("audit", "--since", "yesterday").code == 2


def test_a_server_tells_the_same_page_by_page(
    labelqa: Run, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labelqa.cli.remote.PAGE", 2)
    for k in range(4):
        labelqa("project", "create", f"yard {k}")
    call = ("serve", "--port", "0", "--database", database)
    with started(tmp_path, *call, LABELQA_BOOTSTRAP_KEY=BOOTSTRAP_EXAMPLE) as (address, _):
        far = ("--server", address, "--key", BOOTSTRAP_EXAMPLE)
        assert labelqa("audit", "--json", *far).out == labelqa("audit", "--json").out
        assert labelqa("audit", "--last", "3", *far).out == labelqa("audit", "--last", "3").out
        first = labelqa("audit", "--json", *far).json["entries"][0]
    assert (first["operation"], first["after"]["name"]) == ("create_key", "first admin key")
    assert BOOTSTRAP_EXAMPLE not in labelqa("audit").out
