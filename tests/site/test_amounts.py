"""A small file cannot fill a disk: what would stand on very many pages, very often, is an error with its line."""

import pytest

from microblog.content.config import parse_config
from microblog.content.posts import parse_post
from microblog.content.profiles import parse_profile
from microblog.errors import Problem
from microblog.model.nouns import Config

POST = "posts/ada/2026-11-01-a.md"


def errors(text: str) -> list[str]:
    """Return what is wrong with a post."""
    _, problems = parse_post(POST, text.encode(), Config(base_url="https://example.org/"), {})
    return faults(problems)


def faults(problems: list[Problem]) -> list[str]:
    return [f"{problem.line}: {problem.what}" for problem in problems if not problem.is_warning]


def many(pattern: str, count: int, between: str = " ") -> str:
    return between.join(pattern.format(number) for number in range(count))


def test_post_may_have_fifty_tags_in_its_head_and_its_text_together() -> None:
    assert errors(f"---\ntags: [{many('t{}', 30, ', ')}]\n---\n{many('#t{}', 50)}") == []


def test_one_tag_more_is_an_error_where_it_stands() -> None:
    wrong = "the post has more than 50 tags, hashtags counted"
    assert errors(f"---\ntags: [{many('t{}', 30, ', ')}]\n---\n#t1 #u9\n{many('#u{}', 20)}\n#u20 #u2") == [f"6: {wrong}"]
    assert errors(f"---\ntags:\n{many('- t{}', 51, chr(10))}\n---\nTea.") == ["53: `tags` has more than 50 values"]


@pytest.mark.parametrize(
    ("key", "value", "most"), [("syndication", "https://a.example", 50), ("repost_of", "ada/b", 50), ("photo", "a.png", 100)]
)
def test_list_has_a_bound(key: str, value: str, most: int) -> None:
    listed = many(f"- {value}", most, "\n")
    assert errors(f"---\n{key}:\n{listed}\n---\n") == []
    assert errors(f"---\n{key}:\n{listed}\n- {value}\n---\n") == [f"{most + 3}: `{key}` has more than {most} values"]


def test_post_mentions_a_hundred_people_at_most() -> None:
    assert errors(many("@a{}", 100) + " @a1") == []
    assert errors(f"{many('@a{}', 100)}\n@Bob") == ["2: the post mentions more than 100 people"]


def test_post_quotes_fifty_posts_at_most_however_often_each() -> None:
    assert errors(many("@bob/p{}", 50, "\n\n")) == []
    assert errors(many("@bob/p{}", 51, "\n\n")) == ["101: there are more than 50 quotes"]
    assert errors("@bob/p\n\n" * 51) == ["1: there are more than 50 quotes"]


@pytest.mark.parametrize(
    ("written", "most", "name"), [("@bob ", 1000, "mentions"), ("#tea ", 1000, "hashtags"), ("![a](a.png) ", 500, "pictures")]
)
def test_what_makes_much_of_few_characters_has_a_bound(written: str, most: int, name: str) -> None:
    assert errors(written * most) == []
    assert errors("Tea.\n\n" + written * (most + 1)) == [f"3: there are more than {most:,} {name}"]


def test_long_text_has_few_tags() -> None:
    text = "*a* " * 9_000
    wrong = "4: the post would stand in 50 timelines of tags and mentions, with 4,950 KB in all"
    assert errors(f"---\ntags: [{many('t{}', 9, ', ')}]\n---\n{text}") == []
    assert errors(f"---\ntags: [{many('t{}', 50, ', ')}]\n---\n{text}") == [wrong]


def test_quotes_count_as_what_they_show() -> None:
    tags = f"---\ntags: [{many('t{}', 40, ', ')}]\n---\n"
    assert errors(tags + many("@bob/p{}", 10, "\n\n")) == []
    assert errors(tags + many("@bob/p{}", 40, "\n\n"))[0].startswith("4: the post would stand in 40 timelines")


def test_line_of_text_has_a_bound_and_what_stands_on_many_pages_a_lower_one() -> None:
    assert errors(f"---\ntitle: {'x' * 2000}\n---\n") == []
    assert errors(f"---\ntitle: {'x' * 2001}\n---\n") == ["2: `title` is longer than 2,000 characters"]
    _, problems = parse_profile("ada", "posts/ada/profile.md", f"---\nname: {'x' * 201}\n---\n".encode(), Config())
    assert faults(problems) == ["2: `name` is longer than 200 characters"]
    _, problems = parse_config(f"title: {'x' * 201}\n".encode())
    assert faults(problems) == ["1: `title` is longer than 200 characters"]


def test_configuration_defines_two_hundred_authors_at_most() -> None:
    _, problems = parse_config(f"users:\n{many('  u{}:', 200, chr(10))}\n".encode())
    assert faults(problems) == []
    _, problems = parse_config(f"users:\n{many('  u{}:', 201, chr(10))}\n".encode())
    assert faults(problems) == ["202: `users` has more than 200 authors"]
