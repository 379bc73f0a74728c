"""From a request's target to a file."""

from pathlib import Path

import pytest

from microblog.preview.files import Redirect, content_type, find_file, parse_target


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("feed.atom", "application/atom+xml; charset=utf-8"),
        ("7.atom", "application/atom+xml; charset=utf-8"),
        ("feed.json", "application/feed+json"),
        ("other.json", "application/json"),
        ("manifest.webmanifest", "application/manifest+json"),
        ("a.css", "text/css; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.JPG", "image/jpeg"),
        ("a.svg", "image/svg+xml"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("sitemap.xml", "application/xml; charset=utf-8"),
        ("a.webp", "image/webp"),
        ("a", "application/octet-stream"),
    ],
)
def test_files_have_their_media_type(name: str, kind: str) -> None:
    assert content_type(Path(name)) == kind


def test_a_path_keeps_its_parts() -> None:
    assert parse_target("/a%20b/%C3%A9?x=/..") == "/a b/é"
    assert parse_target("/a%2fb") is None
    assert parse_target("*") is None


def test_a_folder_without_a_page_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full/index.html").touch()
    assert find_file(tmp_path, "empty") is None
    assert find_file(tmp_path, "empty/") is None
    assert find_file(tmp_path, "full") == Redirect("full/")


def test_a_folder_leads_to_its_address_as_links_write_it(tmp_path: Path) -> None:
    (tmp_path / "@ada/é b").mkdir(parents=True)
    (tmp_path / "@ada/index.html").touch()
    (tmp_path / "@ada/é b/index.html").touch()
    assert find_file(tmp_path, "@ada") == Redirect("@ada/")
    assert find_file(tmp_path, "@ada/é b") == Redirect("@ada/%C3%A9%20b/")


def test_page_without_its_ending_comes_before_a_folder_and_behind_a_file(tmp_path: Path) -> None:
    folder = tmp_path.resolve()
    for name in ("a.html", "a/index.html", "b", "b.html", "c/index.html", "c/d.html"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(name)
    (folder / "linked.html").symlink_to(folder / "a.html")
    assert find_file(folder, "a") == folder / "a.html"
    assert find_file(folder, "a/") == folder / "a/index.html"
    assert find_file(folder, "b") == folder / "b"
    assert find_file(folder, "c") == Redirect("c/")
    assert find_file(folder, "c/d") == folder / "c/d.html"
    assert [find_file(folder, path) for path in ("linked", "c/d/", "a.html/", ".html", "x" * 252)] == [None] * 5
