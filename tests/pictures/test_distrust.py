"""What stands in the cache of pictures and was not put there by us."""

import errno
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from microblog.errors import ContentError
from microblog.model.nouns import Picture, Rendition
from microblog.output import writer
from microblog.pictures import store
from microblog.pictures.files import File, Outcome
from microblog.sources import sourcefile
from tests.conftest import MakeSite
from tests.support.pictured_site import SITE, outcome
from tests.support.pictures import SECRET
from tests.support.site_tree import tree

MARKUP = b"<b>hi!"
JPEG = b"\xff\xd8\xff\xe0"


def forged(renditions: Any, body: bytes) -> Callable[[str], bytes]:
    """Return what makes an entry whose fingerprints are right for its key, whatever it says."""
    head = renditions if isinstance(renditions, bytes) else json.dumps([renditions, False]).encode()
    return lambda key: sourcefile.digest(key.encode() + head).hex().encode() + head + b"\n" + body


def told(suffix: Any, body: bytes, **other: Any) -> list[Any]:
    """Return what an entry says of one file."""
    fields = {"suffix": suffix, "width": 10, "height": 10, "size": len(body), "digest": sourcefile.digest(body).hex()}
    return list((fields | other).values())


WHOLE = told("", JPEG)
FORGERIES = {
    "first leads out": forged([told("/../../../../evil.html", MARKUP)], MARKUP),
    "second leads out": forged([WHOLE, told("/../../../../evil.html", MARKUP)], JPEG + MARKUP),
    "second is a page": forged([WHOLE, told(".10.html", MARKUP)], JPEG + MARKUP),
    "second is of another width": forged([WHOLE, told(".480.jpg", JPEG)], JPEG * 2),
    "page for a picture": forged([told("", MARKUP)], MARKUP),
    "page for a smaller one": forged([WHOLE, told(".10.jpg", MARKUP)], JPEG + MARKUP),
    "width is a word": forged([told("", JPEG, width='10" onload="x')], JPEG),
    "height is none": forged([told("", JPEG, height=0)], JPEG),
    "size is below zero": forged([told("", JPEG, size=-1)], JPEG),
    "digest is a number": forged([told("", JPEG, digest=1)], JPEG),
    "suffix is a list": forged([WHOLE, told([], JPEG)], JPEG * 2),
    "no file": forged([], b""),
    "fields are missing": forged([[""]], b""),
    "no list": forged(1, b""),
    "cut off is a word": forged(json.dumps([[WHOLE], "<b>"]).encode(), JPEG),
    "no JSON": forged(b"{", b""),
    "deep": forged(b"[" * 16_000, b""),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_entry_that_we_could_not_have_written_is_made_again(make_site: MakeSite, forgery: str) -> None:
    root = make_site(SITE)
    first = outcome(root)
    (entry,) = (root / ".microblog" / "pictures").iterdir()
    entry.write_bytes(FORGERIES[forgery](entry.name))
    (root / ".microblog" / "index.db").unlink()
    assert outcome(root) == first
    assert [path for path in tree(root.parent) if path.endswith("evil.html")] == []
    assert MARKUP not in entry.read_bytes()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_pipe_in_place_of_an_entry_holds_nobody_up(make_site: MakeSite) -> None:
    root = make_site(SITE)
    first = outcome(root)
    (entry,) = (root / ".microblog" / "pictures").iterdir()
    picture = store.find(entry.parent, entry.name, "posts/ada/cat.jpg")
    assert picture is not None
    entry.unlink()
    os.mkfifo(entry)
    assert store.read(entry.parent, picture, "posts/ada/cat.jpg") is None
    (root / ".microblog" / "index.db").unlink()
    assert outcome(root) == first


def test_picture_that_somebody_swapped_with_right_fingerprints_is_made_again_where_there_is_a_key(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site(SITE)
    first = outcome(root)
    (entry,) = (root / ".microblog" / "pictures").iterdir()
    lie = Outcome((File("", 10, 10, JPEG + b"a lie"),))
    store.put(entry.parent, store.picture_of(entry.name, lie), lie)
    (root / ".microblog" / "index.db").unlink()
    monkeypatch.setenv("MICROBLOG_CACHE_KEY", "a secret")
    assert outcome(root) == first
    kept = entry.stat().st_mtime_ns
    (root / ".microblog" / "index.db").unlink()
    assert outcome(root) == first
    assert entry.stat().st_mtime_ns == kept, "with the same key, it is believed"


def test_file_of_another_kind_than_its_name_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(forged([told("", MARKUP)], MARKUP)("key"))
    picture = Picture("key", (Rendition(*told("", MARKUP)),))
    assert store.read(tmp_path, picture, "posts/ada/cat.jpg") is None
    assert store.read(tmp_path, picture, "posts/ada/cat.txt") is None


@pytest.mark.parametrize("path", ["../evil", "a/../../evil", "a/..", "..", "/evil", "a\\..\\evil", "a\0"])
@pytest.mark.parametrize("write", [writer.write_new, writer.replace_file])
def test_no_file_is_written_outside_the_output(tmp_path: Path, path: str, write: Any) -> None:
    folder = tmp_path / "site" / "public"
    folder.mkdir(parents=True)
    with pytest.raises(ValueError, match="leads out of the output folder"):
        write(folder, path, b"")
    assert tree(tmp_path) == {}


def test_no_file_is_removed_outside_the_output(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "mine").write_bytes(b"")
    with pytest.raises(ValueError, match="leads out of the output folder"):
        writer.remove_files(tmp_path / "public", ["../mine"])
    assert (tmp_path / "mine").exists()


def test_names_with_dots_are_written(tmp_path: Path) -> None:
    writer.write_new(tmp_path, "a/..b/c..txt", b"x")
    assert tree(tmp_path) == {"a/..b/c..txt": b"x"}


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (errno.EIO, r"posts/ada/2026-11-01-a\.md:2: posts/ada/cat\.jpg cannot be read"),
        (errno.ENOENT, r"posts/ada/cat\.jpg:1: has changed during the build"),
    ],
)
def test_picture_that_could_not_be_looked_into_is_not_published_as_it_is(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, error: int, said: str
) -> None:
    read, refused = sourcefile._read, []

    def refused_once(root: Path, path: str, size: int) -> tuple[bytes, os.stat_result]:
        if path.endswith("cat.jpg") and not refused:
            refused.append(path)
            raise OSError(error, os.strerror(error))
        return read(root, path, size)

    monkeypatch.setattr(sourcefile, "_read", refused_once)
    root = make_site(SITE)
    with pytest.raises(ContentError) as caught:
        outcome(root)
    assert re.match(said, str(caught.value.problems[0]))
    assert not (root / "public").exists()
    assert SECRET not in b"".join(outcome(root).values())
