"""The page to write on: what it shows, what it keeps, and how it is reached."""

import json
import zipfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from microblog.build.options import Options
from tests.conftest import MakeSite
from tests.support.browsing import barriers, serving, watched
from tests.support.composing import (
    SITE,
    begin_anew,
    composing,
    config_of,
    open_page,
    opened,
    parsed,
    status,
    wait_until_empty,
    write,
)
from tests.support.pictures import SECRET, plain, telling
from tests.support.site_tree import build, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

REPOSITORY = "https://github.com/ada/notes"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site that is built once for all tests here; none changes what is in it."""
    root = tmp_path_factory.mktemp("compose")
    for name, text in (SITE | {"config.yaml": config_of(REPOSITORY)}).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def url(root: Path) -> "Iterator[str]":
    """Serve the site for all tests here; return the address of the page to write on."""
    with serving(Options(root=root, jobs=1)) as preview:
        yield f"{preview.url}compose/"


@pytest.fixture(scope="module")
def tab(browser: "Browser", url: str) -> "Iterator[Page]":
    """Yield the one page that most tests here use, one after the other."""
    with opened(browser, url) as page:
        yield page


@pytest.fixture
def page(tab: "Page", url: str) -> "Page":
    """Return a page that knows nothing of the tests before."""
    begin_anew(tab, url)
    return tab


@pytest.fixture(scope="module")
def writing(browser: "Browser", url: str) -> "Iterator[Page]":
    """Yield one page for tests that only write into it."""
    with opened(browser, url) as page:
        yield page


def text_of(page: "Page") -> str:
    return page.locator("#text").input_value()


def preview(page: "Page", text: str) -> str:
    """Return the preview's HTML of a text."""
    end = f"The end of {next(ENDS)}."
    write(page, f"{text}\n\n{end}")
    page.locator(".preview .prose", has_text=end).wait_for()
    return page.locator(".preview .prose").inner_html().removesuffix(f"<p>{end}</p>")


ENDS = count(1)
"""Numbers of the texts of one page, each of which has an end of its own."""


def address_of(page: "Page") -> str:
    """Press the button, and return the address that the host's page would have."""
    page.evaluate("window.open = (url) => { window.opened = url; }")
    page.get_by_role("button", name="Open it there").click()
    return str(page.evaluate("window.opened"))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*a* **b** `<c>` ~~d~~\ne", "<p><em>a</em> <strong>b</strong> <code>&lt;c&gt;</code> <s>d</s><br>e</p>"),
        (
            "# A\n\n> b\n\n1. c\n2. d",
            "<h3>A</h3><blockquote><p>b</p></blockquote><ol><li>c</li><li>d</li></ol>",
        ),
        (
            "@ada @nobody a@ada #tea",
            '<p><a href="/club/@ada/" target="_blank" rel="noopener">@ada</a> @nobody a@ada <span class="hashtag">#tea</span></p>',
        ),
        ("/@bob/2026-11-21-more/", '<p><span class="quoted">@bob/2026-11-21-more</span></p>'),
        (
            "[x](https://e.org/) [y](javascript:alert)",
            '<p><a href="https://e.org/" target="_blank" rel="noopener">x</a> <span>y</span></p>',
        ),
        ("\\*a* 2 * 3 * 4 a_b_c", "<p>*a* 2 * 3 * 4 a_b_c</p>"),
    ],
)
def test_preview_shows_what_is_common(writing: "Page", text: str, html: str) -> None:
    assert preview(writing, text) == html


def test_hostile_text_stays_text_in_the_preview(page: "Page") -> None:
    complaints = watched(page)
    hostile = (
        '<img src=x onerror="document.title=1"><script>document.title=1</script> [a](data:text/html,x) <javascript:1> [b](//evil.example/)'
    )
    write(page, f"{hostile}\n\n> {hostile}\n\n- {hostile}\n\n# {hostile}", title=hostile, tags=hostile)
    page.locator(".preview h3").wait_for()
    assert page.locator(".preview .prose :is(img, script, a)").count() == 0
    assert page.title() != "1"
    assert complaints == []


def test_preview_says_what_it_does_not_show(page: "Page") -> None:
    preview(page, "a[^1] ![b](c.jpg) [[d]] <b>e</b> `<i>`\n\n|f|g|\n|-|-|")
    told = page.locator('[data-when="unshown"]').inner_text()
    assert told.endswith(": pictures in the text, links in double brackets, footnotes, HTML, tables")


