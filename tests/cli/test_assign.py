"""`labelqa assign` and `labelqa assignments`: the same on a database and through a server."""

from pathlib import Path

import pytest

from labelqa.cli.local import Local
from labelqa.cli.remote import Remote
from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.cli.conftest import Run, row, write
from tests.cli.server import started


@pytest.fixture
def yard(labelqa: Run, tmp_path: Path) -> str:
    """Ten images by ana, four of them by bo too."""
    rows = [row(k, "ana") for k in range(10)] + [row(k, "bo", wider=25) for k in range(4)]
    assert labelqa("import", "yard", write(tmp_path / "both.jsonl", rows)).code == 0
    return "yard"


def test_images_are_given_out_and_a_sentence_says_to_whom(labelqa: Run, yard: str) -> None:
    found = labelqa("assign", yard, "--to", "cy", "--to", "bo", "--by", "overlap", "-n", "6")
    assert (found.code, found.err) == (0, "")
    assert found.out.splitlines() == ["6 images given out, 6 assignments in all.", "  bo: 3", "  cy: 3"]
    listed = labelqa("assignments", yard, "--assignee", "cy").out.splitlines()
    assert [line.split("\t")[1:] for line in listed] == [["cy", "annotator", "open", ""]] * 3


def test_images_are_named_in_a_file_and_those_that_nobody_may_take_are_told(
    labelqa: Run, yard: str, tmp_path: Path
) -> None:
    ids = tmp_path / "ids.txt"
    ids.write_text("img_000.jpg\n\n  img_005.jpg \n")
    found = labelqa("assign", yard, "--to", "bo", "--images", ids, "--image", "img_006.jpg", "--list", "week 1")
    assert found.out.startswith("2 images given out")
    assert found.err == "too few persons may take 1 image: img_000.jpg\n"
    assert [r["image_id"] for r in labelqa("assignments", yard, "--json").json["assignments"]] == [
        "img_005.jpg",
        "img_006.jpg",
    ]


@pytest.mark.parametrize("place", [Local, Remote], ids=["database", "server"])
def test_a_list_of_several_pages_is_printed_as_one(
    labelqa: Run, yard: str, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: type
) -> None:
    labelqa("assign", yard, "--to", "cy", "--to", "dee", "--by", "priority", "--per-image", "2")
    whole = labelqa("assignments", yard, "--csv")
    assert len(whole.out.splitlines()) == 21
    assert whole.out.splitlines()[1].startswith("img_000.jpg,,,,,cy,annotator,,open,")
    far: tuple[str, ...] = ()
    monkeypatch.setattr(f"{place.__module__}.PAGE", 7)
    if place is Local:
        assert labelqa("assignments", yard, "--csv").out == whole.out
        return
    call = ("serve", "--port", "0", "--database", database)
    with started(tmp_path, *call, LABELQA_BOOTSTRAP_KEY=BOOTSTRAP_EXAMPLE) as (address, _):
        far = ("--server", address, "--key", BOOTSTRAP_EXAMPLE)
        assert labelqa("assignments", yard, "--csv", *far).out == whole.out
        assert labelqa("assignments", yard, "--json", *far).out == labelqa("assignments", yard, "--json").out
        given = labelqa("assign", yard, "--to", "eve", "--image", "img_001.jpg", "--role", "reviewer", *far)
        assert given.out.splitlines() == ["1 image given out, 1 assignment in all.", "  eve: 1"]
    assert labelqa("assignments", yard, "--role", "reviewer").out.startswith("img_001.jpg\teve\treviewer\topen\t")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--to", "cy"], 2, "say which images"),
        (["--to", "cy", "--by", "overlap", "--image", "img_000.jpg"], 2, "say which images"),
        (["--to", "cy", "--image", "nowhere"], 3, "there is no image 'nowhere'"),
        (["--to", "cy", "--to", "cy", "--by", "overlap"], 3, "'cy' is there twice"),
        (["--to", "cy", "--by", "overlap", "--per-image", "2"], 3, "2 persons an image; there are 1"),
    ],
)
def test_a_call_that_is_wrong_gives_nothing_out(
    labelqa: Run, yard: str, arguments: list[str], code: int, told: str
) -> None:
    found = labelqa("assign", yard, *arguments)
    assert found.code == code
    assert told in found.err
    assert labelqa("assignments", yard).out == ""


def test_two_forms_at_once_are_refused(labelqa: Run, yard: str) -> None:
    assert labelqa("assignments", yard, "--csv", "--json").code == 2
