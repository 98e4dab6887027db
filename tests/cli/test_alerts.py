"""`labelqa alerts deliver`: what an import has raised goes out without a server."""

import json
from pathlib import Path

import pytest

from labelqa.delivery import signing
from labelqa.delivery.address import PURPOSE, Safe
from labelqa.sealing import Sealer
from labelqa.settings import Settings
from labelqa.store import alert_targets, open_store, projects
from labelqa.web.secret import server_secret
from tests.cli.conftest import Run
from tests.delivery.receiver import Receiver, receiving


def add_target(database: str, receiver: Receiver) -> None:
    settings = Settings.read(database=database)
    store = open_store(database)
    safe = Safe(Sealer(server_secret(store, settings), PURPOSE))
    with store.write() as c:
        values = {
            "target_id": "tgt_1", "kind": "webhook", "name": "x", "min_severity": "info", "state": "active",
            "address": safe.seal("tgt_1", "address", receiver.url),
            "secret": safe.seal("tgt_1", "secret", signing.new_secret()), "created_at": 1, "changed_at": 1,
        }  # fmt: skip
        alert_targets.add(c, projects.get(c, "site").number, values)
    store.close()


def test_what_an_import_has_raised_waits_until_it_is_delivered(
    labelqa: Run, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boxes = [{"class": "car", "box": [k * 3, 1, 2, 2]} for k in range(200)] + [{"class": "van", "box": [1, 9, 9, 9]}]
    line = {"image_id": "i", "annotator_id": "ana", "kind": "person", "submitted_at": None, "objects": boxes}
    file = tmp_path / "labels.jsonl"
    file.write_text(json.dumps(line))
    with receiving(500, 200) as receiver:
        monkeypatch.setenv("LABELQA_EGRESS_ALLOW", f"127.0.0.1:{receiver.port}")
        labelqa("project", "create", "site")
        add_target(database, receiver)
        assert labelqa("import", "site", file, "--quiet").code == 0
        assert receiver.connections == 0
        assert labelqa("alerts", "deliver").out == "0 sent, 1 failed, 1 waiting\n"
        assert labelqa("alerts", "deliver", "--json").json == {"sent": 0, "failed": 0, "waiting": 1}
