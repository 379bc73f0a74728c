"""What open pages are told: that the site is another one now, and what is wrong with it.

A page knows the version of the site that it shows, and asks for news since then. So it does not matter whether a
rebuild ended before the page asked, while its connection was lost, or while another server ran: any version but
the present one means that the page is to be loaded again. What is wrong is sent at once to a page that asks.
"""

import json
import secrets
import threading
from collections.abc import Iterator
from functools import partial

from microblog.preview.mistakes import Mistake

_News = tuple[tuple[Mistake, ...], int]
KEEP_ALIVE = 15.0  # seconds of silence after which a comment finds out whether the page is still there


class Bulletin:
    """The present version of the site, and what is wrong with its sources."""

    def __init__(self) -> None:
        """Begin with a site that nothing is wrong with."""
        self._news = threading.Condition()
        self._run = secrets.token_hex(4)  # tells this server's versions from those of another
        self._number = 0
        self._mistakes: tuple[Mistake, ...] = ()
        self._hidden = 0
        self._is_closed = False

    @property
    def version(self) -> str:
        """What the site is called as it is now."""
        return f"{self._run}-{self._number}"

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """What is wrong now."""
        return self._mistakes

    @property
    def hidden(self) -> int:
        """How many posts no timeline of the site shows."""
        return self._hidden

    def announce(self, mistakes: tuple[Mistake, ...], *, is_changed: bool, hidden: int = 0) -> None:
        """Let all open pages know what is wrong now, how many posts are hidden, and whether there is a new site to be seen."""
        with self._news:
            self._mistakes = mistakes
            self._hidden = hidden
            self._number += is_changed
            self._news.notify_all()

    def close(self) -> None:
        """Let all pages go."""
        with self._news:
            self._is_closed = True
            self._news.notify_all()

    def follow(self, since: str, keep_alive: float = KEEP_ALIVE) -> Iterator[bytes]:
        """Yield the events for a page that shows the version `since`, as a `text/event-stream` has them; ends when closed."""
        told: _News | None = None
        while not self._is_closed:
            if self.version != since:
                yield b"event: reload\ndata:\n\n"
                return
            if (news := (self._mistakes, self._hidden)) != told:
                told = news
                yield f"event: state\ndata: {json.dumps({'mistakes': news[0], 'hidden': news[1]})}\n\n".encode()
                continue
            with self._news:
                is_news = self._news.wait_for(partial(self._is_news, since, told), keep_alive)
            if not is_news:
                yield b":\n\n"

    def _is_news(self, since: str, told: _News) -> bool:
        return self._is_closed or self.version != since or (self._mistakes, self._hidden) != told
