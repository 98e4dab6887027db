"""A download that breaks goes on where it broke, and what comes out is what the server has."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from labelqa.app import create_app
from labelqa.cli.remote import Remote
from labelqa.egress import Server
from labelqa.errors import BadInput, StoreUnavailable
from labelqa.export import Query
from labelqa.settings import Settings
from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.broken_line import Line
from tests.cli.conftest import row


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    settings = Settings(
        database=f"sqlite:///{tmp_path / 'served.db'}",
        bootstrap_key=BOOTSTRAP_EXAMPLE,
        learn_after=0,
        export_folder=str(tmp_path / "kept"),
    )
    with TestClient(create_app(settings)) as client:
        client.headers["Authorization"] = f"Bearer {BOOTSTRAP_EXAMPLE}"
        client.post("/v1/projects", json={"project_id": "yard"})
        rows = [row(k, "ana") for k in range(30)]
        assert client.post("/v1/projects/yard/annotations", json={"annotations": rows}).status_code == 200
        yield Line(client)


ALL = Query()


def fetch(line: Line, path: Path, query: Query = ALL) -> dict[str, Any]:
    with Server("http://yard.example", BOOTSTRAP_EXAMPLE, transport=line) as server:
        return Remote(server, wait=lambda seconds: None).export("yard", query, path)


def whole(line: Line, query: str = "") -> bytes:
    return line.client.get(f"/v1/projects/yard/export{query}").content


def test_it_goes_on_by_itself_and_asks_for_the_rest_alone(line: Line, tmp_path: Path) -> None:
    line.breaks = [500, 300]
    manifest = fetch(line, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == whole(line)
    assert line.ranges == [None, "bytes=500-", "bytes=800-"]
    assert manifest["annotations"] == 30
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith("out")) == ["out"]


def test_a_later_call_goes_on_where_the_last_one_gave_up(line: Line, tmp_path: Path) -> None:
    line.breaks = [400, 0, 0, 0, 0, 0]
    with pytest.raises(StoreUnavailable):
        fetch(line, tmp_path / "out")
    assert (tmp_path / "out.part").stat().st_size == 400
    assert not (tmp_path / "out").exists()
    line.asked.clear()
    fetch(line, tmp_path / "out")
    assert line.ranges == ["bytes=400-"]
    assert (tmp_path / "out").read_bytes() == whole(line)


def test_another_query_or_revision_begins_anew(line: Line, tmp_path: Path) -> None:
    line.breaks = [400, 0, 0, 0, 0, 0]
    with pytest.raises(StoreUnavailable):
        fetch(line, tmp_path / "out")
    line.client.post("/v1/projects/yard/annotations", json={"annotations": [row(40, "bo")]})
    line.breaks = [450, 0, 0, 0, 0, 0]  # the new file, from its beginning
    with pytest.raises(StoreUnavailable):
        fetch(line, tmp_path / "out")
    assert (tmp_path / "out.part").read_bytes() == whole(line)[:450]
    fetch(line, tmp_path / "out", Query(format="coco"))
    assert (tmp_path / "out").read_bytes() == whole(line, "?format=coco")


def test_a_part_that_is_all_of_it_already_is_no_trouble(line: Line, tmp_path: Path) -> None:
    line.breaks = [len(whole(line))]
    fetch(line, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == whole(line)


def test_what_comes_damaged_is_not_kept(line: Line, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    line.damage = True
    with pytest.raises(StoreUnavailable, match="not what the server sent"):
        fetch(line, tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith("out")) == ["out"]


def test_without_a_checksum_nothing_is_kept(line: Line, tmp_path: Path) -> None:
    line.unsigned = True
    with pytest.raises(StoreUnavailable, match="came without its checksum"):
        fetch(line, tmp_path / "out")
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith("out")] == []


def test_a_refusal_leaves_nothing_and_is_said_as_the_server_says_it(line: Line, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no class 'cra'"):
        fetch(line, tmp_path / "out", Query(class_=("cra",)))
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith("out")] == []
