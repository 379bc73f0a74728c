"""Front matter and text."""

import pytest

from microblog.content.frontmatter import FrontMatter, parse_front_matter
from microblog.content.parsers import Picture, Target
from microblog.content.split import split_front_matter
from microblog.errors import Problem
from microblog.yaml.fields import Report
from microblog.yaml.values import Text


def split(content: str | bytes) -> tuple[str, str, int]:
    found = split_front_matter(content if isinstance(content, bytes) else content.encode(), "x.md")
    assert found.problems == []
    return found.front, found.body, found.body_line


def complain(content: bytes) -> list[str]:
    return [str(problem) for problem in split_front_matter(content, "x.md").problems]


def parse(front: str) -> tuple[FrontMatter, list[str]]:
    found, problems = parse_file(f"---\n{front}\n---\n")
    return found, [str(problem) for problem in problems]


def parse_file(content: str) -> tuple[FrontMatter, list[Problem]]:
    report = Report("x.md")
    return parse_front_matter(split_front_matter(content.encode(), "x.md"), report), report.problems


@pytest.mark.parametrize(
    ("content", "front", "body", "line"),
    [
        ("only text", "", "only text", 1),
        ("", "", "", 1),
        ("---\na: b\n---\ntext\n", "a: b\n", "text\n", 4),
        ("---\n---\ntext", "", "text", 3),
        ("---\na: b\n---", "a: b\n", "", 3),
        ("---\na: b\n--- \n\ntext", "a: b\n", "\ntext", 4),
        ("---\na: b\n---\none\n\n---\n\ntwo", "a: b\n", "one\n\n---\n\ntwo", 4),
        ("one\n\n---\n\ntwo", "", "one\n\n---\n\ntwo", 1),
        ("----\ntext", "", "----\ntext", 1),
        ("---x\ntext", "", "---x\ntext", 1),
    ],
)
def test_front_matter_stands_between_the_first_two_rules(content: str, front: str, body: str, line: int) -> None:
    assert split(content) == (front, body, line)


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf---\na: b\n---\ntext\n", b"---\r\na: b\r\n---\r\ntext\r\n", b"---\ra: b\r---\rtext\r"])
def test_byte_order_mark_and_line_breaks_of_other_systems_do_no_harm(content: bytes) -> None:
    assert split(content) == ("a: b\n", "text\n", 4)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"---\na: b\n", "x.md:1: the front matter never ends; write a line `---` below its last key"),
        (
            b"\n---\ndraft: true\n---\n",
            "x.md:2: this looks like a head, but is none; begin the file with a line of exactly `---`, and end the keys with one",
        ),
        (b"one\ntwo \xff", "x.md:2: byte 9 of the file is not UTF-8; save the file as UTF-8"),
        (b"one\r\ntwo\rthree \xed\xa0\x80", "x.md:3: byte 16 of the file is not UTF-8; save the file as UTF-8"),
        ("hi".encode("utf-16"), "x.md:1: the file is UTF-16; save the file as UTF-8"),
        (b"---\n---\n" + b"x" * 200_001, "x.md:3: the text has more than 200,000 characters; split it into several posts"),
    ],
)
def test_broken_file_is_refused_with_its_line(content: bytes, said: str) -> None:
    assert complain(content) == [said]


def test_text_of_two_hundred_thousand_characters_is_fine_in_any_script() -> None:
    assert len(split("\u6587" * 200_000)[1]) == 200_000


@pytest.mark.parametrize(
    ("content", "line", "code"),
    [(b"one\n\x00", 2, "0000"), (b"---\na: b\n---\n\x1b[31m", 4, "001B"), (b"a\x0bb", 1, "000B"), ("a\ufffe".encode(), 1, "FFFE")],
)
def test_control_character_is_left_out_with_a_warning(content: bytes, line: int, code: str) -> None:
    assert f"x.md:{line}: warning: there is a control character, U+{code}, which is left out; delete it" in complain(content)
    assert split_front_matter(content, "x.md").body.replace("\n", "").isprintable()


def test_tab_is_text() -> None:
    assert split("a\tb")[1] == "a\tb"


