"""A post that is taken back is gone: from the site folder, the output, the cache and what the command says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from microblog import cli
from microblog.errors import ContentError
from tests.conftest import MakeSite
from tests.support.edits import assert_same
from tests.support.pictures import plain
from tests.support.site_tree import build, tree

CANARY = "xylophonequartz"
POST = "posts/ada/2026-11-20-tea.md"
REF = "ada/2026-11-20-tea"
PICTURE = plain("red", (700, 400))
SITE: dict[str, str | bytes] = {
    "config.yaml": "base_url: https://example.org/club/\ntag_authority: example.org,2026\n",
    "posts/ada/profile.md": "---\nname: Ada L\n---\n",
    POST: f"---\ntitle: {CANARY} title\ntags: [{CANARY}tag]\nphoto: {{file: {CANARY}.jpg, alt: {CANARY} alt}}\n"
    f"aliases: /old/\ncw: {CANARY} warning\nsummary: {CANARY} summary\n---\n{CANARY} text @bob\n",
    f"posts/ada/{CANARY}.jpg": PICTURE,
    "posts/ada/2026-11-21-other.md": "Other. #python",
    f"answers/{REF}.json": f'{{"form": "microblog answers 1", "post": "{REF}", "{CANARY}": 1}}',
    "posts/bob/2026-11-22-reply.md": f"---\nin_reply_to: {REF}\n---\nYes.",
    "posts/bob/2026-11-22-quote.md": "So:\n\n/@ada/2026-11-20-tea/",
}
NOON = "2026-11-24T12:00:00Z"


@pytest.fixture(autouse=True)
def nobodys_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the git settings and the repository of whoever runs the tests out of them."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def forget(root: Path, *words: str) -> int:
    return cli.main(["forget", "--root", str(root), "--now", NOON, *words])


def stones(root: Path, path: str = "posts/ada/forgotten.jsonl") -> list[dict[str, object]]:
    return [json.loads(line) for line in (root / path).read_text().splitlines()]


def test_no_byte_of_it_is_left_in_output_cache_or_words(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site(SITE)
    build(root)
    make_site({POST: SITE[POST] + b"edited\n" if isinstance(SITE[POST], bytes) else f"{SITE[POST]}edited\n"})
    build(root)  # so that the index holds former words of it, too
    pictures = {path for path in tree(root / ".microblog") if path.startswith("pictures/")}
    assert CANARY.encode() in b"".join([*tree(root / ".microblog").values()])
    assert pictures
    assert forget(root, REF, "--yes") == 0
    assert not list((root / ".microblog").glob("index.*"))  # SQLite leaves words of removed rows, where it was not told otherwise
    build(root)
    said = capsys.readouterr()
    files = tree(root)
    assert [path for path, data in files.items() if CANARY.encode() in data or CANARY in path] == []
    assert not any(path.startswith(".microblog/pictures/") for path in files)
    assert CANARY not in said.err
    assert [line for line in said.out.splitlines() if CANARY in line] == [f"remove  posts/ada/{CANARY}.jpg"]
    assert (root / "public/@ada/2026-11-20-tea/index.html").exists()
    assert (root / "public/old/index.html").exists()


def test_build_of_the_change_is_that_from_nothing(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    forget(root, REF, "--yes")
    build(root)
    files = tree(root / "public")
    build(root, clean=True)
    assert_same(files, tree(root / "public"))


def test_tombstone_says_where_and_when_and_no_more(make_site: MakeSite) -> None:
    root = make_site(SITE)
    assert forget(root, REF, "--yes") == 0
    assert stones(root) == [{"aliases": ["/old/"], "at": "2026-11-24T12:00:00+00:00", "id": REF, "post": REF}]
    assert not (root / POST).exists()


def test_posts_that_answer_or_quote_it_still_build_and_stop_when_nothing_says_that_it_was_there(make_site: MakeSite) -> None:
    root = make_site(SITE)
    forget(root, REF, "--yes")
    build(root)
    page = (root / "public/@bob/2026-11-22-reply/index.html").read_text()
    assert 'href="/club/@ada/2026-11-20-tea/"' in page
    (root / "posts/ada/forgotten.jsonl").unlink()
    with pytest.raises(ContentError) as raised:
        build(root)
    assert any("there is no post `ada/2026-11-20-tea` here" in str(problem) for problem in raised.value.problems)


@pytest.mark.parametrize("written", [REF, POST, "https://example.org/club/@ada/2026-11-20-tea/", "@ada/2026-11-20-tea/"])
def test_post_is_named_by_reference_file_or_address(make_site: MakeSite, written: str) -> None:
    root = make_site(SITE)
    assert forget(root, written, "--yes") == 0
    assert not (root / POST).exists()


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("ada/2026-11-20-coffee", "there is no post ada/2026-11-20-coffee here"),
        ("https://elsewhere.example/x", "is not on this site"),
        ("eve/x", "there is no author eve here"),
        ("@ada", "is a whole timeline"),
    ],
)
def test_what_is_no_post_is_wrong_usage_and_removes_nothing(
    make_site: MakeSite, capsys: pytest.CaptureFixture[str], written: str, what: str
) -> None:
    root = make_site(SITE)
    assert forget(root, written, "--yes") == 2
    assert what in capsys.readouterr().err
    assert tree(root).keys() == SITE.keys()


def test_nothing_is_removed_unless_somebody_says_so(
    make_site: MakeSite, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site(SITE)
    assert forget(root, REF) == 2
    assert "say --yes" in capsys.readouterr().err
    assert forget(root, REF, "--dry-run") == 0
    assert f"remove  {POST}\n" in capsys.readouterr().out
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    for answer, status in (("", 1), ("n", 1), ("yes", 0)):
        assert (root / POST).exists()
        monkeypatch.setattr("microblog.cli.streams.ask", lambda _, answer=answer: answer)
        assert forget(root, REF) == status
    assert not (root / POST).exists()


def test_without_a_tombstone_nothing_says_that_it_was_there(make_site: MakeSite) -> None:
    root = make_site({path: data for path, data in SITE.items() if "bob" not in path})
    assert forget(root, REF, "--yes", "--no-tombstone") == 0
    build(root)
    assert [path for path, data in tree(root).items() if b"2026-11-20-tea" in data or "tea" in path] == []


@pytest.mark.parametrize("key", ["draft: true", "date: 2027-01-01"])
def test_post_that_nobody_saw_leaves_no_tombstone(make_site: MakeSite, key: str) -> None:
    root = make_site({"config.yaml": SITE["config.yaml"], POST: f"---\n{key}\n---\nTea."})
    assert forget(root, REF, "--yes") == 0
    assert [path for path in tree(root) if path.startswith("posts/")] == []


OTHERS = {
    "a post that names it": ("posts/ada/2026-11-01-x.md", "![x](cat.jpg)", True),
    "a draft that names it": ("posts/ada/2026-11-01-x.md", "---\ndraft: true\nphoto: {file: CAT.jpg, alt: x}\n---\n", True),
    "a post that names it in brackets": ("posts/ada/2026-11-01-x.md", "![[cat.jpg]]", True),
    "a post that only talks of it": ("posts/ada/2026-11-01-x.md", "I deleted cat.jpg.", True),
    "a post of another folder that names its own": ("posts/bob/2026-11-01-x.md", "![x](cat.jpg)", False),
    "a page that names its own": ("pages/about.md", "![x](cat.jpg)", False),
    "the profile": ("posts/ada/profile.md", "---\navatar: cat.jpg\n---\n", True),
    "another's profile": ("posts/bob/profile.md", "---\navatar: cat.jpg\n---\n", False),
    "a post that names another": ("posts/ada/2026-11-01-x.md", "![x](dog.jpg)", False),
}


@pytest.mark.parametrize("name", OTHERS)
def test_picture_that_something_else_means_stays(make_site: MakeSite, name: str) -> None:
    path, text, stays = OTHERS[name]
    root = make_site({"config.yaml": SITE["config.yaml"], POST: "![x](cat.jpg)", "posts/ada/cat.jpg": PICTURE, path: text})
    assert forget(root, REF, "--yes") == 0
    assert (root / "posts/ada/cat.jpg").exists() is stays


def test_files_of_a_bundle_go_with_their_folder_and_others_stay(make_site: MakeSite) -> None:
    folder = "posts/ada/2026-11-20-tea"
    root = make_site({f"{folder}/index.md": "![x](a.jpg) [x](b.txt)", f"{folder}/a.jpg": PICTURE, f"{folder}/b.txt": b"x"})
    assert forget(root, REF, "--yes") == 0
    assert [*tree(root)] == ["posts/ada/forgotten.jsonl"]
    assert not (root / folder).exists()


def test_picture_of_a_name_in_another_case_or_form_goes_too(make_site: MakeSite) -> None:
    root = make_site({POST: "![x](CAT.jpg) ![y](caf\u00e9%20x.jpg)", "posts/ada/cat.JPG": PICTURE, "posts/ada/cafe\u0301 x.jpg": PICTURE})
    forget(root, REF, "--yes")
    assert [*tree(root)] == ["posts/ada/forgotten.jsonl"]


def test_post_in_nobodys_folder_leaves_its_tombstone_there(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": "author: ada\n", "posts/2026/2026-11-20-tea.md": "![x](a.jpg)", "posts/2026/a.jpg": PICTURE})
    make_site({"posts/2026-11-21-x.md": "X."})
    assert forget(root, "posts/2026/2026-11-20-tea.md", "--yes") == 0
    assert [stone["post"] for stone in stones(root, "posts/forgotten.jsonl")] == ["ada/2026/2026-11-20-tea"]
    assert not (root / "posts/2026/a.jpg").exists()
    build(root)
    assert (root / "public/@ada/2026/2026-11-20-tea/index.html").exists()


def test_it_says_which_copies_are_elsewhere_and_how_they_go(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    sent = [
        {"post": REF, "to": "mastodon", "part": 0, "state": "sending"},
        {"post": REF, "to": "mastodon", "part": 0, "state": "sent", "url": "https://social.example/@ada/1"},
        {"post": REF, "to": "bluesky", "part": 0, "state": "deleted", "uri": "at://did/x/1"},
        {"post": REF, "to": "webmention", "target": "https://bob.example/", "state": "sent", "url": "https://example.org/club/@ada/x/"},
        {"post": "ada/other", "to": "mastodon", "part": 0, "state": "sent", "url": "https://social.example/@ada/2"},
    ]
    root = make_site(SITE | {"sent/ada.jsonl": "".join(json.dumps(entry) + "\n" for entry in sent)})
    forget(root, REF, "--yes")
    out = capsys.readouterr().out
    assert "1 site that it links to may know of it" in out
    assert f"webmention send --root {root} --only ada/2026-11-20-tea" in out
    assert "1 part of it is elsewhere" in out
    assert "  mastodon: https://social.example/@ada/1\n" in out
    assert "at://" not in out
    assert "https://social.example/@ada/2" not in out


def test_ledger_that_cannot_be_read_stops_it_before_anything_is_removed(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site(SITE | {"sent/ada.jsonl": "<<<<<<< HEAD\n"})
    assert forget(root, REF, "--yes") == 1
    assert "sent/ada.jsonl:1: was left by a merge" in capsys.readouterr().err
    assert (root / POST).exists()


def git(folder: Path, *words: str) -> None:
    given = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    subprocess.run(["git", "-C", str(folder), *given, *words], capture_output=True, check=True)


def test_it_says_what_history_holds_and_how_to_rewrite_it(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site(SITE)
    git(root, "init", "-q", "-b", "main")
    git(root, "remote", "add", "origin", "https://ada:secret@git.example/ada/club.git")
    for words in ("one", "two"):
        make_site({POST: f"![x]({CANARY}.jpg) {words}"})
        git(root, "add", "-A")
        git(root, "commit", "-q", "-m", words)
    forget(root, REF, "--yes")
    out = capsys.readouterr().out
    assert "Git's history still has them, in 2 commits" in out
    assert f"  git filter-repo --invert-paths --path {POST} --path posts/ada/{CANARY}.jpg --path answers/{REF}.json\n" in out
    assert "git remote add origin https://git.example/ada/club.git && git push --force --all origin" in out
    assert "secret" not in out


def test_history_of_a_site_below_the_repository_is_named_as_the_repository_has_it(
    make_site: MakeSite, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    root = make_site({POST: "Tea."})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "x")
    forget(root, REF, "--yes")
    assert f"--path site/{POST}\n" in capsys.readouterr().out


def test_file_that_git_never_had_is_said_to_be_in_no_history(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site({POST: "Tea."})
    git(root, "init", "-q")
    forget(root, REF, "--yes")
    assert "Git's history has none of these files" in capsys.readouterr().out
