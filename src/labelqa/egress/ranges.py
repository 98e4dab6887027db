"""Which addresses belong to the public internet; everything else is inside, and refused unless the operator says so."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
_INSIDE_4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
"""IANA's special-purpose registry, with multicast and the relays of 6to4."""
_UNICAST_6 = IPv6Network("2000::/3")
"""All that is handed out as global unicast; mapped, translated (64:ff9b::/96), local and link addresses lie outside."""
_INSIDE_6 = tuple(IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
"""Within it: Teredo and other protocol assignments, documentation, 6to4, which carries any IPv4 address inside."""


def is_public(address: Address) -> bool:
    """True for an address of the public internet.

    >>> is_public(ip_address("8.8.8.8")), is_public(ip_address("2606:4700::1111"))
    (True, True)
    >>> is_public(ip_address("100.64.0.1")), is_public(ip_address("::ffff:8.8.8.8")), is_public(ip_address("fe80::1"))
    (False, False, False)
    """
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _INSIDE_4)
    within = address.scope_id is None and address in _UNICAST_6
    return within and address.is_global and not any(address in network for network in _INSIDE_6)


__all__ = ["Address", "ip_address", "is_public"]
