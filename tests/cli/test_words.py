"""What the command line says of many warnings."""

import pytest

from microblog.cli import main
from tests.conftest import MakeSite

SITE = {
    "config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\n",
    **{f"posts/ada/2026-01-0{day}-x.md": "---\nlayout: post\nweather: rain\n---\nHi." for day in (1, 2, 3)},
    "posts/ada/draft.md": "Hi.",
}


def said(make_site: MakeSite, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[list[str], str]:
    assert main([options[0], "--root", str(make_site(SITE)), "--jobs", "1", *options[1:]]) == 0
    out, err = capsys.readouterr()
    return err.splitlines(), out


def test_warning_of_many_files_is_one_line(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    lines, _ = said(make_site, capsys, "check")
    assert [line.partition(";")[0] for line in lines] == [
        "posts/ada/2026-01-01-x.md:2: warning: unknown key 'layout' (3 files, this is the first)",
        "posts/ada/2026-01-01-x.md:3: warning: unknown key 'weather' (3 files, this is the first)",
        "posts/ada/draft.md:1: warning: the post has no date, so it is not shown",
    ]


def test_closing_line_counts_kinds_and_posts_that_are_not_shown(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    assert "3 kinds of warnings (-v lists all 7)" in said(make_site, capsys, "check")[1]
    assert "Built 3 posts (1 without a date not shown): " in said(make_site, capsys, "build")[1]


def test_verbose_command_lists_each(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    lines, _ = said(make_site, capsys, "check", "-v")
    assert len([line for line in lines if "warning: " in line]) == 7
