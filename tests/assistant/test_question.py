"""What an assistant may ask: arguments made from the reports, and every value checked."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from labelqa.assistant.answer import shortened
from labelqa.assistant.question import QUESTIONS, asked, schema
from labelqa.errors import BadCall
from labelqa.reports import REPORTS

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=30) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=60,
)


@pytest.mark.parametrize("name", list(QUESTIONS))
def test_a_tool_takes_all_that_its_report_takes(name: str) -> None:
    made = schema(name)
    Draft202012Validator.check_schema(made)
    assert set(made["properties"]) == {"project", "limit", *REPORTS[name].parameters}
    assert all(p["description"] for p in made["properties"].values())


def test_values_arrive_as_the_types_of_the_report() -> None:
    found = asked("agreement", {"project": "p", "since": "2026-11-02", "drift": True, "limit": 5.0, "class": None})
    assert found.parameters == {"since": date(2026, 11, 2), "drift": True, "limit": 5}
    assert type(found.parameters["limit"]) is int
    assert asked("overview", {"project": "p", "limit": 5}).parameters == {}  # a report that has no pages


@pytest.mark.parametrize(
    ("given_", "why"),
    [
        ({"limit": 101}, "limit 101 must be at most 100"),
        ({"limit": True}, "limit True is not a whole number"),
        ({"limit": 2.5}, "limit 2.5 is not a whole number"),
        ({"limit": float("inf")}, "limit inf is not a whole number"),
        ({"limit": float("nan")}, "limit nan is not a whole number"),
        ({"iou_threshold": float("nan")}, "iou_threshold nan must be more than 0"),
        ({"drift": "yes"}, "drift 'yes' is not true or false"),
        ({"since": "yesterday"}, "since 'yesterday' is not a day like '2026-11-23'"),
        ({"since": 20261102}, "since 20261102 is not a day like '2026-11-23'"),
        ({"sort": "best"}, "sort 'best' is none of iou, -iou, image_id"),
        ({"sort": ["iou"]}, "sort ['iou'] is none of iou, -iou, image_id"),
        ({"class": 3}, "class 3 is not text"),
        ({"colour": 3}, "agreement has no argument 'colour'"),
        ({"viewer": "ana"}, "agreement has no argument 'viewer'"),
    ],
)
def test_what_is_wrong_is_named(given_: Mapping[str, Any], why: str) -> None:
    with pytest.raises(BadCall) as wrong:
        asked("agreement", {"project": "p", **given_})
    assert wrong.value.detail.startswith(why)


@given(st.dictionaries(st.sampled_from(["project", *schema("agreement")["properties"], "else"]), JSON))
def test_whatever_is_sent_is_taken_by_the_schema_or_refused_by_a_sentence(given_: dict[str, Any]) -> None:
    try:
        asked("agreement", given_)
    except BadCall:
        return
    said = {k: v for k, v in given_.items() if v is not None}
    Draft202012Validator(schema("agreement")).validate(said)


@given(st.dictionaries(st.text(max_size=4), JSON), st.integers(1, 25))
def test_no_list_of_an_answer_is_longer_than_asked_and_every_cut_is_told(answer: dict[str, Any], most: int) -> None:
    answer.pop("shortened", None)

    def lengths(value: Any) -> list[int]:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        own = [len(value)] if isinstance(value, list) else []
        return own + [n for item in inner for n in lengths(item)]

    found = shortened(answer, most)
    cuts = found.pop("shortened", [])
    assert max(lengths(found), default=0) <= most
    assert all(cut["shown"] == most < cut["of"] for cut in cuts)
    assert bool(cuts) == (max(lengths(answer), default=0) > most)
    if not cuts:
        assert repr(found) == repr(answer)
