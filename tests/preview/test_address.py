"""At which address a preview is served."""

import socket
from ipaddress import IPv4Address
from typing import Any
from unittest.mock import Mock

import pytest

from microblog.errors import UsageError
from microblog.preview.address import ANY, find_address


@pytest.mark.parametrize("wanted", ["192.168.178.23", "10.0.0.1", "127.0.0.1", "203.0.113.7"])
def test_address_that_is_named_is_taken(wanted: str) -> None:
    assert find_address(wanted) == wanted


@pytest.mark.parametrize(
    "wanted", [str(IPv4Address(0)), "255.255.255.255", "224.0.0.1", "::", "::1", "phone.local", "192.168.1", "192.168.1.1:80", "x y"]
)
def test_what_is_not_one_address_is_refused(wanted: str) -> None:
    with pytest.raises(UsageError, match="--host alone finds the one of this machine"):
        find_address(wanted)


def asking(answer: str | Exception) -> Any:
    """Stand in for the system that says from where it would send."""
    asked = Mock(getsockname=Mock(return_value=(answer, 1)), connect=Mock(side_effect=answer if isinstance(answer, Exception) else None))
    return Mock(return_value=Mock(__enter__=lambda _: asked, __exit__=lambda *_: None))


@pytest.mark.parametrize("own", ["192.168.178.23", "10.1.2.3", "172.16.0.9", "169.254.1.1", "100.64.0.1"])
def test_address_in_the_network_is_found(own: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", asking(own))
    assert find_address(ANY) == own


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("8.8.8.8", "everybody on the internet may reach 8.8.8.8"),
        (OSError(101, "unreachable"), "in no network"),
        ("127.0.0.1", "in no network"),
    ],
)
def test_address_that_nobody_or_everybody_reaches_is_not_taken_unasked(own: Any, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", asking(own))
    with pytest.raises(UsageError, match=said):
        find_address(ANY)
