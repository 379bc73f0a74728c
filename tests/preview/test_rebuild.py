"""What open pages are told about rebuilds."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator

import pytest

from microblog.errors import ContentError, UsageError
from microblog.preview.bulletin import Bulletin
from microblog.preview.mistakes import Mistake
from microblog.preview.server import HOST
from tests.conftest import MakeSite
from tests.support.live_preview import MISTAKE, NOTHING, REPORT, SITE, Live, ask, run_preview

FINE = 'event: state\ndata: {"mistakes": [], "hidden": 0}'


@pytest.fixture
def live(make_site: MakeSite) -> Iterator[Live]:
    """Serve a site whose builds are stand-ins, below /some-repo/."""
    with run_preview(make_site(SITE)) as running:
        yield running


class Listener:
    """A page that follows the news, over a real connection."""

    def __init__(self, live: Live, since: str) -> None:
        self.socket = socket.create_connection((HOST, live.server.port), timeout=60)
        self.socket.sendall(f"GET /some-repo/-/events?{since} HTTP/1.1\r\nHost: 127.0.0.1:{live.server.port}\r\n\r\n".encode())
        self.file = self.socket.makefile("rb")
        self.head = self.read()

    def read(self) -> str:
        """Return what comes up to the next empty line, or to the end."""
        lines = list(iter(lambda: self.file.readline().decode().strip(), ""))
        return "\n".join(lines)

    def close(self) -> None:
        self.file.close()
        self.socket.close()


@pytest.fixture
def listen(live: Live) -> Iterator[Callable[[str], Listener]]:
    """Open connections for news, and close them."""
    opened: list[Listener] = []
    yield lambda since: opened.append(Listener(live, since)) or opened[-1]
    for listener in opened:
        listener.close()


def test_a_mistake_is_shown_and_goes_away_when_it_is_mended(live: Live, listen: Callable[[str], Listener]) -> None:
    page = listen(live.bulletin.version)
    assert "text/event-stream" in page.head
    assert page.read() == FINE
    live.results.extend([ContentError([MISTAKE]), NOTHING])
    live.rebuilder.rebuild()
    told = '[["posts/ada/<b>.md:4: unknown key; mend it", "posts/ada/<b>.md", 4, []]]'
    assert page.read() == f'event: state\ndata: {{"mistakes": {told}, "hidden": 0}}'
    assert listen(live.bulletin.version).read() == f'event: state\ndata: {{"mistakes": {told}, "hidden": 0}}'
    live.rebuilder.rebuild()
    assert page.read() == FINE


def test_a_page_is_told_how_many_posts_are_hidden(live: Live, listen: Callable[[str], Listener]) -> None:
    page = listen(live.bulletin.version)
    page.read()
    live.results.extend([NOTHING._replace(parsed=0, drafts=1, scheduled=2, undated=3, unlisted=4), ContentError([MISTAKE])])
    live.rebuilder.rebuild()
    assert page.read().endswith('"hidden": 10}')
    live.rebuilder.rebuild()
    assert page.read().endswith('"hidden": 10}')  # what is shown is the last good build


def test_a_page_is_loaded_again_when_files_were_written(live: Live, listen: Callable[[str], Listener]) -> None:
    page = listen(live.bulletin.version)
    page.read()
    live.results.extend([REPORT])
    live.rebuilder.rebuild()
    assert page.read() == "event: reload\ndata:"


def test_a_page_that_missed_a_rebuild_is_loaded_again_at_once(live: Live, listen: Callable[[str], Listener]) -> None:
    before = live.bulletin.version
    live.results.extend([REPORT])
    live.rebuilder.rebuild()
    assert listen(before).read() == "event: reload\ndata:"
    assert listen("0-0").read() == "event: reload\ndata:"  # of a server that ended


def test_a_silent_connection_is_probed() -> None:
    bulletin = Bulletin()
    events = bulletin.follow(bulletin.version, keep_alive=0.01)
    assert [next(events), next(events)] == [f"{FINE}\n\n".encode(), b":\n\n"]


def test_news_end_when_the_server_does(live: Live, listen: Callable[[str], Listener]) -> None:
    page = listen(live.bulletin.version)
    page.read()
    live.bulletin.close()
    assert page.read() == ""


def test_rebuilds_that_nobody_asked_for_are_told_only_where_they_changed_something(live: Live) -> None:
    live.results.extend([NOTHING, NOTHING, REPORT, ContentError([MISTAKE]), ContentError([MISTAKE])])
    live.rebuilder.rebuild(is_asked=True)
    for _ in range(4):
        live.rebuilder.rebuild(is_asked=False)
    assert [outcome.report for outcome in live.told] == [NOTHING, REPORT, None]


def test_another_base_path_counts_from_the_next_rebuild(live: Live) -> None:
    (live.root / "config.yaml").write_text("base_url: https://example.org/caf%C3%A9/\n", encoding="utf-8")
    live.results.extend([NOTHING])
    before = live.bulletin.version
    live.rebuilder.rebuild()
    assert ask(live, "/")[1]["Location"] == "/caf%C3%A9/"
    assert ask(live, "/caf%C3%A9/")[0] == 200
    assert live.bulletin.version != before


def test_a_broken_configuration_leaves_the_site_where_it_was(live: Live) -> None:
    (live.root / "config.yaml").write_text("base_url: [\n")
    live.results.extend([ContentError([MISTAKE])])
    live.rebuilder.rebuild()
    assert ask(live, "/some-repo/")[0] == 200


@pytest.mark.parametrize(
    ("fault", "line", "is_ours"),
    [
        (UsageError("no such folder"), "no such folder", False),
        (OSError(28, "No space left on device", "x"), "No space left on device: x", False),
        (ZeroDivisionError("x"), "the engine failed: ZeroDivisionError('x')", True),
    ],
)
def test_the_preview_goes_on_whatever_a_rebuild_meets(live: Live, fault: Exception, line: str, is_ours: bool) -> None:
    live.results.extend([fault, REPORT])
    live.rebuilder.rebuild()
    assert live.told[0].mistakes == live.bulletin.mistakes == (Mistake(line),)
    live.rebuilder.rebuild()
    assert live.told[0].fault == (fault if is_ours else None)
    assert live.told[1].report == REPORT


def test_options_that_cannot_work_end_the_preview_before_it_starts(live: Live) -> None:
    live.results.extend([UsageError("no such folder")])
    with pytest.raises(UsageError):
        live.rebuilder.rebuild(is_first=True)


def test_a_site_that_somebody_took_away_is_built_again_when_a_page_is_asked_for(live: Live) -> None:
    live.results[:] = [REPORT, REPORT]
    live.rebuilder.rebuild()
    assert ask(live, "/some-repo/nowhere/")[0] == 404
    assert len(live.results) == 1
    shutil.rmtree(live.root / "public")
    assert ask(live, "/some-repo/")[0] == 404
    assert live.results == []


def test_a_site_that_cannot_be_built_is_not_tried_with_each_page(live: Live) -> None:
    live.results[:] = [ContentError([MISTAKE])]
    live.rebuilder.rebuild()
    shutil.rmtree(live.root / "public")
    assert ask(live, "/some-repo/")[0] == 404
    assert len(live.told) == 1


def test_a_configuration_that_is_a_pipe_is_not_waited_for(live: Live) -> None:
    (live.root / "config.yaml").unlink()
    os.mkfifo(live.root / "config.yaml")
    live.results[:] = [ContentError([MISTAKE])]
    live.rebuilder.rebuild()
    assert live.rebuilder.base_path == "/some-repo/"
