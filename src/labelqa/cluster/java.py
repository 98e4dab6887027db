"""Java, which Spark needs: found and of a version that works, or said clearly."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from labelqa.errors import BadCall
from labelqa.paths import open_text

LEAST = 17
"""The oldest Java that Spark 4 runs on."""
ADVICE = f"install Java {LEAST} or 21 (for example openjdk-17-jre-headless) and set JAVA_HOME, or take --engine local"
_VERSION = re.compile(r'^JAVA_VERSION="(\d+)', re.MULTILINE)


def check(environment: Mapping[str, str] = os.environ) -> None:
    """BadCall where there is no Java, or too old a one; a version that nothing tells of is left to Spark.

    >>> check({"PATH": "/nowhere"})
    Traceback (most recent call last):
    labelqa.errors.BadCall: Spark needs Java, and there is none: install Java 17 or 21 (for example \
openjdk-17-jre-headless) and set JAVA_HOME, or take --engine local
    """
    home = environment.get("JAVA_HOME")
    places = [Path(home) / "bin"] if home else [Path(p) for p in environment.get("PATH", "").split(os.pathsep) if p]
    found = next((place / "java" for place in places if (place / "java").exists()), None)
    if found is None:
        where = f" in JAVA_HOME ({home})" if home else ""
        raise BadCall(f"Spark needs Java, and there is none{where}: {ADVICE}")
    version = _version(found.resolve().parent.parent / "release")
    if version is not None and version < LEAST:
        raise BadCall(f"Spark needs Java {LEAST} or newer, and {found} is Java {version}: {ADVICE}")


def _version(release: Path) -> int | None:
    if not release.is_file():
        return None
    with open_text(release) as file:
        told = _VERSION.search(file.read())
    return int(told[1]) if told else None
