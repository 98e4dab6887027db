"""Rows of an answer as a frame, in the library that is asked for."""

import sys
from dataclasses import dataclass

import pandas
import polars
import pytest

import labelqa
from labelqa.errors import BadCall


@dataclass
class Bias:
    dx: float | None
    n: int


@dataclass
class Row:
    class_: str
    flags: list[str]
    bias: Bias


ROWS = [Row("car", ["outlier"], Bias(0.5, 3)), Row("van", [], Bias(None, 0))]


@pytest.mark.parametrize(("library", "kind"), [("pandas", pandas.DataFrame), ("polars", polars.DataFrame)])
def test_rows_become_columns_with_dotted_names(library, kind):
    found = labelqa.frame(ROWS, library)
    assert isinstance(found, kind)
    assert list(found.columns) == ["class", "flags", "bias.dx", "bias.n"]
    assert list(found["class"]) == ["car", "van"]
    assert list(found["bias.n"]) == [3, 0]


def test_without_a_word_it_is_the_library_that_is_there():
    assert isinstance(labelqa.frame(ROWS), pandas.DataFrame)
    assert len(labelqa.frame([])) == 0


def test_a_library_that_is_missing_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(BadCall, match="polars is not installed: pip install polars"):
        labelqa.frame(ROWS, "polars")
