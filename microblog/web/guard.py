"""Where a request may go: only to the open web, never to this machine or the network around it.

Whoever may write a profile may name any address, and a site that is followed may redirect to any. So a host's
addresses are looked up once, all of them are checked, and the connection goes to one that was (a second look-up could
be answered differently). The check is a list of what is open, not of what is closed: for IPv6 that is the one block
that the world's addresses are handed out from. A host that looks like a number in any spelling other than the usual
one is refused before anything is looked up.
"""

import ipaddress
import re
from collections.abc import Collection
from urllib.parse import urlsplit

import idna

from microblog.text.tuples import NamedTuple

PORTS = {"http": 80, "https": 443}

_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?", re.IGNORECASE)
_OPEN_V6 = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # the IPv4 address behind it decides
_CLOSED_V6 = tuple(map(ipaddress.ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))  # Teredo, examples, 6to4
_CLOSED_V4 = tuple(map(ipaddress.ip_network, ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "224.0.0.0/3")))


class Place(NamedTuple):
    """Where a URL leads."""

    scheme: str
    host: str  # in ASCII
    port: int

    def __str__(self) -> str:
        """Return the form in which a place is allowed by name: `127.0.0.1:8000`."""
        return f"{self.host}:{self.port}"


def parse_place(url: str) -> Place | str:
    """Find where a URL leads; or say why no request goes there, whatever its host's address."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "is no proper address"
    if parts.scheme not in PORTS:
        return "is neither http nor https"
    if "@" in parts.netloc:
        return "names a user or a password"
    ascii_host = _ascii(host)
    if not ascii_host or host_fault(ascii_host):
        return "has no proper host"
    return Place(parts.scheme, ascii_host, PORTS[parts.scheme] if port is None else port)


def place_fault(place: Place, allowed: Collection[str]) -> str:
    """Say why no request goes to a place; one that is allowed by name may be anything."""
    if str(place) in allowed or place.port in PORTS.values():
        return ""
    return f"names port {place.port}, and only 80 and 443 are asked (--allow {place} would)"


def host_fault(host: str) -> str:
    """Say why a host is none that the open web has, or give ""."""
    if ":" in host:
        return "" if _parsed(host) else "is no IPv6 address"
    last = host.rstrip(".").rpartition(".")[2]
    if _NUMERIC.fullmatch(last):
        found = _parsed(host)
        return "" if found and str(found) == host else "is a number in an odd spelling"
    return "" if _HOST.fullmatch(host) else "is no host's name"


def address_fault(address: str) -> str:
    """Say why no connection goes to an IP address, or give ""."""
    found = _parsed(address)
    if found is None:
        return "is no address"
    if isinstance(found, ipaddress.IPv4Address):
        is_open = found.is_global and not any(found in network for network in _CLOSED_V4)
    elif found in _NAT64:
        return address_fault(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    else:
        is_open = found in _OPEN_V6 and found.is_global and not any(found in network for network in _CLOSED_V6)
    return "" if is_open else "is not on the open web"


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(address) if "%" not in address else None
    except ValueError:
        return None


def _ascii(host: str) -> str:
    """Return a host as it is looked up (IDNA); "" where it cannot be."""
    if host.isascii():
        return host.lower()
    try:
        return idna.encode(host, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return ""
