"""What of a folder of facts counts: one small file, written last; whatever it does not name is not there.

    manifest-000002.json        names all that counts after the second run; the highest number holds
    000001-5f0c…/started        its run has begun: gone when another run took the folder for one that was killed
    000001-5f0c…/facts/…        what the first run wrote: facts by image
    000001-5f0c…/annotations/…  the rows they are made of, image by image
    000002-9a1b…/totals/…       all totals after the second run

A later run scores the images that its new files touch anew, from the rows of all files, and its rows take the place of
theirs: of several rows of one image, the one of the latest run holds.
"""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

from labelqa.cluster.given import Known
from labelqa.cluster.terms import Terms
from labelqa.errors import BadCall, BadFile, listed, quoted

FORM = "facts 1"
NAME = re.compile(r"manifest-(\d{6})\.json")
RUN = re.compile(r"\d{6}-[0-9a-f]{8}")
"""The names of folders of runs."""
PART = re.compile(RUN.pattern + r"(/[a-z]+(=[a-z]+)?)+")
"""The names of folders of tables, below that of a run."""
STARTED = "started"
"""The name of the file that a run writes first and looks for last."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was scored: its name below the input, its bytes, and when it was last changed (ms since 1970)."""

    name: str
    bytes: int
    changed: int


@dataclass(frozen=True, slots=True)
class Run:
    """One run: its folders below the output, its images, and how many of them took the place of earlier rows.

    `now`: the time of verdicts that name none. `annotations` None: the rows were not kept.
    """

    engine: str
    now: int
    facts: str
    annotations: str | None
    images: int
    replaced: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that counts. `shape`: what the files hold. `left_out`: why and how often, of all runs.
    Of boxes, `scored_in`: by file, who gives scores; `in_pixels`: files whose boxes are not shares of the image.
    """

    number: int
    input: str
    shape: str
    terms: Terms
    files: tuple[InputFile, ...]
    runs: tuple[Run, ...]
    totals: str
    images: int
    left_out: Mapping[str, int] = field(default_factory=dict)
    scored_in: Mapping[str, Sequence[str]] = field(default_factory=dict)
    in_pixels: Sequence[str] = ()

    def as_bytes(self) -> bytes:
        """The file."""
        return orjson.dumps({"labelqa": FORM, **asdict(self)}, option=orjson.OPT_INDENT_2)

    @property
    def known(self) -> Known:
        """What only the whole of the files could tell."""
        return Known({name: tuple(who) for name, who in self.scored_in.items()}, frozenset(self.in_pixels))


def name_of(number: int) -> str:
    """The name of a manifest.

    >>> name_of(2)
    'manifest-000002.json'
    """
    return f"manifest-{number:06}.json"


def next_number(held: Manifest | None) -> int:
    """Of the run after the ones that count."""
    return 1 if held is None else held.number + 1


def folder_of(number: int) -> str:
    """The name of a new folder for a run: no other run has it."""
    return f"{number:06}-{secrets.token_hex(4)}"


def leftovers(names: Iterable[str], held: Manifest | None) -> list[str]:
    """Of what lies in a folder, the folders of runs that did not end."""
    counted = set() if held is None else {run.facts.partition("/")[0] for run in held.runs}
    return [name for name in names if RUN.fullmatch(name) and name not in counted]


def beaten(place: str) -> BadCall:
    """The refusal of a run beside which another one has ended."""
    return BadCall(f"{place}: another run ended meanwhile; run again to score what is new since")


def robbed(place: str) -> BadCall:
    """The refusal of a run whose folder another one has removed."""
    return BadCall(f"{place}: another run began meanwhile and removed it; let one end before the next, and run again")


def newest(names: Sequence[str]) -> str | None:
    """The one that holds, of the names in a folder.

    >>> newest(["manifest-000002.json", "manifest-000010.json", "000011-ab", ".manifest-000012.json.part"])
    'manifest-000010.json'
    """
    return max((name for name in names if NAME.fullmatch(name)), default=None)


def read(data: bytes, place: str) -> Manifest:
    """The manifest in a file; BadFile when it is none."""
    try:
        row = orjson.loads(data)
        if row.pop("labelqa") != FORM:
            raise BadFile(f"{place}: is of another version of labelqa; score anew into a new folder")
        files = tuple([InputFile(**one) for one in row.pop("files")])
        runs = tuple([Run(**one) for one in row.pop("runs")])
        found = Manifest(terms=Terms.read(row.pop("terms")), files=files, runs=runs, **row)
        _check_parts(found, place)
        return found
    except (orjson.JSONDecodeError, TypeError, AttributeError, KeyError):
        raise BadFile(f"{place}: is no manifest of facts") from None


def _check_parts(found: Manifest, place: str) -> None:
    """Of a folder that somebody handed on, nothing is read that lies outside of it."""
    named = [found.totals, *[part for run in found.runs for part in (run.facts, run.annotations) if part is not None]]
    for part in named:
        if not PART.fullmatch(part):
            raise BadFile(f"{place}: names {quoted(part)}, which is no folder of a run; score anew")


def new_files(files: Sequence[InputFile], held: Manifest | None, *, input: str, shape: str, terms: Terms) -> list[str]:
    """The names of the files that are not scored yet. Raises BadCall where what is scored is no longer so."""
    if held is None:
        return [file.name for file in files]
    if held.shape != shape or held.terms.at(0) != terms.at(0):
        raise BadCall(
            f"the output holds facts of other settings ({_told(held)}); name a new folder, or the same settings"
        )
    given = {file.name: file for file in files}
    moved = [file.name for file in held.files if given.get(file.name) != file]
    if moved:
        text = f"files that are scored are gone or changed since: {listed(moved)}"
        raise BadCall(f"{quoted(input)}: {text}; score all into a new folder")
    known = {file.name for file in held.files}
    return [file.name for file in files if file.name not in known]


def _told(held: Manifest) -> str:
    settings: dict[str, Any] = held.terms.as_json()
    settings.pop("now")
    return ", ".join([held.shape, *[f"{name} {value}" for name, value in settings.items()]])