def test_every_key_is_read() -> None:
    found, problems = parse(
        "date: 2026-11-23\nupdated: 2026-11-24\ntitle: no\nauthor: ada\ntags: [a, 007]\ndraft: yes\nlang: no\nslug: 0123\nid: old/1\n"
        "in_reply_to: ada/x\nlike_of: {url: https://example.org/, title: T}\nphoto: [a.jpg, {file: b.jpg, alt: B}]\n"
        "cw: spoiler\npinned: true\nsyndication: https://example.org/1\nmood: fine"
    )
    assert problems == ["x.md:17: warning: unknown key 'mood'; take it out, unless a template uses it as `post.extra.mood`"]
    assert found == FrontMatter(
        date=Text("2026-11-23", 2),
        updated=Text("2026-11-24", 3),
        author=(Text("ada", 5),),
        tags=(Text("a", 6), Text("007", 6)),
        lang="no",
        slug=Text("0123", 9),
        id=Text("old/1", 10),
        targets=(Target("like_of", "https://example.org/", "T", 12), Target("in_reply_to", "ada/x", "", 11)),
        photos=(Picture("a.jpg", None, 13), Picture("b.jpg", "B", 13)),
        plain={"title": "no", "draft": True, "cw": "spoiler", "pinned": True, "syndication": ("https://example.org/1",)},
        extra={"mood": "fine"},
    )


def test_empty_and_commented_front_matter_is_as_none() -> None:
    assert parse("") == parse("# nothing") == parse("title:\ntags: ~") == (FrontMatter(), [])


def test_empty_alt_is_another_thing_than_none() -> None:
    assert parse('photo: [{file: a.jpg, alt: ""}, {file: b.jpg}]')[0].photos == (Picture("a.jpg", "", 2), Picture("b.jpg", None, 2))


@pytest.mark.parametrize(
    ("front", "said"),
    [
        ("like_of: {title: T}", "x.md:2: `like_of` has no `url`"),
        ("like_of: {url: , title: T}", "x.md:2: `like_of` has no `url`"),
        ("photo: {alt: A}", "x.md:2: `photo` has no `file`"),
        ("photo: {file: a.jpg, alr: A}", "x.md:2: warning: unknown key 'alr' in `photo`; did you mean 'alt'?"),
        ("title: [a]", "x.md:2: `title` must be text, not a list"),
        ("draft: 1", "x.md:2: `draft` is neither true nor false"),
        ("tgas: a", "x.md:2: warning: unknown key 'tgas'; did you mean 'tags'?"),
        (
            "weather: rain",
            "x.md:2: warning: unknown key 'weather'; take it out, unless a template uses it as `post.extra.weather`",
        ),
    ],
)
def test_wrong_key_is_told_with_its_line(front: str, said: str) -> None:
    assert parse(front)[1][0].startswith(said)


def test_keys_that_are_given_but_wrong_are_known_as_such() -> None:
    assert parse("date: [x]\ndraft: maybe")[0].faulty == {"date", "draft"}


def test_front_matter_that_cannot_be_read_says_nothing_of_any_key() -> None:
    assert "date" in parse('title: "x\ndate: 2026-11-23')[0].faulty


@pytest.mark.parametrize("front", ["cw:", "draft:", "cw: ~", "draft: # later"])
def test_key_that_would_hold_a_post_back_but_says_nothing_is_told(front: str) -> None:
    key = front.partition(":")[0]
    assert any(said.startswith("x.md:2: ") and f"`{key}` has nothing behind it" in said for said in parse(front)[1])


@pytest.mark.parametrize("text", ["tags: tea\n\nWords.", "lang: de", "slug: x\nWords."])
def test_text_that_begins_as_front_matter_does_is_told(text: str) -> None:
    _, (problem,) = parse_file(text)
    assert problem.line == 1
    assert problem.is_warning


@pytest.mark.parametrize("text", ["draft: true\n\nNot yet.", "Status: draft\n\nNot yet.", "published: false", "private: yes\nNo."])
def test_text_that_begins_with_a_key_that_would_hold_it_back_is_an_error(text: str) -> None:
    _, (problem,) = parse_file(text)
    assert "so the post would be published" in problem.what
    assert not problem.is_warning


@pytest.mark.parametrize("text", ["recipe: flour", "Title: a film", "tags:x", "A date: tonight.", "---\n---\ndraft: true", "https://a.b"])
def test_text_that_begins_with_another_word_is_text(text: str) -> None:
    assert parse_file(text)[1] == []
