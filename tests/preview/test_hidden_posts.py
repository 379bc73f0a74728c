"""The posts that the site does not show, as the preview shows them, with the real builder."""

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from microblog.build.cache import Cache
from microblog.build.options import Options
from microblog.preview.server import HOST
from microblog.preview.session import Preview
from tests.conftest import MakeSite
from tests.support.browsing import serving
from tests.support.pictures import plain
from tests.support.site_tree import NOW

CONFIG = "base_url: https://example.org/repo/\ntag_authority: example.org,2026\ntimezone: Europe/Lisbon\n"
SITE: dict[str, str | bytes] = {
    "config.yaml": CONFIG,
    "posts/ada/profile.md": "---\nname: Ada\ntimezone: Asia/Tokyo\n---\n",
    "posts/ada/2026-11-01-seen.md": "Seen canary.",
    "posts/ada/2026-11-02-idea.md": "---\ndraft: true\ntitle: <b>An & idea</b>\nin_reply_to: ada/2026-11-01-seen\n---\nDraft *canary*.",
    "posts/ada/2030-01-02-0900-later.md": "Later canary.",
    "posts/ada/2030-01-01-0900-soon.md": "---\nphoto: cat.png\n---\nSoon canary.",
    "posts/ada/2026-11-05-over.md": "---\nexpiryDate: 2026-11-06T09:00\n---\nOver canary.",
    "posts/ada/cat.png": plain("red", (900, 600), "PNG"),
    "posts/ada/thought.md": "Undated canary.",
    "posts/ada/2026-11-03-aside.md": "---\nunlisted: true\ncw: spiders\n---\nUnlisted canary.",
    "posts/ada/2026-10-31-grüße.md": "---\ndraft: true\n---\nGrüße canary.\n\n![](cat.png)",
    "posts/new/2026-11-04-first.md": "---\ndraft: true\n---\nNobody's canary. <script>alert(1)</script>",
}


class Answer(NamedTuple):
    """What came back."""

    status: int
    kind: str
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(preview: Preview, path: str) -> Answer:
    """Ask for something below the site's base."""
    connection = http.client.HTTPConnection(HOST, preview.port, timeout=60)
    connection.request("GET", f"/repo/{path}")
    response = connection.getresponse()
    answer = Answer(response.status, response.headers["Content-Type"], response.read())
    connection.close()
    return answer


@pytest.fixture
def root(make_site: MakeSite) -> Path:
    return make_site(SITE)


@pytest.fixture
def preview(root: Path) -> Iterator[Preview]:
    with serving(Options(root, jobs=1, now=NOW)) as running:
        yield running


def test_list_says_of_each_hidden_post_why_it_is_hidden(preview: Preview) -> None:
    text = ask(preview, "-/hidden/").text
    for said in (
        "Scheduled: it appears with the first build after 2030-01-01 09:00 (Asia/Tokyo).",
        "A draft, dated 2026-11-02 00:00 (Asia/Tokyo).",
        "A draft, dated 2026-11-04 00:00 (Europe/Lisbon).",
        "Nothing says when it was published; give it a `date:`.",
        "Shown from 2026-11-05 00:00 (Asia/Tokyo) until 2026-11-06 09:00 (Asia/Tokyo).",
        "Unlisted: its page is there, and nothing leads to it.",
        "&lt;b&gt;An &amp; idea&lt;/b&gt;",
    ):
        assert said in text
    assert text.index("2030-01-01-0900-soon") < text.index("2030-01-02-0900-later") < text.index("2026-11-02-idea")
    assert preview.hidden == 8
    assert "Seen canary" not in text
    assert "Unlisted canary" not in text  # behind a content warning


@pytest.mark.parametrize(
    ("path", "text", "note"),
    [
        ("@ada/2026-11-02-idea/", "Draft <em>canary</em>.", "A draft"),
        ("@ada/2030-01-02-0900-later/", "Later canary.", "Scheduled"),
        ("@ada/thought/", "Undated canary.", "Nothing says when"),
        ("@new/2026-11-04-first/", "Nobody’s canary.", "A draft"),
        ("@ada/2026-10-31-gr%C3%BC%C3%9Fe/", 'src="/repo/-/hidden/@ada/2026-10-31-gr%C3%BC%C3%9Fe/cat.png"', "A draft"),
        ("@ada/2026-11-03-aside/", "Unlisted canary.", "Unlisted"),
    ],
)
def test_hidden_post_is_shown_as_its_page_will_be(preview: Preview, path: str, text: str, note: str) -> None:
    answer = ask(preview, f"-/hidden/{path}")
    assert (answer.status, answer.kind) == (200, "text/html; charset=utf-8")
    assert text in answer.text.replace("'", "’")
    assert '<link rel="stylesheet" href="/repo/style.css">' in answer.text
    assert f'data-note="{note}' in answer.text
    assert "<script>alert" not in answer.text


