"""One post's file."""

import pytest

from microblog.content.posts import parse_post
from microblog.model.nouns import Attachment, AuthorDefaults, Config, Photo, Post, Tag
from tests.support.complaints import CONFIG, HELLO, complain


def parse(content: str, path: str = HELLO, config: Config = CONFIG, **defaults: AuthorDefaults) -> tuple[Post, list[str]]:
    post, problems = parse_post(path, content.encode(), config, defaults)
    assert post, problems
    return post, [str(problem) for problem in problems]


def front(keys: str) -> str:
    return f"---\n{keys}\n---\n"


def test_file_that_is_only_text_is_a_post() -> None:
    post, problems = parse("Hello *world*\n")
    assert problems == []
    assert post == Post(
        id="ada/2026-11-23-hello",
        source=HELLO,
        author="ada",
        permalink="@ada/2026-11-23-hello/",
        kind="note",
        instant=1795392000000000,
        published="2026-11-23T00:00:00+00:00",
        has_time=False,
        updated="2026-11-23T00:00:00+00:00",
        title="",
        lang="en",
        tags=(),
        draft=False,
        cw="",
        pinned=False,
        syndication=(),
        links=(),
        photos=(),
        attachments=(),
        mentions=(),
        content_html="<p>Hello <em>world</em></p>",
        text="Hello world",
        extra={},
    )


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        ("", "note"),
        ("title: T", "article"),
        ("title: T\nphoto: {file: a.jpg, alt: A}", "article"),
        ("photo: {file: a.jpg, alt: A}\nin_reply_to: ada/x", "reply"),
        ("in_reply_to: ada/x\nbookmark_of: ada/x", "bookmark"),
        ("bookmark_of: ada/x\nlike_of: ada/x", "like"),
        ("like_of: ada/x\nrepost_of: ada/x", "repost"),
    ],
)
def test_first_relation_that_is_set_decides_the_kind(keys: str, kind: str) -> None:
    assert parse(front(keys))[0].kind == kind


@pytest.mark.parametrize(
    ("path", "keys", "author"),
    [
        ("posts/ada/2026-11-23-x.md", "", "ada"),
        ("posts/ada/2026/11/2026-11-23-x.md", "author: ada", "ada"),
        ("posts/2026-11-23-x.md", "author: grace", "grace"),
        ("posts/2026-11-23-x.md", "", "owner"),
    ],
)
def test_author_is_the_folder_else_the_key_else_the_sites(path: str, keys: str, author: str) -> None:
    post, _ = parse(front(keys), path, CONFIG._replace(author="owner"))
    assert (post.author, post.permalink.split("/")[0]) == (author, f"@{author}")


@pytest.mark.parametrize(
    ("path", "keys", "said"),
    [
        ("posts/2026-11-23-x.md", "", "posts/2026-11-23-x.md:1: the post has no author; add `author: handle`"),
        (
            "posts/Ada L/2026-11-23-x.md",
            "",
            "posts/Ada L/2026-11-23-x.md:1: the folder posts/Ada L/ is nobody's account; rename the folder to ada-l",
        ),
    ],
)
def test_post_without_a_clear_author_is_an_error(path: str, keys: str, said: str) -> None:
    assert complain(front(keys), path)[0].startswith(said)


@pytest.mark.parametrize(
    ("keys", "claims"),
    [
        ("author: ada", ()),
        ("author: '@ada'", ()),
        ("title: x\nauthor: grace", (("grace", 3),)),
        ("author: Ada Lovelace", (("Ada Lovelace", 2),)),
        ("authors: [{name: Ada Lovelace, url: x}, grace]", (("Ada Lovelace", 2), ("grace", 2))),
        ("author: {email: ada@example.org}", ()),
        ("author: [[x]]", ()),
    ],
)
def test_folder_decides_and_another_name_is_kept_to_be_compared(keys: str, claims: tuple[tuple[str, int], ...]) -> None:
    post, problems = parse(front(keys) + "x")
    assert (post.author, post.claims) == ("ada", claims)
    assert problems == []


