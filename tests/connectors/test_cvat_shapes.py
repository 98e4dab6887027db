"""What CVAT draws is what labelqa compares: every type of shape, masks turned the right way, tracks frame by frame."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.connectors.cvat.drawing import drawn
from labelqa.connectors.cvat.labels import labels
from labelqa.connectors.cvat.masks import mask
from labelqa.connectors.cvat.tracks import followed
from labelqa.errors import BadInput
from labelqa.formats.cvat.morphing import morphed
from labelqa.model import Object
from labelqa.shapes import Keypoint, Keypoints, Mask, Polygon, Turned
from tests.connectors.cvat_server import Cvat, box, label, serving, shape, track
from tests.connectors.cvat_source import answer, answers, fetch, left_out, remarks
from tests.formats.taken import take

CAR = labels([label(1, "car")])[1]


@pytest.fixture
def cvat() -> Iterator[Cvat]:
    with serving() as found:
        found.task(1, [f"{i}.png" for i in range(11)])
        found.job(1, 1, 0, 10, assignee=found.user(7, "ann"))
        yield found


def one(row: dict[str, Any]) -> Object:
    found = drawn(row, CAR, (100, 80), "")
    assert isinstance(found, Object), found
    return found


def test_a_rectangle_keeps_every_digit() -> None:
    found = one(box(0, 44.898003339767456, 63.52153968811035, 426.46817803382874, 271.5955777168274))
    assert (found.class_name, found.x, found.y, found.shape) == ("car", 44.898003339767456, 63.52153968811035, None)
    assert found.width == 426.46817803382874 - 44.898003339767456


def test_a_rotated_rectangle_turns_clockwise_about_its_centre() -> None:
    found = one(box(0, 10, 10, 50, 30, rotation=90.0))
    assert found.shape == Turned(10.0, 10.0, 40.0, 20.0, 90.0)
    assert (found.x, found.y, found.width, found.height) == (20.0, 0.0, 20.0, 40.0)


def test_an_ellipse_becomes_a_polygon_of_its_size_turn_and_place() -> None:
    found = one(shape("ellipse", 0, [50, 40, 80, 30], rotation=90.0))
    assert isinstance(found.shape, Polygon)
    (ring,) = found.shape.rings
    assert len(ring) == 2 * 64
    assert (found.x, found.y, found.width, found.height) == pytest.approx((40, 10, 20, 60))


def test_a_polygon_and_loose_points_are_objects() -> None:
    assert one(shape("polygon", 0, [0, 0, 9, 0, 9, 9])).shape == Polygon(((0.0, 0.0, 9.0, 0.0, 9.0, 9.0),))
    found = one(shape("points", 0, [1, 2, 5, 8]))
    assert found.shape == Keypoints((Keypoint("", 1.0, 2.0, 2), Keypoint("", 5.0, 8.0, 2)), False)


def test_a_skeleton_has_its_points_by_name_hidden_and_absent_ones_marked_in_whatever_order_they_come() -> None:
    kinds = labels([label(1, "man", "skeleton", sublabels=[label(11, "1"), label(12, "2 "), label(13, "3")])])
    elements = [
        shape("points", 0, [5, 6], label_id=13, occluded=True),
        shape("points", 0, [1, 2], label_id=11),
        shape("points", 0, [9, 9], label_id=12, outside=True),
    ]
    found = drawn(shape("skeleton", 0, [], elements=elements, rotation=0.0), kinds[1], (100, 80), "")
    assert isinstance(found, Object)
    assert found.shape == Keypoints(
        (Keypoint("1", 1.0, 2.0, 2), Keypoint("2 ", 9.0, 9.0, 0), Keypoint("3", 5.0, 6.0, 1)), False
    )


def test_points_of_skeletons_are_found_also_when_they_are_listed_beside_it() -> None:
    found = labels([label(1, "man", "skeleton"), label(11, "nose", parent_id=1, has_parent=True), label(2, "car")])
    assert set(found) == {1, 2}
    assert found[1].points[11][1].name == "nose"


def test_attributes_go_by_their_names_and_what_cvat_says_of_every_shape_stands_beside_them() -> None:
    specs = [{"id": 5, "name": "colour"}, {"id": 6, "name": "occluded"}]
    kinds = labels([label(1, "car", attributes=specs)])
    given_them = [{"spec_id": 6, "value": "partly"}, {"spec_id": 5, "value": "red"}, {"spec_id": 9, "value": "?"}]
    row = box(0, 0, 0, 9, 9, attributes=given_them, occluded=True, z_order=2, group=4)
    found = drawn(row, kinds[1], (100, 80), "")
    assert isinstance(found, Object)
    assert found.attributes == {
        "9": "?", "colour": "red", "occluded": "partly", "cvat_occluded": True, "z_order": 2, "group_id": 4,
    }  # fmt: skip
    assert found.object_id == str(row["id"])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (shape("polyline", 0, [0, 0, 9, 9]), "polyline"),
        (shape("cuboid", 0, [0.0] * 16), "cuboid"),
        (box(0, 5, 5, 5, 9), "degenerate box"),
        (shape("polygon", 0, [0, 0, 9, 9]), "degenerate polygon"),
        (shape("points", 0, [4, 4]), "degenerate keypoints"),
        (shape("mask", 0, [4, 0, 0, 1, 1]), "degenerate mask"),
        (shape("mask", 0, [1, 2, 0, 0, 1, 1]), "mask that cannot be read"),
        (shape("mask", 0, [1, 2, 1]), "mask that cannot be read"),
        (shape("mask", 0, [1.5, 2.5, 0, 0, 1, 1]), "mask that cannot be read"),
        (shape("mask", 0, [-1, 5, 0, 0, 1, 1]), "mask that cannot be read"),
        (shape("rectangle", 0, [1, 2, 3]), "rectangle that cannot be read"),
        (shape("rectangle", 0, [1, 2, 3, 1e99]), "rectangle that cannot be read"),
        (shape("polygon", 0, [1, 2, 3, "x"]), "polygon that cannot be read"),
        (shape("skeleton", 0, [], elements=[shape("points", 0, [1, 1], label_id=99)]), "skeleton that cannot be read"),
        (shape("hexagon", 0, [1, 1]), "shape that cannot be read"),
    ],
)
def test_what_cannot_be_compared_is_left_out_with_a_reason(row: dict[str, Any], reason: str) -> None:
    assert drawn(row, CAR, (100, 80), "") == reason


def test_an_answer_of_which_nothing_can_be_read_is_no_empty_answer(cvat: Cvat) -> None:
    cvat.update(1, "2026-11-02T10:00:00Z", state="completed")
    cvat.draw(1, shape("polyline", 0, [0, 0, 9, 9]), shape("polyline", 1, [0, 0, 9, 9]), box(1, 0, 0, 9, 9))
    cvat.draw(1, box(2, 5, 5, 5, 9), box(3, 0, 0, 9, 9, label_id=77))
    found = fetch(cvat, 1)
    assert [(a.image_id, len(a.objects or ())) for a in answers(found)][:3] == [
        ("1.png", 1),
        ("2.png", 0),
        ("4.png", 0),
    ]
    assert left_out(found) == {
        "polyline": 2, "degenerate box": 1, "shape of a class that its task does not have": 1,
        "answer that draws nothing readable": 2,
    }  # fmt: skip


def test_tags_are_image_level_labels(cvat: Cvat) -> None:
    cvat.labels[1] = [label(1, "car"), label(2, "night", "tag", attributes=[{"id": 3, "name": "why"}])]
    tag = {"id": 1, "frame": 0, "label_id": 2, "group": 0, "source": "manual", "attributes": []}
    cvat.draw(1, tag, {**tag, "id": 2, "attributes": [{"spec_id": 3, "value": "dark"}]}, box(1, 0, 0, 9, 9))
    found = fetch(cvat, 1)
    assert (answer(found, "0.png").objects, answer(found, "0.png").labels) == ((), ("night",))
    assert answer(found, "1.png").labels == ()
    assert "attributes of image-level labels are not kept" in remarks(found)


@pytest.mark.parametrize(
    ("sources", "origin"),
    [
        (["manual", "manual"], "manual"),
        (["manual", "auto"], "ai_assisted"),
        (["Semi-Auto"], "ai_assisted"),
        (["file"], None),
        (["manual", "file"], None),
        ([None], None),
    ],
)
def test_how_it_was_drawn_is_known_by_the_sources(cvat: Cvat, sources: list[str], origin: str | None) -> None:
    cvat.draw(1, *(box(0, i, 0, i + 9, 9, source=s) for i, s in enumerate(sources)))
    (found,) = answers(fetch(cvat, 1))
    assert found.origin == origin


# Masks


def bits(found: Mask) -> np.ndarray[Any, Any]:
    runs = np.repeat(np.arange(len(found.counts)) % 2 == 1, found.counts)
    return runs.reshape(found.width, found.height).T


@given(st.data())
def test_a_mask_covers_the_very_pixels_that_cvat_stores_row_by_row(data: st.DataObject) -> None:
    width, height = data.draw(st.integers(1, 12)), data.draw(st.integers(1, 12))
    left, top = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    right, bottom = data.draw(st.integers(left, width - 1)), data.draw(st.integers(top, height - 1))
    across, down = right - left + 1, bottom - top + 1
    crop = np.array(data.draw(st.lists(st.booleans(), min_size=across * down, max_size=across * down)))
    cuts = np.flatnonzero(np.diff(crop, prepend=False))
    runs = np.diff(cuts, prepend=0, append=across * down).tolist()
    expected = np.zeros((height, width), dtype=bool)
    expected[top : bottom + 1, left : right + 1] = crop.reshape(down, across)
    found = mask([float(v) for v in (*runs, left, top, right, bottom)], width, height, "")
    assert (found.height, found.width) == (height, width)
    assert (bits(found) == expected).all()
    assert all(count > 0 for count in found.counts[1:])


def test_a_mask_beyond_the_border_is_kept_as_drawn_in_a_larger_frame() -> None:
    found = mask([0, 4, 9, 9, 10, 10], 10, 10, "")
    assert (found.height, found.width, sum(found.counts[1::2])) == (11, 11, 4)


def test_a_mask_too_large_to_be_one_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(BadInput, match="larger than any image"):
        mask([0, 30_000 * 30_000, 0, 0, 29_999, 29_999], 10, 10, "")


# Tracks


def frames(row: dict[str, Any], first: int = 0, last: int = 10) -> dict[int, dict[str, Any]]:
    return dict(followed(row, first, last, ""))


def test_a_track_moves_evenly_between_keyframes_and_stays_after_the_last() -> None:
    found = frames(track(box(2, 0, 0, 10, 10), box(6, 40, 0, 50, 20, occluded=True)))
    assert sorted(found) == list(range(2, 11))
    assert found[3]["points"] == [10, 0, 20, 12.5]
    assert found[10]["points"] == [40, 0, 50, 20]
    assert (found[5]["occluded"], found[6]["occluded"]) == (False, True)


def test_outside_takes_an_object_away_until_it_is_drawn_again() -> None:
    found = frames(track(box(0, 0, 0, 10, 10), box(3, 30, 0, 40, 10, outside=True), box(7, 0, 0, 10, 10)))
    assert sorted(found) == [0, 1, 2, 7, 8, 9, 10]
    assert found[2]["points"] == [20, 0, 30, 10], "it moves towards where it was when it left"


def test_a_track_is_followed_within_the_frames_of_its_job_alone() -> None:
    row = track(box(0, 0, 0, 10, 10), box(10, 100, 0, 110, 10))
    assert {frame: r["points"][0] for frame, r in frames(row, 4, 6).items()} == {4: 40, 5: 50, 6: 60}
    assert not frames(track(box(8, 0, 0, 9, 9)), 0, 7)


def test_an_angle_goes_the_shorter_way() -> None:
    found = frames(track(box(0, 0, 0, 10, 10, rotation=350.0), box(4, 0, 0, 10, 10, rotation=30.0)))
    assert [found[i]["rotation"] for i in range(5)] == [350.0, 0.0, 10.0, 20.0, 30.0]


def test_keyframes_may_come_in_any_order_and_their_attributes_go_on() -> None:
    late = box(4, 0, 0, 9, 9, attributes=[{"spec_id": 5, "value": "b"}])
    early = box(0, 0, 0, 9, 9, attributes=[{"spec_id": 5, "value": "a"}, {"spec_id": 6, "value": "c"}])
    found = frames(track(late, early, attributes=[{"spec_id": 7, "value": "all"}]))
    named = [{a["spec_id"]: a["value"] for a in found[i]["attributes"]} for i in (0, 3, 4)]
    assert named == [{7: "all", 5: "a", 6: "c"}, {7: "all", 5: "a", 6: "c"}, {7: "all", 5: "b", 6: "c"}]


def test_a_skeleton_moves_by_its_points_which_come_and_go_by_themselves() -> None:
    parts = [
        track(shape("points", 0, [0, 0]), shape("points", 4, [8, 0]), label_id=11),
        track(shape("points", 0, [5, 5]), shape("points", 2, [5, 5], outside=True), label_id=12),
    ]
    found = frames(track(shape("skeleton", 0, []), elements=parts), last=4)
    points = {f: [(e["label_id"], e["points"], e["outside"]) for e in row["elements"]] for f, row in found.items()}
    assert points[1] == [(11, [2, 0], False), (12, [5, 5], False)]
    assert points[3] == [(11, [6, 0], False), (12, [5, 5], True)]


def test_a_polygon_that_moves_as_a_whole_keeps_its_form_on_the_way() -> None:
    square = [(0.0, 0.0), (8.0, 0.0), (8.0, 8.0), (0.0, 8.0)]
    moved = [(x + 16, y) for x, y in square]
    assert morphed(square, moved, 0.25) == [(x + 4, y) for x, y in square]


@given(
    st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=9),
    st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=9),
    st.floats(0, 1),
)
def test_a_polygon_on_the_way_lies_within_the_hull_of_both_ends(
    left: list[tuple[float, float]], right: list[tuple[float, float]], share: float
) -> None:
    for x, y in morphed(left, right, share):
        assert min(p[0] for p in left + right) - 1e-9 <= x <= max(p[0] for p in left + right) + 1e-9
        assert min(p[1] for p in left + right) - 1e-9 <= y <= max(p[1] for p in left + right) + 1e-9


def test_a_polygon_that_gains_a_corner_ends_as_the_second_keyframe_has_it() -> None:
    square, house = [0, 0, 8, 0, 8, 8, 0, 8], [0, 0, 8, 0, 8, 8, 4, 12, 0, 8]
    found = frames(track(shape("polygon", 0, square), shape("polygon", 4, house)))
    assert found[0]["points"] == square
    assert found[4]["points"] == house
    assert len(found[2]["points"]) == len(house)


def test_a_file_and_the_server_give_one_outline_between_the_same_keyframes(tmp_path: Path) -> None:
    square, house = [0, 0, 8, 0, 8, 8, 0, 8], [2, 0, 10, 0, 10, 8, 6, 12, 2, 8]
    live = frames(track(shape("polygon", 0, square), shape("polygon", 4, house)), last=4)
    pairs = {0: zip(square[::2], square[1::2], strict=True), 4: zip(house[::2], house[1::2], strict=True)}
    keys = {frame: ";".join(f"{x},{y}" for x, y in points) for frame, points in pairs.items()}
    drawn_on = "".join(f'<polygon frame="{frame}" points="{points}"/>' for frame, points in keys.items())
    path = tmp_path / "x.xml"
    path.write_text(f'<annotations><version>1.1</version><track id="0" label="car">{drawn_on}</track></annotations>')
    found = [a.objects[0].shape for a in take(path).annotations if a.objects]
    assert found == [Polygon((tuple(map(float, live[frame]["points"])),)) for frame in range(5)]


def test_tracks_are_objects_of_every_frame_and_have_one_name_throughout(cvat: Cvat) -> None:
    cvat.metas[1]["deleted_frames"] = [2]
    cvat.draw(1, track(box(1, 0, 0, 10, 10), box(3, 20, 0, 30, 10), box(5, 0, 0, 1, 1, outside=True), id=9))
    cvat.draw(1, track(shape("polyline", 3, [0, 0, 1, 1]), shape("polyline", 4, [0, 0, 1, 1], outside=True)))
    found = fetch(cvat, 1)
    assert [a.image_id for a in answers(found)] == ["1.png", "3.png", "4.png"]
    assert {o.track_id for a in answers(found) for o in a.objects or ()} == {"track-1-9"}
    assert [o.x for a in answers(found) for o in a.objects or ()] == [0, 20, 10]
    assert left_out(found) == {"polyline": 1}


def test_a_track_that_cannot_be_read_leaves_no_answer_that_lacks_it_without_a_word(cvat: Cvat) -> None:
    cvat.update(1, "2026-11-02T10:00:00Z", state="completed")
    cvat.draw(1, track(shape("rectangle", 8, [0, 0, math.inf, 1])))
    cvat.annotations[1]["tracks"][0]["shapes"][0]["points"] = None
    found = fetch(cvat, 1)
    assert [a.image_id for a in answers(found)] == [f"{i}.png" for i in range(8)]
    assert left_out(found) == {"track that cannot be read": 1, "answer that draws nothing readable": 3}
