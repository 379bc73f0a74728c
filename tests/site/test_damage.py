"""Damage to what a build keeps for the next one: whatever it is, the next build makes what a clean one makes."""

import json
import random
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microblog import cli
from microblog.answers.storing import read_notes
from microblog.build import builder, cache, destination
from microblog.follow.states import State, read_states
from microblog.text.removal import remove
from microblog.theme.short import compiled
from tests.conftest import MakeSite
from tests.support.pictures import plain
from tests.support.site_tree import NOW, build, tree

CONFIG = "base_url: https://example.org/\ntag_authority: example.org,2026\n"
POSTS = {
    f"posts/{'ada' if number % 3 else 'bob'}/2026-01-{number:02}-n.md": f"Note {number} of @ada #t{number % 5} ![A cat](cat.png)"
    for number in range(1, 25)
}
SITE = {
    "config.yaml": CONFIG,
    "posts/ada/profile.md": "---\nfollowing: [bob]\n---\nHello.",
    "posts/ada/cat.png": plain("red", (60, 40), "PNG"),
    "posts/bob/cat.png": plain("blue", (40, 60), "PNG"),
    **POSTS,
}
CHANGE = {"posts/ada/2026-01-05-n.md": "Edited #t1 #new", "posts/bob/2026-02-01-new.md": "---\nin_reply_to: ada/2026-01-05-n\n---\nNew"}
PAGE = 16384

pytestmark = pytest.mark.usefixtures("starts_over")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep this test's compiled templates in a folder of their own."""
    folder = tmp_path / "kept"
    folder.mkdir()
    monkeypatch.setattr(compiled, "_KEPT", folder)
    return folder


def damage(chance: random.Random, path: Path) -> None:
    """Change a file as disks, copies and programs that are cut off do."""
    data = bytearray(path.read_bytes())
    kind = chance.choice(["bits", "bits", "page", "page", "zeros", "cut", "tail"])
    at, other = (chance.randrange(len(data) // PAGE + 1) * PAGE for _ in range(2))
    if kind == "bits":
        for _ in range(chance.choice([1, 1, 8, 200])):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    elif kind == "page":
        data[at : at + PAGE] = data[other : other + PAGE]
    elif kind == "zeros":
        data[at : at + PAGE] = bytes(len(data[at : at + PAGE]))
    elif kind == "cut":
        del data[chance.randrange(len(data)) :]
    else:
        data += chance.randbytes(chance.choice([1, PAGE]))
    path.write_bytes(data)


def harm(chance: random.Random, root: Path, kept: Path, older: Path) -> str:
    """Harm one part of the cache, and name it; `older` is a cache as it was before an edit."""
    pictures = sorted((root / ".microblog/pictures").iterdir())
    files = [root / ".microblog/index.db"] * 4 + [*pictures, *sorted(kept.iterdir()), root / ".microblog/index.seal"]
    path = chance.choice([file for file in files if file.is_file()])
    what = chance.choice(["damage", "damage", "damage", "folder", "other", "gone", "older", "in parts", "edited"])
    if what == "damage":
        damage(chance, path)
    elif what == "other":
        shutil.copyfile(chance.choice([file for file in files if file.is_file() and file != path]), path)
    elif what == "older":
        was = older / path.relative_to(root / ".microblog") if path.is_relative_to(root) else path
        path.write_bytes(was.read_bytes() if was.is_file() else b"")
    elif what == "in parts":
        restore_in_parts(chance, older, root / ".microblog")
    elif what == "edited" and (root / ".microblog/index.db").is_file():
        edit_a_card(root / ".microblog/index.db")
    else:
        path.unlink()
        if what == "folder":
            (path / "inside").mkdir(parents=True)
    return f"{what} {path.name}"


def restore_in_parts(chance: random.Random, older: Path, cache_folder: Path) -> None:
    """Put some files of a cache that was kept elsewhere in the place of all, as servers do that build."""
    remove(cache_folder)
    for path in sorted(older.rglob("*")):
        if path.is_file() and chance.random() < 0.6:
            target = cache_folder / path.relative_to(older)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    (cache_folder / "pictures").mkdir(parents=True, exist_ok=True)


def edit_a_card(index: Path) -> None:
    """Put other words into all cards, as somebody does who knows the index."""
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(index)) as db:
        db.execute("UPDATE card SET html = '<p>Forged</p>'")
        db.commit()


def try_damages(make_site: MakeSite, tmp_path: Path, kept: Path, seeds: range) -> None:
    """Change the site and back, harming the cache before each build."""
    shutil.copytree(make_site(SITE), tmp_path / "changed")
    for name, text in CHANGE.items():
        (tmp_path / "changed" / name).write_text(text, encoding="utf-8")
    expected = [outcome(tmp_path / "site"), outcome(tmp_path / "changed")]
    root, older = make_site(SITE), tmp_path / "older"
    shutil.copytree(tmp_path / "changed/.microblog", older)
    for seed in seeds:
        chance = random.Random(seed)  # noqa: S311 - no secret
        harmed = harm(chance, root, kept, older)
        is_changed = chance.random() < 0.5
        if is_changed:
            make_site(CHANGE)
        else:
            make_site(SITE)
            (root / "posts/bob/2026-02-01-new.md").unlink(missing_ok=True)
        assert outcome(root) == expected[is_changed], f"seed {seed}: {harmed}"


def outcome(root: Path) -> dict[str, bytes]:
    build(root)
    return tree(root / "public")


ANY_LEDGER = st.one_of(
    st.binary(max_size=60),
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=4),
            st.dictionaries(st.sampled_from(["https://a.example/", *State._fields, "ada/x"]), inner, max_size=6),
        ),
        max_leaves=12,
    ).map(lambda value: json.dumps(value).encode()),
)


