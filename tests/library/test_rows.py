"""A post comes back from the index as it was parsed: a build renders posts that it has just parsed, a later one those of the index."""

from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest

from microblog.content.posts import parse_post
from microblog.library.posts import row_of
from microblog.library.records import dump, dump_post, load_author, load_config, load_post
from microblog.model.nouns import Author, Config, Post

ROOT = Path(__file__).resolve().parents[2]
TOUR = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "posts").glob("*/20*.md"))
EVERYTHING = """---
date: 2026-11-23T14:05:00+01:00
updated: 2026-11-24
title: "All & everything"
tags: [a, B, "c d"]
draft: true
lang: ar
in_reply_to: {url: https://example.org/a, title: There}
like_of: ada/2026-11-01-b
photo: [{file: cat.jpg, alt: A cat}, film.mp4]
cw: Careful
pinned: yes
syndication: [https://example.org/x]
mood: {1: one, yes: [1.5, 2026-11-23, null, ~, {a: b}], "": x}
---
Hello @bob, #tag, ![A dog](dog.png)

https://example.org/@ada/2026-11-01-b/
"""


@pytest.mark.parametrize("path", TOUR)
def test_post_of_the_tour_comes_back_as_it_was(path: str) -> None:
    post, _ = parse_post(path, (ROOT / path).read_bytes(), Config(), {})
    assert post is not None
    assert row_of(post).post == post


def test_post_with_every_key_comes_back_as_it_was() -> None:
    post, _ = parse_post("posts/ada/x.md", EVERYTHING.encode(), Config(base_url="https://example.org/"), {})
    assert post is not None
    assert post.extra
    assert post.quotes
    assert row_of(post).post == post


def example(kind: Any) -> Any:
    """Return a value of the type of a noun's field."""
    if get_origin(kind) is tuple:
        first, *others = get_args(kind)
        return (example(first), example(first)) if others == [...] else tuple(map(example, get_args(kind)))
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    if get_origin(kind) is dict:
        return {} if Author in get_args(kind) else {"a": ["b"]}
    return filled(kind) if hasattr(kind, "_make") else {str: "x", int: 7, bool: True}[kind]


def filled(noun: Any) -> Any:
    """Return a noun with a value in every field."""
    return noun(*map(example, noun.__annotations__.values()))


def test_field_of_any_noun_comes_back_as_the_value_that_it_was() -> None:
    post, author = filled(Post), filled(Author)
    config = filled(Config)._replace(users={"ada": author})
    assert load_post(dump_post(post), post.content_html) == post
    assert load_author(dump(author)) == author
    assert load_config(dump(config)) == config
