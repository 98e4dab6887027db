"""An annotator whose id says little is shown by the name that came with it, and stays the same annotator."""

from pathlib import Path
from typing import Any

import pytest

from labelqa import formats
from labelqa.imports import import_files
from labelqa.model import Called
from labelqa.sources import Source
from labelqa.store import Store, names, projects
from tests.formats.label_studio_files import answer, region, task
from tests.formats.tools import kili, kili_label, kili_object, saved
from tests.ingest.world import NOW
from tests.test_imports import made

ANA = {"id": 7, "first_name": "Ana", "last_name": "Bell", "email": "ana@example.com"}


def called(path: Path) -> list[Called]:
    return [item for item in formats.read(path) if isinstance(item, Called)]


@pytest.mark.parametrize(
    ("who", "name"),
    [
        (ANA, "Ana Bell"),
        (ANA | {"last_name": ""}, "Ana"),
        (ANA | {"first_name": None, "last_name": None}, "ana@example.com"),
        (ANA | {"first_name": "A\x00na", "last_name": 5}, "Ana"),
        ({"id": 7}, None),
        ({"email": "ana@example.com"}, None),
        (7, None),
    ],
)
def test_a_user_of_label_studio_is_called_as_the_export_says(tmp_path: Path, who: Any, name: str | None) -> None:
    path = saved(tmp_path / "tasks.json", [task(answer(region(), completed_by=who))])
    assert called(path) == ([] if name is None else [Called("7", name)])


def test_a_name_comes_once_a_file(tmp_path: Path) -> None:
    rows = [task(answer(region(), completed_by=ANA), id=n, data={"image": f"{n}.jpg"}) for n in range(3)]
    assert called(saved(tmp_path / "tasks.json", rows)) == [Called("7", "Ana Bell")]
    assets = [kili(kili_label(kili_object()), id=f"i{n}", externalId=f"{n}.jpg") for n in range(3)]
    assert called(saved(tmp_path / "kili.json", assets)) == [Called("u1", "ana@example.com")]


def test_an_import_stores_the_name_beside_the_id_and_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = saved(tmp_path / "tasks.json", [task(answer(region(), completed_by=ANA))])
    project_id = made(store)
    first = import_files(store, project_id, [Source(path)], now=NOW)
    assert import_files(store, project_id, [Source(path)], now=NOW).revision == first.revision
    with store.read() as connection:
        people = names.annotators(connection, projects.get(connection, project_id).number)
    assert [(who, display) for who, _, display in people.values()] == [("7", "Ana Bell")]
