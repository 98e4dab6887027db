"""What Label Studio draws comes out where it was drawn, and what is written for it comes back."""

import io
import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from labelqa import formats
from labelqa.formats.format import ELLIPSE, UNCLASSED
from labelqa.formats.label_studio import brush, drawing, placing, regions, writing
from labelqa.geometry import VERTICES, measured
from labelqa.model import Annotation, Image, Object, Review, Skipped
from labelqa.shapes import Keypoint, Keypoints, Mask, Polygon, Turned
from tests.formats.drawn import annotations, masks, names
from tests.formats.label_studio_files import answer, choice, prediction, region, shape, taken, task
from tests.formats.taken import take


def objects(tmp_path, *rows):
    return taken(tmp_path, task(answer(*rows))).annotations[0].objects


def test_a_box_is_turned_about_its_top_left_corner(tmp_path):
    value = region()["value"] | {"rotation": 90}
    (found,) = objects(tmp_path, region(value=value))
    assert (found.x, found.y, found.width, found.height) == pytest.approx((-30, 20, 40, 30))
    assert isinstance(found.shape, Turned)
    assert (found.shape.x, found.shape.y) == pytest.approx((10 - 20 - 15, 20 + 15 - 20))


def test_a_mask_in_a_frame_that_the_stream_cannot_count_is_told_as_lost(tmp_path):
    side = 1 << 15  # four words a pixel, counted in 32 bits
    drawn = Object("car", 0.0, 5.0, 1.0, 3.0, shape=Mask(side, side, (5, 3, side * side - 8)))
    items = [Image("a.jpg", side, side), Annotation("a.jpg", "ana", "person", 1_000_000_000_000, (drawn,))]
    losses = formats.write(items, io.BytesIO(), format="label-studio")
    assert losses[placing.TOO_LARGE] == 1


def test_a_polygon_is_in_percent_and_an_open_one_is_none(tmp_path):
    points = [[10, 10], [50, 10], [50, 90]]
    (found,) = objects(tmp_path, shape("polygonlabels", points=points, closed=True))
    assert found.shape == Polygon(((20.0, 10.0, 100.0, 10.0, 100.0, 90.0),))
    line = taken(tmp_path, task(answer(shape("polygonlabels", points=points, closed=False))))
    assert line.skipped[drawing.OPEN] == 1


def test_an_ellipse_becomes_a_polygon_of_its_area_and_says_so(tmp_path):
    found = taken(tmp_path, task(answer(shape("ellipselabels", x=50, y=50, radiusX=10, radiusY=40, rotation=30))))
    (drawn,) = found.annotations[0].objects
    assert len(drawn.shape.rings[0]) == 2 * VERTICES
    area = measured(drawn.shape, drawn.x, drawn.y, drawn.width, drawn.height).area
    assert area == pytest.approx(math.pi * 20 * 40, rel=2e-3)
    assert found.remarks == {ELLIPSE: 1}


def test_keypoints_and_the_box_they_name_are_one_object(shared_data):
    (found,) = take(shared_data / "samples" / "ls-keypoints" / "tasks.json").annotations
    (drawn,) = found.objects
    assert drawn.class_name == "person"
    assert [p.name for p in drawn.shape.points] == ["nose", "left_eye", "right_eye"]
    assert drawn.shape.points[0].x == pytest.approx(64.44444444444444 / 100 * 216)


def test_a_real_brush_mask_has_the_pixels_that_were_painted(shared_data):
    (found,) = take(shared_data / "samples" / "ls-brush" / "tasks.json").annotations
    mask = found.objects[0].shape
    assert (mask.width, mask.height, sum(mask.counts[1::2])) == (256, 256, 12196)


def test_rows_with_one_id_are_one_region_whatever_their_order(tmp_path):
    sort = choice("new", id="r1", from_name="state")
    rows = [sort, shape("rectangle", x=5, y=20, width=15, height=40), shape("labels", x=5, y=20, width=15, height=40)]
    (found,) = objects(tmp_path, *rows)
    assert (found.class_name, found.attributes) == ("car", {"state": "new"})


