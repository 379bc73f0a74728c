"""Feeds in the shapes that the programs of this world give them."""

from html import escape
from pathlib import Path

import pytest

from microblog.follow.discovery import read_answer, read_feed
from microblog.follow.found import settle
from microblog.model.remote import RemoteEntry, RemoteFeed
from microblog.web.documents import Answer, Fault

FEEDS = Path(__file__).parent / "feeds"
NOW = 1_795_608_000_000_000  # 2026-11-25T12:00:00Z
ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'>"
RSS = "<rss version='2.0'><channel>"
REL = 'rel="nofollow ugc noopener"'


def answer(url: str, body: bytes | str, kind: str = "") -> Answer:
    return Answer(url, 200, {"content-type": kind}, body.encode() if isinstance(body, str) else body)


def nobody(url: str, _: object) -> Answer:
    raise Fault(f"was asked for {url}")


def read(body: bytes | str, url: str = "https://x.example/feed", stored: RemoteFeed | None = None, kind: str = "") -> RemoteFeed:
    reading = read_answer(url, answer(url, body, kind), nobody)
    return settle(url, url, reading.found, stored, NOW)


def captured(name: str, url: str) -> RemoteFeed:
    return read((FEEDS / name).read_bytes(), url)


def test_wordpress() -> None:
    feed = captured("wordpress.rss", "https://fen.example/feed/")
    assert (feed.format, feed.title, feed.home_url, feed.lang) == ("rss", "Fen & Field", "https://fen.example", "en-GB")
    boots, older = feed.entries
    assert boots == RemoteEntry(
        "https://fen.example/?p=41",
        "https://fen.example/2026/11/boots/",
        "Boots – a <long> story",
        "2026-11-22T10:00:00+01:00",
        "2026-11-22T10:00:00+01:00",
        "Wren",
        "",
        f'<h3>They leak</h3>\n<p>Both of them, <a href="https://fen.example/2026/10/first-leak/" {REL}>since October</a>.</p>\n'
        f'<figure><a href="https://fen.example/wp-content/uploads/boots.jpg" {REL}>Two boots in a puddle</a></figure>',
        "They leak Both of them, since October. Two boots in a puddle",
        ("Walking", "Mud"),
    )
    assert (older.title, older.content_html) == ("Older", "<p>One of them.</p>")


def test_mastodon() -> None:
    feed = captured("mastodon.rss", "https://social.example/@wren.rss")
    (note,) = feed.entries
    assert (feed.title, note.title, note.url) == ("Wren", "", "https://social.example/@wren/115594000000000001")
    assert note.content_html == (
        f'<p>A heron, on <a href="https://social.example/tags/birds" {REL}>#<span>birds</span></a> hour.</p>'
        f'<p><a href="https://files.social.example/heron.jpg" {REL}>A heron in the reeds</a></p>'
    )
    assert note.tags == ("birds",)


def test_jekyll() -> None:
    feed = captured("jekyll.atom", "https://moor.example/feed.xml")
    (entry,) = feed.entries
    assert (feed.format, feed.id, feed.lang, feed.author) == ("atom", "https://moor.example/feed.xml", "de", "Krick")
    assert (entry.title, entry.published, entry.updated) == ("Torf & Wasser", "2026-11-20T07:30:00+01:00", "2026-11-21T08:00:00+01:00")
    assert (entry.author, entry.author_url) == ("Krick", "https://moor.example/krick/")
    assert entry.content_html == f'<p>Siehe <a href="https://moor.example/2026/karte.html" {REL}>die Karte</a>.</p>'


def test_hugo() -> None:
    (entry,) = captured("hugo.rss", "https://reed.example/posts/index.xml").entries
    assert (entry.title, entry.text) == ("Thatch", "A roof that <breathes>.")


def test_json_feed() -> None:
    feed = captured("microblog.json", "https://sedge.example/feed.json")
    rain, seven = feed.entries
    assert (feed.format, feed.title, feed.author, feed.author_url) == ("json", "Sedge", "Sedge", "https://sedge.example/about/")
    assert rain.content_html == (
        f'<p>Rain, and <a href="https://sedge.example/2026/11/21/uploads/2026/rain.jpg" {REL}>rain on glass</a> more of it.</p>'
    )
    assert (seven.id, seven.title, seven.published, seven.updated) == (
        "7",
        "Seven",
        "2026-11-20T09:00:00+00:00",
        "2026-11-21T09:00:00+00:00",
    )
    assert seven.content_html.startswith("<p>Plain &lt; text</p>\n<p>in two parts, see <a href=")


