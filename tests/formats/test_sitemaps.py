import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from microblog.formats import sitemaps
from tests.conftest import ROOT
from tests.support.feed_values import HOSTILE

SCHEMAS = ROOT / "tests" / "support" / "schemas"
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def valid(document: bytes, schema: str) -> etree._Element:
    root = etree.fromstring(document)
    etree.XMLSchema(etree.parse(SCHEMAS / schema)).assertValid(root)
    return root


def test_list_of_pages_is_valid_and_says_when_each_changed() -> None:
    pages = [("https://example.org/@ada/a/", "2026-11-23T10:00:00+01:00"), ("https://example.org/@ada/b/", "2026-11-23")]
    root = valid(sitemaps.render_urlset(pages), "sitemap.xsd")
    assert [(url.findtext("s:loc", "", NS), url.findtext("s:lastmod", "", NS)) for url in root] == pages


def test_page_that_nobody_dated_has_no_lastmod() -> None:
    root = valid(sitemaps.render_urlset([("https://example.org/users/", "")]), "sitemap.xsd")
    assert [child.tag for child in root[0]] == ["{http://www.sitemaps.org/schemas/sitemap/0.9}loc"]


def test_index_is_valid_and_names_its_parts() -> None:
    parts = ["https://example.org/sitemaps/pages-1.xml", "https://example.org/sitemaps/posts-1.xml"]
    root = valid(sitemaps.render_index(parts), "siteindex.xsd")
    assert root.xpath("s:sitemap/s:loc/text()", namespaces=NS) == parts


def test_url_with_an_ampersand_is_escaped() -> None:
    root = valid(sitemaps.render_urlset([("https://example.org/@ada/a&b/", "")]), "sitemap.xsd")
    assert root.findtext("s:url/s:loc", "", NS) == "https://example.org/@ada/a&b/"


def test_more_urls_than_the_protocol_allows_are_refused() -> None:
    full = [("https://example.org/", "")] * sitemaps.MAX_URLS
    assert sitemaps.render_urlset(full).count(b"<url>") == 50_000
    with pytest.raises(ValueError, match="at most 50000 URLs, not 50001"):
        sitemaps.render_urlset([*full, ("https://example.org/1", "")])
    with pytest.raises(ValueError, match="50001"):
        sitemaps.render_index(["https://example.org/sitemap.xml"] * 50_001)


@given(st.text(st.characters(), max_size=40) | st.just(HOSTILE))
def test_any_text_stays_well_formed(text: str) -> None:
    assert len(etree.fromstring(sitemaps.render_urlset([(text, text)]))) == 1
    assert len(etree.fromstring(sitemaps.render_index([text]))) == 1
