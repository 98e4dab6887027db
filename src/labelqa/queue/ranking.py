"""What a project's queue knows, all together: scores of images, their priority, and why to look at them."""

import json
import math
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property

from labelqa.facts import FLAGS
from labelqa.model import VERDICTS
from labelqa.queue.chance import Chance, Judged
from labelqa.queue.hidden import HiddenTruth
from labelqa.queue.judging import KEPT, ORDER, judge
from labelqa.queue.last_step import LastStep, Reviewed, calibrated, fit
from labelqa.queue.learning import learn
from labelqa.queue.priority import class_weights, worth
from labelqa.queue.reasons import RANK, Reason, reasons
from labelqa.queue.reliability import Reliability, reliability
from labelqa.queue.seeing import Sight

Truths = Mapping[str, float]
"""{annotator id: pair score with the truth, 0..1} of the persons of an image that has a truth."""
NO_TRUTH: Truths = {}
REASONS: Mapping[str, int] = {
    "likely_missed": 32,
    "likely_spurious": 64,
    "likely_misplaced": 128,
    "likely_wrong_class": 256,
    "rushed": 512,
    "annotator_record": 1024,
}
"""The queue's reasons for a look, by the bit that is stored: above those of `labelqa.facts.FLAGS`."""
ESCALATED = 2048
"""The flag of an image that an open comment escalates."""
IMAGE_FLAGS: Mapping[str, int] = {**FLAGS, **REASONS, "escalated": ESCALATED}
"""Every flag of an image by the bit that is stored: what was measured on it, what the queue makes of it, what people
say.
"""
HALF = 0.5
"""Pair score with the truth below which an answer is wrong."""
MOST_REASONS = 6
APPROVED, REJECTED = VERDICTS.index("approved") + 1, VERDICTS.index("rejected") + 1


@dataclass(frozen=True, slots=True)
class Scored:
    """One image: the chance that a careful reviewer would change its labels, its priority 0..1, and the reasons.

    `reasons` with whose answer each is about; `chances`: {annotator id: the chance that their answer is wrong}.
    """

    wrong: float
    priority: float
    reasons: tuple[tuple[str, Reason], ...]
    chances: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Sample:
    """Reviews of images drawn at random: how many, and how many of them found an answer wrong."""

    n: int = 0
    wrong: int = 0


