"""Bluesky's repositories, as https://atproto.com/specs/repository and the lexicons of app.bsky have them."""

from pathlib import Path
from typing import Any

import pytest

from microblog.errors import UsageError
from microblog.moving.archives.car import read_car
from microblog.moving.fetching import Fetcher
from microblog.web.client import Client
from tests.support.archives import blob_ref, built, car, move_in, posts_of, shown_words, tiny_picture
from tests.support.feed_server import feed_server, text

DID = "did:plc:abcdefghijklmnopqrstuvwx"
POST = "app.bsky.feed.post"


def post(words: str, *facets: tuple[str, dict[str, str]], at: str = "2024-03-01T10:00:00.123Z", **more: Any) -> dict[str, Any]:
    """Return a record; a facet is the words that it is about, and its feature."""
    data = words.encode()
    marks = []
    for part, feature in facets:
        start = data.index(part.encode())
        marks.append({"index": {"byteStart": start, "byteEnd": start + len(part.encode())}, "features": [feature]})
    return {"$type": POST, "text": words, "createdAt": at, "langs": ["de"], **({"facets": marks} if marks else {}), **more}


def feature(kind: str, **value: str) -> dict[str, str]:
    return {"$type": f"app.bsky.richtext.facet#{kind}", **value}


def move(folder: Path, records: dict[str, dict[str, Any]], **asked: Any) -> Any:
    (folder / "ada.example.car").write_bytes(car(DID, records))
    return move_in(folder / "site", folder / "ada.example.car", **asked)


def test_page_has_the_words_of_the_original(tmp_path: Path) -> None:
    words = "1. Grüße, 🫖 @bob.example: #Tee kurz.example/x… *no* _marks_ <b> #nope @ada\n\n- none"
    facets = [
        ("@bob.example", feature("mention", did="did:plc:bob")),
        ("#Tee", feature("tag", tag="Tee")),
        ("kurz.example/x…", feature("link", uri="https://kurz.example/x_y_z")),
    ]
    move(tmp_path, {f"{POST}/3kaaa": post(words, *facets)})
    (name,) = posts_of(tmp_path / "site", "ada")
    output = built(tmp_path / "site")
    assert shown_words(output, "ada", name.removesuffix(".md")) == words.split()
    text = posts_of(tmp_path / "site", "ada")[name]
    assert f'syndication: ["at://{DID}/{POST}/3kaaa"]' in text
    assert 'lang: "de"' in text
    assert "[kurz.example/x…](https://kurz.example/x_y_z)" in text
    assert "(https://bsky.app/profile/did:plc:bob)" in text
    assert (output / "tags" / "tee").exists()


