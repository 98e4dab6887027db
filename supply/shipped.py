"""What is shipped beside labelqa itself: the packages it needs at run time, as the lock names them.

python supply/shipped.py lock    their part of requirements.lock, hashes included
python supply/shipped.py image   what a container installs of it: all but what wants a cluster
python supply/shipped.py sbom    a bill of materials of a release, CycloneDX 1.6 as JSON
"""

import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
OURS = {"test", "dev"}
"""Extras that nobody but developers installs."""
_ENTRY = re.compile(
    r"^(?P<name>[a-z0-9.-]+)(?:\[[^]]+\])?==(?P<version>[^\s;\\]+)[^\n]*(?:\n    --hash=[^\n]+)+", re.MULTILINE
)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_BROWSER = "sys_platform == 'emscripten'"
"""The marker of what only a Python inside a browser installs; labelqa does not run there."""
ELSEWHERE: dict[str, tuple[str, tuple[str, ...]]] = {
    "colorama": ("BSD-3-Clause", ()),
    "pywin32": ("PSF-2.0", ()),
    "tzdata": ("Apache-2.0", ()),
}
"""Licence and requirements of what only other systems install."""
BY_TEXT = {"numpy": "BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0", "scipy": "BSD-3-Clause"}
"""Licences of packages that carry the whole text in place of a name, or say it differently from version to version."""
BY_CLASS = {"BSD License": "BSD", "MIT License": "MIT", "Apache Software License": "Apache-2.0"}


@dataclass(frozen=True, slots=True)
class Package:
    """One package of the lock: `entry` is its lines there; `needed_by` the parts of labelqa that need it."""

    name: str
    version: str
    licence: str
    entry: str
    needed_by: tuple[str, ...]

    @property
    def hashes(self) -> list[str]:
        """SHA-256 of each of its files."""
        return _HASH.findall(self.entry)

    @property
    def purl(self) -> str:
        """Its address as package URL."""
        return f"pkg:pypi/{self.name}@{self.version}"


@dataclass(frozen=True, slots=True)
class Bundled:
    """One package of the dashboard; `integrity` as npm writes it."""

    name: str
    version: str
    licence: str
    integrity: str

    @property
    def purl(self) -> str:
        """Its address as package URL."""
        return f"pkg:npm/{self.name.replace('@', '%40')}@{self.version}"


def shipped() -> list[Package]:
    """Every package that a user of labelqa gets, by name; of some there are several versions, for several Pythons."""
    entries = _ENTRY.finditer((ROOT / "requirements.lock").read_text("utf-8"))
    locked = [found for found in entries if _BROWSER not in found[0]]
    needed: dict[str, list[str]] = {}
    for extra in ("", *_extras()):
        for name in _closure(extra, {found["name"] for found in locked}):
            needed.setdefault(name, []).append(extra)
    return [
        Package(name, found["version"], _licence(name), found[0], tuple(needed[name]))
        for found in locked
        if (name := found["name"]) in needed
    ]


def bundled() -> list[Bundled]:
    """Every package that is built into the dashboard, by name, from its own lock."""
    lock = json.loads((ROOT / "dashboard" / "package-lock.json").read_text("utf-8"))["packages"]
    found = {
        (path.rpartition("node_modules/")[2], about["version"]): about
        for path, about in lock.items()
        if path and not about.get("dev") and not about.get("optional") and not about.get("devOptional")
    }
    return [Bundled(*key, about["license"], about["integrity"]) for key, about in sorted(found.items())]


def _project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return found


def _extras() -> dict[str, list[str]]:
    """Parts of labelqa that users install beside it, with what each asks for."""
    return {name: texts for name, texts in _project()["optional-dependencies"].items() if name not in OURS}


