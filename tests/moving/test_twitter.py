"""X's archives: `data/*.js` as its download has them since 2022."""

from pathlib import Path
from typing import Any

from tests.support.archives import built, move_in, posts_of, script, shown_words, tiny_picture, zipped


def tweet(number: int, text: str, **more: Any) -> dict[str, Any]:
    entities = {"hashtags": [], "symbols": [], "user_mentions": [], "urls": [], **more.pop("entities", {})}
    known = {
        "edit_info": {"initial": {"editTweetIds": [str(number)], "editableUntil": "2022-11-23T15:05:00.000Z", "editsRemaining": "5"}},
        "retweeted": False,
        "source": '<a href="https://mobile.twitter.com" rel="nofollow">Twitter Web App</a>',
        "entities": entities,
        "display_text_range": ["0", str(len(text))],
        "favorite_count": "0",
        "id_str": str(number),
        "truncated": False,
        "created_at": f"Wed Nov 23 14:05:{number % 60:02} +0000 2022",
        "full_text": text,
        "lang": "en",
    }
    return {"tweet": {**known, **more}}


def archive(folder: Path, tweets: list[dict[str, Any]], files: dict[str, str | bytes] | None = None) -> Path:
    account = {"account": {"username": "AdaL", "accountId": "9", "createdAt": "2009-06-02T20:12:29.000Z", "accountDisplayName": "Ada"}}
    profile = {"profile": {"description": {"bio": "Tea &amp; rain", "website": "https://t.co/x", "location": ""}}}
    told = {"data/tweets.js": script("tweets", tweets), "data/account.js": script("account", [account])}
    return zipped(folder / "x.zip", {**told, "data/profile.js": script("profile", [profile]), **(files or {})})


def url(short: str, whole: str) -> dict[str, Any]:
    return {"url": f"https://t.co/{short}", "expanded_url": whole, "display_url": whole[8:20], "indices": ["0", "23"]}


def text_of(site: Path) -> str:
    (text,) = posts_of(site, "adal").values()
    return text


def test_page_has_the_words_that_were_shown(tmp_path: Path) -> None:
    hard = "1. *No* list &amp; &lt;b&gt; #Tea #no @Bob @nobody_ https://t.co/abc _x_ [y](z) `q` \\ 🫖\n# none\n- none"
    names = {"hashtags": [{"text": "Tea", "indices": ["0", "4"]}], "user_mentions": [{"screen_name": "bob", "name": "Bob", "id_str": "8"}]}
    item = tweet(1, hard, entities={**names, "urls": [url("abc", "https://x.example/a_b_c?d=1&e=2")]})
    move_in(tmp_path / "site", archive(tmp_path, [item]))
    (name,) = posts_of(tmp_path / "site", "adal")
    shown = "1. *No* list & <b> #Tea #no @Bob @nobody_ https://x.example/a_b_c?d=1&e=2 _x_ [y](z) `q` \\ 🫖 # none - none"
    output = built(tmp_path / "site")
    assert shown_words(output, "adal", name.removesuffix(".md")) == shown.split(" ")
    assert (output / "tags" / "tea").exists()
    assert not (output / "tags" / "no").exists()
    assert "date: 2022-11-23T14:05:01+00:00\n" in text_of(tmp_path / "site")
    assert 'syndication: ["https://x.com/AdaL/status/1"]' in text_of(tmp_path / "site")
    assert "[@Bob](https://x.com/Bob)".replace("@", "\\@") in text_of(tmp_path / "site")


def test_photos_and_films_come_from_the_archive_and_their_addresses_go(tmp_path: Path) -> None:
    photo = {"url": "https://t.co/pic", "media_url_https": "https://pbs.twimg.com/media/Fab.jpg", "type": "photo", "ext_alt_text": "A pot"}
    variants = [
        {"content_type": "application/x-mpegURL", "url": "https://video.twimg.com/v.m3u8"},
        {"bitrate": "256000", "content_type": "video/mp4", "url": "https://video.twimg.com/low.mp4?tag=1"},
        {"bitrate": "832000", "content_type": "video/mp4", "url": "https://video.twimg.com/high.mp4?tag=1"},
    ]
    film = {
        **photo,
        "type": "video",
        "media_url_https": "https://pbs.twimg.com/v.jpg",
        "video_info": {"variants": variants},
        "ext_alt_text": "",
    }
    files = {"data/tweets_media/1-Fab.jpg": tiny_picture(), "data/tweets_media/1-high.mp4": b"\0\0\0\x18ftypmp42" + bytes(64)}
    item = tweet(1, "Look https://t.co/pic", extended_entities={"media": [photo, film]}, possibly_sensitive=True)
    move_in(tmp_path / "site", archive(tmp_path, [item], files))
    text = text_of(tmp_path / "site")
    assert 'photo:\n  - {file: "2022-11-23-1405-look-1.jpg", alt: "A pot"}\n  - {file: "2022-11-23-1405-look-2.mp4"}\n' in text
    assert 'cw: "Sensitive content"' in text
    assert text.endswith("\nLook\n")