def test_a_region_without_a_label_and_one_with_two_are_kept_and_named(tmp_path):
    bare = shape("rectangle", x=5, y=20, width=15, height=40)
    both = region(id="r2", value=region()["value"] | {"rectanglelabels": ["car", "parked"]})
    found = taken(tmp_path, task(answer(bare, both)))
    assert [(o.class_name, o.attributes) for o in found.annotations[0].objects] == [
        (UNCLASSED, None),
        ("car", {"labels": ["parked"]}),
    ]
    assert found.remarks == {regions.UNLABELLED: 1, regions.SEVERAL: 1}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"type": "relation", "from_id": "a", "to_id": "b"}, regions.RELATION),
        (shape("videorectangle", sequence=[]), regions.VIDEO),
        (shape("timeserieslabels", start=1), regions.FOREIGN),
        (region(image_rotation=90), regions.TURNED_VIEW),
        (shape("rectanglelabels", x=5, y=20, width=0, height=40), "degenerate box"),
        (shape("rectanglelabels", x=5, y=20, width=None, height=40), drawing.BLANK),
        (shape("polygonlabels", points=[[1, 1], [2, 2]]), "degenerate polygon"),
        (shape("ellipselabels", x=5, y=20, radiusX=0, radiusY=4), "degenerate ellipse"),
        (shape("brushlabels", format="rle", rle=[0, 1, 2]), drawing.UNREADABLE),
        (shape("brushlabels", format="rle", rle=[300]), drawing.UNREADABLE),
        (shape("brushlabels", format="png", rle=[]), drawing.UNREADABLE),
        (shape("keypointlabels", x=1, y=1, width=1), drawing.BOXLESS),
        ({"type": "rating", "value": {"rating": 4}}, regions.WORDS),
        (choice("new", value={"choices": ["new"], "x": 1}), regions.ORPHAN),
    ],
)
def test_what_cannot_be_an_object_is_counted_and_the_rest_stays(tmp_path, row, reason):
    found = taken(tmp_path, task(answer(region(), {**row, "id": "other"} if "id" in row else row)))
    assert found.skipped == {reason: 1}
    assert [len(a.objects) for a in found.annotations] == [1]


def test_a_box_beyond_the_border_is_kept_as_drawn_and_remarked(tmp_path):
    found = taken(tmp_path, task(answer(region(value=region()["value"] | {"x": 90}))))
    assert found.annotations[0].objects[0].x == 180.0
    assert found.remarks == {"box outside the image": 1}


def test_a_score_out_of_range_is_left_out_and_remarked(tmp_path):
    found = taken(tmp_path, task(predictions=[prediction(region(score=7), score=-1)]))
    assert found.annotations[0].objects[0].score is None
    assert found.remarks[regions.SCORE] == 2


def test_a_mask_that_claims_more_pixels_than_it_may_costs_no_memory(tmp_path):
    words = 4 * 1_000_000 * 1_000
    bits = f"{words:032b}00111" + "".join(f"{n - 1:04b}" for n in (3, 4, 8, 16)) + "1" + "11" + "1" * 16 + "11111111"
    stream = int(bits.ljust(96, "1"), 2).to_bytes(12, "big")
    huge = {"original_width": 1_000_000, "original_height": 1_000}
    found = taken(tmp_path, task(answer(region(), shape("brushlabels", "r2", rle=list(stream)) | huge)))
    assert found.skipped == {drawing.UNREADABLE: 1}


@given(masks())
def test_a_mask_survives_the_bits_of_a_brush(mask):
    assume(sum(mask.counts[1::2]))
    assert brush.unpacked(bytes(brush.packed(mask)), mask.width, mask.height) == canonical(mask)


