"""Where a page takes webmentions: the cases of webmention.rocks as local pages, and more."""

from http.server import BaseHTTPRequestHandler

import pytest

from microblog.web.client import Client
from microblog.web.connections import Limits
from microblog.web.documents import Answer, Fault
from microblog.webmention import discovery, links
from microblog.webmention.discovery import discover
from microblog.webmention.links import header_links, page_link, page_link_apart
from tests.support.feed_server import FeedServer, redirect, text


@pytest.fixture
def server(server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> FeedServer:
    """Answer anew; pages are read in this process, which is quicker, and held below to be the same."""
    monkeypatch.setattr(discovery, "page_link_apart", page_link)
    return server


def found(server: FeedServer, target: str = "/test") -> str:
    """Discover, and return the endpoint without the server's own address."""
    endpoint = discover(f"{server.url}{target}", Client([server.place], Limits(seconds=60)).read).endpoint
    return endpoint.removeprefix(server.url)


PAGE = "<!doctype html><html><head>{head}</head><body>{body}</body></html>"

ROCKS: dict[str, tuple[dict[str, str], str, str]] = {  # name: headers, page, endpoint
    "1 Link header, unquoted rel, relative": ({"Link": "</e/1>; rel=webmention"}, "", "/e/1"),
    "2 Link header, unquoted rel, absolute": ({"Link": "<HERE/e/2>; rel=webmention"}, "", "/e/2"),
    "3 HTML link, relative": ({}, '<link rel="webmention" href="/e/3">', "/e/3"),
    "4 HTML link, absolute": ({}, '<link rel="webmention" href="HERE/e/4">', "/e/4"),
    "5 HTML a, relative": ({}, 'This <a rel="webmention" href="/e/5">a tag</a> has it', "/e/5"),
    "6 HTML a, absolute": ({}, '<a rel="webmention" href="HERE/e/6">a</a>', "/e/6"),
    "7 Link header with strange casing": ({"LinK": "<HERE/e/7>; rel=webmention"}, "", "/e/7"),
    "8 Link header, quoted rel": ({"Link": '<HERE/e/8>; rel="webmention"'}, "", "/e/8"),
    "9 several rel values on a link": ({}, '<link rel="webmention somethingelse" href="HERE/e/9">', "/e/9"),
    "10 several rel values on a Link header": ({"Link": '<HERE/e/10>; rel="webmention somethingelse"'}, "", "/e/10"),
    "11 Link header, link and a": (
        {"Link": "</e/11>; rel=webmention"},
        '<link rel="webmention" href="/wrong"><a rel="webmention" href="/wrong">a</a>',
        "/e/11",
    ),
    "12 rel=not-webmention": ({}, '<link rel="not-webmention" href="/wrong"><link rel="webmention" href="/e/12">', "/e/12"),
    "13 false endpoint in a comment": (
        {},
        '<!-- <a href="/wrong" rel="webmention"></a> --><a href="/e/13" rel="webmention">correct</a>',
        "/e/13",
    ),
    "14 false endpoint in escaped HTML": (
        {},
        '<code>&lt;a href="/wrong" rel="webmention"&gt;&lt;/a&gt;</code><a href="/e/14" rel="webmention">correct</a>',
        "/e/14",
    ),
    "15 empty href": ({}, '<link rel="webmention" href="">', "/test"),
    "16 a before link": ({}, '<a href="/e/16" rel="webmention">a</a><link rel="webmention" href="/wrong">', "/e/16"),
    "17 link before a": ({}, '<link rel="webmention" href="/e/17"><a href="/wrong" rel="webmention">a</a>', "/e/17"),
    "19 one Link header with several values": ({"Link": '</other>; rel="other", </e/19>; rel="webmention"'}, "", "/e/19"),
    "20 link without href": ({}, '<link rel="webmention"><a href="/e/20" rel="webmention">a</a>', "/e/20"),
    "21 query string": ({}, '<link rel="webmention" href="/e/21?query=yes&amp;more=1">', "/e/21?query=yes&more=1"),
    "none": ({}, '<link rel="stylesheet" href="/webmention">', ""),
}


@pytest.mark.parametrize("name", ROCKS)
def test_endpoint_is_found_as_webmention_rocks_wants_it(server: FeedServer, name: str) -> None:
    headers, body, endpoint = ROCKS[name]
    here = {header: value.replace("HERE", server.url) for header, value in headers.items()}
    server["/test"] = text(PAGE.format(head="", body=body.replace("HERE", server.url)), **here)
    assert found(server) == endpoint


def test_18_several_link_headers(server: FeedServer) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        for value in ("</wrong>; rel=other", "</e/18>; rel=webmention"):
            handler.send_header("Link", value)
        handler.end_headers()

    server["/test"] = answer
    assert found(server) == "/e/18"


def test_22_endpoint_is_relative_to_the_path(server: FeedServer) -> None:
    server["/test/22"] = text('<link rel="webmention" href="22/endpoint">')
    assert found(server, "/test/22") == "/test/22/endpoint"


def test_23_page_redirects_and_the_endpoint_is_relative(server: FeedServer) -> None:
    server["/test/23/page"] = redirect("/there/page#part")
    server["/there/page"] = text('<link rel="webmention" href="endpoint">')
    assert found(server, "/test/23/page") == "/there/endpoint"


@pytest.mark.parametrize(
    ("header", "targets"),
    [
        ("<a>; rel=webmention", ["a"]),
        ("<a>;rel=WebMention", ["a"]),
        ('<a>; REL="x webmention y"', ["a"]),
        ('<a>; title="b, <c>; rel=webmention"; rel=other, <d>; rel=webmention', ["d"]),
        ('<a,b;c>; rel="webmention"', ["a,b;c"]),
        (r'<a>; title="a \" b"; rel="webmention"', ["a"]),
        ("<a>; rel=other; rel=webmention", []),  # the first counts
        ('<a>; rel=webmention; anchor="/other"', []),
        ("<>; rel=webmention", [""]),
        ("a; rel=webmention", []),
        ("<a; rel=webmention", []),
        ("<a>", []),
        ("", []),
        (",,;;,<a> ; rel = webmention", ["a"]),
        ('<a>; rel="webmention', []),
    ],
)
def test_link_header_is_read_by_its_grammar(header: str, targets: list[str]) -> None:
    assert list(header_links(header, "webmention")) == targets


def page(html: str, url: str = "https://x.example/a/b") -> Answer:
    return Answer(url, 200, {"content-type": "text/html; charset=utf-8"}, html.encode())


@pytest.mark.parametrize(
    ("html", "link"),
    [
        ("<LINK REL=WebMention HREF=e>", "https://x.example/a/e"),
        ("<a rel=webmention href>here</a>", "https://x.example/a/b"),
        ("<base href=/c/><link rel=webmention href=e>", "https://x.example/c/e"),
        ("<base href=https://y.example/><link rel=webmention href=e>", "https://y.example/e"),
        ("<link rel=webmention href=//y.example/e>", "https://y.example/e"),
        ("<script>'<link rel=webmention href=no>'</script>", None),
        ("<textarea><a rel=webmention href=no></textarea><a rel=webmention href=e>", "https://x.example/a/e"),
        ("<title><link rel=webmention href=no></title>", None),
        ("<template><link rel=webmention href=no></template><link rel=webmention href=e>", "https://x.example/a/e"),
        ("<link rel=webmention href=e href=no>", "https://x.example/a/e"),
        ("<link rel=webmention href='\n e \n'>", "https://x.example/a/e"),
        ("<area rel=webmention href=no>", None),
        ("<!-- <link rel=webmention href=no>", None),
        ("<![if x]><![\x00y><link rel=webmention href=e>", "https://x.example/a/e"),
        ("<![CDATA[<link rel=webmention href=no>]]><link rel=webmention href=e>", "https://x.example/a/e"),
    ],
)
def test_page_is_read_as_browsers_read_it(html: str, link: str | None) -> None:
    assert page_link(page(html), "webmention") == link


def test_page_is_read_apart_as_it_would_be_here() -> None:
    given = page("<p>é</p><link rel=webmention href=é>")
    assert page_link_apart(given, "webmention") == page_link(given, "webmention") == "https://x.example/a/é"


def test_page_without_the_word_costs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "read_apart", lambda *_: pytest.fail("a process was started"))
    assert page_link_apart(page("<a href=x>hello</a>"), "webmention") is None
    picture = Answer("https://x.example/", 200, {"content-type": "image/png"}, b"<link rel=webmention href=e>")
    assert page_link_apart(picture, "webmention") is None


def test_page_that_keeps_its_reader_busy_is_left() -> None:
    with pytest.raises(Fault, match="takes longer than"):
        page_link_apart(page("webmention" + "<a " * 300_000), "webmention", seconds=0.05)


def test_endpoint_that_is_no_web_address_is_none(server: FeedServer) -> None:
    for endpoint in ("ftp://x.example/", "javascript:alert(1)", "http://[", "mailto:x@example.org"):
        server["/test"] = text(f'<link rel="webmention" href="{endpoint}">')
        assert found(server) == ""
