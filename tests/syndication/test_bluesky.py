"""Copies on Bluesky: what a part is as a record, and writing it once."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from microblog.atproto.sessions import Session
from microblog.build.dry_run import read_site
from microblog.build.options import Options
from microblog.library import queries
from microblog.sources import ledgers
from microblog.sources.ledgers import read_ledgers
from microblog.syndication.accounts import Account
from microblog.syndication.around import Surroundings
from microblog.syndication.bluesky import RULES, Bluesky, facets_of
from microblog.syndication.composing import compose
from microblog.syndication.ledger import Copies
from microblog.syndication.planning import plan_copies
from microblog.syndication.sending import Outcome, Sender, Site
from microblog.syndication.texts import Mark, Rich
from microblog.web.documents import Fault
from tests.conftest import MakeSite
from tests.support.pds import DID, HANDLE, PASSWORD, Answer, Pds, cut_off, endless, pds
from tests.support.pictures import plain

ACCOUNT = Account("ada", "bluesky", HANDLE)
POST = "app.bsky.feed.post"
BEGUN = '{"to":"bluesky","account":"ada.example.org","state":"begun","at":"2026-11-30T00:00:00Z"}\n'


@pytest.fixture
def server() -> Iterator[Pds]:
    with pds() as found:
        yield found


@pytest.fixture
def site(make_site: MakeSite) -> Path:
    return make_site(
        {
            "config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\n",
            "posts/ada/profile.md": f"---\nbluesky: {HANDLE}\n---\n",
            "sent/ada.jsonl": BEGUN,
        }
    )


def write(root: Path, name: str, text: str) -> None:
    (root / "posts" / "ada" / name).write_text(text, encoding="utf-8")


def run(root: Path, server: Pds, account: Account = ACCOUNT) -> list[Outcome]:
    with read_site(Options(root, now="2026-12-01T00:00:00Z", jobs=1)) as (settings, db):
        sent = read_ledgers(root)
        around = Surroundings(db, settings.config, root, sent)
        copies = Copies(root, account, sent["ada"])
        posts = list(queries.visible_posts(db))
        around.expected.update(("bluesky", post.id) for post in posts)
        actions = plan_copies(posts, copies, lambda post: compose(post, account, RULES, around.of(account)))
        network = Bluesky(server.client(), account, PASSWORD, server.hosts)
        network.sign_in()
        view = Site(lambda _: True, around.sizes_of, lambda post: around.copy_of("bluesky", post), "2026-12-01T00:00:00Z")
        return list(Sender(network, copies, view).send(actions))


def test_facets_count_bytes() -> None:
    rich = Rich("Grüße 🍵 #tee", (Mark(8, 12, "tag", "tee"),))
    (facet,) = facets_of(rich, lambda _: "")
    assert facet["index"] == {"byteStart": 13, "byteEnd": 17}
    assert rich.text.encode()[13:17] == b"#tee"


def test_name_that_is_nobodys_leads_nowhere() -> None:
    assert facets_of(Rich("@x.example", (Mark(0, 10, "mention", "x.example"),)), lambda _: "") == []


def test_post_becomes_a_record_with_its_links_language_and_picture(site: Path, server: Pds) -> None:
    (site / "posts/ada/cat.png").write_bytes(plain(kind="PNG"))
    write(
        site,
        "2026-11-30-1200-new.md",
        "---\nlang: de\nphoto: {file: cat.png, alt: Eine Katze}\n---\nTee, [hier](https://example.org/a), @ada. #tee\n",
    )
    assert [outcome.state for outcome in run(site, server)] == ["sent"]
    (record,) = server.written(POST).values()
    assert (record["text"], record["langs"], record["createdAt"]) == (
        "Tee, hier, @ada.example.org. #tee",
        ["de"],
        "2026-11-30T12:00:00+00:00",
    )
    features = [facet["features"][0] for facet in record["facets"]]
    assert [feature.get("uri") or feature.get("did") or feature.get("tag") for feature in features] == ["https://example.org/a", DID, "tee"]
    (image,) = record["embed"]["images"]
    assert (image["alt"], image["image"]["mimeType"]) == ("Eine Katze", "image/png")
    assert run(site, server) == []


def test_article_has_a_card_and_a_warning_hides_the_text(site: Path, server: Pds) -> None:
    write(site, "2026-11-30-1200-a.md", "---\ntitle: On tea\nsummary: It is hot.\n---\nA long story.\n")
    write(site, "2026-11-30-1300-b.md", "---\ncw: nudity\n---\nNaked words.\n")
    run(site, server)
    article, warned = server.written(POST).values()
    page = "https://example.org/@ada/2026-11-30-1200-a/"
    assert article["text"] == "On tea\n\nIt is hot.\n\n" + page
    assert article["embed"]["external"] == {"uri": page, "title": "On tea", "description": "It is hot."}
    assert "Naked" not in str(warned)
    assert warned["labels"]["values"] == [{"val": "nudity"}]


def test_thread_and_answers_name_root_and_parent(site: Path, server: Pds) -> None:
    write(site, "2026-11-30-1200-a.md", "A sentence of some length, no more. " * 20)
    write(site, "2026-11-30-1300-b.md", "---\nin_reply_to: ada/2026-11-30-1200-a\n---\nTwo.\n")
    run(site, server)
    records = [record["value"] | {"uri": record["uri"]} for record in server.records.values()]
    first, *others = sorted(records, key=lambda record: str(record["uri"]))
    assert len(others) == 3
    assert {record["reply"]["root"]["uri"] for record in others} == {first["uri"]}
    assert [record["reply"]["parent"]["uri"] for record in others] == [record["uri"] for record in [first, *others[:-1]]]
    assert all(len(record["text"]) <= 300 for record in records)


def test_edit_is_written_over_and_deletion_follows(site: Path, server: Pds) -> None:
    write(site, "2026-11-30-1200-a.md", "One.\n")
    run(site, server)
    write(site, "2026-11-30-1200-a.md", "Two.\n")
    run(site, server)
    assert [record["text"] for record in server.written(POST).values()] == ["Two."]
    write(site, "2026-11-30-1200-a.md", "---\ndraft: true\n---\nTwo.\n")
    run(site, server)
    assert server.records == {}


def test_like_and_repost_point_at_the_record(site: Path, server: Pds) -> None:
    write(site, "2026-11-30-1200-a.md", "One.\n")
    run(site, server)
    key = next(iter(server.written(POST)))
    write(site, "2026-11-30-1300-b.md", f"---\nlike_of: https://bsky.app/profile/{HANDLE}/post/{key}\n---\n")
    write(site, "2026-11-30-1400-c.md", f"---\nrepost_of: https://bsky.app/profile/{DID}/post/{key}\n---\n")
    run(site, server)
    for collection in ("app.bsky.feed.like", "app.bsky.feed.repost"):
        (record,) = server.written(collection).values()
        assert record["subject"] == {"uri": f"at://{DID}/{POST}/{key}", "cid": server.records[DID, POST, key]["cid"]}
    (site / "posts/ada/2026-11-30-1300-b.md").unlink()
    run(site, server)
    assert server.written("app.bsky.feed.like") == {}


def test_pictures_that_are_too_many_are_left_out_and_the_post_is_linked(site: Path, server: Pds) -> None:
    for number in range(5):
        (site / f"posts/ada/{number}.png").write_bytes(plain(kind="PNG", size=(10 + number, 10)))
    photos = ", ".join(f"{{file: {number}.png, alt: '{number}'}}" for number in range(5))
    write(site, "2026-11-30-1200-a.md", f"---\nphoto: [{photos}]\n---\nLook.\n")
    run(site, server)
    (record,) = server.written(POST).values()
    assert [image["alt"] for image in record["embed"]["images"]] == ["0", "1", "2", "3"]
    page = "https://example.org/@ada/2026-11-30-1200-a/"
    assert record["text"] == f"Look.\n\n{page}"
    assert [facet["features"][0]["uri"] for facet in record["facets"]] == [page]


def test_long_text_is_cut_with_a_link_where_its_author_wants_that(site: Path, server: Pds) -> None:
    write(site, "2026-11-30-1200-a.md", "A sentence of some length, no more. " * 39)
    run(site, server, ACCOUNT._replace(long="link"))
    (record,) = server.written(POST).values()
    page = "https://example.org/@ada/2026-11-30-1200-a/"
    assert record["text"].endswith(f"… {page}")
    assert 250 < len(record["text"]) <= 300
    assert record["embed"]["external"]["uri"] == page


class KilledError(BaseException):
    pass


def test_run_that_is_killed_anywhere_and_repeated_sends_nothing_twice(site: Path, server: Pds, monkeypatch: pytest.MonkeyPatch) -> None:
    left = [0]
    append, put = ledgers.append_line, Session.put_record

    def step() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise KilledError

    def append_or_die(path: Path, line: bytes) -> None:
        step()
        append(path, line)
        step()

    def put_or_die(session: Session, *given: object, **more: object) -> object:
        step()
        stored = put(session, *given, **more)  # type: ignore[arg-type]
        step()
        return stored

    monkeypatch.setattr(ledgers, "append_line", append_or_die)
    monkeypatch.setattr(Session, "put_record", put_or_die)
    write(site, "2026-11-30-1200-a.md", "A sentence of some length, no more. " * 12)
    kills, at = 0, 1
    while True:
        left[0] = at
        try:
            run(site, server)
            break
        except KilledError:
            kills, at = kills + 1, at + 1
    left[0] = 0
    assert kills >= 4
    assert run(site, server) == []
    assert len(server.written(POST)) == 2


def states(root: Path) -> list[str]:
    """Return the last word about each post."""
    lines = [json.loads(line) for line in (root / "sent/ada.jsonl").read_text().splitlines()]
    return [*{line["post"]: line["state"] for line in lines if "post" in line}.values()]


PUT = "com.atproto.repo.putRecord"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((429, {"RateLimit-Reset": "1"}, b'{"error": "RateLimitExceeded"}'), "wants fewer questions$"),
        ((429, {"RateLimit-Reset": "99999999999"}, b""), "wants fewer questions; ask again in 10081 minutes"),  # its clock is wrong
        ((429, {"RateLimit-Reset": "soon"}, b"<html>"), "wants fewer questions$"),
        ((502, {}, b"<html>"), "answers 502"),
        ((503, {"Retry-After": "60"}, b"{}"), "answers 503; ask again in 2 minutes"),
        (cut_off, "cut off"),
        (endless, "larger than"),
        ((200, {}, b"<html>"), "no JSON object"),
        ((200, {}, b"[" * 100_000), "no JSON object"),
        ((200, {}, b'{"uri": 5}'), "does not say the record's uri"),
        ((401, {}, b'{"error": "InvalidToken"}'), "does not take the session's token"),
    ],
)
@pytest.mark.parametrize("method", [PUT, "com.atproto.repo.uploadBlob"])
def test_server_that_misbehaves_is_told_of_and_nothing_is_sent_twice(
    site: Path, server: Pds, method: str, answer: Answer, words: str
) -> None:
    (site / "posts/ada/cat.png").write_bytes(plain(kind="PNG"))
    write(site, "2026-11-30-1200-a.md", "---\nphoto: {file: cat.png, alt: A cat}\n---\nOne.\n")
    write(site, "2026-11-30-1300-b.md", "Two.\n")
    server.instead[method] = [answer]
    with pytest.raises(Fault, match=words if method == PUT or "uri" not in words else "does not say how to refer to it"):
        run(site, server)
    assert states(site) == ["sending"]
    assert server.records == {}
    assert [outcome.state for outcome in run(site, server)] == ["sent", "sent"]
    assert [record["text"] for record in server.written(POST).values()] == ["One.", "Two."]
    assert states(site) == ["sent", "sent"]
    assert run(site, server) == []


def test_limit_that_ends_soon_is_told_with_its_time(site: Path, server: Pds) -> None:
    write(site, "2026-11-30-1200-a.md", "One.\n")
    server.instead[PUT] = [(429, {"RateLimit-Reset": str(int(time.time()) + 270)}, b"")]
    with pytest.raises(Fault, match="ask again in 5 minutes"):
        run(site, server)


def test_answer_that_is_lost_after_the_write_leaves_one_record(site: Path, server: Pds) -> None:
    write(site, "2026-11-30-1200-a.md", "One.\n")
    server.lost = [PUT]
    with pytest.raises(Fault):
        run(site, server)
    assert (len(server.records), states(site)) == (1, ["sending"])
    assert [outcome.state for outcome in run(site, server)] == ["sent"]
    assert (server.writes(), states(site)) == (["putRecord"], ["sent"])


def test_answer_that_is_lost_after_an_edit_or_a_deletion_is_found_out(site: Path, server: Pds) -> None:
    write(site, "2026-11-30-1200-a.md", "One.\n")
    run(site, server)
    write(site, "2026-11-30-1200-a.md", "Two.\n")
    server.lost = [PUT]
    with pytest.raises(Fault):
        run(site, server)
    assert [outcome.state for outcome in run(site, server)] == ["sent"]
    assert server.writes() == ["putRecord"] * 2
    (site / "posts/ada/2026-11-30-1200-a.md").unlink()
    server.lost = ["com.atproto.repo.deleteRecord"]
    with pytest.raises(Fault):
        run(site, server)
    assert [outcome.state for outcome in run(site, server)] == ["deleted"]
    assert (server.records, run(site, server)) == ({}, [])


def test_session_that_ends_while_sending_is_renewed(site: Path, server: Pds) -> None:
    write(site, "2026-11-30-1200-a.md", "One.\n")
    server.instead[PUT] = [(400, {}, b'{"error": "ExpiredToken"}')]
    assert [outcome.state for outcome in run(site, server)] == ["sent"]
    assert (server.sessions, server.writes()) == (2, ["putRecord"] * 2)


def test_session_that_cannot_be_renewed_is_told_and_the_next_run_signs_in(site: Path, server: Pds) -> None:
    write(site, "2026-11-30-1200-a.md", "One.\n")
    over = (400, {}, b'{"error": "ExpiredToken"}')
    server.instead |= {PUT: [over], "com.atproto.server.refreshSession": [over]}
    with pytest.raises(Fault, match="session is over; sign in again"):
        run(site, server)
    assert [outcome.state for outcome in run(site, server)] == ["sent"]


def test_what_the_server_refuses_for_good_is_left_and_others_are_sent(site: Path, server: Pds) -> None:
    write(site, "2026-11-30-1200-a.md", "One.\n")
    write(site, "2026-11-30-1300-b.md", "Two.\n")
    server.instead[PUT] = [(400, {}, b'{"error": "InvalidRecord", "message": "too odd"}')]
    refused, sent = run(site, server)
    assert (refused.state, refused.why, sent.state) == ("refused", "answers 400 (InvalidRecord: too odd)", "sent")
    assert run(site, server) == []
