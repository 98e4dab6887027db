"""Secrets at rest: sealed with a key that is derived from the server's secret, readable with that secret alone.

AES-256-GCM under HKDF-SHA256 of the secret, a new nonce each time. What is sealed is bound to its place: moved to
another row or column it does not open.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from labelqa.errors import Unreadable

VERSION = b"\x01"
NONCE = 12


class Sealer:
    """Seals and unseals for one purpose.

    >>> sealer = Sealer(b"a server's secret of 32 bytes or more", "targets")
    >>> sealer.unseal(sealer.seal(b"https://hooks.example/T0/B0", "tgt_1 address"), "tgt_1 address")
    b'https://hooks.example/T0/B0'
    """

    def __init__(self, secret: bytes, purpose: str) -> None:
        derived = HKDF(SHA256(), 32, salt=None, info=f"labelqa {purpose}".encode()).derive(secret)
        self._cipher = AESGCM(derived)

    def seal(self, content: bytes, place: str) -> bytes:
        """Sealed bytes for a place, such as the id of a row and its column."""
        nonce = secrets.token_bytes(NONCE)
        return VERSION + nonce + self._cipher.encrypt(nonce, content, place.encode())

    def unseal(self, sealed: bytes, place: str) -> bytes:
        """What was sealed for this place; Unreadable when it was not, or not with this secret."""
        nonce, content = sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
        try:
            if sealed[:1] != VERSION:
                raise InvalidTag
            return self._cipher.decrypt(nonce, content, place.encode())
        except (InvalidTag, ValueError):
            text = "it was sealed with another server secret; set it anew, or give the server its former secret"
            raise Unreadable(text) from None
