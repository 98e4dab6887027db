"""Classes in an order: their places stand in for their numbers."""

from collections.abc import Mapping

from labelqa.metrics import Rows


def ranked(rows: Rows, ranks: Mapping[int, int]) -> list[dict[str, int]] | None:
    """Rows of the label or the label_pair tally with the place of each class for its number.

    None when a class has no place: it was used, but it is not declared. A coefficient for ordered classes is then not
    measurable.

    >>> ranked([{"n": 2, "c1": 71, "c2": 70, "pairs": 3}], {70: 0, 71: 1})
    [{'n': 2, 'c1': 1, 'c2': 0, 'pairs': 3}]
    """
    if any(row[c] not in ranks for row in rows for c in ("c1", "c2")):
        return None
    return [{**row, "c1": ranks[row["c1"]], "c2": ranks[row["c2"]]} for row in rows]
