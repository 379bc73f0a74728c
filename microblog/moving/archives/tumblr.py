"""Tumblr: `posts/html/NUMBER.html`, each a small page with its date and tags in a footer, and `media/`.

The pages say neither address nor time zone. A post's number is its address everywhere on Tumblr, below the blog's name,
which the archive lacks as well; its time is taken as UTC, as Tumblr's own programs show it to others.
Some pages do not show the pictures that belong to them (github.com/tumblr/docs, issue 37), which are known by the post's number.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

from microblog.moving.nouns import Account, Archive, Entry, Medium
from microblog.moving.opening import Files
from microblog.moving.trees import Element, parse_html

_PAGE = re.compile(r"(?:.*/)?html/([0-9]+)\.html")
_MEDIUM = re.compile(r"(?:.*/)?media/([0-9]+)(?:_[0-9]+)?\.\w+")
_TIME = re.compile(r"(\w+) (\d{1,2})(?:st|nd|rd|th)?, (\d{4}) (\d{1,2}):(\d\d)(?::(\d\d))? ?([ap]m)", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def is_here(files: Files) -> bool:
    """Whether these are the files of such an archive."""
    return any(_PAGE.fullmatch(name) for name in files.names)


def read(files: Files) -> Archive:
    """Read the archive."""
    account = Account("tumblr", "")
    pages = [(match[1], name) for name in files.names if (match := _PAGE.fullmatch(name))]
    media = defaultdict(list)
    for name in files.names:
        if match := _MEDIUM.fullmatch(name):
            media[match[1]].append(name)
    entries = tuple(_entry(number, files.read(name).decode("utf-8", "replace"), account, media[number]) for number, name in pages)
    return Archive("Tumblr", (account,), entries, links_names=False)


def _entry(number: str, html: str, account: Account, media: Iterable[str]) -> Entry:
    root = parse_html(html)
    footer = next((one for one in root.elements("div") if one.attributes.get("id") == "footer"), Element("div"))
    tags = tuple(one.text().strip() for one in footer.elements("span") if one.has_class("tag"))
    when = next((one.text() for one in footer.elements("span") if one.attributes.get("id") == "timestamp"), "")
    body = re.sub(r'(?s)<div id="footer">.*', "", html[match.end() :] if (match := re.search(r"<body[^>]*>", html)) else html)
    title = next((one for one in root.elements("h1")), None)
    words = title.text().strip() if title else ""
    text = re.sub(r"(?s)<h1[^>]*>.*?</h1>", "", body, count=1) if words else body
    text = text.replace("</body>", "").replace("</html>", "")
    unseen = tuple(Medium(name) for name in sorted(media, key=lambda name: (len(name), name)) if name.rpartition("/")[2] not in text)
    return Entry(f"tumblr:{number}", account.key, _moment(when), text, title=words, tags=tags, media=unseen)


def _moment(written: str) -> str:
    match = _TIME.search(" ".join(written.split()))
    if not match or match[1][:3].lower() not in _MONTHS:
        return ""
    hour = int(match[4]) % 12 + 12 * (match[7].lower() == "pm")
    try:
        month = _MONTHS.index(match[1][:3].lower()) + 1
        return datetime(int(match[3]), month, int(match[2]), hour, int(match[5]), int(match[6] or 0), tzinfo=UTC).isoformat()
    except ValueError:
        return ""