@settings(max_examples=100, deadline=None)
@given(ANY_LEDGER)
def test_notes_of_earlier_runs_are_believed_only_where_they_are_such(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    root = tmp_path_factory.getbasetemp() / "notes"
    (root / ".microblog").mkdir(parents=True, exist_ok=True)
    for name in ("fetch.json", "answers.json"):
        (root / ".microblog" / name).write_bytes(data)
    assert {type(value) for state in read_states(root).values() for value in state} <= {str, int}
    assert {type(value) for note in read_notes(root).values() for value in note} <= {int}


def test_damaged_cache_gives_what_a_clean_build_gives(make_site: MakeSite, tmp_path: Path, kept: Path) -> None:
    try_damages(make_site, tmp_path, kept, range(30))


@pytest.mark.nightly
@pytest.mark.parametrize("start", range(1000, 6000, 500))
def test_thousands_of_damages_give_what_a_clean_build_gives(make_site: MakeSite, tmp_path: Path, kept: Path, start: int) -> None:
    try_damages(make_site, tmp_path, kept, range(start, start + 500))


@pytest.mark.parametrize(
    "name",
    ["index.db", "index.new.db", "index.db-journal", "index.db-wal", "index.seal", "journal", "lock", "pictures"],
)
def test_folder_in_the_place_of_a_file_of_the_cache_or_the_reverse_is_taken_away(make_site: MakeSite, name: str) -> None:
    root = make_site(SITE)
    expected = outcome(root)
    path = root / ".microblog" / name
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    path.write_text("A file.", encoding="utf-8") if name == "pictures" else (path / "inside").mkdir(parents=True)
    for again in ("posts/ada/2026-03-01-a.md", "posts/ada/2026-03-02-b.md"):
        make_site({again: "More."})
        build(root)
        (root / again).unlink()
    assert outcome(root) == expected
    assert build(root).why_anew == ""


@pytest.mark.parametrize("asked", [True, False])
def test_index_that_was_changed_is_built_anew_once_and_told_who_asks(
    make_site: MakeSite, capsys: pytest.CaptureFixture[str], asked: bool
) -> None:
    root = make_site(SITE)
    arguments = ["--root", str(root), "--now", NOW, "--jobs", "1", *["-v"][:asked]]
    cli.main(arguments)
    capsys.readouterr()
    with (root / ".microblog/index.db").open("r+b") as index:
        index.write(b"S")  # which it began with before
    assert cli.main(arguments) == 0
    assert ("not as the last build left it" in capsys.readouterr().err) == asked
    assert cli.main(arguments) == 0
    assert "the index" not in capsys.readouterr().err


def replace(path: Path, old: bytes, new: bytes) -> None:
    """Change some bytes of a file to others that nothing but a check of all of them could tell."""
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))


def test_word_that_changed_in_the_index_is_never_published(make_site: MakeSite) -> None:
    root = make_site(SITE)
    outcome(root)
    replace(root / ".microblog/index.db", b"Note 23 of", b"Lies 23 of")
    make_site({"posts/ada/2026-01-22-n.md": "Edited."})
    assert not any(b"Lies" in data for data in outcome(root).values())


def test_word_that_changed_in_a_compiled_template_is_never_published(make_site: MakeSite, kept: Path) -> None:
    root = make_site(SITE)
    expected = outcome(root)
    for path in kept.iterdir():
        if b"JSON Feed" in path.read_bytes():
            replace(path, b"JSON Feed", b"Fake Feed")
    shutil.rmtree(root / ".microblog")
    assert outcome(root) == expected


def test_index_bears_a_time_to_the_nanosecond_that_no_write_would_give_it(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 1_700_000_000_123_456_700
    root = make_site(SITE)
    monkeypatch.setattr(cache.time, "time_ns", lambda: moment)
    build(root)
    assert (root / ".microblog/index.db").stat().st_mtime_ns == moment


def test_whatever_an_index_raises_starts_over_once_with_a_word(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_site(SITE)
    build(root)
    monkeypatch.setattr(destination, "load_config", lambda _: 1 / 0)
    assert "ZeroDivisionError" in build(root).why_anew


def test_what_raises_again_from_nothing_is_raised(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_site(SITE)
    build(root)
    monkeypatch.setattr(builder, "list_warnings", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        build(root)


def test_picture_in_the_cache_cannot_stand_in_anothers_place(make_site: MakeSite) -> None:
    root = make_site(SITE)
    expected = outcome(root)
    one, other = sorted((root / ".microblog/pictures").iterdir())
    other.write_bytes(one.read_bytes())
    (root / ".microblog/index.db").unlink()
    assert outcome(root) == expected
