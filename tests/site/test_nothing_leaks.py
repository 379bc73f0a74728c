"""What is hidden stands nowhere: not in the site, not in what is sent, not in what is printed, and below .microblog/ in the index alone.

Each hidden thing has a word of its own, and the bytes of everything are searched for it, in UTF-8 and UTF-16 and inside what is packed.
"""

import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from microblog.cli import main
from tests.conftest import MakeSite
from tests.support.pds import DID, PASSWORD, pds
from tests.support.pictures import SECRET, telling
from tests.support.site_tree import NOW, tree

HIDDEN = {
    "quagga": (
        "2026-11-01-quagga.md",
        "---\ndraft: true\ntitle: Quagga\ntags: [quagga]\nphoto: quagga.png\n---\nThe quagga says @bob #quagga",
    ),
    "thylacine": (
        "2026-12-24-thylacine.md",
        "---\ntitle: Thylacine\ntags: [thylacine]\n---\nThe thylacine, for @bob, https://thylacine.example/",
    ),
    "amoaa": ("2026-10-01-moa.md", "---\nexpires: 2026-11-01\ntitle: Amoaa\ntags: [amoaa]\n---\nAn amoaa #amoaa"),
    "aurochs": ("aurochs.md", "---\ntitle: Aurochs\ntags: [aurochs]\n---\nNobody says when the aurochs #aurochs"),
    "steller": (".2026-11-02-b.md.swp", "steller's cow"),
    "elephantbird": ("2026-11-02-b.md~", "elephantbird"),
    "solitaire": ("#2026-11-02-b.md#", "solitaire"),
    "bluebuck": ("2026-11-02-b.md", "Read me. %% bluebuck %% <!-- bluebuck -->\n\n@bob likes tea. #tea"),
    "tarpan": ("2026-11-03-c.md", "---\nstatus: private\n---\nA tarpan #tarpan"),
}
ENVIRONMENT = {"MICROBLOG_SMTP_PASSWORD": "passenger-pigeon", "GITHUB_TOKEN": "ghp_greatauk", "AWS_SECRET_ACCESS_KEY": "labradorduck"}
UNLISTED = "dodo"
FORGOTTEN = "posts/ada/2026-11-04-baiji.md"
SITE: dict[str, str | bytes] = {
    "config.yaml": "title: Zoo\nbase_url: https://example.org/x/\ntag_authority: example.org,2026\n",
    "posts/ada/profile.md": f"---\nname: Ada\ndid: {DID}\nmastodon: https://mastodon.example/@ada\nbluesky: ada.example\n---\n",
    "posts/bob/profile.md": "---\nname: Bob\nemail: bob@example.org\nnotify: true\nfollowing: [ada]\n---\n",
    "posts/ada/2026-11-05-photo.md": "---\nphoto: {file: gps.jpg, alt: A place}\n---\nHere, @bob.",
    "posts/ada/gps.jpg": telling("JPEG"),
    "posts/ada/quagga.png": telling("PNG"),
    FORGOTTEN: "---\ntitle: Baiji\ntags: [baiji]\n---\nThe baiji greets @bob. #baiji https://baiji.example/",
    "posts/ada/2026-11-06-dodo.md": "---\nunlisted: true\ntitle: Dodo\ntags: [dodo]\n---\nThe dodo likes @bob. #dodo",
    **{f"posts/ada/{name}": text for name, text in HIDDEN.values()},
}


class Run(NamedTuple):
    """What a command printed, and how it ended."""

    status: int
    printed: str


Command = Callable[..., Run]


