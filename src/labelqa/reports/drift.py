"""Falls of agreement and their ends, on the images in the order in which they became comparable."""

from dataclasses import dataclass

from labelqa.errors import BadInput, Problem
from labelqa.facts.series import PROJECT
from labelqa.metrics.drift import drift
from labelqa.reports.cut import Cut
from labelqa.reports.figures import time
from labelqa.store import Connection, series

MOST = 100_000
"""Comparable images that one answer goes through, the newest: more than a chart of weeks can show falls of."""


@dataclass(frozen=True, slots=True)
class DriftEvent:
    """Agreement fell (`raise`) or was back (`clear`) with this image, the `index`-th of those followed, from 0."""

    index: int
    image_id: str
    at: str | None
    event: str
    reference: float
    current: float
    z: float | None


def drift_events(connection: Connection, cut: Cut, unseen: frozenset[str] = frozenset()) -> list[DriftEvent]:
    """The events of the newest MOST images of a project but those of `unseen` ones; BadInput for a part of it."""
    if cut.where or cut.window != (None, None):
        text = "drift is followed over the whole project: ask without class, annotator, since and until"
        raise BadInput(text, [Problem("/drift", text)])
    number, line = cut.project.number, (PROJECT, 0)
    values = series.column(connection, number, line, MOST)
    events = drift(values)
    places = series.places(connection, number, line, [len(values) - 1 - e.index for e in reversed(events)])
    return [
        DriftEvent(e.index, name, time(at), e.event, e.reference, e.current, e.z)
        for e, (at, name) in zip(events, reversed(places), strict=True)
        if name not in unseen
    ]
