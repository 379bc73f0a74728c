from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from microblog.formats import atom
from microblog.formats.feeds import Entry
from tests.conftest import ROOT
from tests.support.feed_values import ADA, ARTICLE, FEED, HOSTILE, NOTE, filled_with

SCHEMA = etree.RelaxNG(etree.parse(ROOT / "tests" / "support" / "schemas" / "atom.rng"))
NS = {"a": "http://www.w3.org/2005/Atom", "fh": "http://purl.org/syndication/history/1.0", "thr": "http://purl.org/syndication/thread/1.0"}
ARCHIVE_1, ARCHIVE_2 = "https://example.org/blog/feed/1.atom", "https://example.org/blog/feed/2.atom"


def rendered(*entries: Entry) -> list[bytes]:
    return [atom.render_entry(entry) for entry in entries]


def found(document: bytes, xpath: str) -> list[str]:
    return [str(value) for value in etree.fromstring(document).xpath(xpath, namespaces=NS)]


def links(document: bytes) -> dict[str, str]:
    return dict(zip(found(document, "a:link/@rel"), found(document, "a:link/@href"), strict=True))


@pytest.mark.parametrize("entries", [[], [NOTE], [ARTICLE, NOTE]])
def test_feed_is_valid_by_the_schema_of_rfc_4287(entries: list[Entry]) -> None:
    feed = FEED._replace(author=ADA, subtitle="")
    SCHEMA.assertValid(etree.fromstring(atom.render_atom(feed, rendered(*entries), ARCHIVE_2)))
    SCHEMA.assertValid(etree.fromstring(atom.render_archive(FEED, rendered(*entries), ARCHIVE_2, ARCHIVE_1)))


def test_schema_refuses_what_the_standards_refuse() -> None:
    good = atom.render_archive(FEED, rendered(ARTICLE), ARCHIVE_1)
    for part, wrong in ((b"<fh:archive/>", b"<fh:archive>1</fh:archive>"), (b' ref="', b' source="'), (b"08:00:00Z", b"yesterday")):
        assert part in good
        assert not SCHEMA.validate(etree.fromstring(good.replace(part, wrong)))


def test_feedparser_reads_what_was_written() -> None:
    parsed: Any = feedparser.parse(atom.render_atom(FEED, rendered(ARTICLE, NOTE)))
    article, note = parsed.entries
    assert (parsed.bozo, parsed.feed.title, parsed.feed.subtitle) == (False, "Ada & friends", "What we think")
    assert (article.id, article.link, article.title) == (ARTICLE.uri, ARTICLE.url, "On trees")
    assert (article.published, article.updated) == (ARTICLE.published, ARTICLE.updated)
    assert (article.author_detail.name, article.author_detail.href) == (ADA.name, ADA.url)
    assert article.content[0].value == note.content[0].value == NOTE.content_html
    assert (article.content[0].type, article.content[0].language) == ("text/html", "de-AT")
    assert (note.id, note.title) == (NOTE.uri, "")


def test_note_has_an_empty_title() -> None:
    assert b"<title></title>" in atom.render_entry(NOTE)


def test_feed_was_updated_when_the_latest_entry_was_by_instant_and_not_by_text() -> None:
    later = NOTE._replace(updated="2026-11-23T09:30:00Z")
    assert NOTE.updated > later.updated
    assert found(atom.render_atom(FEED, rendered(NOTE, later)), "a:updated/text()") == [later.updated]


def test_moment_named_in_a_text_is_not_taken_for_the_moment_of_an_update() -> None:
    entry = NOTE._replace(title="<updated>2999-01-01T00:00:00Z</updated>", content_html="<updated>2999-01-01T00:00:00Z</updated>")
    assert found(atom.render_atom(FEED, rendered(entry)), "a:updated/text()") == [NOTE.updated]


def test_empty_feed_has_a_fixed_moment() -> None:
    assert found(atom.render_atom(FEED, []), "a:updated/text()") == ["1970-01-01T00:00:00Z"]


def test_feed_links_itself_its_page_and_the_newest_archive() -> None:
    document = atom.render_atom(FEED, rendered(NOTE), ARCHIVE_2)
    assert found(document, "a:link[@rel='alternate']/@href") == [FEED.url, FEED.json_url]
    assert links(document)["self"] == FEED.atom_url
    assert links(document)["prev-archive"] == ARCHIVE_2


def test_feed_without_archive_links_none() -> None:
    assert "prev-archive" not in links(atom.render_atom(FEED, rendered(NOTE)))


def test_archive_says_so_and_links_backwards_only() -> None:
    document = atom.render_archive(FEED, rendered(NOTE), ARCHIVE_2, ARCHIVE_1)
    assert len(etree.fromstring(document).findall("fh:archive", NS)) == 1
    assert links(document) == {"self": ARCHIVE_2, "current": FEED.atom_url, "alternate": FEED.url, "prev-archive": ARCHIVE_1}
    assert "prev-archive" not in links(atom.render_archive(FEED, rendered(NOTE), ARCHIVE_1))