def test_twtxt() -> None:
    feed = captured("yarn.txt", "https://rush.example/twtxt.txt")
    assert (feed.format, feed.title, feed.author) == ("twtxt", "rush", "rush")
    assert [entry.text for entry in feed.entries] == [
        "@sedge yes, and it <b>rains</b> again",
        "Two lines: this is the second",
        "Good morning. https://rush.example/photo.jpg",
    ]
    assert feed.entries[0].published == "2026-11-21T21:00:00+01:00"
    assert feed.entries[1].content_html == "<p>Two lines:<br>\nthis is the second</p>"
    assert len({entry.url for entry in feed.entries if entry.url.startswith("https://rush.example/twtxt.txt#")}) == 3


def test_h_feed() -> None:
    feed = captured("h-feed.html", "https://marsh.example/notes/")
    note, essay = feed.entries
    assert (feed.format, feed.title, feed.author) == ("h-feed", "Marsh notes", "Marsh Marigold")
    assert (note.title, note.id, note.published, note.tags) == ("", "https://marsh.example/notes/2", "2026-11-21T10:00:00+01:00", ("map",))
    assert f'<a href="https://marsh.example/map" {REL}>map</a>' in note.content_html
    assert f'<a href="https://marsh.example/two.jpg" {REL}>The map</a>' in note.content_html
    assert (essay.title, essay.author, essay.author_url) == ("On ditches", "A Guest", "https://guest.example/")
    assert essay.text == "Ditches are underrated."


PAGE = """<!DOCTYPE html><html><head><base href="/blog/">
<link rel="alternate" type="application/rss+xml" title="Comments" href="comments/feed/">
<link rel="stylesheet" href="x.css"><link rel="alternate" hreflang="de" href="/de/">
<link rel="ALTERNATE nofollow" type="application/rss+xml; charset=utf-8" href="feed/"></head></html>"""


def test_site_is_followed_by_the_feed_that_its_page_names() -> None:
    asked: list[str] = []

    def get(url: str, _: object) -> Answer:
        asked.append(url)
        return answer(url, PAGE) if url == "https://fen.example/" else answer(url, (FEEDS / "wordpress.rss").read_bytes())

    reading = read_feed("https://fen.example/", get)
    assert asked == ["https://fen.example/", "https://fen.example/blog/feed/"]
    assert (reading.url, reading.found.said["title"]) == ("https://fen.example/blog/feed/", "Fen & Field")


def test_addresses_that_are_none_cost_no_page() -> None:
    page = PAGE.replace("/blog/", "http://[").replace("comments/feed/", "http://[::1")
    web = {"https://fen.example/": page, "https://fen.example/feed/": f"{RSS}</channel></rss>"}
    assert read_feed("https://fen.example/", lambda url, _: answer(url, web[url])).url == "https://fen.example/feed/"
    (entry,) = read('<html><p class="h-entry"><a class="u-url" href="http://[">x</a><b class="e-content">Hi<![x>!</b></p></html>').entries
    assert (entry.text, entry.url) == ("Hi!", "")


def test_account_is_followed_through_webfinger() -> None:
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="https://social.example/@wren.rss"></head></html>'
    web = {
        "https://social.example/.well-known/webfinger?resource=acct%3Awren%40social.example": (FEEDS / "webfinger.json").read_bytes(),
        "https://social.example/@wren": page.encode(),
        "https://social.example/@wren.rss": (FEEDS / "mastodon.rss").read_bytes(),
    }
    reading = read_feed("@wren@social.example", lambda url, _: answer(url, web[url]))
    assert (reading.url, len(reading.found.entries)) == ("https://social.example/@wren.rss", 1)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[]",
        "{}",
        '{"links": 1}',
        '{"links": [{"rel": "http://webfinger.net/rel/profile-page", "href": "javascript:alert(1)"}]}',
        "[" * 100_000,
    ],
)
def test_account_whose_host_says_nothing_of_use_is_told(said: str) -> None:
    with pytest.raises(Fault, match=r"WebFinger|public page"):
        read_feed("@wren@social.example", lambda url, _: answer(url, said))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "hello",
        "<html><p>no feed</p></html>",
        '{"a": 1}',
        '{"a" 1}',
        "{]}",
        "<?xml version='1.0'?><x/>",
        "[" * 100_000,
        "\x00\xff",
        "<rss",
        "<!doctype html>" * 1000,
    ],
)
def test_document_that_is_no_feed_is_told(body: str) -> None:
    with pytest.raises(Fault, match=r"feed|page"):
        read(body)


def test_page_that_names_a_feed_which_is_none_is_told() -> None:
    with pytest.raises(Fault, match="names the feed"):
        read_answer("https://x.example/", answer("https://x.example/", PAGE), lambda url, _: answer(url, "<html></html>"))


def test_reader_that_stumbles_is_the_documents_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(_: Answer) -> None:
        raise RecursionError

    monkeypatch.setattr("microblog.follow.xmlfeeds.parse_xml_feed", stumble)
    with pytest.raises(Fault, match="cannot be read"):
        read("<rss version='2.0'></rss>")


