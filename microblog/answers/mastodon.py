"""What a server with Mastodon's API says of a status: `/context`, `/favourited_by`, `/reblogged_by`.

Only what everybody may see is taken: a status of another visibility than public or unlisted is left out, though its server
should not have told of it. Statuses that are copies of posts of this site are none: here they stand as posts. What hangs on
such a copy answers that post, whose own file has it.
"""

from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import urlsplit

from microblog.answers.copies import Copy
from microblog.answers.found import items_of, text_of
from microblog.model.remote import RemoteAnswer
from microblog.text.entities import escape
from microblog.text.patterns import lazily

_OPEN = frozenset({"public", "unlisted"})
_MEDIA = 8
_SHORTCODE = lazily(r":[A-Za-z0-9_]+:")


def read_context(copy: Copy, context: Any, own: Collection[str], others: Collection[str]) -> list[RemoteAnswer]:
    """Return the replies to a status; `own` are the ids of the post's copies on that server, `others` those of other posts'."""
    found, passed = [], set(others)
    for status in items_of(context, "descendants"):  # each behind the one that it answers
        status_id, parent = text_of(status, "id"), text_of(status, "in_reply_to_id")
        if not status_id or status_id in own:
            continue
        if status_id in passed or parent in passed:
            passed.add(status_id)
            continue
        if text_of(status, "visibility") in _OPEN:
            found.append(_reply(copy, status, "" if parent in own else parent))
    return found


def _reply(copy: Copy, status: dict[str, Any], parent: str) -> RemoteAnswer:
    cw = text_of(status, "spoiler_text")
    return _by(copy, _account(status), f"{copy.source}{text_of(status, 'id')}", "reply")._replace(
        url=text_of(status, "url") or text_of(status, "uri"),
        published=text_of(status, "created_at"),
        updated=text_of(status, "edited_at"),
        parent=f"{copy.source}{parent}" if parent else "",
        cw=cw,
        lang=text_of(status, "language"),
        content_html=text_of(status, "content") + "".join(_media(status)),
    )


def _media(status: dict[str, Any]) -> Iterator[str]:
    """Yield links to pictures and recordings, which this site does not copy."""
    for item in items_of(status, "media_attachments")[:_MEDIA]:
        if url := text_of(item, "url"):
            label = text_of(item, "description").strip() or text_of(item, "type") or urlsplit(url).path.rpartition("/")[2]
            yield f'<p><a href="{escape(url)}">{escape(label)}</a></p>'


def read_accounts(copy: Copy, accounts: Any, kind: str) -> list[RemoteAnswer]:
    """Return who liked or reposted a status."""
    return [
        _by(copy, account, f"{copy.source}{copy.id}/{kind}/{text_of(account, 'id')}", kind)
        for account in items_of(accounts)
        if text_of(account, "id")
    ]


def _account(status: dict[str, Any]) -> dict[str, Any]:
    account = status.get("account")
    return account if isinstance(account, dict) else {}


def _by(copy: Copy, account: dict[str, Any], answer_id: str, kind: str) -> RemoteAnswer:
    acct, url = text_of(account, "acct"), text_of(account, "url")
    handle = acct if "@" in acct else f"{acct}@{urlsplit(copy.server).hostname}"
    return RemoteAnswer(
        id=answer_id,
        kind=kind,
        via="mastodon",
        url="",
        author=_without_emoji(text_of(account, "display_name"), account) or acct,
        author_url=url,
        handle=f"@{handle}" if acct else "",
        avatar=text_of(account, "avatar_static") or text_of(account, "avatar"),
    )


def _without_emoji(name: str, account: dict[str, Any]) -> str:
    """Leave the shortcodes of pictures out of a name."""
    known = {text_of(emoji, "shortcode") for emoji in items_of(account, "emojis")}
    return _SHORTCODE.sub(lambda match: "" if match[0][1:-1] in known else match[0], name).strip() if known else name


def next_page(link: str, server: str) -> str:
    """Return the address of the next part of a list, as the header `Link` has it; "" where it ends or leads to another server."""
    found = _NEXT.search(link)
    return found[1] if found and found[1].startswith(f"{server}/") else ""


_NEXT = lazily(r'<([^<>\s]{1,2000})>; rel="next"')