def test_name_from_the_right_turns_nothing_of_the_sentence_around_it(writing: "Page") -> None:
    write(writing, "Words", reply="שלום", quote="bob/2026-11-21-more")
    told = writing.locator('[data-when="relation"]')
    told.get_by_text("An answer to \u2068שלום\u2069 With a quote of bob/2026-11-21-more").wait_for()
    write(writing, "", reply="", quote="")


def test_page_of_stars_does_not_keep_the_browser_busy(page: "Page") -> None:
    write(page, "**a " * 20_000 + "\n\nThe end.")
    page.locator(".preview .prose", has_text="The end.").wait_for()


def test_counter_counts_what_a_person_counts(page: "Page") -> None:
    write(page, "né👩‍💻")
    page.get_by_text("Characters: 3 of 200,000").wait_for()


def test_names_are_completed_in_the_text_by_keyboard_and_by_touch(page: "Page") -> None:
    text = page.locator("#text")
    text.press_sequentially("With @lov")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "@ada Ada Lovelace"
    page.keyboard.press("Enter")
    text.press_sequentially("on #te")
    page.get_by_role("button", name="#tea_time").click()
    assert text_of(page) == "With @ada on #tea_time "
    text.press_sequentially("#t")
    page.keyboard.press("Escape")
    assert page.locator('.offers[data-for="text"]').is_hidden()


def test_tags_are_completed_each_once(page: "Page") -> None:
    write(page, "x", tags="")
    page.locator("#tags").press_sequentially("at p")
    page.get_by_role("button", name="#At Protocol").click()
    page.locator("#tags").press_sequentially("at")
    assert page.locator("#tags").input_value() == "At Protocol, at"
    assert page.get_by_role("button", name="#At Protocol").count() == 0


def test_what_is_written_is_there_again_after_a_reload(page: "Page", tmp_path: Path) -> None:
    (tmp_path / "cat.jpg").write_bytes(telling("JPEG"))
    write(page, "Kept", title="T", tags="a, b", cw="C", reply="bob/2026-11-21-more", lang="de", at="2031-01-02T03:04")
    page.get_by_label("Unlisted").check()
    page.locator("#photos").set_input_files(tmp_path / "cat.jpg")
    page.get_by_label("What does cat.jpg show?").fill("A cat")
    open_page(page)
    values = {name: page.locator(f"#{name}").input_value() for name in ("text", "title", "tags", "cw", "reply", "lang", "at")}
    assert [*values.values()] == ["Kept", "T", "a, b", "C", "bob/2026-11-21-more", "de", "2031-01-02T03:04"]
    assert page.get_by_label("Unlisted").is_checked()
    assert page.get_by_label("What does cat.jpg show?").input_value() == "A cat"


def test_second_tab_begins_a_post_of_its_own_and_neither_is_lost(page: "Page") -> None:
    write(page, "In the first")
    other = page.context.new_page()
    open_page(other, page.url)
    assert text_of(other) == ""
    write(other, "In the second")
    other.get_by_text("In the first").first.wait_for()
    other.close()
    open_page(page)
    page.get_by_role("button", name="Go on with “In the second”").wait_for()
    assert text_of(page) == "In the first"


def test_another_post_is_begun_and_the_first_is_gone_on_with(page: "Page") -> None:
    write(page, "First")
    page.get_by_role("button", name="Begin another post").click()
    wait_until_empty(page)
    write(page, "Second")
    page.get_by_role("button", name="Go on with “First”").click()
    page.get_by_role("button", name="Go on with “Second”").wait_for()
    assert text_of(page) == "First"
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete “Second”").click()
    page.locator(".unsent").wait_for(state="hidden")


def test_answer_has_a_draft_of_its_own(page: "Page") -> None:
    write(page, "A note")
    url = page.url
    open_page(page, f"{url}?reply=bob/2026-11-21-more")
    assert (text_of(page), page.locator("#reply").input_value()) == ("", "bob/2026-11-21-more")
    write(page, "An answer")
    page.get_by_text("An answer to bob/2026-11-21-more").wait_for()
    page.get_by_role("button", name="Begin another post").click()
    open_page(page, f"{url}?reply=bob/2026-11-21-more")
    assert text_of(page) == "An answer"


