"""Faults of the machine that a build runs on, told to people: a full disk, a missing permission, a process that was ended."""

import errno
import sqlite3
import traceback
from pathlib import Path

from microblog.errors import ProcessLostError

_OF_THE_DISK = ("full", "disk", "readonly", "read-only", "unable to open")

_OF_THE_MACHINE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.EMFILE, errno.ENFILE})


def is_of_the_machine(error: BaseException) -> bool:
    """Whether the machine refused something, as it would refuse it again."""
    return isinstance(error, ProcessLostError) or (isinstance(error, OSError) and error.errno in _OF_THE_MACHINE)


def place_of(error: BaseException) -> str:
    """Return where in the engine something was raised: `index.py:12`."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(place.filename).name}:{place.lineno}"


def storage_fault(error: BaseException) -> str:
    """Say what the machine refused, or give "" for an error that is something else (a bug, then)."""
    if isinstance(error, OSError) and error.strerror:
        where = error.filename2 or error.filename
        return f"{error.strerror}: {where}" if where else error.strerror
    if isinstance(error, sqlite3.OperationalError) and any(word in str(error) for word in _OF_THE_DISK):
        return f"the cache in .microblog/ cannot be written ({error})"
    return str(error) if isinstance(error, ProcessLostError) else ""
