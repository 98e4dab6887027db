"""What stands out in one annotator's benchmark, as sentences to act on."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from labelqa.errors import quoted
from labelqa.metrics.bias import Bias
from labelqa.metrics.proportion import proportion
from labelqa.reports.confusions import Cells, of_truth, swaps

ENOUGH = 30
"""Objects, or labels, below which nothing is said of a share of them; that of a systematic bias."""
NOTABLE = 0.02
"""A share is worth a word when it is above 2 % even at the lower end of its interval; that of a visible bias."""
ERROR_WORDS: Mapping[str, str] = {
    "missed": "misses {k} of {n} objects",
    "spurious": "draws {k} of {n} objects where nothing is",
    "localisation": "misplaces {k} of {n} drawn objects",
    "class": "gives {k} of {n} drawn objects a wrong class",
    "duplicate": "draws {k} of {n} objects a second time",
    "both": "misplaces {k} of {n} drawn objects and gives them a wrong class",
}
"""What is said of an error, by its name; `missed` is a share of the truth's objects, the others of those drawn."""
BIAS_WORDS: Mapping[str, tuple[str, str]] = {
    "dw": ("draws boxes {p} too narrow", "draws boxes {p} too wide"),
    "dh": ("draws boxes {p} too short", "draws boxes {p} too tall"),
    "dx": ("draws boxes {p} of the width too far left", "draws boxes {p} of the width too far right"),
    "dy": ("draws boxes {p} of the height too far up", "draws boxes {p} of the height too far down"),
}
"""What is said of a bias below and above 0."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence, and how bad it surely is: the harmless end of its interval, as a share."""

    text: str
    sure: float


def findings(row: Mapping[str, int], biases: Mapping[str, Bias], cells: Cells, only: str | None = None) -> list[str]:
    """Sentences on one annotator, the worst first, by the end of the interval that is nearest to harmless.

    A share (an error, one class called another, wrong image-level labels) is spoken of when it is one of at least 30
    and its Wilson interval lies above 2 %. Wrong classes in general are left out where one confusion says which.
    A bias is spoken of when it is systematic (see `labelqa.metrics.bias`): 30 matched objects, more than 2 %, and more
    than 2.5 standard errors. `row` is of the benchmark tally; of `cells` those count that have the class `only`.

    >>> from labelqa.tally import BENCH
    >>> findings(dict.fromkeys(BENCH, 0) | {"tp": 82, "fn": 14, "e_missed": 14}, {}, {})
    ['misses 14 of 96 objects (15 %, 95 % between 9 % and 23 %)']
    """
    whole = of_truth(cells)
    confused = [_confusion(whole[swap[0]], *swap) for swap in swaps(cells, only)]
    named = [_error(name, row) for name in ERROR_WORDS if name != "class" or not any(confused)]
    pushed = [bias_finding(axis, biases[axis]) for axis in BIAS_WORDS if axis in biases]
    told = [found for found in (*named, *pushed, *confused, _labels(row)) if found is not None]
    return [found.text for found in sorted(told, key=lambda found: (-found.sure, found.text))]


def _share(words: str, part: int, whole: int) -> Finding | None:
    """The sentence on a share, where there is enough to tell."""
    found = proportion(part, whole)
    if found.value is None or found.ci95 is None or whole < ENOUGH or found.ci95[0] <= NOTABLE:
        return None
    return Finding(f"{words} ({_percent(found.value)}, {_between(found.ci95)})", found.ci95[0])


def _error(name: str, row: Mapping[str, int]) -> Finding | None:
    part, whole = row[f"e_{name}"], row["tp"] + row["fn" if name == "missed" else "fp"]
    return _share(ERROR_WORDS[name].format(k=part, n=whole), part, whole)


def _confusion(whole: int, truth: str, drawn: str, n: int) -> Finding | None:
    return _share(f"calls {quoted(truth)} {quoted(drawn)}: {n} of {whole} objects", n, whole)


def _labels(row: Mapping[str, int]) -> Finding | None:
    wrong = row["labels"] - row["labels_right"]
    return _share(f"gives the wrong label: {wrong} of {row['labels']} images", wrong, row["labels"])


def bias_finding(axis: str, found: Bias) -> Finding | None:
    """The sentence on a bias, where it is systematic."""
    if not found.systematic or found.mean is None or found.ci95 is None:
        return None
    less, more = BIAS_WORDS[axis]
    share, low, high = (_relative(axis, v) for v in (found.mean, *found.ci95))
    near, far = (low, high) if share > 0 else (-high, -low)
    words = (more if share > 0 else less).format(p=_percent(abs(share)))
    return Finding(f"{words}: {found.n} objects, {_between((near, far))}", near)


def _relative(axis: str, value: float) -> float:
    """A bias as a share of the truth box: logarithms of sizes become ratios less 1."""
    return math.expm1(value) if axis in ("dw", "dh") else value


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _between(ends: tuple[float, float]) -> str:
    return f"95 % between {_percent(ends[0])} and {_percent(ends[1])}"
