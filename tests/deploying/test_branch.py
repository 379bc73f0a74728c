"""`deploy` to a branch, on repositories of the real git."""

import os
import subprocess
from contextlib import nullcontext
from pathlib import Path

import pytest

from microblog.build.cache import Cache
from microblog.cli import main
from microblog.deploying.branch import Branch
from microblog.deploying.report import Deployed
from microblog.errors import UsageError
from microblog.model import hosts
from microblog.model.deployments import parse_place
from microblog.model.hosts import Host
from microblog.output import writer
from microblog.repository.git import Git
from tests.conftest import MakeSite
from tests.support.nobodys_git import git, keep_settings_out
from tests.support.places import SITE, Files, read_folder, write_folder

NOW = "2026-11-24T12:00:00Z"
SOURCES = {
    "config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\ndeploy: git origin gh-pages\n",
    "posts/ada/2026-11-01-one.md": "One.",
}
AS_ADA = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
FIRST: Files = {".built-by-microblog": b"microblog", ".nojekyll": b"", "index.html": b"1", "@ada/one/ü.html": b"one"}
SECOND: Files = {".built-by-microblog": b"microblog", "index.html": b"2", "@ada/two.html": b"two", ".gitattributes": b"* text eol=crlf\n"}


@pytest.fixture(autouse=True)
def nobodys_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    keep_settings_out(monkeypatch, tmp_path)


@pytest.fixture
def site(make_site: MakeSite, tmp_path: Path) -> Path:
    """Make a site in a repository whose sources are pushed to another."""
    root = make_site(SOURCES)
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "there.git")
    git(root, "init", "-q", "-b", "main")
    git(root, "remote", "add", "origin", "../there.git")
    git(root, "add", "-A")
    git(root, *AS_ADA, "commit", "-qm", "Begin")
    git(root, "push", "-q", "-u", "origin", "main")
    return root


def deploy(root: Path, *options: str) -> int:
    return main(["deploy", "--root", str(root), "--now", NOW, "--jobs", "1", *options])


