"""Digests: one entry for each week and month that is over."""

import re
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree

from microblog.build.dry_run import check
from microblog.build.options import Options
from microblog.library import digests as library
from microblog.render import digests
from tests.conftest import ROOT, MakeSite
from tests.support.site_tree import build, tree

BASE = "https://example.org/x/"
CONFIG = f'title: Notes\nbase_url: {BASE}\ntag_authority: "example.org,2026"\n'
NOW = "2026-11-24T12:00:00Z"  # a Tuesday, of week 48


def post(day: str, text: str = "Hello.", author: str = "ada", head: str = "") -> dict[str, str]:
    return {f"posts/{author}/{day}-{text.split(maxsplit=1)[0].strip('.#').lower()}.md": f"---\n{head}---\n{text}\n"}


def feed(root: Path, kind: str, now: str = NOW, **options: object) -> Any:
    build(root, now=now, **options)
    return feedparser.parse((root / f"public/digest/{kind}.atom").read_bytes(), sanitize_html=False)


def told(root: Path, kind: str = "weekly", now: str = NOW) -> dict[str, str]:
    return {entry.id.rpartition("/")[2]: entry.content[0].value for entry in feed(root, kind, now).entries}


def test_week_is_one_entry_with_all_that_was_posted_in_it(make_site: MakeSite) -> None:
    root = make_site(
        {"config.yaml": CONFIG, "posts/ada/profile.md": "---\nname: Ada <3\n---\n"}
        | post("2026-11-16", "First. [a](/about/)", head="title: On <b>\n")
        | post("2026-11-22", "Last.", "bob")
        | post("2026-11-23", "Later.")
    )
    (entry,) = feed(root, "weekly").entries
    assert (entry.id, entry.title) == ("tag:example.org,2026:feed/digest/weekly/2026-W47", "Week 47 of 2026")
    assert (entry.published, entry.link) == ("2026-11-23T00:00:00+00:00", f"{BASE}archive/2026/11/")
    html = entry.content[0].value
    assert html.index("First.") < html.index("Last.")
    assert f'<h2><a href="{BASE}@ada/2026-11-16-first/">On &lt;b&gt;</a></h2>' in html
    assert f'<a href="{BASE}@ada/"><bdi>Ada &lt;3</bdi></a></strong>, <a href="{BASE}@ada/2026-11-16-first/">16 November 2026</a>' in html
    assert f'<a href="{BASE}about/">a</a>' in html
    assert "Later." not in html
    assert (root / "public/archive/2026/11/index.html").is_file()


def test_period_without_posts_has_no_entry(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG} | post("2026-11-01") | post("2026-10-01"))
    assert [*told(root)] == ["2026-W44", "2026-W40"]
    assert [*told(root, "monthly")] == ["2026-10"]


def test_entry_comes_with_the_first_build_after_its_period_and_stays_as_it_is(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG + "timezone: America/New_York\n"} | post("2026-11-22"))
    assert told(root, now="2026-11-23T04:59:59Z") == {}  # still Sunday in New York
    found = told(root, now="2026-11-23T05:00:00Z")
    assert [*found] == ["2026-W47"]
    make_site(post("2026-11-23", "Newer."))
    assert told(root, now="2026-11-24T05:00:00Z") == found
    assert told(root, now="2026-11-22T05:00:00Z") == {}


def test_week_is_of_the_site_s_time_zone_wherever_its_authors_are(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG + "timezone: Asia/Tokyo\n"} | post("2026-11-16", head="date: 2026-11-15T16:00:00+00:00\n"))
    assert [*told(root)] == ["2026-W47"]  # Monday, one o'clock in Tokyo


def test_edit_changes_the_entry_and_updates_it_where_the_author_says_so(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG} | post("2026-11-16") | post("2026-11-09"))
    before = told(root)
    make_site(post("2026-11-16", head="updated: 2026-11-24T10:00:00+01:00\ntitle: New\n"))
    parsed = feed(root, "weekly")
    assert [entry.updated for entry in parsed.entries] == ["2026-11-24T10:00:00+01:00", "2026-11-16T00:00:00+00:00"]
    assert "New" in parsed.entries[0].content[0].value
    assert parsed.entries[1].content[0].value == before["2026-W46"]


