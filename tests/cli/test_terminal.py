"""What a terminal shows: progress where somebody looks, tables that fit."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from labelqa.cli import terminal
from labelqa.cli.views import VIEWS, view_of
from labelqa.reports import REPORTS
from tests.cli.conftest import Run


def test_progress_is_shown_where_somebody_looks_with_rate(
    labelqa: Run, ana: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    shown = labelqa("import", "yard", ana).err
    assert "reading" in shown
    assert "storing" in shown
    assert "30 of 30" in shown


def test_progress_is_silent_where_nobody_looks(labelqa: Run, ana: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "storing" not in labelqa("import", "yard", ana).err
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert labelqa("import", "other", ana, "--json").err == ""


cells = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60)


@given(st.lists(st.tuples(cells, st.integers(0, 10**6), st.integers(0, 10**6), cells), min_size=1, max_size=5))
def test_a_table_fits_and_its_numbers_stand_whole(rows: list[tuple[str, int, int, str]]) -> None:
    texts = [[a, str(m), str(n), b] for a, m, n, b in rows]
    kept = terminal.fitting(["name", "first", "second", "why"], texts, [1, 2], 60)
    assert {0, 3} <= set(kept)
    console = Console(width=60)
    table = terminal.table(
        ["name", "first", "second", "why"],
        texts,
        right=(1, 2),
    )
    if len(kept) == 4:
        with console.capture() as captured:
            console.print(table)
        said = captured.get()
        assert all(cell_len(line) <= 60 for line in said.split("\n"))
        for _, first, second, _ in rows:
            assert str(first) in said
            assert str(second) in said


def test_every_report_of_ours_has_a_view_and_every_place_in_it_exists(labelqa: Run, ana: Path, bo: Path) -> None:
    assert set(VIEWS) == set(REPORTS)
    labelqa("import", "yard", ana, bo, ana)
    for name, view in VIEWS.items():
        answer = labelqa("report", "yard", name, "--json").json
        for figure in view.figures:
            for place in filter(None, (figure.at, figure.n, figure.ci)):
                assert within(answer, place), (name, place)
        for row in answer[REPORTS[name].table]:
            for column in view.columns:
                assert within(row, column.at), (name, column.at)


def within(value: object, at: str) -> bool:
    for part in at.split("."):
        if not isinstance(value, dict) or part not in value:
            return False
        value = value[part]
    return True


def test_a_report_of_somebody_else_shows_all_that_is_single() -> None:
    answer = {"n_images": 3, "share": 0.5, "note": None, "rows": [{"day": "2026-11-01", "n": 3, "more": {}}]}
    view = view_of("workload", answer["rows"], answer)  # type: ignore[arg-type]
    assert [(f.label, f.kind) for f in view.figures] == [("n images", "count"), ("share", "score"), ("note", "text")]
    assert [c.header for c in view.columns] == ["day", "n"]
