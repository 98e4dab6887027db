"""Too quick beside the others: below a third of their median, and told with how well the work agrees."""

from dataclasses import replace

import pytest

from labelqa.model import Annotation
from labelqa.store import Store
from tests.ingest.world import START, checked, fresh, write
from tests.rules.history import BOX, MINUTE, alerts, at, behind


def timed(who: str, seconds: list[float | None], first: int = 0, width: float = 10.0) -> list[Annotation]:
    box = replace(BOX, width=width)
    return [
        Annotation(f"s{k:03}", who, "person", START + MINUTE * k, (box,), seconds=s)
        for k, s in enumerate(seconds, first)
    ]


@pytest.mark.parametrize(("own", "n", "raised"), [(9.0, 20, True), (11.0, 20, False), (1.0, 19, False)])
def test_it_is_raised_below_a_third_of_the_others_median(store: Store, own: float, n: int, raised: bool) -> None:
    """The others take 30 s: in the histogram's step of 29.7 to 30.7."""
    project_id = fresh(store)
    write(store, project_id, timed("bo", [30.0] * 30) + timed("ana", [own] * n))
    assert [a.subject.id for a in alerts(store, project_id, "rushed_labelling")] == (["ana"] if raised else [])
    assert checked(store, project_id).exact


def test_the_last_fifty_timed_answers_count_and_their_images_are_listed(store: Store) -> None:
    project_id = fresh(store)
    own = [30.0] * 20 + [None, 2.0] * 50
    write(store, project_id, timed("bo", [30.0] * 60) + timed("ana", own))
    [found] = alerts(store, project_id, "rushed_labelling")
    assert found.message.startswith("ana: median 2.0 s over the last 50 timed answers, the others' is 30")
    assert found.threshold == pytest.approx(30.208 / 3), "a third of the middle of the step the others' 30 s are in"
    assert behind(store, found) == {f"s{k:03}" for k in range(21, 120, 2)}
    assert found.since is not None
    assert checked(store, project_id).exact


def test_it_is_a_warning_when_the_work_agrees_less_too(store: Store) -> None:
    for width, severity in ((5.0, "warning"), (10.0, "info")):
        project_id = fresh(store)
        rows = timed("ana", [2.0] * 30, width=width) + timed("bo", [30.0] * 30) + timed("cy", [30.0] * 30)
        write(store, project_id, rows)
        assert [a.severity for a in alerts(store, project_id, "rushed_labelling")] == [severity]


def test_what_others_write_moves_the_bar_at_once(store: Store) -> None:
    project_id = fresh(store)
    write(store, project_id, timed("bo", [20.0] * 30) + timed("ana", [8.0] * 30))
    assert alerts(store, project_id, "rushed_labelling") == []
    write(store, project_id, timed("cy", [60.0] * 40))
    found = [(a.subject.id, a.since) for a in alerts(store, project_id, "rushed_labelling")]
    assert found == [("ana", at(19))], "ana's twentieth answer"
    assert checked(store, project_id).exact
    write(store, project_id, timed("bo", [9.0] * 60, first=100))
    assert [a.subject.id for a in alerts(store, project_id, "rushed_labelling")] == ["bo"], "60 of 100 others are quick"
    assert checked(store, project_id).exact