@pytest.mark.parametrize("head", ["draft: true", "unlisted: true", "date: 2026-12-01", "expiryDate: 2026-11-20"])
def test_what_is_held_back_is_in_no_digest(make_site: MakeSite, head: str) -> None:
    root = make_site({"config.yaml": CONFIG} | post("2026-11-16", "Open.") | post("2026-11-17", "Hidden.", head=f"{head}\n"))
    build(root, now=NOW)
    assert "Hidden" not in "".join(data.decode() for path, data in tree(root / "public").items() if path.startswith("digest/"))
    assert [*told(root)] == ["2026-W47"]


def test_draft_that_the_preview_shows_is_in_no_digest(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG} | post("2026-11-16", "Hidden.", head="draft: true\n"))
    assert feed(root, "weekly", drafts=True).entries == []
    assert "Hidden" in (root / "public/feed.atom").read_text("utf-8")


def test_content_warning_stays_folded(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG} | post("2026-11-16", "Legs.", head="cw: Spiders\n"))
    assert "<details><summary>Content warning: Spiders</summary><p>Legs.</p></details>" in told(root)["2026-W47"]


def test_busy_period_leads_to_the_posts_that_it_leaves_out(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "MOST", 2)
    root = make_site({"config.yaml": CONFIG} | {key: text for day in range(16, 21) for key, text in post(f"2026-11-{day}").items()})
    html = told(root)["2026-W47"]
    assert html.count("<article") == 2
    assert f'<a href="{BASE}archive/2026/11/">and more</a>' in html


def test_years_that_are_over_are_sealed_archives_that_lead_to_the_ones_before(make_site: MakeSite) -> None:
    days = ("2022-05-01", "2024-12-30", "2024-03-01", "2025-06-01", "2026-01-05")
    root = make_site({"config.yaml": CONFIG} | {key: text for day in days for key, text in post(day).items()})
    build(root, now=NOW)
    files = tree(root / "public")
    assert [path for path in sorted(files) if re.match(r"digest/weekly/", path)] == [
        f"digest/weekly/{year}.atom" for year in (2022, 2024, 2025)
    ]
    seen, url = [], f"{BASE}digest/weekly.atom"
    while url:
        data = files[url.removeprefix(BASE)]
        parsed: Any = feedparser.parse(data)
        etree.RelaxNG(etree.parse(ROOT / "tests/support/schemas/atom.rng")).assertValid(etree.fromstring(data))
        seen += [entry.id.rpartition("/")[2] for entry in parsed.entries if entry.id not in seen]
        url = next((link.href for link in parsed.feed.links if link.rel == "prev-archive"), "")
    assert {*seen} == {"2022-W17", "2024-W09", "2025-W01", "2025-W22", "2026-W02"}
    make_site(post("2026-11-24", "Newer.") | post("2026-02-02", "Late."))
    build(root, now="2026-12-31T12:00:00Z")
    assert {path: data for path, data in tree(root / "public").items() if path in files and path.startswith("digest/weekly/")} == {
        path: data for path, data in files.items() if path.startswith("digest/weekly/")
    }


def test_feed_holds_the_newest_twenty_and_all_of_the_year(make_site: MakeSite) -> None:
    years = {key: text for year in (2024, 2025) for month in range(1, 13) for key, text in post(f"{year}-{month:02}-05").items()}
    root = make_site({"config.yaml": CONFIG} | years | post("2026-01-05"))
    assert len(told(root, "monthly")) == 20
    assert len(told(root, "monthly", now="2025-12-05T00:00:00Z")) == 20
    weekly = {key: text for day in range(4, 250, 7) for key, text in post(f"2026-{1 + day // 31:02}-{1 + day % 28:02}").items()}
    make_site(weekly)
    found = [*told(root)]
    assert len(found) > 20
    assert all(label.startswith("2026") for label in found)


