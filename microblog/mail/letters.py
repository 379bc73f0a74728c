"""A letter to an author: text and HTML from templates, in the author's language.

No header takes what somebody wrote as it is: control characters go, and what a mail program would take for an encoded word
(RFC 2047) is written so that none does. Python's own checks have let such a one through before (CVE-2024-6923).
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from types import SimpleNamespace
from urllib.parse import urlsplit

from microblog.errors import UsageError
from microblog.mail.happenings import FOLLOW, Happening
from microblog.mail.servers import TO
from microblog.model.nouns import QUOTATION, Author
from microblog.model.timelines import TIMELINE_KINDS
from microblog.model.variables import variable_of
from microblog.render.context import Context
from microblog.text.directions import page_direction
from microblog.text.hashing import blake2b
from microblog.text.tuples import NamedTuple
from microblog.text.words import N_, Words
from microblog.theme.runtime import trusted

MOST = 50  # happenings that a letter tells; more are counted

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066\u2067]+")
_ISOLATION = re.compile(r"[\u2068\u2069]+")  # what sentences put around names; of nobody else
_EXCERPT = 200  # characters


def letter_id(handle: str, things: Sequence[str]) -> str:
    """Return what no other letter is known by, the same for the same things."""
    return blake2b("\0".join([handle, *sorted(things)]).encode(), digest_size=12).hexdigest()


class Envelope(NamedTuple):
    """From whom to whom, and when."""

    sender: str
    receiver: str
    now: int  # microseconds since 1970 UTC


def write_letter(context: Context, author: Author, found: Sequence[Happening], envelope: Envelope) -> EmailMessage:
    """Write the letter that tells an author of what happened; raise UsageError where an address is none."""
    spoken = context.speaking(author.lang)
    words, site = spoken.words, one_line(context.config.title)
    title = words.ngettext("%(site)s: one new thing for you", "%(site)s: %(num)d new things for you", len(found), site=site)
    letter = _letter(spoken, title, author, found)
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(envelope.sender, site, "MICROBLOG_MAIL_FROM")
    message["To"] = _address(envelope.receiver, author.name, f"`email` of @{author.handle}'s profile, or {variable_of(TO, author.handle)},")
    message["Subject"] = _header(title)
    message["Date"] = format_datetime(datetime.fromtimestamp(envelope.now // 1_000_000, UTC))
    message["Message-ID"] = f"<{letter_id(author.handle, [one.thing for one in found])}@{_host(context)}>"
    message["Auto-Submitted"] = "auto-generated"  # so that nobody's absence is answered to us (RFC 3834, section 5)
    message.set_content(spoken.templates.render("mail.txt", {"letter": _as_text(letter)}))
    message.add_alternative(spoken.templates.render("mail.html", {"letter": letter}), subtype="html")
    message.set_boundary(f"microblog-{letter_id(author.handle, [title])}")
    return message


def one_line(text: str) -> str:
    """Return what somebody wrote as a text that stays on its line, and in its direction."""
    return _sentence(_ISOLATION.sub(" ", text))


def _sentence(text: str) -> str:
    """Return what is made of such texts: the names in it stay isolated."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def _header(text: str) -> str:
    return _sentence(text).replace("=?", "= ?")


def _address(written: str, name: str, place: str) -> Address:
    """Return an address as a header has it; raise UsageError that names the place where it is written."""
    try:
        return Address(display_name=_header(one_line(name)), addr_spec=written)
    except (ValueError, MessageError) as error:
        raise UsageError(f"{written} is no mail address ({error}); write {place} as ada@example.org") from None


def _host(context: Context) -> str:
    return urlsplit(context.config.base_url).hostname or "localhost"


def _letter(context: Context, title: str, author: Author, found: Sequence[Happening]) -> SimpleNamespace:
    """Return what the templates of a letter show."""
    return SimpleNamespace(
        title=title,
        lang=context.lang,
        dir=page_direction(context.lang),
        name=one_line(author.name),
        happenings=[_happening(context.words, happening) for happening in found[:MOST]],
        more=max(0, len(found) - MOST),
        url=context.absolute(TIMELINE_KINDS["mentions"].path(author.handle)),
        site_title=one_line(context.config.title),
        site_url=context.config.base_url,
    )


def _happening(words: Words, happening: Happening) -> SimpleNamespace:
    text = one_line(happening.words)
    return SimpleNamespace(
        sentence=words.gettext(_SENTENCES[happening.relation], name=one_line(happening.name)),
        url=one_line(happening.url),
        words=words.isolated(text if len(text) <= _EXCERPT else f"{text[:_EXCERPT].rsplit(' ', 1)[0]}…"),
    )


_SENTENCES = {
    "in_reply_to": N_("%(name)s replied to you"),
    "repost_of": N_("%(name)s reposted a post of yours"),
    "like_of": N_("%(name)s liked a post of yours"),
    "bookmark_of": N_("%(name)s bookmarked a post of yours"),
    QUOTATION: N_("%(name)s quoted a post of yours"),
    FOLLOW: N_("%(name)s follows you"),
    "": N_("%(name)s mentioned you"),
}


def _as_text(letter: SimpleNamespace) -> SimpleNamespace:
    """Return the letter for a template whose outcome is no HTML, so that nothing is escaped; each value stays on one line."""
    items = [SimpleNamespace(**{name: trusted(_sentence(value)) for name, value in vars(one).items()}) for one in letter.happenings]
    texts = {name: trusted(_sentence(value)) for name, value in vars(letter).items() if isinstance(value, str)}
    return SimpleNamespace(**(vars(letter) | texts | {"happenings": items}))
