"""Where messages may go: public addresses on the ports of the web, and what the operator allows. Nothing else.

The rule looks at the thing that is dialled, not at a string: a name is looked up once, *all* its addresses must pass,
and exactly those are dialled. It is asked when an address is stored, for a clear refusal, and again at each use.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from labelqa.egress.lookup import look_up
from labelqa.egress.ranges import Address, is_public
from labelqa.errors import BadCall, BadInput, Problem, quoted

Resolver = Callable[[str, int], Sequence[str]]
"""From a name and a port to addresses; raises OSError when it knows none."""
PORTS = {"http": 80, "https": 443}
LONGEST = 2048
_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_INSIDE = ("localhost", "localdomain", "local", "internal", "lan", "home.arpa", "intranet", "corp", "home")
"""Names that mean something inside a house, whatever they are looked up as."""
_TARGET = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Destination:
    """What a URL names: `host` in lower case, an address without brackets; `target` is path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and port as they stand in a URL and in the header Host."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that the operator allows: a name or a network, on one port, or on those of the web."""

    name: str | None
    network: IPv4Network | IPv6Network | None
    port: int | None

    def covers(self, host: str, address: Address | None, port: int) -> bool:
        """True when it allows this address, or this name whatever its address."""
        if port not in (PORTS.values() if self.port is None else (self.port,)):
            return False
        return host == self.name or (address is not None and self.network is not None and address in self.network)


def entries(text: str, setting: str = "LABELQA_EGRESS_ALLOW") -> tuple[Entry, ...]:
    """The operator's list: `name`, `address` or `network`, each with `:port` or without, between commas. BadCall.

    `setting`: where it stands, for messages.

    >>> entries("10.0.0.0/8, hooks.example:8443")[1]
    Entry(name='hooks.example', network=None, port=8443)
    """
    return tuple(_entry(part.strip().lower(), setting) for part in text.split(",") if part.strip())


def _entry(text: str, setting: str) -> Entry:
    found = re.fullmatch(r"\[(?P<six>[^\]]+)\](?::(?P<p>\d{1,5}))?|(?P<host>[^:\[\]]+)(?::(?P<q>\d{1,5}))?", text)
    host, port = (found["six"] or found["host"], found["p"] or found["q"]) if found else (text, None)
    try:
        network = ip_network(host)
    except ValueError:
        network = None
    if (network is None and (not _NAME.fullmatch(host) or "/" in host)) or (port and not 0 < int(port) < 65536):
        raise BadCall(f"{setting}: {quoted(text)} is no name, address or network, with :port or without")
    return Entry(host if network is None else None, network, int(port) if port else None)


class Guard:
    """Says which destinations may be dialled. `allow`: the operator's entries; `resolver` looks names up.

    `listed`: what the operator names, and nothing else of the public internet.
    """

    def __init__(self, allow: Sequence[Entry] = (), *, resolver: Resolver = look_up, listed: bool = False) -> None:
        self._allow, self._resolver, self._listed = tuple(allow), resolver, listed

    def check(self, url: str) -> Destination:
        """What an address names, when it may be stored; BadInput says why not.

        A name that cannot be looked up just now passes: it is looked up again before it is dialled.
        """
        found = destination(url)
        self._check_name(found)
        try:
            addresses = self._addresses(found)
        except OSError:
            return found
        self._check_addresses(found, addresses)
        return found

    def resolve(self, found: Destination) -> list[str]:
        """The addresses to dial, in order. Raises BadInput, and OSError when there is none."""
        self._check_name(found)
        addresses = self._addresses(found)
        self._check_addresses(found, addresses)
        return [str(address) for address in addresses]

    def _addresses(self, found: Destination) -> list[Address]:
        try:
            return [ip_address(found.host)]
        except ValueError:
            texts = self._resolver(found.host, found.port)
        if not texts:
            raise OSError("no address")
        return [ip_address(text) for text in dict.fromkeys(texts)]

    def _check_name(self, found: Destination) -> None:
        if self._allowed(found, None):
            return
        inside = "." not in found.host and ":" not in found.host
        if inside or any(found.host == name or found.host.endswith(f".{name}") for name in _INSIDE):
            raise _refused(found, "is a name inside a network")

    def _check_addresses(self, found: Destination, addresses: Sequence[Address]) -> None:
        for address in addresses:
            if self._allowed(found, address):
                continue
            if self._listed:
                raise _refused(found, "is not on the operator's list")
            if not is_public(address):
                raise _refused(found, "leads to an address that is not of the public internet")
            if found.port not in PORTS.values():
                raise _refused(found, f"has the port {found.port}; 80 and 443 are served")

    def _allowed(self, found: Destination, address: Address | None) -> bool:
        return any(entry.covers(found.host, address, found.port) for entry in self._allow)


def destination(url: str) -> Destination:
    """The parts of an http or https URL that is written plainly; BadInput says what is not.

    >>> destination("https://hooks.example/T0/B0?x=1")
    Destination(scheme='https', host='hooks.example', port=443, target='/T0/B0?x=1')
    """
    if len(url) > LONGEST or not _TARGET.fullmatch(url) or "\\" in url:
        raise _wrong(f"is not an address of up to {LONGEST} printable ASCII characters without spaces")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _wrong("is not an address; write one like https://hooks.example/path") from None
    if parts.scheme not in PORTS or not url[len(parts.scheme) :].startswith("://"):
        raise _wrong("must begin with https:// or http://")
    if "@" in parts.netloc or "#" in url:
        raise _wrong("must hold neither a user, nor a password, nor a #")
    if port == 0 or parts.netloc.endswith(":"):
        raise _wrong("has a port that is none")
    host = _host(parts.netloc, (parts.hostname or "").lower())
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Destination(parts.scheme, host, port or PORTS[parts.scheme], target)


def _host(netloc: str, host: str) -> str:
    """The host as it is looked up: an address in its one usual spelling, or a name."""
    if netloc.startswith("["):
        try:
            return str(ip_address(host))
        except ValueError:
            raise _wrong("has a host that is no IPv6 address") from None
    host = host.removesuffix(".")
    if not _NAME.fullmatch(host):
        raise _wrong("has a host that is no name; write names of other scripts as xn--...")
    if _NUMBER.fullmatch(host.rpartition(".")[2]):
        try:
            return str(ip_address(host))
        except ValueError:
            raise _wrong("has a host that is a number, but no address like 203.0.113.7") from None
    return host


def _wrong(text: str) -> BadInput:
    return BadInput(f"it {text}", [Problem("", text)])


def _refused(found: Destination, text: str) -> BadInput:
    detail = f"{quoted(found.host)} {text}; the operator may allow it with LABELQA_EGRESS_ALLOW"
    return BadInput(detail, [Problem("", detail)])
