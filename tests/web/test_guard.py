"""A request goes to the open web alone, however an address is spelt."""

import httpcore
import pytest

from microblog.web import guard
from microblog.web.client import Client
from microblog.web.documents import Fault

PRIVATE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.1",
    "198.18.0.1",
    "192.88.99.1",
    "192.0.2.1",
    "203.0.113.5",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12::1",
    "fec0::1",
    "ff02::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "3fff::1",
    "no address",
]
SPELT = [
    "http://2130706433/",
    "http://0x7f000001/",
    "http://017700000001/",
    "http://127.1/",
    "http://127.0.1/",
    "http://0/",
    "http://0x7f.1/",
    "http://127.0.0.1./",
    "http://0177.0.0.1/",
    "http://127.0.0.01/",
    "http://①②⑦.⓪.⓪.①/",
    "http://[::1%25lo]/",
    "http://[127.0.0.1]/",
    "http://user@example.org/",
    "http://user:secret@example.org/",
    "http://example.org:70000/",
    "http://exa mple.org/",
    "http:///feed",
    "http://",
    "ftp://example.org/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "gopher://example.org/",
    "//example.org/",
    "http://example.org:22/",
    "http://example.org:8080/",
    "https://example.org:0/",
    "http://exam%70le.org/",
    "http://example.org\\@127.0.0.1/",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_address_that_is_not_on_the_open_web_is_refused(address: str) -> None:
    assert guard.address_fault(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450::1", "64:ff9b::808:808"])
def test_address_on_the_open_web_is_taken(address: str) -> None:
    assert guard.address_fault(address) == ""


def forbidden(*_: object) -> httpcore.NetworkStream:
    pytest.fail("a connection was attempted")


@pytest.mark.parametrize("url", SPELT)
def test_odd_address_is_refused_before_anything_is_looked_up(url: str) -> None:
    with pytest.raises(Fault):
        Client(resolve=lambda *_: forbidden(), connect=forbidden).get(url)  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize("address", PRIVATE)
def test_host_with_a_private_address_among_its_own_is_never_connected_to(address: str) -> None:
    with pytest.raises(Fault, match=r"not on the open web|no address"):
        Client(resolve=lambda *_: ["8.8.8.8", address], connect=forbidden).get("https://example.org/feed")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://127。0。0。1/",
        "https://169.254.169.254/latest/meta-data",
    ],
)
def test_plain_private_address_is_never_connected_to(url: str) -> None:
    with pytest.raises(Fault, match=r"not on the open web|two ways"):
        Client(resolve=lambda host, _: [host.strip("[]")], connect=forbidden).get(url)


def test_connection_goes_to_the_very_address_that_was_checked() -> None:
    answers, connected = iter([["8.8.8.8"], ["127.0.0.1"]]), []

    def connect(address: str, port: int, _: float) -> httpcore.NetworkStream:
        connected.append((address, port))
        raise httpcore.ConnectError("nobody there")

    with pytest.raises(Fault, match="cannot be reached"):
        Client(resolve=lambda *_: next(answers), connect=connect).get("http://rebinding.example/")
    assert connected == [("8.8.8.8", 80)]


def test_next_address_is_tried_where_the_first_takes_nobody() -> None:
    connected: list[str] = []

    def connect(address: str, *_: object) -> httpcore.NetworkStream:
        connected.append(address)
        raise httpcore.ConnectError("nobody there")

    with pytest.raises(Fault):
        Client(resolve=lambda *_: ["8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1"], connect=connect).get("https://example.org/")
    assert connected == ["8.8.8.8", "8.8.4.4", "1.1.1.1"]


def test_host_that_nobody_knows_is_told() -> None:
    def resolve(*_: object) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(Fault, match=r"nobody knows the host no\.example"):
        Client(resolve=resolve, connect=forbidden).get("https://no.example/")