def test_files_of_a_hidden_post_are_shown_with_it(preview: Preview) -> None:
    page = ask(preview, "-/hidden/@ada/2030-01-01-0900-soon/").text
    assert 'src="/repo/-/hidden/@ada/2030-01-01-0900-soon/cat.png"' in page
    for name in ("cat.png", "cat.png.480.webp"):
        picture = ask(preview, f"-/hidden/@ada/2030-01-01-0900-soon/{name}")
        assert (picture.status, picture.kind.partition("/")[0]) == (200, "image")


@pytest.mark.parametrize(
    "path", ["@ada/2026-11-01-seen/", "@ada/nowhere/", "@ada/2030-01-01-0900-soon/dog.png", "x", "../", "%2e%2e/", "@ada/2026-11-02-idea"]
)
def test_nothing_else_lies_there(preview: Preview, path: str) -> None:
    assert ask(preview, f"-/hidden/{path}").status == 404


def test_hidden_posts_are_in_no_file_and_at_no_address_of_the_site(preview: Preview, root: Path) -> None:
    for path in ("", "-/hidden/@ada/2026-11-02-idea/", "-/hidden/", "-/hidden/@ada/2030-01-01-0900-soon/cat.png"):
        assert ask(preview, path).status == 200
    files = [path for path in (root / "public").rglob("*") if path.is_file()]
    held = [b"Draft ", b"Later canary", b"Soon canary", b"Undated canary", b"Nobody's"]
    assert [path for path in files if any(words in path.read_bytes() for words in held)] == []
    assert not (root / "public/-").exists()
    for path in ("@ada/2026-11-02-idea/", "@ada/2030-01-01-0900-soon/cat.png"):
        assert ask(preview, path).status == 404


def test_drafts_that_the_site_shows_this_time_are_not_hidden(root: Path) -> None:
    with serving(Options(root, jobs=1, now=NOW, drafts=True)) as running:
        text = ask(running, "-/hidden/").text
        assert running.hidden == 2
    assert [name in text for name in ("thought.md", "aside.md", "idea.md", "soon.md")] == [True, True, False, False]


def test_index_of_a_build_that_was_cut_off_is_not_believed(preview: Preview, root: Path) -> None:
    (root / ".microblog/journal").write_text("[]")
    assert ask(preview, "-/hidden/").status == 503


def test_build_elsewhere_is_waited_for(preview: Preview, root: Path) -> None:
    answers: list[int] = []
    asking = threading.Thread(target=lambda: answers.append(ask(preview, "-/hidden/").status))
    with Cache(root).locked():
        asking.start()
        asking.join(0.3)
        assert answers == []
    asking.join()
    assert answers == [200]


def test_site_without_hidden_posts_says_so(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG, "posts/ada/2026-11-01-a.md": "Hello."})
    with serving(Options(root, jobs=1, now=NOW)) as running:
        assert "There is none" in ask(running, "-/hidden/").text
        assert running.hidden == 0


def test_site_that_was_never_built_has_nothing_to_show_yet(make_site: MakeSite) -> None:
    root = make_site({**SITE, "posts/ada/bad.md": "---\ntags: [\n---\n"})
    with serving(Options(root, jobs=1, now=NOW)) as running:
        answer = ask(running, "-/hidden/")
        assert answer.status == 503
        assert "was not built yet" in answer.text


def test_moment_at_the_end_of_time_is_told(make_site: MakeSite) -> None:
    root = make_site({**SITE, "posts/ada/end.md": "---\ndate: 9999-12-31T23:59:59Z\n---\nEnd."})
    with serving(Options(root, jobs=1, now=NOW)) as running:
        assert "after 9999-12-29" in ask(running, "-/hidden/").text
