"""A pull takes over what a tool holds, whatever happens in between, and as often as one likes."""

from typing import Any

import pytest

from labelqa.connectors import Fetched, Unit
from labelqa.egress.guard import Guard
from labelqa.errors import BadInput, Conflict, SourceFailed
from labelqa.ingest import write_annotations
from labelqa.model import Called, Image, Remark
from labelqa.sealing import Sealer
from labelqa.store import image_facts, names, projects, source_hints, source_units, sources
from labelqa.store.sources import LEASE_MS, due
from labelqa.sync import PURPOSE, RECONCILE_MS, Connecting, Safe, arranging, pull
from labelqa.sync.delays import LONGEST_WAIT_MS
from tests.sync.conftest import World, add_source
from tests.sync.tool import FakeTool, answer


class Killed(BaseException):
    """The process ends here."""


def fill(tool: FakeTool, n: int = 6) -> None:
    for i in range(n):
        tool.put(f"{i}", answer(f"img_{i}", "ana", 10.0 + i), answer(f"img_{i}", "bo", 12.0 + i))


def hint(world: World, unit: str) -> None:
    with world.store.write() as connection:
        source_hints.add(connection, world.source.number, unit, now=world.now)


def test_what_a_tool_holds_comes_in_and_a_second_pull_changes_nothing(world: World) -> None:
    fill(world.tool)
    first = world.pull()
    assert (first.units["written"], first.summary.annotations, first.summary.images) == (6, 12, 6)
    assert world.answers() == {(f"img_{i}", who): x + i for i in range(6) for who, x in (("ana", 10.0), ("bo", 12.0))}
    revision = world.revision
    second = world.pull()
    assert second.units == {"unchanged": 1}  # the one at the mark
    assert world.revision == revision
    assert len(world.tool.fetched) == 6
    assert world.source.problem is None
    assert world.source.next_at == world.now + 600_000


def test_a_pull_stores_what_the_tool_calls_an_annotator(world: World) -> None:
    fill(world.tool, 1)
    version, items = world.tool.units_["0"]
    world.tool.units_["0"] = version, (*items, Called("ana", "Ana Bell"), Called("nobody", "No Body"))
    world.pull()
    people = {row["annotator_id"]: row["name"] for row in world.reports()["annotators"]["annotators"]}
    assert people == {"ana": "Ana Bell", "bo": None}
    revision = world.revision
    world.tool.units_["0"] = f"{version}1", world.tool.units_["0"][1]
    assert world.pull().units["written"] == 1
    assert world.revision == revision


def test_only_what_changed_is_fetched_and_the_newest_answer_counts(world: World) -> None:
    fill(world.tool)
    world.pull()
    world.tool.put("3", answer("img_3", "ana", 99.0, at=2000))
    world.tool.fetched.clear()
    world.pull()
    assert world.tool.fetched == ["3"]
    assert world.answers()["img_3", "ana"] == 99.0
    assert ("img_3", "bo") not in world.answers()


