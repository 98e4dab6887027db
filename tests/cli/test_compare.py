"""`labelqa compare`, `labelqa me` and `labelqa next`: what they say, the same on a database and through a server."""

from pathlib import Path

import pytest

from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.cli.conftest import Run, row, write
from tests.cli.server import started

DAYS = ("--from", "2026-11-01", "--to", "2026-11-14", "--from2", "2026-11-15", "--to2", "2026-11-28")


@pytest.fixture
def yard(labelqa: Run, tmp_path: Path) -> str:
    """Sixty images by ana and bo over four weeks; bo draws too wide in the first two. A truth, and six open images."""
    rows = []
    for k in range(60):
        wide = 25.0 if k % 28 < 14 else 0.0
        rows += [row(k, "ana", seconds=9), row(k, "bo", wider=wide, seconds=12)]
        if k % 2 == 0:
            rows.append(row(k, "gt", kind="truth"))
    rows += [row(k, "net", kind="model") for k in range(60, 66)]
    assert labelqa("import", "yard", write(tmp_path / "all.jsonl", rows)).code == 0
    return "yard"


def test_two_periods_stand_side_by_side_with_a_sentence_on_top(labelqa: Run, yard: str) -> None:
    found = labelqa("compare", yard, *DAYS)
    assert (found.code, found.err) == (0, "")
    days, sentence, *_ = found.out.splitlines()
    assert days == "2026-11-01 to 2026-11-14, then 2026-11-15 to 2026-11-28"
    assert sentence.startswith("Agreement rose from 0.80 (n 32) to 1.00 (n 28), +0.20 [+0.")
    assert "better" in found.out
    assert "mean_iou by annotator: ana +0.1" in found.out
    assert "kappa" not in found.out, "what neither period has is left out"


def test_the_terminal_keeps_its_width(labelqa: Run, yard: str) -> None:
    table = labelqa("compare", yard, *DAYS).out.split("What the changes come from")[0].splitlines()[3:]
    assert max(map(len, table)) <= 80


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--from", "yesterday"], 2, "--from 'yesterday' is not a day"),
        ([], 3, "from is missing"),
        (["--from", "2026-11-01", "--to", "2026-11-14", "--from2", "2026-11-14", "--to2", "2026-11-28"], 3, "overlap"),
        ([*DAYS, "--json", "--csv"], 2, "exclude each other"),
        (["--days", "0"], 2, "--days"),
    ],
)
def test_a_wrong_call_is_named(labelqa: Run, yard: str, arguments: list[str], code: int, told: str) -> None:
    found = labelqa("compare", yard, *arguments)
    assert told in found.err
    assert found.code == code


def test_ones_own_view_shows_what_is_systematic_and_where_to_see_it(labelqa: Run, yard: str) -> None:
    found = labelqa("me", yard, "--annotator", "bo")
    assert (found.code, found.err) == (0, "")
    assert found.out.startswith("bo: 60 labelled")
    assert "too wide" in found.out
    assert "See for yourself" in found.out
    assert "ana" not in found.out
    assert max(map(len, found.out.split("\nWhat stands out")[0].splitlines())) <= 80
    assert labelqa("me", yard).code == 3, "on a database there is no own key to tell whose"


def test_the_next_images_come_with_a_reason(labelqa: Run, yard: str) -> None:
    found = labelqa("next", yard, "--n", "4")
    assert (found.code, found.err.strip()) == (0, "4 chosen among 6 images")
    assert all(line.startswith("img_06") for line in found.out.splitlines()[2:])
    again = labelqa("next", yard, "--purpose", "relabel", "--n", "3")
    assert "rare: van (2 of 4 objects)" in again.out
    csv = labelqa("next", yard, "--csv", "--class", "van")
    assert csv.out.splitlines()[0].startswith("image_id,uri,width,height,batch")
    assert len(csv.out.splitlines()) == 1 + 3


def test_with_nothing_to_label_it_says_so(labelqa: Run, ana: Path) -> None:
    labelqa("import", "done", ana)
    assert labelqa("next", "done").out == "No image to label: somebody has answered every one\n"


def test_a_server_answers_as_the_database_does(labelqa: Run, yard: str, database: str, tmp_path: Path) -> None:
    calls = [
        ("compare", yard, *DAYS, "--json"),
        ("compare", yard, *DAYS, "--csv"),
        ("compare", yard, "--days", "14", "--json"),
        ("me", yard, "--annotator", "ana", "--json"),
        ("next", yard, "--n", "3", "--json"),
        ("next", yard, "--n", "3", "--csv", "--purpose", "relabel", "--class", "van"),
    ]
    own = [labelqa(*call) for call in calls]
    call = ("serve", "--port", "0", "--database", database)
    with started(tmp_path, *call, LABELQA_BOOTSTRAP_KEY=BOOTSTRAP_EXAMPLE) as (address, _):
        far = [labelqa(*call, "--server", address, "--key", BOOTSTRAP_EXAMPLE) for call in calls]
    for here, there in zip(own, far, strict=True):
        assert (here.code, there.code, there.err) == (0, 0, "")
        assert there.out == here.out
