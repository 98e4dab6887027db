"""Whatever a file holds, a value is either what it should be or refused by name."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.errors import BadInput
from labelqa.formats import values
from labelqa.formats.native.writing import written_time
from tests.formats.drawn import times

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
)
CHECKS = [
    values.text,
    values.prose,
    values.number,
    values.whole,
    values.score,
    values.seconds,
    values.box,
    values.moment,
]


@pytest.mark.parametrize("check", [*CHECKS, values.attributes])
@given(value=anything)
def test_a_value_is_taken_or_refused_with_its_place(check, value):
    try:
        check(value, "/x")
        place = "/x"
    except BadInput as error:
        place = error.problems[0].pointer
        error.detail.encode()
    assert place.startswith("/x")


@pytest.mark.parametrize(
    ("check", "value", "said"),
    [
        (values.text, "", "is empty"),
        (values.text, "a" * 513, "513 characters"),
        (values.text, "a\x00", "U+0000"),
        (values.text, "a\n", "U+000A"),
        (values.text, "\ud800", "surrogate"),
        (values.text, 7, "7 is not a text"),
        (values.number, "1", "'1' is not a number"),
        (values.number, True, "true is not a number"),
        (values.number, None, "null is not a number"),
        (values.number, float("nan"), "nan is not a finite number"),
        (values.number, float("-inf"), "-inf is not a finite number"),
        (values.number, 1.1e9, "not between"),
        (values.number, 10**400, "more than 40 digits"),
        (values.whole, 1280.0, "1280.0 is not a whole number"),
        (values.whole, 0, "not between 1 and 1000000"),
        (values.whole, 1_000_001, "not between"),
        (values.seconds, 0, "null"),
        (values.seconds, -1, "not between"),
        (values.seconds, 1.1e7, "not between"),
        (values.score, 1.01, "not between 0 and 1"),
        (values.box, [1, 2, 3], "a list of 3 is not a box"),
        (values.box, [1.0, 2.0, float("nan"), 4.0], "nan is not a finite number"),
        (values.box, [1.0, 2.0, 3.0, False], "false is not a number"),
        (values.moment, "2026-11-02T09:14:03", "no offset"),
        (values.moment, "2026-11-02", "not a time"),
        (values.moment, 1793610843, "not a time"),
        (values.moment, "2026-02-30T09:14:03Z", "no time that exists"),
        (values.moment, "1970-12-31T23:59:59Z", "1971"),
        (values.moment, "2200-01-01T00:00:00Z", "2199"),
        (values.moment, "0001-01-01T00:00:00+23:59", "1971"),
        (values.attributes, {str(i): 1 for i in range(201)}, "201 keys"),
        (values.attributes, {"a": float("nan")}, "not a finite number"),
        (values.attributes, {"a": 1 << 64}, "64 bits"),
    ],
)
def test_a_doubtful_value_is_refused_in_words(check, value, said):
    with pytest.raises(BadInput, match=r"^/x") as caught:
        check(value, "/x")
    assert said in caught.value.problems[0].detail


def test_attributes_may_be_nested_32_levels_and_no_deeper():
    deep: dict[str, object] = {}
    for _ in range(values.DEPTH):
        deep = {"a": deep}
    assert values.attributes(deep["a"], "/x") is deep["a"]
    with pytest.raises(BadInput, match="32 levels"):
        values.attributes({"a": deep}, "/x")


@given(times)
def test_a_time_written_and_read_is_the_same(at):
    assert values.moment(written_time(at), "/x") == at


@given(times, st.integers(-14 * 60, 14 * 60))
def test_the_offset_of_a_time_is_taken_into_account(at, minutes):
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)
    written = moment.astimezone(timezone(timedelta(minutes=minutes))).isoformat()
    assert values.moment(written, "/x") == at
