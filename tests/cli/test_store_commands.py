"""`labelqa project`, `verify` and `migrate`."""

from pathlib import Path

import pytest
from sqlalchemy import text

from labelqa.store import open_store
from tests.cli.conftest import Run


def test_a_project_is_created_once(labelqa: Run) -> None:
    made = labelqa(
        "project", "create", "yard", "--name", "The yard", "--class", "car", "--class-policy", "closed", "--json"
    )
    assert made.code == 0
    assert (made.json["project_id"], made.json["name"], made.json["class_policy"]) == ("yard", "The yard", "closed")
    again = labelqa("project", "create", "yard")
    assert again.code == 2
    assert "already" in again.err
    assert [p["project_id"] for p in labelqa("project", "list", "--json").json] == ["yard"]
    assert "The yard" in labelqa("project", "list").out


def test_a_closed_project_refuses_other_classes(labelqa: Run, ana: Path) -> None:
    labelqa("project", "create", "yard", "--class", "car", "--class-policy", "closed")
    found = labelqa("import", "yard", ana)
    assert found.code == 3
    assert "van" in found.err


@pytest.mark.parametrize("project_id", ["", "a/b", "a\nb", "x" * 129])
def test_an_id_that_no_address_can_hold_is_refused(labelqa: Run, project_id: str) -> None:
    assert labelqa("project", "create", project_id).code in (2, 3)
    assert labelqa("project", "list", "--json").json == []


def test_what_is_stored_is_exactly_the_recomputation(labelqa: Run, ana: Path, bo: Path) -> None:
    labelqa("import", "yard", ana, bo)
    found = labelqa("verify", "yard", "--json")
    assert found.code == 0
    assert found.json["exact"] is True
    assert found.json["images"] == 30
    assert labelqa("verify", "yard").out.strip().endswith("exact")
    assert labelqa("verify", "nowhere").code == 2


def test_a_total_that_was_tampered_with_is_found(labelqa: Run, ana: Path, bo: Path, database: str) -> None:
    labelqa("import", "yard", ana, bo)
    store = open_store(database)
    with store.write() as connection:
        connection.execute(text("UPDATE agreement_tally SET tp = tp + 1 WHERE day = 0"))
    store.close()
    found = labelqa("verify", "yard")
    assert found.code == 3
    assert "total agreement" in found.out
    assert labelqa("verify", "yard", "--json").json["exact"] is False


def test_migrating_twice_does_nothing_the_second_time(labelqa: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    assert labelqa("migrate", "--database", url).code == 0
    assert (tmp_path / "new.db").exists()
    assert labelqa("migrate", "--database", url).code == 0
