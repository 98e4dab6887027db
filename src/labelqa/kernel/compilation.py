"""Whether the kernel runs compiled, and the scratch space it then needs.

The compiled module is built of the sources in `labelqa.kernel.typed` where there is a compiler (`make kernel`, or while
a wheel is packed). Without it everything works, slower, to the same last bit. `LABELQA_KERNEL` chooses: `compiled`
fails where there is none, `python` leaves it aside.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labelqa.kernel.typed.hulls import near_hulls
    from labelqa.kernel.typed.outlined import Outlined
    from labelqa.kernel.typed.pairs import Pairs
    from labelqa.kernel.typed.strips import shared_runs
    from labelqa.kernel.typed.tables import count_confused, table_sums
    from labelqa.kernel.typed.tilted import quad_ious
else:
    try:
        from labelqa.kernel.compiled import (
            Outlined,
            Pairs,
            count_confused,
            near_hulls,
            quad_ious,
            shared_runs,
            table_sums,
        )
    except ImportError:
        Outlined = Pairs = count_confused = near_hulls = quad_ious = shared_runs = table_sums = None

__all__ = [
    "BUILT",
    "COMPILED",
    "Outlined",
    "Pairs",
    "chosen",
    "count_confused",
    "near_hulls",
    "quad_ious",
    "scratch",
    "shared_runs",
    "table_sums",
]

CHOICES = ("", "compiled", "python")
KEPT = 1 << 16
"""Overlaps in a scratch space that is kept for the next comparison; a larger one is let go."""


def chosen(choice: str, built: bool) -> bool:
    """Whether to run compiled, by the value of `LABELQA_KERNEL`; ImportError where that cannot be.

    >>> chosen("", True), chosen("python", True), chosen("", False)
    (True, False, False)
    """
    if choice not in CHOICES:
        raise ImportError(f"LABELQA_KERNEL is {choice!r}: leave it out, or set it to compiled or python")
    if choice == "compiled" and not built:
        raise ImportError("LABELQA_KERNEL asks for the compiled kernel, which is not built here: run make kernel")
    return built and choice != "python"


BUILT = Pairs is not None
"""True where the compiled module is at hand, whether it is used or not."""
COMPILED = chosen(os.environ.get("LABELQA_KERNEL", ""), BUILT)
"""True when comparisons run as machine code."""
_SPARE: "list[Pairs]" = []


@contextmanager
def scratch() -> "Iterator[Pairs]":
    """A scratch space for what is compiled; each thread has its own. It is kept for the next one, if of modest size."""
    # Popping and appending are one step each, so no two threads get the same.
    try:
        work = _SPARE.pop()
    except IndexError:
        work = Pairs()
    yield work
    if work.size() <= KEPT:
        _SPARE.append(work)
