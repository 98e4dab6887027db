"""CVAT as a connector: what it has, what changed, and what a job holds."""

import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from labelqa.connectors.connector import Fetched, Finding, Unit, WrittenBack
from labelqa.connectors.cvat import events, jobs, tasks
from labelqa.connectors.cvat.answers import Reading
from labelqa.connectors.cvat.fetching import Fetching, Told
from labelqa.connectors.cvat.history import History, remembered
from labelqa.connectors.cvat.issues import Board
from labelqa.connectors.cvat.jobs import Job
from labelqa.connectors.cvat.options import KINDS, authorization
from labelqa.connectors.cvat.rest import Rest, understood
from labelqa.connectors.cvat.tasks import Frames, Task
from labelqa.connectors.cvat.verdicts import issues
from labelqa.egress.api import Api
from labelqa.errors import BadInput, SourceFailed
from labelqa.formats.called import called
from labelqa.model import Remark, Skipped

KEPT = 4
"""Tasks whose frames are kept at hand: the jobs of one mostly follow each other."""
NAMES = 1_000_000
"""Names of images that are remembered, to find those that two tasks have."""
SAME_NAME = "image whose name another task has too: taken for the same; with image_id `task` they are kept apart"
NO_LOG = "CVAT does not show its log: no working times, and no annotators of jobs handed on before the first fetch"


class Cvat:
    """The jobs of some tasks and projects on one server. `wait` passes seconds, where CVAT prepares something."""

    def __init__(self, rest: Rest, options: Mapping[str, Any], wait: events.Wait = time.sleep) -> None:
        self._rest, self._options, self._wait = rest, options, wait
        self._tasks: OrderedDict[int, Task] = OrderedDict()
        self._named: dict[str, int] = {}
        self._logless = not options["events"]
        self._told_logless = False

    def check(self) -> str:
        """Asks who it is and whether all tasks and projects are there."""
        about = self._rest.maybe("/api/server/about") or {}
        user = self._rest.one("/api/users/self")
        for what in ("project", "task"):
            for number in self._options[f"{what}s"]:
                if self._rest.maybe(f"/api/{what}s/{number}") is None:
                    raise BadInput(f"{what} {number} is not there in CVAT, or not for this token or organisation")
        many = jobs.count(self._rest, self._options)
        version, name = _plain(about.get("version")), _plain(user.get("username"))
        return f"CVAT {version} as {name}: {many} {'job' if many == 1 else 'jobs'}"

    def units(self, mark: str | None) -> Iterator[Unit]:
        """The jobs that changed since a mark, oldest change first."""
        self._tasks.clear()
        for job in jobs.listed(self._rest, self._options, mark):
            if self._taken(job):
                yield Unit(job.key, job.updated)

    def fetch(self, key: str, state: Mapping[str, Any]) -> Fetched | None:
        """A job as it is now; None when it is gone, or no longer of this source."""
        job = self._job(key)
        if job is None:
            return None
        try:
            return self._fetched(job, remembered(state))
        except SourceFailed as error:
            if error.missing and self._job(key) is None:  # deleted meanwhile
                return None
            raise

    def write_back(
        self, key: str, findings: Sequence[Finding], written: Mapping[str, Any], *, dry_run: bool
    ) -> WrittenBack | None:
        """Opens an issue on each frame with flags, and resolves it when they are gone."""
        job = self._job(key)
        if job is None or not job.flat:
            return None
        task = self._task(job)
        frames = self._frames(job, task).held
        return Board(self._rest, job, task, frames).write_back(findings, written, dry_run=dry_run)

    def _job(self, key: str) -> Job | None:
        number = jobs.number_of(key)
        path = f"{jobs.PATH}/{number}"
        row = None if number is None else self._rest.maybe(path)
        if row is None:
            return None
        job = jobs.job(row, path)
        return job if jobs.ours(job.task, job.project, self._options) and self._taken(job) else None

    def _taken(self, job: Job) -> bool:
        """True for a job of a type that is read, and of one that is not known: it is to be told of."""
        return job.kind in self._options["kinds"] or job.kind not in KINDS

    def _fetched(self, job: Job, before: History) -> Fetched:
        if job.kind not in KINDS or not job.flat:
            reason = "job on point clouds" if not job.flat else "job of a type that is not known"
            return Fetched(Unit(job.key, job.updated), [Skipped(reason, job.key)])
        task = self._task(job)
        reading = Reading(task, self._frames(job, task), job.key)
        path = f"{jobs.PATH}/{job.number}/annotations"
        document = self._rest.one(path)
        with understood(path):
            reading.read(document)
        names = called(job.assignee.id, job.assignee.name) if job.assignee is not None else ()
        fetched = Fetching(job, reading, self._told(job, before), before).fetched()
        return Fetched(fetched.unit, [*fetched.items, *names, *self._remarks(job, reading)], fetched.state)

    def _frames(self, job: Job, task: Task) -> Frames:
        return tasks.frames(self._rest, task, job.number, job.first, job.last, truth=job.kind == "ground_truth")

    def _task(self, job: Job) -> Task:
        found = self._tasks.pop(job.task, None)
        if found is None:
            by_task = self._options["image_id"] == "task"
            found = tasks.load(self._rest, job.task, video=job.video, by_task=by_task)
        self._tasks[job.task] = found
        if len(self._tasks) > KEPT:
            self._tasks.popitem(last=False)
        return found

    def _told(self, job: Job, before: History) -> Told:
        unknown = job.stage != "annotation" and before.annotator is None
        wanted = job.kind != "ground_truth" and (job.finished or unknown)
        said = issues(self._rest, job.number) if job.state == "rejected" else []
        return Told(self._log(job) if wanted else None, said)

    def _log(self, job: Job) -> events.Log | None:
        """The log of a job; a server that refuses it once is not asked again. One that asks to wait is no such."""
        if self._logless:
            return None
        try:
            return events.log(self._rest, job.number, wait=self._wait)
        except SourceFailed as error:
            if error.answered == 429 or error.wait_ms is not None:
                raise
            self._logless = True
            return None

    def _remarks(self, job: Job, reading: Reading) -> Iterator[Remark]:
        if self._logless and self._options["events"] and not self._told_logless:
            self._told_logless = True
            yield Remark(NO_LOG, job.key)
        for answer in reading.answers.values():
            name = answer.image.image_id
            if name not in self._named and len(self._named) < NAMES:
                self._named[name] = job.task
            if self._named.get(name, job.task) != job.task:
                yield Remark(SAME_NAME, f"{job.key}, {name}")


def _plain(value: object) -> str:
    """A name for display: short and printable."""
    return "".join(c for c in value if c.isprintable())[:100] if type(value) is str and value else "(unknown)"


def connect(api: Api, token: str, options: Mapping[str, Any]) -> Cvat:
    """A connector of the server behind `api`, which the token opens; BadInput for what cannot be a token."""
    api.headers["Authorization"] = authorization(token)
    if options["org"]:
        api.headers["X-Organization"] = options["org"]
    return Cvat(Rest(api, options["page_size"]), options)
