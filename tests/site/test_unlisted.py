"""A post with `unlisted: true` has its page, and nothing else of the site leads to it, names it or counts it."""

import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from microblog.errors import ContentError
from tests.conftest import MakeSite
from tests.support.edits import assert_same
from tests.support.pictures import plain
from tests.support.site_tree import broken_links, build, tree

BASE = "https://example.org/club/"
CANARY = "posts/ada/2026-11-20-quokka.md"
OWN = "@ada/2026-11-20-quokka/"
KEYS = ("title: Quokkatitle", "summary: Quokkasummary", "tags: quokkatag", "pinned: true", "aliases: /old-quokka/")
PHOTO = "photo: {file: quokka.png, alt: Quokkapicture}"
TEXT = "Quokkatext for @bob and @cy. #quokkahash\n\n@bob/2026-11-02-so\n\n[quokkafile](quokka.csv)\n"
SITE: dict[str, str | bytes] = {
    "config.yaml": f"title: A club\nbase_url: {BASE}\ntag_authority: example.org,2026\npage_size: 2\n",
    "posts/ada/profile.md": "---\nname: Ada L\n---\n",
    "posts/ada/2026-11-01-one.md": "One.",
    "posts/ada/quokka.png": plain("red", (600, 90), "PNG"),
    "posts/ada/quokka.csv": "quokka,1\n",
    "posts/bob/profile.md": "---\nname: Bob\nfollowing: [ada]\n---\n",
    "posts/bob/2026-11-02-so.md": "So.",
    "posts/cy/2026-11-03-yes.md": "Yes.",
}


def text(*keys: str, words: str = TEXT) -> str:
    return "---\n" + "".join(f"{key}\n" for key in (*KEYS, PHOTO, *keys)) + f"---\n{words}"


def built(root: Path, **options: Any) -> dict[str, bytes]:
    build(root, **options)
    return tree(root / "public")


def naming(files: dict[str, bytes], word: str = "quokka") -> set[str]:
    """Return the files that name the post, by their own name or in their text."""
    return {path for path, data in files.items() if word in path or word.encode() in data.lower()}


def test_nothing_but_its_own_page_its_files_and_its_aliases_names_it(make_site: MakeSite) -> None:
    files = built(make_site(SITE | {CANARY: text("unlisted: true")}))
    assert f"{OWN}index.html" in files
    assert {path for path in naming(files) if not path.startswith(OWN)} == {"old-quokka/index.html"}


def test_rest_of_the_site_is_what_it_would_be_without_it(make_site: MakeSite) -> None:
    root = make_site(SITE | {CANARY: text("unlisted: true")})
    with_it = built(root, clean=True)
    (root / CANARY).unlink()
    without = built(root, clean=True)
    assert_same({path: data for path, data in with_it.items() if path in without}, without)


def test_its_page_is_whole_and_asks_not_to_be_indexed(make_site: MakeSite) -> None:
    files = built(make_site(SITE | {CANARY: text("unlisted: true")}))
    page = files[f"{OWN}index.html"].decode()
    assert '<meta name="robots" content="noindex">' in page
    assert all(word in page for word in ("Quokkatitle", "Quokkatext", "Quokkapicture"))
    assert "#quokkahash" in page
    assert [*broken_links({path: data for path, data in files.items() if not path.endswith("/card.html")}, BASE)] == []


def test_files_that_it_names_are_published(make_site: MakeSite) -> None:
    files = built(make_site(SITE | {CANARY: text("unlisted: true")}))
    assert {f"{OWN}quokka.png", f"{OWN}quokka.csv"} <= files.keys()


def test_it_is_told_beside_the_posts_that_are_counted(make_site: MakeSite) -> None:
    report = build(make_site(SITE | {CANARY: text("unlisted: true")}))
    assert (report.posts, report.unlisted, report.drafts) == (3, 1, 0)


FLIPS: list[tuple[str, ...]] = [
    ("unlisted: true",),
    (),
    ("draft: true",),
    ("unlisted: true", "draft: true"),
    ("date: 2027-01-01", "unlisted: true"),
]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        pytest.param(first, then, marks=[] if FLIPS.index(first) < FLIPS.index(then) else pytest.mark.nightly)
        for first, then in product(FLIPS, repeat=2)
    ],
)
@pytest.mark.parametrize("drafts", [False, pytest.param(True, marks=pytest.mark.nightly)])
def test_post_that_changes_between_listed_unlisted_and_hidden_leaves_what_a_clean_build_gives(
    make_site: MakeSite, first: tuple[str, ...], then: tuple[str, ...], drafts: bool
) -> None:
    root = make_site({path: data for path, data in SITE.items() if isinstance(data, str)} | {CANARY: _plain_text(*first)})
    build(root, drafts=drafts)
    for keys in (then, first):
        make_site({CANARY: _plain_text(*keys)})
        assert_same(built(root, drafts=drafts), built(root, drafts=drafts, clean=True))


