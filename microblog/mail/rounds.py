"""One round of mail: for each author who wants it, what is new since the last one, in one letter.

The first round for an author sends nothing unless asked to: nobody is told of years that are gone.
"""

import os
from collections.abc import Iterator, Mapping
from email.message import EmailMessage

from microblog.build.settings import Settings
from microblog.library import queries
from microblog.mail.happenings import Happening, find_happenings
from microblog.mail.letters import Envelope, letter_id, write_letter
from microblog.mail.servers import RefusedError, Server, connected, hand_over, receivers
from microblog.mail.told import Told, note, read_told
from microblog.model.nouns import Author
from microblog.render.context import Context
from microblog.text.tuples import NamedTuple

_MOST = 200  # letters of one round


class Letter(NamedTuple):
    """What an author is to be told, and how."""

    author: Author
    receiver: str
    found: tuple[Happening, ...]  # what is new, the oldest first
    told: Told

    @property
    def id(self) -> str:
        """What it is known by."""
        return letter_id(self.author.handle, [one.thing for one in self.found])


class Sent(NamedTuple):
    """What became of a letter."""

    letter: Letter
    fault: str = ""  # why the server did not take it
    is_beginning: bool = False  # nothing was sent: from now on there will be


def plan_round(settings: Settings, context: Context, *, is_all: bool = False, again: bool = False) -> list[Letter]:
    """Find out which letters are to be sent; `is_all` tells those of all there is who were told nothing yet."""
    letters = []
    for author, receiver in _authors(context):
        told = read_told(settings.root, author.handle, again=again)
        found = [one for one in find_happenings(context, author) if one.thing not in told.things]
        if found or told.is_first or told.unsure:
            letters.append(Letter(author, receiver, tuple(found), told._replace(is_first=told.is_first and not is_all)))
    return letters


def _authors(context: Context) -> Iterator[tuple[Author, str]]:
    authors = [author for handle in queries.handles(context.db) if (author := queries.author(context.db, handle))]
    wanted = receivers(os.environ, {author.handle: author.email if author.notify else "" for author in authors})
    yield from ((author, wanted[author.handle]) for author in authors if author.handle in wanted)


def compose(context: Context, letter: Letter, sender: str, now: int) -> EmailMessage:
    """Write the letter."""
    return write_letter(context, letter.author, letter.found, Envelope(sender, letter.receiver, now))


def send_round(settings: Settings, context: Context, letters: list[Letter], server: Server) -> Iterator[Sent]:
    """Send letters, each noted before and after; raise UsageError where the server cannot be used."""
    root = settings.root
    for letter in [one for one in letters if one.told.is_first]:
        note(root, letter.author.handle, "known", things=[one.thing for one in letter.found])
        yield Sent(letter, is_beginning=True)
    due = [letter for letter in letters if letter.found and not letter.told.is_first][:_MOST]
    if not due:
        return
    messages: Mapping[str, EmailMessage] = {letter.author.handle: compose(context, letter, server.sender, settings.now) for letter in due}
    with connected(server) as session:
        for letter in due:
            handle = letter.author.handle
            note(root, handle, "sending", letter.id, [one.thing for one in letter.found])
            try:
                hand_over(session, messages[handle])
            except RefusedError as error:
                note(root, handle, "failed", letter.id)
                yield Sent(letter, str(error))
            else:
                note(root, handle, "sent", letter.id)
                yield Sent(letter)
