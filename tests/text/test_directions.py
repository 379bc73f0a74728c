"""A name that turns the direction of text turns its own alone."""

import re

import pytest

from microblog.text.directions import NAMES, closed, isolation
from tests.conftest import MakeSite
from tests.extract_words import POT
from tests.support.site_tree import build, tree

OWN_VALUES = frozenset(
    "count date day file height hour minute month most num number size slug status time week what width year".split()  # noqa: SIM905 - words
)
"""What messages call their other values: numbers, dates, and words of the catalog's own."""


def test_each_value_of_a_message_is_a_name_or_known_to_be_none() -> None:
    messages = re.sub(r"(?m)^#.*", "", POT.read_text(encoding="utf-8"))
    values = frozenset(re.findall(r"%\((\w+)\)", messages))
    assert (values, NAMES & OWN_VALUES) == (NAMES | OWN_VALUES, frozenset())


@pytest.mark.parametrize(
    ("lang", "name", "shown"),
    [
        ("en", "Ada", "Ada"),
        ("en", "Zoë", "Zoë"),
        ("en", "عدا!", "\u2068عدا!\u2069"),
        ("ar", "C++", "\u2068C++\u2069"),
        ("ar-EG", "عدا", "\u2068عدا\u2069"),
        ("ar-Latn", "Ada", "Ada"),
        ("he", "", ""),
        ("fa", 3, 3),
    ],
)
def test_name_is_isolated_where_it_may_turn_what_is_around_it(lang: str, name: object, shown: object) -> None:
    assert isolation(lang)(name) == shown


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Ada", "Ada"),
        ("عدا", "عدا"),
        ("a\u202eb", "a\u202eb\u202c"),
        ("a\u202eb\u202cc", "a\u202eb\u202cc"),
        ("\u2067a\u202eb", "\u2067a\u202eb\u202c\u2069"),
        ("a\u202c\u2069b", "ab"),
        ("\u202ea\u2069b", "\u202eab\u202c"),
    ],
)
def test_every_turn_ends_and_nothing_else_is_ended(written: str, kept: str) -> None:
    assert closed(written) == kept


def test_no_page_or_feed_has_a_turn_that_goes_on_behind_a_name(make_site: MakeSite) -> None:
    head = '---\ntitle: "Turned \u202e title"\ncw: "Turned \u202e warning"\nsummary: "Turned \u202e summary"\n---\nWords.'
    root = make_site(
        {
            "config.yaml": "title: Site\nbase_url: https://example.org/\n",
            "posts/ada/profile.md": '---\nname: "Turned \u202e name"\nlocation: "Turned \u202e place"\n---\n',
            "posts/ada/2026-11-01-a.md": head,
        }
    )
    build(root)
    pages = {path: data.decode() for path, data in tree(root / "public").items() if path.endswith((".html", ".atom", ".json"))}
    assert any("\u202e" in page for page in pages.values())
    assert [path for path, page in pages.items() if page.count("\u202e") != page.count("\u202c")] == []