def test_site_that_is_more_than_its_host_allows_is_not_sent(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(hosts.HOSTS, "github", Host("GitHub Pages", size=1000))
    (site / "config.yaml").write_text(f"{SOURCES['config.yaml'].partition('deploy')[0]}deploy: {{to: git origin gh-pages, host: github}}\n")
    assert deploy(site) == deploy(site, "--dry-run") == deploy(site, "--to", "git origin gh-pages") == 1
    assert "config.yaml:1: the site is more than GitHub Pages allows: " in capsys.readouterr().err
    assert not git(site, "ls-remote", "origin", "gh-pages")
    assert (site / "public/index.html").exists()
    assert deploy(site, "--to", "git origin elsewhere") == 0


def send(root: Path, files: Files, to: str = "git origin gh-pages", site: str = SITE) -> Deployed:
    """Send files, without a build."""
    folder = root.parent / "out"
    folder.mkdir(exist_ok=True)
    place = parse_place(to)
    assert place
    return Branch(root, place).deploy(write_folder(folder, files), site, print, deletes=False, is_dry=False)


def served(root: Path, branch: str = "gh-pages") -> Files:
    """Return the files that the branch holds."""
    there = root.parent / "there.git"
    names = git(there, "ls-tree", "-r", "-z", "--name-only", branch).split("\0")[:-1]
    show = ["git", "-C", str(there), "show"]
    return {name: subprocess.run([*show, f"{branch}:{name}"], capture_output=True, check=True).stdout for name in names}


def state(root: Path) -> tuple[str, ...]:
    """Return what git knows of the site's own repository."""
    objects = sorted(path.name for path in (root / ".git").rglob("*") if path.is_file() and path.name != "index")
    return (git(root, "for-each-ref"), git(root, "status", "--short"), git(root, "stash", "list"), *objects)


def test_branch_holds_the_built_folder_without_drafts_that_a_preview_left(
    site: Path, make_site: MakeSite, capsys: pytest.CaptureFixture[str]
) -> None:
    make_site({"posts/ada/2026-11-05-secret.md": "---\ndraft: true\n---\nSecret."})
    main(["build", "--drafts", "--root", str(site), "--now", NOW, "--jobs", "1", "-q"])
    assert "@ada/2026-11-05-secret/index.html" in read_folder(site / "public")
    assert deploy(site, "--dry-run") == 0
    assert "since this is a dry run" in capsys.readouterr().out
    assert git(site.parent / "there.git", "for-each-ref", "--format=%(refname)") == "refs/heads/main\n"
    assert deploy(site) == 0
    assert served(site) == read_folder(site / "public")
    assert ".nojekyll" in served(site)
    assert not any("secret" in path for path in served(site))
    capsys.readouterr()
    assert deploy(site) == 0
    assert "Nothing to deploy: git origin gh-pages has all" in capsys.readouterr().out


def test_branch_has_the_new_files_byte_for_byte_and_nothing_of_the_past(site: Path) -> None:
    assert send(site, FIRST) == Deployed(sent=4, size=13, removed=0, kept=0)
    assert served(site) == FIRST
    assert send(site, SECOND) == Deployed(sent=3, size=20, removed=2, kept=1, there=4)
    assert served(site) == SECOND
    assert git(site.parent / "there.git", "rev-list", "--count", "gh-pages") == "1\n"
    tip = git(site.parent / "there.git", "rev-parse", "gh-pages")
    assert send(site, SECOND).is_nothing
    assert git(site.parent / "there.git", "rev-parse", "gh-pages") == tip


def test_nothing_of_the_sites_own_repository_is_written(site: Path, make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    make_site({"posts/ada/half.md": "Half", ".gitignore": "public\n.microblog\n"})
    git(site, "add", "posts/ada/half.md")
    before, index = state(site), (site / ".git" / "index").read_bytes()
    monkeypatch.setenv("GIT_INDEX_FILE", str(site / ".git" / "index"))  # as a hook is told
    send(site, FIRST)
    assert (site / ".git" / "index").read_bytes() == index
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert state(site) == before
    assert served(site) == FIRST


def test_deployment_from_another_machine_goes_on_where_the_first_left(site: Path, tmp_path: Path) -> None:
    send(site, FIRST)
    git(tmp_path, "clone", "-q", "there.git", "elsewhere")
    assert send(tmp_path / "elsewhere", SECOND).kept == 1
    assert served(site) == SECOND
    send(site, FIRST)  # which remembers another tip
    assert served(site) == FIRST


def test_branch_that_holds_sources_is_refused(site: Path) -> None:
    with pytest.raises(UsageError, match=r"main is a branch of this repository itself"):
        send(site, FIRST, "git origin main")
    with pytest.raises(UsageError, match=r"main is a branch of this repository itself"):
        send(site, FIRST, "git ../there.git main")
    git(site, "push", "-q", "origin", "main:old")
    tip = git(site, "rev-parse", "main")
    with pytest.raises(UsageError, match=r"has a commit that no deployment made \(\w{10}: Begin\)"):
        send(site, FIRST, "git origin old")
    assert git(site.parent / "there.git", "rev-parse", "old") == git(site.parent / "there.git", "rev-parse", "main") == tip


def test_most_of_a_site_is_removed_only_where_that_is_asked_for(
    site: Path, make_site: MakeSite, capsys: pytest.CaptureFixture[str]
) -> None:
    make_site({f"posts/ada/2026-11-{day:02}-day.md": f"Day {day}. #tag{day}" for day in range(2, 22)})
    assert deploy(site) == 0
    before = served(site)
    (site / "posts").rename(site / "away")
    capsys.readouterr()
    assert deploy(site) == 2
    said = capsys.readouterr().err
    assert "posts:1: warning: the site has no post; write one" in said
    assert f" of the {len(before)} files of the site at git origin gh-pages would be removed, so nothing was sent" in said
    assert deploy(site, "--dry-run") == 0
    assert "deploy refuses it without --delete" in capsys.readouterr().err
    assert served(site) == before
    assert deploy(site, "--delete") == 0
    assert len(served(site)) < len(before) / 2


def test_commit_that_somebody_put_on_top_is_not_thrown_away(site: Path, tmp_path: Path) -> None:
    send(site, FIRST)
    git(tmp_path, "clone", "-q", "-b", "gh-pages", "there.git", "by-hand")
    (tmp_path / "by-hand" / "CNAME").write_text("example.org\n")
    git(tmp_path / "by-hand", "add", "CNAME")
    git(tmp_path / "by-hand", *AS_ADA, "commit", "-qm", "Create CNAME")
    git(tmp_path / "by-hand", "push", "-q")
    with pytest.raises(UsageError, match=r"Create CNAME\), and stays as it is: .* belongs into static/"):
        send(site, SECOND)
    assert served(site)["CNAME"] == b"example.org\n"


def test_branch_of_another_site_is_refused(site: Path) -> None:
    send(site, FIRST)
    with pytest.raises(UsageError, match=r"holds another site, example.org,2026"):
        send(site, SECOND, site="example.com,2026")
    assert served(site) == FIRST


def test_of_two_that_deploy_at_once_one_is_told_to_do_so_again(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    send(site, FIRST)
    git(tmp_path, "clone", "-q", "there.git", "elsewhere")
    ask = Git.ask

    def ask_late(self: Git, *words: str, **given: object) -> object:
        if words[0] == "push":
            monkeypatch.setattr(Git, "ask", ask)
            send(tmp_path / "elsewhere", {**FIRST, "index.html": b"3"})
        return ask(self, *words, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(Git, "ask", ask_late)
    with pytest.raises(UsageError, match=r"somebody else deployed to git origin gh-pages meanwhile; deploy again"):
        send(site, SECOND)
    assert served(site)["index.html"] == b"3"
    send(site, SECOND)
    assert served(site) == SECOND


@pytest.mark.parametrize("step", ["ls-remote", "hash-object", "update-index", "commit-tree", "push"])
def test_deployment_that_is_cut_off_at_a_step_is_made_good_by_the_next(site: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    send(site, FIRST)
    ask = Git.ask

    def ask_until(self: Git, *words: str, **given: object) -> object:
        if words[0] == step:
            raise KeyboardInterrupt
        return ask(self, *words, **given)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Git, "ask", ask_until)
        with pytest.raises(KeyboardInterrupt):
            send(site, SECOND)
    assert served(site) == FIRST
    send(site, SECOND)
    assert served(site) == SECOND


def test_locks_of_a_killed_deployment_hinder_none(site: Path) -> None:
    send(site, FIRST)
    there = site / ".microblog" / "deploy.git"
    for name in ("index.lock", "shallow.lock", "refs/microblog/tip.lock"):
        (there / name).write_text("")
    send(site, SECOND)
    assert served(site) == SECOND


def test_local_settings_reach_the_remote_and_stand_in_no_argument_and_no_file(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(site, "config", "http.https://example.org/.extraheader", "AUTHORIZATION: basic c2VjcmV0")
    seen: list[tuple[tuple[str, ...], dict[str, str]]] = []
    run = subprocess.run

    def noting(command: list[str], **given: object) -> object:
        seen.append((tuple(command), dict(given.get("env") or {})))  # type: ignore[call-overload]
        return run(command, **given)  # type: ignore[call-overload]

    with monkeypatch.context() as patch:
        patch.setattr(subprocess, "run", noting)
        send(site, FIRST)
    pushes = [environment for command, environment in seen if "push" in command]
    assert "AUTHORIZATION: basic c2VjcmV0" in pushes[0].values()
    assert not any("c2VjcmV0" in word for command, _ in seen for word in command)
    assert not any(b"c2VjcmV0" in path.read_bytes() for path in (site / ".microblog").rglob("*") if path.is_file())
    assert "GIT_CONFIG_COUNT" not in os.environ


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--drafts"], "--drafts would publish drafts"),
        (["--to", "git https://ada:secret@example.org/x.git pages"], "--to has a password"),
        (["--to", "nowhere"], "--to is no place to send a site to: `nowhere`"),
        (["--to", "git nowhere gh-pages"], "there is no remote nowhere here; the remotes are origin"),
        (["--to", "git ../nothing.git pages"], "git ../nothing.git pages cannot be reached"),
    ],
)
def test_wrong_order_is_told(site: Path, options: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert deploy(site, *options) == 2
    said = capsys.readouterr().err
    assert told in said
    assert "secret" not in said


def test_site_that_does_not_say_where_to_or_where_it_will_live_is_not_deployed(
    site: Path, make_site: MakeSite, capsys: pytest.CaptureFixture[str]
) -> None:
    make_site({"config.yaml": "deploy: git origin gh-pages\n"})
    assert deploy(site) == 2
    assert "write the site's own into config.yaml" in capsys.readouterr().err
    make_site({"config.yaml": "base_url: https://example.org/\n"})
    assert deploy(site) == 2
    assert "nothing says where to deploy to" in capsys.readouterr().err


def test_folder_that_no_build_wrote_and_a_site_with_errors_are_not_deployed(
    site: Path, make_site: MakeSite, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "public").mkdir()
    (site / "public" / "mine.html").write_text("mine")
    assert deploy(site) == 2
    assert "holds files that microblog did not write" in capsys.readouterr().err
    (site / "public" / "mine.html").unlink()
    make_site({"posts/ada/2026-11-02-two.md": "---\ndate: never\n---\nTwo."})
    assert deploy(site) == 1
    assert git(site.parent / "there.git", "for-each-ref", "--format=%(refname)") == "refs/heads/main\n"


def test_output_into_which_a_preview_built_drafts_meanwhile_is_not_deployed(
    site: Path, make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_site({"posts/ada/2026-11-05-secret.md": "---\ndraft: true\n---\nSecret."})
    is_ours = writer.is_ours

    def is_ours_late(folder: Path) -> bool:
        monkeypatch.setattr(writer, "is_ours", is_ours)
        monkeypatch.setattr(Cache, "locked", lambda *_, **__: nullcontext())
        main(["build", "--drafts", "--root", str(site), "--now", NOW, "--jobs", "1", "-q"])
        return is_ours(folder)

    monkeypatch.setattr(writer, "is_ours", is_ours_late)
    assert deploy(site) == 2
    assert "holds what readers may not see yet" in capsys.readouterr().err
