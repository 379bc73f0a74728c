"""The tour site as its readers meet it: pages, links and feeds, judged by tools that others wrote."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import mf2py
import pytest
from lxml import etree

from tests.support.json_schemas import validator
from tests.support.site_tree import NOW, broken_links, build, links_of, tree, url_of
from tests.support.tour import ROOT, copy_tour

SCHEMAS = ROOT / "tests" / "support" / "schemas"
BASE = "https://example.github.io/some-repo/"
Files = dict[str, bytes]


@pytest.fixture(scope="session")
def tour_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_tour(tmp_path_factory.mktemp("tour"))
    build(root, base_url=BASE)
    return root / "public"


@pytest.fixture(scope="session")
def tour(tour_folder: Path) -> Files:
    return tree(tour_folder)


def pages(files: Files) -> list[tuple[str, str]]:
    return [(path, data.decode()) for path, data in files.items() if path.endswith(".html")]


def test_no_link_of_any_page_or_feed_is_broken_under_a_base_path(tour: Files) -> None:
    assert list(broken_links(tour, BASE)) == []


def test_link_checker_sees_a_broken_link(tour: Files) -> None:
    broken = tour | {"index.html": tour["index.html"].replace(b"/some-repo/users/", b"/users/")}
    assert list(broken_links(broken, BASE)) == ["index.html: /users/"]


def test_not_found_page_works_at_any_depth(tour: Files) -> None:
    links, _ = links_of(tour["404.html"].decode())
    assert all(link.startswith(("/some-repo/", "#", "https://")) for link in links)


def test_no_page_asks_another_host_for_anything(tour: Files) -> None:
    for path, html in pages(tour):
        loaded = re.findall(r'<(?:img|script|audio|video|source|iframe|embed|object)[^>]* (?:src|srcset|data|poster)="([^"]+)"', html)
        loaded += re.findall(r'<link[^>]* rel="(?:stylesheet|icon|manifest|apple-touch-icon)"[^>]* href="([^"]+)"', html)
        assert [url for url in loaded if not url.startswith(("/some-repo/", "data:image/svg+xml,"))] == [], path


def test_no_two_elements_of_a_page_share_an_id(tour: Files) -> None:
    for path, html in pages(tour):
        _, ids = links_of(html)
        assert len(ids) == len(set(ids)), path


def test_nu_html_checker_finds_no_error(tour_folder: Path, vnu: list[str]) -> None:
    files = sorted(str(path) for path in tour_folder.rglob("*.html"))
    done = subprocess.run([*vnu, "--errors-only", "--stdout", *files], capture_output=True, text=True, check=False)
    problems = [line for line in done.stdout.splitlines() if "Content-Security-Policy" not in line]  # 'self' means nothing to file: pages
    assert problems == []
    assert done.returncode == 0 or done.stdout


def feeds(files: Files, ending: str) -> list[str]:
    return [path for path in files if path.endswith(ending)]


def test_every_atom_feed_is_valid_and_read_without_complaint(tour: Files) -> None:
    schema = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
    assert len(feeds(tour, ".atom")) > 20
    for path in feeds(tour, ".atom"):
        schema.assertValid(etree.fromstring(tour[path]))
        assert not feedparser.parse(tour[path]).bozo, path


def test_every_json_feed_is_valid(tour: Files) -> None:
    schema = validator(json.loads((SCHEMAS / "jsonfeed.json").read_text(encoding="utf-8")))
    for path in feeds(tour, "feed.json"):
        schema.validate(json.loads(tour[path]))


def test_content_in_feeds_is_absolute(tour: Files) -> None:
    for path in feeds(tour, ".atom"):
        for entry in feedparser.parse(tour[path], sanitize_html=False, resolve_relative_uris=False).entries:
            links, _ = links_of(entry.content[0].value)
            assert all(urlsplit(link).scheme for link in links), (path, entry.id)


def test_sitemap_is_valid_and_lists_every_post_once(tour: Files) -> None:
    etree.XMLSchema(etree.parse(SCHEMAS / "siteindex.xsd")).assertValid(etree.fromstring(tour["sitemap.xml"]))
    parts = [loc.removeprefix(BASE) for loc in re.findall(r"<loc>([^<]+)</loc>", tour["sitemap.xml"].decode())]
    urls = []
    for part in parts:
        etree.XMLSchema(etree.parse(SCHEMAS / "sitemap.xsd")).assertValid(etree.fromstring(tour[part]))
        urls += re.findall(r"<loc>([^<]+)</loc>", tour[part].decode())
    posts = [path for path, html in pages(tour) if '<body class="post-page"' in html]
    assert len(urls) == len(set(urls))
    assert len([url for url in urls if re.search(r"/@[^/]+/(?!media/$).", url)]) == len(posts)


def items(parsed: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Find the microformats of a kind, at any depth."""
    found, todo = [], list(parsed["items"])
    while todo:
        item = todo.pop(0)
        found += [item] if kind in item["type"] else []
        todo += item.get("children", [])
        todo += [value for values in item["properties"].values() for value in values if isinstance(value, dict) and "type" in value]
    return found


