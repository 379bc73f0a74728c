"""Which post comes out next is said by build, check and serve, with its moment and zone."""

import io
from contextlib import redirect_stdout

import pytest

from microblog.build import builder
from microblog.build.options import Options
from microblog.cli import main
from microblog.cli.serving import RebuildTeller
from microblog.preview.rebuild import Outcome
from microblog.scaffold.sites import zone_of_machine
from tests.conftest import MakeSite

CONFIG = "base_url: https://example.org/\ntag_authority: example.org,2026\n"
SITE = {
    "config.yaml": CONFIG,
    "posts/ada/profile.md": "---\ntimezone: Asia/Tokyo\n---\n",
    "posts/ada/2026-11-24-2100-soon.md": "Soon.",
    "posts/ada/2026-12-24-later.md": "Later.",
    "posts/ada/2026-11-25-over.md": "---\nexpiryDate: 2026-11-24\n---\nNever.",
    "posts/ada/2026-11-25-draft.md": "---\ndraft: true\n---\nNever.",
}
NOW = "2026-11-24T11:00:00Z"
SOON = "Next scheduled: posts/ada/2026-11-24-2100-soon.md, with a build after 2026-11-24 21:00 (Asia/Tokyo)"
HINT = "; nobody named a time zone, so it is UTC: write `timezone:` into config.yaml or the profile"


def said(make_site: MakeSite, capsys: pytest.CaptureFixture[str], command: str, files: dict[str, str], now: str = NOW) -> list[str]:
    root = make_site(files)
    assert main([command, "--root", str(root), "--now", now, "--jobs", "1"]) == 0
    return [line for line in capsys.readouterr().out.splitlines() if line.startswith("Next")]


@pytest.mark.parametrize("command", ["build", "check"])
def test_next_post_is_named(make_site: MakeSite, capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert said(make_site, capsys, command, SITE) == [SOON]
    assert said(make_site, capsys, command, SITE, now="2026-12-25") == []


def test_build_of_nothing_names_it_too(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(make_site, capsys, "build", SITE) == said(make_site, capsys, "build", SITE) == [SOON]


@pytest.mark.parametrize(
    ("files", "hint"),
    [
        ({"posts/ada/2026-11-24-2100-x.md": "x"}, HINT),
        ({"posts/ada/2026-11-25-2100-x.md": "x"}, ""),  # which no zone makes due today
        ({"posts/ada/2026-11-24-2100-x.md": "x", "config.yaml": f"{CONFIG}timezone: UTC\n"}, ""),
        ({"posts/ada/2026-11-24-2100-x.md": "x", "posts/ada/profile.md": "---\ntimezone: UTC\n---\n"}, ""),
    ],
)
def test_post_that_may_be_late_for_want_of_a_zone_is_pointed_out(
    make_site: MakeSite, capsys: pytest.CaptureFixture[str], files: dict[str, str], hint: str
) -> None:
    (line,) = said(make_site, capsys, "check", {"config.yaml": CONFIG, **files})
    assert line.endswith(f" 21:00 (UTC){hint}")


def test_serve_says_it_once(make_site: MakeSite) -> None:
    options = Options(make_site(SITE), now=NOW, jobs=1)
    report = builder.build(options)
    teller, heard = RebuildTeller(options), io.StringIO()
    with redirect_stdout(heard):
        for _ in range(2):
            teller(Outcome(report, (), 0.1))
    lines = heard.getvalue().splitlines()
    assert lines[1:2] == [SOON]
    assert len(lines) == 3
    assert "(1 draft, 2 scheduled and 1 expired not shown)" in lines[0]


@pytest.mark.parametrize(
    ("written", "zone"), [("Asia/Tokyo", "Asia/Tokyo"), (":Europe/Paris", "Europe/Paris"), ("no zone", "UTC"), ("CET-1CEST", "UTC")]
)
def test_init_writes_the_zone_of_the_machine(monkeypatch: pytest.MonkeyPatch, make_site: MakeSite, written: str, zone: str) -> None:
    monkeypatch.setenv("TZ", written)
    assert zone_of_machine() == zone
    root = make_site({})
    assert main(["init", "new", "--root", str(root), "-q"]) == 0
    assert f"timezone: {zone} #" in (root / "new/config.yaml").read_text()
