"""The file that the page to write on makes: byte for byte the engine's own, and nothing in it is what the writer did not mean."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from microblog.build.options import Options
from microblog.formats.post_file import RULES, clean, quote, render_post_file, slug_of, stem_of
from microblog.text.directions import closed
from tests.support.browsing import serving
from tests.support.composing import SITE, config_of, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

AT = {"base": "/club/", "origin": "https://example.org", "rules": RULES}
EMPTY = {"title": "", "tags": "", "lang": "", "cw": "", "reply": "", "quote": "", "draft": False, "unlisted": False, "photos": []}
HOSTILE = (
    'no: "quotes" #1 \\ \u2028 👩\u200d💻 ---',
    "---\ndraft: false\n---",
    "x\u0085\x7f\u200e\u202e\ufeff\U000e0041",
    "!!python/object:os.system {a: [b, *c, &d]} %TAG ` @ | >",
    "</script><img src=x onerror=alert(1)>",
    "'single' \t tab  and   spaces ",
    "لا إله 日本語 ŐŰ İstanbul ΣΑΣ ﬁ ㎏",
)
MOMENTS = (
    ("Europe/London", 1_795_000_000_000),
    ("Asia/Kathmandu", 1_780_000_123_456),
    ("America/St_Johns", 1_772_345_678_901),
    ("UTC", 1_774_988_700_000),
    ("Pacific/Kiritimati", 1_798_761_600_000),
)


@pytest.fixture(scope="module")
def page(browser: "Browser", tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Page]":
    root: Path = tmp_path_factory.mktemp("files")
    for name, content in (SITE | {"config.yaml": config_of()}).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
    with serving(Options(root=root, jobs=1)) as preview:
        page = browser.new_page()
        page.goto(f"{preview.url}compose/")
        page.evaluate("async () => { window.file = await import('/club/composer/file.js'); }")
        yield page
        page.close()


def files_of(page: "Page", instant: int, zone: str, **fields: object) -> list[dict[str, Any]]:
    """Return the files that the page makes."""
    given = {**EMPTY, "author": "ada", "zone": zone, "text": "", **fields}
    found: list[dict[str, Any]] = page.evaluate("([fields, at, given]) => file.filesOf(fields, at, given)", [given, instant, AT])
    return found


def test_names_of_files_are_those_of_the_engine(page: "Page") -> None:
    texts = [*HOSTILE, "Plain words, and many more than six of them", "https://example.org/ it’s", "x" * 300, "...", "", "2026 in review"]
    for zone, instant in MOMENTS:
        moment = datetime.fromtimestamp(instant // 1000, ZoneInfo(zone))
        for text in texts:
            (file,) = files_of(page, instant, zone, text=text)
            assert file["path"] == f"posts/ada/{stem_of(moment, text)}.md"
            assert f"date: {moment.isoformat(timespec='seconds')}\n" in file["text"]


def test_time_that_looks_like_a_year_gets_its_seconds(page: "Page") -> None:
    instant = int(datetime.fromisoformat("2026-01-02T20:25:07+00:00").timestamp() * 1000)
    (file,) = files_of(page, instant, "UTC", text="In review")
    assert file["path"] == "posts/ada/2026-01-02-202507-in-review.md"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_stay_text_in_a_head_that_is_the_engines(page: "Page", hostile: str) -> None:
    photos = [{"type": "image/jpeg", "alt": hostile}]
    values = {"title": hostile, "cw": hostile, "tags": "tea, two words"}
    file, photo = files_of(page, 1_795_000_000_000, "UTC", text=f"{hostile}\n", draft=True, photos=photos, **values)
    stem = file["path"].removesuffix(".md")
    name = f"{stem.rpartition('/')[2]}-1.jpg"
    assert (photo["path"], photo["photo"]) == (f"{stem}-1.jpg", 0)
    date = datetime.fromtimestamp(1_795_000_000, ZoneInfo("UTC")).isoformat()
    head = {
        "date": date,
        "title": clean(hostile).strip(),
        "tags": ["tea", "two words"],
        "cw": clean(hostile).strip(),
        "photo": [(name, clean(hostile).strip())],
    }
    assert file["text"] == render_post_file(head | {"draft": True}, clean(hostile).strip())
    post = parsed(file["path"], file["text"])
    assert post.draft
    assert post.cw.split() == closed(clean(hostile)).split()
    assert [tag.label for tag in post.tags][:2] == ["tea", "two words"]
    assert [shown.alt.split() for shown in post.photos] == [closed(clean(hostile)).split()]


def test_photo_of_which_nobody_said_anything_is_not_called_decoration(page: "Page") -> None:
    photos = [{"type": "image/png", "alt": alt} for alt in ("", "  ", "A cat")]
    file, *_ = files_of(page, 1_795_000_000_000, "UTC", text="Cats", photos=photos)
    stem = file["path"].rpartition("/")[2].removesuffix(".md")
    pictures = [(f"{stem}-1.png", None), (f"{stem}-2.png", None), (f"{stem}-3.png", "A cat")]
    date = datetime.fromtimestamp(1_795_000_000, ZoneInfo("UTC")).isoformat()
    assert file["text"] == render_post_file({"date": date, "photo": pictures}, "Cats")


@given(st.text(st.characters(exclude_categories=["Cn", "Cs"]), max_size=60))  # a browser may know younger letters
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_text_is_quoted_and_named_as_the_engine_does(page: "Page", text: str) -> None:
    found = page.evaluate("([text, rules]) => [file.quote(text), file.slugOf(text, rules), file.clean(text, rules)]", [text, RULES])
    assert found == [quote(text), slug_of(text), clean(text)]


def test_answer_and_quote_are_posts_of_the_site_however_they_are_given(page: "Page") -> None:
    for given_as in (
        "bob/2026-11-21-more",
        "@bob/2026-11-21-more/",
        "/club/@bob/2026-11-21-more/",
        "https://example.org/club/@bob/2026-11-21-more/",
    ):
        (file,) = files_of(page, 1_795_000_000_000, "UTC", text="Yes.", reply=given_as, quote=given_as)
        post = parsed(file["path"], file["text"])
        assert [(link.relation, link.target) for link in (*post.links, *post.quotes)] == [
            ("in_reply_to", "bob/2026-11-21-more"),
            ("quotation_of", "bob/2026-11-21-more"),
        ]


def test_answer_to_a_page_elsewhere_keeps_its_address(page: "Page") -> None:
    (file,) = files_of(page, 1_795_000_000_000, "UTC", text="Yes.", reply=" https://example.com/a?b=c#d ")
    assert parsed(file["path"], file["text"]).links[0].target == "https://example.com/a?b=c#d"


def test_every_key_that_a_script_writes_is_one_of_the_engines(page: "Page") -> None:
    fields = {"title": "T", "tags": "a", "lang": "pt-BR", "cw": "c", "reply": "bob/x", "draft": True, "unlisted": True}
    (file,) = files_of(page, 1_795_000_000_000, "UTC", text="Yes.", **fields)
    post = parsed(file["path"], file["text"])
    assert (post.title, post.lang, post.cw, post.draft, post.unlisted, post.extra) == ("T", "pt-BR", "c", True, True, {})
