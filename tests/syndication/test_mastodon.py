"""Copies on Mastodon, from the command line to a server that is no friend of ours."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from microblog.cli import main, syndicating
from microblog.sources import ledgers
from microblog.syndication import mastodon
from microblog.web.client import Client
from tests.conftest import ROOT, MakeSite
from tests.support.mastodon import TOKEN, Answer, Json, MastodonDouble, boundary_parts, mastodon_double, says
from tests.support.pictures import plain, save, scene

FIRST, NOW = "2026-11-30T00:00:00Z", "2026-12-01T00:00:00Z"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MastodonDouble]:
    monkeypatch.setenv("MICROBLOG_MASTODON_TOKEN_ADA", TOKEN)
    monkeypatch.setattr(mastodon, "_PAUSE", 0)
    with mastodon_double() as found:
        found.scopes = {*re.findall(r"`((?:read|write):\w+)`", (ROOT / "docs/how-to/syndicate.md").read_text(encoding="utf-8"))}
        yield found


@pytest.fixture
def site(make_site: MakeSite, server: MastodonDouble) -> Path:
    """Make a site whose author switched copies on, before anything was written."""
    root = make_site(
        {
            "config.yaml": f"base_url: {server.url}/\ntag_authority: example.org,2026\n",
            "posts/ada/profile.md": f"---\nmastodon: {server.account}\n---\n",
            "posts/ada/2026-01-01-old.md": "From long ago.\n",
        }
    )
    assert run(root, server, now=FIRST) == 0
    return root


def run(root: Path, server: MastodonDouble, *more: str, now: str = NOW) -> int:
    return main(["syndicate", "--root", str(root), "--allow", server.place, "--now", now, "--jobs", "1", *more])


def write(root: Path, name: str, text: str) -> None:
    (root / "posts" / "ada" / name).write_text(text, encoding="utf-8")


def lines(root: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (root / "sent" / "ada.jsonl").read_text(encoding="utf-8").splitlines()]


def test_new_post_is_sent_once_and_an_old_one_never(site: Path, server: MastodonDouble) -> None:
    write(site, "2026-11-30-1200-new.md", "Hello **there**, [you](https://example.org/a). #tea\n")
    assert run(site, server) == run(site, server) == 0
    assert server.texts() == ["Hello there, you (https://example.org/a). #tea"]
    (status,) = server.statuses.values()
    assert (status["language"], status["visibility"], status["spoiler_text"]) == ("en", "public", "")
    last = lines(site)[-1]
    assert (last["post"], last["state"], last["url"], last["uri"]) == ("ada/2026-11-30-1200-new", "sent", f"{server.account}/101", "101")


def test_edits_and_deletions_follow(site: Path, server: MastodonDouble) -> None:
    write(site, "2026-11-30-1200-new.md", "One.\n")
    run(site, server)
    write(site, "2026-11-30-1200-new.md", "Two.\n")
    run(site, server)
    assert server.texts() == ["Two."]
    write(site, "2026-11-30-1200-new.md", "---\nunlisted: true\n---\nTwo.\n")
    assert run(site, server) == run(site, server) == 0
    assert (server.texts(), server.made) == ([], 1)
    write(site, "2026-11-30-1200-new.md", "Two.\n")
    run(site, server)
    assert (server.texts(), server.made) == (["Two."], 2)


@pytest.mark.parametrize("head", ["draft: true", "date: 2027-01-01", "unlisted: true", "syndicate: false", "syndicate: [bluesky]"])
def test_what_is_held_back_or_not_wanted_is_not_sent(site: Path, server: MastodonDouble, head: str) -> None:
    write(site, "2026-11-30-1200-new.md", f"---\n{head}\n---\nSecret.\n")
    assert run(site, server, "--drafts") == 0
    assert server.made == 0


def test_post_that_names_its_copy_is_not_copied_again(site: Path, server: MastodonDouble) -> None:
    write(site, "2026-11-30-1200-new.md", f"---\nsyndication: {server.account}/77\n---\nImported.\n")
    run(site, server)
    assert server.made == 0


def test_post_whose_page_is_not_live_waits(site: Path, server: MastodonDouble) -> None:
    write(site, "2026-11-30-1200-new.md", "Hello.\n")
    server.pages.add("/@ada/2026-11-30-1200-new/")
    assert run(site, server) == 0
    assert server.made == 0
    server.pages.clear()
    run(site, server)
    assert server.texts() == ["Hello."]


def test_since_sends_what_is_older(site: Path, server: MastodonDouble) -> None:
    run(site, server, "--since", "2026-01-01")
    assert server.texts() == ["From long ago."]


def test_post_of_the_first_days_date_alone_is_sent_where_it_came_after_the_first_run(site: Path, server: MastodonDouble) -> None:
    write(site, "2026-11-30-new.md", "Today.\n")
    run(site, server)
    assert server.texts() == ["Today."]


def test_long_post_becomes_a_thread_and_loses_parts_with_its_text(site: Path, server: MastodonDouble) -> None:
    write(site, "2026-11-30-1200-new.md", "A sentence of some length, no more. " * 39)
    run(site, server)
    first, second, third = server.statuses.values()
    assert (second["in_reply_to_id"], third["in_reply_to_id"]) == (first["id"], second["id"])
    assert all(text.endswith(".") and len(text) <= 500 for text in server.texts())
    assert " ".join(server.texts()) == ("A sentence of some length, no more. " * 39).strip()
    write(site, "2026-11-30-1200-new.md", "A sentence of some length, no more.")
    run(site, server)
    assert server.texts() == ["A sentence of some length, no more."]
    assert list(server.statuses) == [first["id"]]


def test_answer_to_a_copied_post_answers_the_copy(site: Path, server: MastodonDouble) -> None:
    write(site, "2026-11-30-1200-new.md", "One.\n")
    write(site, "2026-11-30-1300-re.md", "---\nin_reply_to: ada/2026-11-30-1200-new\n---\nTwo.\n")
    write(site, "2026-11-30-1400-blog.md", "---\nin_reply_to: https://blog.example/1\n---\nThree.\n")
    run(site, server)
    first, second = server.statuses.values()
    assert (second["text"], second["in_reply_to_id"]) == ("Two.", first["id"])


def test_copy_of_an_answer_stays_when_what_it_answers_has_none_any_more(site: Path, server: MastodonDouble) -> None:
    write(site, "2026-11-30-1200-new.md", "One.\n")
    write(site, "2026-11-30-1300-re.md", "---\nin_reply_to: ada/2026-11-30-1200-new\n---\nTwo.\n")
    run(site, server)
    write(site, "2026-11-30-1200-new.md", "---\nsyndicate: false\n---\nOne.\n")
    assert run(site, server) == run(site, server) == 0
    assert server.texts() == ["Two."]


def test_another_visibility_edits_no_copy_that_is_there(site: Path, server: MastodonDouble) -> None:
    write(site, "2026-11-30-1200-new.md", "One.\n")
    run(site, server)
    write(site, "profile.md", f"---\nmastodon: {{account: '{server.account}', visibility: unlisted}}\n---\n")
    write(site, "2026-11-30-1300-next.md", "Two.\n")
    run(site, server)
    assert [status["visibility"] for status in server.statuses.values()] == ["public", "unlisted"]
    assert not any(method == "PUT" for method, _, _ in server.asked)


def test_like_and_repost_of_a_remote_post_become_that(site: Path, server: MastodonDouble) -> None:
    write(site, "2026-11-30-1200-a.md", "---\nlike_of: https://m.example/@bob/1\n---\n")
    write(site, "2026-11-30-1300-b.md", "---\nrepost_of: https://m.example/@bob/2\n---\n")
    write(site, "2026-11-30-1400-c.md", "---\nlike_of: https://blog.example/\n---\n")
    assert run(site, server) == run(site, server) == 0
    assert server.liked == [("favourite", "900"), ("reblog", "900")]
    (site / "posts/ada/2026-11-30-1200-a.md").unlink()
    run(site, server)
    assert server.liked[2:] == [("unfavourite", "900")]


def test_picture_goes_along_with_its_words_and_without_its_notes(site: Path, server: MastodonDouble) -> None:
    (site / "posts/ada/cat.jpg").write_bytes(plain())
    write(
        site, "2026-11-30-1200-new.md", "---\ncw: Cats\nphoto: {file: cat.jpg, alt: A cat, focus: [0.3, -0.5]}\n---\nLook. ![](cat.jpg)\n"
    )
    run(site, server)
    (status,) = server.statuses.values()
    assert (status["media_ids"], status["spoiler_text"], status["sensitive"]) == (["m1"], "Cats", True)
    form = boundary_parts(server.media["m1"])
    assert (form["description"], form["focus"]) == (b"A cat", b"0.3,-0.5")
    assert form["file"].startswith(b"\xff\xd8\xff")


class Killed(BaseException):
    pass


@pytest.mark.parametrize("remembers_keys", [True, False])
def test_run_that_is_killed_anywhere_and_repeated_sends_nothing_twice(
    site: Path, server: MastodonDouble, monkeypatch: pytest.MonkeyPatch, *, remembers_keys: bool
) -> None:
    server.remembers_keys = remembers_keys
    left = [0]
    append, send = ledgers.append_line, Client.send

    def step() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Killed

    def append_or_die(path: Path, line: bytes) -> None:
        step()
        append(path, line)
        step()

    def send_or_die(client: Client, method: str, *given: object, **body: object) -> object:
        if method == "GET":
            return send(client, method, *given, **body)  # type: ignore[arg-type]
        step()
        answer = send(client, method, *given, **body)  # type: ignore[arg-type]
        step()
        return answer

    monkeypatch.setattr(ledgers, "append_line", append_or_die)
    monkeypatch.setattr(Client, "send", send_or_die)
    write(site, "2026-11-30-1200-new.md", "A sentence of some length, no more. " * 20)
    write(site, "2026-11-30-1300-re.md", "---\nin_reply_to: ada/2026-11-30-1200-new\n---\nTwo.\n")
    kills, at = 0, 1
    while True:  # each run gets one step further than the one before
        left[0] = at
        try:
            assert run(site, server) == 0
            break
        except Killed:
            kills += 1
            at += 1
    assert kills >= 5
    left[0] = 0
    assert run(site, server) == 0
    assert (len(server.texts()), server.made) == (3, 3)
    assert [status.get("in_reply_to_id") for status in server.statuses.values()] == [None, "101", "102"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (says(500, b"<html>"), "answers 500"),
        (says(429, b'{"error": "Too many"}', Retry_After="60"), "answers 429 (Too many)"),
        (says(200, b"<html>"), "no JSON"),
        (says(302, b"", Location="https://elsewhere.example/"), "answers 302"),
        (says(200, b'{"id": 5' + b" " * (6 << 20)), "larger than"),
        (says(403, b'{"error": "outside the authorized scopes"}'), "does not let the token"),
    ],
)
def test_server_that_misbehaves_is_told_of_and_nothing_is_sent_twice(
    site: Path, server: MastodonDouble, capfd: pytest.CaptureFixture[str], answer: object, words: str
) -> None:
    write(site, "2026-11-30-1200-new.md", "Hello.\n")
    server.instead["POST", "/api/v1/statuses"] = [answer]  # type: ignore[list-item]
    assert run(site, server) == 1
    assert words in capfd.readouterr().err
    assert run(site, server) == 0
    assert server.texts() == ["Hello."]


def test_what_the_server_refuses_is_told_once_and_others_are_sent(
    site: Path, server: MastodonDouble, capfd: pytest.CaptureFixture[str]
) -> None:
    write(site, "2026-11-30-1200-a.md", "A.\n")
    write(site, "2026-11-30-1300-b.md", "B.\n")
    server.instead["POST", "/api/v1/statuses"] = [says(422, b'{"error": "Validation failed"}')]
    assert run(site, server) == 1
    assert "refuses it (Validation failed)" in capfd.readouterr().err
    assert run(site, server) == 0
    assert server.texts() == ["B."]


def test_repost_that_nobody_is_allowed_holds_nothing_up(site: Path, server: MastodonDouble, capfd: pytest.CaptureFixture[str]) -> None:
    write(site, "2026-11-30-1200-a.md", "---\nrepost_of: https://m.example/@bob/1\n---\n")
    write(site, "2026-11-30-1300-b.md", "B.\n")
    server.instead["POST", "/api/v1/statuses/900/reblog"] = [says(403, b'{"error": "This action is not allowed"}')]
    assert run(site, server) == 1
    assert "refuses it (This action is not allowed)" in capfd.readouterr().err
    assert server.texts() == ["B."]
    assert run(site, server) == 0


def test_copy_that_was_deleted_there_stays_deleted(site: Path, server: MastodonDouble) -> None:
    write(site, "2026-11-30-1200-a.md", "A.\n")
    run(site, server)
    server.statuses.clear()
    write(site, "2026-11-30-1200-a.md", "B.\n")
    assert run(site, server) == 1
    assert run(site, server) == 0
    assert server.made == 1


def test_token_is_nowhere_but_in_its_header(
    site: Path, server: MastodonDouble, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    write(site, "2026-11-30-1200-a.md", "A.\n")
    wrong = "another-token-that-nobody-may-see"
    monkeypatch.setenv("MICROBLOG_MASTODON_TOKEN_ADA", wrong)
    run(site, server, "--dry-run")
    assert run(site, server, "-v") == 1
    said = capfd.readouterr()
    assert "does not take the token in MICROBLOG_MASTODON_TOKEN_ADA" in said.err
    written = [path.read_bytes() for path in site.rglob("*") if path.is_file()]
    assert not any(wrong.encode() in data for data in [*written, said.out.encode(), said.err.encode()])
    assert server.made == 0


@pytest.mark.parametrize("between", ["\n", "ü", "\u2028"])
def test_token_that_no_header_can_hold_is_told_and_not_shown(
    between: str, site: Path, server: MastodonDouble, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """As when the application's three secrets were copied at once."""
    write(site, "2026-11-30-1200-a.md", "A.\n")
    monkeypatch.setenv("MICROBLOG_MASTODON_TOKEN_ADA", f"one-secret{between}another")
    assert run(site, server) == 1
    told = capfd.readouterr().err
    assert "is not asked, since `Authorization` would hold a line break or a sign beyond ASCII" in told
    assert "secret" not in told
    assert server.made == 0


