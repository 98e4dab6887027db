"""Where messages may go: nothing inside, however it is spelled, and what is checked is what is dialled."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.egress.guard import Guard, destination, entries
from labelqa.egress.ranges import ip_address, is_public
from labelqa.errors import BadCall, BadInput

INSIDE = [
    "http://127.0.0.1/", "http://127.0.0.1./", "http://127.1/", "http://127.0.1/", "http://2130706433/",
    "http://017700000001/", "http://0177.0.0.1/", "http://0x7f.0.0.1/", "http://0x7f000001/", "http://0x7f.1/",
    "http://127.0.0.0x1/", "http://00000177.0.0.1/", "http://0/", "http://0.0.0.0/", "http://0x0/",
    "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/", "http://100.100.100.200/", "http://198.18.0.1/", "http://192.0.0.8/", "http://224.0.0.1/",
    "http://240.0.0.1/", "http://255.255.255.255/", "http://192.88.99.1/",
    "http://[::1]/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/", "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/", "http://[::ffff:8.8.8.8]/", "http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::8.8.8.8]/", "http://[64:ff9b:1::1]/", "http://[2002:7f00:1::]/", "http://[2001::1]/",
    "http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fc00::1]/", "http://[fd12::1]/", "http://[fec0::1]/",
    "http://[ff02::1]/", "http://[2001:db8::1]/", "http://[::ffff:0:127.0.0.1]/", "http://[100::1]/",
    "http://localhost/", "http://LOCALHOST/", "http://localhost./", "http://a.localhost/", "http://Foo.LocalHost./",
    "http://localhost.localdomain/", "http://printer.local/", "http://metadata.google.internal/", "http://redis/",
    "http://user@example.com/", "http://user:pass@example.com/", "http://example.com@127.0.0.1/",
    "http://127.0.0.1\\@example.com/", "http://127.0.0.1#@example.com/", "http://example.com#@127.0.0.1/",
    "http://127。0。0。1/", "http://１２７.0.0.1/", "http://①②⑦.0.0.1/", "http://%31%32%37.0.0.1/",
    "http://127.0.0.1%00.example.com/", "http://exa mple.com/", "http://example.com\t/", "http://example.com\r\nX: y/",
    "http:127.0.0.1/", "http:/127.0.0.1/", "http:///127.0.0.1/", "//127.0.0.1/", "127.0.0.1", "",
    "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "javascript:alert(1)", "data:text/html,x",
    "http://example.com:22/", "http://example.com:8080/", "http://example.com:0/", "http://example.com:65536/",
    "http://example.com:/", "http://example.com:80:80/", "http://[::1/", "http://[v1.x]/", "http://[]/", "http://./",
    "http://../", "http://-.example.com/", "http://exa_mple..com/", "https://" + "a" * 64 + ".example.com/",
    "http://unix:%2Fvar%2Frun%2Fdocker.sock:/info", "http://example.com/" + "x" * 2100,
]  # fmt: skip
"""Inner addresses in every spelling, and what only looks like an address."""


def never(name: str, port: int) -> Sequence[str]:
    return ["93.184.215.14"]


@pytest.mark.parametrize("url", INSIDE)
def test_nothing_inside_passes_however_it_is_spelled(url: str) -> None:
    with pytest.raises(BadInput):
        Guard(resolver=never).check(url)


PUBLIC = [
    "https://hooks.example.com/a?b=c", "http://example.com", "https://example.com:443/x", "https://8.8.8.8/",
    "https://[2606:4700::1111]/x", "HTTPS://Example.COM./",
]  # fmt: skip


@pytest.mark.parametrize("url", PUBLIC)
def test_the_public_internet_on_the_ports_of_the_web_passes(url: str) -> None:
    assert Guard(resolver=never).check(url).port in (80, 443)


@pytest.mark.parametrize("inner", ["127.0.0.1", "10.1.2.3", "::1", "::ffff:10.0.0.1", "fe80::1%2", "100.64.9.9"])
def test_a_name_is_refused_when_one_of_its_addresses_is_inside(inner: str) -> None:
    for found in ([inner], ["8.8.8.8", inner], [inner, "8.8.8.8"]):
        with pytest.raises(BadInput, match="public internet"):
            Guard(resolver=lambda name, port, found=found: found).check("https://rebound.example/")


def test_a_name_that_nobody_knows_just_now_may_be_stored_and_is_not_dialled() -> None:
    def unknown(name: str, port: int) -> Sequence[str]:
        raise OSError

    guard = Guard(resolver=unknown)
    found = guard.check("https://hooks.example/")
    with pytest.raises(OSError):  # noqa: PT011 - that of the look-up
        guard.resolve(found)


def test_what_is_dialled_is_what_was_looked_up_and_checked_in_that_moment() -> None:
    answers = [["8.8.8.8"], ["127.0.0.1"]]
    guard = Guard(resolver=lambda name, port: answers.pop(0))
    found = guard.check("https://rebound.example/")
    with pytest.raises(BadInput):
        guard.resolve(found)
    assert answers == [], "looked up once for each check"


def test_the_operator_allows_names_addresses_and_networks_each_on_its_port() -> None:
    allowed = entries("127.0.0.1:9999, 10.0.0.0/8, hooks.internal:8443,[::1]:7000,fd00::/8,bot")
    guard = Guard(allowed, resolver=lambda name, port: ["10.9.9.9" if name == "ten.example" else "192.168.0.7"])
    for url in ("http://127.0.0.1:9999/", "http://10.1.1.1/", "https://10.1.1.1/", "https://hooks.internal:8443/x",
                "http://[::1]:7000/", "http://[fd00::5]/", "http://bot/", "http://ten.example/"):  # fmt: skip
        assert guard.resolve(guard.check(url))
    for url in ("http://127.0.0.1/", "http://127.0.0.1:9998/", "http://10.1.1.1:8080/", "https://hooks.internal/",
                "http://[::1]/", "http://localhost:9999/", "http://bot:8080/", "http://nine.example/",
                "http://evil.hooks.internal:8443/", "http://0177.0.0.1:9999/"):  # fmt: skip
        with pytest.raises(BadInput):
            guard.check(url)


def test_where_only_what_is_listed_may_be_reached_nothing_else_of_the_internet_is() -> None:
    allowed = entries("hooks.example, 203.0.114.0/24")
    guard = Guard(allowed, resolver=lambda name, port: ["203.0.115.9"], listed=True)
    assert guard.resolve(destination("https://hooks.example/x")) == ["203.0.115.9"]
    assert guard.check("https://203.0.114.7/").port == 443
    for url in ("https://other.example/", "https://203.0.115.9/", "https://hooks.example.evil.example/"):
        with pytest.raises(BadInput, match="is not on the operator's list"):
            guard.check(url)
    with pytest.raises(BadInput):
        guard.check("https://hooks.example:8443/")


@pytest.mark.parametrize("text", ["http://x", "10.0.0.0/33", "a b", "x:99999", "x:0", "[::1", "10.0.0.1/8", "-", "*"])
def test_what_the_operator_writes_wrongly_stops_the_start(text: str) -> None:
    with pytest.raises(BadCall, match="LABELQA_EGRESS_ALLOW"):
        entries(f"10.0.0.0/8,{text}")


@given(st.ip_addresses(v=4))
def test_no_address_that_the_standard_library_calls_private_is_public(address: object) -> None:
    found = ip_address(str(address))
    if found.is_private or found.is_loopback or found.is_multicast or found.is_reserved or found.is_link_local:
        assert not is_public(found)


@given(st.ip_addresses(v=4))
def test_an_address_is_read_as_what_it_is_in_its_own_spelling_only(address: object) -> None:
    number = int(ip_address(str(address)))
    assert destination(f"http://{address}/").host == str(address)
    for spelling in (str(number), hex(number), f"0{number:o}"):
        with pytest.raises(BadInput):
            destination(f"http://{spelling}/")
