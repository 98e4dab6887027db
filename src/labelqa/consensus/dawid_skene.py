"""What images most likely show, and how well each annotator can tell, from their labels alone."""

from dataclasses import dataclass

import numpy as np

from labelqa.consensus.ratings import Numbers, Ratings, Shares
from labelqa.errors import BadInput

ROUNDS = 1_000
"""Most rounds of the EM algorithm."""
SETTLED = 1e-10
"""A change of the log-likelihood below this ends it."""
LEVEL = 1e-9
"""Posteriors closer than this are tied: the last bits of a sum decide nothing."""


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
