"""The server as its operator starts it, and the command line through it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from labelqa.web.keys import BOOTSTRAP_EXAMPLE, well_formed
from tests.cli.conftest import Run, row, write
from tests.cli.server import started


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """The address of a server with a key that is known."""
    database = f"sqlite:///{tmp_path / 'served.db'}"
    with started(tmp_path, "serve", "--port", "0", "--database", database, LABELQA_BOOTSTRAP_KEY=BOOTSTRAP_EXAMPLE) as (
        address,
        said,
    ):
        assert BOOTSTRAP_EXAMPLE not in said
        yield address


@pytest.fixture
def remote(labelqa: Run, url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs commands through the server."""
    monkeypatch.setenv("LABELQA_KEY", BOOTSTRAP_EXAMPLE)
    monkeypatch.setenv("LABELQA_SERVER", url)
    return labelqa


def test_a_server_takes_the_same_words_and_gives_the_same_answers(
    labelqa: Run, remote: Run, ana: Path, bo: Path, database: str, tmp_path: Path
) -> None:
    here = ["--database", database]
    assert labelqa("import", "yard", ana, bo, *here).code == 0
    assert remote("import", "yard", ana, bo).code == 0
    for name in ("agreement", "annotators", "benchmark"):
        assert remote("report", "yard", name, "--json").json == labelqa("report", "yard", name, "--json", *here).json
    assert remote("report", "yard", "agreement", "--limit", "3").out.count("img_") == 3
    near, far = tmp_path / "near.jsonl", tmp_path / "far.jsonl"
    assert labelqa("export", "yard", "--min-iou", "0.5", "-o", near, *here).code == 0
    assert remote("export", "yard", "--min-iou", "0.5", "-o", far).code == 0
    assert near.read_bytes() == far.read_bytes()
    told = [json.loads(path.with_name(f"{path.name}.manifest.json").read_text()) for path in (near, far)]
    assert {k: v for k, v in told[0].items() if k != "revision"} == {
        k: v for k, v in told[1].items() if k != "revision"
    }


def test_the_name_of_a_file_says_who_drew_on_a_server_too(remote: Run, tmp_path: Path) -> None:
    document = {
        "images": [{"id": 1, "file_name": "a.jpg", "width": 640, "height": 480}],
        "categories": [{"id": 1, "name": "car"}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 30, 40]}],
    }
    for name in ("ana", "bo"):
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    assert remote("import", "yard", tmp_path / "ana.json", tmp_path / "bo.json").code == 0
    rows = remote("report", "yard", "annotators", "--json").json["annotators"]
    assert [r["annotator_id"] for r in rows] == ["ana", "bo"]


def test_a_broken_file_is_refused_by_a_server_with_the_same_exit_code(remote: Run, tmp_path: Path) -> None:
    broken = write(tmp_path / "broken.jsonl", [row(1, "ana"), {**row(2, "ana"), "objects": [{"class": "car"}]}])
    done = remote("import", "yard", broken)
    assert done.code == 3
    assert "broken.jsonl" in done.err
    assert remote("project", "list", "--json").json == []


def test_a_key_is_made_used_rotated_and_revoked_through_a_server(
    remote: Run, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = remote("key", "create", "--name", "reader", "--scope", "read", "--json").json
    turned = remote("key", "rotate", made["key_id"], "--json").json
    assert well_formed(turned["key"])
    assert remote("key", "revoke", turned["key_id"]).code == 0
    listed = {k["key_id"]: k for k in remote("key", "list", "--json").json}
    assert None not in (listed[made["key_id"]]["revoked_at"], listed[turned["key_id"]]["revoked_at"])
    monkeypatch.setenv("LABELQA_KEY", turned["key"])
    assert remote("project", "list").code == 2


def test_a_key_without_the_scope_is_told_so(remote: Run, ana: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert remote("project", "create", "yard").code == 0
    monkeypatch.setenv("LABELQA_KEY", remote("key", "create", "--scope", "read", "--json").json["key"])
    done = remote("import", "yard", ana)
    assert (done.code, "ingest" in done.err) == (2, True)


def test_the_first_start_prints_an_admin_key_and_the_second_none(tmp_path: Path) -> None:
    serve = ("serve", "--port", "0", "--database", f"sqlite:///{tmp_path / 'served.db'}")
    with started(tmp_path, *serve) as (address, said):
        key = next(line for line in said.splitlines() if well_formed(line))
        answer = requests.get(f"{address}/v1/projects", headers={"Authorization": f"Bearer {key}"}, timeout=30)
        assert answer.status_code == 200
    with started(tmp_path, *serve) as (address, said):
        assert "lqa_" not in said
        again = requests.get(f"{address}/v1/projects", headers={"Authorization": f"Bearer {key}"}, timeout=30)
        assert again.status_code == 200


def test_several_workers_on_sqlite_are_refused(labelqa: Run, database: str) -> None:
    done = labelqa("serve", "--workers", "2")
    assert (done.code, "PostgreSQL" in done.err) == (2, True)


def test_the_promised_client_prints_every_line_of_the_simulated_project(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'demo.db'}"
    demo = ("demo", "--no-browser", "--port", "18765", "--database", database)
    with started(tmp_path, *demo, until="Ctrl-C") as (address, said):
        key = next(word for word in said.split() if well_formed(word))
        token = said.partition(f"{address}/sign-in#token=")[2].split()[0]
        with requests.Session() as browser:
            assert browser.post(f"{address}/v1/session", json={"token": token}, timeout=30).status_code == 204
            assert browser.get(f"{address}/v1/session", timeout=30).json()["scopes"] == ["admin"]
        assert requests.post(f"{address}/v1/session", json={"token": token}, timeout=30).status_code == 401
        client = Path(__file__).parents[1] / "demo_client.py"
        environment = {"PATH": os.environ["PATH"], "LABELQA_URL": address, "LABELQA_KEY": key}
        done = subprocess.run([sys.executable, client], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    sections: dict[str, Any] = {part.splitlines()[0]: part.splitlines()[1:] for part in done.stdout.split("# ")[1:]}
    assert [line.split()[0] for line in sections["annotators"]] == ["ana", "bo", "chen", "dia", "eli"]
    assert len(sections["agreement"]) == 11
    assert {line.split()[1] for line in sections["alerts"]} == {
        "class_imbalance",
        "iaa_drift",
        "low_approval",
        "suggestion_outlier",
    }