def mf2(files: Files, path: str) -> dict[str, Any]:
    parsed: dict[str, Any] = mf2py.parse(doc=files[path].decode(), url=url_of(BASE, path), html_parser="lxml")
    return parsed


def test_every_timeline_is_an_h_feed_of_h_entries(tour: Files) -> None:
    for path in (
        "index.html",
        "page/1/index.html",
        *(p for p in tour if re.fullmatch(r"(tags/[^/]+|@[^/]+(/home)?|archive/\d+/\d+)/index.html", p)),
    ):
        feed = items(mf2(tour, path), "h-feed")
        assert len(feed) == 1, path
        assert feed[0]["properties"]["name"], path
        assert all("h-entry" in child["type"] for child in feed[0].get("children", [])), path


def test_every_post_is_an_h_entry_with_what_the_contract_names(tour: Files) -> None:
    entries = 0
    for path, html in pages(tour):
        if '<body class="post-page"' not in html:
            continue
        (entry,) = items(mf2(tour, path), "h-entry")
        properties = entry["properties"]
        url = re.search(r'rel="canonical" href="([^"]+)"', html)
        assert url is not None
        assert properties["url"] == properties["uid"] == [url[1]], path
        assert datetime.fromisoformat(properties["published"][0]) <= datetime.fromisoformat(properties["updated"][0])
        (author,) = properties["author"]
        assert author["type"] == ["h-card"]
        assert author["properties"]["url"][0].startswith(f"{BASE}@")
        assert ("name" in properties) == ('<h1 class="p-name"' in html), path
        entries += 1
    assert entries > 25


def test_every_profile_is_a_representative_h_card(tour: Files) -> None:
    profiles = [path for path in tour if re.fullmatch(r"@[^/]+/index.html", path)]
    for path in profiles:
        parsed = mf2(tour, path)
        cards = [
            card
            for card in items(parsed, "h-card")
            if card["properties"].get("uid") == card["properties"]["url"][:1] == [url_of(BASE, path)]
        ]
        assert len(cards) == 1, path
    assert any(mf2(tour, path)["rels"].get("me") for path in profiles)


def test_page_names_its_feeds(tour: Files) -> None:
    for path in [path for path in tour if re.fullmatch(r"(tags/[^/]+/|@[^/]+/(home/)?)?index.html", path)]:
        alternates = re.findall(r'<link rel="alternate" type="([^"]+)"[^>]* href="([^"]+)"', tour[path].decode())
        folder = f"/some-repo/{path.removesuffix('index.html')}"
        feeds_named = 1 if path == "index.html" else 2  # behind its own feeds each page names the site's
        assert [kind for kind, _ in alternates] == ["application/atom+xml", "application/feed+json"] * feeds_named, path
        assert all(url.startswith("/some-repo/") and url.endswith(("feed.atom", "feed.json")) for _, url in alternates), folder


def run_build(root: Path, output: Path, jobs: int, **environment: str) -> Files:
    """Build in a process of its own, as another person on another machine would."""
    umask = int(environment.pop("UMASK", "0o022"), 8)
    script = "import os, sys; os.umask(int(sys.argv.pop(1))); from microblog.cli import main; raise SystemExit(main(sys.argv[1:]))"
    arguments = ["build", "--root", str(root), "--output", str(output), "--now", NOW, "--jobs", str(jobs), "--base-url", BASE, "-q"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    subprocess.run([sys.executable, "-c", script, str(umask), *arguments], check=True, env=env, cwd=output.parent)
    return tree(output)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder where the tour was built, into `elsewhere/out`, as on a machine of which nothing is like here."""
    base = tmp_path_factory.mktemp("machine")
    (base / "elsewhere").mkdir()
    other = copy_tour(base / "a folder with spaces")
    run_build(other, base / "elsewhere" / "out", 1, PYTHONHASHSEED="1", TZ="Pacific/Kiritimati", LC_ALL="C", UMASK="0o077")
    return base


def test_builds_that_differ_in_nothing_but_the_machine_are_identical(tour: Files, machine: Path) -> None:
    assert tree(machine / "elsewhere" / "out") == tour
    other = machine / "a folder with spaces"
    shutil.rmtree(other / ".microblog")
    assert run_build(other, machine / "two", 2, PYTHONHASHSEED="2", TZ="America/New_York", LC_ALL="C.UTF-8", UMASK="0o000") == tour


def test_output_is_readable_by_everybody(machine: Path) -> None:
    modes = {path.stat().st_mode & 0o777 for path in (machine / "elsewhere" / "out").rglob("*")}
    assert modes == {0o644, 0o755}


def test_real_notes_build_without_error(tmp_path: Path) -> None:
    notes = ROOT.parent / "shared" / "data" / "real-notes"
    if not notes.is_dir():
        pytest.skip("the real notes are not here")
    shutil.copytree(notes, tmp_path / "notes")
    report = build(tmp_path / "notes")
    assert (report.posts, report.drafts) == (571, 1)  # one says `published: false`
    assert all(problem.is_warning for problem in report.warnings)
