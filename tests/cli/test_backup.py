"""`labelqa backup` and `labelqa restore`: all that was answered comes back, from and to both databases."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests
from alembic import command
from sqlalchemy import select

from labelqa.cli.belongings import Beside
from labelqa.errors import BadCall
from labelqa.store import migration, open_store
from labelqa.store.engine import connected
from labelqa.store.schema import meta
from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.cli.conftest import Run
from tests.cli.server import started
from tests.painted import painted
from tests.trust.lengths import LONG

HEADERS = {"Authorization": f"Bearer {BOOTSTRAP_EXAMPLE}"}
BACKUPS = 20 if LONG else 3
WRITERS, BATCH = 4, 5
Vacant = Callable[[str], str]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has no folder beside a database lies here."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))


@pytest.fixture
def vacant(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Vacant]:
    """The URL of an empty database of a kind."""
    with ExitStack() as held:

        def made(kind: str) -> str:
            server = request.getfixturevalue("postgres_server" if kind == "postgresql" else "sqlite_files")
            folder = tmp_path / "restored"
            folder.mkdir()
            return str(held.enter_context(server.empty(folder)))

        yield made


def rows_of(url: str) -> dict[str, list[Any]]:
    """Every row of every table."""
    store = open_store(url)
    with store.read() as connection:
        found = {name: sorted(map(repr, connection.execute(select(table)))) for name, table in meta.tables.items()}
    store.close()
    return found


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_of_either_database_becomes_either_with_every_row(
    labelqa: Run, database_url: str, vacant: Vacant, kind: str, ana: Path, bo: Path, truth: Path, tmp_path: Path
) -> None:
    labelqa("import", "yard", ana, bo, "--database", database_url)
    labelqa("project", "create", "field", "--class", "car", "--database", database_url)
    made = labelqa("key", "create", "--database", database_url)
    done = labelqa("backup", tmp_path / "out", "--json", "--database", database_url)
    assert (done.code, done.json["projects"], done.json["annotations"]) == (0, 2, 60)
    target = vacant(kind)
    found = labelqa("restore", tmp_path / "out", "--json", "--database", target)
    assert found.code == 0, found.err
    assert (found.code, found.json["differing"], found.json["secret"]) == (0, [], True)
    assert rows_of(target) == rows_of(database_url)
    assert labelqa("import", "field", truth, "--database", target).code == 0  # new rows get numbers of their own
    assert labelqa("verify", "field", "--database", target).code == 0
    assert made.out.strip() not in (tmp_path / "out").read_bytes().decode("latin-1")


def test_what_was_answered_before_a_backup_began_is_in_it_while_others_write(labelqa: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'live.db'}"
    call = ("serve", "--port", "0", "--database", url)
    with started(tmp_path, *call, LABELQA_BOOTSTRAP_KEY=BOOTSTRAP_EXAMPLE) as (address, _):
        path = f"{address}/v1/projects"
        assert requests.post(path, json={"project_id": "yard"}, headers=HEADERS, timeout=60).ok
        answered, stop = list[str](), threading.Event()
        writers = [threading.Thread(target=write, args=(path, k, answered, stop)) for k in range(WRITERS)]
        for writer in writers:
            writer.start()
        try:
            for k in range(BACKUPS):
                while len(answered) < 3 * (k + 1):
                    stop.wait(0.01)
                before = set(answered)
                assert labelqa("backup", tmp_path / f"out{k}", "--database", url).code == 0
                assert_holds(labelqa, tmp_path / f"out{k}", before, tmp_path / f"{k}" / "new.db")
        finally:
            stop.set()
            for writer in writers:
                writer.join()


def write(path: str, writer: int, answered: list[str], stop: threading.Event) -> None:
    """Sends batches one after the other until it is told to stop; notes those that were answered."""
    number = 0
    while not stop.is_set():
        batch = f"{writer}-{number}"
        rows = [{"image_id": f"{batch}/{k}", "annotator_id": "ana", "kind": "person", "submitted_at": None,
                 "objects": [{"class": "car", "box": [1, 2, 3 + k, 4]}]} for k in range(BATCH)]  # fmt: skip
        done = requests.post(f"{path}/yard/annotations", json={"annotations": rows}, headers=HEADERS, timeout=60)
        assert done.status_code == 200, done.text
        answered.append(batch)
        number += 1


def assert_holds(labelqa: Run, backup: Path, before: set[str], target: Path) -> None:
    url = f"sqlite:///{target}"
    assert labelqa("restore", backup, "--quiet", "--database", url).code == 0  # 3 where totals are not their rows
    store = open_store(url)
    with store.read() as connection:
        names = [row[0] for row in connection.execute(select(meta.tables["image"].c.name))]
    store.close()
    count = {batch: sum(name.startswith(f"{batch}/") for name in names) for batch in {n.split("/")[0] for n in names}}
    assert before <= set(count)
    assert set(count.values()) == {BATCH}, "a batch is there wholly or not at all"


def test_keys_and_pictures_come_back_with_the_labels(labelqa: Run, database: str, tmp_path: Path) -> None:
    call = ("serve", "--port", "0")
    place = {"LABELQA_BOOTSTRAP_KEY": BOOTSTRAP_EXAMPLE}
    with started(tmp_path, *call, **place, LABELQA_DATABASE=database) as (address, _):
        requests.post(f"{address}/v1/projects", json={"project_id": "yard"}, headers=HEADERS, timeout=60)
        images = {"images": [{"image_id": "a.png"}]}
        requests.post(f"{address}/v1/projects/yard/images", json=images, headers=HEADERS, timeout=60)
        sent = requests.post(
            f"{address}/v1/projects/yard/pictures?image_id=a.png", data=painted(), headers=HEADERS, timeout=60
        )
        assert sent.ok, sent.text
    assert labelqa("backup", tmp_path / "out", "--json").json["pictures"] == 1
    (tmp_path / "new").mkdir()
    target = f"sqlite:///{tmp_path / 'new' / 'labelqa.db'}"
    assert labelqa("restore", tmp_path / "out", "--json", "--database", target).json["pictures"] == 1
    with started(tmp_path, *call, LABELQA_DATABASE=target) as (address, said):
        assert "admin key" not in said, "the key of before is still one"
        found = requests.get(f"{address}/v1/projects/yard/pictures/a.png", headers=HEADERS, timeout=60)
        assert (found.status_code, found.content) == (200, painted())
    for path in (tmp_path / "out", tmp_path / "out.secret", tmp_path / "new" / "labelqa.db"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_an_older_schema_is_backed_up_as_it_is_and_restored_as_the_newest(
    labelqa: Run, database: str, tmp_path: Path
) -> None:
    engine = connected(database)
    config = migration._config()
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
    assert labelqa("backup", tmp_path / "out", "--json").json["schema"] == "0005"
    assert migration.current(engine) == "0005"
    target = f"sqlite:///{tmp_path / 'new.db'}"
    assert labelqa("restore", tmp_path / "out", "--database", target).code == 0
    assert migration.current(connected(target)) == migration.head()


def test_nothing_is_replaced(labelqa: Run, database: str, ana: Path, tmp_path: Path) -> None:
    labelqa("import", "yard", ana)
    labelqa("key", "create")
    out, there = tmp_path / "out", rows_of(database)
    assert labelqa("backup", out).code == 0
    again = labelqa("backup", out)
    assert (again.code, "already" in again.err) == (2, True)
    assert labelqa("restore", out).code == 2
    assert rows_of(database) == there
    other = tmp_path / "other" / "labelqa.db"
    other.parent.mkdir()
    log = other.with_name("labelqa.db-wal")
    log.write_bytes(b"of another database")
    assert labelqa("restore", out, "--database", f"sqlite:///{other}").code == 2
    log.unlink()
    secret = other.with_name("labelqa.secret")
    secret.write_bytes(b"x" * 32)
    found = labelqa("restore", out, "--database", f"sqlite:///{other}")
    assert (found.code, "another secret" in found.err) == (2, True)
    assert [path.name for path in other.parent.iterdir()] == ["labelqa.secret"]


@pytest.mark.parametrize(("command", "step"), [("backup", "take"), ("restore", "give")])
def test_what_fails_at_its_end_leaves_nothing_in_the_way_of_a_second_try(
    labelqa: Run, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, step: str
) -> None:
    labelqa("key", "create")
    pictures = tmp_path / "labelqa.db.pictures" / "kept"
    pictures.mkdir(parents=True)
    (pictures / "a").write_bytes(painted())
    if command == "restore":
        assert labelqa("backup", tmp_path / "out", "--json").json["pictures"] == 1
    there, real = tmp_path / ("new" if command == "restore" else "."), getattr(Beside, step)

    def copied_in_vain(*given: Any, **more: Any) -> None:
        real(*given, **more)
        raise BadCall("the disk broke")

    before = sorted(path.name for path in there.iterdir()) if there.exists() else []
    call = (command, tmp_path / "out", "--database", f"sqlite:///{there / 'labelqa.db'}")
    with monkeypatch.context() as patched:
        patched.setattr(Beside, step, copied_in_vain)
        assert labelqa(*call).code == 2
    assert sorted(path.name for path in there.iterdir()) == before
    again = labelqa(*call, "--json")
    assert (again.code, again.json["secret"], again.json["pictures"]) == (0, True, 1), again.err


def test_a_database_that_has_tables_is_not_restored_into(labelqa: Run, database_url: str, tmp_path: Path) -> None:
    assert labelqa("migrate", "--database", database_url).code == 0
    labelqa("migrate")
    assert labelqa("backup", tmp_path / "out").code == 0
    assert labelqa("restore", tmp_path / "out", "--database", database_url).code == 2


def damaged(path: Path) -> None:
    """Overwrites the middle of a file."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff" * 20_000)