def test_threads_quotes_reposts_labels_and_cards(tmp_path: Path) -> None:
    first = f"at://{DID}/{POST}/3kaaa"
    far = "at://did:plc:eve/app.bsky.feed.post/3kzzz"
    labels = {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": "nudity"}]}
    card = {"$type": "app.bsky.embed.external", "external": {"uri": "https://x.example/a", "title": "A *card*", "description": ""}}
    quote = {"$type": "app.bsky.embed.record", "record": {"uri": first, "cid": "bafy"}}
    records = {
        f"{POST}/3kaaa": post("One", labels=labels),
        f"{POST}/3kaab": post("Two", at="2024-03-01T10:01:00Z", reply={"root": {"uri": first}, "parent": {"uri": first}}, embed=quote),
        f"{POST}/3kaac": post("Three", at="2024-03-01T10:02:00Z", reply={"root": {"uri": far}, "parent": {"uri": far}}, embed=card),
        "app.bsky.feed.repost/3kaad": {"$type": "app.bsky.feed.repost", "subject": {"uri": far}, "createdAt": "2024-03-01T10:03:00Z"},
        "app.bsky.feed.like/3kaae": {"$type": "app.bsky.feed.like", "subject": {"uri": far}, "createdAt": "2024-03-01T10:03:00Z"},
        "app.bsky.actor.profile/self": {"$type": "app.bsky.actor.profile", "displayName": "Ada", "pinnedPost": {"uri": first}},
    }
    imported = move(tmp_path, records)
    one, two, three, repost = posts_of(tmp_path / "site", "ada").values()
    assert 'cw: "nudity"' in one
    assert "pinned: true" in one
    assert 'in_reply_to: "ada/2024-03-01-1000-one"' in two
    assert two.endswith("\nTwo\n\n/@ada/2024-03-01-1000-one/\n")
    assert 'in_reply_to: "https://bsky.app/profile/did:plc:eve/post/3kzzz"' in three
    assert three.endswith("\nThree\n\n[A \\*card\\*](https://x.example/a)\n")
    assert 'repost_of: "https://bsky.app/profile/did:plc:eve/post/3kzzz"' in repost
    assert imported.left["likes of others' posts"] == 1
    built(tmp_path / "site")


def pictured() -> tuple[bytes, dict[str, dict[str, Any]]]:
    data = tiny_picture()
    blob = {"$type": "blob", "ref": blob_ref(data), "mimeType": "image/jpeg", "size": len(data)}
    embed = {"$type": "app.bsky.embed.images", "images": [{"image": blob, "alt": "A pot"}]}
    return data, {f"{POST}/3kaaa": post("Look", embed=embed)}


def test_pictures_that_the_repository_lacks_are_told_and_their_words_stay(tmp_path: Path) -> None:
    _, records = pictured()
    imported = move(tmp_path, records)
    assert imported.left["pictures and films that are not in the archive; --fetch gets them"] == 1
    assert posts_of(tmp_path / "site", "ada")["2024-03-01-1000-look.md"].endswith("\nLook\n\nA pot\n")


def test_pictures_are_fetched_from_the_account_s_server_and_come_later_too(tmp_path: Path) -> None:
    data, records = pictured()
    move(tmp_path, records)
    with feed_server() as server:
        service = f'{{"service": [{{"id": "#atproto_pds", "serviceEndpoint": "{server.url}"}}]}}'
        server[f"/{DID}"] = text(service, "application/json")
        cid = "bafkrei"
        fetcher = Fetcher(lambda limits: Client([server.place], limits), server.url)
        move(tmp_path, records, fetch=lambda url: serve(server, url, data, fetcher))
        assert [path.partition("?")[0] for path, _ in server.asked] == [f"/{DID}", "/xrpc/com.atproto.sync.getBlob"]
        assert cid in server.asked[1][0]
    assert (tmp_path / "site" / "posts" / "ada" / "2024-03-01-1000-look-1.jpg").read_bytes() == data
    assert 'file: "2024-03-01-1000-look-1.jpg", alt: "A pot"' in posts_of(tmp_path / "site", "ada")["2024-03-01-1000-look.md"]


def serve(server: Any, url: str, data: bytes, fetcher: Fetcher) -> bytes:
    cid = url.rpartition("/")[2]
    server[f"/xrpc/com.atproto.sync.getBlob?did={DID}&cid={cid}"] = text(data, "image/jpeg")
    return fetcher.fetch(url)


@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda _: b"", lambda _: b"\x0a\xa1"])
def test_damaged_repository_is_told(damage: Any, tmp_path: Path) -> None:
    (tmp_path / "a.car").write_bytes(damage(car(DID, {f"{POST}/3kaaa": post("Tea")})))
    with pytest.raises(UsageError, match="damaged"):
        move_in(tmp_path / "site", tmp_path / "a.car")


@pytest.mark.parametrize(
    "header", [b"\x01\x01", b"\x03\x62ab", b"\x0a\xa1\x67version\x01", b"\x11\xa2\x65roots\x05\x67version\x01", b"\x08\xa1\x65roots\x80"]
)
def test_header_of_a_repository_that_names_no_root_is_told_in_words(header: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.car").write_bytes(header)
    with pytest.raises(UsageError, match="its header names no root"):
        move_in(tmp_path / "site", tmp_path / "a.car")


def test_block_that_somebody_changed_is_told_in_one_line_with_the_file(tmp_path: Path) -> None:
    whole = car(DID, {f"{POST}/3kaaa": post("Tea"), f"{POST}/3kbbb": post("Rum")})
    assert whole.count(b"cRum") == 1
    (tmp_path / "a.car").write_bytes(whole.replace(b"cRum", b"cGin"))
    with pytest.raises(UsageError, match="is not what was signed") as raised:
        move_in(tmp_path / "site", tmp_path / "a.car")
    assert str(raised.value).startswith(f"{tmp_path / 'a.car'}: a.car is damaged")
    assert "\n" not in str(raised.value)
    assert not (tmp_path / "site" / "posts").exists()


def test_every_bit_of_a_repository_counts() -> None:
    whole = car(DID, {f"{POST}/3kaaa": post("Tea")})
    head = whole[0] + 1  # bytes, in which a version stands that nobody asks for
    for at in range(head, len(whole)):
        with pytest.raises(ValueError, match=r"signed|early|no block"):
            read_car(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])


def test_repository_that_lacks_a_block_is_told(tmp_path: Path) -> None:
    whole = car(DID, {f"{POST}/3kaaa": post("Tea, " * 30)})
    start = whole[0] + 1  # of the first block, behind the head; two bytes say how long it is
    end = start + 2 + (whole[start] & 0x7F) + (whole[start + 1] << 7)
    (tmp_path / "a.car").write_bytes(whole[:start] + whole[end:])
    with pytest.raises(UsageError, match="a block is missing"):
        move_in(tmp_path / "site", tmp_path / "a.car")
