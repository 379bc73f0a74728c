"""WordPress: its export, WXR, which is RSS with more (wp-admin/includes/export.php).

Only what is published without a password comes in. Old posts have no paragraphs but blank lines, of which WordPress
makes paragraphs when it shows them (`wpautop`); what is between square brackets is a shortcode, which plugins fill.
A page lies below its parent.
"""

from collections import Counter
from datetime import UTC
from email.utils import parsedate_to_datetime
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from microblog.moving.addresses import path_of
from microblog.moving.archives.wordpress_comments import Comments
from microblog.moving.archives.wordpress_texts import paragraphs
from microblog.moving.nouns import Account, Archive, Entry, Medium
from microblog.moving.opening import Files
from microblog.moving.pages import page_name
from microblog.moving.values import moment, number
from microblog.moving.xml_trees import content, parse_xml

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_HELD = {
    "draft": "drafts",
    "pending": "drafts",
    "auto-draft": "drafts",
    "private": "private posts",
    "future": "scheduled posts",
    "trash": "posts in the bin",
}
_BESIDE = frozenset({"attachment", "nav_menu_item", "revision", "custom_css", "wp_global_styles", "wp_navigation", "wp_template"})


def is_here(files: Files) -> bool:
    """Whether these are the files of such an archive."""
    return any(b"wordpress.org/export/" in files.head(name) for name in files.ending(".xml", ".wxr")[:20])


def read(files: Files) -> Archive:
    """Read all files of an export, which may come in parts."""
    names = [name for name in files.ending(".xml", ".wxr") if b"wordpress.org/export/" in files.head(name)]
    channels = [parse_xml(files.read(name), str(files.path)).find("channel") for name in names]
    readings = [_Reading(channel) for channel in channels if channel is not None]
    entries = [entry for reading in readings for entry in reading.entries()]
    accounts = {account.key: account for reading in readings for account in reading.accounts()}
    for entry in entries:
        accounts.setdefault(entry.account, Account(entry.account, entry.account))
    wanted = {entry.account for entry in entries}
    left = sum((reading.left for reading in readings), Counter[str]())
    present = tuple(account for key, account in accounts.items() if key in wanted)
    return Archive("WordPress", present, tuple(entries), tuple(left.items()), links_names=False)


class _Reading:
    """Reads one file of an export."""

    def __init__(self, channel: Element) -> None:
        self.channel = channel
        version = next((child.tag for child in channel if child.tag.endswith("}wxr_version")), "{http://wordpress.org/export/1.2/}")
        self.wp = version.partition("}")[0] + "}"
        self.left: Counter[str] = Counter()
        self.items = channel.findall("item")
        self.by_number = {self._of(item, "post_id"): item for item in self.items}
        self.comments = Comments(self.wp, content(channel, "link"))
        self.files = {self._of(item, "post_id"): item for item in self.items if self._of(item, "post_type") == "attachment"}

    def _of(self, element: Element, *names: str) -> str:
        return content(element, *(f"{self.wp}{name}" for name in names))

    def accounts(self) -> list[Account]:
        """Return those who may have written."""
        found = []
        for author in self.channel.findall(f"{self.wp}author"):
            login = self._of(author, "author_login")
            found.append(Account(login, login, name=self._of(author, "author_display_name") or login))
        return found

    def entries(self) -> list[Entry]:
        """Return the posts."""
        found = []
        for item in self.items:
            kind = self._of(item, "post_type") or "post"
            if kind in ("post", "page"):
                found.append(self._entry(item, kind))
            elif kind not in _BESIDE:
                self.left["what plugins keep as posts"] += 1
        self.left.update(self.comments.left)
        return found

    def _entry(self, item: Element, kind: str) -> Entry:
        link = content(item, "link")
        held = _HELD.get(self._of(item, "status"), "" if self._of(item, "status") in ("publish", "") else "private posts")
        held = held or ("posts with a password" if self._of(item, "post_password") else "")
        categories = [(one.get("domain", ""), (one.text or "").strip()) for one in item.findall("category")]
        named = {"category": True, "post_tag": True, "tag": True}
        tags = [word for domain, word in categories if named.get(domain) and word.lower() != "uncategorized"]
        form = next((word for domain, word in categories if domain == "post_format"), "")
        return Entry(
            address=link or content(item, "guid"),
            account=content(item, _CREATOR) or "wordpress",
            published=self._moment(item),
            html=paragraphs(content(item, _CONTENT)),
            others=tuple(filter(None, (content(item, "guid"),))),
            updated=self._utc(item, "post_modified_gmt"),
            title="" if form in ("Aside", "Status", "post-format-aside", "post-format-status") else content(item, "title"),
            summary=content(item, "{http://wordpress.org/export/1.2/excerpt/}encoded"),
            tags=tuple(dict.fromkeys(tags)),
            media=self._thumbnail(item),
            held=held,
            is_pinned=self._of(item, "is_sticky") == "1",
            page=self._page(item) if kind == "page" else "",
            place_in_menu=number(self._of(item, "menu_order")) if kind == "page" else 0,
            path=path_of(link),
            comments=self.comments.below(item, link or content(item, "guid")),
        )

    def _page(self, item: Element) -> str:
        """Return where a page lies, below its parents; one that is its own is nobody's."""
        names: dict[str, str] = {}
        above: Element | None = item
        while above is not None and (key := self._of(above, "post_id")) not in names:
            names[key] = page_name(unquote(self._of(above, "post_name")) or content(above, "title"), key)
            above = self.by_number.get(self._of(above, "post_parent"))
        return "/".join([*names.values()][::-1])

    def _moment(self, item: Element) -> str:
        return self._utc(item, "post_date_gmt") or of_mail(content(item, "pubDate")) or moment(self._of(item, "post_date"))

    def _utc(self, item: Element, name: str) -> str:
        written = self._of(item, name)
        return "" if written.startswith("0000") else moment(written)

    def _thumbnail(self, item: Element) -> tuple[Medium, ...]:
        """Return the picture that stands above a post, where its text does not show it."""
        file = self.files.get(self._meta(item, "_thumbnail_id"))
        url = self._of(file, "attachment_url") if file is not None else ""
        if file is None or not url or url in content(item, _CONTENT):
            return ()
        return (Medium("", url, self._meta(file, "_wp_attachment_image_alt")),)

    def _meta(self, item: Element, key: str) -> str:
        metas = item.findall(f"{self.wp}postmeta")
        return next((self._of(meta, "meta_value") for meta in metas if self._of(meta, "meta_key") == key), "")


def of_mail(written: str) -> str:
    """Read a moment as mails and RSS write it; "" where it is none."""
    try:
        found = parsedate_to_datetime(written) if written else None
        return moment((found if found.tzinfo else found.replace(tzinfo=UTC)).isoformat()) if found else ""
    except (ValueError, TypeError, IndexError):
        return ""