def other_database(path: Path) -> None:
    """Puts a sound database there that is none of labelqa."""
    path.unlink()
    with connected(f"sqlite:///{path}").begin() as connection:
        connection.exec_driver_sql("CREATE TABLE project (id INTEGER)")


def newer(path: Path) -> None:
    """Makes it that of a later version."""
    with connected(f"sqlite:///{path}").begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")


@pytest.mark.parametrize(
    ("harm", "code", "said"),
    [
        (damaged, 3, "no sound SQLite database"),
        (lambda path: path.write_text("labels"), 3, "no sound SQLite database"),
        (other_database, 3, "none of labelqa"),
        (newer, 4, "newer labelqa"),
        (Path.unlink, 4, "check that it is there"),
    ],
)
def test_what_is_no_sound_backup_is_refused_and_leaves_nothing(
    labelqa: Run, ana: Path, bo: Path, tmp_path: Path, harm: Callable[[Path], object], code: int, said: str
) -> None:
    labelqa("import", "yard", ana, bo)
    assert labelqa("backup", tmp_path / "out").code == 0
    harm(tmp_path / "out")
    target = tmp_path / "new" / "labelqa.db"
    found = labelqa("restore", tmp_path / "out", "--database", f"sqlite:///{target}")
    assert (found.code, said in found.err) == (code, True), found.err
    assert list(target.parent.glob("*")) == [] if target.parent.exists() else True


def test_a_backup_of_nothing_is_a_wrong_call(labelqa: Run, tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path / 'nowhere.db'}", "sqlite://", "no url"):
        assert labelqa("backup", tmp_path / "out", "--database", url).code == 2
    assert not (tmp_path / "nowhere.db").exists()
    assert not (tmp_path / "out").exists()
