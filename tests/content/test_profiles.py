"""Authors' profiles."""

import pytest

from microblog.content.profiles import parse_profile
from microblog.model.nouns import Author, Config


def parse(content: str, handle: str = "ada") -> tuple[Author, list[str]]:
    author, problems = parse_profile(handle, f"posts/{handle}/profile.md", content.encode(), Config(base_url="https://example.org/x/"))
    return author, [str(problem) for problem in problems]


def test_every_key_is_read() -> None:
    author, problems = parse(
        "---\nname: Ada\navatar: me.jpg\nlinks: [https://www.example.org/ada/, {Code: https://code.example/ada}]\n"
        "pronouns: she/her\nlocation: London\ntimezone: Europe/London\nlang: en-GB\njoined: 2026-11\nfollowing:\n  - grace\n  - '@alan'\n"
        "mood: fine\n---\nI *count*.\n"
    )
    assert problems == [
        "posts/ada/profile.md:13: warning: unknown key 'mood'; take it out, unless a template uses it as `author.extra.mood`"
    ]
    assert author == Author(
        handle="ada",
        name="Ada",
        path="posts/ada/profile.md",
        bio_html="<p>I <em>count</em>.</p>",
        bio_text="I count.",
        avatar="posts/ada/me.jpg",
        links=(("example.org/ada", "https://www.example.org/ada/"), ("Code", "https://code.example/ada")),
        pronouns="she/her",
        location="London",
        timezone="Europe/London",
        lang="en-GB",
        joined="2026-11",
        following=(("grace", 11), ("alan", 12)),
        extra={"mood": "fine"},
    )


def test_empty_profile_is_named_as_its_handle() -> None:
    assert parse("") == (Author("ada", "ada", "posts/ada/profile.md"), [])


def test_links_may_be_a_mapping_or_one_address() -> None:
    assert parse("---\nlinks: {Mail: mailto:ada@example.org}\n---\n")[0].links == (("Mail", "mailto:ada@example.org"),)
    assert parse("---\nlinks: mailto:ada@example.org\n---\n")[0].links == (("ada@example.org", "mailto:ada@example.org"),)


def test_mention_in_a_bio_is_kept_for_later() -> None:
    assert '<a href="mention:grace">@grace</a>' in parse("Pupil of @grace")[0].bio_html


def test_hashtag_in_a_bio_is_text_since_its_page_may_not_exist() -> None:
    assert parse("I like #python")[0].bio_html == "<p>I like #python</p>"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("---\navatar: me.svg\n---\n", "posts/ada/profile.md:2: `avatar`: 'me.svg' could run scripts"),
        ("---\navatar: me.pdf\n---\n", "posts/ada/profile.md:2: `avatar`: 'me.pdf' could run scripts"),
        ("---\navatar: me.mp3\n---\n", "posts/ada/profile.md:2: `avatar`: 'me.mp3' is no picture"),
        ("---\navatar: ../grace/me.jpg\n---\n", "posts/ada/profile.md:2: `avatar`: '../grace/me.jpg' leads outside posts/ada/"),
        (
            "---\navatar: https://example.org/me.jpg\n---\n",
            "posts/ada/profile.md:2: `avatar`: 'https://example.org/me.jpg' is not a relative path",
        ),
        ("---\nlinks: [javascript:alert(1)]\n---\n", "posts/ada/profile.md:2: `links` is no address on the web"),
        ("---\nlinks: [{a: ftp://x}]\n---\n", "posts/ada/profile.md:2: `links` is no address on the web"),
        ("---\njoined: long ago\n---\n", "posts/ada/profile.md:2: `joined` is no day, month or year"),
        ("---\njoined: 2026-02-30\n---\n", "posts/ada/profile.md:2: `joined` is no day, month or year"),
        (
            "---\nfollowing: [Grace Hopper]\n---\n",
            "posts/ada/profile.md:2: `following` names `Grace Hopper`, which is no handle; write grace-hopper",
        ),
        (
            "---\nfollowing: [example.org]\n---\n",
            "posts/ada/profile.md:2: `following` names `example.org`, which is no handle; write https://example.org for a site",
        ),
        (
            "---\nfollowing:\n - https://example.org\n - HTTPS://Example.org/\n---\n",
            "posts/ada/profile.md:4: warning: `following` names `https://example.org/` twice, first in line 3",
        ),
        ("---\nfollowing:\n - bob\n - bob\n---\n", "posts/ada/profile.md:4: warning: `following` names `bob` twice, first in line 3"),
        ("---\nx: 1\n---\n\n![me](me.jpg)", "posts/ada/profile.md:2: warning: unknown key 'x'"),
        ("\n![me](me.jpg)", "posts/ada/profile.md:2: the bio shows or links the file posts/ada/me.jpg"),
        ("---\nname: Ada\n", "posts/ada/profile.md:1: the front matter never ends"),
        ("\0", "posts/ada/profile.md:1: warning: there is a control character"),
    ],
)
def test_wrong_profile_is_told_with_its_line(content: str, said: str) -> None:
    assert parse(content)[1][0].startswith(said)


def test_followed_may_be_here_or_anywhere_on_the_web() -> None:
    front = "---\nfollowing: ['@grace', https://Example.org/feed.xml, '@wren@social.example']\n---\n"
    assert parse(front)[0].following == (("grace", 2), ("https://example.org/feed.xml", 2), ("@wren@social.example", 2))


@pytest.mark.parametrize("handle", ["Ada", "ada lovelace", "аda", "a" * 31, "a.b"])
def test_folder_that_is_no_handle_is_an_error(handle: str) -> None:
    assert f"the folder posts/{handle}/ is nobody's account; rename the folder to" in parse("", handle)[1][0]


def test_bio_as_a_key_is_led_to_its_place() -> None:
    (problem,) = parse("---\nbio: I count.\n---\n")[1]
    assert problem.endswith("unknown key 'bio'; write the bio below the head: what stands under the second line `---` is it")
