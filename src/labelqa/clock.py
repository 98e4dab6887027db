"""The time, asked in one place; everything below takes it as an argument."""

import time


def wall_clock() -> int:
    """Now, in ms since 1970 UTC."""
    return time.time_ns() // 1_000_000
