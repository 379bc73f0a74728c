"""What others said below posts of WordPress, as its export has it.

Only what was approved comes in. Of whoever said it, the name and the address of their site are taken: never their e-mail
address or the number of their machine, which the export has as well, also where one of these stands in place of the name.
"""

import re
from collections import Counter
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from microblog.model.remote import RemoteAnswer
from microblog.moving.addresses import host_of, is_web
from microblog.moving.archives.wordpress_texts import paragraphs
from microblog.moving.values import moment
from microblog.moving.xml_trees import content
from microblog.text.entities import escape

_KINDS = {
    **dict.fromkeys(("", "comment", "reply"), "reply"),
    **dict.fromkeys(("pingback", "trackback", "webmention", "mention"), "mention"),
    **{kind: kind for kind in ("like", "repost", "bookmark")},  # as the plugin for webmentions has them
}
_HELD = {"spam": "comments that are spam", "trash": "comments in the bin", "post-trashed": "comments in the bin"}
_ADDRESS = re.compile(r"\S+@\S+\.\S+|[0-9.]{7,}|[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*", re.IGNORECASE)  # of mail, or of a machine


class Comments:
    """Reads the comments of one file of an export; `wp` is the namespace of its elements."""

    def __init__(self, wp: str, home: str) -> None:
        self.wp, self.host = wp, host_of(home)
        self.left: Counter[str] = Counter()

    def below(self, item: Element, link: str) -> tuple[RemoteAnswer, ...]:
        """Return what was said below a post that stood at an address."""
        found = []
        for comment in item.findall(f"{self.wp}comment"):
            kind = _KINDS.get(self._of(comment, "type"), "")
            if reason := self._reason(comment, kind):
                self.left[reason] += 1
            else:
                found.append(self._answer(comment, kind, link))
        return tuple(found)

    def _reason(self, comment: Element, kind: str) -> str:
        """Say why a comment stays behind; "" where it comes in."""
        state = self._of(comment, "approved")
        if state != "1":
            return _HELD.get(state, "comments that nobody approved")
        return "" if kind else "comments that plugins wrote"

    def _answer(self, comment: Element, kind: str, link: str) -> RemoteAnswer:
        key, parent = self._of(comment, "id"), self._of(comment, "parent")
        site = self._of(comment, "author_url")
        site = site if is_web(site) and "@" not in urlsplit(site).netloc else ""
        text = paragraphs(self._of(comment, "content"))
        return RemoteAnswer(
            id=self._id(key),
            kind=kind,
            via="wordpress",
            url=f"{link}#comment-{key}" if kind == "reply" or not site else site,
            author=self._name(comment),
            author_url=site,
            published=self._moment(comment),
            parent=self._id(parent) if parent not in ("", "0") else "",
            content_html=text or f"<p>{escape(site)}</p>",
        )

    def _id(self, key: str) -> str:
        return f"wordpress:{self.host}/{key}"

    def _name(self, comment: Element) -> str:
        name = self._of(comment, "author")
        return "" if _ADDRESS.fullmatch(name) else name

    def _moment(self, comment: Element) -> str:
        written = self._of(comment, "date_gmt")
        return moment(self._of(comment, "date") if written.startswith("0000") else written)

    def _of(self, comment: Element, name: str) -> str:
        return content(comment, f"{self.wp}comment_{name}")
