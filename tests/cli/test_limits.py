"""What `check` says of the limits of hosts."""

import re

import pytest

from microblog.cli import main
from microblog.model import hosts
from microblog.model.hosts import Host
from tests.conftest import MakeSite

NOW = "2026-11-24T12:00:00Z"
CONFIG = "base_url: https://ada.github.io/notes/\ntag_authority: example.org,2026\n"
SITE = {"config.yaml": CONFIG, "posts/ada/2026-11-01-one.md": "One.", "posts/ada/2020-11-02-two.md": "Two."}


def check(make_site: MakeSite, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, str]:
    common = ["--root", str(make_site(SITE)), "--now", NOW, "--jobs", "1"]
    assert main(["build", *common, "-q"]) == 0
    status = main(["check", *common, *options])
    return (status, *capsys.readouterr())


def test_check_says_how_large_the_site_is_and_when_its_host_is_full(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = check(make_site, capsys)
    assert status == 0
    assert "GitHub Pages allows 1 GB; 0 % of the bytes used, at 1 post a year full not within a hundred years" in out


def test_site_that_nearly_fills_its_host_is_a_warning_with_the_month(
    make_site: MakeSite, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    check(make_site, capsys)
    files = sum(path.is_file() for path in (make_site(SITE) / "public").rglob("*"))
    monkeypatch.setitem(hosts.HOSTS, "github", Host("GitHub Pages", files=files * 10 // 9, domains=("github.io",)))
    status, _, err = check(make_site, capsys)
    assert status == 0
    told = r"config.yaml:1: warning: the site is nearly all that GitHub Pages allows: (90|91) % of the files used, at 1 post a year full"
    assert re.match(f"{told} in 2027-02", err)
    assert check(make_site, capsys, "--strict")[0] == 1


def test_site_that_is_more_than_its_host_allows_is_an_error_of_the_check_and_of_no_build(
    make_site: MakeSite, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(hosts.HOSTS, "github", Host("GitHub Pages", size=1000, file_size=500, domains=("github.io",)))
    status, _, err = check(make_site, capsys)
    assert status == 1
    assert "config.yaml:1: the site is more than GitHub Pages allows: " in err
    assert "and GitHub Pages takes files of 500 bytes; make pictures smaller" in err


def test_site_that_is_just_all_that_its_host_allows_is_an_error(
    make_site: MakeSite, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    check(make_site, capsys)
    files = sum(path.is_file() for path in (make_site(SITE) / "public").rglob("*"))
    monkeypatch.setitem(hosts.HOSTS, "github", Host("GitHub Pages", files=files, domains=("github.io",)))
    status, _, err = check(make_site, capsys)
    assert (status, "the site is all that GitHub Pages allows: 100 % of the files used;" in err) == (1, True)


def test_site_that_was_never_built_has_no_size(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--root", str(make_site(SITE)), "--now", NOW, "--jobs", "1"]) == 0
    assert capsys.readouterr().out == "No problems\n"


def test_what_is_no_file_of_ours_in_the_output_hinders_no_check(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    common = ["--root", str(make_site(SITE)), "--now", NOW, "--jobs", "1"]
    main(["build", *common, "-q"])
    (make_site(SITE) / "public" / "link").symlink_to("/etc/passwd")
    assert main(["check", *common]) == 0
    assert "The last build left " in capsys.readouterr().out
