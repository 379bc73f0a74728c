"""The setting `menu`: what may stand in it."""

import pytest

from microblog.content.config import parse_config
from microblog.model.nouns import ALL_PAGES

BASE = "base_url: https://example.org/\ntag_authority: example.org,2026\n"


def parse(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    config, problems = parse_config(f"{BASE}{text}".encode())
    return [(entry.label, entry.target) for entry in config.menu], [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("about.md", "pages/about.md"),
        ("pages/garden/tools.md", "pages/garden/tools.md"),
        ("about.md#tea", "pages/about.md#tea"),
        ("about", "/about/"),
        ("/about", "/about/"),
        ("/tags/tea/", "/tags/tea/"),
        ("/feed.atom", "/feed.atom"),
        ("/tags/%C3%A9/?a#b", "/tags/é/?a#b"),
        ("/", "/"),
        ("https://example.com/x", "https://example.com/x"),
        ("mailto:ada@example.com", "mailto:ada@example.com"),
    ],
)
def test_address_is_a_page_a_path_or_elsewhere(written: str, target: str) -> None:
    assert parse(f'menu: [{{Tea: "{written}"}}]') == ([("Tea", target)], [])


def test_list_and_mapping_say_the_same() -> None:
    entries = [("About", "pages/about.md"), ("Tags", "/tags/")]
    assert parse("menu:\n  - About: about.md\n  - Tags: /tags/\n") == (entries, [])
    assert parse("menu:\n  About: about.md\n  Tags: /tags/\n") == (entries, [])


def test_empty_list_is_a_menu_without_entries_and_none_is_all_pages() -> None:
    assert parse("menu: []") == ([], [])
    assert parse("menu:") == parse("") == ([tuple(ALL_PAGES[0][:2])], [])


@pytest.mark.parametrize(
    ("menu", "problem"),
    [
        ("[{About: about.md}, tags]", "config.yaml:3: `menu` has an entry that is no `label: address`; write"),
        ("[{Up: ../x}]", "config.yaml:3: `menu` has an address that is none: `../x`; write"),
        ("[{Net: //example.com/}]", "config.yaml:3: `menu` has an address that is none: `//example.com/`; write"),
        ("[{Script: 'javascript:alert(1)'}]", "config.yaml:3: `menu` is no address on the web: `javascript:alert(1)`; write"),
        ("[{'': about.md}]", "config.yaml:3: `menu` has a label that is empty or longer than 200 characters; write"),
        ("[{About: [about.md]}]", "config.yaml:3: `menu` must be text, not a list; put"),
        (str([{f"a{number}": "about.md"} for number in range(51)]), "config.yaml:3: `menu` has more than 50 entries; take some out"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(menu: str, problem: str) -> None:
    _, problems = parse(f"menu: {menu}")
    assert [found[: len(problem)] for found in problems] == [problem]
