"""The site's settings."""

from typing import Any

import pytest

from microblog.content.config import parse_config
from microblog.errors import UsageError
from microblog.model.nouns import Config

PLACE = "write the zone of a place, such as Europe/Berlin, which knows of summer time"
COMPLETE = "base_url: https://example.org/\ntag_authority: example.org,2026\n"


def parse(content: str, base_url: str = "") -> tuple[Config, list[str]]:
    config, problems = parse_config(content.encode(), base_url)
    return config, [str(problem) for problem in problems]


def test_every_key_is_read() -> None:
    config, problems = parse(
        "title: no\ndescription: About\nbase_url: https://example.org/notes\nlang: no\ntimezone: Europe/Oslo\nauthor: ada\npage_size: 10\n"
        "feed_size: 30\nhome_size: 5\ntag_authority: 'ada@example.org,2026-11-23'\nsearch: off\ncolour: red\n"
    )
    assert problems == ["config.yaml:12: warning: unknown key 'colour'; take it out, unless a template uses it as `site.extra.colour`"]
    assert config == Config(
        title="no",
        description="About",
        base_url="https://example.org/notes/",
        lang="no",
        timezone="Europe/Oslo",
        author="ada",
        page_size=10,
        feed_size=30,
        home_size=5,
        tag_authority="ada@example.org,2026-11-23",
        search=False,
        extra={"colour": "red"},
    )


def test_empty_file_is_all_defaults_and_two_warnings() -> None:
    config, problems = parse("")
    assert config == Config()
    assert [problem.split(",")[0] for problem in problems] == [
        "config.yaml:1: warning: there is no `base_url`",
        "config.yaml:1: warning: there is no `tag_authority`",
    ]


def test_warning_proposes_the_sites_own_domain() -> None:
    assert 'write tag_authority: "notes.example,2026"' in parse("base_url: https://notes.example/x/")[1][0]


@pytest.mark.parametrize(
    ("written", "base_url"),
    [
        ("https://example.org", "https://example.org/"),
        ("http://127.0.0.1:5000/", "http://127.0.0.1:5000/"),
        ('"http://[::1]:80/p"', "http://[::1]:80/p/"),
        ("https://someone.example/some.repo_1-x", "https://someone.example/some.repo_1-x/"),
    ],
)
def test_base_url_ends_in_one_slash(written: str, base_url: str) -> None:
    assert parse(f"base_url: {written}\ntag_authority: example.org,2026")[0].base_url == base_url


@pytest.mark.parametrize(
    "url",
    [
        "example.org",
        "ftp://example.org/",
        "//example.org/",
        "https://",
        "https:///x",
        "https://example.org/?x",
        "https://example.org/#x",
        "https://a b/",
        "https://ada:pw@example.org/",
        "https://example.org:99999/",
        "https://example.org:0/",
        "https://example.org/a//b",
        "https://example.org/../x",
        "https://example.org/a%zz",
        "https://exämple.org/",
        "https://example.org/ä",
        "https://-.org/",
        'https://example.org/\\"x',
        "https://[::1/",
        "javascript:x",
        "https://" + "a" * 300 + ".org/",
    ],
)
def test_base_url_that_no_site_can_have_is_refused(url: str) -> None:
    assert parse(f'base_url: "{url}"\ntag_authority: example.org,2026')[1][0].startswith("config.yaml:1: `base_url` is no ")
    with pytest.raises(UsageError, match="--base-url"):
        parse("", url)


def test_base_url_of_the_command_line_counts_before_the_files() -> None:
    config, problems = parse("tag_authority: example.org,2026", "https://preview.example/pr/1")
    assert config.base_url == "https://preview.example/pr/1/"
    assert problems == []
    assert parse(COMPLETE, "https://preview.example/")[0].base_url == "https://preview.example/"


