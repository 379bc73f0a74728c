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
