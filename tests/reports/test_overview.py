"""The overview of a range of days: what a count of the answers of these days gives."""

import random
from datetime import timedelta
from typing import Any

import pytest

from labelqa.metrics.interval import wilson
from labelqa.model import Annotation, Object, Review
from labelqa.reports import REPORTS
from labelqa.reports.parameters import EPOCH
from labelqa.store import Store, projects
from tests.ingest.world import DAY, START, fresh, write

FIRST = EPOCH + timedelta(days=START // DAY)
WORDS = ("approved", "rejected", "corrected")


def rows() -> list[Annotation]:
    """Thirty answers over ten days, one without a time and one skipped; a truth and a model beside them."""
    r, found = random.Random(4), []
    for k in range(30):
        who, at = r.choice(("ana", "bo")), START + k % 10 * DAY + r.randrange(DAY)
        objects = tuple(Object("car", 9.0 * n, 0.0, 8.0, 8.0) for n in range(r.randint(0, 4)))
        verdict = r.choice([*WORDS, None])
        reviews = (Review(f"i{k}", who, verdict, None, "rui", at=at + 20 * DAY),) if verdict else ()
        origin = r.choice(["manual", "ai_assisted", None])
        found.append(Annotation(f"i{k}", who, "person", at, objects, origin=origin, reviews=reviews))
    found.append(Annotation("undated", "ana", "person", None, ()))
    found.append(Annotation("skipped", "bo", "person", START + DAY, None, cancelled=True))
    found += [Annotation("i0", "gt", "truth", START, ()), Annotation("i0", "net", "model", START, ())]
    return found


def built(store: Store, project_id: str, **parameters: Any) -> Any:
    with store.read() as connection:
        return REPORTS["overview"].build(connection, projects.get(connection, project_id), **parameters)


@pytest.mark.parametrize(("first", "last"), [(0, 9), (2, 5), (1, None), (None, 3), (50, None)])
def test_a_period_holds_the_answers_of_its_days(store: Store, first: int | None, last: int | None) -> None:
    project_id, answers = fresh(store), rows()
    write(store, project_id, answers)
    since, until = (None if k is None else FIRST + timedelta(days=k) for k in (first, last))
    found, whole = built(store, project_id, since=since, until=until), built(store, project_id)
    days = range(first or 0, 99 if last is None else last + 1)
    within = [a for a in answers if a.submitted_at and (a.submitted_at - START) // DAY in days and a.kind == "person"]
    done = [a for a in within if not a.cancelled]
    verdicts = [a.reviews[0].verdict for a in done if a.reviews]
    period = found.period
    assert (period.annotations, period.skipped) == (len(done), len(within) - len(done))
    assert period.objects == sum(len(a.objects or ()) for a in done)
    assert period.annotators == len({a.annotator_id for a in done})
    assert period.reviewed == len(verdicts)
    for word, name in zip(WORDS, ("approval_rate", "rejection_rate", "correction_rate"), strict=True):
        k = verdicts.count(word)
        assert getattr(period, name) == (k / len(verdicts) if verdicts else None)
        assert getattr(period, f"{name}_ci95") == (wilson(k, len(verdicts)) if verdicts else None)
    assisted = sum(a.origin == "ai_assisted" for a in done)
    assert period.ai_assisted_share == (assisted / len(done) if done else None)
    assert period.ai_assisted_share_ci95 == (wilson(assisted, len(done)) if done else None)
    assert whole.period is None
    assert (found.annotations, found.reviewed, found.approval_rate_ci95) == (
        whole.annotations,
        whole.reviewed,
        whole.approval_rate_ci95,
    )
    assert whole.annotations == 31
