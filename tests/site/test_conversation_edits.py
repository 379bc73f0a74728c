"""A conversation that people write in, edit, leave and come back to: its pages after each change are those of a clean build."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from microblog.library import threads
from microblog.model import paging
from tests.support.edits import CONFIG, assert_same, clean_outcome, outcome, restore, sources_of, toggle, write
from tests.support.site_tree import NOW

# A post's number is its day, so that targets can be older ones. Their authors take turns, with some answering themselves.
AUTHORS = ("ada", "bob", "cy", "ada", "ada", "bob", "dee", "cy")
POSTS = tuple(f"{author}/2026-11-{day:02}-p" for day, author in enumerate(AUTHORS, 1))


@pytest.fixture(autouse=True)
def small_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a handful of posts be a long thread, and fill sealed documents."""
    bounds = {"ABOVE": 2, "NEAREST": 1, "BELOW": 3, "LEVELS": 1}
    for name, value in bounds.items():
        monkeypatch.setattr(threads, name, value)
    monkeypatch.setattr(paging, "ARCHIVE_SIZE", 3)


relations = st.sampled_from(["in_reply_to"] * 6 + ["like_of", "repost_of", "bookmark_of"])
words = st.sampled_from(["Hello.", "Well, @ada and @dee?", "---", "Other words.", f"As said:\n@{POSTS[0]}", f"@{POSTS[1]}\n@{POSTS[4]}"])
extras = st.sampled_from(
    [""] * 8 + ["draft: true\n", "cw: spiders\n", "slug: q\n", "title: T\n", "date: 2026-11-01\n", "date: 2026-11-01T00:00:00Z\n"]
)


@st.composite
def post_files(draw: st.DrawFn, number: int | None = None) -> tuple[str, str]:
    """Make a post that most often concerns an older one."""
    number = draw(st.integers(0, len(POSTS) - 1)) if number is None else number
    targets = [*POSTS[:number], *POSTS[:number], *POSTS[number + 1 : number + 2]]
    front = draw(extras)
    if targets and draw(st.integers(0, 5)):
        front += f"{draw(relations)}: {draw(st.sampled_from(targets))}\n"
    return f"posts/{POSTS[number]}.md", f"---\n{front}---\n{draw(words)}\n"


lists = st.sampled_from(["", "name: Somebody", "blocked: [ada]", "blocked: [bob, cy]", "muted: [cy]", "following: [ada, bob, cy]"])
profiles = st.tuples(st.builds("posts/{}/profile.md".format, st.sampled_from(AUTHORS)), lists.map("---\n{}\n---\n".format))
files = st.one_of(post_files(), post_files(), post_files(), profiles)
moments = st.sampled_from([NOW, "2026-11-06T00:00:00Z", "2026-11-01T12:00:00Z"])
held_back = st.tuples(st.integers(0, 99), st.just("draft: true"))
edits = st.one_of(files, files, files, st.integers(0, 20), moments, held_back)
chain = st.tuples(*(post_files(number) for number in range(len(POSTS))))


def edit(root: Path, options: dict[str, object], change: "tuple[str | int, str] | int | str") -> None:
    """Write a file, delete one, make one a draft or none any more, or let time pass."""
    if isinstance(change, tuple) and isinstance(change[0], str):
        write(root / change[0], change[1].encode())
    elif isinstance(change, str):
        options["now"] = change
    elif there := sorted((root / "posts").rglob("2*.md" if isinstance(change, tuple) else "*.md")):
        if isinstance(change, tuple):
            toggle(there[int(change[0]) % len(there)], change[1])
        else:
            there[change % len(there)].unlink()


Script = list[list[tuple[str | int, str] | int | str]]


def edit_and_compare(tmp_path_factory: pytest.TempPathFactory, begin: tuple[tuple[str, str], ...], script: Script) -> None:
    base = tmp_path_factory.mktemp("talk")
    root, options = base / "site", {"now": NOW}
    write(root / "config.yaml", CONFIG.encode())
    for path, text in begin:
        good = sources_of(root)
        write(root / path, text.encode())
        if isinstance(outcome(root, options), list):
            restore(root, good)
    for group in script:
        before = sources_of(root)
        for change in group:
            edit(root, options, change)
        incremental, clean = outcome(root, options), clean_outcome(sources_of(root), base / "clean", options)
        event("refused" if isinstance(clean, list) else "built")
        if isinstance(clean, list) or isinstance(incremental, list):
            assert incremental == clean
            restore(root, before)
        else:
            assert_same(incremental, clean)


PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
any_conversation = given(chain, st.lists(st.lists(edits, min_size=1, max_size=2), min_size=1, max_size=6))


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@any_conversation
def test_conversation_is_after_each_edit_what_a_clean_build_shows(
    tmp_path_factory: pytest.TempPathFactory, begin: tuple[tuple[str, str], ...], script: Script
) -> None:
    edit_and_compare(tmp_path_factory, begin, script)


@pytest.mark.nightly
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@any_conversation
def test_two_hundred_conversations_are_after_each_edit_what_a_clean_build_shows(
    tmp_path_factory: pytest.TempPathFactory, begin: tuple[tuple[str, str], ...], script: Script
) -> None:
    edit_and_compare(tmp_path_factory, begin, script)
