"""What is told to whom follows from posts and ledger alone."""

import json
from pathlib import Path

import pytest

from microblog.content.posts import parse_post
from microblog.errors import ContentError
from microblog.model.nouns import Config, Post
from microblog.webmention.ledger import Ledger, Told, read_told
from microblog.webmention.planning import Asked, Plan, digest_of, plan_mentions, targets_of

BASE = "https://ada.example/"
DAY = 86_400_000_000
NOW = 1_795_694_400_000_000  # 2026-11-26
ASKED = Asked(BASE, NOW, NOW - 30 * DAY)


def post(text: str, *keys: str, name: str = "2026-11-25-hello") -> Post:
    data = "\n".join(["---", *keys, "---", text, ""])
    found, problems = parse_post(f"posts/ada/{name}.md", data.encode(), Config(base_url=BASE), {})
    assert found, problems
    return found


def told(one: Post, target: str = "https://bob.example/", **more: object) -> Told:
    url = f"{BASE}{one.permalink}"
    return Told("ada", one.id, url, target, "sent", digest_of(one), is_known=True)._replace(**more)  # type: ignore[arg-type]


def planned(plan: Plan) -> list[tuple[str, bool]]:
    return [(mention.told.target, mention.is_gone) for mention in plan.mentions]


HELLO = post("[Bob](https://bob.example/) said.")


def test_links_are_those_of_the_text_and_of_what_a_post_answers_reposts_likes_and_bookmarks() -> None:
    keys = (
        "in_reply_to: https://a.example/1",
        "repost_of: https://b.example/",
        "like_of: {url: https://c.example/, title: C}",
        "bookmark_of: [https://d.example/, ada/2026-11-24-other]",
    )
    text = "[x](https://e.example/?a=1&b=2) https://f.example/ [x](https://a.example/1) [m](mailto:x@y.example) [own](/about/) #tag @bob"
    found = targets_of(post(text, *keys), BASE)
    assert sorted(found) == [
        *(f"https://{name}.example/{rest}" for name, rest in zip("abcdef", ["1", "", "", "", "?a=1&b=2", ""], strict=True))
    ]


def test_links_to_this_site_are_none() -> None:
    text = "[a](https://ada.example/@ada/x/) [b](http://ADA.example/) [c](https://ada.example.org/) [d](https://bob.ada.example/)"
    assert targets_of(post(text), BASE) == ["https://ada.example.org/", "https://bob.ada.example/"]


def test_new_post_is_told_once() -> None:
    assert planned(plan_mentions([HELLO], [], ASKED)) == [("https://bob.example/", False)]
    assert planned(plan_mentions([HELLO], [told(HELLO)], ASKED)) == []


@pytest.mark.parametrize("state", ["sent", "none", "failed"])
def test_post_that_says_something_else_is_told_again(state: str) -> None:
    edited = post("[Bob](https://bob.example/) said it.")
    assert planned(plan_mentions([edited], [told(HELLO, state=state)], ASKED)) == [("https://bob.example/", False)]


def test_post_that_is_marked_up_otherwise_and_says_the_same_is_not_told_again() -> None:
    assert digest_of(post("**[Bob](https://bob.example/)** said.", "tags: tea")) == digest_of(HELLO)
    for other in (post("[Bob](https://bob.example/) said.", "title: A"), post("[Bob](https://bob.example/) said.", "cw: A")):
        assert digest_of(other) != digest_of(HELLO)


def test_lost_link_and_lost_post_are_told_once_and_before_all_else() -> None:
    edited = post("Nothing. [Eve](https://eve.example/)")
    assert planned(plan_mentions([edited], [told(HELLO)], ASKED)) == [("https://bob.example/", True), ("https://eve.example/", False)]
    assert planned(plan_mentions([], [told(HELLO)], ASKED)) == [("https://bob.example/", True)]
    assert planned(plan_mentions([], [told(HELLO, state="deleted", is_known=False)], ASKED)) == []


@pytest.mark.parametrize("state", ["none", "failed", "waiting"])
def test_site_that_never_took_the_link_is_not_told_that_it_is_gone(state: str) -> None:
    assert planned(plan_mentions([], [told(HELLO, state=state, is_known=False)], ASKED)) == []


def test_link_that_comes_back_is_told() -> None:
    assert planned(plan_mentions([HELLO], [told(HELLO, state="deleted", is_known=False, digest="")], ASKED)) == [
        ("https://bob.example/", False)
    ]


@pytest.mark.parametrize(("state", "gone"), [("sending", False), ("deleting", True)])
def test_what_may_not_have_been_sent_is_sent_again(state: str, gone: bool) -> None:
    posts = [] if gone else [HELLO]
    assert planned(plan_mentions(posts, [told(HELLO, state=state)], ASKED)) == [("https://bob.example/", gone)]


