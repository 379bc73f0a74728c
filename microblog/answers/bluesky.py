"""What the public AppView of Bluesky says of a post: `getPostThread`, `getLikes`, `getRepostedBy`.

A post's record is what its author wrote, of any shape. Whoever asks that those who are not logged in shall not see what they
write (the label `!no-unauthenticated`) is left out, and so is what a moderator hid. Posts that are copies of posts of this
site are none: here they stand as posts. What hangs on such a copy answers that post, whose own file has it.
"""

from collections.abc import Iterator
from typing import Any

from microblog.answers.found import items_of, text_of
from microblog.markup.html import foreign
from microblog.model.remote import RemoteAnswer
from microblog.text.entities import escape
from microblog.text.patterns import lazily

_HIDDEN = frozenset({"!hide", "!takedown", "!suspend", "spam", "!no-unauthenticated"})
_WARNED = frozenset({"!warn", "porn", "sexual", "nudity", "graphic-media", "gore"})
_PAGE = "https://bsky.app/profile"
_URI = lazily(r"at://(did:[a-z0-9]+:[A-Za-z0-9._:%-]{1,200})/app\.bsky\.feed\.post/([0-9A-Za-z._~-]{1,64})")
_FACETS = 200


def read_thread(thread: Any, own: frozenset[str], others: frozenset[str]) -> list[RemoteAnswer]:
    """Return the replies to a post; `own` are the at-uris of the post's copies, `others` those of other posts'."""
    found = []
    top = thread.get("thread") if isinstance(thread, dict) else None
    left = [(node, "") for node in reversed(items_of(top, "replies"))]
    while left:
        node, parent = left.pop()
        post = node.get("post") if isinstance(node.get("post"), dict) else {}
        uri = text_of(post, "uri")
        names = {uri, f"at://{text_of(post, 'author', 'handle')}/app.bsky.feed.post/{uri.rpartition('/')[2]}"}  # as a page is addressed
        if names & others or not _URI.fullmatch(uri):  # one that is gone or blocked has no post, and what hangs on it is not told
            continue
        if not names & own and (reply := _reply(post, uri, parent)):
            found.append(reply)
            parent = reply.id
        left += [(kid, parent) for kid in reversed(items_of(node, "replies"))]
    return found


def root_of(thread: Any) -> dict[str, Any]:
    """Return the post whose thread it is, with what its server counts."""
    top = thread.get("thread") if isinstance(thread, dict) else None
    post = top.get("post") if isinstance(top, dict) else None
    return post if isinstance(post, dict) else {}


def _reply(post: dict[str, Any], uri: str, parent: str) -> RemoteAnswer | None:
    author, record = _objects(post, "author"), _objects(post, "record")
    labels = {text_of(label, "val") for holder in (post, author) for label in items_of(holder, "labels")}
    if labels & _HIDDEN:
        return None
    match = _URI.fullmatch(uri)
    did, key = (match[1], match[2]) if match else ("", "")
    warned = sorted(labels & _WARNED)
    return _by(author, f"bluesky:{uri}", "reply")._replace(
        url=f"{_PAGE}/{did}/post/{key}",
        did=did,
        published=text_of(post, "indexedAt") or text_of(record, "createdAt"),
        parent=parent,
        cw=", ".join(label.lstrip("!") for label in warned),
        lang=next((lang for lang in _texts(record, "langs")), ""),
        content_html=rich_text(text_of(record, "text"), items_of(record, "facets")) + "".join(_embedded(post)),
    )


def _objects(value: dict[str, Any], name: str) -> dict[str, Any]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _texts(value: dict[str, Any], name: str) -> list[str]:
    found = value.get(name)
    return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []


def _embedded(post: dict[str, Any]) -> Iterator[str]:
    """Yield links to pictures and to the page that a post shows."""
    embed = _objects(post, "embed")
    pictures = [(text_of(image, "fullsize"), text_of(image, "alt").strip() or "image") for image in items_of(embed, "images")[:8]]
    page = _objects(embed, "external")
    for url, label in [*pictures, (text_of(page, "uri"), text_of(page, "title").strip() or text_of(page, "uri"))]:
        if foreign.web_address(url):
            yield f'<p><a href="{escape(url)}">{escape(label)}</a></p>'


def rich_text(text: str, facets: list[dict[str, Any]]) -> str:
    """Return a post's text as HTML; facets count bytes of UTF-8, and one that cuts a character or lies over another is none."""
    data = text.encode(errors="replace")
    parts, done = [], 0
    for start, end, url in sorted(_links(facets[:_FACETS])):
        label = _decoded(data[start:end])
        before = _decoded(data[done:start])
        if done <= start < end <= len(data) and label and before is not None:
            parts += [escape(before), f'<a href="{escape(url)}">{escape(label)}</a>']
            done = end
    html = "".join([*parts, escape(data[done:].decode(errors="replace"))])
    return "".join(f"<p>{part}</p>" for part in html.strip().replace("\n\n", "\0").replace("\n", "<br>").split("\0") if part)


def _links(facets: list[dict[str, Any]]) -> Iterator[tuple[int, int, str]]:
    for facet in facets:
        index = _objects(facet, "index")
        start, end = index.get("byteStart"), index.get("byteEnd")
        url = next(filter(None, map(_target, items_of(facet, "features"))), "")
        if type(start) is int and type(end) is int and start >= 0 and url:
            yield start, end, url


def _target(feature: dict[str, Any]) -> str:
    if uri := text_of(feature, "uri"):
        return foreign.web_address(uri)
    did = text_of(feature, "did")
    return foreign.web_address(f"{_PAGE}/{did}") if did.startswith("did:") else ""


def _decoded(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def read_likes(uri: str, said: Any) -> list[RemoteAnswer]:
    """Return who liked a post."""
    return [
        answer._replace(published=text_of(like, "indexedAt") or text_of(like, "createdAt"))
        for like in items_of(said, "likes")
        for answer in _people(uri, [_objects(like, "actor")], "like")
    ]


def read_reposts(uri: str, said: Any) -> list[RemoteAnswer]:
    """Return who reposted a post."""
    return _people(uri, items_of(said, "repostedBy"), "repost")


def _people(uri: str, actors: list[dict[str, Any]], kind: str) -> list[RemoteAnswer]:
    open_ones = [one for one in actors if not _HIDDEN & {text_of(label, "val") for label in items_of(one, "labels")}]
    return [_by(one, f"bluesky:{uri}/{kind}/{text_of(one, 'did')}", kind) for one in open_ones if text_of(one, "did")]


def _by(author: dict[str, Any], answer_id: str, kind: str) -> RemoteAnswer:
    did, handle = text_of(author, "did"), text_of(author, "handle")
    return RemoteAnswer(
        id=answer_id,
        kind=kind,
        via="bluesky",
        url="",
        author=text_of(author, "displayName").strip() or handle,
        author_url=f"{_PAGE}/{did}",
        handle="" if handle == "handle.invalid" else handle,
        did=did,
        avatar=text_of(author, "avatar"),
    )
