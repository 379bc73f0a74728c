"""Edits of a site, and the comparison of what a build makes of them with a build from nothing."""

import difflib
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from microblog.content.answer_avatars import avatar_name, avatar_path
from microblog.content.answers import KINDS, dump_answers, path_of
from microblog.content.stored_feeds import dump_feed, file_name
from microblog.errors import ContentError
from microblog.model.remote import RemoteAnswer, RemoteAnswers, RemoteEntry, RemoteFeed
from microblog.sources.ledgers import dump_line
from tests.support.pictures import plain
from tests.support.site_tree import build, tree

MENU = "menu: [{About: about.md}, {Tea: /tags/python/}, {Deep: /deep/}, {One: /@ada/2026-11-01-one/}, {Web: https://example.com/}]\n"

CONFIG = """title: A club
base_url: https://example.org/club/
tag_authority: example.org,2026
page_size: 2
home_size: 4
feed_size: 2
answer_avatars: true
"""


def assert_same(left: Mapping[str, bytes], right: Mapping[str, bytes]) -> None:
    assert sorted(left) == sorted(right), sorted(set(left) ^ set(right))
    for path, data in left.items():
        if data != right[path]:
            old, new = (side.decode(errors="replace").splitlines() for side in (right[path], data))
            pytest.fail("\n".join(difflib.unified_diff(old, new, f"clean/{path}", f"incremental/{path}", lineterm="")))


PICTURES = [
    data.decode("latin-1") for data in (plain("red"), plain("blue", (600, 90)), plain("blue", (600, 90))[:-20], plain("red", kind="PNG"))
]

FACES = [plain(colour, (120, 100), "PNG").decode("latin-1") for colour in ("red", "blue")]

HANDLES = ("ada", "bob", "cy")

STEMS = ("2026-11-01-one", "2026-11-02-two", "2026-10-03-three", "2025-01-04-four", "2026-11-23-1200-five", "2027-01-01-later")

LITTER = (
    *(
        "static/.notes.txt.swp",
        "static/notes.txt~",
        "static/#notes.txt#",
        "static/.DS_Store",
        "static/.git/config",
        "static/deep/Thumbs.db",
    ),
    *("static/.~lock.notes.txt#", "posts/ada/.2026-11-01-one.md.swo", "posts/ada/2026-11-01-one.md~", "posts/bob/.#2026-11-02-two.md"),
    *(
        "posts/ada/__pycache__/one.md",
        "posts/ada/._cat.jpg",
        "templates/.404.html.swp",
        "templates/404.html~",
        "pages/about.md~",
        "feeds/fen.json~",
        "posts/ada/README.md",
        "posts/ada/_index.md",
    ),
)

HIDDEN = (
    *("pages/.hidden.md", "static/.well-known/security.txt", "templates/.part.html", "posts/ada/.2026-11-01-hidden.md"),
    "feeds/.feed.json",
)

handles = st.sampled_from(HANDLES)

bundles = st.builds("posts/{}/{}/index.md".format, handles, st.sampled_from(("2026-11-01-one", "2026-11-06-six")))

posts = st.one_of(
    st.builds("posts/{}/{}.md".format, handles, st.sampled_from(STEMS)),
    st.builds("posts/{}/{}.md".format, handles, st.sampled_from(STEMS)),
    st.builds("posts/{}.md".format, st.sampled_from(STEMS)),
    bundles,
    st.sampled_from(["posts/2026/2026-11-07-year.md", "posts/ada/2026/11/08-day.md", "posts/ada/undated.md"]),
)

