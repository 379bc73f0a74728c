"""X, once Twitter: `data/tweets.js` and its parts, each an assignment in JavaScript with JSON behind it.

What is a link, a mention or a hashtag is looked up by its words, not by its place in the text, which counts differently
in archives of various years. The archive does not say which post a retweet repeats, save where that has a picture.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from microblog.moving.nouns import SENSITIVE, Account, Archive, Entry, Medium
from microblog.moving.opening import Files
from microblog.moving.texts import plain_html
from microblog.moving.trees import parse_html
from microblog.moving.values import moment, number, parse_json, table, tables, text
from microblog.text.entities import escape, unescape

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(r"\w{3} (\w{3}) (\d\d) (\d\d:\d\d:\d\d) ([+-])(\d\d)(\d\d) (\d{4})")
_PART = re.compile(r"(?:tweets?|tweets?-part[0-9]+)\.js")
_TOKEN = re.compile(r"https?://t\.co/\w+|[@＠]\w+|[#＃]\w+")
_STATUS = re.compile(r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/\w+/status/[0-9]+[^ ]*")
_OLD_TAGS = {"in": "id", "iw": "he", "ji": "yi"}
_SITE = "https://x.com"


def is_here(files: Files) -> bool:
    """Whether these are the files of such an archive."""
    return bool(_tweets(files))


def _tweets(files: Files) -> list[str]:
    found = [name for name in files.ending(".js") if _PART.fullmatch(name.rpartition("/")[2])]
    return [name for name in found if name.rpartition("/")[0] == found[0].rpartition("/")[0]]


def read(files: Files) -> Archive:
    """Read the archive."""
    names = _tweets(files)
    folder = f"{names[0].rpartition('/')[0]}/".lstrip("/")
    account = _account(files, folder)
    items = [table(item, "tweet") or item for name in names for item in _rows(files, name)]
    ids = {text(item, "id_str", "id") for item in items}
    reading = _Reading(files, folder, account, ids)
    entries = [entry for item in items if (entry := reading.entry(item))]
    likes = len(_rows(files, f"{folder}like.js"))
    messages = sum(name.startswith(f"{folder}direct-message") for name in files.names)
    left = (("likes, which have no date", likes), ("files of direct messages", messages), *reading.left.items())
    return Archive("X", (account,), tuple(entries), left)


def _rows(files: Files, name: str) -> list[dict[str, Any]]:
    """Read a file `window.YTD.tweets.part0 = [ … ]`; none where it is not there."""
    if name not in files.names:
        return []
    data = files.read(name)
    found = parse_json(data[data.find(b"=") + 1 :] if data.lstrip()[:1] not in (b"[", b"{") else data, f"{files.path}: {name}")
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _account(files: Files, folder: str) -> Account:
    told = next((table(row, "account") for row in _rows(files, f"{folder}account.js")), {})
    profile = next((table(row, "profile") for row in _rows(files, f"{folder}profile.js")), {})
    name = text(told, "username")
    about = table(profile, "description")
    picture = text(profile, "avatarMediaUrl")
    kept = f"{folder}profile_media/{text(told, 'accountId')}-{picture.rpartition('/')[2]}"
    site = text(about, "website")
    return Account(
        key=f"{_SITE}/{name}" if name else "x",
        handle=name,
        addresses=(f"{_SITE}/{name}",) if name else (),
        name=text(told, "accountDisplayName"),
        bio_html=plain_html(unescape(text(about, "bio"))),
        avatar=Medium(kept if kept in files.names else "", picture) if picture else None,
        links=((site, site),) if site.startswith("http") and "://t.co/" not in site else (),
        joined=moment(text(told, "createdAt"))[:10],
    )


def _notes(files: Files, folder: str) -> dict[str, dict[str, Any]]:
    """Read the whole texts of long posts, by the moment to the second."""
    notes = (table(row, "noteTweet") for row in _rows(files, f"{folder}note-tweet.js"))
    return {moment(text(note, "createdAt")): table(note, "core") for note in notes}


def _held(files: Files, folder: str) -> str:
    """Say of an account that only its followers could read, as its last word about that, that it was one."""
    acts = [table(row, "protectedHistory") for row in _rows(files, f"{folder}protected-history.js")]
    last = max(acts, key=lambda act: text(act, "protectedAt"), default={})
    return "posts of a protected account" if text(last, "action") == "Protect" else ""


class _Reading:
    """Reads the posts of one archive."""

    def __init__(self, files: Files, folder: str, account: Account, ids: set[str]) -> None:
        self.files, self.folder, self.account, self.ids = files, folder, account, ids
        self.notes = _notes(files, folder)
        self.held = _held(files, folder)
        self.left = {"former versions of edited posts": 0}

    def entry(self, item: dict[str, Any]) -> Entry | None:
        """Read one post."""
        number_, published = text(item, "id_str", "id"), _moment(text(item, "created_at"))
        versions = _versions(item)
        if number_ in versions[:-1] and versions[-1] in self.ids:
            self.left["former versions of edited posts"] += 1
            return None
        written = unescape(text(item, "full_text", "text"))
        address = f"{_SITE}/{self.account.handle or 'i'}/status/{number_}"
        files = _files(item)
        if written.startswith("RT @"):
            return self._repost(item, address, published, written)
        html, quote = self._html(item, written, published, [text(file, "url") for file in files])
        media = tuple(self._medium(number_, file) for file in files)
        lang = text(item, "lang")
        return Entry(
            address=address,
            account=self.account.key,
            published=published,
            html=html,
            lang="" if lang == "und" or lang[:1] == "q" or lang == "zxx" else _OLD_TAGS.get(lang, lang),
            cw=SENSITIVE if item.get("possibly_sensitive") is True and media else "",
            media=media,
            in_reply_to=_answered(item),
            quote_of=quote,
            held=self.held,
        )

    def _repost(self, item: dict[str, Any], address: str, published: str, written: str) -> Entry:
        """Read a retweet: its picture says whose post it is of, or else the words do, if the other archive is here too."""
        files = _files(item)
        source = next(filter(None, (text(file, "source_status_id_str", "source_status_id") for file in files)), "")
        name, _, rest = written.removeprefix("RT @").partition(":")
        html, _ = self._html(item, rest.strip(), published, [text(file, "url") for file in files])
        target = f"{_SITE}/{name}/status/{source}" if source else ""
        return Entry(address, self.account.key, published, repost_of=target, repeats=(name, parse_html(html).text()), held=self.held)

    def _html(self, item: dict[str, Any], written: str, published: str, pictures: list[str]) -> tuple[str, str]:
        """Return the text with its links, and what it quotes: a post whose address ends it."""
        note = self.notes.get(published, {})
        whole = text(note, "text")
        start = re.sub(r"\s*…?\s*(?:https://t\.co/\w+\s*)*$", "", written)
        is_long = bool(whole) and unescape(whole).startswith(start[:100])
        shown = unescape(whole) if is_long else _shown(item, written)
        entities = table(item, "entities")
        urls = {text(url, "url"): text(url, "expanded_url") for url in tables(entities, "urls")}
        urls |= {text(url, "shortUrl"): text(url, "expandedUrl") for url in tables(note, "urls")}
        names = {text(one, "screen_name").lower() for one in tables(entities, "user_mentions")}
        names |= {text(one, "screenName").lower() for one in tables(note, "mentions")}
        tags = {text(one, "text").lower() for one in (*tables(entities, "hashtags"), *tables(note, "hashtags"))}
        for picture in filter(None, pictures):
            shown = shown.replace(picture, "")
        shown = _TOKEN.sub(lambda token: _marked(token[0], urls, names, tags), plain_html(shown.strip()))
        last = re.search(r'\s*<a href="([^"]*)">[^<]*</a>\s*</p>$', shown)
        if last and _STATUS.fullmatch(quoted := unescape(last[1])):
            return f"{shown[: last.start()]}</p>", quoted.partition("?")[0]
        return shown, ""

    def _medium(self, number_: str, file: dict[str, Any]) -> Medium:
        alt = text(file, "ext_alt_text")
        films = sorted(tables(file.get("video_info"), "variants"), key=lambda film: -number(film.get("bitrate")))
        addresses = [text(film, "url").partition("?")[0] for film in films if text(film, "content_type") == "video/mp4"]
        addresses = addresses or [text(file, "media_url_https", "media_url")]
        names = [
            f"{self.folder}{folder}/{number_}-{url.rpartition('/')[2]}" for folder in ("tweets_media", "tweet_media") for url in addresses
        ]
        return Medium(next((name for name in names if name in self.files.names), ""), addresses[0], alt)


def _files(item: dict[str, Any]) -> list[dict[str, Any]]:
    return tables(item.get("extended_entities"), "media") or tables(item.get("entities"), "media")


def _versions(item: dict[str, Any]) -> list[str]:
    info = table(item, "edit_info")
    ids = (table(info, "initial") or table(table(info, "edit"), "editControlInitial")).get("editTweetIds")
    return [one for one in ids if isinstance(one, str)] if isinstance(ids, list) else []


def _answered(item: dict[str, Any]) -> str:
    status, name = text(item, "in_reply_to_status_id_str", "in_reply_to_status_id"), text(item, "in_reply_to_screen_name")
    return f"{_SITE}/{name or 'i'}/status/{status}" if status else ""


def _shown(item: dict[str, Any], written: str) -> str:
    """Leave out the names at the beginning of an answer that were no part of what was shown."""
    given = item.get("display_text_range")
    start = number(given[0]) if isinstance(given, list) and given else 0
    return (
        written[start:] if start and item.get("in_reply_to_status_id_str") and re.fullmatch(r"(?:@\w+\s+)*", written[:start]) else written
    )


def _marked(token: str, urls: dict[str, str], names: set[str], tags: set[str]) -> str:
    if token[:4] == "http":
        url = escape(urls.get(token) or token)
        return f'<a href="{url}">{url}</a>'
    word = token[1:]
    if token[0] in "@＠":
        return f'<a class="mention" href="{_SITE}/{word}">@{word}</a>' if word.lower() in names else token
    return f'<a class="hashtag" href="{_SITE}/hashtag/{word}">#{word}</a>' if word.lower() in tags else token


def _moment(written: str) -> str:
    """Read `Wed Nov 23 14:05:00 +0000 2022`, whatever language the machine speaks."""
    match = _DATE.fullmatch(written)
    if not match or match[1] not in _MONTHS:
        return moment(written)
    try:
        local = datetime.fromisoformat(f"{match[7]}-{_MONTHS.index(match[1]) + 1:02}-{match[2]}T{match[3]}+00:00")
    except ValueError:
        return ""
    offset = timedelta(hours=int(match[5]), minutes=int(match[6])) * (-1 if match[4] == "-" else 1)
    return (local - offset).astimezone(UTC).isoformat()
