"""A site that builds goes on building when nothing but time goes by; what would end that is an error at once."""

from pathlib import Path

import pytest

from microblog.errors import ContentError
from tests.conftest import MakeSite
from tests.support.edits import assert_same
from tests.support.site_tree import broken_links, build, tree

SITE = {
    "config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\n",
    "posts/ada/profile.md": "---\nname: Ada\n---\n",
    "posts/bob/profile.md": "---\nname: Bob\nfollowing: [ada]\n---\n",
}
MOMENTS = ["2026-11-30T00:00:00Z", "2026-12-05T00:00:00Z", "2026-12-07T00:00:00Z", "2026-12-11T00:00:00Z"]
TEA, ANSWER = "posts/ada/tea.md", "posts/bob/answer.md"


def post(date: str, *keys: str) -> str:
    return "---\n" + "".join(f"{key}\n" for key in (f"date: {date}", *keys)) + "---\nSo it is.\n"


@pytest.mark.parametrize("relation", ["in_reply_to", "like_of", "repost_of", "bookmark_of"])
@pytest.mark.parametrize("dates", [("2026-11-10", "2026-11-12"), ("2026-11-10", "2026-12-05"), ("2026-12-05", "2026-12-11")])
def test_post_that_is_over_is_answered_still(make_site: MakeSite, relation: str, dates: tuple[str, str]) -> None:
    root = make_site(SITE | {TEA: post(dates[0], "expires: 2026-12-06"), ANSWER: post(dates[1], f"{relation}: ada/tea")})
    for moment in MOMENTS:
        report = build(root, now=moment)
        incremental = tree(root / "public")
        assert [*broken_links(incremental, "https://example.org/")] == []
        build(root, now=moment, clean=True)
        assert_same(incremental, tree(root / "public"))
    (warning,) = (problem for problem in report.warnings if problem.path == ANSWER)
    assert str(warning).startswith(f"{ANSWER}:3: warning: `{relation}`: the post `ada/tea` is over, so its author is linked instead; ")
    assert b"@ada/tea" not in b"".join(incremental.values())


def test_answer_to_what_comes_later_is_an_error_at_once(make_site: MakeSite) -> None:
    root = make_site(SITE | {TEA: post("2026-12-10"), ANSWER: post("2026-12-05", "in_reply_to: ada/tea")})
    assert refused(root, MOMENTS[0]).startswith(f"{ANSWER}:3: `in_reply_to`: the post `ada/tea` comes out after this one; let that one")
    make_site({TEA: post("2026-12-05")})
    _grows(root)
    make_site({TEA: post("2026-12-10")})
    assert "is not published yet" in refused(root, "2026-12-07T00:00:00Z")


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ({}, "there is no post `ada/tea` here"),
        ({TEA: post("2026-11-10", "draft: true")}, "is a draft"),
        ({TEA: post("2026-11-10", "unlisted: true")}, "is unlisted"),
        ({TEA: post("2026-12-10", "draft: true")}, "is a draft"),
    ],
)
def test_answer_that_is_scheduled_must_have_what_it_answers(make_site: MakeSite, target: dict[str, str], said: str) -> None:
    root = make_site(SITE | target | {ANSWER: post("2026-12-05", "in_reply_to: ada/tea")})
    assert said in refused(root, MOMENTS[0])
    make_site({TEA: post("2026-11-10")})
    _grows(root)
    make_site(target)
    if target:
        assert said in refused(root, MOMENTS[0])


def test_unlisted_post_leads_to_the_unlisted_one_that_it_answers(make_site: MakeSite) -> None:
    root = make_site(
        SITE | {TEA: post("2026-11-10", "unlisted: true"), ANSWER: post("2026-11-12", "in_reply_to: ada/tea", "unlisted: true")}
    )
    build(root)
    assert b'class="u-in-reply-to" href="/@ada/tea/"' in tree(root / "public")["@bob/answer/index.html"]


def test_answer_to_what_is_over_is_the_same_whatever_tombstone_stands_there(make_site: MakeSite) -> None:
    line = '{"at":"2026-11-30T12:00:00+00:00","id":"ada/tea","post":"ada/tea"}\n'
    root = make_site(SITE | {TEA: post("2026-11-10", "expires: 2026-11-20"), ANSWER: post("2026-11-12", "in_reply_to: ada/tea")})
    for stones in (None, line, None):
        make_site({"posts/ada/forgotten.jsonl": stones}) if stones else (root / "posts/ada/forgotten.jsonl").unlink(missing_ok=True)
        build(root)
        incremental = tree(root / "public")
        build(root, clean=True)
        assert_same(incremental, tree(root / "public"))


def test_answer_that_nobody_will_see_may_answer_anything(make_site: MakeSite) -> None:
    root = make_site(SITE | {ANSWER: post("2026-12-05", "in_reply_to: ada/tea", "draft: true")})
    _grows(root)
    make_site({ANSWER: post("2026-11-05", "in_reply_to: ada/tea", "expires: 2026-11-06")})
    _grows(root)


def test_quoted_post_that_is_over_is_said_to_be(make_site: MakeSite) -> None:
    root = make_site(SITE | {TEA: post("2026-11-10", "expires: 2026-12-06"), ANSWER: post("2026-11-12") + "\n@ada/tea\n"})
    report = build(root, now=MOMENTS[-1])
    (warning,) = (problem for problem in report.warnings if problem.path == ANSWER)
    assert "the quoted post `ada/tea` is over, so its address stands there alone" in str(warning)


def refused(root: Path, moment: str) -> str:
    with pytest.raises(ContentError) as error:
        build(root, now=moment)
    return "\n".join(map(str, error.value.problems))


def _grows(root: Path) -> None:
    for moment in MOMENTS:
        build(root, now=moment)
