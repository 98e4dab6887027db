"""What holds for every command: exit codes, errors in a line, where it works."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
import typer

import labelqa.cli as cli
from labelqa import __version__
from labelqa.cli import COMMANDS, loaded
from labelqa.export.query import written_formats
from labelqa.formats import FORMATS
from labelqa.kernel import COMPILED
from tests.cli.conftest import Run, row, write

FOLDER = Path(cli.__file__).parent


def test_help_names_every_command_without_loading_it(labelqa: Run) -> None:
    said = labelqa("--help")
    assert said.code == 0
    for name in COMMANDS:
        assert f" {name} " in said.out
    script = "import sys, labelqa.cli as c\ntry: c.main(['--help'])\nexcept SystemExit: print('numpy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "False"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_each_command_what_its_own_help_says(name: str) -> None:
    assert (loaded(name).help or "").splitlines()[0].startswith(COMMANDS[name].rstrip("."))


def test_the_help_of_formats_names_them_all() -> None:
    for command, wanted in ("import", [n for n, f in FORMATS.items() if f.reads]), ("export", written_formats()):
        (option,) = (o for o in loaded(command).params if o.name == "format")
        named = option.help.rpartition(": ")[2].rstrip(".").replace(" or ", ", ")
        assert named.split(", ") == sorted(wanted)


def test_every_command_has_a_file_and_every_file_with_a_command_is_one() -> None:
    made = {
        path.stem.rstrip("_")
        for path in FOLDER.glob("[a-z]*.py")
        if any(isinstance(n, ast.FunctionDef) and n.name == "app" for n in ast.parse(path.read_text()).body)
    }
    assert made == set(COMMANDS)


def test_the_version_is_shown(labelqa: Run) -> None:
    kernel = "compiled" if COMPILED else "pure Python"
    assert labelqa("--version").out == f"labelqa {__version__} ({kernel} kernel)\n"


def test_a_command_that_is_not_there_is_a_wrong_call(labelqa: Run) -> None:
    found = labelqa("chek")
    assert found.code == 2
    assert "check" in found.err


def test_the_module_is_the_command() -> None:
    run = subprocess.run([sys.executable, "-m", "labelqa", "--version"], capture_output=True, text=True, check=True)
    assert run.stdout.startswith(f"labelqa {__version__} (")


def test_something_unforeseen_is_one_line_and_the_trace_only_on_demand(
    labelqa: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(name: str) -> None:
        raise RuntimeError("the roof is leaking")

    monkeypatch.setattr(cli, "loaded", broken)
    found = labelqa("check", "a.json")
    assert found.code == 4
    assert found.err.count("\n") == 1
    assert "the roof is leaking" in found.err
    monkeypatch.setenv("LABELQA_DEBUG", "1")
    assert "Traceback" in labelqa("check", "a.json").err


def test_ctrl_c_ends_quietly(labelqa: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "loaded", interrupted)
    found = labelqa("check", "a.json")
    assert (found.code, found.out, found.err) == (130, "", "")


def test_ctrl_c_where_a_token_is_asked_for_is_no_missed_bar(labelqa: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def given_up(name: str) -> None:
        raise typer.Abort

    monkeypatch.setattr(cli, "loaded", given_up)
    assert labelqa("source", "add", "yard", "http://127.0.0.1:1").code == 130


@pytest.mark.parametrize("command", [["check"], ["check", "--json"]])
def test_an_answer_that_nobody_reads_any_more_is_no_missed_bar(ana: Path, bo: Path, command: list[str]) -> None:
    words = [sys.executable, "-m", "labelqa", *command, str(ana), str(bo)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        process.stdout.close()
        assert process.wait(60) == 4


def test_database_and_server_exclude_each_other(labelqa: Run) -> None:
    found = labelqa("report", "yard", "--database", "sqlite://", "--server", "http://127.0.0.1:1", "--key", "k")
    assert found.code == 2
    assert "exclude each other" in found.err


def test_a_server_asks_for_a_key(labelqa: Run) -> None:
    found = labelqa("report", "yard", "--server", "http://127.0.0.1:1")
    assert found.code == 2
    assert "LABELQA_KEY" in found.err


def test_an_option_wins_over_the_environment(labelqa: Run, monkeypatch: pytest.MonkeyPatch, database: str) -> None:
    monkeypatch.setenv("LABELQA_SERVER", "http://127.0.0.1:1")
    monkeypatch.setenv("LABELQA_KEY", "k")
    assert labelqa("project", "list").code == 4
    assert labelqa("project", "list", "--database", database).code == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--server", "http://127.0.0.1:1", "--key", "k"], 4),
        (["--database", "postgresql://nobody@127.0.0.1:1/none"], 4),
        (["--database", "mysql://host/db"], 2),
        (["--database", "nonsense"], 2),
        (["--server", "nonsense", "--key", "k"], 2),
    ],
)
def test_a_place_that_cannot_be_reached_or_is_none_says_so_without_a_trace(
    labelqa: Run, arguments: list[str], code: int
) -> None:
    found = labelqa("project", "list", *arguments)
    assert found.code == code
    assert found.err.startswith("labelqa: ")
    assert "Traceback" not in found.err


def test_a_wrong_setting_is_a_wrong_call(labelqa: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABELQA_PORT", "high")
    found = labelqa("project", "list")
    assert found.code == 2
    assert "LABELQA_PORT" in found.err


def test_a_name_the_terminal_cannot_show_is_no_failure(tmp_path: Path) -> None:
    file = write(tmp_path / "ana.jsonl", [row(1, "ana"), row(2, "ana")])
    file.write_text(file.read_text().replace('"van"', '"жук"'))
    run = subprocess.run(
        [sys.executable, "-m", "labelqa", "check", str(file)],
        capture_output=True,
        env={"PYTHONIOENCODING": "latin-1", "PATH": ""},
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert rb"\u0436\u0443\u043a" in run.stdout
