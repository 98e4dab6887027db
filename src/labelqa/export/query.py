"""What an export is asked for: whose labels, which of them pass, how they are split, and in which format."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from labelqa.errors import BadInput, Problem, quoted
from labelqa.export.splits import Splits, parsed
from labelqa.facts.image import FLAGS
from labelqa.formats import FORMATS
from labelqa.model import Kind

Labels = Literal["all", "consensus", "best", "truth"]
Judged = Literal["approved", "rejected", "corrected", "verified", "unreviewed"]
"""What the verdicts of annotations may be asked to be. `verified`: approved, or put there by a correction."""
SOURCES: Mapping[Labels, Kind | None] = {"all": None, "consensus": "person", "best": "person", "truth": "truth"}
"""Whose annotations a choice of labels is made of; None: everybody's."""
MOST_SHARED = 2
"""Persons whose answers a consensus is made of, unless asked otherwise: one alone agrees with nobody."""


@dataclass(frozen=True, slots=True)
class Query:
    """One export. None, and an empty tuple, ask nothing.

    `verdict`, `kind`, `annotator` and `min_annotator_accuracy` (of the annotator against the truth) are of annotations;
    `min_iou` (agreement), `min_annotators`, `flag` (has one of them), `without_flag` (has none), `batch`, `video` and
    `split` of images; `class_` of objects and image-level labels. `labels`: `all` that pass, the `consensus` of those
    persons, the annotation by the `best` of them, or the `truth`. `quorum` is the share of an image's persons that
    must have drawn an object of a consensus; `exclude_disputed` leaves out images on which a consensus is open.
    `splits`, as in `train:0.8,val:0.1,test:0.1`, shares the images out; `seed` shares them out otherwise.
    """

    format: str = "native"
    labels: Labels = "all"
    verdict: tuple[str, ...] = ()
    min_iou: float | None = None
    min_annotators: int | None = None
    min_annotator_accuracy: float | None = None
    flag: tuple[str, ...] = ()
    without_flag: tuple[str, ...] = ()
    class_: tuple[str, ...] = ()
    kind: Kind | None = None
    annotator: str | None = None
    batch: str | None = None
    video: str | None = None
    quorum: float = 0.5
    exclude_disputed: bool = False
    splits: str | None = None
    split: str | None = None
    seed: int = 0

    @property
    def shares(self) -> Splits | None:
        """How the images are shared out; None where they are not."""
        return None if self.splits is None else parsed(self.splits, self.seed)

    @property
    def source(self) -> Kind | None:
        """The kind of annotators whose annotations count; None: every kind."""
        return self.kind or SOURCES[self.labels]

    @property
    def packs(self) -> bool:
        """True when the file is an archive of many."""
        return FORMATS[self.format].packs

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked beyond what holds anyway, by the name it is asked under."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        told = {f.name: values[f.name] for f in fields(self) if values[f.name] != f.default}
        return {name.rstrip("_"): list(v) if isinstance(v, tuple) else v for name, v in told.items()}

    @property
    def identity(self) -> str:
        """The same text for the same query."""
        return repr(asdict(self))


def written_formats() -> list[str]:
    """The formats that labels can be written in."""
    return [name for name, format in FORMATS.items() if format.write is not None]


def checked(query: Query) -> Query:
    """The query, when it can be answered; BadInput names the first value that cannot.

    >>> checked(Query(labels="consensus", kind="model"))
    Traceback (most recent call last):
    labelqa.errors.BadInput: kind: a consensus is made of the answers of persons, not of a model
    """
    formats = written_formats()
    if query.format not in formats:
        raise _wrong("format", f"{quoted(query.format)} cannot be written; take one of {', '.join(formats)}")
    if query.labels == "consensus" and query.kind not in (None, "person"):
        raise _wrong("kind", f"a consensus is made of the answers of persons, not of a {query.kind}")
    if query.labels == "truth" and query.kind not in (None, "truth"):
        raise _wrong("kind", f"the truth is not the answer of a {query.kind}; leave kind away")
    if query.exclude_disputed and query.labels != "consensus":
        raise _wrong("exclude_disputed", "only a consensus knows what is disputed: ask for labels=consensus too")
    for name, known in (("verdict", get_args(Judged)), ("flag", FLAGS), ("without_flag", FLAGS)):
        unknown = next((word for word in getattr(query, name) if word not in known), None)
        if unknown is not None:
            raise _wrong(name, f"{quoted(unknown)} is none of {', '.join(known)}")
    _check_splits(query)
    return query


def _check_splits(query: Query) -> None:
    shares = query.shares
    if query.split is None:
        if shares is not None and not query.packs:
            raise _wrong("split", f"{query.format} is one file: name the split it is to hold, one of {shares.named}")
        return
    if shares is None:
        raise _wrong("splits", "say how the images are shared out, as in train:0.8,val:0.1,test:0.1")
    if query.split not in shares.names:
        raise _wrong("split", f"{quoted(query.split)} is none of {shares.named}")


def _wrong(name: str, detail: str) -> BadInput:
    return BadInput(f"{name}: {detail}", [Problem(f"/{name}", detail)])
