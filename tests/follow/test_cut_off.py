"""An answer that ends too early, or says less than the last one, never takes the place of a good copy."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from microblog.build.options import Options
from microblog.build.settings import read_settings
from microblog.follow import fetching
from microblog.follow.examining import Examined, examine
from microblog.follow.fetching import fetch
from microblog.web.client import Client
from microblog.web.documents import CUT_OFF, Answer, Fault
from tests.conftest import MakeSite
from tests.support.feed_server import FeedServer, text

FEEDS = Path(__file__).parent / "feeds"
ITEM = "<item><guid>1</guid><title>one</title><description>&nbsp;</description></item>"  # XML knows no such entity
BROKEN = f"<!-- <feed> </feed> --><rss version='2.0'><channel><title>t</title>{ITEM}"


def examined(body: bytes | str, kind: str = "") -> Examined:
    return examine(Answer("https://x.example/feed", 200, {"content-type": kind}, body.encode() if isinstance(body, str) else body))


@pytest.mark.parametrize("name", ["wordpress.rss", "mastodon.rss", "jekyll.atom", "hugo.rss", "microblog.json", "h-feed.html"])
def test_feed_that_ends_anywhere_but_at_its_end_is_told(name: str) -> None:
    whole = (FEEDS / name).read_bytes().rstrip()
    assert examined(whole).found
    for end in range(400, len(whole), 97):
        with pytest.raises(Fault, match=CUT_OFF):
            examined(whole[:end])


@pytest.mark.parametrize("end", ["</channel></rss>", "</channel>\n</RSS >\n<!-- cached", "</rss><script>x</script>"])
def test_feed_that_is_not_well_formed_but_ends_is_read(end: str) -> None:
    found = examined(BROKEN + end).found
    assert found
    assert len(found.entries) == 1


@pytest.mark.parametrize("end", ["", "</channel>", "</channel></rss", "<item><title>About </rss> and <item>"])
def test_feed_that_is_not_well_formed_and_does_not_end_is_told(end: str) -> None:
    with pytest.raises(Fault, match=CUT_OFF):
        examined(BROKEN + end)


@pytest.mark.parametrize("end", ["", "</article>", "</html>", "<p>more", "<br>1 < 2 &amp"])
def test_page_may_leave_out_the_ends_that_html_lets_it(end: str) -> None:
    assert examined(f"<html><article class=h-entry><a class=u-url href=/1>x</a><p>y</article>{end}").found


@pytest.mark.parametrize("end", ["<div>", "<p", "<!-- a", "<script>1 < 2", "<article class=h-entry><p>z"])
def test_page_that_does_not_end_is_told(end: str) -> None:
    with pytest.raises(Fault, match=CUT_OFF):
        examined(f"<html><article class=h-entry>x</article>{end}")


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read answers in this process, which gives the same as another one (`test_apart`) and need not start."""
    monkeypatch.setattr(fetching, "examine_apart", examine)


class Following:
    """A site that follows one feed."""

    def __init__(self, make_site: MakeSite, server: FeedServer) -> None:
        self.server = server
        profile = f"---\nfollowing: ['{server.url}/feed']\n---\n"
        self.root = make_site({"config.yaml": "base_url: https://example.org/\n", "posts/ada/profile.md": profile})

    def fetch(self, answer: str, **headers: str) -> str:
        """Fetch what the feed now answers; give what is told."""
        self.server["/feed"] = text(answer, **headers)
        settings = read_settings(Options(root=self.root, now=datetime(2026, 11, 25, 12, tzinfo=UTC).isoformat()))
        return fetch(settings, Client([self.server.place]), [f"{self.server.url}/feed"]).outcomes[0].fault

    @property
    def stored(self) -> bytes:
        """The stored copy."""
        (path,) = (self.root / ".microblog/remote").glob("*.json")
        return path.read_bytes()


@pytest.fixture
def following(make_site: MakeSite, server: FeedServer) -> Following:
    return Following(make_site, server)


def rss(*titles: str) -> str:
    items = "".join(f"<item><guid>{title}</guid><title>{title}</title></item>" for title in titles)
    return f"<rss version='2.0'><channel><title>Fen</title>{items}</channel></rss>"


OLD, MIDDLE, NEW = (f"2026-11-{day}T10:00:00Z\t{post}\n" for day, post in ((20, "the first"), (21, "the second"), (22, "the third")))
LESS = {
    "no entries": (rss("one"), rss(), "has no entries any more"),
    "XML": (rss("one"), rss("one", "two")[:-9], CUT_OFF),
    "newest lines are missing": (OLD + MIDDLE + NEW, (OLD + MIDDLE)[:-1], CUT_OFF),
    "newest line in part": (OLD + MIDDLE, (OLD + MIDDLE)[:-5], CUT_OFF),
    "oldest line in part": (NEW + MIDDLE + OLD, (NEW + MIDDLE)[:-5], CUT_OFF),
}


@pytest.mark.parametrize(("whole", "less", "said"), LESS.values(), ids=LESS)
def test_answer_that_says_less_than_the_stored_copy_leaves_it(following: Following, whole: str, less: str, said: str) -> None:
    assert following.fetch(whole) == ""
    before = following.stored
    assert following.fetch(less, ETag='"less"') == said
    assert following.stored == before
    assert following.fetch(whole + "\n") == ""
    assert "if-none-match" not in following.server.asked[-1][1]


MORE = {
    "appended without a line end": OLD + MIDDLE + NEW[:-1],
    "no line end any more": (OLD + MIDDLE)[:-1],
    "an older one changed": (OLD.replace("first", "1st") + MIDDLE + NEW)[:-1],
    "newest on top, an older one changed": (NEW + MIDDLE.replace("second", "2nd") + OLD)[:-1],
    "newest one deleted": OLD,
}


@pytest.mark.parametrize("later", MORE.values(), ids=MORE)
def test_last_line_may_lack_its_end_where_nothing_is_missing_behind_it(following: Following, later: str) -> None:
    following.fetch(OLD + MIDDLE)
    assert following.fetch(later) == ""
    assert len(json.loads(following.stored)["entries"]) == later.count("\t")


def test_first_answer_may_have_no_entries(following: Following) -> None:
    assert following.fetch(rss()) == ""
    assert json.loads(following.stored)["entries"] == []


def test_last_line_may_lack_its_end_where_older_ones_are_too_many_to_be_stored(following: Following) -> None:
    lines = [f"2026-11-01T{number // 60:02}:{number % 60:02}:00Z\t{number}" for number in range(150)]
    following.fetch("\n".join(reversed(lines[:100])))
    assert following.fetch("\n".join(reversed(lines))) == ""