BOMB = "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'>{}]><rss version='2.0'><channel><item><title>&j;</title><link>https://x.example/1</link></item></channel></rss>"
ENTITIES = "".join(f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in zip("abcdefghi", "bcdefghij", strict=True))
FILE = "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY j SYSTEM 'file:///etc/passwd'>]>" + BOMB.partition("]>")[2]


@pytest.mark.parametrize("body", [BOMB.format(ENTITIES), FILE], ids=["billion laughs", "external file"])
def test_entities_of_a_document_are_not_filled_in(body: str) -> None:
    assert [len(entry.title) < 10 and "root:" not in entry.title for entry in read(body).entries] == [True]


def rss(item: str) -> str:
    return f"<rss version='2.0'><channel><title>t</title><item><guid>1</guid><title>x</title>{item}</item></channel></rss>"


@pytest.mark.parametrize(
    "date", ["", "<pubDate>soon</pubDate>", "<pubDate>Fri, 31 Dec 9999 00:00:00 GMT</pubDate>", "<pubDate>2027-01-01</pubDate>"]
)
def test_entry_without_a_date_that_can_be_believed_has_that_of_its_first_sight_for_ever(date: str) -> None:
    first = read(rss(date))
    assert first.entries[0].published == "2026-11-25T12:00:00+00:00"
    stored = first._replace(
        entries=(first.entries[0]._replace(published="2026-11-01T00:00:00+00:00", updated="2026-11-01T00:00:00+00:00"),)
    )
    assert read(rss(date), stored=stored).entries[0].published == "2026-11-01T00:00:00+00:00"


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)>"


def test_no_field_of_a_feed_brings_anything_that_runs() -> None:
    escaped = HOSTILE.replace("<", "&lt;").replace(">", "&gt;")
    body = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escaped}"><title type="html">{escaped}</title><id>{escaped}</id>
    <link href="javascript:alert(1)"/><author><name>{escaped}</name><uri>javascript:alert(1)</uri></author>
    <entry><title type="html">{escaped}</title><id>javascript:alert(1)</id><link href="javascript:alert(1)"/>
    <updated>2026-11-23T00:00:00Z</updated>
    <author><name>{escaped}</name><uri>data:text/html,x</uri></author><category term="{escaped}"/><content type="html">a {escaped}</content>
    <link rel="enclosure" href="javascript:alert(1)"/></entry></feed>"""
    feed = read(body)
    (entry,) = feed.entries
    assert (feed.title, feed.home_url, feed.author_url, feed.lang) == ("x.example/feed", "", "", "")
    assert (entry.url, entry.author_url) == ("", "")
    assert "<script" not in entry.content_html
    assert "onerror" not in entry.content_html
    assert "javascript:" not in entry.content_html


@pytest.mark.parametrize("words", ["if a < b and c > d", "a vector<int> of x <y or z", "<3 tea & <cake> &c."])
def test_text_that_is_no_html_is_lost_nowhere(words: str) -> None:
    written, twice = escape(words), escape(escape(words))
    (entry,) = read(f"{ATOM}<entry><id>x</id><title>{twice}</title><content type='text'>{written}</content></entry></feed>").entries
    assert (entry.title, entry.content_html) == (words, f"<p>{escape(words)}</p>")
    for title in (written, twice):
        assert read(f"{RSS}<item><guid>x</guid><title>{title}</title></item></channel></rss>").entries[0].title == words


def test_atom_that_says_text_means_text() -> None:
    entry = "<title>Of &lt;b&gt; &amp;amp; &lt;x&gt;</title><summary>Write &lt;b&gt; for &lt;b&gt;bold&lt;/b&gt;.</summary>"
    (read_entry,) = read(f"{ATOM}<entry><id>x</id>{entry}</entry></feed>").entries
    assert read_entry.title == "Of <b> & <x>"
    assert read_entry.content_html == "<p>Write &lt;b&gt; for &lt;b&gt;bold&lt;/b&gt;.</p>"


def test_rss_whose_title_has_an_element_is_html() -> None:
    feed = read(f"{RSS}<item><guid>x</guid><title>One&lt;br> two</title></item></channel></rss>")
    assert feed.entries[0].title == "One two"


@pytest.mark.parametrize(
    ("written", "shown"), [("&#xD83D;&#xDE00;", "\N{GRINNING FACE}"), ("&#55357;!", "\ufffd!"), ("&#x110000;&#97;", "\ufffda")]
)
def test_reference_to_no_character_costs_no_feed(written: str, shown: str) -> None:
    feed = read(f"{RSS}<item><guid>x</guid><title>So {written}</title></item></channel></rss>")
    assert feed.entries[0].title == f"So {shown}"
