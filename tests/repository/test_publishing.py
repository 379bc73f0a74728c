"""The command `publish`, on repositories of the real git."""

import os
import subprocess
from pathlib import Path

import pytest

from microblog.cli import main
from microblog.repository import git as git_module
from tests.conftest import MakeSite

NOW = "2026-11-24T12:00:00Z"
SITE = {
    "config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\n",
    ".gitignore": "secret.txt\n",
    "posts/ada/2026-11-01-one.md": "One.",
}


@pytest.fixture(autouse=True)
def nobodys_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the settings of whoever runs the tests out of them, and the repository in which they may run."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    for name, value in (("GIT_CONFIG_GLOBAL", os.devnull), ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_AUTHOR_NAME", "Ada"), ("HOME", "/nowhere")):
        monkeypatch.setenv(name, value)
    for name in ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(name, "ada@example.org")
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Ada")


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def site(make_site: MakeSite, tmp_path: Path) -> Path:
    """Make a site in a repository, all of it pushed to another."""
    root = make_site(SITE)
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "there.git")
    git(root, "init", "-q", "-b", "main")
    git(root, "remote", "add", "origin", str(tmp_path / "there.git"))
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Begin")
    git(root, "push", "-q", "-u", "origin", "main")
    return root


def publish(root: Path, *options: str) -> int:
    return main(["publish", "--root", str(root), "--now", NOW, "--jobs", "1", *options])


def pushed(root: Path) -> list[str]:
    """List what the last commit of the other repository did, its message first."""
    return git(root.parent / "there.git", "log", "-1", "--format=%s", "--name-status", "--no-renames", "main").split("\n")


