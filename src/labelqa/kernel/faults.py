"""What is wrong with a drawn annotation beside the truth: six names of errors."""

from collections.abc import Callable, Sequence

from labelqa.kernel.comparison import Compared

CLASS, LOCALISATION, BOTH, DUPLICATE, SPURIOUS, MISSED = range(6)
"""Numbers of the names class, localisation, both, duplicate, spurious, missed (after TIDE, Bolya et al. 2020)."""


def errors(
    compared: Compared, drawn: Sequence[int], truth: Sequence[int], threshold_q: int, background_q: int
) -> list[tuple[int, int]]:
    """Says for every drawn object that was not found right what is wrong with it, and which truth was missed.

    `compared` has the drawn boxes as A and the truth as B; `drawn` and `truth` are their classes. Returns (number of
    the name, class): first the drawn objects in their order, with the drawn class, then the missed truth objects
    with theirs. A drawn object takes the first name that fits, on the truth object of the largest overlap o (the
    first of equals) that neither a right object nor an earlier error has claimed:

    - duplicate: same class, o >= threshold, but that truth object is already found
    - class: another class, o >= threshold
    - localisation: same class, background <= o < threshold
    - both: another class, background <= o < threshold
    - spurious: nothing of these

    >>> from labelqa.kernel.comparison import compare
    >>> box = ([0.0], [0.0], [4.0], [4.0])
    >>> errors(compare(box, box, [1], [2], 1 << 29), [1], [2], 1 << 29, 107374182)
    [(0, 1)]
    """
    right = {i for i, _, _ in compared.ok}
    found = {j for _, j, _ in compared.ok}
    overlaps: list[list[tuple[int, int]]] = [[] for _ in drawn]
    for i, j, value in zip(compared.ia, compared.ib, compared.q, strict=True):
        if value >= background_q:
            overlaps[i].append((j, value))
    taken = set(found)
    named = []
    for i, label_class in enumerate(drawn):
        if i not in right:
            name, claimed = _fault(overlaps[i], label_class, truth, found, taken, threshold_q)
            taken |= claimed
            named.append((name, label_class))
    return named + [(MISSED, label_class) for j, label_class in enumerate(truth) if j not in taken]


def _fault(
    overlaps: Sequence[tuple[int, int]],
    label_class: int,
    truth: Sequence[int],
    found: set[int],
    taken: set[int],
    threshold_q: int,
) -> tuple[int, set[int]]:
    """The name of one drawn object's error, and the truth object it claims."""
    if any(j in found and truth[j] == label_class and value >= threshold_q for j, value in overlaps):
        return DUPLICATE, set()
    free = [(j, value) for j, value in overlaps if j not in taken]
    fits: tuple[tuple[int, Callable[[int, int], bool]], ...] = (
        (CLASS, lambda j, value: truth[j] != label_class and value >= threshold_q),
        (LOCALISATION, lambda j, value: truth[j] == label_class and value < threshold_q),
        (BOTH, lambda j, value: truth[j] != label_class and value < threshold_q),
    )
    for name, fit in fits:
        fitting = [(value, -j) for j, value in free if fit(j, value)]
        if fitting:
            return name, {-max(fitting)[1]}
    return SPURIOUS, set()
