"""Which images a stepwise rule is judged at: one in so many, by name, so that no order of arrival can move them."""

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b

NEAR, FURTHER, FAR = 30, 200, 2_000
"""Newest entries among which the last that is judged nearly always lies, all but always, and surely."""


def step(name: str, every: float) -> bool:
    """True for one image id in `every`, always the same ones.

    >>> sum(step(f"img_{k}", 10) for k in range(10_000))
    973
    """
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "big") % int(every) == 0


def first_step(newest: Iterable[str], every: float) -> int | None:
    """The place of the first id that is judged; None when none is."""
    return next((k for k, name in enumerate(newest) if step(name, every)), None)


def behind(newest: Callable[[int], Sequence[str]], every: float) -> int | None:
    """How many entries of an order follow the last that is judged; None when none is.

    `newest` gives the ids of so many newest entries, the newest first.
    """
    for most in (NEAR, FURTHER, FAR):
        found = first_step(newest(most), every)
        if found is not None:
            return found
    return None
