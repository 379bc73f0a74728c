"""The command `new`: its options, the writer's editor, photos."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from microblog.cli import main
from tests.conftest import ROOT, MakeSite
from tests.support.pictures import HEIC, SECRET, opened, plain, telling
from tests.support.site_tree import build, tree

NOW = "2026-11-23T13:05:09Z"
SITE = {
    "config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\nphoto_max: 320\n",
    "posts/ada/2026-11-20-tea.md": "Tea.",
}


def new(root: Path, *options: str) -> int:
    return main(["new", "--root", str(root), "--now", NOW, *options])


def text_of(root: Path, name: str) -> str:
    return (root / "posts/ada" / name).read_text(encoding="utf-8")


def test_new_says_path_and_address(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site(SITE)
    assert new(root, "Rain", "again") == 0
    out, err = capsys.readouterr()
    assert out == f"{root}/posts/ada/2026-11-23-1305-rain-again.md\n"
    assert err == "Its address will be https://example.org/@ada/2026-11-23-1305-rain-again/\n"
    assert new(root, "Rain", "-q") == 0
    assert capsys.readouterr().err == ""


def test_new_writes_what_its_options_say(make_site: MakeSite) -> None:
    root = make_site(SITE)
    options = [
        "--title",
        "A: b",
        "--lang",
        "de",
        "--cw",
        "rain #1",
        "--unlisted",
        "--draft",
        "--tag",
        "x",
        "--reply-to",
        "ada/2026-11-20-tea",
    ]
    assert new(root, "Hi", *options, "--at", "2026-12-24 18:00") == 0
    assert text_of(root, "2026-12-24-1800-a-b.md") == (
        '---\ndate: 2026-12-24T18:00:00+00:00\ntitle: "A: b"\ntags: ["x"]\nlang: "de"\ncw: "rain #1"\n'
        'in_reply_to: "ada/2026-11-20-tea"\ndraft: true\nunlisted: true\n---\n\nHi\n'
    )


@pytest.mark.parametrize(
    ("option", "line"),
    [
        ("--like", 'like_of: "ada/2026-11-20-tea"'),
        ("--repost", 'repost_of: "ada/2026-11-20-tea"'),
        ("--bookmark", 'bookmark_of: "ada/2026-11-20-tea"'),
    ],
)
def test_new_likes_reposts_and_keeps(make_site: MakeSite, option: str, line: str) -> None:
    root = make_site(SITE)
    assert new(root, option, "http://127.0.0.1:5000/@ada/2026-11-20-tea/") == 0
    assert f"{line}\n" in text_of(root, "2026-11-23-1305.md")
    assert build(root).posts == 2


def test_new_shows_another_post_below_its_text(make_site: MakeSite) -> None:
    root = make_site(SITE)
    assert new(root, "So:", "--quote", "ada/2026-11-20-tea") == 0
    assert text_of(root, "2026-11-23-1305-so-ada-2026-11-20-tea.md").endswith("---\n\nSo:\n\n@ada/2026-11-20-tea\n")
    build(root)
    assert b"quotation" in tree(root / "public")["@ada/2026-11-23-1305-so-ada-2026-11-20-tea/index.html"]


@pytest.mark.parametrize(
    "options", [("--reply-to", "ada/nothing"), ("--lang", "no such"), ("--at", "soon"), ("--photo", "nowhere.jpg"), ("--alt", "words")]
)
def test_new_refuses_what_cannot_be(make_site: MakeSite, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]) -> None:
    root = make_site(SITE)
    assert new(root, "x", *options) == 2
    assert len(list((root / "posts/ada").iterdir())) == 1
    assert capsys.readouterr().err.startswith("microblog: ")


def test_photo_lies_beside_the_post_small_and_silent(make_site: MakeSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site(SITE)
    (tmp_path / "IMG 1.JPG").write_bytes(telling("JPEG"))
    (tmp_path / "b.HEIC").write_bytes(HEIC)
    photos = ["--photo", str(tmp_path / "IMG 1.JPG"), "--photo", str(tmp_path / "b.HEIC"), "--photo", str(tmp_path / "b.HEIC")]
    assert new(root, "Look", *photos, "--alt", 'A "bus"', "--alt", "") == 0
    assert (
        'photo:\n  - {file: "2026-11-23-1305-img-1.jpg", alt: "A \\"bus\\""}\n  - {file: "2026-11-23-1305-b.jpg", alt: ""}\n'
        '  - {file: "2026-11-23-1305-b-2.jpg"}\n'
    ) in text_of(root, "2026-11-23-1305-look.md")
    written = {path.name: path.read_bytes() for path in (root / "posts/ada").glob("*.jpg")}
    assert "no `alt`" in capsys.readouterr().err  # of the last alone, of which nobody said that it is mere decoration
    assert len(written) == 3
    assert all(max(opened(data).size) <= 320 and SECRET not in data for data in written.values())
    assert build(root).posts == 2


def test_large_photo_is_scaled_to_what_the_site_publishes(make_site: MakeSite, tmp_path: Path) -> None:
    root = make_site(SITE)
    (tmp_path / "x.png").write_bytes(plain("red", (1000, 500), "PNG"))
    assert new(root, "--photo", str(tmp_path / "x.png")) == 0
    assert opened((root / "posts/ada/2026-11-23-1305-x.png").read_bytes()).size == (320, 160)


def test_what_is_no_photo_is_refused(make_site: MakeSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.jpg").write_text("words")
    assert new(make_site(SITE), "--photo", str(tmp_path / "x.jpg")) == 2
    assert "x.jpg is damaged" in capsys.readouterr().err


def on_terminal(root: Path, *options: str, typed: str = "", editor: str = "") -> tuple[int, str]:
    """Run `new` on a terminal; return its status, and what stood there."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "microblog", "new", "--root", str(root), "--now", NOW, *options]
    surroundings = {name: value for name, value in os.environ.items() if name not in ("VISUAL", "EDITOR")} | {"PYTHONPATH": str(ROOT)}
    surroundings |= {"EDITOR": editor} if editor else {}
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=surroundings)
    os.close(theirs)
    os.write(ours, typed.encode())
    shown = b""
    try:
        while more := os.read(ours, 4096):
            shown += more
    except OSError:  # the other side is closed
        pass
    os.close(ours)
    return process.wait(60), shown.decode()


