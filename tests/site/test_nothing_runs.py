"""Nothing that anybody writes runs: texts that run scripts elsewhere, in each place where somebody may write, in a real browser.

Three walls are tried one by one: the sanitiser and escaping without the pages' policies, the policies without the
sanitiser, and neither, where the same texts have to run, so that the other two prove something.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from microblog.model import urls
from tests.support.hostile import (
    ANSWER_SINKS,
    BODY,
    ENTRY_SINKS,
    PERSON_SINKS,
    SINKS,
    Built,
    aimed,
    build_hostile,
    read_vectors,
    url_of,
)
from tests.support.running import watching

if TYPE_CHECKING:
    from playwright.sync_api import Browser

VECTORS = read_vectors()
SAMPLE = VECTORS[5::190]
RUNNING = VECTORS[::140]  # of which most run where nobody stops them
NEVER = {"link of a profile", "moved_to", "following", "language", "slug", "id", "account in the fediverse", "address of mail"}
"""Places with a grammar of their own: there, it is an error to write such a text."""


def shown(built: Built, *, every_person: bool = True) -> list[str]:
    """Return the addresses of pages that show between them all that was written."""
    paths = [path.relative_to(built.folder).as_posix() for path in sorted(built.folder.rglob("index.html"))]
    wanted = re.compile(
        r"(index|page/\d+/index|(users|tags|archive|search|subscribe|[^@/]+)/index|@reader-[^/]+/home/index|@ada/[^/]+/index)\.html"
    )
    person = re.compile(r"@person\d+/index\.html" if every_person else r"@person[01]/index\.html")
    named = [path for path in paths if wanted.fullmatch(path) or person.fullmatch(path)]
    return [url_of(path) for path in named if b'http-equiv="refresh"' not in (built.folder / path).read_bytes()]


def bodies(built: Built) -> list[str]:
    """Return the addresses of the posts with hostile text, each on its own page, where it can end no other."""
    return [url_of(path.relative_to(built.folder).as_posix()) for path in sorted(built.folder.glob("@mallory/p*/index.html"))]


def assert_nothing_ran(browser: "Browser", built: Built, pages: Sequence[str]) -> None:
    with watching(browser, built.folder, has_policy=False) as (watch, context):
        watch.visit(context, pages)
    assert [built.names.get(number, "?") for number in watch.ran] == []
    assert (watch.could, watch.foreign, watch.left) == ({}, set(), set())


def refusing_sinks(built: Built) -> set[str]:
    """Return the places where no text was taken, but such as are addresses themselves, which stand where an address may."""
    written = [name.partition(": ") for number, name in built.names.items() if number not in built.refused]
    taken = {sink for sink, _, vector in written if not vector.startswith("https://")}
    return {name.partition(": ")[0] for name in built.names.values()} - taken


def test_there_are_vectors_of_all_kinds() -> None:
    assert len({*VECTORS}) == len(VECTORS) >= 300
    assert all(aimed(vector, 7) != vector for vector in VECTORS)
    assert len(VECTORS) * len([*SINKS, *PERSON_SINKS, *ANSWER_SINKS, *ENTRY_SINKS]) >= 5_000
    assert not any(urls.HANDLE.fullmatch(aimed(vector, 7)) for vector in VECTORS)  # so the handle is a place where none can be


def test_nothing_runs_that_is_written_anywhere(browser: "Browser", tmp_path: Path) -> None:
    built = build_hostile(tmp_path, SAMPLE)
    assert refusing_sinks(built) >= NEVER
    assert_nothing_ran(browser, built, shown(built, every_person=False))


@pytest.mark.nightly
def test_nothing_runs_of_all_that_is_written_anywhere(browser: "Browser", tmp_path: Path) -> None:
    built = build_hostile(tmp_path, VECTORS)
    assert refusing_sinks(built) >= NEVER
    tried = len(built.names) - len(built.refused)
    places = {name.partition(": ")[0] for name in built.names.values()}
    print(f"{len(VECTORS)} texts in {len(places)} places: {tried} written, {len(built.refused)} refused")
    assert tried >= 5_000
    assert_nothing_ran(browser, built, shown(built))


@pytest.fixture
def unguarded() -> Iterator[None]:
    """Take the sanitiser away, and with it all that makes text of HTML which is not allowed."""
    with (
        patch("microblog.markup.trusted.sanitise", lambda html, _: html),
        patch("microblog.markup.trusted.escape_others", lambda html: html),
        patch("microblog.markup.trusted.may_hide", lambda _: False),
        patch("microblog.markup.trusted.has_html", lambda _: False),
        patch("microblog.markup.trusted.enrich", lambda html, _: html),  # which believes that the sanitiser was there
        patch("microblog.markup.trusted.without_referred", lambda html: html),
    ):
        yield


def ran(browser: "Browser", built: Built, *, has_policy: bool) -> set[str]:
    with watching(browser, built.folder, has_policy=has_policy) as (watch, context):
        watch.visit(context, bodies(built))
    return {built.names.get(number, f"{number}") for number in watch.ran}


@pytest.mark.usefixtures("unguarded")
def test_policy_alone_stops_what_runs_without_it(browser: "Browser", tmp_path: Path) -> None:
    attached = [vector for vector in VECTORS if "{OWN}" in vector and "attached" in vector]
    built = build_hostile(tmp_path, [*RUNNING, *attached], [BODY], with_others=False)
    assert len(ran(browser, built, has_policy=False)) >= len(RUNNING) // 2
    assert ran(browser, built, has_policy=True) == set()


@pytest.mark.nightly
@pytest.mark.usefixtures("unguarded")
def test_policy_alone_stops_all_that_runs_without_it(browser: "Browser", tmp_path: Path) -> None:
    built = build_hostile(tmp_path, VECTORS, [BODY], with_others=False)
    without = ran(browser, built, has_policy=False)
    print(f"{len(without)} run without sanitiser and policy")
    assert len(without) >= 100
    assert {"0"} <= without  # what was attached, and what lies in static/
    assert ran(browser, built, has_policy=True) == set()