@pytest.mark.parametrize("at", range(6))
@pytest.mark.parametrize("together", [1, 2, 50])
def test_a_pull_that_is_killed_loses_nothing_and_doubles_nothing(
    world: World, at: int, together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labelqa.sync.pulling.TOGETHER", together)
    fill(world.tool)

    def die(key: str) -> None:
        if key == str(at):
            raise Killed

    world.tool.trouble = die
    with pytest.raises(Killed):
        world.pull()
    world.tool.trouble = lambda key: None
    with pytest.raises(Conflict):
        world.pull()  # the dead one still has the lease
    world.now += LEASE_MS
    world.tool.fetched.clear()
    stored = len(world.answers()) // 2
    world.pull()
    assert world.tool.fetched == [str(i) for i in range(stored, 6)]
    assert len(world.answers()) == 12
    assert world.reports()["overview"]["annotations"] == 12


def test_a_unit_that_cannot_be_fetched_stops_no_other_and_is_fetched_later(world: World) -> None:
    fill(world.tool)

    def fail(key: str) -> None:
        if key == "2":
            raise SourceFailed("tool.example answered 500", answered=500)

    world.tool.trouble = fail
    pulled = world.pull()
    assert pulled.units == {"written": 5, "deferred": 1}
    assert pulled.summary.places == {
        "unit that could not be fetched, to be tried again": ["2: tool.example answered 500"]
    }
    world.tool.trouble = lambda key: None
    assert world.pull("hints").units == {}  # too early
    world.now += 300_000
    with world.store.read() as connection:
        assert [one.listing for one in due(connection, now=world.now)] == [False]
    assert world.pull("hints").units == {"written": 1}
    assert len(world.answers()) == 12


def test_a_tool_that_fails_in_the_middle_is_asked_again_and_goes_on_there(world: World) -> None:
    fill(world.tool)

    def fail(key: str) -> None:
        if int(key) >= 2:
            raise SourceFailed("tool.example answered 503", answered=503, wait_ms=120_000)

    world.tool.trouble = fail
    with pytest.raises(SourceFailed):
        world.pull()
    failed = world.source
    assert (failed.state, failed.problem, failed.failures) == ("active", "tool.example answered 503", 1)
    assert failed.next_at == world.now + 120_000
    assert failed.started_at is None
    with world.store.read() as connection:
        assert due(connection, now=world.now) == []
        assert len(due(connection, now=world.now + 120_000)) == 1
    world.now += 600_000
    world.tool.trouble = lambda key: None
    world.pull()
    assert len(world.answers()) == 12
    assert world.source.failures == 0


def test_a_void_token_is_shown_and_asked_with_seldom(world: World) -> None:
    def refuse() -> None:
        raise SourceFailed("tool.example answered 401 for /api/tasks/", answered=401)

    world.tool.listing_trouble = refuse
    with pytest.raises(SourceFailed):
        world.pull()
    assert world.source.state == "failing"
    assert world.source.problem == "tool.example answered 401 for /api/tasks/"
    assert world.source.next_at == world.now + 3_600_000
    world.tool.listing_trouble = lambda: None
    world.pull()
    assert (world.source.state, world.source.problem) == ("active", None)


def test_too_many_requests_end_a_pull_at_once(world: World) -> None:
    fill(world.tool)

    def slow_down(key: str) -> None:
        if key == "3":
            raise SourceFailed("tool.example answered 429", answered=429, wait_ms=90_000)

    world.tool.trouble = slow_down
    with pytest.raises(SourceFailed):
        world.pull()
    assert world.tool.fetched == ["0", "1", "2", "3"]
    assert world.source.next_at == world.now + 90_000
    assert len(world.answers()) == 6


def test_a_unit_that_cannot_be_read_is_noted_with_its_place_until_it_can(world: World) -> None:
    fill(world.tool, 3)

    def unreadable(key: str) -> None:
        if key == "1":
            raise BadInput("/data: has no key whose value looks like an image")

    world.tool.trouble = unreadable
    pulled = world.pull()
    assert pulled.units == {"written": 2, "unreadable": 1}
    assert [place for places in pulled.summary.places.values() for place in places] == [
        "1: /data: has no key whose value looks like an image"
    ]
    with world.store.read() as connection:
        assert source_units.counts(connection, world.source.number) == (3, 1)
    world.tool.trouble = lambda key: None
    assert world.pull("full").units == {"written": 1, "unchanged": 2}
    with world.store.read() as connection:
        assert source_units.counts(connection, world.source.number) == (3, 0)


def test_a_kind_that_the_project_does_not_take_is_noted_and_what_was_there_stays(world: World) -> None:
    world.tool.put("1", answer("img_1", "ana"))
    world.pull()
    clash = answer("img_1", "ana", 50.0, at=2000)
    world.tool.put("1", answer("img_2", "bo"), type(clash)("img_1", "ana", "model", 2000, clash.objects))
    assert world.pull().units["unreadable"] == 1
    assert world.answers() == {("img_1", "ana"): 10.0}


def test_a_unit_that_is_gone_takes_its_answers_and_its_images_with_it(world: World) -> None:
    fill(world.tool, 3)
    world.pull()
    world.tool.delete("1")
    assert world.pull().units["withdrawn"] == 0  # nothing says that it is gone
    assert world.pull("full").units["withdrawn"] == 1
    assert world.images() == ["img_0", "img_2"]
    assert world.pull("full").units["withdrawn"] == 0
    world.tool.put("1", answer("img_1", "ana", 44.0))
    world.pull()
    assert world.answers()["img_1", "ana"] == 44.0


def test_a_hint_says_at_once_that_a_unit_is_gone(world: World) -> None:
    fill(world.tool, 3)
    world.pull()
    world.tool.delete("1")
    hint(world, "1")
    assert world.pull("hints").units == {"withdrawn": 1}
    assert len(world.tool.listed) == 1  # nothing was listed for it


def test_what_is_missing_in_a_list_is_asked_for_before_it_is_withdrawn(world: World) -> None:
    fill(world.tool, 3)
    world.pull()

    class Shifting(FakeTool):
        def units(self, mark: str | None):  # type: ignore[no-untyped-def]
            return (unit for unit in super().units(mark) if unit.key != "1")

    shifting = Shifting(world.tool.units_)
    assert world.pull("full", tool=shifting).units["withdrawn"] == 0
    assert len(world.answers()) == 6


def test_everything_is_listed_now_and_then(world: World) -> None:
    fill(world.tool, 2)
    assert world.pull().full is False
    world.tool.delete("0")
    world.now += RECONCILE_MS
    assert world.pull().full is True
    assert world.images() == ["img_1"]


def test_an_image_that_somebody_else_brought_in_stays(world: World) -> None:
    world.tool.put("1", answer("img_1", "ana"))
    world.tool.put("2", answer("img_1", "bo"))
    world.pull()
    world.tool.delete("1")
    world.pull("full")
    assert world.answers() == {("img_1", "bo"): 10.0}
    world.tool.delete("2")
    world.pull("full")
    assert world.images() == []


@pytest.mark.parametrize("together", [1, 50])
def test_an_image_that_its_units_drop_in_one_pull_goes_however_many_are_stored_at_once(
    world: World, together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labelqa.sync.pulling.TOGETHER", together)
    for key, who in (("1", "ana"), ("2", "bo")):
        world.tool.put(key, answer("img_1", who))
        world.pull()
    for key in ("1", "2"):
        world.tool.put(key, answer(f"img_of_{key}", "ana"))
    world.pull()
    assert world.images() == ["img_of_1", "img_of_2"]


@pytest.mark.parametrize("together", [1, 50])
def test_an_image_that_a_later_unit_shows_in_its_place_stays_however_many_are_stored_at_once(
    world: World, together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labelqa.sync.pulling.TOGETHER", together)
    world.tool.put("1", answer("img_1", "ana"))
    world.pull()
    world.tool.put("1", answer("img_2", "ana"))
    world.tool.put("2", answer("img_1", "ana"))
    version, items = world.tool.units_["2"]
    world.tool.units_["2"] = version, items[:1]  # shown, and not answered yet
    world.pull()
    world.pull("full")
    assert world.images() == ["img_1", "img_2"]


def test_a_unit_on_an_image_of_bare_facts_is_noted_and_stops_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bare(connection: object, project: int, unanswered: set[int]) -> str | None:
        with world.store.read() as own:
            return next((n for n in names.image_names(own, project, unanswered).values() if n == "img_1"), None)

    with world.store.write() as connection:
        project = projects.get(connection, "site")
        write_annotations(connection, project, [], images=[Image("img_1")], now=world.now)
    monkeypatch.setattr(image_facts, "bare", bare)
    fill(world.tool, 3)
    assert world.pull().units == {"written": 2, "unreadable": 1}
    assert sorted(image for image, who in world.answers() if who == "bo") == ["img_0", "img_2"]
    with world.store.read() as connection:
        (known,) = source_units.problems(connection, world.source.number, limit=10)
    assert known.unit == "1"
    assert "facts that were scored elsewhere" in str(known.problem)
    assert world.source.next_at == world.now + 600_000  # and not at once, for ever


def test_an_answer_that_two_units_give_stays_while_one_gives_it(world: World) -> None:
    world.tool.put("1", answer("img_1", "ana", 10.0, at=1000))
    world.tool.put("2", answer("img_1", "ana", 20.0, at=2000))
    world.pull()
    assert world.answers() == {("img_1", "ana"): 20.0}
    world.tool.delete("2")
    world.pull("full")
    world.pull("hints")
    assert world.answers() == {("img_1", "ana"): 10.0}


def test_where_the_newest_answer_is_deleted_the_earlier_one_counts_again(world: World) -> None:
    world.tool.put("1", answer("img_1", "ana", 10.0, at=1000), answer("img_1", "ana", 20.0, at=2000))
    world.pull()
    assert world.answers() == {("img_1", "ana"): 20.0}
    world.tool.put("1", answer("img_1", "ana", 10.0, at=1000))
    world.pull()
    assert world.answers() == {("img_1", "ana"): 10.0}


def test_an_older_version_that_comes_late_changes_nothing(world: World) -> None:
    world.tool.put("1", answer("img_1", "ana", 10.0))
    old = world.tool.units_["1"]
    world.tool.put("1", answer("img_1", "ana", 20.0, at=2000))
    world.pull()
    world.tool.units_["1"] = old
    hint(world, "1")
    assert world.pull("hints").units == {"older": 1}
    assert world.answers() == {("img_1", "ana"): 20.0}


def test_a_pull_that_lost_its_lease_can_store_nothing(world: World) -> None:
    fill(world.tool, 2)
    later = FakeTool(dict(world.tool.units_))

    def sleep(key: str) -> None:
        world.now += LEASE_MS
        later.put("0", answer("img_0", "ana", 77.0, at=5000))
        world.tool.trouble = lambda key: None
        world.pull(tool=later)

    world.tool.trouble = sleep
    with pytest.raises(Conflict):
        world.pull()
    assert world.answers()["img_0", "ana"] == 77.0
    assert world.source.started_at is None


def test_a_pull_that_is_stopped_goes_on_where_it_was(world: World) -> None:
    fill(world.tool)

    def stop(step: object) -> None:
        if len(world.tool.fetched) == 3:
            raise Conflict("the server stops")

    with pytest.raises(Conflict):
        world.pull(progress=stop)
    assert (world.source.failures, world.source.next_at, world.source.started_at) == (0, world.now, None)
    world.pull()
    assert len(world.answers()) == 12


def test_a_hint_that_comes_again_while_its_unit_is_fetched_is_not_lost(world: World) -> None:
    fill(world.tool, 1)
    hint(world, "0")

    def meanwhile(key: str) -> None:
        world.tool.trouble = lambda key: None
        hint(world, "0")

    world.tool.trouble = meanwhile
    world.pull("hints")
    assert world.tool.fetched == ["0", "0"]
    with world.store.read() as connection:
        assert source_hints.count(connection, world.source.number) == 0


def test_hints_about_one_unit_are_one(world: World) -> None:
    fill(world.tool, 1)
    for _ in range(5):
        hint(world, "0")
    with world.store.read() as connection:
        assert source_hints.count(connection, world.source.number) == 1
    world.pull("hints")
    assert world.tool.fetched == ["0"]


def test_a_hint_about_the_source_lists_what_changed(world: World) -> None:
    fill(world.tool, 2)
    hint(world, "")
    assert world.pull("hints").units == {"written": 2}
    with world.store.read() as connection:
        assert source_hints.count(connection, world.source.number) == 0


def test_what_a_connector_remembers_of_a_unit_is_given_to_it_again(world: World) -> None:
    fill(world.tool, 1)
    for _ in range(3):
        hint(world, "0")
        world.pull("hints")
    with world.store.read() as connection:
        known = source_units.get(connection, world.source.number, "0")
    assert known is not None
    assert known.state == '{"fetches":3}'


def test_two_sources_of_one_project_do_not_take_from_each_other(world: World) -> None:
    add_source(world.store, "site", "src_2")
    world.tool.put("1", answer("img_1", "ana"))
    world.pull()
    with world.store.read() as connection:
        other = sources.get(connection, world.source.project, "src_2")

    second = FakeTool()
    second.put("1", answer("img_1", "bo"))
    pull(world.store, other, second, clock=world.clock)
    world.tool.delete("1")
    world.pull("full")
    assert world.answers() == {("img_1", "bo"): 10.0}


def test_a_unit_that_comes_older_than_it_was_listed_is_fetched_again(world: World) -> None:
    world.tool.put("1", answer("img_1", "ana", 10.0))
    world.pull()
    world.tool.put("1", answer("img_1", "ana", 20.0, at=2000))

    class Lagging(FakeTool):
        def fetch(self, key, state):  # type: ignore[no-untyped-def]
            return Fetched(Unit("1", "000000001"), (answer("img_1", "ana", 10.0),))

    assert world.pull(tool=Lagging(world.tool.units_)).units == {"deferred": 1}
    world.now += 300_000
    assert world.pull("hints").units == {"written": 1}
    assert world.answers() == {("img_1", "ana"): 20.0}


def test_one_bad_unit_among_many_that_are_stored_together_is_left_out_alone(world: World) -> None:
    fill(world.tool)
    bad = answer("img_9", "ana")
    world.tool.put("bad", type(bad)("img_9", "ana", "truth", 2000, bad.objects), answer("img_9", "bo"))
    world.tool.put("last", answer("img_10", "ana"))
    pulled = world.pull()
    assert pulled.units == {"written": 7, "unreadable": 1}
    assert len(world.answers()) == 13
    assert world.pull().units == {"unchanged": 1}


def test_a_unit_that_changes_while_it_is_listed_counts_as_it_is_last(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labelqa.sync.pulling.CHUNK", 1)

    class Live(FakeTool):
        def units(self, mark):  # type: ignore[no-untyped-def]
            yield from list(super().units(mark))
            self.put("1", answer("img_1", "ana", 30.0, at=2000))
            yield from list(super().units(f"{3:09}"))

    live = Live()
    live.put("1", answer("img_1", "ana"), answer("img_1", "bo"))
    live.put("2", answer("img_2", "ana"))
    world.pull(tool=live)
    assert live.fetched == ["1", "2", "1"]
    assert world.answers() == {("img_1", "ana"): 30.0, ("img_2", "ana"): 10.0}
    with world.store.read() as connection:
        assert {one.annotator for one in source_units.brought(connection, world.source.number, "1")} == {"", "ana"}


def test_many_units_that_cannot_be_fetched_hold_up_no_other_for_good(world: World) -> None:
    fill(world.tool, 40)

    def broken(key: str) -> None:
        if int(key) < 30:
            raise SourceFailed("tool.example answered 500", answered=500)

    world.tool.trouble = broken
    assert world.pull().units == {"written": 10, "deferred": 30}
    world.tool.put("new", answer("img_new", "ana"))
    world.tool.trouble = lambda key: None if key == "new" else broken(key)
    world.now += 600_000
    assert world.pull().units["written"] == 1  # though all broken ones are due again before it
    assert world.source.failures == 0


def test_units_that_cannot_be_fetched_in_a_row_end_the_pull_where_the_tool_does_not_work(world: World) -> None:
    fill(world.tool, 9)

    def broken(key: str) -> None:
        raise SourceFailed("tool.example did not answer")

    def down() -> str:
        raise SourceFailed("tool.example cannot be reached")

    world.tool.trouble, world.tool.check = broken, down  # type: ignore[method-assign]
    with pytest.raises(SourceFailed):
        world.pull()
    assert len(world.tool.fetched) == 3
    assert world.source.problem == "tool.example cannot be reached"
    world.tool.trouble = lambda key: None
    world.now += 600_000
    world.pull()
    assert len(world.answers()) == 18


def test_a_unit_waits_a_day_at_most_however_long_a_tool_asks_for(world: World) -> None:
    fill(world.tool, 1)

    def slow_down(key: str) -> None:
        raise SourceFailed("tool.example answered 503", answered=503, wait_ms=10**12)

    world.tool.trouble = slow_down
    with pytest.raises(SourceFailed):
        world.pull()
    assert world.source.next_at == world.now + LONGEST_WAIT_MS


def test_a_tool_that_shows_nothing_any_more_takes_nothing_back_before_it_says_that_it_works(world: World) -> None:
    fill(world.tool, 3)
    world.pull()
    held, world.tool.units_ = world.tool.units_, {}

    def shut_out() -> str:
        raise BadInput("project 7 is not there, or not for this token")

    works, world.tool.check = world.tool.check, shut_out  # type: ignore[method-assign]
    with pytest.raises(BadInput):
        world.pull("full")
    assert len(world.answers()) == 6
    assert (world.source.state, world.source.problem) == ("failing", "project 7 is not there, or not for this token")
    world.tool.units_, world.tool.check = held, works  # type: ignore[method-assign]
    assert world.pull("full").units == {"unchanged": 3}
    world.tool.units_ = {}
    assert world.pull("full").units == {"withdrawn": 3}


def test_names_for_display_come_in_with_a_pull(world: World) -> None:
    world.tool.put("1", answer("img_1", "7"))
    version, items = world.tool.units_["1"]
    world.tool.units_["1"] = version, (*items, Called("7", "Ana Lima"))
    world.pull()
    assert world.reports()["annotators"]["annotators"][0]["name"] == "Ana Lima"


def test_a_summary_does_not_grow_with_what_is_said_of_each_unit(world: World) -> None:
    for i in range(300):
        world.tool.put(f"{i}", answer(f"img_{i}", "ana"))
        version, items = world.tool.units_[f"{i}"]
        world.tool.units_[f"{i}"] = (
            version,
            (*items, Remark(f"user 3 worked {i} s", f"{i}"), Remark("the same", f"{i}")),
        )
    remarks = world.pull().summary.remarks
    assert len(remarks) == 101
    assert remarks["the same"] == 300
    assert remarks.total() == 600


def alter(world: World, **given: Any) -> None:
    sealer = Connecting(Safe(Sealer(b"a secret of the tests, long enough.", PURPOSE)), Guard())
    with world.store.write() as connection:
        arranging.alter(connection, world.source, sealer, given, now=world.now)


def test_a_pull_under_way_with_a_void_token_says_nothing_of_the_new_one(world: World) -> None:
    fill(world.tool, 1)

    def refuse(key: str) -> None:
        alter(world, token="a new one")
        raise SourceFailed("tool.example answered 401", answered=401)

    world.tool.trouble = refuse
    with pytest.raises(SourceFailed):
        world.pull()
    assert (world.source.state, world.source.problem, world.source.next_at) == ("active", None, world.now)


def test_a_schedule_that_is_set_while_hints_are_followed_is_kept(world: World) -> None:
    fill(world.tool, 1)
    world.pull()
    alter(world, minutes=None)
    hint(world, "0")

    def schedule(key: str) -> None:
        alter(world, minutes=30)

    world.tool.trouble = schedule
    world.pull("hints")
    assert world.source.next_at == world.now + 30 * 60_000
