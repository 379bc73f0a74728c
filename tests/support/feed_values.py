"""An entry and a feed for the tests of both formats."""

from microblog.formats.feeds import Entry, Feed, FeedAuthor

ADA = FeedAuthor("Ada", "https://example.org/blog/@ada/", "https://example.org/blog/@ada/avatar.svg")
HOSTILE = (
    "]]> <![CDATA[ </entry> & &amp; \"quoted\" 'single' \x00\x0b\x1b\x7f\x85 \u2028\ufffe\uffff\ud800 \u202eRTL عربي 👩\u200d🚀 \U0001fffe"
)

NOTE = Entry(
    uri="tag:example.org,2026:ada/hello",
    url="https://example.org/blog/@ada/hello/",
    title="",
    published="2026-11-23T10:00:00+01:00",
    updated="2026-11-23T10:00:00+01:00",
    author=ADA,
    content_html="<p>Hello, <b>world</b> &amp; all</p>",
    summary="",
    text="Hello, world & all",
    lang="en",
    tags=(),
    relations=(),
    enclosures=(),
)
ARTICLE = NOTE._replace(
    uri="tag:example.org,2026:ada/trees",
    url="https://example.org/blog/@ada/trees/",
    title="On trees",
    updated="2026-11-24T08:00:00Z",
    lang="de-AT",
    tags=(("OpenSource", "https://example.org/blog/tags/opensource/"),),
    relations=(
        ("in_reply_to", "https://example.org/blog/@grace/seeds/", "tag:example.org,2026:grace/seeds"),
        ("bookmark_of", "https://example.net/?a=1&b=2", ""),
    ),
    enclosures=(("https://example.org/blog/@ada/trees/oak.jpg", "image/jpeg", 1234),),
)
FEED = Feed(
    uri="tag:example.org,2026:feed/",
    title="Ada & friends",
    subtitle="What we think",
    lang="en",
    url="https://example.org/blog/",
    atom_url="https://example.org/blog/feed.atom",
    json_url="https://example.org/blog/feed.json",
    author=None,
    icon_url="https://example.org/blog/icon-512.png",
)


def filled_with(text: str) -> Entry:
    """Return an entry that has the text in every field an author can write."""
    return NOTE._replace(
        uri=text,
        url=text,
        title=text,
        author=FeedAuthor(text, text, text),
        content_html=text,
        summary=text,
        text=text,
        tags=((text, text),),
        relations=(("in_reply_to", text, text), ("like_of", text, "")),
        enclosures=((text, text, 1),),
    )
