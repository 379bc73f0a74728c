"""What was written on other sites → the library: feeds that are followed, answers to posts, and where copies of posts live."""

from collections.abc import Iterator

from microblog.build.answer_avatars import take_in_avatars
from microblog.build.answers import take_in_answers
from microblog.build.ledgers import take_in_ledgers
from microblog.build.settings import Settings
from microblog.build.stored_feeds import take_in_feeds
from microblog.errors import Problem
from microblog.library.index import Index
from microblog.pictures.intake import Encoder


def take_in_elsewhere(
    index: Index, settings: Settings, new: list[str], gone: list[str], encoder: Encoder
) -> Iterator[tuple[str, list[Problem]]]:
    """Take in what files of it are new, changed or gone; give the file and the problems of each."""
    yield from take_in_feeds(index, settings.root, settings.config.remote, new, gone)
    yield from take_in_answers(index, settings.root, new, gone)
    if settings.config.answer_avatars:
        yield from take_in_avatars(index, new, gone, encoder)
    yield from take_in_ledgers(index, settings.root, new, gone)
