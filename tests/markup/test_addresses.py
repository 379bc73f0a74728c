"""Where links lead, which files a post names, and what becomes of pictures and films."""

import pytest

from microblog.markup import Context, render
from microblog.markup.html.addresses import resolve
from microblog.markup.notes import Notes
from microblog.model.nouns import Attachment

HERE = Context("posts/ada/notes/x.md", "@ada/notes/x/", "/repo/", 5, "p1")


def html(text: str) -> str:
    return render(text, HERE).html


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/tags/", "/repo/tags/"),
        ("//example.org/x", "https://example.org/x"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https:example.org", "https://example.org"),
        ("HTTP:/\\example.org", "http://%5Cexample.org"),
        ("/\\example.org", "/repo/%5Cexample.org"),
        ("/%09/example.org", "/repo/%09/example.org"),
        ("#here", "#here"),
        ("?q=1", "/repo/@ada/notes/x/?q=1"),
        ("", "/repo/@ada/notes/x/"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("https://me:secret@example.org/x", "https://example.org/x"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://[2001:db8::1]/[a]", "https://[2001:db8::1]/%5Ba%5D"),
    ],
)
def test_links_lead_where_they_shall_from_any_page(address: str, expected: str) -> None:
    assert html(f"[x](<{address}>)") == f'<p><a href="{expected}">x</a></p>'


@pytest.mark.parametrize("address", ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "vbscript:x", "mention:ada", "file:///x"])
def test_other_schemes_lead_nowhere(address: str) -> None:
    assert html(f"[x]({address})") == "<p><a>x</a></p>"


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "java&#9;script:x", "&#1; javascript:x", "java\nscript:x", "data:text/html,x", "mention:ada", "quote:ada/x"],
)
def test_other_schemes_are_refused_before_the_sanitiser_sees_them(address: str) -> None:
    assert resolve(address, Notes("", HERE)) is None


def test_what_browsers_drop_is_dropped_before_it_is_decided_where_an_address_leads() -> None:
    assert resolve("/&#9;/example.org", Notes("", HERE)) == "https://example.org"
    assert resolve("&#1; https://example.org ", Notes("", HERE)) == "https://example.org"


def test_file_beside_the_post_is_attached() -> None:
    rendered = render("one\n\n![A cat](cats/my%20cat.jpg) [talk](talk.mp3#t=9)", HERE)
    assert '<img alt="A cat" src="/repo/@ada/notes/x/cats/my-cat.jpg" loading="lazy">' in rendered.html
    assert '<a href="/repo/@ada/notes/x/talk.mp3#t=9">talk</a>' in rendered.html
    assert rendered.attachments == (
        Attachment("posts/ada/notes/cats/my cat.jpg", "@ada/notes/x/cats/my-cat.jpg", 7),
        Attachment("posts/ada/notes/talk.mp3", "@ada/notes/x/talk.mp3", 7),
    )


def test_sound_written_as_a_picture_can_be_played() -> None:
    player = '<audio src="/repo/@ada/notes/x/talk.mp3" controls preload="metadata" aria-label="My talk"></audio>'
    assert html("![My talk](talk.mp3)") == f"<p>{player}</p>"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../../grace/cat.jpg", "leads outside posts/ada/"),
        ("cat.svg", "could run scripts in a reader's browser"),
        ("cat.psd", "is of a kind that is not published"),
        ("cats/", "names no file"),
    ],
)
def test_file_that_is_not_published_leaves_its_words_and_a_warning_with_its_line(name: str, said: str) -> None:
    rendered = render(f"one\n\n![My cat]({name})", HERE)
    (problem,) = rendered.problems
    assert (problem.path, problem.line, problem.is_warning) == ("posts/ada/notes/x.md", 7, True)
    assert problem.what.startswith(f"'{name}' {said}")
    assert rendered.html == "<p>one</p>\n<p>My cat</p>"


def test_backslashes_of_windows_are_slashes() -> None:
    assert 'src="/repo/@ada/notes/x/img/cat.jpg"' in html("![My cat](img\\cat.jpg)")


def test_picture_of_another_host_becomes_a_link_and_a_warning() -> None:
    rendered = render("one\n![A cat](https://example.org/cat.jpg)", HERE)
    assert '<a href="https://example.org/cat.jpg">A cat</a>' in rendered.html
    assert [(problem.line, problem.is_warning) for problem in rendered.problems] == [(6, True)]


def test_linked_picture_of_another_host_is_one_link() -> None:
    linked = html("[![](https://example.org/cat.jpg)](https://example.org/)")
    assert linked == '<p><a href="https://example.org/">cat.jpg</a></p>'


def test_picture_without_alternative_text_says_so_to_browsers() -> None:
    assert html('<img src="/cat.jpg">') == '<p><img src="/repo/cat.jpg" alt="" loading="lazy"></p>'


def test_poster_of_another_host_loses_its_address() -> None:
    rendered = render('<video src="a.mp4" autoplay poster="https://example.org/b.jpg">Words</video>', HERE)
    assert rendered.html == '<video src="/repo/@ada/notes/x/a.mp4" controls preload="metadata">Words</video>'
    assert len(rendered.problems) == 1


@pytest.mark.parametrize(
    "shown", ["<img src=x>", '<img src="x">', "![a](x)", "![a]( <x> )", "[x]\n\n[x]: x", "[a](/x)", "[[x]]", "![a](x 'y')"]
)
def test_line_of_a_short_address_is_that_where_an_address_stands(shown: str) -> None:
    notes = Notes(f"An example of six\nx boxes\n\n{shown}\n", HERE)
    assert notes.line_of("x") == 8


def test_line_of_what_stands_nowhere_as_an_address_is_that_of_the_words() -> None:
    assert Notes("One\ntwo x\n", HERE).line_of("x") == 6
    assert Notes("x" * 100_000 + "\n(x)", HERE).line_of("x") == 5
