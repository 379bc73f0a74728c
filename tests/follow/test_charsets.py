"""Documents in any encoding, whatever is said of it."""

import codecs

import pytest

from microblog.follow.examining import examine
from microblog.web.documents import CUT_OFF, Answer, Fault

BOM = {
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
DECLARED = "<?xml version='1.0' encoding='utf-16'?>"
RSS = "<rss version='2.0'><channel><title>Tér</title><item><guid>1</guid></item></channel></rss>"
PAGE = "<html><head>{}</head><div class=h-feed><p class=p-name>Tér</p><p class=h-entry>x</p></div></html>"
FEEDS = {
    "RSS": RSS,
    "declared RSS": DECLARED + RSS,
    "JSON": '{"version": "https://jsonfeed.org/version/1.1", "title": "Tér", "items": [{"id": "1"}]}',
    "twtxt": "# nick = Tér\n2026-11-20T10:00:00Z\tx\n",
    "page": PAGE,
}


def title(body: bytes, kind: str) -> str:
    found = examine(Answer("https://x.example/feed", 200, {"content-type": kind}, body)).found
    assert found
    return found.said["title"]


@pytest.mark.parametrize("kind", ["", "text/xml", "application/xml; charset=UTF-16", "text/html; charset=utf-8"])
@pytest.mark.parametrize("encoding", BOM)
@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
def test_feed_in_utf_16_or_32_is_read_with_a_mark_or_without(feed: str, encoding: str, kind: str) -> None:
    assert title(feed.encode(encoding), kind) == title(BOM[encoding] + feed.encode(encoding), kind) == "Tér"


@pytest.mark.parametrize(("head", "kind"), [(DECLARED, ""), ("", "text/xml; charset=utf-16"), (DECLARED, "text/xml; charset=ucs-2")])
def test_feed_that_only_claims_to_be_in_utf_16_is_read(head: str, kind: str) -> None:
    assert title((head + RSS).encode(), kind) == "Tér"


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_feed_in_utf_16_that_ends_too_early_is_told(lost: int) -> None:
    with pytest.raises(Fault, match=CUT_OFF):
        title(RSS.encode("utf-16")[:-lost], "")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("<meta charset=iso-8859-1>", "text/html"),
        ("<meta http-equiv=Content-Type content='text/html; charset=ISO-8859-1'>", "text/html"),
        ("<meta charset=utf-8>", 'text/html; charset="latin1"'),
    ],
)
def test_page_is_read_in_the_encoding_that_its_header_or_it_names(head: str, kind: str) -> None:
    assert title(PAGE.format(head).encode("latin-1"), kind) == "Tér"


@pytest.mark.parametrize("named", ["utf-16", "no-such-thing"])
def test_page_that_names_a_wrong_encoding_is_read_as_utf_8(named: str) -> None:
    assert title(PAGE.format(f"<meta charset={named}>").encode(), "text/html") == "Tér"