def test_scope_that_a_token_lacks_is_told_with_all_that_it_needs(
    site: Path, server: MastodonDouble, capfd: pytest.CaptureFixture[str]
) -> None:
    needed = server.scopes
    server.scopes = needed - {"read:search"}
    write(site, "2026-11-30-1200-a.md", "---\nlike_of: https://m.example/@bob/1\n---\n")
    assert run(site, server) == 1
    told = capfd.readouterr().err.partition("it needs ")[2]
    assert all(scope in told for scope in needed)


def test_token_of_another_account_is_refused(site: Path, server: MastodonDouble, capfd: pytest.CaptureFixture[str]) -> None:
    write(site, "2026-11-30-1200-a.md", "A.\n")
    answer = says(200, json.dumps({"id": "2", "username": "bob", "url": f"{server.url}/@bob"}).encode())
    server.instead["GET", "/api/v1/accounts/verify_credentials"] = [answer]
    assert run(site, server) == 1
    assert f"is that of {server.url}/@bob, not of {server.account}" in capfd.readouterr().err
    assert server.made == 0


def test_dry_run_says_what_would_be_sent_and_asks_nobody(
    site: Path, server: MastodonDouble, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(site, "2026-11-30-1200-a.md", "Hello there.\n")
    monkeypatch.delenv("MICROBLOG_MASTODON_TOKEN_ADA")
    before = lines(site)
    server.asked.clear()
    assert run(site, server, "--dry-run") == 0
    assert "Hello there." in capfd.readouterr().out
    assert (server.asked, lines(site)) == ([], before)


def test_without_a_token_nothing_is_sent_and_that_is_said(
    site: Path, server: MastodonDouble, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MICROBLOG_MASTODON_TOKEN_ADA")
    assert run(site, server) == 0
    assert "MICROBLOG_MASTODON_TOKEN_ADA is not set" in capfd.readouterr().err


def test_site_that_lost_its_posts_does_not_delete_all_copies(site: Path, server: MastodonDouble, capfd: pytest.CaptureFixture[str]) -> None:
    for hour in range(10, 17):
        write(site, f"2026-11-30-{hour}00-a.md", f"At {hour}.\n")
    run(site, server)
    for path in site.glob("posts/ada/2026-11-30-*.md"):
        path.unlink()
    assert run(site, server) == 1
    assert "nearly all copies would be deleted" in capfd.readouterr().err
    assert len(server.texts()) == 7
    assert run(site, server, "--delete") == 0
    assert server.texts() == []


def test_run_sends_no_more_than_so_many(site: Path, server: MastodonDouble, capfd: pytest.CaptureFixture[str]) -> None:
    for minute in range(10, 33):
        write(site, f"2026-11-30-12{minute}-a.md", f"At {minute}.\n")
    assert run(site, server) == 0
    assert "20 sent, 3 left for the next run" in capfd.readouterr().out
    run(site, server)
    assert [text[3:5] for text in server.texts()] == [str(minute) for minute in range(10, 33)]


def test_ledger_that_cannot_be_read_stops_the_run(site: Path, server: MastodonDouble, capfd: pytest.CaptureFixture[str]) -> None:
    with (site / "sent/ada.jsonl").open("a") as file:
        file.write("<<<<<<< HEAD\n")
    assert run(site, server) == 1
    assert "sent/ada.jsonl:2: was left by a merge" in capfd.readouterr().err


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(syndicating, "time", clock)
    return clock


def test_run_waits_for_a_page_as_long_as_it_may(site: Path, server: MastodonDouble, clock: Clock) -> None:
    write(site, "2026-11-30-1200-new.md", "Hello.\n")
    page = "/@ada/2026-11-30-1200-new/"
    server.instead["GET", page] = [says(404)] * 3
    assert run(site, server, "--wait", "25") == 0
    assert (clock.slept, server.texts()) == ([10.0, 10.0, 5.0], ["Hello."])


def test_page_that_never_comes_is_waited_for_once(site: Path, server: MastodonDouble, clock: Clock) -> None:
    write(site, "2026-11-30-1200-a.md", "A.\n")
    write(site, "2026-11-30-1300-b.md", "B.\n")
    server.pages.add("/@ada/2026-11-30-1200-a/")
    assert run(site, server, "--wait", "15") == 0
    assert (clock.slept, server.texts()) == ([10.0, 5.0], ["B."])


def test_run_that_takes_too_long_ends_and_the_next_goes_on(
    site: Path, server: MastodonDouble, clock: Clock, capfd: pytest.CaptureFixture[str]
) -> None:
    for hour in (10, 11, 12):
        write(site, f"2026-11-30-{hour}00-a.md", f"At {hour}.\n")
    answer = server.answer

    def answer_late(method: str, path: str, given: Json, key: str) -> tuple[int, object]:
        clock.now += 500 if (method, path) == ("POST", "/api/v1/statuses") else 0
        return answer(method, path, given, key)

    server.answer = answer_late  # type: ignore[method-assign]
    assert run(site, server) == 1
    said = capfd.readouterr()
    assert "15 minutes are over, which is all that a run may take; the next one goes on from there" in said.err
    assert "2 sent, 1 left for the next run" in said.out
    assert run(site, server) == 0
    assert (server.texts(), server.made) == (["At 10.", "At 11.", "At 12."], 3)


def test_long_text_is_cut_with_a_link_where_its_author_wants_that(site: Path, server: MastodonDouble) -> None:
    write(site, "profile.md", f"---\nmastodon: {{account: '{server.account}', long: link}}\n---\n")
    write(site, "2026-11-30-1200-new.md", "A sentence of some length, no more. " * 39)
    run(site, server)
    (text,) = server.texts()
    words, _, link = text.rpartition("… ")
    assert link == f"{server.url}/@ada/2026-11-30-1200-new/"
    assert ("A sentence of some length, no more. " * 39).startswith(words)
    assert 450 < len(words) + len("… ") + 23 <= 500


def test_pictures_that_are_too_many_are_left_out_and_the_post_is_linked(site: Path, server: MastodonDouble) -> None:
    write(site, "2026-11-30-1200-new.md", f"---\nphoto: [{pictures(site, 5)}]\n---\nLook.\n")
    assert run(site, server) == run(site, server) == 0
    (status,) = server.statuses.values()
    assert status["media_ids"] == ["m1", "m2", "m3", "m4"]
    assert [boundary_parts(form)["description"] for form in server.media.values()] == [b"0", b"1", b"2", b"3"]
    assert status["text"] == f"Look.\n\n{server.url}/@ada/2026-11-30-1200-new/"


def pictures(site: Path, number: int) -> str:
    """Put pictures beside the posts, and return how a head names them."""
    for at in range(number):
        (site / f"posts/ada/{at}.png").write_bytes(plain(kind="PNG", size=(10 + at, 10)))
    return ", ".join(f"{{file: {at}.png, alt: '{at}'}}" for at in range(number))


LARGE = {"statuses": {"max_characters": 2000, "max_media_attachments": 5, "characters_reserved_per_url": 30}}


def test_server_that_takes_more_gets_more(site: Path, server: MastodonDouble) -> None:
    server.takes = LARGE
    write(site, "2026-11-30-1200-a.md", f"---\nphoto: [{pictures(site, 5)}]\n---\n" + "A sentence of some length, no more. " * 39)
    write(site, "2026-11-30-1300-b.md", "x" * 1969 + " https://example.org/")
    write(site, "2026-11-30-1400-c.md", "x" * 1970 + " https://example.org/")
    assert run(site, server) == run(site, server) == 0
    whole, fitting, *cut = server.statuses.values()
    assert (len(whole["text"]), len(whole["media_ids"])) == (1403, 5)
    assert len(fitting["text"]) > 1969
    assert [status["text"] for status in cut] == ["x" * 1970, "https://example.org/"]


def test_copy_that_is_there_stays_as_it_was_cut_when_its_server_takes_more_or_less(site: Path, server: MastodonDouble) -> None:
    write(site, "2026-11-30-1200-a.md", "A sentence of some length, no more. " * 20)
    run(site, server)
    server.takes = LARGE
    write(site, "2026-11-30-1300-b.md", "A sentence of some length, no more. " * 20)
    run(site, server)
    server.takes = None
    assert run(site, server) == 0
    assert (len(server.texts()), server.made) == (3, 3)
    assert not any(method in {"PUT", "DELETE"} for method, _, _ in server.asked)
    assert [line.get("limits") for line in lines(site) if line["state"] == "sent"] == [None, None, [2000, 5, 30]]


def test_edit_that_is_too_long_by_now_is_told_once_with_what_to_do_until_the_post_changes(
    site: Path, server: MastodonDouble, capfd: pytest.CaptureFixture[str]
) -> None:
    server.takes = LARGE
    write(site, "2026-11-30-1200-a.md", "A sentence of some length, no more. " * 20)
    run(site, server)
    server.takes, server.longest = {"statuses": {"max_characters": 600}}, 600
    write(site, "2026-11-30-1200-a.md", "A sentence of another length, no more. " * 20)
    assert run(site, server) == 1
    told = capfd.readouterr().err
    assert f"{server.account}: the copy stays as it was, refuses it (" in told
    assert "it has 779 characters, and its server takes 600: shorten it, or write `limit: 600` below `mastodon` of the profile" in told
    server.asked.clear()
    assert (run(site, server), server.asked, capfd.readouterr().err) == (0, [], "")
    write(site, "2026-11-30-1200-a.md", "A sentence.\n")
    assert (run(site, server), server.texts()) == (0, ["A sentence."])


def test_limit_in_the_profile_cuts_a_copy_anew_that_is_too_long_by_now(site: Path, server: MastodonDouble) -> None:
    server.takes = LARGE
    write(site, "2026-11-30-1200-a.md", "A sentence of some length, no more. " * 20)
    run(site, server)
    server.takes, server.longest = {"statuses": {"max_characters": 600}}, 600
    write(site, "profile.md", f"---\nmastodon: {{account: '{server.account}', limit: 600}}\n---\n")
    assert run(site, server) == run(site, server) == 0
    assert [len(text) <= 600 for text in server.texts()] == [True, True]


def test_refusal_of_another_kind_says_nothing_of_characters(site: Path, server: MastodonDouble, capfd: pytest.CaptureFixture[str]) -> None:
    write(site, "2026-11-30-1200-a.md", "One.\n")
    run(site, server)
    write(site, "2026-11-30-1200-a.md", "Two.\n")
    server.instead["PUT", "/api/v1/statuses/101"] = [says(422, b'{"error": "Validation failed"}')]
    assert run(site, server) == 1
    assert "characters" not in capfd.readouterr().err
    assert (run(site, server), server.texts()) == (0, ["One."])


def test_dry_run_cuts_as_the_server_said_last(site: Path, server: MastodonDouble, capfd: pytest.CaptureFixture[str]) -> None:
    server.takes = LARGE
    write(site, "2026-11-30-1200-a.md", "Hello.\n")
    run(site, server)
    write(site, "2026-11-30-1300-b.md", "A sentence of some length, no more. " * 20)
    server.asked.clear()
    capfd.readouterr()
    assert run(site, server, "--dry-run") == 0
    told = capfd.readouterr().out
    assert ("1 thing to do" in told, "assumed" in told, server.asked) == (True, False, [])


def test_dry_run_says_what_it_assumes_where_no_server_said(site: Path, server: MastodonDouble, capfd: pytest.CaptureFixture[str]) -> None:
    write(site, "2026-11-30-1200-a.md", "A sentence of some length, no more. " * 20)
    assert run(site, server, "--dry-run") == 0
    told = capfd.readouterr().out
    assert "2 things to do" in told
    assert "500 characters and 4 pictures are assumed, since no run asked the server yet" in told
    write(site, "profile.md", f"---\nmastodon: {{account: '{server.account}', limit: 800}}\n---\n")
    assert run(site, server, "--dry-run") == 0
    assert "assumed" not in capfd.readouterr().out


@pytest.mark.parametrize(
    "answer",
    [
        says(404),
        says(200, b'{"configuration": [1]}'),
        says(
            200,
            b'{"configuration": {"statuses": {"max_characters": -5, "max_media_attachments": "x", "characters_reserved_per_url": null}}}',
        ),
    ],
)
def test_server_that_does_not_say_what_it_takes_gets_what_is_usual(site: Path, server: MastodonDouble, answer: Answer) -> None:
    write(site, "2026-11-30-1200-a.md", "A sentence of some length, no more. " * 20)
    server.instead["GET", "/api/v2/instance"] = [answer]
    assert run(site, server) == 0
    assert [len(text) <= 500 for text in server.texts()] == [True, True]


@pytest.mark.parametrize("answer", [says(500), says(429), says(200, b"<html>")])
def test_server_that_cannot_say_what_it_takes_is_asked_by_the_next_run(
    site: Path, server: MastodonDouble, answer: Answer, capfd: pytest.CaptureFixture[str]
) -> None:
    write(site, "2026-11-30-1200-a.md", "Hello.\n")
    server.instead["GET", "/api/v2/instance"] = [answer]
    assert run(site, server) == 1
    assert "the next run goes on from there" in capfd.readouterr().err
    assert (run(site, server), server.texts()) == (0, ["Hello."])


def test_server_is_asked_what_it_takes_only_for_what_is_new(site: Path, server: MastodonDouble) -> None:
    write(site, "2026-11-30-1200-a.md", "Hello.\n")
    run(site, server)
    server.asked.clear()
    assert run(site, server) == 0
    assert server.asked == []


@pytest.mark.parametrize("takes", [{"image_size_limit": 100_000}, {"supported_mime_types": ["image/webp"]}])
def test_picture_is_sent_in_a_size_and_kind_that_the_server_takes(site: Path, server: MastodonDouble, takes: Json) -> None:
    server.takes = {"media_attachments": takes | {"description_limit": 3}}
    (site / "posts/ada/cat.png").write_bytes(save(scene((600, 400)), "PNG"))
    write(site, "2026-11-30-1200-new.md", "---\nphoto: {file: cat.png, alt: A cat}\n---\nLook.\n")
    assert run(site, server) == 0
    form = boundary_parts(server.media["m1"])
    assert (form["description"], form["file"][:4]) == (b"A c", b"RIFF")


def test_picture_that_the_server_takes_in_no_size_is_told(site: Path, server: MastodonDouble, capfd: pytest.CaptureFixture[str]) -> None:
    server.takes = {"media_attachments": {"image_size_limit": 5}}
    (site / "posts/ada/cat.png").write_bytes(plain(kind="PNG"))
    write(site, "2026-11-30-1200-new.md", "---\nphoto: {file: cat.png, alt: A cat}\n---\nLook.\n")
    assert run(site, server) == 1
    assert "takes no picture of the kind and size of posts/ada/cat.png, in none of its sizes" in capfd.readouterr().err
