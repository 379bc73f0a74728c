"""An ActivityPub outbox that is plain files is a feed, however its posts are spread over them."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from microblog.follow.discovery import Reading, read_feed
from microblog.follow.found import settle
from microblog.model.remote import RemoteFeed
from microblog.web.documents import Answer, Fault

Json = dict[str, Any]
Web = dict[str, Any]

NOW = 1_795_608_000_000_000  # 2026-11-25T12:00:00Z
SITE = "https://fen.example"
CONTEXT = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/fep/b06c"]
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
ACTOR = {
    "@context": CONTEXT,
    "type": "Person",
    "id": f"{SITE}/actor.jsonld",
    "name": "Fen",
    "pollOnly": True,
    "outbox": f"{SITE}/outbox.jsonld",
    "url": {"type": "Link", "mediaType": "text/html", "href": f"{SITE}/"},
}


def note(number: int, **more: Any) -> Json:
    """Make a post that stands in an outbox whole."""
    address = f"{SITE}/posts/{number}"
    return {
        "id": address,
        "type": "Note",
        "content": f"<p>Note {number}</p>",
        "published": f"2026-11-{number:02}T10:00:00Z",
        "to": PUBLIC,
    } | more


def create(post: Json | str, **more: Any) -> Json:
    return {"id": f"{SITE}/create/x", "type": "Create", "to": ["as:Public"], "object": post} | more


def outbox(*items: Any, **more: Any) -> Json:
    return {"@context": CONTEXT, "id": f"{SITE}/outbox.jsonld", "type": "OrderedCollection", "orderedItems": list(items)} | more


def getter(web: Web, asked: list[str] | None = None) -> Callable[[str, object], Answer]:
    def get(url: str, _: object) -> Answer:
        if asked is not None:
            asked.append(url.removeprefix(SITE))
        if url not in web:
            raise Fault("answers 404")
        body = web[url] if isinstance(web[url], str) else json.dumps(web[url])
        return Answer(url, 200, {}, body.encode())

    return get


def read(web: Web, target: str = f"{SITE}/outbox.jsonld", asked: list[str] | None = None) -> tuple[Reading, RemoteFeed]:
    reading = read_feed(target, getter(web, asked))
    return reading, settle(target, reading.url, reading.found, None, NOW)


def texts(feed: RemoteFeed) -> list[str]:
    return [entry.text for entry in feed.entries]


def test_outbox_in_one_file_is_a_feed_with_the_name_of_its_actor() -> None:
    web = {
        f"{SITE}/outbox.jsonld": outbox(create(note(2)), create(note(1)), attributedTo=f"{SITE}/actor.jsonld"),
        f"{SITE}/actor.jsonld": ACTOR,
    }
    reading, feed = read(web)
    assert (feed.format, feed.title, feed.home_url, feed.author) == ("activitypub", "Fen", f"{SITE}/", "Fen")
    assert texts(feed) == ["Note 2", "Note 1"]
    assert (feed.entries[0].id, feed.entries[0].title, feed.entries[0].published) == (f"{SITE}/posts/2", "", "2026-11-02T10:00:00+00:00")
    assert reading.url == f"{SITE}/outbox.jsonld"


def test_pages_numbered_from_the_oldest_are_read_from_the_newest_back_with_posts_that_lie_elsewhere() -> None:
    """Files as jekyll-activitypub-static makes them."""
    short = [{"id": f"{SITE}/posts/{number}", "type": "Article", "name": f"N {number}"} for number in (1, 2, 3)]
    web: Web = {
        "https://fen.example/.well-known/webfinger?resource=acct%3Afen%40fen.example": {
            "links": [{"rel": "self", "type": "application/activity+json", "href": f"{SITE}/actor.jsonld"}]
        },
        f"{SITE}/actor.jsonld": ACTOR,
        f"{SITE}/outbox.jsonld": {
            "@context": CONTEXT,
            "type": "OrderedCollection",
            "attributedTo": f"{SITE}/actor.jsonld",
            "first": f"{SITE}/outbox/page-2.jsonld",
            "totalItems": 3,
        },
        f"{SITE}/outbox/page-2.jsonld": {
            "@context": "https://www.w3.org/ns/activitystreams",
            "type": "OrderedCollectionPage",
            "orderedItems": [create(short[2]), create(short[1])],
            "prev": f"{SITE}/outbox/page-1.jsonld",
        },
        f"{SITE}/outbox/page-1.jsonld": {
            "@context": "https://www.w3.org/ns/activitystreams",
            "type": "OrderedCollectionPage",
            "orderedItems": [create(short[0])],
        },
        **{
            f"{SITE}/posts/{number}": {
                "@context": CONTEXT,
                **note(number, type="Article", name=f"N {number}", url=[{"href": f"{SITE}/{number}"}]),
            }
            for number in (1, 2, 3)
        },
    }
    reading, feed = read(web, "@fen@fen.example")
    assert (reading.url, feed.title) == (f"{SITE}/outbox.jsonld", "Fen")
    assert [(entry.title, entry.url, entry.text) for entry in feed.entries] == [
        ("N 3", f"{SITE}/3", "Note 3"),
        ("N 2", f"{SITE}/2", "Note 2"),
        ("N 1", f"{SITE}/1", "Note 1"),
    ]


def test_actor_may_hold_the_whole_outbox() -> None:
    inside = {"id": f"{SITE}/outbox.jsonld", "first": {"id": f"{SITE}/1", "orderedItems": [create(note(1)), create(note(2))]}}
    _, feed = read({f"{SITE}/actor.jsonld": ACTOR | {"outbox": inside}}, f"{SITE}/actor.jsonld")
    assert (feed.title, texts(feed)) == ("Fen", ["Note 2", "Note 1"])


def test_page_leads_to_its_actor_only_where_it_names_no_feed() -> None:
    actor = f'<link rel="alternate" type="application/activity+json" href="{SITE}/actor.jsonld">'
    web: Web = {f"{SITE}/": f"<!doctype html><html><head>{actor}</head></html>", f"{SITE}/actor.jsonld": ACTOR}
    web[f"{SITE}/outbox.jsonld"] = outbox(create(note(1)))
    assert read(web, f"{SITE}/")[0].url == f"{SITE}/outbox.jsonld"
    rss = '<link rel="alternate" type="application/rss+xml" href="/rss">'
    web[f"{SITE}/"] = f"<!doctype html><html><head>{actor}{rss}</head></html>"
    web[f"{SITE}/rss"] = "<rss version='2.0'><channel><title>R</title></channel></rss>"
    assert read(web, f"{SITE}/")[1].format == "rss"


@pytest.mark.parametrize(
    "item",
    [
        create(note(2, to="https://fen.example/followers")),
        create(note(2), to="https://fen.example/followers", cc=[]),
        {"type": "Like", "object": f"{SITE}/posts/2", "to": PUBLIC},
        {"type": "Announce", "object": "https://else.example/1", "to": PUBLIC},
        {"type": "Delete", "object": {"type": "Tombstone", "id": f"{SITE}/posts/2"}, "to": PUBLIC},
        create({"type": "Tombstone", "id": f"{SITE}/posts/2"}),
        create("https://else.example/posts/2"),
        create(f"{SITE}/posts/gone"),
        7,
        {"type": ["Create"], "object": {}},
    ],
)
def test_what_is_no_public_post_of_the_actor_is_left_out(item: Any) -> None:
    web: Web = {f"{SITE}/outbox.jsonld": outbox(item, create(note(1)))}
    web["https://else.example/posts/2"] = {"@context": CONTEXT, **note(2, id="https://else.example/posts/2")}
    _, feed = read(web)
    assert texts(feed) == ["Note 1"]


def test_post_behind_a_warning_stays_behind_it() -> None:
    pictured = {"attachment": [{"type": "Image", "url": f"{SITE}/spider.jpg", "name": "A spider"}]}
    _, feed = read({f"{SITE}/outbox.jsonld": outbox(create(note(1, summary="Spiders", sensitive=True, **pictured)))})
    (entry,) = feed.entries
    assert entry.content_html.startswith("<details><summary>Spiders</summary>")
    assert "spider.jpg" not in entry.content_html
    assert entry.text == "Spiders"


def test_pictures_and_tags_are_kept() -> None:
    more = {
        "attachment": [{"type": "Image", "url": f"{SITE}/heron.jpg", "name": "A heron"}],
        "tag": [{"type": "Hashtag", "name": "#birds"}],
    }
    _, feed = read({f"{SITE}/outbox.jsonld": outbox(create(note(1, **more)))})
    assert f'href="{SITE}/heron.jpg"' in feed.entries[0].content_html
    assert feed.entries[0].tags == ("birds",)


def test_few_documents_are_asked_for_however_many_there_are() -> None:
    asked: list[str] = []
    web: Web = {f"{SITE}/outbox.jsonld": outbox(*(create(f"{SITE}/posts/{number}") for number in range(1, 500)))}
    web |= {f"{SITE}/posts/{number}": {"@context": CONTEXT, **note(number % 28 + 1)} for number in range(1, 500)}
    read(web, asked=asked)
    assert len(asked) == 26


def test_pages_in_a_circle_end() -> None:
    asked: list[str] = []
    page = {"@context": CONTEXT, "type": "OrderedCollectionPage", "orderedItems": [create(note(1))]}
    web: Web = {
        f"{SITE}/outbox.jsonld": {"@context": CONTEXT, "type": "OrderedCollection", "first": f"{SITE}/a"},
        f"{SITE}/a": page | {"next": f"{SITE}/b"},
        f"{SITE}/b": page | {"next": f"{SITE}/a"},
    }
    assert texts(read(web, asked=asked)[1]) == ["Note 1"]
    assert asked == ["/outbox.jsonld", "/a", "/b"]


@pytest.mark.parametrize(
    "body", ['{"@context": "https://www.w3.org/ns/activitystreams"', "[" * 10_000, '{"type": "OrderedCollection"}', '{"@context": 1}']
)
def test_document_that_is_no_outbox_is_told(body: str) -> None:
    with pytest.raises(Fault):
        read({f"{SITE}/outbox.jsonld": body})


def test_page_that_cannot_be_had_fails_the_feed_so_that_the_last_copy_stays() -> None:
    def get(url: str, _: object) -> Answer:
        if url.endswith("/a"):
            raise Fault("answers 500")
        return getter({f"{SITE}/outbox.jsonld": outbox(first=f"{SITE}/a")})(url, _)

    with pytest.raises(Fault, match="answers 500"):
        read_feed(f"{SITE}/outbox.jsonld", get)