@dataclass(frozen=True)
class Ranking:
    """A learnt model with its last step, and how its chances have stood beside the verdicts so far."""

    truth: HiddenTruth = field(default_factory=HiddenTruth)
    step: LastStep = field(default_factory=LastStep)
    reliability: Reliability = field(default_factory=Reliability)
    sample: Sample = field(default_factory=Sample)

    @classmethod
    def learnt(
        cls,
        sights: Sequence[Sight],
        reviewed: Sequence[Sight] = (),
        sampled: Container[tuple[str, str]] = (),
        *,
        multi_label: bool = False,
    ) -> "Ranking":
        """Learns from images, and from the verdicts on `reviewed` ones, whose answers are those that were judged.

        `sampled`: (image id, annotator id) of verdicts on images drawn at random: they alone tell the level.
        """
        truth = learn(sights, multi_label=multi_label)
        rows = list(_reviewed(judge(truth, reviewed), sampled))
        step = fit(rows)
        found = reliability((calibrated(r.chance, step), r.wrong) for r in rows)
        return cls(truth, step, found, Sample(sum(r.random for r in rows), sum(r.random and r.wrong for r in rows)))

    def scored(self, sights: Sequence[Sight], truths: Sequence[Truths]) -> list[Scored | None]:
        """The score of each image, by its answers and, where it has one, its truth; None where there is nothing to
        judge: no person answered, or with labels that no model has seen.

        >>> from labelqa.model import Answer, Boxes
        >>> from labelqa.queue.seeing import sight
        >>> box, nothing = Boxes([1], [0.0], [0.0], [90.0], [90.0]), Boxes((), (), (), (), ())
        >>> drew = {"ana": box, "bo": box, "cy": nothing}
        >>> given = [Answer(k, name, "person", boxes=boxes) for k, (name, boxes) in enumerate(drew.items())]
        >>> [found] = Ranking().scored([sight("one.jpg", given)], [NO_TRUTH])
        >>> who, why = found.reasons[0]
        >>> found.chances["cy"] > 0.5 > found.chances["ana"], who, why.reason
        (True, 'cy', 'likely_missed')
        """
        found = judge(self.truth, sights)
        return [self.score(one, truth) for one, truth in zip(found, truths, strict=True)]

    def score(self, judged: Judged, truths: Truths = NO_TRUTH) -> Scored | None:
        """The score of an image that was judged; None where nobody's answer was.

        Benefit of a review: the sum over its open answers of chance of error times worth, or, where three or more
        persons answered, that of their consensus; in the time of a usual answer. Priority: benefit / (1 + benefit).
        """
        if not judged.chances:
            return None
        answers = [_beside(c, truths) for c in judged.chances]
        chances = {c.annotator_id or "": self._wrong(c, truths) for c in answers}
        open_ = [c for c in answers if c.verdict is None]
        if open_ and judged.consensus is not None:
            usual = self.truth.team.usual_seconds(judged.consensus.n or 0)
            agreed = _beside(replace(judged.consensus, usual_seconds=usual), _median(truths))
            open_, wrong = [agreed], self._wrong(agreed, _median(truths))
        else:
            wrong = 1 - math.prod(1 - chances[c.annotator_id or ""] for c in answers)
        benefit = math.fsum(self._benefit(c, truths if c.annotator_id else _median(truths)) for c in open_)
        told = [c for c in answers if c.verdict is None and c.annotator_id not in truths]
        return Scored(wrong, benefit / (1 + benefit), self._reasons(told), chances)

    def _wrong(self, chance: Chance, truths: Truths) -> float:
        """0 once approved, or put right; 1 once rejected; what the truth says; else the calibrated chance."""
        if chance.verdict is not None:
            return 1.0 if chance.verdict == REJECTED else 0.0
        return chance.wrong if (chance.annotator_id or "") in truths else calibrated(chance, self.step)

    def _benefit(self, chance: Chance, truths: Truths) -> float:
        """Objects that a review is expected to mend, in the time that a usual answer takes."""
        return self._wrong(chance, truths) * worth(chance, self._weights) * self._pace

    @cached_property
    def _weights(self) -> Mapping[str, float]:
        return class_weights(self.truth.classes)

    @cached_property
    def _pace(self) -> float:
        usual = self.truth.team.log_seconds
        return 1.0 if usual is None else math.exp(usual)

    def _reasons(self, answers: Iterable[Chance]) -> tuple[tuple[str, Reason], ...]:
        """The gravest of each kind for everybody, with whose answer it is about."""
        agreement = self.truth.team.agreement
        every = [(c.annotator_id or "", reason) for c in answers for reason in reasons(c, agreement)]
        every.sort(key=lambda told: (RANK[told[1].severity], told[0]))
        return tuple(every[:MOST_REASONS])

    def as_json(self) -> str:
        """As text to be kept; `from_json` gives back the same numbers to the last bit."""
        held = {"truth": self.truth.as_json(), "step": asdict(self.step), "reliability": self.reliability.plain()}
        held["sample"] = asdict(self.sample)
        return json.dumps(held, sort_keys=True, separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> "Ranking":
        """What `as_json` wrote.

        >>> Ranking.from_json(Ranking().as_json()) == Ranking()
        True
        """
        held = json.loads(text)
        return cls(
            HiddenTruth.from_json(held["truth"]),
            LastStep(**held["step"]),
            Reliability.of(held["reliability"]),
            Sample(**held["sample"]),
        )


def _reviewed(judged: Iterable[Judged], sampled: Container[tuple[str, str]]) -> Iterable[Reviewed]:
    """A row for every answer that was judged."""
    for image in judged:
        for chance in image.chances:
            if chance.verdict is not None:
                at_random = (chance.image_id, chance.annotator_id or "") in sampled
                yield Reviewed(replace(chance, verdict=None), chance.verdict != APPROVED, at_random)


def _beside(chance: Chance, truths: Truths) -> Chance:
    """The chance, or what the truth of the image makes of it."""
    score = truths.get(chance.annotator_id or "")
    if score is None:
        return chance
    return replace(chance, wrong=KEPT * (score < HALF) + ORDER * (1 - score), score=score)


def _median(truths: Truths) -> Truths:
    """What the truth says of persons together, under the name of nobody."""
    scores = sorted(truths.values())
    return {"": scores[len(scores) // 2]} if scores else NO_TRUTH
