"""When a message that nobody took is sent again, and when it is given up."""

S, MIN, H = 1000, 60_000, 3_600_000
DELAYS = (5 * S, 5 * MIN, 30 * MIN, 2 * H, 5 * H, 10 * H, 14 * H, 20 * H, 24 * H)
"""ms after the first, second, ... failed attempt."""
SPREAD = 0.1
"""Up to this share is added to a delay, so that what failed together does not come back together."""
LONGEST_WAIT = 24 * H
"""The other side may ask to wait so long, and no longer."""
LONGEST_REST = DELAYS[1]
"""A target that failed is left alone no longer for its other messages: theirs are delays of their own, and added one to
the other the last of many would wait for months."""


def next_attempt(attempts: int, *, now: int, jitter: float, wait_ms: int | None = None) -> int | None:
    """When to try again after so many failed attempts, in ms since 1970; None: give it up.

    `jitter`: a number from 0 to 1; `wait_ms`: how long the other side asked to wait.

    >>> next_attempt(1, now=0, jitter=0.0), next_attempt(2, now=0, jitter=1.0), next_attempt(10, now=0, jitter=0.0)
    (5000, 330000, None)
    >>> next_attempt(1, now=0, jitter=0.5, wait_ms=60_000)
    60000
    """
    if attempts > len(DELAYS):
        return None
    delay = int(DELAYS[attempts - 1] * (1 + SPREAD * jitter))
    return now + max(delay, min(wait_ms or 0, LONGEST_WAIT))


def rest(attempts: int, *, wait_ms: int | None = None) -> int:
    """ms for which a target is left alone once a message to it has failed so many times: its other messages wait.

    >>> rest(1), rest(2), rest(9), rest(9, wait_ms=600_000)
    (5000, 300000, 300000, 600000)
    """
    delay = DELAYS[min(attempts, len(DELAYS)) - 1]
    return max(min(delay, LONGEST_REST), min(wait_ms or 0, LONGEST_WAIT))
