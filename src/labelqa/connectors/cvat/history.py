"""What is remembered of a job, because CVAT tells only how it stands now: who answered what, and when that was seen.

CVAT replaces the assignee by the reviewer when a job is handed over, and dates a job as a whole. So each answer keeps
the annotator and the time of the fetch in which it first looked as it does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from labelqa.connectors.cvat.answers import Answer
from labelqa.connectors.cvat.jobs import Job
from labelqa.model import Verdict


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer: what it looks like, when it first did (ms), and whose it is."""

    print: str
    at: int
    annotator: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict on a job as a whole, when it was first seen (ms), and who gave it."""

    verdict: Verdict
    at: int
    reviewer: str | None


@dataclass(frozen=True, slots=True)
class History:
    """All that is remembered of a job. `annotator`: who had it while it was being annotated, None when nobody knows.

    `finished`: it was handed in and not taken up again since. `reviewed`: there was ever a verdict on it. `answers` by
    frame; `reasons`: why frames were rejected.
    """

    annotator: str | None = None
    finished: bool = False
    reviewed: bool = False
    answers: Mapping[int, Seen] | None = None
    judged: Judged | None = None
    reasons: Mapping[int, str] | None = None

    def state(self) -> dict[str, Any]:
        """As JSON."""
        judged = self.judged
        return {
            "annotator": self.annotator,
            "finished": self.finished,
            "reviewed": self.reviewed,
            "answers": {str(f): [s.print, s.at, s.annotator] for f, s in (self.answers or {}).items()},
            "judged": None if judged is None else [judged.verdict, judged.at, judged.reviewer],
            "reasons": {str(frame): text for frame, text in (self.reasons or {}).items()},
        }


def remembered(state: Mapping[str, Any]) -> History:
    """Out of what `state` gave; of a job never fetched before, nothing.

    >>> remembered({}).annotator is None
    True
    """
    if not state:
        return History()
    return History(
        state["annotator"],
        state["finished"],
        state["reviewed"],
        {int(frame): Seen(*seen) for frame, seen in state["answers"].items()},
        None if state["judged"] is None else Judged(*state["judged"]),
        {int(frame): text for frame, text in state["reasons"].items()},
    )


def nobody(job: Job) -> str:
    """The annotator of answers of which nobody knows who gave them."""
    return f"cvat-job-{job.number}"


def handed_in(job: Job, before: History) -> bool:
    """True when a frame without shapes is an answer: the job is completed, or was, and has not been taken up again.

    A change of stage sets the state back; so what was completed stays so until the job is annotated again, and where it
    was judged also then: a verdict needs the answer that it is on.
    """
    annotated = job.stage == "annotation" and job.state != "rejected"
    return job.finished or (before.finished and (before.reviewed or not annotated))


def print_of(answer: Answer) -> str:
    """A short text that differs when an answer does, whatever the order in which CVAT lists shapes."""
    objects = sorted(repr(o) for o in answer.objects)
    return blake2b(repr((objects, sorted(answer.labels), answer.origin)).encode(), digest_size=8).hexdigest()


def seen(job: Job, frame: int, answer: Answer, annotator: str | None, before: History) -> Seen:
    """An answer as it is now: known since when, and whose. `annotator`: whose the job is now, None when unknown.

    One that looks as before is still of the one who gave it then, also when somebody else has the job by now.
    """
    known, looks = (before.answers or {}).get(frame), print_of(answer)
    who = annotator or nobody(job)
    if known is None or known.print != looks:
        return Seen(looks, job.at, who)
    return Seen(looks, known.at, who if known.annotator == nobody(job) else known.annotator)