def test_publish_commits_and_pushes_what_changed(site: Path, make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    make_site({"posts/ada/2026-11-02-two words; $(x) ‘ü’.md": "Two.", "secret.txt": "x"})
    assert main(["build", "--root", str(site), "--now", NOW, "--jobs", "1", "-q"]) == 0  # which leaves two folders
    assert publish(site) == 0
    out = capsys.readouterr().out
    assert out.splitlines() == [
        "new      posts/ada/2026-11-02-two words; $(x) ‘ü’.md",
        "1 post (1 new), to be committed as “Publish ada/2026-11-02-two words; $(x) ‘ü’” and pushed to main of origin",
        "Pushed to main of origin; the host builds it now, where it was told to",
    ]
    assert pushed(site)[0] == "Publish ada/2026-11-02-two words; $(x) ‘ü’"
    assert git(site, "status", "--porcelain", "-uno") == ""
    assert publish(site) == 0
    assert capsys.readouterr().out == "Nothing to publish: all of it is on main of origin\n"


def test_an_archive_in_the_site_folder_is_not_published(site: Path, make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    make_site({"archive-20261130.tar.gz": "direct messages", "Ada.ZIP": "drafts", "posts/ada/song.zip": "for readers"})
    assert publish(site) == 2
    assert "microblog: Ada.ZIP, archive-20261130.tar.gz: an archive may hold direct messages" in capsys.readouterr().err
    assert pushed(site)[0] == "Begin"
    make_site({".gitignore": "/*.ZIP\n/*.tar.gz\n"})
    assert publish(site) == 0
    assert [line for line in pushed(site) if "zip" in line or "gz" in line] == ["A\tposts/ada/song.zip"]


def test_publish_counts_posts_and_other_files(site: Path, make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "posts/ada/2026-11-01-one.md").unlink()
    make_site({"posts/ada/2026-11-02-two.md": "Two.", "posts/ada/2026-11-03-three.md": "---\ndraft: true\n---\nx", "static/a.txt": "a"})
    assert publish(site, "-m", "--amend; rm -rf /") == 0
    out = capsys.readouterr().out
    assert "deleted  posts/ada/2026-11-01-one.md\n" in out
    assert "new      posts/ada/2026-11-03-three.md (a draft: in the repository, not on the site)\n" in out
    assert "3 posts (2 new, 1 deleted) and 1 other file, to be committed as “--amend; rm -rf /”" in out
    assert pushed(site)[0] == "--amend; rm -rf /"
    assert len(pushed(site)) == 7


def test_publish_says_which_posts_readers_do_not_see_yet_or_any_more(
    site: Path, make_site: MakeSite, capsys: pytest.CaptureFixture[str]
) -> None:
    make_site(
        {
            "posts/ada/profile.md": "---\ntimezone: Asia/Tokyo\n---\n",
            "posts/ada/later.md": "---\ndate: 2999-12-24 18:00\n---\nx",
            "posts/ada/undated.md": "x",
            "posts/ada/over.md": "---\ndate: 2026-01-01\nexpires: 2026-01-02\n---\nx",
        }
    )
    assert publish(site, "--dry-run") == 0
    out = capsys.readouterr().out
    scheduled = "scheduled for 2999-12-24 18:00 (Asia/Tokyo): in the repository now, on the site with a build after that"
    assert f"posts/ada/later.md ({scheduled})\n" in out
    assert "posts/ada/undated.md (without a date: in the repository, not on the site)\n" in out
    assert "posts/ada/over.md (expired: in the repository, not on the site)\n" in out
    assert "posts/ada/profile.md\n" in out


def test_dry_run_does_nothing(site: Path, make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    make_site({"posts/ada/2026-11-02-two.md": "Two."})
    assert publish(site, "--dry-run") == 0
    assert "Nothing was published, since this is a dry run" in capsys.readouterr().out
    assert git(site, "log", "--format=%s") == "Begin\n"
    assert git(site, "diff", "--cached", "--name-only") == ""


def test_a_mistake_is_told_and_nothing_is_committed(site: Path, make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    make_site({"posts/ada/2026-11-02-two.md": "---\nin_reply_to: ada/nothing\n---\nTwo."})
    assert publish(site) == 1
    err = capsys.readouterr().err
    assert "posts/ada/2026-11-02-two.md:2: " in err
    assert err.endswith("1 problem\nNothing was published\n")
    assert git(site, "log", "--format=%s") == "Begin\n"


def test_what_else_is_staged_stays_where_it_is(make_site: MakeSite, site: Path) -> None:
    (site / "blog").mkdir()
    for name in ("config.yaml", "posts"):
        (site / name).rename(site / "blog" / name)
    git(site, "add", "-A")
    git(site, "commit", "-qm", "Move")
    make_site({"blog/posts/ada/2026-11-02-two.md": "Two.", "code.py": "x"})
    git(site, "add", "code.py")
    assert publish(site / "blog") == 0
    assert pushed(site)[:3] == ["Publish ada/2026-11-02-two", "", "A\tblog/posts/ada/2026-11-02-two.md"]
    assert git(site, "status", "--porcelain") == "A  code.py\n"


def test_commits_made_before_are_pushed(site: Path, make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    make_site({"posts/ada/2026-11-02-two.md": "Two."})
    git(site, "add", "-A")
    git(site, "commit", "-qm", "By hand")
    assert publish(site) == 0
    assert "1 commit made before, to be pushed to main of origin" in capsys.readouterr().out
    assert pushed(site)[0] == "By hand"


def test_first_push_tells_the_branch_where_it_goes(site: Path, make_site: MakeSite) -> None:
    git(site, "switch", "-q", "-c", "news")
    make_site({"posts/ada/2026-11-02-two.md": "Two."})
    assert publish(site) == 0
    assert git(site, "rev-parse", "--abbrev-ref", "news@{upstream}") == "origin/news\n"


def test_refused_push_says_what_to_do_and_is_made_up_for(site: Path, make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    git(site.parent, "clone", "-q", "there.git", "other")
    git(site.parent / "other", "commit", "-q", "--allow-empty", "-m", "Elsewhere")
    git(site.parent / "other", "push", "-q")
    make_site({"posts/ada/2026-11-02-two.md": "Two."})
    assert publish(site) == 2
    assert "origin has commits that are not here: git pull --rebase, then publish again; what is committed stays" in capsys.readouterr().err
    git(site, "pull", "-q", "--rebase")
    assert publish(site) == 0
    assert pushed(site)[0] == "Publish ada/2026-11-02-two"


def test_push_that_a_hook_declines_is_told(site: Path, make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    hook = site.parent / "there.git/hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho no >&2\nexit 1\n")
    hook.chmod(0o755)
    make_site({"posts/ada/2026-11-02-two.md": "Two."})
    assert publish(site) == 2
    assert "the push to origin was refused: [remote rejected] (pre-receive hook declined)" in capsys.readouterr().err


def test_remote_that_is_gone_is_told(site: Path, make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    (site.parent / "there.git").rename(site.parent / "gone.git")
    make_site({"posts/ada/2026-11-02-two.md": "Two."})
    assert publish(site) == 2
    assert "does not appear to be a git repository; what is committed stays" in capsys.readouterr().err


def test_commit_that_a_hook_refuses_is_told(site: Path, make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    hook = site / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho too late today >&2\nexit 1\n")
    hook.chmod(0o755)
    make_site({"posts/ada/2026-11-02-two.md": "Two."})
    assert publish(site) == 2
    assert "nothing was published, since git did not commit: too late today" in capsys.readouterr().err


def test_writer_whom_git_does_not_know_is_told(
    site: Path, make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL", "GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"):
        monkeypatch.delenv(name)
    git(site, "config", "user.useConfigOnly", "true")
    make_site({"posts/ada/2026-11-02-two.md": "Two."})
    assert publish(site) == 2
    assert "it does not know who you are: git config --global user.name" in capsys.readouterr().err


def test_site_without_repository_remote_or_branch_is_told(make_site: MakeSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site(SITE)
    assert publish(root) == 2
    assert "is in no git repository" in capsys.readouterr().err
    git(root, "init", "-q", "-b", "main")
    assert publish(root) == 2
    assert "the repository has no remote, so there is nowhere to push to: git remote add origin ADDRESS" in capsys.readouterr().err
    for name in ("one", "two"):
        git(root, "remote", "add", name, str(tmp_path))
    assert publish(root) == 2
    assert "there are several remotes (one, two)" in capsys.readouterr().err
    git(root, "commit", "-q", "--allow-empty", "-m", "x")
    git(root, "switch", "-q", "--detach")
    assert publish(root) == 2
    assert "no branch is checked out" in capsys.readouterr().err


def test_merge_under_way_is_told(site: Path, make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    git(site, "switch", "-q", "-c", "other")
    for branch, words in (("other", "Two"), ("main", "Three")):
        git(site, "switch", "-q", branch)
        make_site({"posts/ada/2026-11-01-one.md": words})
        git(site, "commit", "-qam", words)
    subprocess.run(["git", "-C", str(site), "merge", "other"], capture_output=True, check=False)
    assert publish(site) == 2
    assert "posts/ada/2026-11-01-one.md is in the middle of a merge" in capsys.readouterr().err


def test_machine_without_git_is_told(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(git_module.shutil, "which", lambda _: None)
    assert publish(make_site(SITE)) == 2
    assert "git is not installed" in capsys.readouterr().err
