"""Two folders change places in one step, so that there is one in a place at every moment: Linux and macOS can."""

import errno
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

_HERE = -100  # AT_FDCWD: paths are as everywhere else
_EXCHANGE = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS
_CANNOT = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EXDEV})  # an old kernel, or this file system


def exchange(one: Path, other: Path) -> bool:
    """Let two folders of one file system change places; False where the system cannot do that in one step."""
    rename = _system_call()
    number = rename(os.fsencode(one), os.fsencode(other)) if rename else errno.ENOSYS
    if number and number not in _CANNOT:
        raise OSError(number, os.strerror(number), str(one), None, str(other))
    return not number


@cache
def _system_call() -> Callable[[bytes, bytes], int] | None:
    """Return what exchanges two paths and returns the number of the error, or 0; None where the system has nothing of the kind."""
    if sys.platform == "win32":
        return None
    import ctypes  # which takes a millisecond, and most builds replace single files

    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform.startswith("linux") and hasattr(library, "renameat2"):
        return lambda one, other: ctypes.get_errno() if library.renameat2(_HERE, one, _HERE, other, _EXCHANGE) else 0
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        return lambda one, other: ctypes.get_errno() if library.renamex_np(one, other, _EXCHANGE) else 0
    return None