@pytest.fixture
def run(make_site: MakeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command as people do, with secrets in the environment and a home folder that has a name."""
    root = make_site(SITE)
    monkeypatch.chdir(tmp_path)
    for name, value in {**ENVIRONMENT, "HOME": "/nowhere/stephenswren"}.items():
        monkeypatch.setenv(name, value)

    def run_command(*command: str) -> Run:
        status = main([*command, "--root", str(root), "--now", NOW, "--jobs", "1", "-v"])
        return Run(status, "".join(capsys.readouterr()))

    return run_command


def words_in(name: str, data: bytes) -> list[str]:
    """List what is hidden and stands in a file all the same, in its name or its bytes."""
    with_packed = data + unpacked(data)
    words = [*HIDDEN, UNLISTED, *ENVIRONMENT.values(), "stephenswren", SECRET.decode()]
    forms = {word: (word.lower().encode(), word.lower().encode("utf-16-le")) for word in words}
    return [word for word in words if word in name or any(form in with_packed.lower() for form in forms[word])]


def unpacked(data: bytes) -> bytes:
    """Return what is compressed in some bytes, wherever a stream of zlib begins."""
    if not data.startswith(b"\x89PNG"):
        return b""
    found = b""
    for at in (place for place in range(len(data) - 1) if data[place] == 0x78 and data[place + 1] in (0x01, 0x9C, 0xDA)):
        try:
            found += zlib.decompressobj().decompress(data[at:], 1 << 16)
        except zlib.error:
            continue
    return found


def words_said(text: str) -> list[str]:
    """List what is hidden and stands in what a command prints, in names and refs too."""
    return words_in("", text.lower().encode())


def leaks(root: Path) -> dict[str, list[str]]:
    """Map each file that is not a source to what it tells."""
    files = {name: data for name, data in tree(root).items() if name not in SITE}
    return {name: words for name, data in files.items() if (words := words_in(name, data))}


INDEX = ".microblog/index.db"  # holds all posts, hidden ones too: it is to be published no more than the sources
OWN_PAGE = "public/@ada/2026-11-06-dodo/index.html"


def assert_tight(root: Path) -> None:
    found = leaks(root)
    found.pop(INDEX, None)
    assert found == {OWN_PAGE: [UNLISTED]}
    assert b'name="robots" content="noindex' in (root / OWN_PAGE).read_bytes()


COMMANDS = [
    ("mail", "--dry-run", "--all"),
    ("webmention", "send", "--dry-run"),
    ("answers", "--dry-run", "--only", "ada/2026-11-02-b"),
    ("ping", "--dry-run"),
    ("fetch",),
    ("export", "--author", "bob"),
    ("check",),
]
SAID = [*ENVIRONMENT.values(), SECRET.decode(), *(word.capitalize() for word in HIDDEN)]  # names of files are said, in small letters


def test_hidden_words_stand_nowhere_after_any_build_or_command(make_site: MakeSite, run: Command) -> None:
    root = make_site({})
    printed = [run("build")]
    assert_tight(root)
    printed += [run(*command) for command in COMMANDS]
    assert_tight(root)
    make_site({"posts/ada/2026-11-02-b.md": f"{HIDDEN['bluebuck'][1]} More."})
    printed += [run("build")]
    assert_tight(root)
    assert [one.status for one in printed] == [0] * 9
    assert [word for word in SAID if any(word in one.printed for one in printed)] == []


def test_hidden_words_are_gone_again_after_a_build_with_drafts(make_site: MakeSite, run: Command) -> None:
    root = make_site({})
    run("build", "--drafts")
    assert {"quagga", "thylacine", "tarpan"} <= {word for words in leaks(root).values() for word in words}
    run("build")
    assert_tight(root)


def test_what_would_be_sent_elsewhere_has_no_hidden_word(make_site: MakeSite, run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_site({})
    run("build")
    monkeypatch.setenv("ATPROTO_APP_PASSWORD_ADA", PASSWORD)
    with pds() as server:
        at_home = ("--directory", server.url, "--allow", server.place)
        sent = [run("syndicate", "--dry-run", "--since", "2026-01-01"), run("publish-records", "--dry-run", *at_home)]
        sent += [run("publish-records", *at_home)]
        kept = repr(server.records)
    sent += [run("webmention", "send", "--dry-run", "--since", "2026-01-01"), run("ping", "--dry-run")]
    assert [one for one in sent if one.status] == []
    assert "Baiji" in sent[0].printed, "what may be seen is sent"
    assert "Baiji" in kept
    assert words_said(kept) == []
    assert [word for one in sent for word in words_said(without_warnings(one.printed))] == []
    assert_tight(root)


def without_warnings(printed: str) -> str:
    """Leave out what is said of files, which names them."""
    return "\n".join(line for line in printed.splitlines() if not re.match(r"[\w./#~-]+:\d+: ", line))


@pytest.mark.parametrize("author", ["ada", "bob"])
def test_export_has_hidden_posts_among_their_authors_own_files_alone(run: Command, tmp_path: Path, author: str) -> None:
    assert run("export", "--author", author).status == 0
    with zipfile.ZipFile(tmp_path / f"{author}.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    found = {name for name, data in files.items() if words_in(name, data)}
    assert all(name.startswith("posts/ada/") or name == "export.json" for name in found), found
    assert bool(found) == (author == "ada")
    assert {"feed.atom", "feed.json", "outbox.json", "actor.json"} <= files.keys() - found


def test_forgotten_post_is_in_nothing_that_is_kept(make_site: MakeSite, run: Command) -> None:
    root = make_site({})
    run("build")
    assert any(b"Baiji" in data for data in tree(root / "public").values())
    done = [run("forget", "ada/2026-11-04-baiji", "--yes"), run("build"), *(run(*command) for command in COMMANDS)]
    assert {one.status for one in done} == {0}
    told = {name: data.lower() for name, data in tree(root).items() if b"baiji" in data.lower().replace(b"2026-11-04-baiji", b"")}
    assert told == {}
