"""The files to run labelqa with: they can be read, name what there is, run as nobody special and hold no secret."""

import configparser
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from labelqa.cli import loaded
from labelqa.settings import Settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
FILES = sorted(DEPLOY.iterdir())
SETTINGS = {f"LABELQA_{field.name.upper()}" for field in fields(Settings)}
INSTRUCTIONS = {
    "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "RUN", "STOPSIGNAL", "USER", "VOLUME",
    "WORKDIR",
}  # fmt: skip


class Unit(dict[str, list[str]]):
    """Collects every value of a name that stands several times."""

    def __setitem__(self, name: str, value: list[str]) -> None:
        super().__setitem__(name, [*self.get(name, []), *value] if isinstance(value, list) else value)


@pytest.fixture
def unit() -> dict[str, dict[str, list[str]]]:
    parser = configparser.RawConfigParser(strict=False, dict_type=Unit, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(DEPLOY / "labelqa.service")
    return {name: {key: value.split("\n") for key, value in parser[name].items()} for name in parser.sections()}


@pytest.fixture
def compose() -> Any:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def instructions() -> Iterator[tuple[str, str]]:
    """(instruction, the rest of its lines) of the Containerfile."""
    text = re.sub(r"^\s*#.*\n", "", (DEPLOY / "Containerfile").read_text(), flags=re.MULTILINE)
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip():
            word, _, rest = line.partition(" ")
            yield word, rest.strip()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_that_is_named_is_one(path: Path) -> None:
    named = set(re.findall(r"LABELQA_[A-Z_]+", path.read_text()))
    assert named
    assert named <= SETTINGS


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_secret_stands_in_a_file(path: Path) -> None:
    text = re.sub(r"\$\{[^}]*\}", "$", path.read_text())  # what comes from outside
    for name, value in re.findall(r"(\w*(?:PASSWORD|SECRET|KEY))[:=]\s*(\S+)", text):
        assert value.startswith(("$", "...")), f"{name} has a value"
    assert "POSTGRES_PASSWORD: $" in text or path.suffix != ".yaml"
    assert not re.search(r"lqa_|changeme|:postgres@", path.read_text())


def test_the_container_is_built_from_the_lock_and_run_by_a_user_of_its_own() -> None:
    found = list(instructions())
    assert {word for word, _ in found} <= INSTRUCTIONS
    assert found[0][0] == "FROM"
    installs = [part for word, rest in found if word == "RUN" for part in rest.split("&&") if "pip install" in part]
    assert len(installs) == 3
    assert all("--require-hashes" in part or "--no-index" in part for part in installs)
    last = [rest for word, rest in found if word == "USER"]
    assert last == ["labelqa"], "and nothing after it runs as root"
    after = [word for word, _ in found[found.index(("USER", "labelqa")) :]]
    assert "RUN" not in after
    for word, rest in found:
        if word in ("CMD", "ENTRYPOINT"):
            assert yaml.safe_load(rest), "as a list: a shell would not hand SIGTERM on"
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in ignored, "what is not named stays out"
    kept = {line[1:] for line in ignored if line.startswith("!")}
    assert {"src", "dashboard", "supply", "hatch_build.py", "pyproject.toml", "requirements.lock"} <= kept
    assert all((ROOT / name).exists() for name in kept)


def test_the_composition_is_whole_and_grants_nothing(compose: Any) -> None:
    service, database = compose["services"]["labelqa"], compose["services"]["database"]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert "no-new-privileges:true" in service["security_opt"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert "ports" not in database
    assert set(service["depends_on"]) <= set(compose["services"])
    mounted = [volume.partition(":")[0] for s in (service, database) for volume in s["volumes"]]
    assert set(mounted) == set(compose["volumes"])
    build = service["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Containerfile"
    options = {name for parameter in loaded("serve").params for name in parameter.opts}
    assert service["command"][0] == "serve"
    assert {word for word in service["command"] if word.startswith("--")} <= options


def test_the_unit_starts_the_server_and_lets_it_finish(unit: dict[str, dict[str, list[str]]]) -> None:
    service = unit["Service"]
    (start,) = service["ExecStart"]
    assert shlex.split(start)[1:] == ["serve"]
    assert int(service["TimeoutStopSec"][0]) > 10, "running requests have 10 s"
    assert service["User"] == ["labelqa"]
    assert (service["ProtectSystem"], service["NoNewPrivileges"]) == (["strict"], ["yes"])
    assert service["StateDirectoryMode"] == ["0700"]
    assert unit["Install"]["WantedBy"] == ["multi-user.target"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    text = (DEPLOY / "labelqa.service").read_text().replace("/opt/labelqa/bin/labelqa", "/bin/true")
    path = tmp_path / "labelqa.service"
    path.write_text(text)
    done = subprocess.run(["systemd-analyze", "verify", str(path)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