def test_what_a_phone_shares_becomes_a_post_and_replaces_none(page: "Page", root: Path) -> None:
    write(page, "Unsent")
    manifest = json.loads((root / "public/manifest.webmanifest").read_text(encoding="utf-8"))
    assert manifest["shortcuts"] == [{"name": "Write a post", "url": "/club/compose/"}]
    target = manifest["share_target"]
    assert (target["action"], target["method"]) == ("/club/compose/", "GET")
    values = {"title": "A page", "text": "See https://e.org/", "url": "https://e.org/"}
    query = urlencode({target["params"][name]: value for name, value in values.items()})
    open_page(page, f"{page.url}?{query}")
    assert text_of(page) == "A page\nSee https://e.org/"
    page.get_by_role("button", name="Go on with “Unsent”").wait_for()
    assert "?" not in page.url


SHARE = """([action, bytes]) => {
  const form = Object.assign(document.createElement("form"), { action, method: "post", enctype: "multipart/form-data" });
  const text = Object.assign(document.createElement("input"), { name: "text", value: "Look" });
  const photos = Object.assign(document.createElement("input"), { name: "photos", type: "file" });
  const files = new DataTransfer();
  files.items.add(new File([Uint8Array.from(bytes)], "a cat.png", { type: "image/png" }));
  photos.files = files.files;
  form.append(text, photos);
  document.body.append(form);
  form.submit();
}"""


def test_worker_takes_photos_that_a_phone_shares(browser: "Browser", root: Path, url: str) -> None:
    with opened(browser, url, bypass_csp=True) as page:
        page.get_by_text("This page works without a network now.").wait_for()
        write(page, "Unsent")
        target = json.loads((root / "public/compose/manifest.webmanifest").read_text(encoding="utf-8"))["share_target"]
        assert (target["method"], target["enctype"], target["params"]["files"][0]["name"]) == ("POST", "multipart/form-data", "photos")
        page.context.set_offline(True)
        page.evaluate(SHARE, [target["action"], [*plain(kind="PNG")]])
        page.get_by_label("What does a cat.png show?").wait_for()
        assert text_of(page) == "Look"
        assert page.get_by_role("button", name="Go on with “Unsent”").count() == 1
        page.wait_for_function("location.search === ''")
        open_page(page)
        page.get_by_label("What does a cat.png show?").wait_for()


def test_photo_that_was_shared_and_is_not_there_is_told(page: "Page") -> None:
    open_page(page, f"{page.url}?share=1&photo=cat.png")
    status(page, "This browser has lost cat.png; choose it again.")


def test_page_works_without_a_network_once_it_was_open(page: "Page") -> None:
    page.get_by_text("This page works without a network now.").wait_for()
    write(page, "On a train")
    page.context.set_offline(True)
    open_page(page)
    assert text_of(page) == "On a train"
    assert preview(page, "*x* @ada").startswith("<p><em>x</em> <a ")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename.endswith(".md")


def test_worker_leaves_the_rest_of_the_site_alone(page: "Page") -> None:
    page.get_by_text("This page works without a network now.").wait_for()
    scopes = page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.map(one => new URL(one.scope).pathname))")
    assert scopes == ["/club/compose/"]


def test_host_gets_the_whole_file_in_the_address(page: "Page") -> None:
    write(page, "Tea & *cake* #tea\n\nمرحبا", title="T + 1")
    url = address_of(page)
    values = parse_qs(urlsplit(url).query)
    assert url.startswith(f"{REPOSITORY}/new/main?filename=posts%2Fada%2F")
    post = parsed(values["filename"][0], values["value"][0])
    assert (post.title, post.text) == ("T + 1", "Tea & cake #tea مرحبا")
    assert "Commit it there, then clear this page" in status(page, "Commit")
    assert text_of(page).startswith("Tea")
    page.get_by_role("button", name="It is sent: clear this page").click()
    wait_until_empty(page)
    open_page(page)
    wait_until_empty(page)


