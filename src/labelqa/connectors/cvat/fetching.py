"""One job with all that it holds, as images, answers and verdicts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from labelqa.connectors.connector import Fetched, Unit
from labelqa.connectors.cvat.answers import Answer, Reading
from labelqa.connectors.cvat.events import Log
from labelqa.connectors.cvat.history import History, Seen, handed_in, nobody, seen
from labelqa.connectors.cvat.jobs import Job
from labelqa.connectors.cvat.verdicts import Issue, judged, reasons, review
from labelqa.model import Annotation, Item, Remark, Skipped

TRUTH = "truth"
"""The annotator of ground truth jobs."""
UNASSIGNED = "a job that nobody is assigned to: its answers are of an annotator named after it"
UNKNOWN = "who annotated a job is not known, as it was handed on before: its answers are of an annotator named after it"
MENDED = "answer changed after its job had left annotation: it counts as the annotator's own"
UNFINISHED = "answer of a truth job that is not accepted and completed"


@dataclass(frozen=True, slots=True)
class Told:
    """What CVAT tells of a job besides its shapes: its log, where there is one, and its issues, where they matter."""

    log: Log | None
    issues: list[Issue]


class Fetching:
    """A job on its way from CVAT's words to ours. `before`: what is remembered of it."""

    def __init__(self, job: Job, reading: Reading, told: Told, before: History) -> None:
        self.job, self.reading, self.told, self.before = job, reading, told, before
        self.annotator = annotator(job, told.log, before)
        self.judged = judged(job, self.annotator, before)
        self.reasons = reasons(job, told.issues, before) if job.state == "rejected" else {}
        self.finished = handed_in(job, before)
        self.seen: dict[int, Seen] = {}

    def fetched(self) -> Fetched:
        """All of it, and what to remember."""
        images = [answer.image for answer in self.reading.answers.values()]
        answers = list(self._truths() if self.job.kind == "ground_truth" else self._answers())
        items: list[Item] = [*images, *self.reading.notes, *self._remarks(), *answers]
        return Fetched(Unit(self.job.key, self.job.updated), items, self._state())

    def _state(self) -> Mapping[str, Any]:
        reviewed = self.before.reviewed or self.judged is not None
        known = History(self.annotator, self.finished, reviewed, self.seen, self.judged, self.reasons).state()
        return {**known, "task": self.job.task}

    def _truths(self) -> Iterator[Annotation]:
        """CVAT compares with a truth job when it is accepted and completed, not before; so do we."""
        for frame, answer in self.reading.given():
            if answer.empty and not self.reading.frames.sure:
                continue
            if not self.job.accepted:
                if not answer.empty:
                    self.reading.notes.append(Skipped(UNFINISHED, self._place(frame)))
                continue
            self.seen[frame] = seen(self.job, frame, answer, TRUTH, self.before)
            yield self._annotation(frame, answer, self.seen[frame])

    def _answers(self) -> Iterator[Annotation]:
        for frame, answer in self.reading.given():
            # what replicas are merged into is nobody's answer, so there an empty frame says nothing
            if answer.empty and (not self.finished or self.job.replicas):
                continue
            known = self.seen[frame] = seen(self.job, frame, answer, self.annotator, self.before)
            earlier = (self.before.answers or {}).get(frame)
            if earlier is not None and earlier.print != known.print and self.job.stage != "annotation":
                self.reading.notes.append(Remark(MENDED, self._place(frame)))
            yield self._annotation(frame, answer, known)

    def _annotation(self, frame: int, answer: Answer, known: Seen) -> Annotation:
        truth, image = self.job.kind == "ground_truth", answer.image.image_id
        given = None if truth else self.judged
        labels = self.reading.labels_asked or answer.labels
        return Annotation(
            image,
            known.annotator,
            "truth" if truth else "person",
            known.at,
            tuple(answer.objects) if self.reading.boxes_asked or answer.objects else None,
            tuple(answer.labels) if labels else None,
            origin=None if truth else answer.origin,
            reviews=() if given is None else (review(self.job, frame, image, known, given, self.reasons),),
            place=self._place(frame),
        )

    def _remarks(self) -> Iterator[Remark]:
        if any(known.annotator == nobody(self.job) for known in self.seen.values()):
            yield Remark(UNASSIGNED if self.job.stage == "annotation" else UNKNOWN, self.job.key)
        frames = len(self.reading.answers)
        for who, seconds in (self.told.log.worked if self.told.log else {}).items():
            each = f", {seconds / frames:.1f} s a frame" if frames else ""
            text = f"{self.job.key}: user {who} worked {seconds:.0f} s on {frames} frames{each}; no time of one image"
            yield Remark(text, self.job.key)

    def _place(self, frame: int) -> str:
        return f"{self.job.key}, frame {frame}"


def annotator(job: Job, log: Log | None, before: History) -> str | None:
    """Whose a job's answers are: who has it, or last had it, in the stage of annotation; None when nobody knows."""
    if job.stage == "annotation" and job.assignee is not None:
        return job.assignee.id
    if before.annotator is not None:
        return before.annotator
    return log.annotator if log is not None and job.stage != "annotation" else None