@pytest.mark.parametrize(
    "written",
    [
        "example.org",
        "example.org,26",
        "example.org,2026-13",
        "example.org,2026-02-30",
        "exa mple.org,2026",
        "',2026'",
        '"x,2026,"',
        '""',
        "a" * 1990 + ",2026",
    ],
)
def test_tag_authority_that_is_none_is_refused(written: str) -> None:
    assert "`tag_authority` is no domain and year" in parse(f"base_url: https://example.org/\ntag_authority: {written}")[1][0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("page_size: 0", "config.yaml:3: `page_size` must be a whole number from 1 to 1000, not `0`; write, for example, 20"),
        ("feed_size: many", "config.yaml:3: `feed_size` must be a whole number"),
        ("home_size: 1001", "config.yaml:3: `home_size` must be a whole number"),
        (
            "timezone: GMT+1",
            f"config.yaml:3: `timezone` is no time zone: `GMT+1`; {PLACE}, or Etc/GMT-1: its sign is turned around",
        ),
        (
            "timezone: UTC-3",
            f"config.yaml:3: `timezone` is no time zone: `UTC-3`; {PLACE}, or Etc/GMT+3: its sign is turned around",
        ),
        (
            "timezone: +05:30",
            f"config.yaml:3: `timezone` is no time zone: `+05:30`; {PLACE}",
        ),
        ("timezone: Berlin", "config.yaml:3: `timezone` is no time zone: `Berlin`; did you mean Europe/Berlin?"),
        ("lang: en_GB", "config.yaml:3: `lang` is no language tag: `en_GB`; write en-GB"),
        ("author: Ada", "config.yaml:3: `author` is no handle: `Ada`; write ada"),
        ("titel: x", "config.yaml:3: warning: unknown key 'titel'; did you mean 'title'?"),
        ("users: [ada]", "config.yaml:3: `users` must be a mapping"),
        ("users: {Ada: }", "config.yaml:3: `users: Ada` has a key that is no handle; write ada"),
        ("users: {ada: x}", "config.yaml:3: `users: ada` must be a mapping"),
        ("users: {ada: {nam: x}}", "config.yaml:3: warning: unknown key 'nam' in `users: ada`; did you mean 'name'?"),
        ("users: {ada: {timezone: x}}", "config.yaml:3: `users: ada: timezone` is no time zone: `x`"),
        ("users: {ada: {avatar: x.svg}}", "config.yaml:3: `users: ada: avatar`: 'x.svg' could run scripts"),
        ("users: {ada: {bio: " + "x" * 200_001 + "}}", "config.yaml:3: the bio has more than 200,000 characters; shorten it"),
        ("users: {ada: {bio: '![](x.svg)'}}", "config.yaml:3: warning: 'x.svg' could run scripts"),
        ("title: [", "config.yaml:3: the bracket that opens here is not closed"),
        ("title: x\ntitle: y", "config.yaml:4: `title` is given twice, first in line 3"),
    ],
)
def test_wrong_setting_is_told_with_its_line(content: str, said: str) -> None:
    assert parse(COMPLETE + content)[1][0].startswith(said)


def test_all_problems_are_told_at_once() -> None:
    assert len(parse(COMPLETE + "page_size: x\nlang: x\nusers: {A: , b: {joined: x}}\nzzz: 1")[1]) == 5


@pytest.mark.parametrize("data", [b"title: \xff", "title: x".encode("utf-16"), b"title: " + b"x" * 300_000])
def test_broken_file_is_one_problem(data: bytes) -> None:
    assert len(parse_config(data)[1]) == 1


def test_user_has_the_fields_of_a_profile_and_a_bio() -> None:
    config, problems = parse(
        f"{COMPLETE}users:\n  ada:\n    name: Ada\n    following: [grace]\n    bio: I *count* with @grace\n    avatar: me.png\n  grace:\n"
    )
    ada: Any = config.users["ada"]
    assert problems == []
    assert (ada.name, ada.path, ada.following, ada.avatar) == ("Ada", "config.yaml", (("grace", 6),), "posts/ada/me.png")
    assert ada.bio_html == '<p>I <em>count</em> with <a href="mention:grace">@grace</a></p>'
    assert config.users["grace"].name == "grace"


def test_bio_of_a_user_links_below_the_base_path() -> None:
    content = "base_url: https://example.org/x/\ntag_authority: example.org,2026\nusers: {ada: {bio: '[home](/@ada/)'}}"
    assert 'href="/x/@ada/"' in parse(content)[0].users["ada"].bio_html