@pytest.mark.parametrize(
    ("change", "now"),
    [
        ({"posts/ada/2023-05-01-hello.md": "New year."}, NOW),
        ({"posts/ada/2024-12-30-hello.md": None}, NOW),
        ({"posts/ada/2025-06-01-hello.md": "---\ndraft: true\n---\nNo more."}, "2027-01-04T00:00:00Z"),
        ({"posts/ada/2025-06-01-hello.md": "---\ndate: 2019-06-01\n---\nMoved."}, NOW),
        ({"posts/ada/profile.md": "---\nname: Ada L\n---\n"}, "2027-01-01T00:00:00Z"),
        ({"posts/ada/2026-11-24-hello.md": "Of now."}, "2027-01-04T00:00:00Z"),
        ({"posts/ada/2026-01-05-hello.md": None, "posts/ada/2026-11-16-hello.md": None}, NOW),  # 2025 has no successor then
        ({}, "2024-12-30T00:00:00Z"),
    ],
)
def test_documents_are_what_a_clean_build_makes(make_site: MakeSite, change: dict[str, str | None], now: str) -> None:
    days = ("2022-05-01", "2024-12-30", "2025-06-01", "2026-01-05", "2026-11-16")
    root = make_site({"config.yaml": CONFIG} | {key: text for day in days for key, text in post(day).items()})
    build(root, now=NOW)
    for path, text in change.items():
        if text is None:
            (root / path).unlink()
        else:
            make_site({path: text})
    build(root, now=now)
    incremental = tree(root / "public")
    build(root, now=now, clean=True)
    assert incremental == tree(root / "public")


@pytest.mark.parametrize(
    ("change", "rendered"),
    [
        (post("2025-05-06", "Another."), {2025}),
        (post("2025-05-05", "Else."), {2025}),
        (post("2024-05-05", "Second."), {2023, 2024, 2025}),
        ({"posts/ada/2023-05-05-hello.md": None}, {2021, 2023, 2025}),
    ],
)
def test_years_beside_one_are_made_anew_only_where_it_comes_or_goes(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, change: dict[str, str | None], rendered: set[int]
) -> None:
    days = ("2021-05-05", "2023-05-05", "2025-05-05", "2025-06-05", "2026-05-05")
    root = make_site({"config.yaml": CONFIG} | {path: text for day in days for path, text in post(day).items()})
    build(root, now=NOW)
    asked: set[int] = set()
    real = library.periods_of
    monkeypatch.setattr(library, "periods_of", lambda db, kind, zone, year: asked.add(year) or real(db, kind, zone, year))
    for path, text in change.items():
        (root / path).unlink() if text is None else (root / path).write_text(text)
    build(root, now=NOW)
    assert asked == rendered
    before = tree(root / "public")
    build(root, now=NOW, clean=True)
    assert tree(root / "public") == before


def test_fault_in_a_digest_s_template_is_told_by_check_also_where_no_card_can_be_made(make_site: MakeSite) -> None:
    templates = {"templates/_digest.html": "{{ digest.nothing }}", "templates/_card.html": "{{ post.none_such }}"}
    root = make_site({"config.yaml": CONFIG} | templates | post("2026-11-16"))
    told = [str(problem).partition(": ")[0] for problem in check(Options(root=root, now=NOW, jobs=1))]
    assert told == ["templates/_card.html:1", "templates/_digest.html:1"]


def test_subscribe_page_names_the_digests_for_people_and_for_readers(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG})
    build(root)
    html = (root / "public/subscribe/index.html").read_text("utf-8")
    assert '<link rel="alternate" type="application/atom+xml" title="Notes, week by week" href="/x/digest/weekly.atom">' in html
    assert f'value="{BASE}digest/monthly.atom"' in html
    assert feed(root, "weekly").entries == []
