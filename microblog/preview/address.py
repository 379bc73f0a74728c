"""At which address of this machine a preview is served to others around it, a phone say."""

import socket
from ipaddress import AddressValueError, IPv4Address

from microblog.errors import UsageError

ANY = "auto"
"""What stands for the address that this machine has in its network."""


def find_address(wanted: str) -> str:
    """Return the one address to serve at; raise UsageError where it is none, or where it was not named and all the world may reach it."""
    if wanted != ANY:
        return _checked(wanted)
    address = _own_address()
    if IPv4Address(address).is_loopback:
        raise UsageError("this machine is in no network; connect it to the one that the phone is in")
    if IPv4Address(address).is_global:
        raise UsageError(f"everybody on the internet may reach {address}; where you want that, say --host {address}")
    return address


def _checked(wanted: str) -> str:
    try:
        address = IPv4Address(wanted)
    except AddressValueError:
        raise UsageError(f"--host {wanted} is no IPv4 address; --host alone finds the one of this machine") from None
    if address.is_unspecified or address.is_multicast or address.is_reserved:
        raise UsageError(f"--host {wanted} is not one address; --host alone finds the one of this machine")
    return str(address)


def _own_address() -> str:
    """Ask the system from which address it would send; nothing is sent, and the address asked about is nobody's (RFC 5737)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        address: str = asking.getsockname()[0]
        return address
