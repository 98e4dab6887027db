"""When a source that failed is asked again, and a unit that could not be fetched."""

FIRST_MS = 30_000
LONGEST_MS = 3_600_000
LONGEST_WAIT_MS = 86_400_000
"""The tool may ask to wait so long, and no longer."""
UNIT_MS = 300_000
LONGEST_UNIT_MS = 6 * 3_600_000


def again(failures: int, *, lasting: bool = False, wait_ms: int | None = None) -> int:
    """ms until a source is pulled again after so many pulls in a row that failed.

    `lasting`: until somebody does something it will fail; `wait_ms`: how long the tool asks to wait.

    >>> [again(n) // 1000 for n in (1, 2, 3, 50)], again(1, lasting=True) // 1000, again(1, wait_ms=90_000) // 1000
    ([30, 60, 120, 3600], 3600, 90)
    """
    delay = LONGEST_MS if lasting else min(FIRST_MS * 2 ** min(max(failures, 1) - 1, 20), LONGEST_MS)
    return max(delay, min(wait_ms or 0, LONGEST_WAIT_MS))


def unit_again(waited: int = 0) -> int:
    """ms until a unit is fetched again that could not be, after it has waited so long: as long again.

    >>> unit_again() // 1000, unit_again(900_000) // 1000
    (300, 900)
    """
    return min(max(UNIT_MS, waited), LONGEST_UNIT_MS)
