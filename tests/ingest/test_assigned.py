"""Assignments in any history: done by what is stored, never to somebody who has seen the answers, and even."""

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelqa import ingest
from labelqa.ingest import Assigned, Order, Which
from labelqa.model import Annotation, Image
from labelqa.store import Store, assignments, projects
from tests.ingest.world import DAY, START, answers, apply, checked, corrections, drops, fresh, undos, verdicts, write

many = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
PEOPLE = ["ana", "bo", "cy", "rui", "lea"]
orders = st.builds(
    Order,
    st.sampled_from(["annotator", "reviewer"]),
    st.just(PEOPLE),
    st.lists(st.sampled_from("pq"), min_size=1, max_size=2, unique=True),
    per_image=st.integers(1, 3),
    list_name=st.sampled_from([None, "week 1"]),
    seed=st.integers(0, 3),
)
removals = st.builds(
    Which,
    assignee=st.sampled_from([None, "ana", "rui"]),
    role=st.sampled_from([None, "annotator", "reviewer"]),
    state=st.sampled_from(["open", "done", None]),
)
steps = answers() | verdicts | corrections | undos | drops | st.sampled_from("pq") | orders | removals
WHEN = START + 4 * DAY


def give(store: Store, project_id: str, order: Order) -> Assigned:
    with store.read() as c:
        number = projects.get(c, project_id).number
    with store.write(number) as c:
        return ingest.assign(c, projects.get(c, project_id), order, by=None, now=WHEN)


def take_back(store: Store, project_id: str, which: Which) -> None:
    with store.read() as c:
        number = projects.get(c, project_id).number
    with store.write(number) as c:
        ingest.unassign(c, projects.get(c, project_id), which, now=WHEN)


def rows(store: Store, project_id: str) -> list[Any]:
    with store.read() as c:
        return assignments.page(c, projects.get(c, project_id).number, limit=1000)


def ordered(store: Store, project_id: str, order: Order) -> None:
    """Gives out, and holds what was new against who had seen the images before."""
    before = {(r.image, r.assignee) for r in rows(store, project_id)}
    with store.read() as c:
        number = projects.get(c, project_id).number
    write(store, project_id, (), images=[Image("p"), Image("q")])
    give(store, project_id, order)
    new = [r for r in rows(store, project_id) if (r.image, r.assignee) not in before]
    with store.read() as c:
        images = [r.image for r in new]
        seen = {*assignments.answered(c, number, images, skipped=True), *assignments.reviewed(c, number, images)}
    assert not seen & {(r.image, r.assignee) for r in new}
    holders = Counter((r.image, r.assignee) for r in rows(store, project_id))
    assert set(holders.values()) <= {1}, "one role an image"


@many
@given(history=st.lists(steps, max_size=20))
def test_assignments_are_done_by_what_is_stored_after_any_history(store: Store, history: list[Any]) -> None:
    project_id = fresh(store)
    for step in history:
        if isinstance(step, Order):
            ordered(store, project_id, step)
        elif isinstance(step, Which):
            take_back(store, project_id, step)
        else:
            apply(store, project_id, step)
    assert checked(store, project_id).differences == ()


@many
@given(
    images=st.integers(1, 30),
    people=st.integers(1, 7),
    per_image=st.integers(1, 4),
    seed=st.integers(0, 9),
    cut=st.integers(0, 30),
)
def test_shares_differ_by_one_image_at_most_however_often_the_list_grows(
    store: Store, images: int, people: int, per_image: int, seed: int, cut: int
) -> None:
    project_id, ids = fresh(store), [f"i{k:02}" for k in range(images)]
    write(store, project_id, (), images=[Image(name) for name in ids])
    names = [f"p{k}" for k in range(people)]
    for part in (ids[:cut], ids):
        give(store, project_id, Order("annotator", names, part, min(per_image, people), "week 1", seed))
    held = Counter(r.assignee for r in rows(store, project_id))
    counts = [held[name] for name in names]
    assert sum(counts) == images * min(per_image, people)
    assert max(counts) - min(counts) <= 1


def test_verify_sees_an_assignment_that_is_not_what_it_says(store: Store) -> None:
    project_id = fresh(store)
    give(store, project_id, Order("annotator", ["ana"], ["p"]))
    write(store, project_id, [Annotation("p", "ana", "person", START, ())])
    (done,) = rows(store, project_id)
    assert done.done_at == WHEN, "an answer that was there before is done when it is asked for"
    with store.write() as c:
        assignments.mark(c, [{**done._mapping, "done_at": None}])
    assert [text.partition(":")[0] for text in checked(store, project_id).differences] == [
        f"assignment ({done.image}, ana, annotator)"
    ]
