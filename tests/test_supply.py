"""What is shipped: all of it is listed with a licence, locked with hashes, and told in the bill of materials."""

import json
import re
import runpy
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SUPPLY = runpy.run_path(str(ROOT / "supply" / "shipped.py"))


@pytest.fixture(scope="module")
def packages() -> Any:
    return SUPPLY["shipped"]()


def test_everything_that_is_asked_for_is_shipped_and_what_only_developers_need_is_not(packages: Any) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = {name: texts for name, texts in project["optional-dependencies"].items() if name not in ("test", "dev")}
    assert set(extras) == {"mcp", "parquet", "postgres", "spark", "tracing"}
    asked = [text for texts in (project["dependencies"], *extras.values()) for text in texts if "labelqa" not in text]
    names = {package.name for package in packages}
    assert {re.split(r"[\[>=<]", text)[0] for text in asked} <= names
    assert {"starlette", "anyio", "h11"} <= names
    assert not names & {"pytest", "mypy", "ruff", "hypothesis", "playwright"}


def test_every_package_says_its_licence_and_none_is_under_the_gpl(packages: Any) -> None:
    for package in [*packages, *SUPPLY["bundled"]()]:
        assert package.licence, package.name
        assert not re.search(r"(?<!L)A?GPL|SSPL|BUSL|Commons.Clause", package.licence), package


def test_the_lgpl_comes_with_an_extra_alone(packages: Any) -> None:
    assert {p.name for p in packages if "LGPL" in p.licence and "" in p.needed_by} == set()


def test_the_part_of_the_lock_holds_hashes_for_every_file(packages: Any) -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert all(package.hashes and package.entry in lock for package in packages)
    said = SUPPLY["main"]("lock")
    assert [line for line in said.splitlines() if "==" in line] == [p.entry.splitlines()[0] for p in packages]


def test_the_container_holds_every_extra_but_what_wants_a_cluster() -> None:
    names = {re.split(r"\[|==", line)[0] for line in SUPPLY["main"]("image").splitlines() if "==" in line}
    assert {"psycopg", "pyarrow", "opentelemetry-sdk"} <= names
    assert not names & {"pyspark", "py4j", "pandas"}


def test_every_package_of_the_locks_is_bound_to_its_bytes() -> None:
    for path in ROOT.glob("requirements*.lock"):
        entries = re.findall(
            r"^[a-z0-9.-]+(?:\[[^]]+\])?==[^\n]*\n(    --hash=sha256:[0-9a-f]{64})?", path.read_text(), re.MULTILINE
        )
        assert entries, path
        assert all(entries), path
    npm = json.loads((ROOT / "dashboard" / "package-lock.json").read_text())["packages"]
    assert all(about.get("integrity") for path, about in npm.items() if path and not about.get("link"))


def test_the_bill_of_materials_is_whole_and_the_same_each_time(packages: Any) -> None:
    bill = json.loads(SUPPLY["bill"]("1.2.3"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", bill["serialNumber"])
    refs = [component["bom-ref"] for component in bill["components"]]
    assert len(refs) == len(set(refs)) > len(packages)
    assert set(bill["dependencies"][0]["dependsOn"]) == set(refs)
    assert bill == json.loads(SUPPLY["bill"]("1.2.3"))
    assert bill["serialNumber"] != json.loads(SUPPLY["bill"]("1.2.4"))["serialNumber"]