def test_wrong_author_is_told_once() -> None:
    assert len(complain(front("author: Ada L"), "posts/2026-11-23-x.md")) == 1


@pytest.mark.parametrize(
    ("path", "keys", "published"),
    [
        (HELLO, "", "2026-11-23T00:00:00+01:00"),
        (HELLO, "date: 2026-07-01T10:00", "2026-07-01T10:00:00+02:00"),
        (HELLO, "date: 2026-07-01T10:00Z", "2026-07-01T10:00:00+00:00"),
        ("posts/ada/2026-11-23-1405-x.md", "", "2026-11-23T14:05:00+01:00"),
        ("posts/ada/2026-02-30-x.md", "date: 2026-03-02", "2026-03-02T00:00:00+01:00"),
    ],
)
def test_date_is_the_keys_else_the_file_names_in_the_authors_zone(path: str, keys: str, published: str) -> None:
    assert parse(front(keys), path, ada=AuthorDefaults("Europe/Berlin", ""))[0].published == published


def test_date_without_an_authors_zone_is_in_the_sites() -> None:
    assert (
        parse("x", config=CONFIG._replace(timezone="Asia/Tokyo"), grace=AuthorDefaults("UTC", ""))[0].published
        == "2026-11-23T00:00:00+09:00"
    )


@pytest.mark.parametrize(
    ("path", "keys", "said"),
    [
        ("posts/ada/x.md", "title: x\ndate: 2026-02-30", "posts/ada/x.md:3: `date`: there is no moment `2026-02-30`"),
        ("posts/ada/x.md", "date: 9999-12-31T23:00-12:00", "lies outside the years 1 to 9999 in UTC"),
        (
            "posts/ada/2026-02-30-x.md",
            "",
            "posts/ada/2026-02-30-x.md:1: the file's name starts with a date, but there is no moment `2026-02-30`",
        ),
        (HELLO, "updated: soon", f"{HELLO}:2: `updated`: `soon` is not a date"),
    ],
)
def test_post_with_a_wrong_date_is_an_error(path: str, keys: str, said: str) -> None:
    assert said in complain(front(keys), path)[0]


@pytest.mark.parametrize("keys", ["", "date: ~", "date:"])
def test_post_without_a_date_is_not_shown_and_told_in_a_warning(keys: str) -> None:
    post, (said,) = parse(front(keys) + "x", "posts/ada/x.md")
    assert said == (
        "posts/ada/x.md:1: warning: the post has no date, so it is not shown; "
        "add `date: 2026-11-23`, or begin the file's name with it: 2026-11-23-hello.md"
    )
    assert (post.is_undated, post.held) == (True, "undated")


@pytest.mark.parametrize("path", ["posts/ada/x.md", "posts/ada/_drafts/x.md"])
def test_draft_needs_no_date(path: str) -> None:
    post, said = parse(front("" if "_drafts" in path else "draft: true") + "x", path)
    assert (post.draft, said) == (True, [])


def test_wrong_date_is_told_once() -> None:
    assert len(complain(front("date: [x]"), "posts/ada/x.md")) == 1


def test_updated_is_kept_with_its_own_offset() -> None:
    assert parse(front("updated: 2026-11-24T10:00+09:00"))[0].updated == "2026-11-24T10:00:00+09:00"


def test_updated_before_the_date_is_a_warning_and_does_not_count() -> None:
    post, problems = parse(front("updated: 2026-11-22"))
    assert problems == [f"{HELLO}:2: warning: `updated` is earlier than the post itself; correct one of the two dates"]
    assert post.updated == post.published


def test_language_is_the_posts_else_the_authors_else_the_sites() -> None:
    assert parse(front("lang: no"), ada=AuthorDefaults("", "de"))[0].lang == "no"
    assert parse("x", ada=AuthorDefaults("", "de"))[0].lang == "de"
    assert parse("x", config=CONFIG._replace(lang="fr"))[0].lang == "fr"


