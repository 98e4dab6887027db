"""One call of `labelqa score`: what is read, where it goes, and under which settings."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from labelqa.cluster.given import Known, one_kind_each
from labelqa.cluster.manifest import InputFile, Manifest, Run, next_number
from labelqa.cluster.terms import Terms
from labelqa.errors import BadFile, Problem

IMAGES = 5_000
"""Rows of one bucket, about: bounds what a process holds at once."""
MOST = 8_192
"""Most buckets that are made where none are asked for."""
TOLD = ("part", "n", "annotators", "notes")
"""Columns of STAGED in which buckets tell what they tell beside their facts."""
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Job:
    """`input` and `output`: paths, or whatever the engine takes. `keep`: write the annotations beside the facts.

    `buckets`: into how many parts the images are shared out; None takes as many as the rows ask for.
    """

    input: str
    output: str
    terms: Terms = field(default_factory=Terms)
    keep: bool = True
    buckets: int | None = None

    def share(self, rows: int, workers: int) -> int:
        """The number of buckets for so many rows.

        >>> Job("in", "out").share(1_000_000, 2), Job("in", "out").share(10, 2)
        (200, 2)
        """
        return self.buckets or min(MOST, max(workers, rows // IMAGES))


@dataclass(slots=True)
class Told:
    """What buckets told beside their facts: images, what was left out, who is of which kind, what is wrong;
    and what only the whole of the files could tell.
    """

    images: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    kinds: dict[tuple[str, str], None] = field(default_factory=dict)
    refused: list[Problem] = field(default_factory=list)
    known: Known = field(default_factory=Known)

    def take(self, rows: pa.Table) -> None:
        """Rows of STAGED whose part is "sums" or "refused"."""
        for row in rows.select(TOLD).to_pylist():
            notes = row["notes"] or ()
            if row["part"] == "refused":
                self.refused += [Problem(note["place"], note["text"]) for note in notes]
                continue
            self.images += row["n"]
            for note in notes:
                self.left_out[note["text"]] = self.left_out.get(note["text"], 0) + note["count"]
            self.kinds |= {(who["annotator_id"], who["kind"]): None for who in row["annotators"]}

    def check(self) -> None:
        """Raises BadFile where anything is wrong: nothing counts then."""
        if self.refused:
            found = sorted(self.refused, key=lambda problem: problem.detail)
            raise BadFile(f"{found[0].detail}; nothing was scored", found)
        one_kind_each(sorted(self.kinds))  # type: ignore[arg-type]


def manifest_of(
    job: Job, held: Manifest | None, shape: str, files: Iterable[InputFile], run: Run, told: Told, totals: str
) -> Manifest:
    """The manifest after a run."""
    before: Mapping[str, int] = {} if held is None else held.left_out
    texts = sorted(before.keys() | told.left_out.keys())
    left_out = {text: before.get(text, 0) + told.left_out.get(text, 0) for text in texts}
    return Manifest(
        number=next_number(held),
        input=job.input,
        shape=shape,
        terms=job.terms,
        files=tuple(files),
        runs=(*(() if held is None else held.runs), run),
        totals=totals,
        images=(0 if held is None else held.images) + run.images - run.replaced,
        left_out=left_out,
        scored_in=told.known.scored,
        in_pixels=sorted(told.known.in_pixels),
    )
