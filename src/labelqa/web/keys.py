"""What a key looks like: `lqa_`, 43 characters that carry 256 random bits, and 6 that check them.

The regular expression for secret scanners is `lqa_[0-9A-Za-z]{49}`. A mistyped key is told by its last six characters
before anything is looked up.
"""

import re
import secrets
import string
from binascii import crc32

from labelqa.errors import BadCall

PREFIX = "lqa_"
BODY, CHECK = 43, 6
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_SHAPE = re.compile(f"{PREFIX}[0-9A-Za-z]{{{BODY + CHECK}}}", re.ASCII)


def new_key() -> str:
    """A key nobody has had before.

    >>> well_formed(new_key())
    True
    """
    return completed(random_text(BODY))


def random_text(length: int) -> str:
    """Characters that nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def completed(body: str) -> str:
    """The key with these 43 characters: CRC-32 of them in base 62 behind, padded with zeros on the left.

    >>> completed("0" * 43)[-6:]
    '2CZclj'
    """
    value, check = crc32(body.encode()), ""
    for _ in range(CHECK):
        value, digit = divmod(value, len(ALPHABET))
        check = ALPHABET[digit] + check
    return PREFIX + body + check


def well_formed(text: str) -> bool:
    """True for a text that could be a key: the shape is right and the check fits."""
    return _SHAPE.fullmatch(text) is not None and completed(text[len(PREFIX) : -CHECK]) == text


def check_form(text: str, name: str) -> str:
    """The key given by an operator; BadCall, without showing it, when it is none."""
    if not well_formed(text):
        raise BadCall(f"{name} is no key: it must be lqa_ and 49 letters or digits, with the right check at its end")
    return text


BOOTSTRAP_EXAMPLE = completed("Example" + "0" * (BODY - len("Example")))
"""A well-formed key for tests and documentation; no server knows it unless it is given to that one."""
