"""What labelqa found, as issues on the frames of a job: people see them where they label."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labelqa.connectors.connector import Finding, WrittenBack
from labelqa.connectors.cvat.jobs import Job
from labelqa.connectors.cvat.rest import Rest, number, understood
from labelqa.connectors.cvat.tasks import Task
from labelqa.connectors.cvat.verdicts import MARK, Issue, issues

LONGEST = 2000
"""Most characters of an issue's text."""


@dataclass(frozen=True, slots=True)
class Held:
    """The issue of a frame as it was written last: its id, and its text, None when it was resolved."""

    issue: int
    text: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be said of a frame; `text` None: nothing any more."""

    frame: int
    image: str
    text: str | None


class Board:
    """The issues of one job, one for each frame of which something is to be told."""

    def __init__(self, rest: Rest, job: Job, task: Task, frames: Sequence[int]) -> None:
        self.rest, self.job, self.task, self.frames = rest, job, task, frames

    def write_back(self, findings: Sequence[Finding], written: Mapping[str, Any], *, dry_run: bool) -> WrittenBack:
        """Opens, rewords, reopens and resolves issues, and leaves alone those that already say what they should.

        One that people resolved or deleted stays so until there is something else to say.
        """
        held = {int(frame): Held(*row) for frame, row in written.get("issues", {}).items()}
        differing = [w for w in self._wanted(findings) if w.text != (held[w.frame].text if w.frame in held else None)]
        changes: list[str] = []
        there = {issue.frame: issue for issue in self._own()} if differing else {}
        for wanted in differing:
            changes += self._change(wanted, there.get(wanted.frame), held, dry_run=dry_run)
        if dry_run:
            return WrittenBack(changes, written)
        return WrittenBack(changes, {"issues": {str(f): [h.issue, h.text] for f, h in sorted(held.items())}})

    def _own(self) -> Iterator[Issue]:
        """Those that labelqa opened, also the ones that it does not remember: a run may have ended before it could."""
        return (issue for issue in issues(self.rest, self.job.number) if issue.own)

    def _wanted(self, findings: Sequence[Finding]) -> Iterator[Wanted]:
        said = {finding.image_id: finding.flags for finding in findings if finding.flags is not None}
        done = set[str]()
        for frame in self.frames:
            image = self.task.image(frame)
            if image is None or image.image_id not in said or image.image_id in done:
                continue
            done.add(image.image_id)
            text = MARK + "; ".join(flag.detail for flag in said[image.image_id] or ())
            yield Wanted(frame, image.image_id, text[:LONGEST] if said[image.image_id] else None)

    def _change(self, wanted: Wanted, issue: Issue | None, held: dict[int, Held], *, dry_run: bool) -> Iterator[str]:
        place = f"{self.job.key}, frame {wanted.frame} ({wanted.image})"
        if wanted.text is None:
            if issue is not None and not issue.resolved:
                yield f"{place}: resolves its issue"
                self._resolve(issue, resolved=True, dry_run=dry_run)
            if wanted.frame in held:
                held[wanted.frame] = Held(held[wanted.frame].issue, None)
            return
        if issue is None:
            yield f"{place}: opens an issue, {wanted.text!r}"
            held[wanted.frame] = Held(0 if dry_run else self._open(wanted), wanted.text)
            return
        comment, said = issue.comments[0]
        if said != wanted.text:
            yield f"{place}: rewords its issue, {wanted.text!r}"
            if not dry_run:
                self.rest.api.send("PATCH", f"/api/comments/{comment}", value={"message": wanted.text})
        if issue.resolved:
            yield f"{place}: reopens its issue"
            self._resolve(issue, resolved=False, dry_run=dry_run)
        held[wanted.frame] = Held(issue.number, wanted.text)

    def _open(self, wanted: Wanted) -> int:
        """Opens an issue on the whole frame, and returns its id."""
        image = self.task.image(wanted.frame)
        width, height = (image.width or 1, image.height or 1) if image is not None else (1, 1)
        value = {"job": self.job.number, "frame": wanted.frame, "position": [0, 0, width, height]}
        answer = self.rest.api.send("POST", "/api/issues", value={**value, "message": wanted.text}).value
        with understood("/api/issues"):
            return number(answer if type(answer) is dict else {}, "id")

    def _resolve(self, issue: Issue, *, resolved: bool, dry_run: bool) -> None:
        if not dry_run:
            self.rest.api.send("PATCH", f"/api/issues/{issue.number}", value={"resolved": resolved})
