"""Run lengths of a mask as the compressed text that COCO files hold."""

from collections.abc import Sequence

DIGITS = 12
"""Most letters of one number: 60 bits."""


def compressed(text: str) -> list[int]:
    """The run lengths a compressed COCO text stands for.

    Each number is written in fives of bits, the lowest first, as the letters from "0" to "o"; from the fourth on as the
    difference from the number two before. Raises ValueError when the text is not of that form.

    >>> compressed("61X13mN000`0")
    [6, 1, 40, 4, 5, 4, 5, 4, 21]
    """
    counts: list[int] = []
    value = digits = 0
    for position, letter in enumerate(text):
        five = ord(letter) - 48
        if not 0 <= five < 64:
            raise ValueError(f"letter {position + 1}, {letter!r}, stands for nothing")
        value |= (five & 31) << 5 * digits
        digits += 1
        if digits > DIGITS:
            raise ValueError(f"the number before letter {position + 2} is too long")
        if not five & 32:
            counts.append(_count(value - (1 << 5 * digits) if five & 16 else value, counts))
            value = digits = 0
    if digits:
        raise ValueError("it ends within a number")
    return counts


def _count(value: int, before: Sequence[int]) -> int:
    count = value + before[-2] if len(before) > 2 else value
    if count < 0:
        raise ValueError(f"run {len(before) + 1} would be {count} pixels long")
    return count


def compress(counts: Sequence[int]) -> str:
    """The inverse of `compressed`; ValueError when a run is shorter than 0.

    >>> compress([6, 1, 40, 4, 5, 4, 5, 4, 21])
    '61X13mN000`0'
    """
    if any(count < 0 for count in counts):
        raise ValueError(f"a run is {min(counts)} pixels long")
    steps = (count - counts[i - 2] if i > 2 else count for i, count in enumerate(counts))
    return "".join(map(_letters, steps))


def _letters(value: int) -> str:
    letters = ""
    while True:
        five, value = value & 31, value >> 5
        if value == (-1 if five & 16 else 0):
            return letters + chr(five + 48)
        letters += chr(five + 32 + 48)
