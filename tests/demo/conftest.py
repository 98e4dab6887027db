"""The simulated project that the tests of this folder look at."""

from time import perf_counter

import pytest

from labelqa.demo import Demo, simulate

END = 1_764_000_000_000


@pytest.fixture(scope="session")
def demo() -> Demo:
    """The project as the `demo` command makes it; the time it took is printed, since machines differ."""
    started = perf_counter()
    made = simulate(end=END)
    print(f"\nsimulated {len(made.annotations)} annotations in {perf_counter() - started:.2f} s")
    return made
