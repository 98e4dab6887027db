"""Names made of image ids: nothing leads elsewhere, nothing is there twice, on any system."""

import unicodedata
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.archives.names import Names
from labelqa.formats.naming import PART, WHOLE, file_name

PARTS = st.sampled_from(
    ["..", ".", "", "a", "A", "a.jpg", "a.png", "é", "e\u0301", "CON", "con.txt", "C:", "\\", ".git", "x" * 300, "\0\n"]
)
IDS = st.one_of(st.text(min_size=1), st.lists(PARTS, min_size=1, max_size=40).map("/".join))


@given(st.lists(IDS, unique=True, max_size=12))
def test_no_id_leads_out_of_the_folder_or_is_refused_by_the_door_to_archives(ids: list[str]) -> None:
    taken, names = set[str](), Names("a.zip")
    for image_id in ids:
        name = file_name(image_id, taken)
        assert names.take(name) == name
        assert Path("/srv", name).resolve().is_relative_to("/srv")
        assert len(name.encode()) <= WHOLE
        for part in name.split("/"):
            assert 0 < len(part.encode()) <= PART
            assert part == part.rstrip(". ")
            assert not part.startswith(".")
            assert not any(unicodedata.category(c) == "Cc" or c in '\\<>:"|?*' for c in part)


@given(st.lists(IDS, unique=True, max_size=12))
def test_no_two_are_alike_without_their_endings_and_none_is_a_folder_of_another(ids: list[str]) -> None:
    taken = set[str]()
    files = [PurePosixPath(file_name(i, taken).casefold()).with_suffix(".txt") for i in ids]
    folders = {folder for file in files for folder in file.parents}
    assert len(set(files)) == len(ids)
    assert not folders & set(files)


@given(st.lists(IDS, unique=True, max_size=12))
def test_the_same_ids_in_the_same_order_give_the_same_names(ids: list[str]) -> None:
    first, second = set[str](), set[str]()
    assert [file_name(i, first) for i in ids] == [file_name(i, second) for i in ids]


@pytest.mark.parametrize("image_id", ["cam1/000017.jpg", "sets.v2/Straße/0001.png", "frame_000", "a b.jpeg"])
def test_an_ordinary_path_stays_as_it_is(image_id: str) -> None:
    assert file_name(image_id, set()) == image_id


def test_two_endings_of_one_name_are_two_files() -> None:
    taken = set[str]()
    first, second = file_name("a/b.jpg", taken), file_name("a/b.png", taken)
    assert first == "a/b.jpg"
    assert second.startswith("a/b-")
    assert second.endswith(".png")
