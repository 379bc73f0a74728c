"""Ends that others ask for: SIGTERM and SIGHUP are taken as Ctrl-C is, so that what was begun beside the output is cleared away.

The second one ends the process at once. One that is ignored, as under `nohup`, stays so.
"""

from typing import Any

try:
    import _signal as signal  # type: ignore[import-not-found]  # without the names of all signals, which take 3 ms to make
except ImportError:  # a Python that is made otherwise
    import signal


class EndedError(KeyboardInterrupt):
    """Somebody asks this process to end."""

    def __init__(self, number: int) -> None:
        """Note the signal's number."""
        super().__init__(number)
        self.number = number


def heed() -> None:
    """Take the signals that ask to end as an EndedError from now on."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _end)


def _end(number: int, _: Any) -> None:
    signal.signal(number, signal.SIG_DFL)
    raise EndedError(number)