def editor(folder: Path, code: str) -> str:
    """Return the command of an editor that does something with the file."""
    (folder / "editor 1.py").write_text(f"import sys\npath = sys.argv[-1]\ntext = open(path).read()\n{code}")
    return f"{sys.executable} '{folder / 'editor 1.py'}' --wait"


def test_without_a_text_the_editor_opens_on_a_terminal(make_site: MakeSite, tmp_path: Path) -> None:
    root = make_site(SITE)
    code = "open(path, 'w').write(text.replace('---\\n\\n', 'tags: [x]\\n---\\n\\nFrom the editor'))"
    status, shown = on_terminal(root, "--title", "", editor=editor(tmp_path, code))
    assert status == 0, shown
    assert (
        text_of(root, "2026-11-23-1305-from-the-editor.md") == "---\ndate: 2026-11-23T13:05:09+00:00\ntags: [x]\n---\n\nFrom the editor\n"
    )
    assert "Its address will be https://example.org/@ada/2026-11-23-1305-from-the-editor/" in shown


@pytest.mark.parametrize(("code", "words"), [("", "the text is empty, so no post was written"), ("sys.exit(3)", "ended with status 3")])
def test_an_editor_that_saves_nothing_makes_no_post(make_site: MakeSite, tmp_path: Path, code: str, words: str) -> None:
    root = make_site(SITE)
    status, shown = on_terminal(root, editor=editor(tmp_path, code))
    assert status == 2
    assert words in shown
    assert len(list((root / "posts/ada").iterdir())) == 1


def test_text_from_the_editor_is_kept_where_no_file_can_be_written(make_site: MakeSite, tmp_path: Path) -> None:
    root = make_site(SITE)
    posts, away = str(root / "posts"), str(root / "away")
    steps = f"import os; open(path, 'w').write('Mine'); os.rename({posts!r}, {away!r}); open({posts!r}, 'w')"
    status, shown = on_terminal(root, editor=editor(tmp_path, steps))
    assert status == 1
    path = Path(shown.partition("your text is in ")[2].split()[0])
    assert path.read_text() == "Mine"
    path.unlink()


def test_text_from_the_editor_that_makes_no_post_is_kept(make_site: MakeSite, tmp_path: Path) -> None:
    root = make_site(SITE)
    status, shown = on_terminal(root, editor=editor(tmp_path, "open(path, 'w').write('---\\ndate: never\\n---\\nMine')"))
    assert status == 1
    path = Path(shown.partition("your text is in ")[2].split()[0])
    assert path.read_text() == "---\ndate: never\n---\nMine"
    path.unlink()
    assert len(list((root / "posts/ada").iterdir())) == 1


def test_an_editor_that_is_not_there_is_told(make_site: MakeSite) -> None:
    status, shown = on_terminal(make_site(SITE), editor="no-such-editor")
    assert (status, "the editor no-such-editor cannot be started" in shown) == (2, True)


def test_without_an_editor_an_empty_post_is_written(make_site: MakeSite) -> None:
    root = make_site(SITE)
    assert on_terminal(root)[0] == 0
    assert text_of(root, "2026-11-23-1305.md").endswith("---\n\n\n")


def test_what_a_photo_shows_is_asked_on_a_terminal(make_site: MakeSite, tmp_path: Path) -> None:
    root = make_site(SITE)
    (tmp_path / "a.jpg").write_bytes(telling("JPEG"))
    status, shown = on_terminal(root, "x", "--photo", str(tmp_path / "a.jpg"), typed="A red bus\n")
    assert status == 0
    assert "a.jpg show?" in shown
    assert 'alt: "A red bus"' in text_of(root, "2026-11-23-1305-x.md")
