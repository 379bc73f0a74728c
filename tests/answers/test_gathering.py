"""The command `answers` from end to end, against a server on this machine that is good or bad: server → file → page."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from microblog import cli
from microblog.answers.gathering import Gathered, Services, gather
from microblog.build.options import Options
from microblog.build.settings import read_settings
from microblog.errors import ContentError, UsageError
from microblog.web.client import Client
from microblog.web.connections import Limits
from tests.conftest import MakeSite
from tests.support.feed_server import FeedServer, redirect, text
from tests.support.site_tree import build

CONFIG = "base_url: https://example.org/\ntag_authority: example.org,2026\n"
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
REF = "ada/2026-11-23-hello"
TOKEN = "s3cret"  # noqa: S105 - of nobody
FILE = f"answers/{REF}.json"


def site(make_site: MakeSite, server: FeedServer, **more: str) -> Path:
    copy = f"---\nsyndication: {server.url}/@ada/1\n---\nHello"
    return make_site({"config.yaml": CONFIG, f"posts/{REF}.md": copy, **more})


def account(name: str, number: int = 7, **values: Any) -> dict[str, Any]:
    host = f"https://{name}.example"
    return {"id": str(number), "acct": f"{name}@{name}.example", "display_name": name.title(), "url": f"{host}/@{name}", **values}


def status(number: int, name: str, words: str, answers: int = 1, **values: Any) -> dict[str, Any]:
    made = {"id": str(number), "in_reply_to_id": str(answers), "visibility": "public", "created_at": f"2026-11-24T10:{number:02}:00.000Z"}
    return {**made, "url": f"https://{name}.example/@{name}/{number}", "content": f"<p>{words}</p>", "account": account(name), **values}


def serve(server: FeedServer, *replies: dict[str, Any], likes: tuple[str, ...] = (), reposts: tuple[str, ...] = (), **told: int) -> None:
    """Let the server have a status with these replies, and who liked and reposted it."""
    base = "/api/v1/statuses/1"
    counts = {"favourites_count": len(likes), "reblogs_count": len(reposts), "replies_count": len(replies), **told}
    server[base] = as_json({"id": "1", **counts})
    server[f"{base}/context"] = as_json({"ancestors": [], "descendants": list(replies)})
    for name, people in (("favourited_by", likes), ("reblogged_by", reposts)):
        server[f"{base}/{name}?limit=80"] = as_json([account(one, at) for at, one in enumerate(people)])


def as_json(value: Any, status: int = 200, **headers: str) -> Any:
    return text(json.dumps(value), "application/json", status, **headers)


def run(root: Path, server: FeedServer, *only: str, hours: float = 0, dry: bool = False, token: str = "") -> Gathered:
    """Gather as though it were so many hours after noon."""
    options = Options(root=root, now=(NOON + timedelta(hours=hours)).isoformat())
    client = Client([server.place], Limits(seconds=60, size=2_000_000, redirects=2))
    return gather(read_settings(options), client, only, Services(server.url, server.url, token), is_dry=dry)


def kept(root: Path, ref: str = REF) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((root / f"answers/{ref}.json").read_text())["answers"]
    return found


def words(root: Path) -> list[str]:
    return [answer.get("content_html", answer["kind"]) for answer in kept(root)]


def page(root: Path, path: str = f"@{REF}/") -> str:
    return (root / "public" / path / "index.html").read_text()


def test_replies_likes_and_reposts_go_from_the_server_into_a_file_and_onto_the_page(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server)
    serve(server, status(2, "wren", "Nice"), status(3, "finch", "Yes", answers=2), likes=("jay", "kite"), reposts=("owl",))
    done = run(root, server)
    assert [outcome.faults for outcome in done.outcomes] == [()]
    build(root)
    html = page(root)
    assert html.index("<p>Nice</p>") < html.index("<p>Yes</p>")
    for shown in ("2 replies", "Liked by 2 people", "Reposted by one person", "on wren.example", "@finch@finch.example"):
        assert shown in html


def test_edited_answer_is_replaced_and_an_unchanged_one_costs_no_write(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server)
    serve(server, status(2, "wren", "Nice"))
    run(root, server)
    before = (root / FILE).stat()
    run(root, server, hours=24)
    assert (root / FILE).stat().st_mtime_ns == before.st_mtime_ns
    serve(server, status(2, "wren", "Nicer", edited_at="2026-11-25T09:00:00.000Z"))
    done = run(root, server, hours=48)
    assert (words(root), kept(root)[0]["updated"], done.outcomes[0].new) == (["<p>Nicer</p>"], "2026-11-25T09:00:00+00:00", [])


def test_answer_leaves_only_when_its_server_says_that_it_is_gone(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server)
    serve(server, status(2, "wren", "Nice"), status(3, "finch", "Yes"), status(4, "jay", "So"))
    run(root, server)
    serve(server)  # the list is empty: two are told of by themselves, or not to be had
    server["/api/v1/statuses/2"] = as_json({"error": "Record not found"}, 404)
    server["/api/v1/statuses/3"] = as_json(status(3, "finch", "Yes"))
    server["/api/v1/statuses/4"] = as_json({}, 500)
    run(root, server, hours=24)
    assert words(root) == ["<p>Yes</p>", "<p>So</p>"]


def test_like_leaves_with_a_whole_list_that_does_not_hold_it(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server)
    serve(server, likes=("jay", "kite"))
    run(root, server)
    serve(server, likes=("jay",))
    run(root, server, hours=24)
    assert [answer["author"]["name"] for answer in kept(root)] == ["Jay"]


@pytest.mark.parametrize(
    "answer",
    [
        text("", status=500),
        text("", status=503, Retry_After="3600"),
        text("<html>Please log in</html>"),
        text("[" * 100_000, "application/json"),
        text("[]", "application/json"),
        text('"words"', "application/json"),
        text("x" * 3_000_000, "application/json"),
        redirect("/api/v1/statuses/1/context"),
        redirect("http://169.254.169.254/latest/meta-data/"),
        lambda handler: handler.wfile.write(b"nonsense") and None,
        as_json({"descendants": [7, None, {"id": 3}, {"id": "4", "account": []}, {"id": "5", "visibility": ["public"]}]}),
    ],
)
def test_server_that_misbehaves_takes_nothing_away(make_site: MakeSite, server: FeedServer, answer: Any) -> None:
    root = site(make_site, server)
    serve(server, status(2, "wren", "Nice"))
    run(root, server)
    server["/api/v1/statuses/2"] = as_json(status(2, "wren", "Nice"))
    server["/api/v1/statuses/1/context"] = answer
    run(root, server, hours=24)
    assert words(root) == ["<p>Nice</p>"]


def test_server_that_asks_to_be_left_alone_is(make_site: MakeSite, server: FeedServer) -> None:
    copies = {f"posts/ada/2026-11-{day}-x.md": f"---\nsyndication: {server.url}/@ada/{day}\n---\nx" for day in (20, 21, 22)}
    root = make_site({"config.yaml": CONFIG, **copies})
    for day in (20, 21, 22):
        server[f"/api/v1/statuses/{day}"] = text("", status=429, Retry_After="7200")
    run(root, server)
    assert [path for path, _ in server.asked] == ["/api/v1/statuses/22"]  # the newest; the others were not tried
    assert len(run(root, server, hours=0.1).outcomes) == 0


def test_older_post_is_asked_for_more_seldom(make_site: MakeSite, server: FeedServer) -> None:
    old = f"---\nsyndication: {server.url}/@ada/9\n---\nOld"
    root = site(make_site, server, **{"posts/ada/2026-05-01-old.md": old})
    serve(server)
    server["/api/v1/statuses/9"] = as_json({"id": "9"})
    server["/api/v1/statuses/9/context"] = as_json({})
    assert len(run(root, server).outcomes) == 2
    later = [len(run(root, server, hours=hours).outcomes) for hours in (0.1, 12, 24 * 31)]
    assert later == [0, 1, 2]
    assert len(run(root, server, "ada/2026-05-01-old", hours=24 * 31).outcomes) == 1


def test_what_a_person_takes_out_stays_out_with_what_hangs_on_it(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server)
    replies = status(2, "troll", "Bad"), status(3, "finch", "To the troll", answers=2), status(4, "wren", "Nice")
    serve(server, *replies)
    run(root, server)
    values = json.loads((root / FILE).read_text())
    values["answers"] = [answer for answer in values["answers"] if "Bad" not in answer["content_html"]]
    (root / FILE).write_text(json.dumps(values))
    serve(server, *replies, status(5, "jay", "New"))
    run(root, server, hours=24)
    run(root, server, hours=48)
    assert words(root) == ["<p>Nice</p>", "<p>New</p>"]


@pytest.mark.parametrize("name", ["troll.example", "'@troll@troll.example'", "https://troll.example/@troll"])
def test_blocked_are_neither_kept_nor_shown_and_come_back_when_they_are_blocked_no_more(
    make_site: MakeSite, server: FeedServer, name: str
) -> None:
    root = site(make_site, server)
    serve(server, status(2, "troll", "Bad"), status(3, "finch", "To the troll", answers=2), likes=("troll", "jay"))
    run(root, server)
    make_site({"posts/ada/profile.md": f"---\nblocked: [{name}]\n---\n"})
    build(root)
    assert "Bad" not in page(root)
    assert "To the troll" not in page(root)
    assert "Liked by one person" in page(root)
    run(root, server, hours=24)
    assert words(root) == ["like"]
    make_site({"posts/ada/profile.md": "---\nname: Ada\n---\n"})
    run(root, server, hours=48)
    assert len(kept(root)) == 4


def test_own_copies_are_no_answers_and_answers_to_them_belong_to_their_posts(make_site: MakeSite, server: FeedServer) -> None:
    own = f"---\nin_reply_to: {REF}\nsyndication: {server.url}/@ada/2\n---\nMy second thought"
    root = site(make_site, server, **{"posts/ada/2026-11-24-more.md": own})
    serve(server, status(2, "ada", "My second thought"), status(3, "wren", "To the second", answers=2), status(4, "wren", "To the first"))
    server["/api/v1/statuses/2"] = as_json({"id": "2"})
    server["/api/v1/statuses/2/context"] = as_json({"descendants": [status(3, "wren", "To the second", answers=2)]})
    run(root, server)
    assert words(root) == ["<p>To the first</p>"]
    assert [answer["content_html"] for answer in kept(root, "ada/2026-11-24-more")] == ["<p>To the second</p>"]


def test_copies_that_the_ledger_names_are_asked_for_all_parts_of_a_thread(make_site: MakeSite, server: FeedServer) -> None:
    lines = [
        {"post": REF, "to": "mastodon", "part": 1, "state": "sending"},
        {"post": REF, "to": "mastodon", "part": 1, "state": "sent", "url": f"{server.url}/@ada/1"},
        {"post": REF, "to": "mastodon", "part": 2, "state": "sent", "url": f"{server.url}/@ada/2"},
        {"post": REF, "to": "mastodon", "part": 3, "state": "sent", "url": f"{server.url}/@ada/3"},
        {"post": REF, "to": "mastodon", "part": 3, "state": "deleted", "url": f"{server.url}/@ada/3"},
    ]
    ledger = "".join(json.dumps(line) + "\n" for line in lines)
    root = make_site({"config.yaml": CONFIG, f"posts/{REF}.md": "Hello", "sent/ada.jsonl": ledger})
    serve(server, status(2, "ada", "Part two"), status(5, "wren", "To part two", answers=2))
    server["/api/v1/statuses/2"] = as_json({"id": "2"})
    server["/api/v1/statuses/2/context"] = as_json({"descendants": [status(5, "wren", "To part two", answers=2)]})
    run(root, server)
    assert words(root) == ["<p>To part two</p>"]
    assert "parent" not in kept(root)[0]
    assert "/api/v1/statuses/3" not in [path for path, _ in server.asked]


@pytest.mark.parametrize("head", ["draft: true", "date: 2027-01-01"])
def test_nobody_is_asked_about_a_post_that_readers_do_not_see(make_site: MakeSite, server: FeedServer, head: str) -> None:
    root = make_site({"config.yaml": CONFIG, f"posts/{REF}.md": f"---\n{head}\nsyndication: {server.url}/@ada/1\n---\nHello"})
    assert run(root, server).outcomes == []
    assert server.asked == []


def test_only_what_everybody_may_see_is_kept(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server)
    serve(server, *(status(at, "wren", kind, visibility=kind) for at, kind in enumerate(("public", "unlisted", "private", "direct"), 2)))
    run(root, server)
    assert words(root) == ["<p>public</p>", "<p>unlisted</p>"]


def test_dry_run_writes_nothing(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server)
    serve(server, status(2, "wren", "Nice"))
    assert len(run(root, server, dry=True).outcomes[0].new) == 1
    assert not (root / "answers").exists()
    assert not (root / ".microblog/answers.json").exists()


def test_many_likes_are_bounded_and_the_rest_is_counted(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server)
    serve(server, favourites_count=10_000)
    base = "/api/v1/statuses/1/favourited_by?limit=80"
    for part in range(20):
        path = base if part == 0 else f"{base}&max_id={part}"
        link = f'<{server.url}{base}&max_id={part + 1}>; rel="next", <{server.url}{base}>; rel="prev"'
        server[path] = as_json([account("jay", part * 80 + at, url=f"https://jay.example/{part}-{at}") for at in range(80)], Link=link)
    run(root, server)
    build(root)
    assert len(kept(root)) == 400
    assert "Liked by 10000 people" in page(root)
    assert len(page(root)) < 100_000


def test_list_that_leads_to_another_server_is_not_followed(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server)
    serve(server, favourites_count=100)
    server["/api/v1/statuses/1/favourited_by?limit=80"] = as_json([account("jay")], Link='<https://evil.example/x>; rel="next"')
    assert run(root, server).outcomes[0].faults == ()
    assert len(kept(root)) == 1


def test_cut_off_context_says_that_there_are_more_replies_and_links_the_copy(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server)
    serve(server, *(status(at, "wren", f"No. {at}") for at in range(2, 62)), replies_count=5_000)
    server["/api/v1/statuses/2"] = as_json(status(2, "wren", "No. 2"))
    run(root, server)
    build(root)
    assert "5000 replies" in page(root)
    assert f'More replies on <a href="{server.url}/@ada/1">' in page(root)


def test_damaged_file_stops_the_command_since_what_was_taken_out_would_come_back(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server, **{FILE: "{"})
    serve(server, status(2, "wren", "Nice"))
    with pytest.raises(ContentError) as refused:
        run(root, server)
    assert [problem.what for problem in refused.value.problems] == ["is no JSON"]
    assert (root / FILE).read_text() == "{"


def test_unknown_post_is_wrong_usage(make_site: MakeSite, server: FeedServer) -> None:
    with pytest.raises(UsageError, match="ada/nothing"):
        run(site(make_site, server), server, "ada/nothing")


def test_command_says_what_is_new_and_when_nobody_can_be_reached(
    make_site: MakeSite, server: FeedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    root = site(make_site, server)
    serve(server, status(2, "wren", "Nice"))
    command = ["answers", "--root", str(root), "--allow", server.place, "--now", "2026-11-25"]
    assert cli.main(command) == 0
    assert capsys.readouterr().out.startswith(f"{FILE}: 1 new\nAnswers from elsewhere: something new for 1 of 1 posts")
    make_site({f"posts/{REF}.md": "---\nsyndication: https://nowhere.invalid/@ada/1\n---\nHello"})
    assert cli.main([*command, "--only", REF]) == 1
    assert "is this machine offline?" in capsys.readouterr().err


def bluesky_post(key: str, words: str, did: str = "did:plc:wren", **values: Any) -> dict[str, Any]:
    author = {"did": did, "handle": f"{did[8:]}.bsky.social", "displayName": did[8:].title()}
    record = {"text": words, "createdAt": "2026-11-24T10:00:00.000Z", "langs": ["en"]}
    return {
        "uri": f"at://{did}/app.bsky.feed.post/{key}",
        "author": author,
        "record": record,
        "indexedAt": f"2026-11-24T10:0{key}:00Z",
        **values,
    }


def serve_bluesky(server: FeedServer, replies: list[Any], likes: tuple[str, ...] = (), **values: Any) -> None:
    root = bluesky_post("1", "Hello", "did:plc:ada", likeCount=len(likes), replyCount=len(replies), **values)
    query = "uri=at%3A%2F%2Fada.example%2Fapp.bsky.feed.post%2F1&depth=20&parentHeight=0"
    server[f"/xrpc/app.bsky.feed.getPostThread?{query}"] = as_json({"thread": {"post": root, "replies": replies}})
    who = [{"actor": {"did": did, "handle": f"{did[8:]}.example"}, "indexedAt": "2026-11-24T11:00:00Z"} for did in likes]
    server["/xrpc/app.bsky.feed.getLikes?uri=at%3A%2F%2Fdid%3Aplc%3Aada%2Fapp.bsky.feed.post%2F1&limit=100"] = as_json({"likes": who})


def bluesky_site(make_site: MakeSite) -> Path:
    copy = "---\nsyndication: https://bsky.app/profile/ada.example/post/1\n---\nHello"
    return make_site({"config.yaml": CONFIG, f"posts/{REF}.md": copy})


def test_bluesky_goes_the_same_way(make_site: MakeSite, server: FeedServer) -> None:
    root = bluesky_site(make_site)
    below = {"post": bluesky_post("3", "Yes", "did:plc:finch"), "replies": []}
    facet = {"index": {"byteStart": 7, "byteEnd": 11}, "features": [{"uri": "https://fen.example/"}]}
    record = {"text": "Grüß here <b>", "facets": [facet]}
    serve_bluesky(server, [{"post": bluesky_post("2", "", record=record), "replies": [below]}], ("did:plc:jay",))
    assert run(root, server).outcomes[0].faults == ()
    build(root)
    html = page(root)
    link = '<a href="https://fen.example/" rel="nofollow ugc noopener">here</a>'
    assert f"<p>Grüß {link} &lt;b&gt;</p>" in html
    assert "on bsky.app" in html
    assert "Liked by one person" in html
    assert kept(root)[1]["parent"] == kept(root)[0]["id"] == "bluesky:at://did:plc:wren/app.bsky.feed.post/2"


def test_address_of_each_author_s_picture_is_noted(make_site: MakeSite, server: FeedServer) -> None:
    root = bluesky_site(make_site)
    (mastodon, bluesky, fen), ref = (f"https://{name}.example/face.png" for name in ("wren", "jay", "fen")), "ada/2026-11-22-more"
    make_site({"config.yaml": f"{CONFIG}webmention_io: example.org\n"})
    make_site({f"posts/{ref}.md": f"---\nsyndication: {server.url}/@ada/1\n---\nMore"})
    serve(server, status(2, "wren", "Nice", account=account("wren", avatar="https://wren.example/moving.gif", avatar_static=mastodon)))
    post = bluesky_post("2", "One")
    serve_bluesky(server, [{"post": {**post, "author": {**post["author"], "avatar": bluesky}}}])
    serve_mentions(server, mention(1, author={"name": "Fen", "url": "https://fen.example/", "photo": {"value": fen, "alt": "Fen"}}))
    run(root, server, token=TOKEN)
    assert [answer["author"]["avatar"] for answer in kept(root, ref)] == [mastodon]
    assert sorted(answer["author"]["avatar"] for answer in kept(root)) == [fen, bluesky]


def test_post_on_bluesky_that_is_gone_or_not_for_all_leaves(make_site: MakeSite, server: FeedServer) -> None:
    root = bluesky_site(make_site)
    serve_bluesky(server, [{"post": bluesky_post("2", "One")}, {"post": bluesky_post("3", "Two")}])
    run(root, server)
    ask = "/xrpc/app.bsky.feed.getPosts?uris=at%3A%2F%2Fdid%3Aplc%3Awren%2Fapp.bsky.feed.post%2F"
    server[f"{ask}2"], server[f"{ask}3"] = as_json({"posts": []}), as_json({"posts": [{"uri": "x"}]})
    hidden = bluesky_post("4", "Members only")
    hidden["author"]["labels"] = [{"val": "!no-unauthenticated"}]
    serve_bluesky(server, [{"post": hidden}, {"blocked": True, "uri": "at://x"}])
    run(root, server, hours=24)
    assert words(root) == ["<p>Two</p>"]


@pytest.mark.parametrize("name", ["did:plc:wren", "wren.bsky.social", "bsky.social"])
def test_blocked_on_bluesky_are_named_by_did_handle_or_host(make_site: MakeSite, server: FeedServer, name: str) -> None:
    root = bluesky_site(make_site)
    make_site({"config.yaml": f"{CONFIG}blocked: ['{name}']\n"})
    serve_bluesky(server, [{"post": bluesky_post("2", "One")}])
    run(root, server)
    assert not (root / FILE).exists()


def mention(
    number: int, kind: str = "in-reply-to", source: str = "https://fen.example/a", *, is_private: bool = False, **values: Any
) -> dict[str, Any]:
    target = "https://example.org/@ada/2026-11-23-hello/"
    author = {"name": "Fen", "url": "https://fen.example/"}
    made = {"wm-id": number, "wm-property": kind, "wm-source": source, "wm-target": target, "url": source, "author": author}
    return {
        **made,
        "published": "2026-11-24T10:00:00",
        "content": {"html": f"<p>No. {number}</p>", "text": ""},
        "wm-private": is_private,
        **values,
    }


def serve_mentions(server: FeedServer, *mentions: dict[str, Any]) -> None:
    for page, children in enumerate([*([mention] for mention in mentions), []]):
        path = f"/api/mentions.jf2?domain=example.org&token=s3cret&per-page=100&page={page}"
        server[path] = as_json({"type": "feed", "children": children})


def test_webmentions_go_the_same_way_and_leave_with_the_list(make_site: MakeSite, server: FeedServer) -> None:
    root = make_site({"config.yaml": f"{CONFIG}webmention_io: example.org\n", f"posts/{REF}.md": "Hello"})
    serve_mentions(server, mention(1), mention(2, "like-of", "https://moor.example/"), mention(3, "mention-of", is_private=True))
    assert run(root, server, token=TOKEN).faults == []
    assert sorted(answer["id"] for answer in kept(root)) == ["webmention:1", "webmention:2"]
    serve_mentions(server, mention(2, "like-of", "https://moor.example/"))
    run(root, server, token=TOKEN)
    assert [answer["id"] for answer in kept(root)] == ["webmention:2"]


def test_token_of_webmention_io_stands_in_no_fault_and_no_file(make_site: MakeSite, server: FeedServer) -> None:
    root = make_site({"config.yaml": f"{CONFIG}webmention_io: example.org\n", f"posts/{REF}.md": "Hello"})
    path = "/api/mentions.jf2?domain=example.org&token=s3cret&per-page=100&page=0"
    for answer in (text("", status=403), redirect("https://evil.example/"), text("s3cret"), redirect("")):
        server[path] = answer
        (fault,) = run(root, server, token=TOKEN).faults
        assert "s3cret" not in fault
    assert "MICROBLOG_WEBMENTION_IO_TOKEN" in run(root, server).faults[0]
    assert all("s3cret" not in path.read_text() for path in root.rglob("*") if path.is_file())


def test_page_that_says_it_is_somebody_else_is_linked_as_what_it_is(make_site: MakeSite, server: FeedServer) -> None:
    root = make_site({"config.yaml": f"{CONFIG}webmention_io: example.org\n", f"posts/{REF}.md": "Hello"})
    famous = {"name": "Famous", "url": "https://mastodon.example/@famous"}
    serve_mentions(server, mention(1, source="https://evil.example/x", url="https://mastodon.example/@famous/1", author=famous))
    run(root, server, token=TOKEN)
    build(root)
    assert "on evil.example" in page(root)
    assert "mastodon.example" not in page(root)


def test_reply_that_bridgy_tells_of_as_well_stands_once(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server)
    make_site({"config.yaml": f"{CONFIG}webmention_io: example.org\n"})
    serve(server, status(2, "wren", "Nice"), likes=("jay",))
    bridgy = "https://brid.gy/comment/mastodon/@ada@x/1/2"
    jay = {"name": "Jay", "url": "https://jay.example/@jay"}
    same = mention(1, source=bridgy, url="https://wren.example/@wren/2")
    serve_mentions(server, same, mention(2, "like-of", bridgy, url="https://x.example/@ada/1#favorited-by-7", author=jay))
    run(root, server, token=TOKEN)
    assert [answer["via"] for answer in kept(root)] == ["mastodon", "mastodon"]


def test_file_that_somebody_edits_meanwhile_is_left_as_it_is(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server)
    serve(server, status(2, "wren", "Nice"))
    run(root, server)
    edited = json.dumps(json.loads((root / FILE).read_text()) | {"answers": []})

    def edit(handler: Any) -> None:
        (root / FILE).write_text(edited)
        as_json({"descendants": [status(2, "wren", "Nicer")]})(handler)

    server["/api/v1/statuses/1/context"] = edit
    (outcome,) = run(root, server, hours=24).outcomes
    assert "was edited while" in outcome.faults[0]
    assert (root / FILE).read_text() == edited


@pytest.mark.parametrize("domain", ["https://example.org/", "example", "example.org/path", "[a]"])
def test_what_is_no_domain_is_an_error(make_site: MakeSite, server: FeedServer, domain: str) -> None:
    with pytest.raises(ContentError):
        run(make_site({"config.yaml": f"{CONFIG}webmention_io: {domain}\n"}), server)
