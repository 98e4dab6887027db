"""What may be written down of a thing: no secret, nothing long, and of what was changed only what differs."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import orjson

MASK = "[masked]"
SECRETS = frozenset({"key", "secret", "hook_secret", "earlier_secret", "token", "password", "url", "to"})
"""Fields whose texts are never written down."""
LONGEST = 1024
"""Bytes of a text or a list, as JSON; of a longer one the size and SHA-256 are kept."""
LARGEST = 16 * 1024
"""Bytes of everything that is told of one thing."""
MARKED = 12
"""Characters that tell one sealed text from another."""
_SHAPES = re.compile(r"lqa_[0-9A-Za-z]{20,}|whsec_[0-9A-Za-z+/=_-]{8,}|(?<=://)[^/\s@]+(?=@)", re.ASCII)
"""What looks like a key, a secret, or a user with a password in an address, wherever it stands."""


def told(value: Any) -> str | None:
    """How a thing is written down, as JSON; None for None.

    >>> told({"name": "Yard", "secret": "sesame", "note": "use lqa_000000000000000000000000"})
    '{"name":"Yard","secret":"[masked]","note":"use [masked]"}'
    """
    if value is None:
        return None
    data = orjson.dumps(discreet(value))
    return data.decode() if len(data) <= LARGEST else orjson.dumps(_digest(data)).decode()


def discreet(value: Any) -> Any:
    """A value of JSON without secrets, and with digests in the place of what is long."""
    if isinstance(value, Mapping):
        return {name: _field(name, one) for name, one in value.items()}
    if isinstance(value, list):
        return _short([discreet(one) for one in value])
    return _short(_SHAPES.sub(MASK, value)) if isinstance(value, str) else value


def differing(before: Any, after: Any) -> tuple[Any, Any]:
    """Of two states of one thing the fields that differ; of what was made or is gone, all.

    >>> differing({"name": "a", "n": 1}, {"name": "b", "n": 1}), differing(None, {"n": 1})
    (({'name': 'a'}, {'name': 'b'}), (None, {'n': 1}))
    """
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        return before, after
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}


def mark(sealed: bytes | None) -> str | None:
    """What tells one sealed text from another and says nothing of it: each time it is sealed it is another one."""
    return None if sealed is None else sha256(sealed).hexdigest()[:MARKED]


def _field(name: str, value: Any) -> Any:
    return MASK if name in SECRETS and isinstance(value, str) else discreet(value)


def _short(value: Any) -> Any:
    data = orjson.dumps(value)
    return value if len(data) <= LONGEST else _digest(data)


def _digest(data: bytes) -> dict[str, Any]:
    return {"bytes": len(data), "sha256": sha256(data).hexdigest()}
