"""Names, titles and tags of the other direction stand within text as pieces of their own, on every kind of page."""

import pytest

from microblog.content.answers import dump_answers, path_of
from microblog.content.stored_feeds import dump_feed, file_name
from microblog.model.remote import RemoteAnswer, RemoteAnswers, RemoteEntry, RemoteFeed
from tests.conftest import MakeSite
from tests.support.isolation import loose_in_lines, loose_names
from tests.support.pictures import plain
from tests.support.site_tree import build, tree

FEED = "https://elsewhere.example/"
ENTRY = RemoteEntry("urn:x:1", f"{FEED}1", "כותרת רחוקה", "2026-11-13T10:00:00+01:00", "כותב", content_html="<p>x</p>", tags=("תג",))
HOST = "https://s.example/"
ANSWERS = tuple(
    RemoteAnswer(f"mastodon:s.example/{kind}", kind, "mastodon", f"{HOST}@w/1", "ציפור", f"{HOST}@w", "@w@s.example")._replace(
        published="2026-11-02T10:00:00+00:00", content_html="<p>x</p>"
    )
    for kind in ("reply", "like", "repost")
)
SITE: dict[str, str | bytes] = {
    "config.yaml": "title: אתר\nbase_url: https://example.org/\ntag_authority: example.org,2026\npage_size: 2\n",
    "pages/about.md": "---\ntitle: אודות\n---\nWords.",
    "posts/ada/profile.md": "---\nname: עדה\nlocation: חיפה\npronouns: היא\nfollowing: [bob]\nlinks: [{בית: 'https://a.example/'}]\n---\nBio",
    "posts/bob/profile.md": f"---\nname: בוב\nfollowing: [ada, '{FEED}']\n---\n",
    "posts/cy/profile.md": "---\nname: סי\nmoved_to: https://c.example/\n---\n",
    "posts/cy/2026-01-01-a.md": "Gone",
    "posts/ada/a.png": plain(kind="PNG"),
    "posts/ada/2026-11-01-a.md": "---\ntitle: כותרת\ntags: [תה, קפה]\nphoto: {file: a.png, alt: תמונה}\npinned: true\n---\nWords by @bob",
    "posts/ada/2026-11-02-b.md": "---\ntags: [תה]\n---\nA note, after which others come.",
    "posts/bob/2026-11-02-c.md": "---\nin_reply_to: ada/2026-11-01-a\n---\nIndeed @ada",
    "posts/ada/2026-11-03-d.md": "---\nin_reply_to: bob/2026-11-02-c\n---\nYes.",
    "posts/ada/2026-11-03-e.md": "---\nin_reply_to: ada/2026-11-03-d\n---\nAnd more.",
    **{f"posts/bob/2026-11-04-{n}.md": f"---\n{verb}_of: ada/2026-11-0{n}\n---\n" for n, verb in (("1-a", "like"), ("2-b", "repost"))},
    "posts/bob/2026-11-05-l.md": "---\nlike_of: ada/2026-11-02-b\n---\n",
    "posts/bob/2026-11-05-m.md": "---\nlike_of: {url: 'https://x.example/', title: רחוק}\n---\n",
    "posts/bob/2026-11-05-n.md": "---\nbookmark_of: {url: 'https://x.example/', title: רחוק}\ncw: אזהרה\n---\nWords",
    "posts/ada/2026-11-06-q.md": "---\nrepost_of: bob/2026-11-02-c\n---\n",
    "posts/ada/2026-11-07-r.md": "Look:\n\n@bob/2026-11-02-c\n",
    path_of("ada/2026-11-01-a"): dump_answers(RemoteAnswers("ada/2026-11-01-a", ANSWERS)),
    f".microblog/remote/{file_name(FEED)}": dump_feed(RemoteFeed(FEED, f"{FEED}feed", "rss", "מקור", FEED, entries=(ENTRY,))),
}

GREEK = "[\u0370-\u03ff]"


def test_no_name_stands_bare_among_other_words(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    pages = {path: data.decode() for path, data in tree(root / "public").items() if path.endswith(".html")}
    assert len(pages) > 30
    assert {path: loose for path, page in pages.items() if (loose := loose_names(page))} == {}
    assert {path: loose for path, page in pages.items() if (loose := loose_in_lines(page))} == {}


def greek(text: str) -> str:
    """Return text with Greek letters in the place of Hebrew ones: written from the left, and none of a message's own words has them."""
    return text.translate({letter: letter - 0x5D0 + 0x3B1 for letter in range(0x5D0, 0x5EB)})


@pytest.mark.parametrize("lang", ["ar", "fa", "he"])
def test_no_name_from_the_left_stands_bare_in_sentences_from_the_right(make_site: MakeSite, lang: str) -> None:
    root = make_site({name: greek(text) if isinstance(text, str) else text for name, text in SITE.items()})
    (root / "config.yaml").write_text(greek(str(SITE["config.yaml"])) + f"lang: {lang}\n", encoding="utf-8")
    build(root)
    pages = {path: data.decode() for path, data in tree(root / "public").items() if path.endswith(".html")}
    assert len(pages) > 30
    assert {path: loose for path, page in pages.items() if (loose := loose_names(page, GREEK))} == {}
    assert {path: loose for path, page in pages.items() if (loose := loose_in_lines(page, GREEK))} == {}


def test_what_stands_bare_is_found() -> None:
    assert loose_names("<p>by <a href=''>עדה</a>, today</p>") == ["by עדה, today"]
    assert loose_names("<p>عدا α</p>", GREEK) == loose_in_lines("<title>عدا α</title>", GREEK) == ["عدا α"]
    assert loose_in_lines("<title>α</title><title>عدا \u2068α\u2069</title>", GREEK) == []
    assert loose_names("<p>by <bdi>עדה</bdi></p><p>עדה</p><h1 dir=auto>עדה</h1><p><a dir=auto>עדה</a> 1</p>") == []
