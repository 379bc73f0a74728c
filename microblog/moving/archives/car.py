"""CAR files (https://ipld.io/specs/transport/car/carv1/): a header, then blocks, each behind its length and its CID.

The CID of a block holds the hash of it, so that whoever changed one is found out: each is checked. Those of the AT Protocol
are of version 1 with a SHA-256 hash, and no others are read. The sole importer of `libipld`.
"""

import hashlib
from collections.abc import Callable
from typing import Any

import libipld

from microblog.text.tuples import NamedTuple

_HASH = b"\x12\x20"  # SHA-256, of 32 bytes
_CODECS: dict[int, Callable[[bytes], Any]] = {0x71: libipld.decode_dag_cbor, 0x55: bytes}
_CID = 36  # bytes: version, codec, hash, digest


class Car(NamedTuple):
    """What one holds."""

    roots: list[bytes]
    blocks: dict[bytes, Any]  # by CID


def read_car(data: bytes) -> Car:
    """Read a file whole; raise ValueError where anything in it is not what it should be."""
    at, end = _frame(data, 0)
    header = libipld.decode_dag_cbor(data[at:end])
    roots = header.get("roots") if isinstance(header, dict) else None
    if not (isinstance(roots, list) and roots and all(isinstance(root, bytes) for root in roots)):
        raise ValueError("its header names no root")
    blocks = {}
    while end < len(data):
        at, end = _frame(data, end)
        cid = data[at : at + _CID]
        if len(cid) < _CID or cid[0] != 1 or cid[1] not in _CODECS or cid[2:4] != _HASH:
            raise ValueError(f"at byte {at:,} is no block of an account")
        block = data[at + _CID : end]
        if hashlib.sha256(block).digest() != cid[4:]:
            raise ValueError(f"the block {libipld.encode_cid(cid)} is not what was signed")
        blocks[cid] = _CODECS[cid[1]](block)
    return Car(roots, blocks)


def _frame(data: bytes, at: int) -> tuple[int, int]:
    """Return where the next part begins, behind its length, and where it ends."""
    length = shift = 0
    while True:
        if at >= len(data) or shift > 35:
            raise ValueError(f"at byte {at:,} it ends too early")
        byte = data[at]
        length |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            break
    if not 0 < length <= len(data) - at:
        raise ValueError(f"at byte {at:,} it ends too early")
    return at, at + length


def encode_cid(cid: bytes) -> str:
    """Return a CID as text."""
    found: str = libipld.encode_cid(cid)
    return found
