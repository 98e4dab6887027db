"""Learns how each source answers, from where they meet: no truth and no verdict needed."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from labelqa.queue.bounding import image_weights
from labelqa.queue.columns import Columns, Numbers, Values, columns_of, sums
from labelqa.queue.hidden import CONFUSED, PRESENT, SLOPE, SPURIOUS, TRUST, Habit, HiddenTruth
from labelqa.queue.label_learning import learn_labels
from labelqa.queue.naming import named
from labelqa.queue.presence import Habits, Weighed, chance, log_odds, looked_at, rate_beside, seen_chance, weighed
from labelqa.queue.regression import logistic, logistic_levels
from labelqa.queue.seeing import SOURCES, Sight
from labelqa.queue.shrinking import FEW_OBJECTS, evenness_of, pseudo_objects
from labelqa.queue.spread import spread_of
from labelqa.queue.team import team_of

ROUNDS = 20
"""Enough for a poor detector, whose habits come slowly; nothing drifts, for the noise of edges is not among them."""
LEAST_SD = 0.1
"""Least deviation of ln area: sizes that are all alike say nothing."""
SIZES = 16
"""Points that stand for the sizes of true objects."""
FEW_IMAGES = 10.0
"""Pseudo images of the usual kind for every source."""
LEAST_VOICE = 1e-6
"""Less than any source speaks with: what is left of a sum that should be 0."""


def learn(sights: Iterable[Sight], *, multi_label: bool = False) -> HiddenTruth:
    """Finds how often each source misses, invents, confuses and misplaces, and how many objects images hold.

    Everything starts from what is usual and is moved by images on which sources meet; where none do, it stays. Twenty
    rounds of: how sure is each unit, given the habits; what are the habits, given how sure. The order of images,
    answers and objects does not matter. `multi_label`: image-level labels are several an image, each a question of its
    own.

    >>> learn([]).objects
    1.0
    """
    given = sorted(sights, key=lambda seen: seen.image_id)
    found = HiddenTruth(images=len(given), team=team_of(given), labels=learn_labels(given, multi_label))
    rows = columns_of(given)
    if not len(rows.source):
        return found
    weight = image_weights(rows)[rows.unit_image]
    mean = float(np.average(rows.log_area, weights=weight)) if rows.units else found.log_area
    deviation = float(np.average((rows.log_area - mean) ** 2, weights=weight)) ** 0.5 if rows.units > 1 else 0.0
    sd = max(deviation, LEAST_SD) if rows.units > 1 else found.log_area_sd
    state = _Learning(rows, mean, sd, weight)
    for _ in range(ROUNDS):
        state.round()
    return state.found(found)


class _Learning:
    """The habits on their way: each round makes them from the last."""

    def __init__(self, rows: Columns, mean: float, sd: float, weight: Values) -> None:
        self.rows, self.mean, self.sd = rows, mean, sd
        self.weight = weight  # what each unit counts
        self.size = (rows.log_area - mean) / sd
        self.kind = np.array([int(kind == SOURCES[1]) for kind, _ in rows.names])
        self.sizes = np.array(HiddenTruth().sizes)
        self.slopes: dict[str, float] = {k: SLOPE for k in SOURCES}
        n = len(rows.names)
        spread = spread_of(rows)
        self.gamma = spread.gamma
        self.kinds: dict[str, Habit] = {"person": Habit(spread=spread.person), "model": Habit(spread=spread.model)}
        self.shares = self._first_shares()
        self.habits = Habits(
            np.full(n, PRESENT),
            np.full(n, SLOPE),
            np.full(n, SPURIOUS),
            np.full(n, CONFUSED),
            spread.sources,
            np.full(n, TRUST),
            self._confidence(),
            max(len(rows.box_unit) / len(rows.source), 0.02),
        )
        self.shared = self._shared()
        self.real = np.full(rows.units, 0.5)
        self.evenness = HiddenTruth().evenness
        self.alike: dict[str, float] = {}  # set while all are held to be alike: later rounds have drawn them apart

    def _first_shares(self) -> Values:
        n = np.bincount(self.rows.box_class, minlength=len(self.rows.classes)) + 0.5
        return n / n.sum() if len(n) else np.ones(0)

    def _confidence(self) -> Values:
        """Mean confidence per source, NaN without any."""
        rows, n = self.rows, len(self.rows.names)
        told = ~np.isnan(rows.score)
        source = rows.source[rows.box_answer][told]
        count = np.bincount(source, minlength=n)
        total = np.bincount(source, rows.score[told], minlength=n)
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)

    def _shared(self) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """Per answer whether another voice answered the image: a model shares with persons, not with models."""
        rows = self.rows
        people = np.bincount(rows.image, rows.person, minlength=rows.images)
        voices = people + (np.bincount(rows.image, ~rows.person, minlength=rows.images) > 0)
        return np.where(rows.person, voices[rows.image] > 1, people[rows.image] > 0)

    def round(self) -> None:
        """One round."""
        evidence = weighed(self.rows, self.size, self.habits)
        looked = looked_at(self.rows, self.habits, self.sizes)
        objects = rate_beside(self.rows, self.real, looked, self.habits.objects, self.evenness)
        blind = chance(log_odds(objects, evidence.pattern, evidence.invented, evidence.voices))
        p = chance(log_odds(objects, evidence.pattern, evidence.invented, evidence.voices, evidence.trust))
        self.real = p
        self._present(evidence, p)
        self._spurious(p)
        self._confused(p)
        self._trust(blind)
        self._objects(p, looked)

    def _set(self, **columns: Values | float) -> None:
        self.habits = replace(self.habits, **columns)  # type: ignore[arg-type]

    def _present(self, evidence: Weighed, p: Values) -> None:
        """Who draws what others drew, each unit by how sure it is an object.

        Units that only the one judged drew do not count: they would exist because it drew them. But all evidence weighs
        those that do, its own not drawing included: left out, every spurious box of a model counts as missed by people.
        """
        rows, habits = self.rows, self.habits
        judged = self._met(evidence)
        sure, drew = (p * self.weight)[rows.at_unit[judged]], rows.drew[judged].astype(np.float64)
        source = rows.source[rows.at_answer[judged]]
        size = self.size[rows.at_unit[judged]]
        present, slope = habits.present.copy(), habits.slope.copy()
        for k, kind in enumerate(SOURCES):
            mine = self.kind[source] == k
            features = np.stack([np.ones(int(mine.sum())), size[mine]], axis=1)
            belief = np.array([PRESENT, SLOPE])
            level, steep = logistic(features, drew[mine], sure[mine], belief, np.array([1.0, 0.5])).tolist()
            slope[self.kind == k] = steep
            present[self.kind == k] = level
            self.slopes[kind] = steep
            self.kinds[kind] = replace(self.kinds[kind], present=level)
        present = logistic_levels(source, drew, sure, slope[source] * size, present, 0.6)
        self._set(present=present, slope=slope)

    def _met(self, evidence: Weighed) -> Numbers:
        """Rows (unit, answer) of units that another voice drew: for a model only persons are."""
        rows = self.rows
        drew = rows.drew * rows.voice[rows.at_answer]
        person = rows.person[rows.at_answer]
        of_models = rows.per_unit(np.where(person, 0.0, drew))
        own = np.where(person, drew, of_models[rows.at_unit])
        return np.flatnonzero(evidence.voices[rows.at_unit] - own > LEAST_VOICE)

    def _spurious(self, p: Values) -> None:
        rows, n = self.rows, len(self.rows.names)
        alone = np.bincount(rows.box_unit, minlength=rows.units)[rows.box_unit] == 1
        counted = alone & self.shared[rows.box_answer]
        source = rows.source[rows.box_answer]
        unreal = (self.weight * (1 - p))[rows.box_unit[counted]]
        invented = np.bincount(source[counted], unreal, minlength=n)
        images = np.bincount(rows.source[self.shared], minlength=n)
        spurious = np.empty(n)
        for k, kind in enumerate(SOURCES):
            mine = self.kind == k
            usual = (invented[mine].sum() + FEW_IMAGES * SPURIOUS) / (images[mine].sum() + FEW_IMAGES)
            spurious[mine] = (invented[mine] + FEW_IMAGES * usual) / (images[mine] + FEW_IMAGES)
            self.kinds[kind] = replace(self.kinds[kind], spurious=float(usual))
        self._set(spurious=spurious)

    def _confused(self, p: Values) -> None:
        rows, n = self.rows, len(self.rows.names)
        if len(self.shares) < 2:
            return
        found = named(rows, self.habits.confused, self.shares, len(self.shares))
        right = found.chance[found.box_row]
        several = np.bincount(rows.box_unit, minlength=rows.units)[rows.box_unit] > 1
        weight = (p * self.weight)[rows.box_unit] * several
        source = rows.source[rows.box_answer]
        wrong, count, square = (
            np.bincount(source, weight * x, minlength=n) for x in (1 - right, np.ones_like(right), (1 - right) ** 2)
        )
        confused = np.empty(n)
        for k, kind in enumerate(SOURCES):
            mine = self.kind == k
            usual = (wrong[mine].sum() + FEW_OBJECTS * CONFUSED) / (count[mine].sum() + FEW_OBJECTS)
            if kind not in self.alike:
                self.alike[kind] = pseudo_objects(wrong[mine], count[mine], square[mine])
            few = self.alike[kind]
            confused[mine] = (wrong[mine] + few * usual) / (count[mine] + few)
            self.kinds[kind] = replace(self.kinds[kind], confused=float(usual))
        self._set(confused=confused)
        held = np.bincount(found.label_class, found.chance * p[found.unit], minlength=len(self.shares)) + 0.5
        self.shares = held / held.sum()

    def _trust(self, blind: Values) -> None:
        """What confidence adds, from how sure units are without it."""
        rows, trust = self.rows, self.habits.trust.copy()
        source = rows.source[rows.box_answer]
        for k in np.flatnonzero(~np.isnan(self.habits.confidence)):
            mine = (source == k) & ~np.isnan(rows.score)
            step = rows.score[mine] - self.habits.confidence[k]
            features = np.stack([np.ones(len(step)), step], axis=1)
            share = blind[rows.box_unit[mine]]
            weight = self.weight[rows.box_unit[mine]]
            trust[k] = logistic(features, share, weight, np.array([0.0, TRUST]), np.array([10.0, 2.0]))[1]
        self._set(trust=trust)

    def _objects(self, p: Values, looked: Values) -> None:
        """How many objects images hold, and how large: units stand for those of their kind that nobody drew."""
        rows = self.rows
        weight = p / np.maximum(seen_chance(rows, self.habits, self.size), 0.05)
        answered = len(np.unique(rows.image))
        usual = self.habits.objects
        self._set(objects=float((weight.sum() + usual) / (answered + 1)))
        found = (sums(rows.unit_image, p, rows.images) / np.maximum(looked, 0.05))[np.unique(rows.image)]
        self.evenness = evenness_of(found)
        if rows.units:
            order = np.argsort(self.size, kind="stable")
            cumulated = np.cumsum((weight * self.weight)[order])
            at = (np.arange(SIZES) + 0.5) / SIZES * cumulated[-1]
            self.sizes = self.size[order][np.minimum(np.searchsorted(cumulated, at), rows.units - 1)]

    def found(self, known: HiddenTruth) -> HiddenTruth:
        """What was learnt, in plain numbers."""
        h = self.habits
        sources = {
            name: Habit(
                float(h.present[k]),
                float(h.spurious[k]),
                float(h.confused[k]),
                float(h.spread[k]),
                float(h.trust[k]),
                None if np.isnan(h.confidence[k]) else float(h.confidence[k]),
            )
            for k, (_, name) in enumerate(self.rows.names)
        }
        return replace(
            known,
            objects=self.habits.objects,
            evenness=self.evenness,
            log_area=self.mean,
            log_area_sd=self.sd,
            sizes=tuple(self.sizes.tolist()),
            slopes=dict(self.slopes),
            kinds=dict(self.kinds),
            sources=sources,
            gamma=self.gamma,
            classes=dict(zip(self.rows.classes, self.shares.tolist(), strict=True)),
        )