def _plain_text(*keys: str) -> str:
    return text(*keys).replace(f"{PHOTO}\n", "")


def test_unlisted_draft_is_shown_by_drafts_alone_and_still_unlisted(make_site: MakeSite) -> None:
    root = make_site(SITE | {CANARY: text("unlisted: true", "draft: true")})
    assert naming(built(root)) == set()
    files = built(root, drafts=True)
    assert {path for path in naming(files) if not path.startswith(OWN)} == {"old-quokka/index.html"}
    assert naming(built(root)) == set()


def test_unlisted_post_comes_out_at_its_moment(make_site: MakeSite) -> None:
    root = make_site(SITE | {CANARY: text("unlisted: true", "date: 2026-12-01")})
    assert naming(built(root)) == set()
    assert f"{OWN}index.html" in built(root, now="2026-12-01T00:00:00Z")
    assert naming(built(root)) == set()


def test_what_it_answers_quotes_and_likes_does_not_show_it(make_site: MakeSite) -> None:
    keys = ("unlisted: true", "in_reply_to: ada/2026-11-01-one", "like_of: bob/2026-11-02-so", "repost_of: cy/2026-11-03-yes")
    root = make_site(SITE | {CANARY: text(*keys)})
    files = built(root)
    assert {path for path in naming(files) if not path.startswith(OWN)} == {"old-quokka/index.html"}
    page = files[f"{OWN}index.html"].decode()
    assert all(words in page for words in ("One.", "So.", "/@cy/2026-11-03-yes/"))


@pytest.mark.parametrize("relation", ["in_reply_to", "like_of", "repost_of", "bookmark_of"])
def test_listed_post_that_would_lead_to_it_is_an_error(make_site: MakeSite, relation: str) -> None:
    root = make_site(SITE | {CANARY: text("unlisted: true"), "posts/bob/2026-11-21-re.md": f"---\n{relation}: {OWN[1:-1]}\n---\nRe."})
    with pytest.raises(ContentError) as error:
        build(root)
    (problem,) = [problem for problem in error.value.problems if not problem.is_warning]
    assert str(problem) == (
        f"posts/bob/2026-11-21-re.md:2: `{relation}`: the post `{OWN[1:-1]}` is unlisted; publish that one first, or make this unlisted too"
    )


def test_unlisted_posts_may_answer_one_another(make_site: MakeSite) -> None:
    answer = f"---\nunlisted: true\nin_reply_to: {OWN[1:-1]}\n---\nWombatword."
    files = built(make_site(SITE | {CANARY: text("unlisted: true"), "posts/bob/2026-11-21-wombat.md": answer}))
    assert naming(files, "wombat") == {"@bob/2026-11-21-wombat/index.html"}


def test_quote_of_it_is_its_address_alone_and_a_warning(make_site: MakeSite) -> None:
    root = make_site(SITE | {CANARY: text("unlisted: true"), "posts/bob/2026-11-21-look.md": f"Look:\n\n/{OWN}\n"})
    report = build(root)
    assert [str(problem).partition("; ")[0] for problem in report.warnings] == [
        f"posts/bob/2026-11-21-look.md:3: warning: the quoted post `{OWN[1:-1]}` is unlisted, so its address stands there alone"
    ]
    page = tree(root / "public")["@bob/2026-11-21-look/index.html"].decode()
    assert not re.search("quokka(text|title|summary|picture)", page, re.IGNORECASE)


@pytest.mark.parametrize("is_profiled", [True, False])
def test_author_with_unlisted_posts_alone_has_a_page_that_shows_none(make_site: MakeSite, is_profiled: bool) -> None:
    files: dict[str, str | bytes] = {"posts/dee/2026-11-21-wombat.md": "---\nunlisted: true\n---\nWombatword."}
    profile: dict[str, str | bytes] = {"posts/dee/profile.md": ""} if is_profiled else {}
    root = make_site(SITE)
    build(root)
    make_site(files | profile)
    with_it = built(root)
    assert_same(with_it, built(root, clean=True))
    assert naming(with_it, "wombat") == {"@dee/2026-11-21-wombat/index.html"}
    (root / "posts/dee/2026-11-21-wombat.md").unlink()
    assert_same(built(root), built(root, clean=True))
    assert ("@dee/index.html" in tree(root / "public")) == is_profiled


def test_its_author_may_be_mentioned_by_it_without_hearing_of_it(make_site: MakeSite) -> None:
    files = built(make_site(SITE | {CANARY: text("unlisted: true")}))
    assert "quokka" not in files["@bob/mentions/index.html"].decode().lower()
    assert "quokka" not in files["@cy/mentions/feed.atom"].decode().lower()
