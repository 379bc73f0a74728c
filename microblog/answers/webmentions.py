"""What webmention.io received for a domain: a document of its form `jf2` with all that pages elsewhere say of pages here.

What a page says of itself is its own word: an entry's address counts where it lies on the host that sent the mention, or
where Bridgy sent it, which speaks for other networks; else the page that was sent is linked.
"""

from typing import Any
from urllib.parse import unquote, urlsplit

from microblog.answers.found import items_of, text_of
from microblog.markup.html import foreign
from microblog.model import urls
from microblog.model.remote import RemoteAnswer

_KINDS = {"in-reply-to": "reply", "like-of": "like", "repost-of": "repost", "bookmark-of": "bookmark", "mention-of": "mention"}
_BRIDGES = frozenset({"brid.gy", "brid-gy.appspot.com", "fed.brid.gy"})


def read_mentions(said: Any, base_url: str) -> list[tuple[str, RemoteAnswer]]:
    """Return what pages say of posts of this site, each with the post's ref."""
    found = []
    for item in items_of(said, "children"):
        path = urls.own_path(text_of(item, "wm-target").partition("#")[0].partition("?")[0], base_url)
        if path and path.startswith("@") and (answer := _answer(item)):
            found.append((unquote(path).strip("/").removeprefix("@"), answer))
    return found


def _answer(item: dict[str, Any]) -> RemoteAnswer | None:
    number, kind = item.get("wm-id"), _KINDS.get(text_of(item, "wm-property"))
    source = text_of(item, "wm-source")
    if type(number) is not int or kind is None or item.get("wm-private") is True or not source:
        return None
    author = item.get("author")
    url = _believed(text_of(item, "url"), source)
    return RemoteAnswer(
        id=f"webmention:{number}",
        kind=kind,
        via="webmention",
        url=url,
        author=text_of(author, "name") or (urlsplit(url).hostname or ""),
        author_url=_believed(text_of(author, "url"), source, url),
        avatar=text_of(author, "photo") or text_of(author, "photo", "value"),
        published=text_of(item, "published") or text_of(item, "wm-received"),
        content_html=_content(item) if kind in ("reply", "mention") else "",
        lang=text_of(item, "lang"),
    )


def _believed(said: str, source: str, otherwise: str = "") -> str:
    """Return an address that an entry gives of itself, where whoever sent it may give it."""
    sender = urlsplit(source).hostname or ""
    try:
        host = urlsplit(said).hostname or ""
    except ValueError:
        host = ""
    return said if host and (host == sender or sender in _BRIDGES) else otherwise or source


def _content(item: dict[str, Any]) -> str:
    """Return what an entry says, or of a page that only mentions a post, its title."""
    content = item.get("content")
    if html := text_of(content, "html"):
        return html
    return foreign.paragraphs(
        text_of(content, "text") or text_of(content) or text_of(item, "summary") or text_of(item, "name") or text_of(item, "wm-source")
    )
