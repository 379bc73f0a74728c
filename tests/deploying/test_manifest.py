"""What a deployment notes at the host."""

from microblog.deploying.folder import File
from microblog.deploying.manifest import format_manifest, manifest_of, parse_manifest

FILES = {"index.html": File(3, "ab" * 16), "@ada/2026-11-05-unlisted/index.html": File(4, "cd" * 16)}


def test_manifest_is_read_as_it_was_written() -> None:
    manifest = manifest_of("example.org,2026", FILES)
    assert parse_manifest(format_manifest(manifest)) == manifest
    assert manifest.holds("index.html", FILES["index.html"])
    assert not manifest.with_unknown(["index.html"]).holds("index.html", FILES["index.html"])


def test_manifest_that_is_not_whole_is_none() -> None:
    data = format_manifest(manifest_of("example.org,2026", FILES))
    assert [length for length in range(len(data)) if parse_manifest(data[:length])] == []


def test_reader_of_the_manifest_learns_no_address() -> None:
    assert b"unlisted" not in format_manifest(manifest_of("example.org,2026", FILES))