def _closure(extra: str, locked: set[str]) -> set[str]:
    """The names of all that one part of labelqa needs, and what these need in turn."""
    wanted = _extras()[extra] if extra else _project()["dependencies"]
    waiting, found = [Requirement(text) for text in wanted], set[tuple[str, frozenset[str]]]()
    while waiting:
        one = waiting.pop()
        name, extras = canonicalize_name(one.name), frozenset(one.extras)
        if name == "labelqa":
            waiting += [Requirement(text) for own in extras for text in _extras()[own]]
        elif name in locked and (name, extras) not in found:
            found.add((name, extras))
            waiting += _needs(name, extras)
    return {name for name, _ in found}


def _needs(name: str, extras: frozenset[str]) -> Iterator[Requirement]:
    """What a package asks for, on any system and any Python: what is not for us is not in the lock."""
    try:
        texts = metadata(name).get_all("Requires-Dist") or ()
    except PackageNotFoundError:
        texts = ELSEWHERE[name][1]
    for text in texts:
        one = Requirement(text)
        asked = re.findall(r"extra == ['\"]([^'\"]+)['\"]", str(one.marker))
        if not asked or extras & set(asked):
            yield one


def _licence(name: str) -> str:
    """The SPDX expression of a package's licence, or the nearest it says."""
    if name in BY_TEXT or name in ELSEWHERE:
        return BY_TEXT.get(name) or ELSEWHERE[name][0]
    said = metadata(name)
    classes = [text.rpartition(" :: ")[2] for text in said.get_all("Classifier") or () if text.startswith("License")]
    found = said.get("License-Expression") or said.get("License") or ""
    if not found or "\n" in found or len(found) > 60:
        found = " or ".join(BY_CLASS.get(text, text) for text in classes)
    return found


def bill(version: str) -> str:
    """The bill of materials of a release; the same for the same lock."""
    packages, pages = shipped(), bundled()
    told = [*(package.entry for package in packages), *(package.integrity for package in pages)]
    serial = uuid.uuid5(uuid.NAMESPACE_URL, "\n".join([version, *told]))
    root = {"type": "application", "bom-ref": "labelqa", "name": "labelqa", "version": version,
            "purl": f"pkg:pypi/labelqa@{version}", "licenses": [{"expression": "Apache-2.0"}]}  # fmt: skip
    content = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {"component": root},
        "components": [*map(_component, packages), *map(_bundled_component, pages)],
        "dependencies": [{"ref": "labelqa", "dependsOn": [package.purl for package in (*packages, *pages)]}],
    }
    return json.dumps(content, indent=2) + "\n"


def _component(package: Package) -> dict[str, object]:
    scope = "required" if "" in package.needed_by else "optional"
    return _listed(package, scope, [("file-sha256", digest) for digest in package.hashes])


def _bundled_component(package: Bundled) -> dict[str, object]:
    return _listed(package, "required", [("integrity", package.integrity)])


def _listed(package: Package | Bundled, scope: str, properties: list[tuple[str, str]]) -> dict[str, object]:
    return {
        "type": "library",
        "bom-ref": package.purl,
        "name": package.name,
        "version": package.version,
        "purl": package.purl,
        "scope": scope,
        "licenses": [{"license": {"name": package.licence}}],
        "properties": [{"name": f"labelqa:{name}", "value": value} for name, value in properties],
    }


def _version() -> str:
    found = re.search(r'^__version__ = "([^"]+)"', (ROOT / "src/labelqa/__init__.py").read_text("utf-8"), re.MULTILINE)
    assert found, "the package says its version"
    return found[1]


def main(word: str) -> str:
    """What one word asks for."""
    if word == "sbom":
        return bill(_version())
    if word in ("lock", "image"):
        wanted = [package for package in shipped() if word == "lock" or set(package.needed_by) - {"spark"}]
        return "".join(f"{package.entry}\n" for package in wanted)
    sys.exit(__doc__)


if __name__ == "__main__":
    print(main(sys.argv[1] if len(sys.argv) == 2 else ""), end="")
