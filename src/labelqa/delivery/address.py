"""Addresses and secrets of targets: sealed at rest, and shown without what makes them worth stealing."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from labelqa.errors import BadInput, Problem
from labelqa.sealing import Sealer
from labelqa.store.alert_targets import Target

PURPOSE = "alert targets"
_LETTERBOX = re.compile(
    r"(?=.{3,254}\Z)[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Safe:
    """Seals what a target keeps secret, each bound to its target and column."""

    sealer: Sealer

    def seal(self, target_id: str, column: str, text: str) -> bytes:
        """A secret as it is stored."""
        return self.sealer.seal(text.encode(), f"{target_id} {column}")

    def address(self, target: Target) -> str:
        """The whole address; labelqa.errors.Unreadable under another server secret."""
        return self.sealer.unseal(target.address, f"{target.target_id} address").decode()

    def secrets(self, target: Target, *, now: int) -> list[str]:
        """The secrets that sign now, the newest first."""
        return [
            self.sealer.unseal(sealed, f"{target.target_id} {column}").decode()
            for column, sealed in target.secrets(now)
        ]


def check_letterbox(text: str) -> str:
    """A plain address for letters, `name@host`; BadInput for anything else, such as a second one behind a comma.

    `=?` is refused, since a header would take it for the beginning of an encoded word (RFC 2047).
    """
    if not _LETTERBOX.fullmatch(text) or ".." in text or "=?" in text:
        detail = "is no address like team@example.com, in ASCII"
        raise BadInput(f"it {detail}", [Problem("", detail)])
    return text


def masked(address: str) -> str:
    """An address that may be shown: the host, and that there is more.

    >>> masked("https://hooks.slack.com/services/T0/B0/x7"), masked("lea@example.com")
    ('https://hooks.slack.com/***', 'l***@example.com')
    """
    if "://" not in address:
        name, _, host = address.rpartition("@")
        return f"{name[:1]}***@{host}"
    parts = urlsplit(address)
    rest = "/***" if parts.path.strip("/") or parts.query else "/"
    return f"{parts.scheme}://{parts.netloc}{rest}"


def host_of(address: str) -> str:
    """The host of an address."""
    return address.rpartition("@")[2] if "://" not in address else (urlsplit(address).hostname or "")
