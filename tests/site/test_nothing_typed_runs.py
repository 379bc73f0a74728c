"""Nothing runs of what is typed into the search or the page to write on, what the preview complains about, and what mail quotes."""

import re
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from microblog.build.dry_run import opened_site
from microblog.build.options import Options
from microblog.mail import rounds
from tests.support.browsing import serving
from tests.support.hostile import BASE, BODY, aimed, build_hostile, build_without_errors, read_vectors, yaml_text
from tests.support.running import Watch, stir, watching
from tests.support.site_tree import NOW

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

VECTORS = read_vectors()
SHARES = 15  # of a night; a letter of each text of one is written at once
SAMPLES = [
    pytest.param(VECTORS[7::142], id="some"),
    *(pytest.param(VECTORS[share::SHARES], id=f"share {share}", marks=pytest.mark.nightly) for share in range(SHARES)),
]
CONFIG = f"base_url: {BASE}\ntag_authority: hostile.example,2026\n"


@pytest.fixture
def site(browser: "Browser", tmp_path: Path) -> "Iterator[tuple[Watch, Page]]":
    """Yield a page for which a site with two hostile posts lies on a plain file host, without policies."""
    built = build_hostile(tmp_path, VECTORS[::300], [BODY], with_others=False)
    with watching(browser, built.folder, has_policy=False) as (watch, context):
        yield watch, context.new_page()


def assert_calm(watch: Watch, page: "Page") -> None:
    assert stir(page) == []
    assert (watch.ran, watch.foreign, watch.left) == (set(), set(), set())


@pytest.mark.parametrize("vectors", SAMPLES)
def test_nothing_runs_that_is_searched_for(site: "tuple[Watch, Page]", vectors: Sequence[str]) -> None:
    watch, page = site
    page.goto(f"{BASE}search/?q=x")
    page.locator("#search-results article").first.wait_for()
    assert_calm(watch, page)
    for number, vector in enumerate(vectors, 1):
        text = aimed(vector, number)
        page.goto(f"{BASE}search/?q={quote(text)}")
        page.locator("#search-status:not(:empty)").wait_for(state="attached")
        assert page.locator("input[name=q]").input_value() == text.replace("\r", "").replace("\n", "")
        assert_calm(watch, page)


@pytest.mark.parametrize("vectors", SAMPLES)
def test_nothing_runs_that_is_written_on_the_page(site: "tuple[Watch, Page]", vectors: Sequence[str]) -> None:
    watch, page = site
    page.goto(f"{BASE}compose/")
    page.locator("form.composer details").evaluate("details => details.open = true")
    for number, vector in enumerate(vectors, 1):
        text = aimed(vector, number)
        end = f"The end of {number}."
        for field in ("title", "tags"):
            page.locator(f"#{field}").fill(text)
        page.locator("#text").fill(f"{text}\n\n{end}")
        page.locator(".preview .prose", has_text=end).wait_for()
        assert_calm(watch, page)


@pytest.mark.parametrize("vectors", SAMPLES)
def test_nothing_runs_of_what_the_preview_complains_about(browser: "Browser", tmp_path: Path, vectors: Sequence[str]) -> None:
    (tmp_path / "posts/ada").mkdir(parents=True)
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "posts/ada/fine.md").write_text("---\ndate: 2026-01-01\n---\nFine.\n", encoding="utf-8")
    context = browser.new_context(bypass_csp=True)
    ran: set[int] = set()
    context.expose_binding("pwn", lambda _, number: ran.add(number))
    page = context.new_page()
    with serving(Options(tmp_path, jobs=1, now=NOW)) as preview:
        page.goto(preview.url)
        for number, vector in enumerate(vectors, 1):
            text = yaml_text(aimed(vector, number))
            (tmp_path / f"posts/ada/p{number}.md").write_text(f"---\ndate: {text}\n{text}: x\n---\n{text}\n", encoding="utf-8")
        page.locator("#microblog-problems section").first.wait_for()
        assert stir(page) == []
    assert ran == set()
    context.close()


@pytest.mark.parametrize("vectors", SAMPLES)
def test_nothing_runs_of_what_mail_quotes(browser: "Browser", tmp_path: Path, vectors: Sequence[str]) -> None:
    files = {"config.yaml": CONFIG + f"title: {yaml_text(aimed(VECTORS[0], 1))}\n"}
    for number, vector in enumerate(vectors, 1):
        text = aimed(vector, number)
        files[f"posts/ada{number}/profile.md"] = f"---\nname: {yaml_text(text)}\nemail: a@example.org\nnotify: true\n---\n"
        files[f"posts/ada{number}/hello.md"] = "---\ndate: 2026-01-01\n---\nHello\n"
        files[f"posts/g{number}/profile.md"] = f"---\nname: {yaml_text(text)}\n---\n"
        files[f"posts/g{number}/re.md"] = f"---\ndate: 2026-01-02\nin_reply_to: ada{number}/hello\n---\n{text}\n"
    for path, written in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(written, encoding="utf-8", newline="")
    refused = [path for path in build_without_errors(tmp_path) if not re.fullmatch(r"posts/g\d+/profile\.md", path)]
    letters = written_letters(tmp_path)
    assert len(letters) + len(refused) == len(vectors)
    assert letters
    with watching(browser, tmp_path, has_policy=False) as (watch, context):
        page = context.new_page()
        for letter in letters:
            assert {name for name in letter if name not in {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"}} == {
                "MIME-Version",
                "Content-Type",
            }
            body = letter.get_body(("html",))
            assert body is not None
            page.set_content(str(body.get_content()))
            assert_calm(watch, page)


def written_letters(root: Path) -> list[EmailMessage]:
    """Return the letters to all who want any."""
    with opened_site(Options(root=root, jobs=1, now=NOW)) as (settings, context):
        found = rounds.plan_round(settings, context, is_all=True)
        return [rounds.compose(context, letter, "club@example.org", settings.now) for letter in found]
