"""What CVAT's stages, states and issues say of the answers of a job: approved, rejected, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from labelqa.connectors.cvat.history import History, Judged, Seen
from labelqa.connectors.cvat.jobs import Job
from labelqa.connectors.cvat.rest import Rest, Row, number, understood
from labelqa.formats import values
from labelqa.model import Review, Verdict

MARK = "labelqa: "
"""How an issue begins that labelqa wrote itself: it is no word of a reviewer."""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue of a job: its frame, whether it is resolved, and its comments (ids and texts) in their order."""

    number: int
    frame: int
    resolved: bool
    comments: Sequence[tuple[int, str]]

    @property
    def own(self) -> bool:
        """True for one that labelqa wrote."""
        return bool(self.comments) and self.comments[0][1].startswith(MARK)


def issues(rest: Rest, job: int) -> list[Issue]:
    """All issues of a job, in the order in which they were opened."""
    found = list(rest.every("/api/issues", {"job_id": job}))
    said: dict[int, list[tuple[int, str]]] = {}
    if found:
        for row in rest.every("/api/comments", {"job_id": job}):
            with understood("/api/comments"):
                said.setdefault(number(row, "issue"), []).append((number(row, "id"), _text(row)))
    with understood("/api/issues"):
        listed = [(number(row, "id"), number(row, "frame"), row.get("resolved") is True) for row in found]
    return [Issue(i, frame, resolved, sorted(said.get(i, []))) for i, frame, resolved in sorted(listed)]


def _text(row: Row) -> str:
    message = row.get("message")
    return message if type(message) is str else ""


def verdict(job: Job) -> Verdict | None:
    """What the job as a whole is judged as, if it is."""
    if job.state == "rejected":
        return "rejected"
    return "approved" if job.accepted else None


def judged(job: Job, annotator: str | None, before: History) -> Judged | None:
    """The verdict on a job with the time at which it was first seen; its reviewer is who has the job then.

    In the stage of annotation that is the annotator again, so nobody is named.
    """
    found = verdict(job)
    if found is None:
        return None
    if before.judged is not None and before.judged.verdict == found:
        return before.judged
    reviewer = None if job.assignee is None or job.stage == "annotation" else job.assignee.id
    return Judged(found, job.at, None if reviewer == annotator else reviewer)


def reasons(job: Job, found: Sequence[Issue], before: History) -> dict[int, str]:
    """Why each frame of a rejected job was: its open issues; one that had issues keeps them when they are resolved."""
    said: dict[int, list[str]] = {}
    for issue in found:
        if not issue.resolved and not issue.own:
            said.setdefault(issue.frame, []).extend(text for _, text in issue.comments if text.strip())
    texts = {frame: f"job {job.number}: {'; '.join(all_said)}" for frame, all_said in said.items() if all_said}
    return {**(before.reasons or {}), **{frame: _fitting(text) for frame, text in texts.items()}}


def _fitting(text: str) -> str:
    """A reason as it may be stored: without control characters, and not too long."""
    clean = "".join(c if c.isprintable() or c in "\n\t" else " " for c in text)
    return clean if len(clean) <= values.PROSE else clean[: values.PROSE - 1] + "…"


def review(job: Job, frame: int, image: str, seen: Seen, given: Judged, why: Mapping[int, str]) -> Review:
    """The verdict on a job as one on its answer for one frame; never older than the answer."""
    whole = f"job {job.number} as a whole"
    reason = why.get(frame, whole) if given.verdict == "rejected" else whole
    reviewer = None if given.reviewer == seen.annotator else given.reviewer
    return Review(image, seen.annotator, given.verdict, reviewer_id=reviewer, reason=reason, at=max(given.at, seen.at))