def test_longest_address_is_opened_and_one_byte_more_is_copied(page: "Page") -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    write(page, "茶" * 100, at="2031-01-02T03:04")
    room = 8191 - len(address_of(page))
    write(page, "茶" * 100 + "x" * room)
    page.get_by_text("this post takes 8191.").wait_for()
    assert len(address_of(page)) == 8191
    write(page, "茶" * 100 + "x" * (room + 1))
    page.get_by_text("This post takes 8192 bytes").wait_for()
    assert page.get_by_role("button", name="Open it there").is_disabled()
    page.get_by_role("button", name="Copy and open").click()
    status(page, "Copied")
    assert page.evaluate("window.opened").endswith(".md")
    assert "x" * (room + 1) in page.evaluate("navigator.clipboard.readText()")


def test_post_goes_into_an_address_without_its_photos_and_says_so(page: "Page", tmp_path: Path) -> None:
    (tmp_path / "cat.jpg").write_bytes(telling("JPEG"))
    write(page, "A cat")
    page.locator("#photos").set_input_files(tmp_path / "cat.jpg")
    page.get_by_text("Photos do not go this way").wait_for()
    assert "photo" not in parse_qs(urlsplit(address_of(page)).query)["value"][0]
    assert page.get_by_label("What does cat.jpg show?").count() == 1
    write(page, "")
    page.get_by_role("button", name="Open it there").click()
    status(page, "There is nothing to send yet")


def test_browser_that_does_not_copy_shows_the_file(page: "Page") -> None:
    assert page.get_by_label("The file").is_hidden()
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined}); window.open = () => {}")
    write(page, "By hand")
    page.get_by_role("button", name="Copy and open").click()
    status(page, "This browser does not copy")
    assert page.get_by_label("The file").input_value().endswith("\nBy hand\n")


def test_post_is_copied_where_the_page_of_the_host_takes_no_text(browser: "Browser", make_site: MakeSite) -> None:
    root = make_site(SITE | {"config.yaml": config_of("https://gitlab.com/ada/notes", "gitlab")})
    with composing(browser, root, permissions=["clipboard-read", "clipboard-write"]) as page:
        write(page, "By copy")
        page.get_by_text("That page takes no text from its address").wait_for()
        assert page.get_by_role("button", name="Open it there").is_disabled()
        page.evaluate("() => { window.open = (url) => { window.opened = url; }; }")
        page.get_by_role("button", name="Copy and open").click()
        status(page, "Copied")
        assert page.evaluate("window.opened").startswith("https://gitlab.com/ada/notes/-/new/main?file_name=posts%2Fada%2F")
        assert page.evaluate("navigator.clipboard.readText()").endswith("\n\nBy copy\n")
        assert page.locator("#token").count() == 0


def test_moment_of_the_device_is_written_in_the_zone_of_the_author(browser: "Browser", url: str) -> None:
    with opened(browser, url, timezone_id="America/New_York") as page:
        write(page, "Later", at="2031-07-01T08:00")
        page.get_by_text("posts/ada/2031-07-01-1300-later.md").wait_for()
        assert "date: 2031-07-01T13:00:00+01:00\n" in parse_qs(urlsplit(address_of(page)).query)["value"][0]


def test_download_of_text_is_a_post(page: "Page", tmp_path: Path) -> None:
    write(page, "Saved")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    download.value.save_as(tmp_path / "post.md")
    name = download.value.suggested_filename
    assert parsed(f"posts/ada/{name}", (tmp_path / "post.md").read_text(encoding="utf-8")).text == "Saved"
    status(page, f"{name} is downloaded")


