"""A live site beside the last build."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copytree, rmtree
from threading import Thread

import pytest

from microblog import cli
from microblog.model import paging
from tests.conftest import MakeSite

NOTES = {f"posts/ada/{n}.md": f"---\ndate: 2026-01-{n:02}\n---\nNote {n}\n" for n in range(1, 6)}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def live(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Serve a folder, and return it with its address."""
    folder = tmp_path / "live"
    folder.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def built(make_site: MakeSite, live: tuple[Path, str]) -> Path:
    """Build a site for that address, and put it there."""
    folder, url = live
    root = make_site({"config.yaml": f"base_url: {url}\npage_size: 2\nsearch: false\ntag_authority: a.example,2026\n", **NOTES})
    assert cli.main(["build", "--root", str(root), "-q", "--now", "2026-02-01"]) == 0
    copytree(root / "public", folder, dirs_exist_ok=True)
    return root


def verify(root: Path, live: tuple[Path, str], *options: str) -> int:
    return cli.main(["verify", "--root", str(root), "--now", "2026-02-01", "--allow", live[1].split("/")[2], *options])


def test_site_as_it_was_built_is_the_same(make_site: MakeSite, live: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    root = built(make_site, live)
    assert verify(root, live) == 0
    assert "as they were built\n" in capsys.readouterr().out


def test_files_that_no_reader_needs_are_not_asked_for(make_site: MakeSite, live: tuple[Path, str]) -> None:
    """A deployment to a folder does not send the marker."""
    root = built(make_site, live)
    for name in (".built-by-microblog", ".nojekyll"):
        (live[0] / name).unlink()
    assert verify(root, live) == 0


def test_sealed_page_that_was_changed_is_told_from_others(
    make_site: MakeSite, live: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    root = built(make_site, live)
    (live[0] / "page/1/index.html").write_text("<p>hacked</p>")
    (live[0] / "index.html").write_text("<p>older</p>")
    rmtree(live[0] / "@ada/3")
    assert verify(root, live) == 1
    said = capsys.readouterr()
    lines = said.err.splitlines()
    assert "/page/1/: is sealed, and another one than was built" in lines
    assert "/: is another one than was built" in lines
    assert "/@ada/3/: is not there (answers 404)" in lines
    assert "1 file sealed and tampered with, 1 file different, 1 file missing" in said.out


def test_parts_of_feeds_sitemap_and_search_index_are_sealed_when_they_are_full(
    make_site: MakeSite, live: tuple[Path, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "JSON_ARCHIVE_SIZE", 40)
    monkeypatch.setattr(paging, "SITEMAP_SIZE", 40)
    more = {f"posts/ada/m{n}.md": f"---\ndate: 2026-01-20T{n // 60:02}:{n % 60:02}\n---\nMore {n}\n" for n in range(65)}
    root = make_site({"config.yaml": f"base_url: {live[1]}\ntag_authority: a.example,2026\nfeed_size: 5\n", **NOTES, **more})
    assert cli.main(["build", "--root", str(root), "-q", "--jobs", "1", "--now", "2026-02-01"]) == 0
    copytree(root / "public", live[0], dirs_exist_ok=True)
    sealed = ("feed/1.atom", "feed/1.json", "sitemaps/posts-1.xml", "search/0-0.txt", "page/3/index.html")
    growing = ("feed.atom", "feed/2.json", "sitemaps/posts-2.xml", "search/0-1.txt", "page/4/index.html", "search/index.json")
    for path in (*sealed, *growing):
        assert (live[0] / path).is_file()
        (live[0] / path).write_text("else")
    assert verify(root, live) == 1
    lines = capsys.readouterr().err.splitlines()
    named = {line.split(": ")[0].removeprefix("/"): "is sealed" in line for line in lines if ": is " in line}
    assert named == {path.removesuffix("index.html"): path in sealed for path in (*sealed, *growing)}


def test_sealed_pages_are_asked_for_first(make_site: MakeSite, live: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    root = built(make_site, live)
    assert verify(root, live, "--most", "2", "-v") == 0
    out = capsys.readouterr().out
    assert "/page/1/: is what was built\n/page/2/: is what was built\n" in out
    assert "were not asked for" in out


def test_host_that_does_not_answer_is_asked_five_times(
    make_site: MakeSite, live: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    root = built(make_site, live)
    text = (root / "config.yaml").read_text().replace(live[1], "http://127.0.0.1:9/")
    (root / "config.yaml").write_text(text)
    assert cli.main(["build", "--root", str(root), "-q", "--now", "2026-02-01"]) == 0
    assert verify(root, live) == 1
    assert "5 files out of reach" in capsys.readouterr().out


def test_other_address_than_the_one_that_was_built_for_is_said(
    make_site: MakeSite, live: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    root = built(make_site, live)
    assert verify(root, live, "https://elsewhere.example/") == 2
    assert "build --base-url https://elsewhere.example/ first" in capsys.readouterr().err


def test_build_with_drafts_is_nothing_to_compare_with(
    make_site: MakeSite, live: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    root = built(make_site, live)
    (root / "posts/ada/d.md").write_text("---\ndate: 2026-01-05\ndraft: true\n---\nSecret\n")
    assert cli.main(["build", "--root", str(root), "-q", "--drafts", "--now", "2026-02-01"]) == 0
    assert verify(root, live) == 2
    assert "holds what readers may not see yet" in capsys.readouterr().err
