"""A row of a body is the same answer, or the same error, whichever way it is read."""

from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from labelqa.web.annotation_rows import plain, read
from labelqa.web.inputs import NewAnnotation
from tests.web.conftest import row

numbers = st.sampled_from([0, 1, 3, 2.5, 40.0, 1e7, -3.0, 1e300, None, True, "4", [1]])
boxes = st.one_of(st.lists(numbers, min_size=3, max_size=5), st.just([1.0, 2.0, 30.0, 40.0]), numbers)
drawn = st.fixed_dictionaries(
    {},
    optional={
        "class": st.sampled_from(["car", "van", "", None, 3, "a\nb"]),
        "box": boxes,
        "rotation": st.sampled_from([None, 30, 400, "x"]),
        "polygon": st.sampled_from([None, [[[0, 0], [9, 0], [9, 9]]], [[[0, 0], [1, 1]]], []]),
        "keypoints": st.sampled_from([None, [], [{"name": "nose", "x": 1, "y": 2, "v": 2}], [{"x": 1}]]),
        "score": st.sampled_from([None, 0.5, 2, "x"]),
        "object_id": st.sampled_from([None, "o1", "", 3]),
        "attributes": st.sampled_from([None, {"hidden": True}, [1], {"deep": {"a": [1]}}]),
        "track_id": st.sampled_from([None, "t", 4]),
        "note": st.just("unknown"),
    },
)
usual = st.fixed_dictionaries({"class": st.sampled_from(["car", "van"]), "box": st.just([1.0, 2.0, 30.0, 40.0])})
changes = st.fixed_dictionaries(
    {},
    optional={
        "image_id": st.sampled_from(["img_1", "a/b.jpg", "", None, 4, "x" * 600]),
        "annotator_id": st.sampled_from(["ana", "", None]),
        "kind": st.sampled_from(["person", "model", "truth", "robot", None]),
        "submitted_at": st.sampled_from([None, "2026-11-02T10:14:03.1239+01:00", "2026-11-02", 5]),
        "seconds": st.sampled_from([None, 0, 1, 2.5, -1, "3", 1e12]),
        "origin": st.sampled_from([None, "ai_assisted", "manual", "stolen"]),
        "revision": st.sampled_from([None, 0, 1, 5, "1"]),
        "cancelled": st.sampled_from([None, True, False, 1]),
        "objects": st.one_of(st.none(), st.lists(st.one_of(usual, usual, drawn), max_size=3), st.just({})),
        "labels": st.sampled_from([None, [], ["car"], ["car", 3], "car"]),
        "reviews": st.sampled_from([None, [], [{"verdict": "approved"}], [{"verdict": "kept"}]]),
        "width": st.sampled_from([None, 640, 0, 2.0, True]),
        "height": st.sampled_from([None, 480, -1]),
        "video": st.sampled_from([None, "v", ""]),
        "frame": st.sampled_from([None, 0, 7, -1, "0"]),
        "colour": st.just("red"),
    },
)


def outcome(reader: Any, value: Any) -> Any:
    try:
        return reader(value)
    except ValidationError as error:
        return error.errors(include_url=False, include_context=False)


def by_model(value: Any) -> Any:
    found = NewAnnotation.model_validate(value)
    return found.annotation(), found.image()


@given(changes)
@example({})
@example({"objects": [{"class": "car", "box": [1.0, 2.0, 0.0, 4.0]}]})
@example({"width": 50, "height": 20})
@settings(max_examples=200, deadline=None)
def test_a_row_is_read_as_its_model_reads_it(change: dict[str, Any]) -> None:
    value = {**row(), **change}
    assert repr(outcome(read, value)) == repr(outcome(by_model, value))
    assert outcome(read, value) == outcome(by_model, value)


def test_usual_rows_are_read_without_the_model() -> None:
    assert plain(row()) == by_model(row())
    assert plain(row(width=640, height=480, labels=["car"])) is not None
    assert plain(row(objects=[])) is not None


def test_rows_that_are_no_objects_are_left_to_the_model() -> None:
    assert [plain(value) for value in ("row", None, [], 3)] == [None] * 4
