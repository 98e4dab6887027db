"""The simulated project as it lies in a database: whole, exact, made once, and completed when it was interrupted."""

from dataclasses import replace
from pathlib import Path

import pytest

from labelqa.cli import simulated
from labelqa.cli.simulated import IMAGES, PROJECT, fill
from labelqa.reports import REPORTS
from labelqa.store import Store, open_store, projects
from labelqa.verify import verify
from tests.cli.conftest import Run

NOW = 1_796_000_000_000
NEXT_WEEK = NOW + 7 * 86_400_000


def answers(store: Store) -> dict[str, object]:
    """Four reports, but for when this server first saw an alert: that is no function of the labels."""
    with store.read() as connection:
        project = projects.get(connection, PROJECT)
        found = {
            name: REPORTS[name].build(connection, project)
            for name in ("agreement", "annotators", "benchmark", "alerts", "images")
        }
    alerts = [replace(alert, opened_at=None, updated_at=None) for alert in found["alerts"].alerts]
    return {**found, "alerts": replace(found["alerts"], alerts=alerts)}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('simulated') / 'demo.db'}")
    fill(store, now=NOW)
    return store


def test_it_raises_every_promised_alert_and_its_totals_are_exact(made: Store) -> None:
    alerts = answers(made)["alerts"].alerts  # type: ignore[attr-defined]
    assert {a.type for a in alerts} == {"class_imbalance", "low_approval", "suggestion_outlier", "iaa_drift"}
    with made.read() as connection:
        assert verify(connection, PROJECT).exact


def test_its_dated_notes_are_markers_beside_drift(made: Store) -> None:
    with made.read() as connection:
        project = projects.get(connection, PROJECT)
        found = REPORTS["agreement"].build(connection, project, drift=True)
    assert [marker.kind for marker in found.markers] == ["model", "guideline"]
    assert all("Simulated" in marker.text for marker in found.markers)


def test_it_is_made_once(made: Store) -> None:
    with made.read() as connection:
        before = projects.get(connection, PROJECT)
    fill(made, now=NEXT_WEEK)
    with made.read() as connection:
        assert projects.get(connection, PROJECT) == before


@pytest.mark.parametrize("batches", [0, 3])
def test_one_that_was_interrupted_is_completed_to_the_same(
    made: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batches: int
) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'half.db'}")
    calls, write = [], simulated.write_annotations

    def stops(*arguments: object, **named: object) -> object:
        calls.append(1)
        if len(calls) > batches:
            raise KeyboardInterrupt
        return write(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(simulated, "write_annotations", stops)
    with pytest.raises(KeyboardInterrupt):
        fill(store, now=NOW)
    monkeypatch.setattr(simulated, "write_annotations", write)
    fill(store, now=NEXT_WEEK)
    assert answers(store) == answers(made)
    with store.read() as connection:
        assert REPORTS["overview"].build(connection, projects.get(connection, PROJECT)).images == IMAGES
    store.close()


def test_one_that_was_interrupted_while_its_queue_was_learnt_is_completed_too(
    made: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stops(*arguments: object, **named: object) -> None:
        raise KeyboardInterrupt

    store = open_store(f"sqlite:///{tmp_path / 'unlearnt.db'}")
    with monkeypatch.context() as patched:
        patched.setattr(simulated, "learn_queue", stops)
        with pytest.raises(KeyboardInterrupt):
            fill(store, now=NOW)
    fill(store, now=NEXT_WEEK)
    assert answers(store) == answers(made)
    store.close()


def test_everything_about_it_says_that_it_is_simulated(labelqa: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    said = labelqa("demo", "--data-only", "--database", url)
    assert said.code == 0
    assert "simulated" in said.err
    assert "simulated" in labelqa("project", "list", "--database", url).out
