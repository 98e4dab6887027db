"""The sources with machine types run uncompiled too, and say the same as the plain modules."""

import numpy as np
import pytest

from labelqa.kernel import Compared, compare
from labelqa.kernel.typed.pairs import Pairs
from tests.kernel.layouts import HALF, LAYOUTS, drawn, plainly


@pytest.mark.parametrize("layout", LAYOUTS)
def test_machine_types_uncompiled_say_the_same_as_the_plain_modules(layout: str) -> None:
    random, typed = np.random.default_rng([1, *layout.encode()]), Pairs()
    for k in range(150):
        (a, class_a), (b, class_b) = (drawn(random, 25 if k % 50 == 0 else 7, 2, layout) for _ in range(2))
        plain = plainly(lambda a=a, b=b, p=class_a, q=class_b: compare(a, b, p, q, HALF))  # type: ignore[misc]
        assert Compared(*typed.compare(a, b, class_a, class_b, HALF)) == plain
