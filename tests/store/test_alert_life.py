"""The life of an alert: one row for each cause, one event for each thing that happens, the same from the same state."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelqa.errors import Conflict, NotFound
from labelqa.store import Store, alert_acknowledgements, alert_events, alert_life, alerts, projects
from labelqa.store.alert_life import Change
from tests.ingest.world import fresh

T0 = 1_793_000_000_000
HOUR = 3_600_000
many = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def row(**more: Any) -> dict[str, Any]:
    figures = {"severity": "warning", "value": 0.6, "threshold": 0.7, "n": 50, "since": None, "message": "31 of 50"}
    subject = {"alert_id": "al_1", "scope": "bo", "subject_kind": "annotator", "subject_id": "bo"}
    return {**subject, **figures, "action": "Talk.", "images": "annotator=bo", **more}


class Life:
    """One cause in one project, looked at again and again."""

    def __init__(self, store: Store) -> None:
        self.store, self.project_id = store, fresh(store)
        with store.read() as c:
            self.number = projects.get(c, self.project_id).number

    def look(self, now: int, *found: dict[str, Any]) -> list[str]:
        with self.store.write(self.number) as c:
            rows = [dict(one) for one in found]
            return [change.event for change in alerts.settle(c, self.number, "low_approval", ["bo"], rows, now=now)]

    def acknowledge(self, now: int, **more: Any) -> list[Change]:
        with self.store.write(self.number) as c:
            said = {"by": "lea", "why": "new here", "until": None} | more
            return alert_acknowledgements.acknowledge(c, self.number, "al_1", **said, now=now)

    def withdraw(self, now: int) -> None:
        with self.store.write(self.number) as c:
            alert_acknowledgements.withdraw(c, self.number, "al_1", by="rui", now=now)

    def sweep(self, now: int) -> list[str]:
        with self.store.write(self.number) as c:
            assert (self.project_id in alert_acknowledgements.lapsing(c, now=now)) in (True, False)
            return [change.event for change in alert_acknowledgements.lapse(c, self.number, now=now)]

    @property
    def now(self) -> dict[str, Any]:
        with self.store.read() as c:
            return dict(alerts.get(c, self.number, "al_1")._mapping)

    @property
    def history(self) -> list[alert_events.Happened]:
        with self.store.read() as c:
            return alert_events.history(c, self.number, "al_1", last=100)

    @property
    def events(self) -> list[str]:
        return [happened.event for happened in self.history]


@pytest.fixture
def life(store: Store) -> Life:
    return Life(store)


def test_a_cause_that_stands_is_one_alert_and_one_event_however_often_it_is_looked_at(life: Life) -> None:
    assert life.look(T0, row()) == ["opened"]
    for k in range(1, 6):
        assert life.look(T0 + k, row()) == []
    assert life.events == ["opened"]
    assert (life.now["opened_at"], life.now["since"], life.now["updated_at"]) == (T0, T0, T0)


def test_the_row_shows_current_figures_and_the_history_only_what_is_news(life: Life) -> None:
    life.look(T0, row(value=0.60))
    assert life.look(T0 + 1, row(value=0.59, n=51, message="30 of 51")) == []
    assert (life.now["value"], life.now["n"], life.now["message"]) == (0.59, 51, "30 of 51")
    assert life.now["updated_at"] == T0 + 1
    assert life.look(T0 + 2, row(value=0.57)) == []
    assert life.look(T0 + 3, row(value=0.53)) == ["updated"], "small steps add up to a tenth of what was noted"
    assert life.look(T0 + 4, row(value=0.52)) == []
    assert life.look(T0 + 5, row(value=0.52, severity="error")) == ["updated"]
    assert [(h.event, h.value, h.severity) for h in life.history] == [
        ("opened", 0.60, "warning"), ("updated", 0.53, "warning"), ("updated", 0.52, "error"),
    ]  # fmt: skip


def test_a_resolved_cause_that_returns_is_a_new_episode_of_the_same_alert(life: Life) -> None:
    life.look(T0, row())
    assert life.look(T0 + 1) == ["resolved"]
    assert (life.now["status"], life.now["resolved_at"]) == ("resolved", T0 + 1)
    assert life.look(T0 + 2) == []
    assert life.look(T0 + 3, row()) == ["reopened"]
    assert (life.now["status"], life.now["opened_at"], life.now["since"]) == ("open", T0 + 3, T0 + 3)
    assert life.now["resolved_at"] is None
    assert life.events == ["opened", "resolved", "reopened"]
    assert life.history[-1].why == alert_life.BACK


def test_an_acknowledged_alert_goes_on_being_updated_and_stays_acknowledged(life: Life) -> None:
    life.look(T0, row())
    life.acknowledge(T0 + 1, until=T0 + HOUR)
    assert life.look(T0 + 2, row(value=0.3)) == ["updated"]
    found = life.now
    assert (found["status"], found["value"]) == ("acknowledged", 0.3)
    assert [found[f"acknowledged_{k}"] for k in ("by", "why", "at", "until")] == ["lea", "new here", T0 + 1, T0 + HOUR]
    said = life.history[1]
    assert (said.event, said.by, said.why, said.until) == ("acknowledged", "lea", "new here", T0 + HOUR)
    assert life.look(T0 + 3) == ["resolved"]
    assert life.now["acknowledged_by"] is None


def test_more_severe_than_what_was_acknowledged_opens_it_again_and_less_severe_does_not(life: Life) -> None:
    life.look(T0, row(severity="warning"))
    life.acknowledge(T0 + 1)
    assert life.look(T0 + 2, row(severity="info")) == ["updated"]
    assert life.look(T0 + 3, row(severity="warning")) == ["updated"]
    assert life.now["status"] == "acknowledged", "that much was known"
    assert life.look(T0 + 4, row(severity="error")) == ["reopened"]
    assert (life.now["status"], life.now["acknowledged_until"]) == ("open", None)
    assert life.history[-1].why == alert_life.WORSE


def test_an_acknowledgement_ends_with_its_time_by_the_sweep_or_by_a_write_that_comes_before_it(life: Life) -> None:
    life.look(T0, row())
    life.acknowledge(T0 + 1, until=T0 + 10)
    assert life.sweep(T0 + 9) == []
    assert life.sweep(T0 + 10) == ["reopened"]
    assert life.sweep(T0 + 11) == []
    assert life.now["status"] == "open"
    life.acknowledge(T0 + 12, until=T0 + 20)
    assert life.look(T0 + 19, row()) == []
    assert life.look(T0 + 20, row()) == ["reopened"]
    assert life.history[-1].why == alert_life.OVER
    life.acknowledge(T0 + 21)
    assert life.sweep(T0 + 1000 * HOUR) == [], "without a time it stays"


def test_taken_back_it_is_open_and_what_is_not_acknowledged_cannot_be(life: Life) -> None:
    with pytest.raises(NotFound):
        life.acknowledge(T0)
    life.look(T0, row())
    with pytest.raises(Conflict):
        life.withdraw(T0)
    life.acknowledge(T0 + 1)
    life.withdraw(T0 + 2)
    assert (life.now["status"], life.history[-1].by) == ("open", "rui")
    life.look(T0 + 3)
    with pytest.raises(Conflict):
        life.acknowledge(T0 + 4)


steps = st.lists(
    st.sampled_from(["gone", "acknowledge", "acknowledge for a while", "withdraw", "wait"])
    | st.tuples(st.sampled_from(["info", "warning", "error"]), st.sampled_from([0.1, 0.105, 0.2, 0.5, None])),
    max_size=15,
)


def run(life: Life, history: list[Any]) -> list[list[str]]:
    found, now = [], T0
    for step in history:
        now += 10
        try:
            if step == "gone":
                found.append(life.look(now))
            elif step == "wait":
                now += 100
                found.append(life.sweep(now))
            elif step == "withdraw":
                life.withdraw(now)
            elif step == "acknowledge":
                life.acknowledge(now)
            elif step == "acknowledge for a while":
                life.acknowledge(now, until=now + 50)
            else:
                found.append(life.look(now, row(severity=step[0], value=step[1])))
        except (Conflict, NotFound):
            found.append(["refused"])
    return found


@many
@given(history=steps)
def test_any_life_is_told_wholly_by_its_history_and_lived_again_is_the_same(store: Store, history: list[Any]) -> None:
    one, other = Life(store), Life(store)
    assert run(one, history) == run(other, history)
    assert one.history == other.history
    if not one.history:
        return
    now, events = one.now, one.events
    last = one.history[-1]
    assert events[0] == "opened"
    assert events.count("opened") == 1
    for before, after in pairwise(events):
        assert after != "opened"
        assert not (before == "resolved" and after != "reopened")
        assert not (before == "acknowledged" and after == "opened")
    state = [e for e in events if e != "updated"][-1]
    assert now["status"] == {"opened": "open", "reopened": "open"}.get(state, state)
    assert now["severity"] == last.severity
    assert (now["acknowledged_at"] is not None) == (now["status"] == "acknowledged")
    assert (now["resolved_at"] is not None) == (now["status"] == "resolved")
