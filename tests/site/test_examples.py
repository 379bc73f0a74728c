"""The project's own site: a tour that shows what it says, with no broken link and no trace of what is not published."""

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from microblog.build.builder import build
from microblog.build.dry_run import check
from microblog.build.options import Options
from microblog.build.report import Report

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://example.github.io/some-repo/"
NOW = "2026-11-24T00:00:00Z"

pytestmark = pytest.mark.skipif(not (ROOT / "posts" / "mira").is_dir(), reason="this is a fork, with posts of its own")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the tour, so that the clone's own output and cache stay as they are."""
    folder = tmp_path_factory.mktemp("tour") / "site"
    shutil.copytree(ROOT / "posts", folder / "posts")
    shutil.copytree(ROOT / "pages", folder / "pages")
    shutil.copyfile(ROOT / "config.yaml", folder / "config.yaml")
    return folder


@pytest.fixture(scope="module")
def report(root: Path) -> Report:
    return build(Options(root=root, now=NOW, jobs=1))


@pytest.fixture(scope="module")
def public(root: Path, report: Report) -> Path:
    assert report.posts > 0
    return root / "public"


class Links(HTMLParser):
    """Collects where a page leads, and the ids in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: set[str] = set()
        self.feed(page)

    def handle_starttag(self, _: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        self.found += [value for name in ("href", "src", "poster") if (value := values.get(name))]
        self.ids.add(values.get("id") or "")


def broken_links(public: Path) -> Iterator[str]:
    """Yield the links within the site that lead to no file, or to no place in it."""
    pages = {path: Links(path.read_text(encoding="utf-8")) for path in sorted(public.rglob("*.html"))}
    for path, links in pages.items():
        address = urljoin(BASE, path.relative_to(public).as_posix().removesuffix("index.html"))
        for link in links.found:
            target = urlsplit(urljoin(address, link))
            if not target.geturl().startswith("https://example.github.io/"):
                continue
            file = public / unquote(target.path).removeprefix("/some-repo/")
            file = file / "index.html" if target.path.endswith("/") else file
            lost = not target.path.startswith("/some-repo/") or not file.is_file()
            if lost or (target.fragment and file in pages and unquote(target.fragment) not in pages[file].ids):
                yield f"{path.relative_to(public)}: {link}"


def test_tour_builds_without_a_warning(report: Report) -> None:
    assert report.warnings == ()


def test_no_link_of_the_tour_is_broken(public: Path) -> None:
    assert list(broken_links(public)) == []


def test_draft_and_scheduled_post_of_the_tour_leave_no_trace(public: Path) -> None:
    for path in public.rglob("*"):
        assert "secret-of" not in path.name
        assert not path.is_file() or b"secret-of" not in path.read_bytes(), path


def test_drafts_show_the_draft_and_the_scheduled_post(root: Path, report: Report, tmp_path: Path) -> None:
    shown = build(Options(root=root, output=tmp_path / "public", now=NOW, drafts=True, jobs=1))
    assert shown.posts == report.posts + 2


def test_tour_has_sealed_pages_and_months(public: Path) -> None:
    assert (public / "page/2/index.html").is_file()
    assert len(list((public / "archive/2026").glob("*/index.html"))) >= 3


def test_errors_that_the_tour_quotes_are_what_check_says(root: Path, tmp_path: Path) -> None:
    post = (ROOT / "posts/pip/2026-10-10-0722-errors.md").read_text(encoding="utf-8")
    source, quoted = re.findall(r"^```(?:yaml|text)\n(.*?)^```$", post, re.MULTILINE | re.DOTALL)
    site = shutil.copytree(root, tmp_path / "site", ignore=shutil.ignore_patterns("public", ".microblog"))
    (site / "posts/pip/2026-10-10-toast.md").write_text(source, encoding="utf-8")
    said = [str(problem) for problem in check(Options(root=site, now=NOW))]
    assert said == re.sub(r"\n    ", " ", quoted).splitlines()


def test_photos_of_the_tour_have_words_and_are_small() -> None:
    for path in [*ROOT.glob("posts/**/*.jpg"), *ROOT.glob("posts/**/*.png")]:
        assert path.stat().st_size < 80_000, path.name