def test_hashtags_count_as_tags_each_once_in_order() -> None:
    post, _ = parse(front('tags: [Python, "#Web"]') + "#web #PYTHON #zebra #Ähre")
    assert post.tags == (Tag("python", "Python"), Tag("web", "Web"), Tag("zebra", "zebra"), Tag("ähre", "Ähre"))


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ("'#'", ":2: `tags` has an empty tag"),
        ("['#', a]", ":2: `tags` has an empty tag"),
        ("'!!!'", ":2: the tag `!!!` has no letter or digit, so it can have no page"),
        ("#python", ":2: YAML takes `#python` for a comment, so `tags` is empty"),
        ("'#python #web'", ":2: warning: `tags`: YAML sees one tag, `python #web`; write a list: [python, web]"),
    ],
)
def test_tag_that_is_none_is_told(tags: str, said: str) -> None:
    assert complain(front(f"tags: {tags}"))[0].startswith(f"{HELLO}{said}")


def test_photos_are_published_beside_the_post() -> None:
    post, problems = parse(front("photo: [{file: cat.jpg, alt: A cat}, {file: img/b.png, alt: ''}]") + "![a cat](cat.jpg) [song](song.mp3)")
    assert problems == []
    assert post.photos == (Photo("@ada/2026-11-23-hello/cat.jpg", "A cat"), Photo("@ada/2026-11-23-hello/img/b.png", ""))
    assert post.attachments == (
        Attachment("posts/ada/cat.jpg", "@ada/2026-11-23-hello/cat.jpg", 2, is_photo=True),
        Attachment("posts/ada/img/b.png", "@ada/2026-11-23-hello/img/b.png", 2, is_photo=True),
        Attachment("posts/ada/song.mp3", "@ada/2026-11-23-hello/song.mp3", 4),
    )


@pytest.mark.parametrize(
    ("photo", "said"),
    [
        ("cat.jpg", "warning: the photo cat.jpg has no `alt`; say what it shows"),
        ("cat.svg", "`photo`: 'cat.svg' could run scripts"),
        ("cat.mp4", "warning: the photo cat.mp4 has no `alt`; say what it shows"),
        ("cat.zip", "`photo`: 'cat.zip' is no picture, recording or film"),
        ("../grace/cat.jpg", "`photo`: '../grace/cat.jpg' leads outside posts/ada/"),
        ("/cat.jpg", "`photo`: '/cat.jpg' is not a relative path"),
        ("https://example.org/cat.jpg", "warning: the photo 'https://example.org/cat.jpg' lies on another host and is not shown there"),
        ("[{alt: x}]", "`photo` has no `file`"),
    ],
)
def test_photo_that_cannot_be_shown_is_told(photo: str, said: str) -> None:
    assert complain(front(f"photo: {photo}"))[0].startswith(f"{HELLO}:2: {said}")


def test_all_problems_of_a_file_are_told_at_once() -> None:
    said = complain(front("slug: a b\nlang: x\ndraft: maybe\nlike_of: x\nphoto: x.svg\nid: a b\nupdated: x") + "![x](x.svg)")
    assert sorted(int(problem.split(":")[1]) for problem in said) == [2, 3, 4, 5, 6, 7, 8, 10]


def test_broken_front_matter_is_one_problem() -> None:
    assert len(complain(front('title: "x'), "posts/ada/x.md")) == 1


def test_too_long_a_text_does_not_hide_a_wrong_key() -> None:
    assert len(complain(front("draft: maybe") + "x" * 200_001)) == 2


@pytest.mark.parametrize("written", ["tea, rain", '"#tea, rain"', "[tea, rain]", "tea,rain,", "\n  - tea\n  -\n  - rain\n"])
def test_text_with_commas_is_a_list_of_tags_and_an_empty_item_is_none(written: str) -> None:
    post, problems = parse(front(f"tags: {written}") + "x")
    assert problems == []
    assert [tag.key for tag in post.tags] == ["tea", "rain"]
