"""Signatures of webhooks, as Standard Webhooks has them: HMAC-SHA256 over id, time and body.

Source: the Standard Webhooks specification 1.0, https://www.standardwebhooks.com.
"""

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable

PREFIX = "whsec_"
LENGTH = 32
"""Random bytes of a secret."""


def new_secret() -> str:
    """A secret that nobody has had before: `whsec_` and 32 random bytes in base64."""
    return PREFIX + b64encode(secrets.token_bytes(LENGTH)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The signature under one secret; `timestamp` in seconds since 1970.

    >>> signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
    ...           b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.digest(b64decode(secret.removeprefix(PREFIX)), signed, "sha256")).decode()


def headers(keys: Iterable[str], message_id: str, *, now: int, body: bytes) -> dict[str, str]:
    """The three headers of a webhook, with a signature for each secret; `now` in ms."""
    timestamp = now // 1000
    signatures = [signature(secret, message_id, timestamp, body) for secret in keys]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }
