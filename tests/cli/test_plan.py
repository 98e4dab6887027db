"""`labelqa plan`: a sentence to act on and the ids, the same on a database and through a server."""

from pathlib import Path

import pytest

from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.cli.conftest import Run, row, write
from tests.cli.server import started


@pytest.fixture
def yard(labelqa: Run, tmp_path: Path) -> str:
    """Forty images by ana, three of them by bo too."""
    rows = [row(k, "ana", label="day") for k in range(40)]
    rows += [row(k, "bo", wider=25, label="day") for k in range(3)]
    assert labelqa("import", "yard", write(tmp_path / "both.jsonl", rows)).code == 0
    return "yard"


def test_a_sentence_says_what_to_do_and_the_ids_follow(labelqa: Run, yard: str) -> None:
    found = labelqa("plan", yard, "--half-width", "0.1")
    assert (found.code, found.err) == (0, "")
    sentence, basis, empty, *ids = found.out.splitlines()
    assert sentence == (
        "Label 13 more images a second time: mean IoU to ±0.1 needs 16 of 40 images shared, and there are 3."
    )
    assert basis.startswith("Spread between images 0.250 (assumed until 30 images are shared); today it is known to ±")
    assert (empty, len(ids)) == ("", 13)
    assert set(ids) < {f"img_{k:03}.jpg" for k in range(3, 40)}


def test_kappa_has_its_own_plan(labelqa: Run, yard: str) -> None:
    found = labelqa("plan", yard, "--measure", "kappa", "--half-width", "0.2")
    assert found.out.startswith("Label 16 more images a second time: kappa to ±0.2 needs 19 of 40 images shared")


def test_images_that_nobody_labelled_are_to_be_labelled_twice(labelqa: Run, tmp_path: Path) -> None:
    rows = [row(0, "ana"), *[row(k, "yolo", kind="model") for k in range(1, 4)]]
    assert labelqa("import", "fresh", write(tmp_path / "few.jsonl", rows)).code == 0
    found = labelqa("plan", "fresh")
    first = "Label 1 more image a second time and 3 that nobody has labelled, twice: mean IoU to ±0.03 needs 4 of 4"
    assert found.out.startswith(first)
    assert "nothing is shared yet" in found.out
    assert found.out.splitlines()[3] == "img_000.jpg"


def test_a_fulfilled_plan_says_so_and_lists_nothing(labelqa: Run, ana: Path, bo: Path) -> None:
    labelqa("import", "done", ana, bo)
    said = labelqa("plan", "done").out.splitlines()
    assert said[0].startswith("Nothing to do for mean IoU to ±0.03: ")
    assert len(said) == 2


def test_a_list_that_is_cut_says_how_long_it_is(labelqa: Run, yard: str) -> None:
    found = labelqa("plan", yard, "--limit", "2")
    assert found.err.startswith("the first 2 of ")
    assert found.out.splitlines()[3:] == labelqa("plan", yard).out.splitlines()[3:5]


def test_a_server_answers_as_the_database_does(labelqa: Run, yard: str, database: str, tmp_path: Path) -> None:
    call = ("serve", "--port", "0", "--database", database)
    asked = ("plan", yard, "--half-width", "0.05", "--limit", "5", "--json")
    own = labelqa(*asked)
    assert own.code == 0, own.err
    assert own.json["next"] is not None
    with started(tmp_path, *call, LABELQA_BOOTSTRAP_KEY=BOOTSTRAP_EXAMPLE) as (address, _):
        far = labelqa(*asked, "--server", address, "--key", BOOTSTRAP_EXAMPLE)
    assert (far.code, far.err) == (0, "")
    assert far.out == own.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--half-width", "0"], "--half-width 0.0 must be more than 0 and at most 0.5"),
        (["--half-width", "0.6"], "must be more than 0 and at most 0.5"),
        (["--half-width", "nan"], "must be more than 0 and at most 0.5"),
        (["--measure", "f1"], "--measure"),
        (["--limit", "0"], "--limit"),
    ],
)
def test_a_wrong_call_is_named_and_ends_with_two(labelqa: Run, yard: str, arguments: list[str], told: str) -> None:
    found = labelqa("plan", yard, *arguments)
    assert found.code == 2
    assert told in found.err


def test_a_project_without_images_and_one_that_is_not_there_say_so(labelqa: Run) -> None:
    assert labelqa("project", "create", "empty").code == 0
    found = labelqa("plan", "empty")
    assert (found.code, "has no images yet" in found.err) == (3, True)
    found = labelqa("plan", "nowhere")
    assert (found.code, "no project 'nowhere'" in found.err) == (2, True)