lines = st.sampled_from(
    [
        "title: A *title*",
        "tags: [Python, photo]",
        "tags: python",
        "tags: [PYTHON, hello world]",
        "tags: hello-world",
        "author: cy",
        "slug: x",
        "draft: true",
        "lang: he",
        "in_reply_to: ada/2026-11-01-one",
        "in_reply_to: ada/2026-11-01-one",
        "in_reply_to: bob/2026-11-02-two",
        "in_reply_to: cy/2026-10-03-three",
        "in_reply_to: bob/x",
        "like_of: ada/2026-11-01-one",
        "repost_of: bob/2026-11-02-two",
        "bookmark_of: ada/2025-01-04-four",
        "like_of: https://example.com/x",
        "photo: {file: cat.jpg, alt: A cat}",
        'photo: [{file: face.png, alt: ""}, {file: cat.jpg, alt: A cat}]',
        "cw: spiders",
        "pinned: true",
        "slug: other",
        "date: 2026-11-10T10:00",
        "date: 2026-11-01",
        "date: 2026-11-01T00:00:00Z",
        "date: 2026-11-24T11:59:59Z",
        "id: moved",
        'id: "tag:example.org,2026:moved"',
        'id: "tag:other.example,2020:x"',
        "updated: 2026-11-24",
        "unlisted: true",
        "unlisted: true",
        "unlisted: true",
        "aliases: [/old/, /older.html]",
        "aliases: /old/",
        "aliases: /notes.txt/",
        "permalink: /@bob/2026-11-02-two/",
        "redirect_from: /elsewhere/",
        "published: false",
        "status: hidden",
        "publishDate: 2027-01-01",
        "expiryDate: 2026-11-12",
        "expiryDate: 2026-11-24T12:00:01Z",
        "created: 2026-11-12",
        "categories: [photo, Hello World]",
        "summary: In short.",
        "description: In other words.",
        "author: Ada L",
        "author: bob",
        "cover: wish.png",
        "image: {src: face.png, alt: A face}",
    ]
)

quotes = ("So:\n/@ada/2026-11-01-one/", "@bob/2026-11-02-two\n@cy/x", "https://example.org/club/@ada/2025-01-04-four/")

blocks = (
    "## Tea {#pot}\n\n[up](#pot) [on](#cups-1)\n\n# Cups\n# Cups",
    "1. a\n  - b\n  > c\n\n<details>\n\n- *d*\n\n</details> %%e%%",
    "| a |\n|---|\n| `b\\|c` |\n\n#\u0645\u06cc\u200c\u062e https://a.example/b*c*d\\\nend",
)

links = (
    "[[Me]] [[about]] [[three]] [a](/old/) [b](/now/)",
    "[c](/deep/two/) [d](/@ada/home/) [e](2026-11-01-one.md) [[2026-11-02-two]]",
)

texts = st.sampled_from(
    [
        "Hello @ada and @bob.",
        "#Python, again",
        "Just text.",
        "![A cat](cat.jpg)",
        "![A cat](CAT.jpg) [plan](my%20plan.txt)",
        "![](cat.jpg) ![B](../bob/cat.jpg)",
        "One\ntwo[^1]\n\n[^1]: note",
        "",
        *quotes,
        *blocks,
        *links,
    ]
)


def post_text(front: list[str], text: str) -> str:
    keys = {line.partition(":")[0]: line for line in front}
    return "---\n" + "".join(f"{line}\n" for line in keys.values()) + f"---\n{text}\n"


def stored_feed(target: str, title: str, days: list[int]) -> tuple[str, str]:
    """Return file and text of a feed of another site."""
    entries = (RemoteEntry(f"urn:{day}", "", "", f"2026-11-{day:02}T10:00:00Z", "", content_html=f"{title} {day}") for day in days)
    feed = RemoteFeed(target, "https://fen.example/feed", "rss", title, "", entries=tuple(entries))
    return f"feeds/{file_name(target)}", dump_feed(feed).decode()


remote_feeds = st.builds(
    stored_feed,
    st.sampled_from(["https://fen.example/", "@wren@social.example"]),
    st.sampled_from(["Fen", "Moor"]),
    st.lists(st.sampled_from([1, 3, 20, 23]), max_size=3, unique=True),
)


def _avatar_of(who: str) -> str:
    return f"https://s.example/{who}.png"


def stored_answers(handle: str, stem: str, said: list[tuple[str, str, int]]) -> tuple[str, str]:
    """Return file and text of answers from another site."""
    ref = f"{handle}/{stem}"
    answers = [
        RemoteAnswer(
            f"mastodon:s.example/{at}", kind, "mastodon", f"https://s.example/@{who}/{at}", who, f"https://s.example/@{who}"
        )._replace(
            handle=f"@{who}@s.example",
            avatar=_avatar_of(who),
            published=f"2026-11-{day:02}T10:00:00Z",
            parent="mastodon:s.example/0",
            content_html=f"Said by {who}",
        )
        for at, (kind, who, day) in enumerate(said)
    ]
    return path_of(ref), dump_answers(RemoteAnswers(ref, tuple(answers))).decode()


