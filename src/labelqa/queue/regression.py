"""Logistic regression with a belief beforehand: the most likely weights, by Newton's method."""

import numpy as np

from labelqa.queue.columns import Numbers, Values
from labelqa.queue.presence import chance

STEPS = 60
SETTLED = 1e-9
HALVINGS = 40


def logistic(
    features: Values, share: Values, weight: Values, mean: Values, sd: Values, offset: Values | None = None
) -> Values:
    """Weights w that make ln odds = features . w (+ offset) most likely, with w ~ N(mean, diag(sd^2)) beforehand.

    `share` is the outcome of each row, 0..1, `weight` how much the row counts. Without rows it is the belief itself.
    A step of Newton's that overshoots is halved until it does not, so it always arrives.

    >>> three_of_four = np.array([1.0, 1.0, 1.0, 0.0])
    >>> logistic(np.ones((4, 1)), three_of_four, np.ones(4), np.zeros(1), np.ones(1) * 9).round(2).tolist()
    [1.08]
    """
    found = mean.astype(np.float64).copy()
    precision = 1 / sd**2
    fixed = 0.0 if offset is None else offset

    def likelihood(weights: Values) -> float:
        odds = features @ weights + fixed
        rows = weight * (share * odds - np.logaddexp(0.0, odds))
        return float(rows.sum() - (precision * (weights - mean) ** 2).sum() / 2)

    best = likelihood(found)
    for _ in range(STEPS):
        p = chance(features @ found + fixed)
        slope = features.T @ (weight * (share - p)) - precision * (found - mean)
        bend = (features * (weight * p * (1 - p))[:, None]).T @ features + np.diag(precision)
        step = np.linalg.solve(bend, slope)
        for _ in range(HALVINGS):
            if (reached := likelihood(found + step)) >= best:
                break
            step = step / 2
        else:
            break  # no better place is to be had in these digits
        found, best = found + step, reached
        if np.abs(step).max() < SETTLED:
            break
    return found


def logistic_levels(group: Numbers, drew: Values, weight: Values, offset: Values, mean: Values, sd: float) -> Values:
    """One level per group: ln odds = level + offset, with level ~ N(mean, sd^2) beforehand."""
    found = mean.astype(np.float64).copy()
    for _ in range(STEPS):
        p = chance(found[group] + offset)
        slope = np.bincount(group, weight * (drew - p), minlength=len(found)) - (found - mean) / sd**2
        bend = np.bincount(group, weight * p * (1 - p), minlength=len(found)) + 1 / sd**2
        step = np.clip(slope / bend, -2.0, 2.0)
        found += step
        if np.abs(step).max(initial=0.0) < SETTLED:
            break
    return found