def test_site_out_of_order_is_left_alone_until_its_time_and_then_told_how_often_it_failed() -> None:
    before = told(HELLO, state="waiting", until=NOW + 1, failures=2)
    plan = plan_mentions([HELLO], [before], ASKED)
    assert (planned(plan), plan.waiting) == ([], 1)
    plan = plan_mentions([HELLO], [before], ASKED._replace(now=NOW + 1))
    assert [mention.told.failures for mention in plan.mentions] == [2]


def test_old_post_is_left_alone_unless_it_was_edited_or_is_known_or_named() -> None:
    old = post("[Bob](https://bob.example/)", name="2026-10-01-old")
    plan = plan_mentions([old], [], ASKED)
    assert (planned(plan), plan.old) == ([], 1)
    edited = post("[Bob](https://bob.example/)", "updated: 2026-11-25", name="2026-10-01-old")
    for posts, known, asked in (
        ([edited], [], ASKED),
        ([old], [told(old, "https://eve.example/", is_known=False)], ASKED),
        ([old], [], ASKED._replace(only=["ada/2026-10-01-old"])),
        ([old], [], ASKED._replace(since=NOW - 90 * DAY)),
    ):
        assert planned(plan_mentions(posts, known, asked)) == [("https://bob.example/", False)]


def test_only_the_named_post_is_told_and_what_it_lost() -> None:
    other = post("[Eve](https://eve.example/)", name="2026-11-25-other")
    asked = ASKED._replace(only=["ada/2026-11-25-hello"])
    assert planned(plan_mentions([HELLO, other], [], asked)) == [("https://bob.example/", False)]
    assert planned(plan_mentions([], [told(HELLO), told(other, "https://eve.example/")], asked)) == [("https://bob.example/", True)]


def test_post_with_another_address_is_told_there_and_its_old_one_is_gone() -> None:
    moved = post("[Bob](https://bob.example/) said.", "slug: other", "id: ada/2026-11-25-hello")
    plan = plan_mentions([moved], [told(HELLO)], ASKED)
    assert [(mention.told.url, mention.is_gone) for mention in plan.mentions] == [
        (f"{BASE}@ada/2026-11-25-hello/", True),
        (f"{BASE}@ada/other/", False),
    ]


def test_site_that_moved_tells_nobody_again_what_they_know_and_takes_nothing_back() -> None:
    moved = ASKED._replace(base_url="https://new.example/")
    assert planned(plan_mentions([HELLO], [told(HELLO)], moved)) == []


def test_newest_posts_are_told_first() -> None:
    posts = [post(f"[x](https://x.example/{day})", name=f"2026-11-{day}-x") for day in (21, 23, 22)]
    assert [target[-2:] for target, _ in planned(plan_mentions(posts, [], ASKED))] == ["23", "22", "21"]


def test_ledger_gives_back_what_was_added_and_leaves_other_lines_alone(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, "2026-11-26T00:00:00Z")
    sent = told(HELLO, endpoint="https://bob.example/e")
    path = tmp_path / "sent" / "ada.jsonl"
    ledger.add(sent._replace(state="sending"))
    path.write_bytes(path.read_bytes() + b'{"post":"ada/x","to":"mastodon","state":"sent"}\n{"post":"cut off')
    ledger.add(sent)
    assert read_told(tmp_path) == [sent]
    assert json.loads(path.read_text().splitlines()[0]) == {
        "at": "2026-11-26T00:00:00Z",
        "endpoint": "https://bob.example/e",
        "hash": digest_of(HELLO),
        "post": "ada/2026-11-25-hello",
        "state": "sending",
        "target": "https://bob.example/",
        "to": "webmention",
        "url": "https://ada.example/@ada/2026-11-25-hello/",
    }


@pytest.mark.parametrize(
    ("states", "is_known"),
    [
        (["none"], False),
        (["waiting"], False),
        (["sending"], True),
        (["sending", "failed"], True),
        (["sending", "sent", "waiting"], True),
        (["sending", "sent", "deleting"], True),
        (["sending", "sent", "deleting", "deleted"], False),
        (["sending", "sent", "deleting", "deleted", "none"], False),
    ],
)
def test_ledger_knows_who_may_know(tmp_path: Path, states: list[str], is_known: bool) -> None:
    ledger = Ledger(tmp_path, "2026-11-26T00:00:00Z")
    for state in states:
        ledger.add(told(HELLO, state=state))
    assert [one.is_known for one in read_told(tmp_path)] == [is_known]


def test_damaged_ledger_is_an_error_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "sent").mkdir()
    (tmp_path / "sent" / "ada.jsonl").write_text('{"to":"webmention"}\n{damaged}\n')
    with pytest.raises(ContentError) as raised:
        read_told(tmp_path)
    assert str(raised.value.problems[0]).startswith("sent/ada.jsonl:2: is no line of a ledger")