@given(st.integers(1, 9), st.integers(1, 9), st.data())
def test_words_that_are_not_repeated_are_read_like_those_that_are(width, height, data):
    alpha = data.draw(st.lists(st.sampled_from([0, 0, 1, 255]), min_size=width * height, max_size=width * height))
    words = [w for a in alpha for w in (9, 0, 7, a)]
    bits = f"{len(words):032b}00111" + "".join(f"{n - 1:04b}" for n in (3, 4, 8, 16))
    while words:
        count = data.draw(st.integers(1, min(16, len(words))))
        bits += f"001{count - 1:04b}" + "".join(f"{w:08b}" for w in words[:count])
        words = words[count:]
    stream = int(bits + "0" * (-len(bits) % 8), 2).to_bytes((len(bits) + 7) // 8, "big")
    found = brush.unpacked(stream, width, height)
    columns = np.array(alpha).reshape(height, width).T.ravel() > 0
    assert (found is None) == (not columns.any())
    if found is not None:
        assert np.array_equal(np.repeat(np.arange(len(found.counts)) % 2 == 1, found.counts), columns)


def canonical(mask: Mask) -> Mask:
    """The same pixels without runs of no length beyond the first."""
    frame = np.repeat(np.arange(len(mask.counts)) % 2 == 1, mask.counts)
    cuts = np.flatnonzero(np.diff(frame, prepend=False))
    counts = np.diff([0, *cuts, len(frame)])
    return Mask(mask.height, mask.width, tuple(int(c) for c in counts))


@st.composite
def sized_files(draw):
    """Images of known size, then annotations of them."""
    ids = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    side = st.integers(1, 100_000)
    pairs = draw(st.lists(st.tuples(st.sampled_from(ids), names), max_size=4, unique=True))
    answers = [draw(annotations(*pair)) for pair in pairs]
    drawn = [o for a in answers for o in a.objects or ()]
    assume(all(max(map(abs, (o.x, o.y))) < 999_999_999 for o in drawn))  # the last digit may lead over the bound
    return [*[Image(i, draw(side), draw(side)) for i in ids], *answers]


@given(sized_files())
def test_what_is_written_is_read_back(tmp_path_factory, items):
    path = tmp_path_factory.mktemp("x") / "tasks.json"
    with path.open("wb") as out:
        formats.write(items, out, format="label-studio")
    found = list(formats.read(path, format="label-studio"))
    assert [i for i in found if isinstance(i, Image)] == [i for i in items if isinstance(i, Image)]
    assert not [i for i in found if isinstance(i, Skipped)]
    given_answers = [a for a in items if isinstance(a, Annotation) and not (a.cancelled and a.kind != "person")]
    read = {(a.image_id, a.annotator_id): a for a in found if isinstance(a, Annotation)}
    assert len(read) == len(given_answers)
    for old in given_answers:
        assert_same(old, read[old.image_id, old.annotator_id])


def assert_same(old: Annotation, new: Annotation) -> None:
    model = old.kind == "model"
    assert (new.kind, new.submitted_at, new.origin) == (old.kind, old.submitted_at, old.origin)
    assert (new.revision, new.cancelled) == (old.revision, old.cancelled)
    assert new.seconds == (None if model else old.seconds)
    assert [r for r in new.reviews if r.image_id != old.image_id] == []
    told = [(r.verdict, r.reviewer_id, r.reason) for r in new.reviews]
    assert sorted(map(str, told)) == (
        [] if model else sorted(str((r.verdict, r.reviewer_id, r.reason)) for r in old.reviews)
    )
    if old.cancelled:
        return
    assert new.labels == old.labels
    assert (new.objects is None) == (old.objects is None)
    for a, b in zip(old.objects or (), new.objects or (), strict=True):
        assert replace(a, x=0, y=0, width=1, height=1, shape=None) == replace(
            b, x=0, y=0, width=1, height=1, shape=None
        )
        assert near(placed(a), placed(b), a)


def placed(drawn: Object) -> list[float]:
    match drawn.shape:
        case None:
            return [drawn.x, drawn.y, drawn.width, drawn.height]
        case Turned() as s:
            return [s.x, s.y, s.width, s.height, s.degrees]
        case Polygon() as s:
            return [v for ring in s.rings for v in ring]
        case Keypoints() as s:
            return [v for p in s.points for v in (p.x, p.y, p.seen)] + [s.boxed]
        case Mask() as s:
            return list(canonical(s).counts)


def near(old: list[float], new: list[float], drawn: Object) -> bool:
    largest = max(map(abs, old), default=1.0)
    return len(old) == len(new) and new == pytest.approx(old, rel=1e-9, abs=1e-9 * min(largest, 1e6))


def test_what_label_studio_cannot_hold_is_counted():
    box = Object("car", 1, 2, 3, 4)
    holed = Object("car", 0, 0, 9, 9, shape=Polygon(((0, 0, 9, 0, 9, 9), (5, 1, 8, 1, 8, 4))))
    frame = Object("car", 0, 0, 1, 1, shape=Mask(2, 2, (0, 1, 3)))
    taken_back = Review("a", "ana", "rejected", undone_at=1)
    numbered = Review("a", "ana", "corrected", revision=4, corrected_to=5, sampled=True)
    items = [
        Image("a", 10, 10, batch="b", video="v", frame=1),
        Image("unsized"),
        Annotation("a", "ana", "person", 1793610843000, (holed, frame), reviews=(taken_back, numbered)),
        Annotation("a", "net", "model", None, (), seconds=3.0, reviews=(taken_back,)),
        Annotation("a", "net2", "model", cancelled=True),
        Annotation("unsized", "ana", "person", None, (box, box)),
        Annotation("unsized", "bo", "person", None, ()),
    ]
    assert formats.write(items, io.BytesIO(), format="label-studio") == {
        "batch of an image": 1,
        "place of a frame in its video": 1,
        "review of a prediction": 1,
        "revision that a verdict is on, or made": 1,
        "time spent on a prediction": 1,
        "verdict that was taken back": 1,
        "which images were drawn for review at random": 1,
        placing.FRAMED: 1,
        placing.RINGS: 1,
        placing.UNSIZED: 2,
        writing.EMPTIED: 1,
        writing.SKIPPED: 1,
    }


def test_other_tools_see_the_answers_of_a_written_file_in_label_studios_own_words():
    turned = Object("ship", 0, 0, 0, 0, shape=Turned(10.0, 20.0, 40.0, 20.0, 90.0))
    face = Keypoints((Keypoint("nose", 20.0, 30.0, 2), Keypoint("eye", 0.0, 0.0, 0)))
    head = Object("head", 10.0, 10.0, 20.0, 40.0, object_id="r7", shape=face)
    answers = [
        Annotation("a.jpg", "7", "person", 1793610843000, (turned, head), seconds=3.5, origin="manual"),
        Annotation("a.jpg", "model:v2", "model", None, (Object("car", 0, 0, 10, 10, 0.5),)),
        Annotation("a.jpg", "truth", "truth", None, ()),
        Annotation("a.jpg", "ana@example.com", "person", None, cancelled=True),
    ]
    out = io.BytesIO()
    formats.write([Image("a.jpg", 200, 100, uri="https://x/a.jpg"), *answers], out, format="label-studio")
    (written,) = json.loads(out.getvalue())
    assert written["data"]["image"] == "https://x/a.jpg"
    person, truth, skipped = written["annotations"]
    assert (person["completed_by"], person["lead_time"]) == (7, 3.5)
    assert person["created_at"] == person["updated_at"] == "2026-11-02T09:14:03Z"
    ship, box, nose = person["result"]
    assert ship["value"].pop("rectanglelabels") == ["ship"]
    assert ship["value"] == pytest.approx({"x": 20.0, "y": 10.0, "width": 20.0, "height": 20.0, "rotation": 90.0})
    assert (ship["original_width"], ship["original_height"], ship["type"]) == (200, 100, "rectanglelabels")
    assert (box["id"], nose["parentID"], nose["type"]) == ("r7", "r7", "keypointlabels")
    assert (truth["ground_truth"], truth["result"], "completed_by" in truth) == (True, [], False)
    assert (skipped["was_cancelled"], skipped["completed_by"]) == (True, {"email": "ana@example.com"})
    (model,) = written["predictions"]
    assert (model["model_version"], model["result"][0]["score"]) == ("v2", 0.5)


def test_every_answer_may_be_written_as_a_prediction_to_look_at():
    box = Object("car", 0, 0, 10, 10)
    answers = [
        Annotation("a.jpg", "ana", "person", None, (box,), origin="manual"),
        Annotation("a.jpg", "gt", "truth", None, (box,)),
        Annotation("a.jpg", "bo", "person", None, cancelled=True),
    ]
    out = io.BytesIO()
    lost = formats.write([Image("a.jpg", 200, 100), *answers], out, format="label-studio-predictions")
    (written,) = json.loads(out.getvalue())
    assert [p["model_version"] for p in written["predictions"]] == ["ana", "gt"]
    assert written["annotations"] == []
    assert lost == {"origin of an answer": 1, writing.SKIPPED: 1}


@pytest.mark.parametrize("key", ["type", "origin"])
@pytest.mark.parametrize("value", [[], {}, [1]])
def test_a_row_of_which_a_word_is_no_text_is_read_or_left_out(tmp_path, key, value):
    rows = [region(id="r2"), {**region(), key: value}, {**choice("day", id="r2"), key: value}]
    found = taken(tmp_path, task(answer(*rows), predictions=[prediction(*rows)]))
    assert [a.kind for a in found.annotations] == ["person", "model"]


def test_classes_of_an_image_come_once_and_in_their_order(tmp_path):
    line = taken(tmp_path, task(answer(choice("b", "a"), choice("a", "c", id="c2"), choice("b", id="c3"))))
    assert line.annotations[0].labels == ("b", "a", "c")
