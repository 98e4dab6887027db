"""What a shell completes: asked as bash asks, in bash itself where there is one, and without loading a command."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from labelqa.cli import COMMANDS
from labelqa.reports import REPORTS
from tests.cli.conftest import Run
from tests.conftest import IN_CI


def completed(line: str, *, python: tuple[str, ...] = ("-m", "labelqa")) -> list[str]:
    """What bash is answered when Tab is pressed at the end of a line."""
    words = line.split(" ")
    environment = {
        **os.environ,
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
        "_LABELQA_COMPLETE": "complete_bash",
    }
    done = subprocess.run([sys.executable, *python], env=environment, capture_output=True, text=True)
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("labelqa re", ["report", "restore"]),
        ("labelqa key r", ["rotate", "revoke"]),
        ("labelqa key create --sc", ["--scope"]),
        ("labelqa report demo a", ["agreement", "alerts", "annotators"]),
        ("labelqa report demo agreement --group-by ", ["day", "week", "class", "size"]),
        ("labelqa report demo agreement --drift t", ["true"]),
        ("labelqa report --json demo ov", ["overview"]),
        ("labelqa check --min-", ["--min-iou", "--min-kappa", "--min-accuracy"]),
        ("labelqa check ana.json --format=yolo-", ["yolo-obb", "yolo-pose", "yolo-seg"]),
        ("labelqa check --strict --kind m", ["model"]),
        ("labelqa check an", []),  # files: the shell completes them itself
        ("labelqa report de", []),
        ("labelqa nothing x", []),
        ("labelqa --version re", ["report", "restore"]),
    ],
)
def test_tab_answers_the_words_that_fit(line: str, words: list[str]) -> None:
    assert completed(line) == words


def test_every_command_is_completed() -> None:
    assert completed("labelqa ") == list(COMMANDS)
    assert completed("labelqa report demo ") == list(REPORTS)


def test_tab_loads_no_command_and_nothing_that_computes_or_stores() -> None:
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('loaded', *sys.modules))\n"
        "from labelqa.cli import main\n"
        "main()"
    )
    answered, loaded = (text.split() for text in " ".join(
        completed("labelqa report demo agreement --group-by d", python=("-c", code))
    ).split("loaded "))  # fmt: skip
    assert answered == ["day"]
    rooms = {name.split(".")[1] for name in loaded if name.startswith("labelqa.")}
    assert rooms == {"cli", "errors", "paths"}
    assert [name for name in loaded if name.startswith("labelqa.cli.")] == ["labelqa.cli.completion"]
    assert not {"numpy", "scipy", "sqlalchemy", "httpx2", "orjson", "fastapi", "rich"} & set(loaded)


def script(shell: str) -> str:
    """What a start-up file of the shell takes in."""
    environment = {**os.environ, "_LABELQA_COMPLETE": f"source_{shell}"}
    command = [sys.executable, "-m", "labelqa"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_bash_itself_completes_once_it_took_in_the_script(tmp_path: Path) -> None:
    bash = shutil.which("bash")
    assert bash
    (tmp_path / "labelqa").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m labelqa "$@"\n')
    (tmp_path / "labelqa").chmod(0o755)
    (tmp_path / "completion.sh").write_text(script("bash"))
    asked = (
        "source completion.sh; complete -p labelqa\n"
        "COMP_WORDS=(labelqa report demo a); COMP_CWORD=3\n"
        '"$(complete -p labelqa | sed "s/.*-F //; s/ .*//")" labelqa\n'
        "printf '%s\\n' \"${COMPREPLY[@]}\"\n"
    )
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    command = [bash, "--norc", "--noprofile", "-c", asked]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.stderr == ""
    told, *words = done.stdout.splitlines()
    assert re.fullmatch(r"complete -o default -F \w+ labelqa", told)
    assert words == ["agreement", "alerts", "annotators"]


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ("zsh", "#compdef labelqa"),
        ("fish", "complete --command labelqa --no-files"),
        ("powershell", "-CommandName labelqa"),
    ],
)
def test_other_shells_have_a_script_that_asks_the_same_way(shell: str, line: str) -> None:
    made = script(shell)
    assert line in made
    assert f"_LABELQA_COMPLETE=complete_{shell}" in made or f'$Env:_LABELQA_COMPLETE = "complete_{shell}"' in made
    if found := shutil.which(shell):
        flag = {"zsh": "-n", "fish": "--no-execute", "powershell": "-?"}[shell]
        subprocess.run([found, flag], input=made, text=True, check=True)


def at_home(folder: Path, shell: str) -> dict[str, str]:
    """The environment of a new user who has installed the completion of a shell; skipped where that is not there."""
    if not shutil.which(shell):
        reason = f"no {shell} on this machine: apt-get install {shell}"
        pytest.fail(reason) if IN_CI else pytest.skip(reason)
    (folder / "bin").mkdir()
    (folder / "bin/labelqa").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m labelqa "$@"\n')
    (folder / "bin/labelqa").chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "ZDOTDIR"))}
    environment = {
        **kept,
        "HOME": str(folder),
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "TERM": "dumb",
        "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1",  # the shell is named, not looked for
    }
    command = [str(folder / "bin/labelqa"), "--install-completion", shell]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return environment


def test_fish_itself_completes_once_it_is_installed(tmp_path: Path) -> None:
    environment = at_home(tmp_path, "fish")
    command = ["fish", "-c", 'complete -C "labelqa report demo a"']
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["agreement", "alerts", "annotators"]


def test_zsh_itself_completes_at_the_first_tab_of_a_terminal(tmp_path: Path) -> None:
    environment = at_home(tmp_path, "zsh")
    asked = (
        "zmodload zsh/zpty\n"
        "zpty terminal zsh -i\n"
        "zpty -w -n terminal $'labelqa report demo ag\\t'\n"
        "while zpty -r terminal line '*agreement*'; do print -r -- $line; break; done\n"
    )
    done = subprocess.run(["zsh", "-f", "-c", asked], env=environment, capture_output=True, text=True, timeout=60)
    assert "labelqa report demo agreement" in done.stdout


def test_the_root_alone_offers_to_install_it(labelqa: Run) -> None:
    assert "--install-completion" in labelqa("--help").out
    assert "--install-completion" not in labelqa("check", "--help").out
