"""How sure the coefficients of image-level labels are: percentile bootstrap over images, one pass for all of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from labelqa.reports.label_patterns import Patterns

Shares = NDArray[np.float64]
Interval = tuple[float, float]

DRAWS = 2_000
SEED = 20_150_418
"""The same labels always get the same intervals."""
AT_ONCE = 1 << 21
"""Numbers in memory per batch of draws; how many there are changes nothing but the memory."""
ALIKE = 4
"""So many images per pattern make it quicker to draw counts of patterns than single images."""


def intervals(patterns: Patterns, *, questions: bool, ordered: bool = False, seed: int = SEED) -> dict[str, Interval]:
    """{coefficient: 95 % interval}, had other images of the same kind been labelled.

    Images are drawn with replacement, never ratings: those of one image are not independent. `questions`: every class
    is a yes or no question and each figure the unweighted mean over those that are measurable in the draw; otherwise
    the classes exclude each other. `ordered`: the classes stand in their order. A draw in which a coefficient is not
    measurable does not count for it; without any other, and below two images, it has no interval.

    Names: percent_agreement, alpha, ac1, fleiss (all images have the same number of ratings, three or more), cohen
    (`questions` of two annotators alone), ordinal_alpha (`ordered`).

    >>> from labelqa.reports.label_patterns import counted
    >>> said = [(0, 0), (0, 1), (1, 1), (1, 1)] * 10
    >>> found = intervals(counted([("ana", (x,)), ("bo", (y,))] for x, y in said), questions=False)
    >>> low, high = found["alpha"]
    >>> low < 0.472 < high  # alpha of all
    True
    """
    if patterns.images.sum() < 2:
        return {}
    parts = [_coefficients(patterns, sums, questions, ordered) for sums in _drawn(patterns, ordered, seed)]
    found = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return {name: bounds for name, values in found.items() if (bounds := _percentiles(values)) is not None}


def _percentiles(values: Shares) -> Interval | None:
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """What draws add up to, a row each. Per class: answers that chose it, their share of each image's answers, the
    coincidences and the share of pairs that are apart over it, answers by the first annotator. Then all answers, and
    the coincidences of every two classes.
    """

    chosen: Shares
    share: Shares
    apart: Shares
    unequal: Shares
    first: Shares
    answers: Shares
    coincidences: Shares


def _drawn(patterns: Patterns, ordered: bool, seed: int) -> Iterator[_Sums]:
    """Sums of batches of draws."""
    per_class, pairs = _per_class(patterns), _per_pair(patterns) if ordered else None
    widest = max(len(patterns.images), per_class.shape[1], 1 if pairs is None else pairs.shape[1])
    if ALIKE * len(patterns.images) > patterns.images.sum():
        widest = max(widest, int(patterns.images.sum()))
    generator, step = np.random.default_rng(seed), max(1, AT_ONCE // widest)
    for start in range(0, DRAWS, step):
        times = _times(patterns, generator, min(step, DRAWS - start))
        chosen, share, apart, unequal, first = np.split((per_class.T @ times.T).T, 5, axis=1)
        answers = times @ patterns.answers.astype(np.float64)
        between = np.zeros((len(times), 0)) if pairs is None else (pairs.T @ times.T).T
        yield _Sums(chosen, share, apart, unequal, first, answers, between)


def _times(patterns: Patterns, generator: np.random.Generator, draws: int) -> Shares:
    """How often each pattern comes in each draw of as many images as there are."""
    images, kinds = int(patterns.images.sum()), len(patterns.images)
    if ALIKE * kinds <= images:
        return generator.multinomial(images, patterns.images / images, size=draws).astype(np.float64)
    pattern_of = np.repeat(np.arange(kinds), patterns.images)
    drawn = pattern_of[generator.integers(images, size=(draws, images))]
    drawn += kinds * np.arange(draws)[:, None]
    return np.bincount(drawn.ravel(), minlength=draws * kinds).reshape(draws, kinds).astype(np.float64)


def _per_class(patterns: Patterns) -> Any:
    """Sparse [pattern, five blocks of classes]: what an image of the pattern adds to the sums."""
    n, k = patterns.answers[patterns.pattern], patterns.chosen
    apart = k * (n - k) / (n - 1)
    blocks = [k, k / n, apart, apart / n, patterns.first]
    shape = len(patterns.images), patterns.columns
    row, column = np.tile(patterns.pattern, 5), [patterns.column + b * shape[1] for b in range(5)]
    return csr_array((np.concatenate(blocks), (row, np.concatenate(column))), shape=(shape[0], 5 * shape[1]))


def _per_pair(patterns: Patterns) -> Any:
    """Sparse [pattern, every two classes x < y at x * columns + y]: coincidences, one way, in an image."""
    ends = np.searchsorted(patterns.pattern, patterns.pattern, side="right")
    later = ends - np.arange(len(ends)) - 1  # entries of the same pattern that follow
    one = np.repeat(np.arange(len(ends)), later)
    other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(later) - later, later)
    n = patterns.answers[patterns.pattern[one]]
    count = patterns.chosen[one] * patterns.chosen[other] / (n - 1)
    cell = patterns.column[one] * patterns.columns + patterns.column[other]
    return csr_array((count, (patterns.pattern[one], cell)), shape=(len(patterns.images), patterns.columns**2))


def _coefficients(patterns: Patterns, sums: _Sums, questions: bool, ordered: bool) -> Mapping[str, Shares]:
    images = float(patterns.images.sum())
    same_size = len(patterns.answers) > 0 and patterns.answers.min() == patterns.answers.max()
    found = _questions(sums, images) if questions else _classes(sums, images)
    if not (same_size and patterns.answers[0] >= 3):
        del found["fleiss"]
    if not (questions and same_size and patterns.answers[0] == 2):
        found.pop("cohen", None)
    if ordered:
        found["ordinal_alpha"] = _ordinal(sums, patterns.columns)
    return found


def _ratio(part: Shares, whole: Shares) -> Shares:
    """part / whole, not a number where there is no whole."""
    found = np.full(np.broadcast_shapes(part.shape, whole.shape), np.nan)
    np.divide(part, whole, out=found, where=whole > 0)
    return found


def _classes(sums: _Sums, images: float) -> dict[str, Shares]:
    """One label an image: the classes make one question."""
    n, share = sums.answers, sums.share / images
    observed = 1 - sums.unequal.sum(axis=1) / images
    spread = n * n - (sums.chosen**2).sum(axis=1)
    seen = (sums.chosen > 0).sum(axis=1).astype(np.float64)
    by_chance = _ratio((share * (1 - share)).sum(axis=1), seen - 1)
    same = ((sums.chosen / n[:, None]) ** 2).sum(axis=1)
    return {
        "percent_agreement": observed,
        "alpha": 1 - _ratio(sums.apart.sum(axis=1) * (n - 1), spread),
        "ac1": _ratio(observed - by_chance, 1 - by_chance),
        "fleiss": _ratio(observed - same, np.where(seen > 1, 1 - same, 0.0)),
    }


def _questions(sums: _Sums, images: float) -> dict[str, Shares]:
    """Several labels an image: each class is a question with two answers; means over the classes."""
    n, yes = sums.answers[:, None], sums.chosen
    open_ = (yes > 0) & (yes < n)  # both answers were given
    share, observed = sums.share / images, 1 - 2 * sums.unequal / images
    by_chance, same = 2 * share * (1 - share), (yes / n) ** 2 + (1 - yes / n) ** 2
    first, second = sums.first / images, (yes - sums.first) / images
    cohen = first * second + (1 - first) * (1 - second)
    found = {
        "percent_agreement": observed,
        "alpha": 1 - _ratio(sums.apart * (n - 1), np.where(open_, yes * (n - yes), 0.0)),
        "ac1": _ratio(observed - by_chance, np.where(open_, 1 - by_chance, 0.0)),
        "fleiss": _ratio(observed - same, np.where(open_, 1 - same, 0.0)),
        "cohen": _ratio(observed - cohen, np.where(open_, 1 - cohen, 0.0)),
    }
    return {name: _mean(values) for name, values in found.items()}


def _mean(values: Shares) -> Shares:
    """Per draw, over the classes in which it is a number."""
    known = ~np.isnan(values)
    return _ratio(np.where(known, values, 0.0).sum(axis=1), known.sum(axis=1).astype(np.float64))


def _ordinal(sums: _Sums, columns: int) -> Shares:
    """Ordinal alpha: two classes are as far apart as their mean ranks among the ratings of the draw."""
    n, ratings = sums.answers, sums.chosen
    rank = ratings.cumsum(axis=1) - ratings / 2
    x, y = np.divmod(np.arange(columns * columns), columns)
    observed = (sums.coincidences * (rank[:, x] - rank[:, y]) ** 2).sum(axis=1)
    expected = n * (ratings * rank**2).sum(axis=1) - (ratings * rank).sum(axis=1) ** 2
    return 1 - _ratio(observed * (n - 1), np.where((ratings > 0).sum(axis=1) > 1, expected, 0.0))