def test_archive_has_the_identity_of_its_feed() -> None:
    documents = [atom.render_atom(FEED, []), atom.render_archive(FEED, [], ARCHIVE_1)]
    assert [found(document, "a:id/text()") for document in documents] == [[FEED.uri], [FEED.uri]]


def test_author_stands_on_the_feed_where_it_has_one() -> None:
    assert found(atom.render_atom(FEED, rendered(NOTE)), "a:author") == []
    assert found(atom.render_atom(FEED._replace(author=ADA), rendered(NOTE)), "a:author/a:name/text()") == ["Ada"]


def test_reply_names_what_it_answers_by_identity_and_url() -> None:
    document = atom.render_atom(FEED, rendered(ARTICLE))
    assert found(document, "//thr:in-reply-to/@ref") == ["tag:example.org,2026:grace/seeds"]
    assert found(document, "//thr:in-reply-to/@href") == ["https://example.org/blog/@grace/seeds/"]
    assert "https://example.org/blog/@grace/seeds/" in found(document, "//a:entry/a:link[@rel='related']/@href")


def test_reply_to_a_page_elsewhere_names_it_by_its_url() -> None:
    entry = NOTE._replace(relations=(("in_reply_to", "https://example.net/1", ""),))
    assert found(atom.render_atom(FEED, rendered(entry)), "//thr:in-reply-to/@ref") == ["https://example.net/1"]


@pytest.mark.parametrize(("relation", "rel"), [("like_of", "related"), ("bookmark_of", "related"), ("repost_of", "via")])
def test_what_a_post_is_about_is_linked(relation: str, rel: str) -> None:
    document = atom.render_atom(FEED, rendered(NOTE._replace(relations=((relation, "https://example.net/?a=1&b=2", ""),))))
    assert found(document, f"//a:entry/a:link[@rel='{rel}']/@href") == ["https://example.net/?a=1&b=2"]
    assert found(document, "//thr:in-reply-to") == []


def test_spellings_of_a_tag_share_a_term_and_keep_their_labels() -> None:
    tags = (("OpenSource", "https://example.org/tags/opensource/"), ("OPENSOURCE", "https://example.org/tags/opensource/"))
    document = atom.render_atom(FEED, rendered(NOTE._replace(tags=tags)))
    assert found(document, "//a:category/@term") == ["opensource", "opensource"]
    assert found(document, "//a:category/@label") == ["OpenSource", "OPENSOURCE"]
    assert set(found(document, "//a:category/@scheme")) == {"https://example.org/tags/"}


def test_photo_is_an_enclosure() -> None:
    parsed: Any = feedparser.parse(atom.render_atom(FEED, rendered(ARTICLE)))
    (photo,) = parsed.entries[0].enclosures
    assert (photo.href, photo.type, photo.length) == ("https://example.org/blog/@ada/trees/oak.jpg", "image/jpeg", "1234")


def test_content_warning_is_the_summary_and_the_content_stays_complete() -> None:
    parsed: Any = feedparser.parse(atom.render_atom(FEED, rendered(NOTE._replace(summary="Spiders"))))
    assert (parsed.entries[0].summary, parsed.entries[0].content[0].value) == ("Spiders", NOTE.content_html)
    assert b"<summary>" not in atom.render_entry(NOTE)


def test_generator_has_no_version_that_a_release_would_change() -> None:
    generator = etree.fromstring(atom.render_atom(FEED, [])).find("a:generator", NS)
    assert (generator.text, dict(generator.attrib)) == ("microblog", {})


def test_hostile_text_reaches_the_reader_as_text() -> None:
    document = atom.render_atom(FEED, rendered(filled_with(HOSTILE)))
    expected = HOSTILE.translate(dict.fromkeys([0x00, 0x0B, 0x1B, 0xFFFE, 0xFFFF, 0xD800]))
    for path in ("a:id", "a:title", "a:summary", "a:content", "a:author/a:name", "a:author/a:uri"):
        assert found(document, f"//a:entry/{path}/text()") == [expected]
    assert set(found(document, "//a:entry/a:link/@href")) == {expected}
    assert found(document, "//a:category/@label") == [expected]


@given(st.text(st.characters(), max_size=40))
def test_any_text_in_any_field_stays_well_formed_and_valid(text: str) -> None:
    feed = FEED._replace(title=text, subtitle=text, uri=text, url=text, atom_url=text, json_url=text, icon_url=text)
    entry = filled_with(text)._replace(enclosures=((text, "image/png", 1),))
    SCHEMA.assertValid(etree.fromstring(atom.render_atom(feed, rendered(entry), text)))
    SCHEMA.assertValid(etree.fromstring(atom.render_archive(feed, rendered(entry), text, text)))


@given(st.text(st.characters(), max_size=20))
def test_any_language_and_media_type_stay_well_formed(text: str) -> None:
    entry = NOTE._replace(lang=text, enclosures=((text, text, 1),))
    assert etree.fromstring(atom.render_atom(FEED._replace(lang=text), rendered(entry))) is not None
