"""Rows of an answer as a frame, in the library that is asked for, with the types that the fields have."""

import sys
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas
import polars
import pyarrow
import pytest

import labelqa
from labelqa.client.decoding import decoded
from labelqa.errors import BadCall, StoreUnavailable
from labelqa.reports.alerts import Alerts
from labelqa.reports.images import ImageFlag, ImageRow

LIBRARIES = [("pandas", pandas.DataFrame), ("polars", polars.DataFrame), ("arrow", pyarrow.Table)]


@dataclass
class Bias:
    dx: float | None
    n: int | None


@dataclass
class Row:
    class_: str
    flags: list[str]
    bias: Bias
    ci95: tuple[float, float] | None
    opened_at: str | None
    open: bool


ROWS = [
    Row("car", ["outlier"], Bias(0.5, 3), (0.1, 0.9), "2026-11-08T23:30:55.612Z", True),
    Row("van", [], Bias(None, None), None, None, False),
]
NAMES = ["class", "flags", "bias.dx", "bias.n", "ci95", "opened_at", "open"]
MOMENT = datetime(2026, 11, 8, 23, 30, 55, 612_000, UTC)


def names(frame) -> list[str]:
    return list(frame.schema.names if isinstance(frame, pyarrow.Table) else frame.columns)


def values(frame, name: str) -> list[object]:
    return frame[name].to_pylist() if isinstance(frame, pyarrow.Table) else frame[name].to_list()


@pytest.mark.parametrize(("library", "kind"), LIBRARIES)
def test_rows_become_columns_with_dotted_names(library, kind):
    found = labelqa.frame(ROWS, library)
    assert isinstance(found, kind)
    assert names(found) == NAMES
    assert values(found, "class") == ["car", "van"]
    assert values(found, "flags") == [["outlier"], []]
    assert values(found, "open") == [True, False]
    assert values(found, "opened_at")[0] == MOMENT


@pytest.mark.parametrize("library", ["polars", "arrow"])
def test_what_cannot_be_measured_is_null_and_whole_numbers_stay_whole(library):
    found = labelqa.frame(ROWS, library)
    assert [values(found, name)[1] for name in NAMES[2:6]] == [None] * 4
    assert values(found, "bias.n")[0] == 3
    assert isinstance(values(found, "bias.n")[0], int)


def test_pandas_has_its_own_types_and_marks_what_is_missing():
    found = labelqa.frame(ROWS, "pandas")
    assert {name: str(found.dtypes[name]) for name in NAMES if name not in ("class", "flags", "ci95")} == {
        "bias.dx": "float64",
        "bias.n": "Int64",
        "opened_at": "datetime64[ms, UTC]",
        "open": "bool",
    }
    assert found[NAMES[2:6]].isna().values.tolist() == [[False] * 4, [True] * 4]


@pytest.mark.parametrize("value", [[0.1], [0.1, 0.2, 0.3], 0.1, "0.1"])
def test_an_interval_of_another_version_is_said_to_be_one(value):
    with pytest.raises(StoreUnavailable, match="are both of one version"):
        decoded(tuple[float, float], value)


@pytest.mark.parametrize(("library", "kind"), LIBRARIES)
def test_types_come_from_the_fields_and_not_from_the_values(library, kind):
    some, none = (labelqa.frame(rows, library) for rows in (ROWS, [ROWS[1]]))
    types = [list(f.schema.types) if library == "arrow" else list(f.dtypes) for f in (some, none)]
    assert types[0] == types[1]


@pytest.mark.parametrize(("library", "kind"), LIBRARIES)
def test_a_list_of_an_answer_without_rows_keeps_its_columns(library, kind):
    counts = {"open": 0, "acknowledged": 0, "resolved": 0, "by_severity": {}, "by_type": {}}
    answer = decoded(Alerts, {"alerts": [], "counts": counts, "next": None})
    found = labelqa.frame(answer.alerts, library)
    assert isinstance(found, kind)
    assert len(found) == 0
    assert names(found)[:3] == ["alert_id", "severity", "type"]
    assert {"subject.kind", "subject.id", "opened_at"} <= set(names(found))


@pytest.mark.parametrize("library", ["polars", "arrow"])
def test_a_list_of_rows_in_a_row_is_a_list_of_structs_also_where_it_is_empty(library):
    flag = ImageFlag("outlier", "error", "far off")
    images = [
        ImageRow("a.jpg", 0.5, None, "unreviewed", flags, 2, 0.5, None, None, None, 3, None) for flags in ([flag], [])
    ]
    full, empty = (labelqa.frame([image], library) for image in images)
    assert values(full, "flags") == [[{"reason": "outlier", "severity": "error", "detail": "far off"}]]
    assert full.schema == empty.schema


def test_mappings_have_the_types_of_their_values():
    found = labelqa.frame(
        [{"class": "car", "n": 1, "at": "noon"}, {"class": "van", "share": 0.5, "at": "later"}], "arrow"
    )
    assert found.to_pydict() == {
        "class": ["car", "van"],
        "n": [1, None],
        "at": ["noon", "later"],
        "share": [None, 0.5],
    }
    assert found.schema.types == [pyarrow.string(), pyarrow.int64(), pyarrow.string(), pyarrow.float64()]


def test_without_a_word_it_is_the_library_that_is_there(monkeypatch):
    assert isinstance(labelqa.frame(ROWS), pandas.DataFrame)
    assert len(labelqa.frame([])) == 0
    monkeypatch.setitem(sys.modules, "pandas", None)
    monkeypatch.setitem(sys.modules, "polars", None)
    assert isinstance(labelqa.frame(ROWS), pyarrow.Table)


@pytest.mark.parametrize(
    ("library", "said"),
    [
        ("polars", "polars is not installed; install it with: pip install polars"),
        ("arrow", r"pyarrow is not installed; install it with: pip install 'labelqa\[parquet\]'"),
        (None, "pandas, polars or pyarrow is not installed; install it with: pip install pandas"),
        ("spark", "library is 'spark'; there are pandas, polars, arrow"),
    ],
)
def test_a_library_that_is_missing_is_named_with_how_to_install_it(monkeypatch, library, said):
    for module in ("pandas", "polars", "pyarrow"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(BadCall, match=said):
        labelqa.frame(ROWS, library)


def test_what_is_no_row_is_refused_with_what_to_pass():
    answer = Alerts([], None, None)
    with pytest.raises(BadCall, match=r"Alerts is a whole answer, .* pass answer\.alerts"):
        labelqa.frame(answer)
    with pytest.raises(BadCall, match="here is one of type str"):
        labelqa.frame(["car"])
