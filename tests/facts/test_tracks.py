"""Identity switches are counted from both sides, and the best assignment of tracks explains the rest."""

from hypothesis import given
from hypothesis import strategies as st

from labelqa.facts.tracks import followed
from labelqa.model import Answer, Boxes

BOX = 10.0


def answer(who: str, *tracks: str | None) -> Answer:
    """One object a place, far apart, with these tracks."""
    x = [100.0 * k for k in range(len(tracks))]
    same = [BOX] * len(tracks)
    return Answer(
        ord(who[0]), who, "person", boxes=Boxes([1] * len(tracks), x, [0.0] * len(x), same, same, None, tracks)
    )


def test_the_same_tracks_under_other_names_never_switch() -> None:
    found = followed([(answer("ana", "1", "2"), answer("bo", "x", "y"))] * 5)
    assert (found.frames, found.matched, found.switches_a, found.switches_b, found.idf1) == (5, 10, 0, 0, 1.0)


def test_two_things_that_are_swapped_once_are_two_switches_from_either_side() -> None:
    before, after = (answer("ana", "1", "2"), answer("bo", "x", "y")), (answer("ana", "1", "2"), answer("bo", "y", "x"))
    found = followed([before, before, before, after])
    assert (found.switches_a, found.switches_b) == (2, 2)
    assert (found.identified, found.idf1) == (6, 0.75)


def test_a_track_that_one_of_them_splits_switches_from_one_side_only() -> None:
    found = followed([(answer("ana", "1"), answer("bo", name)) for name in "xxyy"])
    assert (found.switches_a, found.switches_b, found.identified) == (1, 0, 2)


def test_a_gap_is_no_switch() -> None:
    found = followed([(answer("ana", "1"), other) for other in (answer("bo", "x"), answer("bo"), answer("bo", "x"))])
    assert (found.switches_a, found.matched, found.objects_b) == (0, 2, 2)


def test_objects_without_a_track_and_without_a_partner_count_nowhere_but_in_idf1() -> None:
    found = followed([(answer("ana", "1", None), answer("bo", "x", "y"))])
    assert (found.objects_a, found.objects_b, found.matched, found.idf1) == (1, 2, 1, 2 / 3)
    assert followed([(answer("ana", None), answer("bo", None))]).idf1 is None


def test_a_frame_that_one_of_them_was_not_asked_to_draw_on_counts_nowhere() -> None:
    both = answer("ana", "1"), answer("bo", "x")
    found = followed([both, (answer("ana", "1"), Answer(2, "bo", "person", labels=(1,)))])
    assert (found.frames, found.objects_a, found.idf1) == (1, 1, 1.0)


tracks = st.lists(st.sampled_from(["1", "2", "3", None]), min_size=3, max_size=3)


@given(st.lists(st.tuples(tracks, tracks), max_size=8))
def test_either_side_sees_the_same_and_nothing_exceeds_what_was_matched(frames: list) -> None:
    pairs = [(answer("ana", *a), answer("bo", *b)) for a, b in frames]
    one, other = followed(pairs), followed([(b, a) for a, b in pairs])
    assert (one.switches_a, one.switches_b, one.identified) == (other.switches_b, other.switches_a, other.identified)
    assert one.switches_a <= max(0, one.matched - 1)
    assert one.identified <= one.matched <= min(one.objects_a, one.objects_b)
