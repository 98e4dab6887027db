"""What answers come to against the truth of an image (metrics, section 3)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations_with_replacement

from labelqa.facts.agreement import day_of
from labelqa.facts.comparison import Comparison, Drawn, compared
from labelqa.facts.labels import same_labels
from labelqa.kernel import box_bias, confusion, errors
from labelqa.model import Answer
from labelqa.tally import BENCH, BIASES, BY_NAME, ERRORS, ONE, Bag, count, square

BENCHMARK, CONFUSION, TRUTH = (BY_NAME[n] for n in ("benchmark", "confusion", "truth"))
BACKGROUND = (ONE + 5) // 10
"""IoU from which a drawn object is about a truth object at all: 0.1."""


def truth_of(answers: Sequence[Answer]) -> Answer | None:
    """The truth of an image: the latest submission of a truth annotator, by name when times are equal."""
    return max(
        (a for a in answers if a.kind == "truth"),
        key=lambda a: (-1 if a.submitted_at is None else a.submitted_at, a.name),
        default=None,
    )


def count_truth(bag: Bag, truth: Answer) -> None:
    """Adds the truth's own images and objects, in all (class 0) and by class."""
    classes = truth.boxes.classes if truth.boxes else ()
    count(bag, TRUTH, (0,), {"images": 1, "objects": len(classes)})
    for label_class, objects in sorted(Counter(classes).items()):
        count(bag, TRUTH, (label_class,), {"images": 1, "objects": objects})


def benchmark_labels(bag: Bag, answer: Answer, truth: Answer, multi: bool = False) -> None:
    """Adds whether the image-level label is that of the truth; with `multi`, whether all of them are."""
    right = same_labels(answer, truth, multi)
    if right is not None:
        key = (day_of(answer.submitted_at), answer.annotator, 0)
        count(bag, BENCHMARK, key, {"labels": 1, "labels_right": int(right)})


def benchmark(bag: Bag, answer: Drawn, truth: Drawn, threshold: int) -> Comparison:
    """Adds an answer's score, errors, bias and confusions against the truth; the classes' under day 0 alone."""
    pair = compared(answer, truth, threshold)
    found = errors(pair.compared, answer.classes, truth.classes, threshold, BACKGROUND)
    biases = [(truth.classes[j], _bias(answer, i, truth, j)) for i, j, _ in pair.compared.ok]
    who = answer.answer.annotator
    _entry(bag, (day_of(answer.answer.submitted_at), who, 0), pair, pair.score, pair.sums, found, biases)
    own_errors, own_biases = defaultdict(list), defaultdict(list)
    for error in found:
        own_errors[error[1]].append(error)
    for bias in biases:
        own_biases[bias[0]].append(bias)
    for k, cut in pair.cuts.items():
        _entry(bag, (0, who, k), pair, cut.score, cut.sums, own_errors[k], own_biases[k])
    _confusions(bag, pair, threshold)
    return pair


def _bias(answer: Drawn, i: int, truth: Drawn, j: int) -> tuple[int, int, int, int]:
    return box_bias(
        (answer.columns[0][i], answer.columns[1][i], answer.columns[2][i], answer.columns[3][i]),
        (truth.columns[0][j], truth.columns[1][j], truth.columns[2][j], truth.columns[3][j]),
    )


def _entry(
    bag: Bag,
    key: tuple[int, int, int],
    pair: Comparison,
    value: int,
    sums: Sequence[int],
    found: Sequence[tuple[int, int]],
    biases: Sequence[tuple[int, tuple[int, int, int, int]]],
) -> None:
    if pair.both_empty:
        count(bag, BENCHMARK, key, {"empty": 1})
        return
    row = dict.fromkeys(BENCH, 0)
    row |= {"images": 1, "s1": value, "s2": square(value), "tp": sums[0], "fp": sums[1], "fn": sums[2]}
    row |= products(*sums[:3])
    for name, _ in found:
        row[f"e_{ERRORS[name]}"] += 1
    for _, values in biases:
        row["bias_n"] += 1
        for axis, v in zip(BIASES, values, strict=True):
            row[f"{axis}1"] += v
            row[f"{axis}2"] += square(v)
    count(bag, BENCHMARK, key, row)


def products(tp: int, fp: int, fn: int) -> dict[str, int]:
    """Squares and products of one image's counts, for intervals with images as the unit.

    >>> products(3, 1, 0)
    {'tp_tp': 9, 'tp_fp': 3, 'tp_fn': 0, 'fp_fp': 1, 'fp_fn': 0, 'fn_fn': 0}
    """
    counts = {"tp": tp, "fp": fp, "fn": fn}
    return {f"{a}_{b}": counts[a] * counts[b] for a, b in combinations_with_replacement(counts, 2)}


def _confusions(bag: Bag, pair: Comparison, threshold: int) -> None:
    who, drawn, truth = pair.a.answer.annotator, pair.a.classes, pair.b.classes
    matched = confusion(pair.compared, drawn, truth, threshold)
    cells = [(truth[j], drawn[i]) for i, j in matched]
    seen_a, seen_b = {i for i, _ in matched}, {j for _, j in matched}
    cells += [(0, k) for i, k in enumerate(drawn) if i not in seen_a]
    cells += [(k, 0) for j, k in enumerate(truth) if j not in seen_b]
    for cell in cells:
        count(bag, CONFUSION, (who, *cell), {"objects": 1})
