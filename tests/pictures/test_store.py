"""What the cache keeps of pictures, and what a change touches."""

import subprocess
import sys
from pathlib import Path

import pytest

from microblog.pictures import encoding, intake, store
from microblog.pictures.files import Form, Outcome
from microblog.sources import sourcefile
from tests.conftest import MakeSite
from tests.support.pictured_site import CAT, CONFIG, POST, SITE, card, outcome
from tests.support.pictures import opened, plain
from tests.support.site_tree import build


def entries(root: Path) -> list[Path]:
    return sorted((root / ".microblog" / "pictures").iterdir())


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note the size of every picture that is encoded in this process."""
    sizes: list[int] = []
    encode = encoding.encode_picture

    def noting(data: bytes, form: Form) -> Outcome:
        sizes.append(len(data))
        return encode(data, form)

    monkeypatch.setattr(encoding, "encode_picture", noting)
    return sizes


def test_number_of_processes_changes_no_byte(make_site: MakeSite) -> None:
    root = make_site(SITE | {"posts/ada/2026-11-02-b.md": "![A dog](dog.png)", "posts/ada/dog.png": plain("red", (600, 90), "PNG")})
    alone = outcome(root)
    assert outcome(root, clean=True, jobs=2) == alone


def test_clean_build_reuses_what_the_cache_keeps_unless_told_not_to(make_site: MakeSite, encoded: list[int]) -> None:
    root = make_site(SITE)
    first = outcome(root)
    (root / ".microblog" / "index.db").unlink()
    assert outcome(root) == first
    assert len(encoded) == 1
    assert outcome(root, clean=True) == first
    assert len(encoded) == 2


def test_build_for_a_changed_note_looks_at_no_picture(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sourcefile, "_COARSE", -(10**12))  # so that a file written a moment ago is trusted
    root = make_site(SITE)
    build(root)
    for module, name in ((store, "find"), (store, "read"), (store, "prune"), (intake, "make")):
        monkeypatch.setattr(module, name, lambda *_: pytest.fail("looked at a picture"))
    make_site({"posts/ada/2026-11-02-b.md": "Other text."})
    assert "Other text." in outcome(root)["index.html"].decode()


def test_new_bytes_of_a_photo_reach_its_cards_and_pages(make_site: MakeSite) -> None:
    root = make_site(SITE)
    before = outcome(root)
    make_site({"posts/ada/cat.jpg": plain("blue", (300, 200))})
    after = outcome(root)
    assert 'width="300" height="200"' in card(after)
    assert {f"{CAT}.480.webp", f"{CAT}.700.webp"} <= before.keys() - after.keys()
    assert after == outcome(root, clean=True)


def test_new_bytes_of_a_photo_reach_the_posts_that_quote_repost_and_answer(make_site: MakeSite) -> None:
    others = {
        "posts/bob/2026-11-03-quote.md": "Look:\n\n/@ada/2026-11-01-a/\n",
        "posts/bob/2026-11-04-repost.md": "---\nrepost_of: ada/2026-11-01-a\n---\n",
        "posts/bob/2026-11-05-reply.md": "---\nin_reply_to: ada/2026-11-01-a\n---\nNice.",
    }
    root = make_site(SITE | others)
    before = outcome(root)
    pages = [f"@bob/{name}/index.html" for name in ("2026-11-03-quote", "2026-11-04-repost", "2026-11-05-reply")]
    assert [f'thumb" src="/blog/{CAT}.480.webp" alt="A cat" width="700" height="400"' in before[page].decode() for page in pages] == [
        True
    ] * 3
    make_site({"posts/ada/cat.jpg": plain("blue", (300, 200))})
    after = outcome(root)
    assert [f'thumb" src="/blog/{CAT}" alt="A cat" width="300" height="200"' in after[page].decode() for page in pages] == [True] * 3
    assert after == outcome(root, clean=True)


SAYING_ITS_SIZE = {"index.html", "@ada/index.html"}


def test_new_bytes_of_an_avatar_change_no_card(make_site: MakeSite) -> None:
    root = make_site(SITE | {"posts/ada/profile.md": "---\navatar: me.png\n---\n", "posts/ada/me.png": plain("red", (500, 400), "PNG")})
    before = outcome(root)
    make_site({"posts/ada/me.png": plain("blue", (50, 60), "PNG")})
    after = outcome(root)
    assert {path for path in before if before[path] != after.get(path)} == {"@ada/avatar.png", "@ada/avatar.png.96.png", *SAYING_ITS_SIZE}
    assert after == outcome(root, clean=True)


def test_one_picture_may_be_avatar_and_photo(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sourcefile, "_COARSE", -(10**12))
    root = make_site(SITE | {"posts/ada/profile.md": "---\navatar: cat.jpg\n---\n"})
    files = outcome(root)
    assert opened(files["@ada/avatar.jpg"]).size == (384, 384)
    assert opened(files[CAT]).size == (700, 400)
    make_site({"posts/ada/profile.md": "Nobody.", "posts/ada/cat.jpg": plain("blue")})
    outcome(root)
    make_site({"posts/ada/profile.md": "---\navatar: cat.jpg\n---\n"})
    assert opened(outcome(root)["@ada/avatar.jpg"]).size == (30, 30)


@pytest.mark.parametrize("harm", ["vanished", "empty", "cut off", "other head", "other picture"])
@pytest.mark.parametrize("is_index_there", [True, False])
def test_damaged_cache_is_made_again(make_site: MakeSite, harm: str, is_index_there: bool) -> None:
    root = make_site(SITE)
    first = outcome(root)
    (entry,) = entries(root)
    data = entry.read_bytes()
    harmed = {"empty": b"", "cut off": data[:-1], "other head": b"0" + data[1:], "other picture": data[:-100] + bytes(100)}
    entry.write_bytes(harmed[harm]) if harm in harmed else entry.unlink()
    if not is_index_there:
        (root / ".microblog" / "index.db").unlink()
    make_site({"posts/ada/2026-11-01-a.md": POST + "\nMore."})
    second = outcome(root)
    assert {path for path in first if first[path] != second.get(path)}.isdisjoint(path for path in first if CAT in path)
    (root / ".microblog" / "index.db").unlink()
    assert outcome(root) == second


def test_cache_keeps_what_is_named_and_nothing_else(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    (first,) = entries(root)
    make_site({"posts/ada/cat.jpg": plain("blue"), f".microblog/pictures/{'0' * 32}.123.new": "x"})
    build(root)
    (second,) = entries(root)
    assert first.name != second.name
    make_site({"posts/ada/2026-11-01-a.md": "No photo."})
    build(root)
    assert entries(root) == []


def test_other_encoder_makes_other_entries(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_site(SITE)
    build(root)
    (first,) = entries(root)
    monkeypatch.setattr(store, "_recipe", lambda _: b"another")
    build(root, clean=True)
    (second,) = entries(root)
    assert first.name != second.name


def test_decoding_happens_in_worker_processes(make_site: MakeSite, encoded: list[int]) -> None:
    build(make_site(SITE | {"posts/ada/2026-11-02-b.md": "![A dog](dog.jpg)", "posts/ada/dog.jpg": plain()}), jobs=2)
    assert encoded == []


def test_site_without_pictures_imports_no_decoder(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG, "posts/ada/2026-11-01-a.md": "Text."})
    script = f"""
import sys
from pathlib import Path
from microblog.build import builder
print(builder.build(builder.Options(root=Path({str(root)!r}))).posts, "PIL" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert done.stdout.split() == ["1", "False"]


def test_files_that_are_no_entries_are_nobodys_to_remove(make_site: MakeSite, tmp_path: Path) -> None:
    (tmp_path / "Pictures/2019").mkdir(parents=True)
    (tmp_path / "Pictures/cat.jpg").write_bytes(plain("red"))
    (tmp_path / "Pictures" / ("0" * 32)).write_bytes(b"an entry that no picture has any more")
    root = make_site(SITE)
    (root / ".microblog").mkdir()
    (root / ".microblog/pictures").symlink_to(tmp_path / "Pictures", target_is_directory=True)
    build(root)
    left = {path.name for path in (tmp_path / "Pictures").iterdir()}
    assert {"2019", "cat.jpg"} < left
    assert "0" * 32 not in left
