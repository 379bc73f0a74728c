"""What a document is: a feed of some kind, a page that names feeds, a page that is one, or nothing of use."""

from collections.abc import Callable
from typing import TypeVar

from microblog.follow import hfeeds, jsonfeeds, outboxes, pages, twtxt, xmlfeeds
from microblog.follow.found import Examined, Found
from microblog.web.charsets import in_utf8
from microblog.web.documents import CUT_OFF, Answer, Fault

T = TypeVar("T")
_BEFORE_JSON = b"\xef\xbb\xbf \t\r\n"


Examine = Callable[[Answer], Examined]


def examine(answer: Answer) -> Examined:
    """Read a document as what it looks like, whatever it says that it is; raise Fault where a reader stumbles over it."""
    answer = in_utf8(answer)
    if found := _parsed(answer):
        return Examined(found)
    if answer.body[:2000].lstrip(_BEFORE_JSON).startswith(b"{") and (examined := _understood(outboxes.parse_activitypub, answer)):
        return examined
    if not pages.is_page(answer):
        return Examined(None)
    if not _understood(pages.is_whole, answer):
        raise Fault(CUT_OFF)
    feeds = _understood(pages.feeds_of, answer)
    return Examined(None, True, tuple(feeds)) if feeds else Examined(_understood(hfeeds.parse_h_feed, answer), True)


def _parsed(answer: Answer) -> Found | None:
    head = answer.body[:2000].lstrip(_BEFORE_JSON).lower()
    if head.startswith(b"{"):
        return _understood(jsonfeeds.parse_json_feed, answer)
    if xmlfeeds.looks_like_xml(head) and not head.startswith((b"<!doctype html", b"<html")):
        return _understood(xmlfeeds.parse_xml_feed, answer)
    return None if head.startswith(b"<") else _understood(twtxt.parse_twtxt, answer)


def _understood(parse: Callable[[Answer], T], answer: Answer) -> T:
    """Call a reader; whatever a stranger's document makes it stumble over is that document's fault."""
    try:
        return parse(answer)
    except Fault:
        raise
    except Exception as error:
        raise Fault(f"cannot be read ({type(error).__name__})") from error
