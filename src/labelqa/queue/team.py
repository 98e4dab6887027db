"""The team's pace and record: what time and agreement are usual, and where each person stands beside that."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from labelqa.queue.seeing import Sight

PSEUDO_TIMES, PSEUDO_IMAGES = 3, 4
"""Answers, and shared images, of the usual kind that everyone is credited with: few of one's own say little."""
PACES = (0, 1, 2, 3, 5, 9, 17, 33, 65, 129, 257, 513, 1025)
"""Numbers of objects from which another median of seconds holds."""
MANY = 33
"""Objects from which an answer takes as much longer as it holds more, where no time for as many is known."""
QUICKEST = 0.1
"""Seconds below which an answer counts as this long: a logarithm needs a floor."""
USUAL_AGREEMENT, USUAL_SPREAD = 0.7, 0.6


@dataclass(frozen=True, slots=True)
class Record:
    """One person: mean and deviation of ln seconds, and the mean pair score with others over `shared` images."""

    log_seconds: float
    log_seconds_sd: float
    agreement: float
    shared: int


@dataclass(frozen=True, slots=True)
class Team:
    """What is usual: mean and deviation of ln seconds (None without times), mean pair score, medians of seconds.

    `paces`: per entry of `PACES` the median seconds of answers with that many objects up to the next entry.
    """

    log_seconds: float | None = None
    log_seconds_sd: float = USUAL_SPREAD
    agreement: float = USUAL_AGREEMENT
    paces: tuple[float | None, ...] = (None,) * len(PACES)
    records: Mapping[str, Record] = field(default_factory=dict)

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Team":
        """From plain numbers, as JSON has them."""
        records = {name: Record(**record) for name, record in row["records"].items()}
        paces = (*row["paces"], *[None] * (len(PACES) - len(row["paces"])))  # earlier models told fewer numbers apart
        return cls(**{**row, "paces": paces, "records": records})

    def time_z(self, name: str, seconds: float | None) -> float:
        """How slow an answer is for this person, in deviations of ln seconds; 0 where no time is known."""
        if seconds is None or self.log_seconds is None:
            return 0.0
        own = self.records.get(name)
        mean, sd = (own.log_seconds, own.log_seconds_sd) if own else (self.log_seconds, self.log_seconds_sd)
        return (_log(seconds) - mean) / sd

    def skill(self, name: str) -> float:
        """Mean pair score with peers, less the team's."""
        own = self.records.get(name)
        return own.agreement - self.agreement if own else 0.0

    def usual_seconds(self, n: int) -> float | None:
        """The team's median for an answer with about n objects; None where no time is known.

        Where nobody's time for as many is known, that for the next fewer holds (for the next more, if there is none),
        and from 33 objects on as many times of it as there are more objects.

        >>> team = Team(paces=(None, 4.0, *[None] * 5, 66.0, *[None] * 5))
        >>> [team.usual_seconds(n) for n in (0, 1, 8, 40, 65, 2050)]
        [4.0, 4.0, 4.0, 66.0, 130.0, 4100.0]
        """
        place = bisect_right(PACES, n) - 1
        known = [k for k, pace in enumerate(self.paces) if pace is not None]
        if not known:
            return None
        at = max((k for k in known if k <= place), default=known[0])
        more = max(PACES[place], n if place == len(PACES) - 1 else 0) / max(PACES[at], MANY)
        return (self.paces[at] or 0.0) * max(more, 1.0)


def _log(seconds: float) -> float:
    return math.log(max(seconds, QUICKEST))


def team_of(sights: Iterable[Sight]) -> Team:
    """Pace and record from all images; the order of images does not matter.

    >>> team_of([]).usual_seconds(3) is None
    True
    """
    times: dict[str, list[float]] = {}
    paces: list[list[float]] = [[] for _ in PACES]
    scores: dict[str, list[float]] = {}
    for seen in sights:
        for source in seen.sources:
            if source.kind == "person":
                times.setdefault(source.name, [])
                if source.seconds is not None:
                    times[source.name].append(source.seconds)
                    paces[bisect_right(PACES, source.n or 0) - 1].append(source.seconds)
        for name, score in _among_peers(seen):
            scores.setdefault(name, []).append(score)
    logs = {name: sorted(map(_log, own)) for name, own in times.items()}
    mean, sd = _usual_time(logs)
    every = [score for own in scores.values() for score in own]
    agreement = math.fsum(every) / len(every) if every else USUAL_AGREEMENT
    return Team(
        mean,
        sd,
        agreement,
        tuple(median(own) if own else None for own in paces),
        {name: _record(own, mean, sd, scores.get(name, []), agreement) for name, own in sorted(logs.items())},
    )


def _among_peers(seen: Sight) -> list[tuple[str, float]]:
    """Per person with peers on the image the mean pair score with them."""
    met: dict[int, list[float]] = {}
    for i, j, score in seen.pairs:
        met.setdefault(i, []).append(score)
        met.setdefault(j, []).append(score)
    return [(seen.sources[k].name, math.fsum(own) / len(own)) for k, own in met.items()]


def _usual_time(logs: Mapping[str, Sequence[float]]) -> tuple[float | None, float]:
    """Mean over all answers, and deviation of answers about their person's mean."""
    every = [value for own in logs.values() for value in own]
    if not every:
        return None, USUAL_SPREAD
    within = [(value - math.fsum(own) / len(own)) ** 2 for own in logs.values() for value in own]
    freedom = len(every) - sum(1 for own in logs.values() if own)
    spread = math.sqrt((math.fsum(within) + 4 * USUAL_SPREAD**2) / (freedom + 4))
    return math.fsum(every) / len(every), spread


def _record(logs: Sequence[float], mean: float | None, sd: float, scores: Sequence[float], agreement: float) -> Record:
    usual = mean or 0.0
    own = (math.fsum(logs) + PSEUDO_TIMES * usual) / (len(logs) + PSEUDO_TIMES)
    within = math.fsum((value - own) ** 2 for value in logs)
    spread = math.sqrt((within + PSEUDO_TIMES * sd * sd) / (len(logs) + PSEUDO_TIMES))
    known = (math.fsum(scores) + PSEUDO_IMAGES * agreement) / (len(scores) + PSEUDO_IMAGES)
    return Record(own, spread, known, len(scores))
