"""Where a post lies, and what it refers to."""

import pytest

from microblog.content.posts import parse_post
from microblog.model.nouns import AuthorDefaults, Config, Link, Post

HELLO = "posts/ada/2026-11-23-hello.md"
CONFIG = Config(base_url="https://example.org/x/")


def parse(content: str, path: str = HELLO, config: Config = CONFIG, **defaults: AuthorDefaults) -> tuple[Post, list[str]]:
    post, problems = parse_post(path, content.encode(), config, defaults)
    assert post, problems
    return post, [str(problem) for problem in problems]


def complain(content: str, path: str = HELLO, config: Config = CONFIG) -> list[str]:
    _, problems = parse_post(path, content.encode(), config, {})
    return [str(problem) for problem in problems]


def front(keys: str) -> str:
    return f"---\n{keys}\n---\n"


@pytest.mark.parametrize(
    ("path", "keys", "permalink"),
    [
        ("posts/ada/hello.md", "", "@ada/hello/"),
        ("posts/ada/My notes/Grüße & so.md", "", "@ada/My-notes/Grüße---so/"),
        ("posts/ada/notes/hello.md", "slug: hi", "@ada/notes/hi/"),
        ("posts/ada/0123.md", "slug: 0456", "@ada/0456/"),
        ("posts/ada/notes/feed.md", "", "@ada/notes/feed/"),
        ("posts/ada/media/x.md", "", "@ada/media/x/"),
        ("posts/ada/page/two.md", "", "@ada/page/two/"),
        ("posts/ada/feed/x.md", "", "@ada/feed/x/"),
        ("posts/ada/2026-11-23-tea/index.md", "", "@ada/2026-11-23-tea/"),
        ("posts/ada/notes/tea/index.md", "slug: hi", "@ada/notes/hi/"),
        ("posts/ada/feed.md", "slug: my-feed", "@ada/my-feed/"),
        ("posts/ada/x.md", "slug: gru\u0308n", "@ada/grün/"),
    ],
)
def test_url_is_the_path_below_the_authors_folder(path: str, keys: str, permalink: str) -> None:
    assert parse(front(f"date: 2026-11-23\n{keys}"), path)[0].permalink == permalink


@pytest.mark.parametrize(
    ("path", "keys", "said"),
    [
        (
            HELLO,
            "slug: Hello World!",
            ":3: `slug: Hello World!` has a character other than letters, digits, `.`, `_` and `-`; write slug: Hello-World",
        ),
        (HELLO, "slug: ../../etc/passwd", ":3: `slug: ../../etc/passwd` "),
        (HELLO, "slug: a/b", "write slug: a-b"),
        (HELLO, "slug: con", "`slug: con` is a device's name on Windows; write slug: con-post"),
        (HELLO, "slug: ..", "has no letter or digit; write slug: hello"),
        (HELLO, "slug: .hidden", "starts or ends with a dot; write slug: hidden"),
        (HELLO, "slug: " + "a" * 201, "is longer than 200 bytes"),
        (
            "posts/ada/???.md",
            "",
            "posts/ada/???.md:1: the file's name has no letter or digit, so it cannot stand in a URL; rename the file, or add a `slug:`",
        ),
        ("posts/ada/aux/x.md", "", "posts/ada/aux/x.md:1: the folder's name `aux` is a device's name on Windows"),
        (
            "posts/ada/feed.md",
            "",
            "the post's URL /@ada/feed/ is in the way of the author's own /@ada/feed/; write, for example, slug: feed-post",
        ),
        ("posts/ada/Home.md", "", "the post's URL /@ada/Home/ is in the way of the author's own /@ada/home/"),
        ("posts/ada/feed.atom.md", "", "is in the way of the author's own /@ada/feed.atom; write, for example, slug: feed-post"),
        ("posts/ada/avatar.svg.md", "", "is in the way of the author's own /@ada/avatar.svg"),
        ("posts/ada/Avatar.svg/x.md", "", "is in the way of the author's own /@ada/avatar.svg; rename the folder Avatar.svg"),
        ("posts/ada/page/2.md", "", "the post's URL /@ada/page/2/ is in the way of the author's own /@ada/page/; rename the folder page"),
        ("posts/ada/x.md", "slug: feed.json", "is in the way of the author's own /@ada/feed.json"),
        ("posts/ada/feed/1.atom.md", "", "is in the way of the author's own /@ada/feed/"),
        ("posts/ada/feed/1.JSON/x.md", "", "is in the way of the author's own /@ada/feed/"),
        (HELLO, "slug: followers", f"{HELLO}:3: the post's URL /@ada/followers/ is in the way"),
        (
            "posts/ada/media/page/x.md",
            "",
            "the post's URL /@ada/media/page/x/ is in the way of the author's own /@ada/media/; rename the folder media",
        ),
    ],
)
def test_url_that_cannot_be_is_an_error_that_proposes_another(path: str, keys: str, said: str) -> None:
    assert said in complain(front(f"date: 2026-11-23\n{keys}"), path)[0]


@pytest.mark.parametrize(
    "written",
    [
        "grace/hi",
        "'@grace/hi'",
        "/@grace/hi",
        "/@grace/hi/",
        "grace/hi/",
        "https://example.org/x/@grace/hi/",
        "'https://example.org/x/@grace/hi#top'",
        "{url: grace/hi}",
    ],
)
def test_post_of_this_site_is_named_in_many_ways(written: str) -> None:
    assert parse(front(f"in_reply_to: {written}"))[0].links == (Link("in_reply_to", "grace/hi", "", 2),)


def test_local_target_with_other_scripts_is_decoded() -> None:
    assert parse(front("like_of: https://example.org/x/@grace/Gr%C3%BC%C3%9Fe/"))[0].links[0].target == "grace/Grüße"


def test_targets_elsewhere_keep_their_address_and_title() -> None:
    post, _ = parse(front("like_of: [{url: https://a.example/@b/c, title: 0123}, https://example.org/y/@ada/x]"))
    assert post.links == (
        Link("like_of", "https://a.example/@b/c", "0123", 2),
        Link("like_of", "https://example.org/y/@ada/x", "", 2),
    )


@pytest.mark.parametrize(
    "written",
    ["grace", "hi there", "javascript:alert(1)", "mailto:a@b.example", "//x/y", "../grace/hi", "Grace/hi", "https://", '"https://a b/"'],
)
def test_target_that_is_neither_post_nor_address_is_an_error(written: str) -> None:
    assert complain(front(f"bookmark_of: {written}"))[0].startswith(f"{HELLO}:2: `bookmark_of` ")


@pytest.mark.parametrize("written", ["old/place", "a.b_c-1", "ärger/x", "0123"])
def test_id_may_be_given(written: str) -> None:
    assert parse(front(f"id: {written}"))[0].id == written


@pytest.mark.parametrize("written", ["a//b", "/a", "a/", "a/../b", ".", "a b", "'a:b'", "'a?b'", "'<b>'"])
def test_id_that_cannot_be_one_is_an_error(written: str) -> None:
    assert "cannot be an identity" in complain(front(f"id: {written}"))[0]


def test_identity_is_the_same_in_every_unicode_form_of_the_files_name() -> None:
    assert parse("x", "posts/ada/2026-01-01-u\u0308ber.md")[0].id == parse("x", "posts/ada/2026-01-01-\u00fcber.md")[0].id
