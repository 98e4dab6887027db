"""The quality reports of a project."""

from datetime import date
from typing import Literal

from labelqa.changes import Comparison
from labelqa.client.asking import Asking
from labelqa.own import OwnView
from labelqa.reports.agreement import Agreement
from labelqa.reports.alerts import Alerts
from labelqa.reports.annotators import Annotators
from labelqa.reports.benchmark import Benchmark
from labelqa.reports.consensus import ConsensusReport
from labelqa.reports.history import History
from labelqa.reports.images import Images
from labelqa.reports.overview import Overview
from labelqa.reports.queue import Queue
from labelqa.reports.reviewers import Reviewers
from labelqa.reports.suggestions import Suggestions
from labelqa.reports.tracks import Tracks


class Quality(Asking):
    """What the quality endpoints answer; days are UTC days, both ends included."""

    def overview(self, *, since: date | None = None, until: date | None = None) -> Overview:
        """How far the project is; with days, also what was done in them."""
        return self._get(Overview, "/quality/overview", since=since, until=until)

    def agreement(
        self,
        *,
        min_annotators: int | None = None,
        class_: str | None = None,
        annotator: str | None = None,
        since: date | None = None,
        until: date | None = None,
        iou_threshold: float | None = None,
        group_by: str | None = None,
        histogram: bool | None = None,
        drift: bool | None = None,
        sort: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Agreement:
        """How far annotators agree on the same images."""
        scope = {"class_": class_, "annotator": annotator, "since": since, "until": until}
        measure = {"min_annotators": min_annotators, "iou_threshold": iou_threshold, "drift": drift}
        page = {"group_by": group_by, "histogram": histogram, "sort": sort, "limit": limit, "cursor": cursor}
        return self._get(Agreement, "/quality/agreement", **scope, **measure, **page)

    def annotators(
        self,
        *,
        kind: Literal["person", "model"] | None = None,
        since: date | None = None,
        until: date | None = None,
        sort: str | None = None,
        smoothing: float | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Annotators:
        """Every annotator with speed, approval, agreement with the others and accuracy on the truth set."""
        scope = {"kind": kind, "since": since, "until": until, "smoothing": smoothing}
        return self._get(Annotators, "/quality/annotators", **scope, sort=sort, limit=limit, cursor=cursor)

    def history(self, *, annotator: str | None = None, since: date | None = None, until: date | None = None) -> History:
        """One annotator's weeks beside the team's; without one, those of all persons."""
        return self._get(History, "/quality/history", annotator=annotator, since=since, until=until)

    def images(
        self,
        *,
        status: str | None = None,
        flag: str | None = None,
        annotator: str | None = None,
        class_: str | None = None,
        min_score: float | None = None,
        max_score: float | None = None,
        q: str | None = None,
        series: str | None = None,
        first: str | None = None,
        last: str | None = None,
        sort: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Images:
        """Images with their QA score, flags and review status; by default the review queue, most urgent first."""
        scope = {"status": status, "flag": flag, "annotator": annotator, "class_": class_, "q": q}
        bounds = {"min_score": min_score, "max_score": max_score, "series": series, "first": first, "last": last}
        return self._get(Images, "/quality/images", **scope, **bounds, sort=sort, limit=limit, cursor=cursor)

    def benchmark(
        self,
        *,
        iou_threshold: float | None = None,
        profile: Literal["labelqa", "cvat"] | None = None,
        class_: str | None = None,
        smoothing: float | None = None,
    ) -> Benchmark:
        """Accuracy, named errors, box bias and confusions of persons and models against the truth set."""
        asked = {"iou_threshold": iou_threshold, "profile": profile, "class_": class_, "smoothing": smoothing}
        return self._get(Benchmark, "/quality/benchmark", **asked)

    def alerts(
        self,
        *,
        status: str | None = None,
        type: str | None = None,
        severity: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Alerts:
        """Alerts with their figures and one recommended action each, most severe first."""
        page = {"limit": limit, "cursor": cursor}
        return self._get(Alerts, "/quality/alerts", status=status, type=type, severity=severity, **page)

    def consensus(
        self,
        *,
        quorum: float | None = None,
        iou_threshold: float | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> ConsensusReport:
        """Every person beside the consensus of the others."""
        scope = {"since": since, "until": until}
        return self._get(ConsensusReport, "/quality/consensus", quorum=quorum, iou_threshold=iou_threshold, **scope)

    def queue(self) -> Queue:
        """What the review queue believes of everybody who labels, and how its chances stood beside the verdicts."""
        return self._get(Queue, "/quality/queue")

    def reviewers(
        self,
        *,
        since: date | None = None,
        until: date | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Reviewers:
        """Every reviewer with their verdicts, their pace, and how far their verdicts hold."""
        return self._get(Reviewers, "/quality/reviewers", since=since, until=until, limit=limit, cursor=cursor)

    def suggestions(
        self,
        *,
        since: date | None = None,
        until: date | None = None,
        model: str | None = None,
        min_seconds: float | None = None,
    ) -> Suggestions:
        """What persons did with the suggestions they were shown, by model version and by person."""
        asked = {"since": since, "until": until, "model": model, "min_seconds": min_seconds}
        return self._get(Suggestions, "/quality/suggestions", **asked)

    def tracks(self, *, video: str | None = None, limit: int | None = None, cursor: str | None = None) -> Tracks:
        """Whether persons give the same thing the same track over the frames of a video."""
        return self._get(Tracks, "/quality/tracks", video=video, limit=limit, cursor=cursor)

    def compare(
        self,
        *,
        from_: date | None = None,
        to: date | None = None,
        from2: date | None = None,
        to2: date | None = None,
        days: int | None = None,
    ) -> Comparison:
        """Two periods side by side: four days, or the newest `days` beside as many before them."""
        return self._get(Comparison, "/compare", from_=from_, to=to, from2=from2, to2=to2, days=days)

    def me(self, annotator: str | None = None) -> OwnView:
        """One annotator's own view: of whoever the key belongs to, or of the one named."""
        return self._get(OwnView, "/me", annotator=annotator)