remote_answers = st.builds(
    stored_answers,
    handles,
    st.sampled_from(STEMS[:3]),
    st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(["wren", "finch"]), st.sampled_from([1, 3, 23])), max_size=3),
)


def ledger(handle: str, lines: list[tuple[str, str, str, int]]) -> tuple[str, str]:
    """Return file and text of a ledger, most of whose lines are about copies of posts."""
    entries = [
        {"post": post, "to": to, "account": "a", "part": part, "state": state, "url": f"https://{to}.example/{len(post)}"}
        for post, to, state, part in lines
    ]
    return f"sent/{handle}.jsonl", "".join(f"{dump_line(entry).decode()}\n" for entry in entries)


ledgers = st.builds(
    ledger,
    handles,
    st.lists(
        st.tuples(
            st.sampled_from([*(f"{handle}/{stem}" for handle in HANDLES[:2] for stem in STEMS[:2]), "moved", "cy/2026-11-02-two"]),
            st.sampled_from(["mastodon", "mastodon", "bluesky", "webmention"]),
            st.sampled_from(["sending", "sent", "sent", "sent", "deleted", "gone"]),
            st.sampled_from([0, 0, 0, 1]),
        ),
        max_size=4,
    ),
)

post_texts = st.builds(post_text, st.lists(lines, max_size=4), texts)

profile_lines = st.sampled_from(
    [
        "name: Ada L",
        "name: Bob",
        "timezone: Asia/Tokyo",
        "lang: de",
        "avatar: face.png",
        "moved_to: https://new.example/@ada/",
        "moved_to: https://example.org/club/@ada/",
        "following: [ada, bob]",
        "following: [cy]",
        "following: [ada, 'https://fen.example/', '@wren@social.example']",
        "following: 'https://fen.example/'",
        "following: [ada, cy]",
        "muted: [cy]",
        "muted: [ada, bob]",
        "blocked: [bob]",
        "blocked: [ada, cy]",
        "blocked: bobb",
        "blocked: '@wren@s.example'",
        "did: did:plc:abcdefghijklmnopqrstuvwx",
        "fediverse: '@ada@social.example'",
        "links: ['https://social.example/@a', 'https://example.com/']",
    ]
)

page_lines = st.sampled_from(
    [
        *("title: About", "title: Zebra", "slug: now", "slug: deep", "draft: true", "date: 2027-01-01", "date: 2026-11-24T11:30:00Z"),
        *("unlisted: true", "updated: 2026-11-24", "lang: he", "summary: What this is", "mood: calm"),
        *("aliases: [/old/, Me]", "aliases: /@ada/2026-11-01-one/", "permalink: /older.html", "redirect_from: [/deep/, /now/]"),
    ]
)

page_texts = st.builds(post_text, st.lists(page_lines, max_size=3), st.one_of(texts, st.just("# Heading\nText, by @dee.")))

standing = st.sampled_from(
    ["pages/about.md", "pages/about.md", "pages/deep.md", "pages/deep/index.md", "pages/deep/two.md", "pages/_not.md"]
)

profile_texts = st.builds(post_text, st.lists(profile_lines, max_size=3), st.sampled_from(["A bio.", "Friend of @cy", links[1], ""]))

tombstones = st.lists(
    st.builds(
        '{{"post":"{0}/{1}","id":"{0}/{1}","at":"2026-11-{2}T10:00:00Z","aliases":["{3}"]}}\n'.format,
        handles,
        st.sampled_from((*STEMS[:3], "x", "2026-11-01-one/cat.jpg", "old.html")),
        st.sampled_from((10, 23)),
        st.sampled_from(("/gone/", "/old/", "/older.html", "/@ada/2026-11-01-one/")),
    ),
    max_size=3,
    unique=True,
).map("".join)

