"""Who really asks, where a proxy stands between: its headers count when the operator has named it, and else never.

Each proxy writes the address that it sees to the right of what it was sent. So the addresses are read from the right,
for as long as they are those of named proxies: the first other one is the client, and what stands to the left of it
may be anybody's invention. Uvicorn's own reading takes any text for an address; ours takes addresses alone.
"""

import re
from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send

from labelqa.errors import BadCall, quoted

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
SCHEMES = {b"http": "http", b"https": "https"}
_WITH_PORT = re.compile(r"\[([^\[\]]+)\](?::\d{1,5})?|([\d.]+):\d{1,5}", re.ASCII)


def proxies_of(text: str) -> tuple[Network, ...]:
    """The networks of a setting, between commas; BadCall for what is none.

    >>> proxies_of("127.0.0.1, 10.0.0.0/8")
    (IPv4Network('127.0.0.1/32'), IPv4Network('10.0.0.0/8'))
    >>> proxies_of("*")
    Traceback (most recent call last):
    labelqa.errors.BadCall: LABELQA_PROXIES: '*' is neither an address nor a network, as in 127.0.0.1,10.0.0.0/8
    """
    return tuple(_network(part.strip()) for part in text.split(",") if part.strip())


def _network(text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError:
        told = f"LABELQA_PROXIES: {quoted(text)} is neither an address nor a network, as in 127.0.0.1,10.0.0.0/8"
        raise BadCall(told) from None


class Forwarded:
    """The layer that puts the client in the place of the proxy: its address, and whether it came over TLS."""

    def __init__(self, app: ASGIApp, proxies: Sequence[Network]) -> None:
        self.app, self._proxies = app, proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] == "http":
            peer = _address(scope["client"][0]) if scope.get("client") else None
            if peer is not None and self._named(peer):
                found = self._client(peer, scope)
                scope = {**scope, "client": (str(found), 0), "scheme": _scheme(scope)}
        await self.app(scope, receive, send)

    def _named(self, address: Address) -> bool:
        return any(address in network for network in self._proxies)

    def _client(self, peer: Address, scope: Scope) -> Address:
        """The first from the right that is no named proxy; the last address read, where there is none such."""
        known = peer
        for text in _hops(scope):
            address = _address(text)
            if address is None:
                break
            known = address
            if not self._named(address):
                break
        return known


def _hops(scope: Scope) -> Iterator[str]:
    """What proxies wrote of who asked them, the nearest first; several headers are one list."""
    for name, value in reversed(scope["headers"]):
        if name == b"x-forwarded-for":
            yield from (part.strip() for part in reversed(value.decode("latin-1").split(",")))


def _address(text: str) -> Address | None:
    """An address without its port, or None for what is none.

    >>> [str(_address(text)) for text in ("192.0.2.1:443", "[2001:db8::1]:443", "::ffff:192.0.2.1", "unknown")]
    ['192.0.2.1', '2001:db8::1', '192.0.2.1', 'None']
    """
    found = _WITH_PORT.fullmatch(text)
    try:
        address = ip_address((found[1] or found[2]) if found else text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _scheme(scope: Scope) -> str:
    """What the nearest proxy was asked by, where it says so."""
    said = [value for name, value in scope["headers"] if name == b"x-forwarded-proto"]
    own: str = scope["scheme"]
    return SCHEMES.get(said[-1].rpartition(b",")[2].strip().lower(), own) if said else own
