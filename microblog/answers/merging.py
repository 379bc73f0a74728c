"""What was found and what is kept → what is kept from now on; a function of its arguments.

An answer that was edited is replaced. One that is gone leaves. What a person took out of the file stays out, with all that
hangs on it: its mark is among those seen and it is not among the answers. Whoever is blocked leaves without such a mark, so
that they come back when they are blocked no more. The same answer from two sides (a reply, and Bridgy's mention of it)
counts once, as the network itself has it, and a like counts once for each person.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime

from microblog.answers.found import Found
from microblog.content.answers import DONE, SAID, SOURCES, instant_of, make_answer, mark, with_answers
from microblog.content.blocking import is_answer_absent, without
from microblog.model.remote import RemoteAnswer, RemoteAnswers

_LENIENCE = 600_000_000  # microseconds by which another machine's clock may be fast


def missing(kept: RemoteAnswers, founds: Sequence[Found]) -> list[RemoteAnswer]:
    """Return the replies that are kept and that lists do not hold any more which should."""
    there = {answer.id for found in founds for answer in found.answers}
    prefixes = tuple(found.prefix for found in founds if found.kind == "reply")
    return [answer for answer in kept.answers if answer.kind == "reply" and answer.id.startswith(prefixes) and answer.id not in there]


def merge(kept: RemoteAnswers, founds: Sequence[Found], gone: Collection[str], blocked: Collection[str], now: int) -> RemoteAnswers:
    """Return what is kept from now on; `gone` are the ids of replies that their servers have no more, `now` is in microseconds."""
    marks = {mark(answer.id) for answer in kept.answers}
    taken_out = set(kept.seen) - marks
    answers = {answer.id: answer for answer in kept.answers if answer.id not in gone and not _has_left(answer, founds)}
    for answer in _made(founds, answers, now):
        answers[answer.id] = answer
    absent = {answer_id for answer_id, answer in answers.items() if mark(answer_id) in taken_out or is_answer_absent(blocked, answer)}
    present = _once(without(answers.values(), absent))
    asked = {(found.url, found.kind) for found in founds}
    more = [row for row in kept.more if row[:2] not in asked] + [row for found in founds for row in found.more]
    settled = with_answers(kept._replace(more=tuple(sorted(more))), present)
    return settled._replace(seen=tuple(sorted(taken_out | {mark(answer.id) for answer in settled.answers})))


def _has_left(answer: RemoteAnswer, founds: Sequence[Found]) -> bool:
    """Return whether a whole list does not hold a like or repost any more, or webmention.io a mention."""
    for found in founds:
        if found.is_whole and answer.id.startswith(found.prefix) and (not found.kind or answer.kind == found.kind in DONE):
            return all(one.id != answer.id for one in found.answers)
    return False


def _made(founds: Sequence[Found], kept: dict[str, RemoteAnswer], now: int) -> Iterable[RemoteAnswer]:
    """Yield what was found as it may be kept; what says nothing is left out."""
    for found in founds:
        for raw in found.answers:
            known = kept.get(raw.id)
            first = known.published if known else ""
            seen = _text(now) if raw.kind in SAID else ""
            try:
                yield make_answer(raw._replace(published=_moment(raw.published, now) or first or seen), raw.url)
            except ValueError:
                continue


def _text(instant: int) -> str:
    return datetime.fromtimestamp(instant // 1_000_000, UTC).isoformat()


def _moment(written: str, now: int) -> str:
    """Return a date that can be believed, or ""."""
    instant = instant_of(RemoteAnswer("", "", "", "", "", published=written))
    return written if 0 < instant <= now + _LENIENCE else ""


def _once(answers: list[RemoteAnswer]) -> list[RemoteAnswer]:
    """Keep of what two sources tell of the one whose source stands first in their table."""
    known: dict[tuple[str, str], RemoteAnswer] = {}
    for answer in sorted(answers, key=lambda answer: (SOURCES.index(answer.via), answer.id)):
        what = (answer.kind, answer.author_url) if answer.kind in DONE else ("", answer.url)
        known.setdefault(what if what[1] else ("", answer.id), answer)
    return [*known.values()]