def test_thread_answers_and_quotes_are_linked_also_after_a_change_of_name(tmp_path: Path) -> None:
    quoting = tweet(4, "So true https://t.co/q", entities={"urls": [url("q", "https://twitter.com/old_name/status/1?s=20")]})
    items = [
        tweet(1, "One"),
        tweet(2, "Two", in_reply_to_status_id_str="1", in_reply_to_screen_name="old_name"),
        tweet(3, "@bob Three", in_reply_to_status_id_str="77", in_reply_to_screen_name="bob", display_text_range=["5", "10"]),
        quoting,
    ]
    move_in(tmp_path / "site", archive(tmp_path, items))
    _, quote, three, two = posts_of(tmp_path / "site", "adal").values()
    assert 'in_reply_to: "adal/2022-11-23-1405-one"' in two
    assert 'in_reply_to: "https://x.com/bob/status/77"' in three
    assert three.endswith("\nThree\n")
    assert quote.endswith("\nSo true\n\n/@adal/2022-11-23-1405-one/\n")


def test_long_post_has_its_whole_text(tmp_path: Path) -> None:
    whole = f"{'Tea ' * 80}*end* https://t.co/abc"
    core = {"text": whole, "urls": [{"shortUrl": "https://t.co/abc", "expandedUrl": "https://x.example/"}], "mentions": [], "hashtags": []}
    note = {"noteTweet": {"noteTweetId": "5", "createdAt": "2022-11-23T14:05:01.000Z", "core": core}}
    item = tweet(1, f"{whole[:270]}… https://t.co/zzz")
    move_in(tmp_path / "site", archive(tmp_path, [item], {"data/note-tweet.js": script("note_tweet", [note])}))
    assert text_of(tmp_path / "site").endswith("Tea \\*end\\* https://x.example/\n")


def test_retweet_is_a_repost_where_the_archive_says_of_what(tmp_path: Path) -> None:
    known = {"media": [{"url": "https://t.co/p", "source_status_id_str": "55", "media_url_https": "https://pbs.twimg.com/a.jpg"}]}
    items = [tweet(1, "RT @bob: Tea", extended_entities=known), tweet(2, "RT @eve: Rum"), tweet(3, "Old"), tweet(4, "New")]
    for item in items[2:]:
        item["tweet"]["edit_info"] = {"initial": {"editTweetIds": ["3", "4"]}}
    imported = move_in(tmp_path / "site", archive(tmp_path, items))
    assert 'repost_of: "https://x.com/bob/status/55"' in "".join(posts_of(tmp_path / "site", "adal").values())
    assert imported.left["retweets, of which the archive does not say what they repeat"] == 1
    assert imported.left["former versions of edited posts"] == 1
    assert imported.done["new"] == 2


def test_protected_account_stays_behind(tmp_path: Path) -> None:
    acts = [
        {"protectedHistory": {"protectedAt": "2020-01-01T00:00:00.000Z", "action": "Unprotect"}},
        {"protectedHistory": {"protectedAt": "2021-01-01T00:00:00.000Z", "action": "Protect"}},
    ]
    files = {"data/protected-history.js": script("protected_history", acts), "data/direct-messages.js": script("direct_messages", [])}
    imported = move_in(tmp_path / "site", archive(tmp_path, [tweet(1, "canary")], files))
    assert imported.left["posts of a protected account"] == 1
    assert imported.left["files of direct messages"] == 1
    assert posts_of(tmp_path / "site", "adal") == {}


def test_retweet_of_another_member_is_found_by_its_words(tmp_path: Path) -> None:
    long = "The kettle is on, and it rains, and it is November again &amp; so on"
    bob = {"account": {"username": "bob", "accountId": "8", "createdAt": "2009-06-02T20:12:29.000Z", "accountDisplayName": "Bob"}}
    theirs = {
        "data/tweets.js": script("tweets", [tweet(11, long), tweet(12, "Tea"), tweet(13, "Tea")]),
        "data/account.js": script("account", [bob]),
    }
    mine = [tweet(1, f"RT @Bob: {long[:40]}…"), tweet(2, "RT @bob: Tea"), tweet(3, "RT @bob: Never said")]
    imported = move_in(tmp_path / "site", archive(tmp_path, mine), zipped(tmp_path / "bob.zip", theirs))
    (repost,) = posts_of(tmp_path / "site", "adal").values()
    assert 'repost_of: "bob/2022-11-23-1405-the-kettle-is-on-and-it"' in repost
    assert imported.left["retweets, of which the archive does not say what they repeat"] == 2
    built(tmp_path / "site")