def test_photo_is_made_smaller_and_loses_what_the_camera_noted(page: "Page", tmp_path: Path, make_site: MakeSite) -> None:
    root = make_site(SITE | {"config.yaml": config_of(REPOSITORY)})
    (tmp_path / "cat.jpg").write_bytes(telling("JPEG"))
    assert SECRET in telling("JPEG")
    write(page, "A cat", title="Photo")
    page.locator("#photos").set_input_files(tmp_path / "cat.jpg")
    page.get_by_label("What does cat.jpg show?").fill("A cat")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    download.value.save_as(tmp_path / "post.zip")
    with zipfile.ZipFile(tmp_path / "post.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        archive.extractall(root)
    assert [name.rpartition(".")[2] for name in names] == ["md", "jpg"]
    data = (root / names[1]).read_bytes()
    assert SECRET not in data
    assert b"Exif" not in data
    build(root, now="2099-01-01T00:00Z")
    assert (root / "public/@ada" / Path(names[0]).stem / "index.html").is_file()


def test_file_that_is_no_picture_is_told(page: "Page", tmp_path: Path) -> None:
    (tmp_path / "cat.heic").write_bytes(b"no picture")
    page.locator("#photos").set_input_files(tmp_path / "cat.heic")
    status(page, "This browser cannot read cat.heic")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"text": ""}, "There is nothing to send"),
        ({"author": "Ada L"}, "Say who writes"),
        ({"lang": "german!"}, "That is no language tag: german!"),
        ({"tags": "tea, ..."}, "That can be no tag: ..."),
        ({"tags": ",".join(f"t{number}" for number in range(51))}, "A post has at most 50 tags"),
        ({"reply": "what he said"}, "That is neither the address"),
        ({"text": "x" * 200_001}, "A text may have 200000 characters"),
    ],
    ids=lambda value: "" if isinstance(value, str) else next(iter(value)),
)
def test_what_would_stop_the_build_is_told_before(writing: "Page", fields: dict[str, str], told: str) -> None:
    write(writing, **({"text": "x", "author": "ada", "lang": "", "tags": "", "reply": ""} | fields))
    writing.get_by_role("button", name="Download").click()
    status(writing, told)


def test_browser_without_room_says_so(page: "Page") -> None:
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }")
    write(page, "x")
    page.get_by_text("This browser keeps nothing").wait_for()


@pytest.mark.usefixtures("url")
def test_without_javascript_the_page_leads_to_the_host(browser: "Browser", root: Path) -> None:
    html = (root / "public/compose/index.html").read_text(encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_content(html)
    link = page.get_by_role("link", name="A new file at github.com")
    values = parse_qs(urlsplit(link.get_attribute("href") or "").query)
    assert values == {"filename": ["posts/ada/YYYY-MM-DD-HHMM-words.md"], "value": ["---\ntitle:\ntags: []\n---\n\n"]}
    assert page.locator("form.composer").is_hidden()
    context.close()


@pytest.mark.parametrize("scheme", [pytest.param("light", marks=pytest.mark.nightly), "dark"])
def test_axe_finds_no_barrier(browser: "Browser", url: str, axe: Path, tmp_path: Path, scheme: Any) -> None:
    (tmp_path / "cat.jpg").write_bytes(telling("JPEG"))
    with opened(browser, url, color_scheme=scheme, bypass_csp=True, viewport={"width": 360, "height": 800}) as page:
        write(page, "First")
        page.get_by_role("button", name="Begin another post").click()
        write(page, "# Tea\n\n- [x] *x* @ada\n\n> q\n\n`c` #te", tags="a")
        page.locator("#photos").set_input_files(tmp_path / "cat.jpg")
        page.get_by_label("What does cat.jpg show?").wait_for()
        page.locator("#text").press("End")
        page.get_by_role("button", name="Send text and photos").click()
        status(page, "Paste a token first")
        assert barriers(page, axe) == []
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_foot_of_each_page_leads_there_where_the_site_says_in_what_repository_it_is_kept(make_site: MakeSite) -> None:
    root = make_site(SITE | {"config.yaml": config_of()})
    build(root)
    assert ">Write</a>" not in (root / "public" / "index.html").read_text()
    (root / "config.yaml").write_text(config_of(REPOSITORY))
    build(root)
    for path in ("index.html", "@ada/index.html", "@ada/2026-11-20-tea/index.html", "404.html"):
        assert '<a href="/club/compose/" rel="nofollow">Write</a>' in (root / "public" / path).read_text()


def test_site_without_the_page_has_no_trace_of_it(make_site: MakeSite) -> None:
    root = make_site(SITE | {"config.yaml": f"{config_of(REPOSITORY)}compose: false\n"})
    build(root)
    files = tree(root / "public")
    assert [path for path in files if path.startswith("compose")] == []
    assert ">Write</a>" not in files["index.html"].decode()
    assert "share_target" not in json.loads(files["manifest.webmanifest"])
    post = files["@ada/2026-11-20-tea/index.html"].decode()
    assert "compose/" not in post
    assert f'href="{REPOSITORY}/edit/main/posts/ada/2026-11-20-tea.md"' in post
