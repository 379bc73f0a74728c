"""Files that posts name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microblog.model.attachments import is_image, mime_type, resolve, sniff_fault
from microblog.model.nouns import Attachment

PNG = b"\x89PNG\r\n\x1a\n" + bytes(56)


@pytest.mark.parametrize(
    ("name", "source", "path"),
    [
        ("cat.jpg", "posts/ada/notes/cat.jpg", "@ada/notes/x/cat.jpg"),
        ("./cat.jpg", "posts/ada/notes/cat.jpg", "@ada/notes/x/cat.jpg"),
        ("img/My cat.JPG", "posts/ada/notes/img/My cat.JPG", "@ada/notes/x/img/My-cat.JPG"),
        ("../img/cat.jpg", "posts/ada/img/cat.jpg", "@ada/notes/x/img/cat.jpg"),
        ("../notes/cat.jpg", "posts/ada/notes/cat.jpg", "@ada/notes/x/cat.jpg"),
        ("a//b/../cat.jpg", "posts/ada/notes/a/cat.jpg", "@ada/notes/x/a/cat.jpg"),
        ("Katze grün.png", "posts/ada/notes/Katze grün.png", "@ada/notes/x/Katze-grün.png"),
        ("Screenshot 3.05\u202fPM.png", "posts/ada/notes/Screenshot 3.05\u202fPM.png", "@ada/notes/x/Screenshot-3.05-PM.png"),
    ],
)
def test_file_is_published_below_its_post(name: str, source: str, path: str) -> None:
    assert resolve(name, "posts/ada/notes/x.md", "@ada/notes/x/", 4) == Attachment(source, path, 4)


def test_post_directly_in_posts_may_name_any_file_below_it() -> None:
    assert resolve("img/cat.jpg", "posts/x.md", "@ada/x/") == Attachment("posts/img/cat.jpg", "@ada/x/img/cat.jpg")


@pytest.mark.parametrize(
    "name",
    [
        "../../grace/cat.jpg",
        "../../../etc/cat.jpg",
        "../../../../../cat.jpg",
        "../../cat.jpg",
        "/etc/cat.jpg",
        "//host/cat.jpg",
        "..\\cat.jpg",
        "img\\cat.jpg",
        "C:/cat.jpg",
        "https://example.org/cat.jpg",
        "data:image/png,x.png",
        ".git/cat.jpg",
        "../.hidden/cat.jpg",
        ".jpg",
        "a\0.jpg",
        "a\n.jpg",
        "\u202egpj.jpg",
        "",
        ".",
        "..",
        "img/",
        "cat",
        "con.jpg",
        "img/nul/cat.jpg",
        "a" * 250 + ".jpg",
        "\ud800.jpg",
        "cat.jpg ",
        "cat.jpg.",
        "cat.md",
        "cat.exe",
        "cat.jpg/x",
    ],
)
def test_name_that_leads_astray_is_refused(name: str) -> None:
    assert isinstance(resolve(name, "posts/ada/notes/x.md", "@ada/notes/x/"), str)


@pytest.mark.parametrize("name", ["x.svg", "x.SVG", "x.html", "x.xml", "x.pdf", "x.js", "x.jpg.svg", "x.gpx", "x.svgz", "x.xhtml"])
def test_file_that_could_run_scripts_is_refused_with_the_reason(name: str) -> None:
    assert "could run scripts" in str(resolve(name, "posts/ada/x.md", "@ada/x/"))


def test_fault_goes_on_after_the_files_name() -> None:
    assert resolve("../../x.jpg", "posts/ada/x.md", "@ada/x/") == "leads outside posts/ada/"


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(st.lists(st.sampled_from(["..", ".", "", "a", "..%2f", "b.jpg", "é", " ", "/", "\\", ":"]), max_size=8).map("/".join))
def test_no_name_leads_outside(name: str) -> None:
    found = resolve(name + "/c.jpg", "posts/ada/notes/x.md", "@ada/notes/x/")
    if isinstance(found, Attachment):
        assert found.source.startswith("posts/ada/")
        assert found.path.startswith("@ada/notes/x/")
        assert not {"", ".", ".."} & set(found.source.split("/") + found.path.split("/"))


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.png", PNG),
        ("a.JPG", b"\xff\xd8\xff\xe0" + bytes(60)),
        ("a.gif", b"GIF89a" + bytes(58)),
        ("a.webp", b"RIFF\x10\0\0\0WEBPVP8 "),
        ("a.avif", b"\0\0\0\x20ftypavif\0\0\0\0"),
        ("a.avif", b"\0\0\0\x20ftypmif1\0\0\0\0mif1avif"),
        ("a.mp4", b"\0\0\0\x20ftypisom"),
        ("a.mp3", b"ID3\x04"),
        ("a.mp3", b"\xff\xfb\x90"),
        ("a.ogg", b"OggS\0"),
        ("a.webm", b"\x1a\x45\xdf\xa3"),
        ("a.zip", b"PK\x03\x04"),
        ("a.txt", b"plain < text"),
        ("a.csv", b"a,b\n"),
        ("a.vtt", b"WEBVTT\n"),
    ],
)
def test_file_that_is_what_its_name_says_is_fine(name: str, head: bytes) -> None:
    assert sniff_fault(name, head) == ""


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.png", b"\xff\xd8\xff"),
        ("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'>"),
        ("a.jpg", b"GIF89a"),
        ("a.webp", b"RIFF\x10\0\0\0WAVE"),
        ("a.avif", b"\0\0\0\x20ftypisom"),
        ("a.mp4", b"<html>"),
        ("a.mp3", b"<!DOCTYPE html>"),
        ("a.txt", b"<script>alert(1)</script>"),
        ("a.txt", b"\xef\xbb\xbf \n<HTML>"),
        ("a.csv", b"<?xml version='1.0'?>"),
        ("a.txt", b"%PDF-1.7"),
        ("a.txt", "<html>".encode("utf-16")),
        ("a.txt", b" " * 64),
        ("a.png", b""),
    ],
)
def test_file_that_is_something_else_is_told(name: str, head: bytes) -> None:
    assert sniff_fault(name, head) != ""


def test_media_types_follow_the_name() -> None:
    assert [mime_type(name) for name in ("a.JPG", "a.opus", "a.mov", "a", "a.b/c")] == [
        "image/jpeg",
        "audio/ogg",
        "video/quicktime",
        "application/octet-stream",
        "application/octet-stream",
    ]


def test_only_pictures_are_images() -> None:
    assert [is_image(name) for name in ("a.png", "a.mp4", "png", "a.png/b")] == [True, False, False, False]
