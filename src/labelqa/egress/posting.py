"""Sends a message to an address that a user gave: guarded, bounded in time and size, and deaf to the answer."""

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import httpcore2

from labelqa.egress.dialling import Deadline, Pinned
from labelqa.egress.guard import Destination, Guard, destination
from labelqa.errors import BadInput

SECONDS = 15.0
"""For everything: look-up, connection, encryption, sending, and the head of the answer."""
MOST = 20_000
"""Largest body, in bytes."""
AGENT = "labelqa"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt: the status of the answer, None when there was none, and in words what went wrong.

    `wait_ms`: how long the other side asks to wait. `final`: it would be the same however often it is tried. Of an
    answer nothing else is kept, and no byte of its body read.
    """

    status: int | None
    problem: str | None
    wait_ms: int | None = None
    final: bool = False

    @property
    def delivered(self) -> bool:
        """True when the message was taken."""
        return self.problem is None


class Post:
    """Sends messages. `context`: what certificates are checked against, the machine's authorities without it."""

    def __init__(self, guard: Guard, *, context: ssl.SSLContext | None = None, seconds: float = SECONDS) -> None:
        self.guard = guard
        self._context, self._seconds = context, seconds

    def send(self, url: str, body: bytes, headers: Mapping[str, str], *, now: int) -> Outcome:
        """Posts a body; whatever goes wrong is in the outcome."""
        if len(body) > MOST:
            return Outcome(None, f"the message has {len(body)} bytes; {MOST} is the most", final=True)
        deadline = Deadline(self._seconds)
        try:
            found = destination(url)
            addresses = self.guard.resolve(found)
        except BadInput as error:
            return Outcome(None, error.detail)
        except OSError:
            return Outcome(None, "the name of the host cannot be looked up")
        try:
            return self._sent(found, Pinned(addresses, deadline), body, headers, now)
        except httpcore2.TimeoutException:
            return Outcome(None, f"there was no answer within {self._seconds:g} seconds")
        except httpcore2.ConnectError as error:
            return Outcome(None, not_connected(error))
        except (httpcore2.NetworkError, httpcore2.ProtocolError):
            return Outcome(None, "the connection broke before there was an answer")

    def _sent(self, found: Destination, network: Pinned, body: bytes, headers: Mapping[str, str], now: int) -> Outcome:
        context = checked_against(found, self._context)
        given = {"Host": found.authority, "User-Agent": AGENT, "Connection": "close", **headers}
        with (
            httpcore2.ConnectionPool(network_backend=network, ssl_context=context) as pool,
            pool.stream("POST", url_of(found), headers=list(given.items()), content=body) as answer,
        ):
            named = {name.lower(): value for name, value in answer.headers}
            return _outcome(answer.status, named.get(b"retry-after", b""), now)


def url_of(found: Destination) -> httpcore2.URL:
    """The same as the network library has it."""
    return httpcore2.URL(
        scheme=found.scheme.encode(), host=found.host.encode(), port=found.port, target=found.target.encode()
    )


def _outcome(status: int, wait: bytes, now: int) -> Outcome:
    if 200 <= status < 300:
        return Outcome(status, None)
    if 300 <= status < 400:
        return Outcome(status, f"it answered {status}: redirects are not followed, store the address it leads to")
    return Outcome(status, f"it answered {status}", retry_after(wait, now))


def retry_after(text: bytes, now: int) -> int | None:
    """`Retry-After` in ms from now: seconds, or a date; None for anything else."""
    if re.fullmatch(rb"\s*[0-9]{1,9}\s*", text):
        return int(text) * 1000
    try:
        until = parsedate_to_datetime(text.decode("ascii"))
        return max(0, int(until.timestamp() * 1000) - now)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def checked_against(found: Destination, context: ssl.SSLContext | None) -> ssl.SSLContext | None:
    """What a certificate is checked against: `context`, or the authorities this machine trusts; None without TLS."""
    return (context or httpcore2.default_ssl_context()) if found.scheme == "https" else None


def not_connected(error: httpcore2.ConnectError) -> str:
    """Why there was no connection, in words."""
    if isinstance(error.__cause__, ssl.SSLCertVerificationError) or isinstance(
        error.__context__, ssl.SSLCertVerificationError
    ):
        return "its certificate is not valid for this name"
    if isinstance(error.__cause__, ssl.SSLError) or isinstance(error.__context__, ssl.SSLError):
        return "it does not speak TLS as it should"
    return "it cannot be reached"