files = st.one_of(
    st.tuples(posts, post_texts),
    st.tuples(posts, post_texts),
    st.tuples(posts, post_texts),
    st.tuples(st.builds("posts/{}/profile.md".format, handles), profile_texts),
    st.tuples(st.builds("posts/{}/cat.jpg".format, handles), st.sampled_from(PICTURES)),
    st.tuples(st.builds("posts/{}/face.png".format, handles), st.sampled_from(FACES)),
    st.tuples(standing, page_texts),
    st.tuples(st.sampled_from(["pages/cat.jpg", "pages/deep/cat.jpg"]), st.sampled_from(PICTURES)),
    st.tuples(st.sampled_from(["static/about/index.html", "static/deep/notes.txt", "static/now"]), st.just("mine")),
    st.tuples(st.builds("posts/{}/{}".format, handles, st.sampled_from(["CAT.JPG", "my%20plan.txt"])), st.sampled_from(PICTURES[:2])),
    st.tuples(st.builds("posts/{}/wish.png".format, handles), st.sampled_from(FACES)),
    remote_feeds,
    st.builds(lambda feed: (feed[0], "damaged"), remote_feeds),
    remote_answers,
    st.tuples(
        st.sampled_from([avatar_path(avatar_name(_avatar_of(who))) for who in ("wren", "finch")]), st.sampled_from([*FACES, "damaged"])
    ),
    ledgers,
    st.builds(lambda sent: (sent[0], sent[1][:-3]), ledgers),
    st.builds(lambda answers: (answers[0], "damaged"), remote_answers),
    st.tuples(st.sampled_from(["posts/ada/forgotten.jsonl", "posts/bob/forgotten.jsonl", "posts/forgotten.jsonl"]), tombstones),
    st.tuples(st.just("static/notes.txt"), st.sampled_from(["a", "b"])),
    st.tuples(st.just("static/robots.txt"), st.just("mine")),
    st.tuples(st.sampled_from(LITTER), st.sampled_from(["left over", "left over again"])),
    st.tuples(st.sampled_from(HIDDEN), st.sampled_from(["hidden", "hidden too"])),
    st.tuples(st.just("templates/404.html"), st.sampled_from(["{{ site.title }}", "gone"])),
    st.tuples(
        st.just("config.yaml"),
        st.sampled_from(
            [
                CONFIG,
                CONFIG + "timezone: Asia/Tokyo\n",
                CONFIG + "author: ada\nusers: {dee: {name: D, following: [ada]}}\n",
                CONFIG.replace("club", "team"),
                CONFIG + MENU,
                CONFIG + "menu: []\n",
                CONFIG + "ignore: ['*/*four.md', bob/cat.jpg]\n",
                CONFIG.replace("/club/", "/") + "author: ada\ndid: did:web:example.org\nfediverse: alias\n",
                CONFIG + "fediverse: bridgy\n",
                CONFIG.replace("answer_avatars: true", "blocked: [wren@s.example]"),
            ]
        ),
    ),
)


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def toggle(path: Path, line: str) -> None:
    """Put a line into a post's front matter, or take it out, and change nothing else."""
    _, front, text = path.read_text(encoding="latin-1").split("---\n", 2)
    front = front.replace(f"{line}\n", "") if f"{line}\n" in front else "".join([*_without(front, line), f"{line}\n"])
    write(path, f"---\n{front}---\n{text}".encode("latin-1"))


def _without(front: str, line: str) -> list[str]:
    """Return the other keys: none may be there twice."""
    return [other for other in front.splitlines(keepends=True) if other.partition(":")[0] != line.partition(":")[0]]


def outcome(root: Path, options: Mapping[str, Any]) -> list[str] | dict[str, bytes]:
    """Build; give the problems, or the output and the warnings."""
    try:
        report = build(root, **options)
    except ContentError as error:
        return [str(problem) for problem in error.problems if not problem.is_warning]
    return tree(root / "public") | {"warnings": "\n".join(map(str, report.warnings)).encode()}


def sources_of(root: Path) -> dict[str, bytes]:
    return {path: data for path, data in tree(root).items() if not path.startswith(("public/", ".microblog/"))}


def clean_outcome(files: Mapping[str, bytes], elsewhere: Path, options: Mapping[str, Any]) -> list[str] | dict[str, bytes]:
    """Build the same files from nothing."""
    for path, data in files.items():
        write(elsewhere / path, data)
    result = outcome(elsewhere, options)
    shutil.rmtree(elsewhere)
    return result


def restore(root: Path, files: Mapping[str, bytes]) -> None:
    """Take back what broke the site, so that the script goes on from a good one."""
    for path in sources_of(root).keys() - files.keys():
        (root / path).unlink()
    for path, data in files.items():
        write(root / path, data)
