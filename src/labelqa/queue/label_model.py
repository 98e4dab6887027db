"""How often each source calls an image by the wrong label, and what it says instead: plain numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from labelqa.queue.columns import Values

ERROR = 0.1
"""Chance of a wrong label that is believed before anything is seen."""
MOST_ERROR = 0.95
Table = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Mistakes:
    """Of a kind of source, per question and true option: `error`, the chance to say another; `instead`, which one.

    `usual` is the mean chance of error. In `instead[question][true][said]` the true option has 0, the others add to 1.
    """

    usual: float
    error: Table
    instead: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class LabelModel:
    """What is known of image-level labels.

    With one label per image (`multi` False) there is one question whose options are the `classes`; with several, each
    class is a question with the options no and yes. `shares[question][option]`: how frequent each is; `errors`: chance
    of a wrong answer per source by name, beside its kind's.
    """

    multi: bool = False
    classes: tuple[str, ...] = ()
    shares: Table = ()
    kinds: Mapping[str, Mistakes] = field(default_factory=dict)
    errors: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "LabelModel":
        """From plain numbers, as JSON has them."""
        kinds = {
            kind: Mistakes(own["usual"], _table(own["error"]), tuple(_table(part) for part in own["instead"]))
            for kind, own in row["kinds"].items()
        }
        return cls(row["multi"], tuple(row["classes"]), _table(row["shares"]), kinds, dict(row["errors"]))

    def said(self, name: str, kind: str, question: int) -> Values:
        """[true, said]: the chance of what a source says, by what is true."""
        mistakes = self.kinds[kind]
        own = self.errors.get(name, mistakes.usual)
        found: Values = saying(
            np.array([mistakes.usual]),
            np.array([own]),
            np.array(mistakes.error[question]),
            np.array(mistakes.instead[question]),
        )[0]
        return found


def _table(rows: Sequence[Sequence[float]]) -> Table:
    return tuple(tuple(row) for row in rows)


def saying(usual: Values, own: Values, error: Values, instead: Values) -> Values:
    """[source, true, said]: each source's error is that of its kind by true option, times how it compares with it."""
    rate = np.clip(own[:, None] / usual[:, None] * error, 1e-4, MOST_ERROR)
    found: Values = rate[..., None] * instead
    options = np.arange(found.shape[-1])
    found[:, options, options] = 1 - rate
    return found
