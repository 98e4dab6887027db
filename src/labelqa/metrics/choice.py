"""Several labels an image: each class is a yes or no question, and its answers are rows like those of two classes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from labelqa.metrics import Rows

NO, YES = 0, 1
"""The two answers to "does the image show this class?", as class numbers in rows."""


def questions(rows: Rows, also: Iterable[int] = ()) -> dict[int, list[dict[str, int]]]:
    """Rows of the choice tally as rows of the label tally with the classes NO and YES, per class anybody chose.

    Of the images with n answers `yes` chose the class, which makes yes (n - yes) unequal pairs; the images that nobody
    gave the class are the rest of those with n answers. `also`: classes to answer for even if nobody chose them.

    >>> rows = [{"n": 2, "label_class": k, "yes": y, "images": i} for k, y, i in [(0, 0, 9), (7, 1, 2), (7, 2, 4)]]
    >>> [(row["c1"], row["c2"], row["pairs"]) for row in questions(rows)[7]]
    [(0, 0, 3), (0, 1, 2), (1, 1, 4)]
    """
    images, chosen = _counted(rows)
    return {
        k: [row for n, whole in images.items() for row in _pairs(n, whole, chosen.get(k, {}).get(n, {}))]
        for k in sorted({*chosen, *also})
    }


def _counted(rows: Rows) -> tuple[dict[int, int], dict[int, dict[int, dict[int, int]]]]:
    """{n: images}, in order, and {class: {n: {yes: images}}}."""
    images: dict[int, int] = defaultdict(int)
    chosen: dict[int, dict[int, dict[int, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for row in rows:
        if not row["label_class"]:
            images[row["n"]] += row["images"]
        elif row["images"]:
            chosen[row["label_class"]][row["n"]][row["yes"]] += row["images"]
    return dict(sorted(images.items())), dict(chosen)


def _pairs(n: int, images: int, by_yes: Mapping[int, int]) -> list[dict[str, int]]:
    by_yes = {**by_yes, 0: images - sum(by_yes.values())}
    cells = {
        (NO, NO): sum(k * (n - yes) * (n - yes - 1) // 2 for yes, k in by_yes.items()),
        (NO, YES): sum(k * yes * (n - yes) for yes, k in by_yes.items()),
        (YES, YES): sum(k * yes * (yes - 1) // 2 for yes, k in by_yes.items()),
    }
    return [{"n": n, "c1": x, "c2": y, "pairs": pairs} for (x, y), pairs in cells.items() if pairs]


def question_pair(rows: Rows, label_class: int) -> list[dict[str, int]]:
    """Rows of the choice_pair tally, of one pair of annotators, as rows of label_pair with NO and YES, of one class.

    >>> rows = [{"label_class": 0, "images": 9, "both": 0, "first": 0, "second": 0}]
    >>> rows += [{"label_class": 7, "images": 0, "both": 4, "first": 2, "second": 1}]
    >>> [(row["c1"], row["c2"], row["images"]) for row in question_pair(rows, 7)]
    [(1, 1, 4), (1, 0, 2), (0, 1, 1), (0, 0, 2)]
    """
    own = [row for row in rows if row["label_class"] == label_class]
    both, first, second = (sum(row[name] for row in own) for name in ("both", "first", "second"))
    neither = sum(row["images"] for row in rows) - both - first - second
    cells = {(YES, YES): both, (YES, NO): first, (NO, YES): second, (NO, NO): neither}
    return [{"c1": x, "c2": y, "images": k} for (x, y), k in cells.items()]


def against_rest(rows: Rows, label_class: int) -> list[dict[str, int]]:
    """Rows of the label or the label_pair tally with YES in place of one class and NO in place of every other.

    >>> against_rest([{"n": 2, "c1": 5, "c2": 7, "pairs": 3}], 7)
    [{'n': 2, 'c1': 0, 'c2': 1, 'pairs': 3}]
    """
    return [{**row, **{c: YES if row[c] == label_class else NO for c in ("c1", "c2")}} for row in rows]
