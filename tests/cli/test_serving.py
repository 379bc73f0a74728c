"""What `serve` says and opens."""

import io
import sys
import threading
import webbrowser
from collections.abc import Callable

import pytest

from microblog.cli import main, serving
from microblog.preview.session import Preview
from tests.conftest import MakeSite

SITE = {"config.yaml": "base_url: https://example.org/repo/\ntag_authority: example.org,2026\n", "posts/ada/2026-11-01-a.md": "Hello."}
HIDDEN = {"posts/ada/2026-11-02-b.md": "---\ndraft: true\n---\nIdea.", "posts/ada/2030-01-01-c.md": "Later."}


class Terminal(io.StringIO):
    """A terminal that shows UTF-8."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """Let `serve` end at once, after what else is to happen first."""
    first: list[Callable[[], None]] = []
    monkeypatch.setattr(Preview, "run", lambda _: [do() for do in first])
    return first


@pytest.mark.usefixtures("ended")
def test_serve_says_what_is_not_shown_and_where_it_is(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--root", str(make_site(SITE | HIDDEN)), "--jobs", "1", "--now", "2026-11-24T00:00:00Z"]) == 0
    built, following, look, hidden = capsys.readouterr().out.splitlines()
    assert built.startswith("Built 1 post (1 draft and 1 scheduled not shown")
    assert following.startswith("Next scheduled: posts/")
    url = look.removeprefix("Look at ").partition("/repo/")[0]
    assert hidden == f"What it does not show: {url}/repo/-/hidden/"


@pytest.mark.usefixtures("ended")
def test_serve_of_a_site_that_hides_nothing_says_no_more(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--root", str(make_site(SITE)), "--jobs", "1"]) == 0
    built, look = capsys.readouterr().out.splitlines()
    assert built.startswith("Built 1 post: ")
    assert look.startswith("Look at http://127.0.0.1:")


@pytest.mark.parametrize(
    ("opens", "said"), [(True, ""), (False, "microblog: there is no browser that can be opened; open http://127.0.0.1:")]
)
def test_open_opens_the_site_in_the_browser(
    make_site: MakeSite,
    ended: list[Callable[[], None]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    opens: bool,
    said: str,
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url: bool(opened.append(url)) or opens)
    ended.append(lambda: [thread.join() for thread in threading.enumerate() if thread.name.endswith("(_open)")] and None)
    assert main(["serve", "--open", "--root", str(make_site(SITE)), "--jobs", "1"]) == 0
    told = capsys.readouterr()
    assert [f"Look at {url}" in told.out for url in opened] == [True]
    assert told.err.startswith(said)
    assert bool(told.err) == bool(said)


@pytest.mark.usefixtures("ended")
@pytest.mark.parametrize(("stream", "is_drawn"), [(Terminal, True), (io.StringIO, False)])
def test_host_serves_a_phone_and_shows_it_the_address(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, stream: type[io.StringIO], *, is_drawn: bool
) -> None:
    monkeypatch.setattr(serving, "find_address", lambda wanted: {"auto": "127.0.0.3"}[wanted])
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", out := stream())
    assert main(["serve", "--host", "--root", str(make_site(SITE)), "--jobs", "1"]) == 0
    assert "Look at http://127.0.0.3:" in out.getvalue()
    assert "Everybody in this network can read it, drafts too" in out.getvalue()
    assert ("▀" in out.getvalue()) == is_drawn


@pytest.mark.usefixtures("ended")
def test_host_that_is_not_one_address_is_wrong_usage(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site(SITE)
    assert main(["serve", "--host", "224.0.0.1", "--root", str(root)]) == 2
    assert capsys.readouterr().err.startswith("microblog: --host 224.0.0.1 is not one address")
    assert not (root / "public").exists()
