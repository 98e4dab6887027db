"""What the annotators' image-level labels come to together: majority, Dawid-Skene, skill, and how sure alpha is.

These need every single label, so they cannot be read from totals.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelqa.errors import BadInput
from labelqa.metrics import Figure
from labelqa.metrics.proportion import proportion

Numbers = NDArray[np.int64]
Shares = NDArray[np.float64]

ROUNDS = 1_000
"""Most rounds of the EM algorithm."""
SETTLED = 1e-10
"""A change of the log-likelihood below this ends it."""
LEVEL = 1e-9
"""Posteriors closer than this are tied: the last bits of a sum decide nothing."""
MODELLED = 3
"""Ratings an image needs for the model: with two, nothing says which of them is wrong."""
ENOUGH = 20
"""Such images an annotator needs for a skill from the model."""


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """Image-level labels as columns: `image[i]` was called `label_class[i]` by `annotator[i]`.

    Numbers are places in `images`, `annotators` and `classes`; each is in the order of its names, so that ties never
    depend on arrival, and every image has a rating. An annotator may rate an image several times: all count.
    """

    image: Numbers
    annotator: Numbers
    label_class: Numbers
    images: tuple[str, ...]
    annotators: tuple[str, ...]
    classes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.image)

    def sorted(self) -> "Ratings":
        """The same ratings in order of image, annotator, class: sums of floats then come out the same."""
        return self.where(np.lexsort((self.label_class, self.annotator, self.image)))

    def where(self, chosen: NDArray[np.int64] | NDArray[np.bool_]) -> "Ratings":
        """Some of the ratings; images, annotators and classes keep their numbers."""
        columns = (self.image[chosen], self.annotator[chosen], self.label_class[chosen])
        return Ratings(*columns, self.images, self.annotators, self.classes)

    def votes(self) -> Numbers:
        """Ratings per image and class."""
        shape = len(self.images), len(self.classes)
        cell = self.image * shape[1] + self.label_class
        return np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)


def majority(ratings: Ratings) -> Numbers:
    """The class most ratings gave each image; the first in class order if tied.

    >>> column = lambda *numbers: np.array(numbers)
    >>> given = Ratings(column(0, 0, 1), column(0, 1, 0), column(1, 0, 1), ("i", "j"), ("ana", "bo"), ("cat", "dog"))
    >>> majority(given).tolist()
    [0, 1]
    """
    if not len(ratings):
        return np.zeros(0, np.int64)
    first: Numbers = ratings.votes().argmax(axis=1)
    return first


@dataclass(frozen=True, slots=True, eq=False)
class DawidSkene:
    """The fitted model: how frequent classes are, what each annotator makes of each, and what each image is.

    `priors[k]`; `confusions[a, k, l]`: the chance that annotator a says l of an image of class k; `posterior[i, k]`;
    `consensus[i]`: the class of the largest posterior, first in class order if tied.
    """

    priors: Shares
    confusions: Shares
    posterior: Shares
    consensus: Numbers
    log_likelihood: float
    rounds: int

    @property
    def skill(self) -> Shares:
        """Per annotator the chance to be right on an image of this project: sum of priors[k] * confusions[a, k, k]."""
        right: Shares = np.einsum("k,akk->a", self.priors, self.confusions)
        return right


def dawid_skene(ratings: Ratings, smoothing: float = 0.01) -> DawidSkene:
    """Finds what images most likely show, and how well each annotator can tell, from their labels alone.

    The EM algorithm of Dawid and Skene (Applied Statistics 28, 1979) from the vote shares on, with `smoothing` added to
    every cell of the annotators' matrices. It ends when the log-likelihood moves by less than 1e-10, after at most
    1,000 rounds. A class an annotator never met has an even row. Raises BadInput when there are no ratings.

    >>> from itertools import product
    >>> image, who = np.array(list(product(range(4), range(3)))).T
    >>> said = np.array([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0])  # the third is right on half of them
    >>> found = dawid_skene(Ratings(image, who, said, tuple("ijkl"), ("ana", "bo", "cy"), ("cat", "dog")))
    >>> found.consensus.tolist(), found.skill.round(2).tolist()
    ([0, 0, 1, 1], [1.0, 1.0, 0.5])
    """
    if not len(ratings):
        raise BadInput("there are no ratings to find a consensus of; label images first")
    given = ratings.sorted()
    votes = given.votes().T
    chances: Shares = np.ascontiguousarray(votes / votes.sum(axis=0))
    before, rounds = -np.inf, 0
    while True:
        rounds += 1
        priors = chances.mean(axis=1)
        matrices = _matrices(given, chances, smoothing)
        chances, likelihood = _chances(given, priors, matrices)
        if abs(likelihood - before) < SETTLED or rounds == ROUNDS:
            break
        before = likelihood
    consensus = (chances >= chances.max(axis=0) - LEVEL).argmax(axis=0)
    return DawidSkene(priors, matrices.swapaxes(0, 1), chances.T, consensus, likelihood, rounds)


def _matrices(given: Ratings, chances: Shares, smoothing: float) -> Shares:
    """M-step: from [class, image] to [true class, annotator, class said]; the last adds up to 1."""
    shape = len(given.annotators), len(given.classes)
    cell = given.annotator * shape[1] + given.label_class
    # a class at a time, each in one piece of memory: several times faster than all at once
    sums = [np.bincount(cell, own.take(given.image), minlength=shape[0] * shape[1]) for own in chances]
    counted = np.stack(sums).reshape(-1, *shape) + smoothing
    whole = counted.sum(axis=2, keepdims=True)
    found: Shares = np.full_like(counted, 1 / shape[1])
    np.divide(counted, whole, out=found, where=whole > 0)
    return found


def _chances(given: Ratings, priors: Shares, matrices: Shares) -> tuple[Shares, float]:
    """E-step, in logarithms: chances [class, image], and the log-likelihood of all ratings."""
    with np.errstate(divide="ignore"):  # a chance of 0 has the logarithm -inf, and stays 0
        log_priors, log_matrices = np.log(priors), np.log(matrices).reshape(len(priors), -1)
    cell = given.annotator * len(given.classes) + given.label_class
    sums = [np.bincount(given.image, own.take(cell), minlength=len(given.images)) for own in log_matrices]
    joint = np.stack(sums) + log_priors[:, None]
    top = joint.max(axis=0)
    share = np.exp(joint - top)
    whole = share.sum(axis=0)
    return share / whole, float((top + np.log(whole)).sum())


def skills(ratings: Ratings, smoothing: float = 0.01) -> dict[str, Figure]:
    """How often each annotator is right, as far as the others' labels can tell; n says over how many labels.

    The Dawid-Skene model is fitted to the images with at least three ratings. Annotators with at least 20 of these have
    its `skill`, without an interval. Of the others it is the share of their labels that equal the majority of the
    *other* annotators' labels of the image, with the Wilson interval; images where those are tied, or where there is no
    other label, say nothing. `smoothing` is that of `dawid_skene`.

    >>> column = lambda *numbers: np.array(numbers)
    >>> given = Ratings(column(0, 0, 1), column(0, 1, 0), column(1, 1, 1), ("i", "j"), ("ana", "bo"), ("cat", "dog"))
    >>> skills(given)["ana"].value, skills(given)["ana"].n
    (1.0, 1)
    """
    votes = ratings.votes()
    able = votes.sum(axis=1)[ratings.image] >= MODELLED
    met = np.unique(np.stack([ratings.annotator[able], ratings.image[able]]), axis=1)[0]
    seen = np.bincount(met, minlength=len(ratings.annotators))
    modelled = _skill_of_model(ratings.where(able), smoothing) if (seen >= ENOUGH).any() else None
    found = {}
    for k, name in enumerate(ratings.annotators):
        if modelled is not None and seen[k] >= ENOUGH:
            found[name] = Figure(float(modelled[k]), int(seen[k]))
        else:
            found[name] = _agreement_with_others(ratings, votes, k)
    return found


def _skill_of_model(chosen: Ratings, smoothing: float) -> Shares:
    """Skill per annotator of the model of these ratings alone: images and classes without any are left out."""
    images, image = np.unique(chosen.image, return_inverse=True)
    classes, label_class = np.unique(chosen.label_class, return_inverse=True)
    kept = Ratings(
        image,
        chosen.annotator,
        label_class,
        tuple(chosen.images[k] for k in images),
        chosen.annotators,
        tuple(chosen.classes[k] for k in classes),
    )
    return dawid_skene(kept, smoothing).skill


def _agreement_with_others(ratings: Ratings, votes: Numbers, annotator: int) -> Figure:
    own = ratings.where(ratings.annotator == annotator)
    images, place = np.unique(own.image, return_inverse=True)
    others = votes[images]
    np.subtract.at(others, (place, own.label_class), 1)
    top = others.max(axis=1, initial=0)
    clear = (others == top[:, None]).sum(axis=1) == 1
    judged = (clear & (top > 0))[place]
    right = judged & (others.argmax(axis=1)[place] == own.label_class)
    return proportion(int(right.sum()), int(judged.sum()))


def bootstrap_alpha(ratings: Ratings, draws: int = 2_000, *, seed: int) -> tuple[float, float] | None:
    """The 95 % interval of Krippendorff's nominal alpha, had other images of the same kind been labelled.

    Percentile bootstrap over images, never over ratings; images with fewer than two ratings are left out. Images with
    the same labels are interchangeable, so a draw is one of how often each pattern of labels comes. Draws in which only
    one class is left have no alpha and do not count; None when there are no others, or fewer than two images.

    >>> image, who, said = np.repeat(np.arange(40), 2), np.tile([0, 1], 40), np.tile([0, 0, 1, 1, 0, 1, 1, 1], 10)
    >>> given = Ratings(image, who, said, tuple(map(str, range(40))), ("ana", "bo"), ("cat", "dog"))
    >>> low, high = bootstrap_alpha(given, seed=1)
    >>> low < 0.472 < high  # alpha of all
    True
    """
    patterns = _patterns(ratings)
    images = int(patterns.images.sum())
    if images < 2:
        return None
    generator = np.random.default_rng(seed)
    shares = patterns.images / images
    drawn = [patterns.alpha(generator.multinomial(images, shares)) for _ in range(draws)]
    found = [value for value in drawn if value is not None]
    if not found:
        return None
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


@dataclass(frozen=True, slots=True, eq=False)
class _Patterns:
    """Images by the labels they got: how many have each pattern, and its disagreement.

    `holder` and `label_class` list the single ratings of all patterns: the pattern and the class.
    """

    images: Numbers
    disagreement: Shares
    holder: Numbers
    label_class: Numbers

    def alpha(self, times: Numbers) -> float | None:
        """Alpha when each pattern comes so many times; None with one class only."""
        margins = np.bincount(self.label_class, times[self.holder])
        n = margins.sum()
        spread = n * n - (margins * margins).sum()
        return float(1 - (times @ self.disagreement) * (n - 1) / spread) if spread > 0 else None


def _patterns(ratings: Ratings) -> _Patterns:
    """The patterns of the images with at least two ratings, by number of ratings, then classes."""
    order = np.lexsort((ratings.label_class, ratings.image))
    said = ratings.label_class[order]
    sizes = np.bincount(ratings.image, minlength=len(ratings.images))
    starts = np.cumsum(sizes) - sizes
    none = np.zeros(0, np.int64)
    images, lengths, labels = [none], [none], [none]
    for n in np.unique(sizes[sizes > 1]):
        rows = said[starts[sizes == n][:, None] + np.arange(n)]
        unique, times = np.unique(rows, axis=0, return_counts=True)
        images.append(times)
        lengths.append(np.full(len(unique), n))
        labels.append(unique.ravel())
    length, label_class = np.concatenate(lengths), np.concatenate(labels)
    holder = np.repeat(np.arange(len(length)), length)
    cells, counts = np.unique(np.stack([holder, label_class]), axis=1, return_counts=True)
    equal = np.bincount(cells[0], counts * counts, minlength=len(length))
    return _Patterns(np.concatenate(images), (length * length - equal) / (length - 1), holder, label_class)
