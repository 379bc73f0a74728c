"""The page to write on, in a browser, in front of a double of a git host."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from microblog.build.options import Options
from microblog.content.config import parse_config
from microblog.content.posts import parse_post
from microblog.model.nouns import AuthorDefaults, Post
from tests.support.browsing import forget, serving
from tests.support.git_host import GitHost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

SITE = {
    "posts/ada/profile.md": "---\nname: Ada Lovelace\ntimezone: Europe/London\nemail: ada@example.org\n---\n",
    "posts/bob/profile.md": "---\nname: Bob\n---\n",
    "posts/ada/2026-11-20-tea.md": "Tea for two. #tea #パン #tea_time\n",
    "posts/bob/2026-11-21-more.md": "---\ntags: [At Protocol]\n---\nMore.\n",
}


def config_of(repository: str = "", kind: str = "github", more: str = "") -> str:
    """Return a configuration with a repository."""
    setting = f"repository: {{url: {repository}, kind: {kind}{more}}}\n" if repository else ""
    return f"base_url: https://example.org/club/\ntag_authority: example.org,2026\nauthor: ada\n{setting}"


@contextmanager
def composing(browser: "Browser", root: Path, query: str = "", **how: object) -> "Iterator[Page]":
    """Serve a site, and open its page to write on."""
    with serving(Options(root=root, jobs=1)) as preview, opened(browser, f"{preview.url}compose/{query}", **how) as page:
        yield page


@contextmanager
def opened(browser: "Browser", url: str, **how: object) -> "Iterator[Page]":
    """Open the page to write on in a browser that kept nothing yet."""
    context = browser.new_context(accept_downloads=True, **how)  # type: ignore[arg-type]
    page = context.new_page()
    open_page(page, url)
    yield page
    context.close()


def begin_anew(page: "Page", url: str) -> None:
    """Open the page to write on as a browser does that kept nothing for it but its worker; also after a test that took the network away."""
    page.context.set_offline(offline=False)
    page.context.clear_permissions()
    forget(page, f"{url.removesuffix('compose/')}style.css")
    open_page(page, url)


def open_page(page: "Page", url: str = "") -> None:
    """Open the page, or open it again."""
    if url:
        page.goto(url)
    else:
        page.reload()
    page.locator("form.composer").wait_for()


def write(page: "Page", text: str, **fields: str) -> None:
    """Fill the form in."""
    page.locator("#text").fill(text)
    if fields:
        page.locator("form.composer details").evaluate("details => details.open = true")
    for name, value in fields.items():
        page.locator(f"#{name}").fill(value)


def wait_until_empty(page: "Page") -> None:
    """Wait until the page holds no text any more; it forgets its photos first, which takes a moment."""
    from playwright.sync_api import expect

    expect(page.locator("#text")).to_have_value("", timeout=60_000)


def send(page: "Page", token: str) -> None:
    """Commit with a token."""
    page.locator("#token").fill(token)
    page.get_by_role("button", name="Send text and photos").click()


def status(page: "Page", begins: str) -> str:
    """Wait until the page says something that begins so, and return all that it says."""
    found = page.locator('form.composer [role="status"]', has_text=begins)
    found.wait_for()
    return found.inner_text()


def post_in(host: GitHost) -> Post:
    """Return the one new post of the branch, as the engine reads it; it has nothing wrong."""
    (path,) = [path for path in host.files if path.startswith("posts/") and path.endswith(".md") and "profile" not in path]
    return parsed(path, host.files[path].decode())


def parsed(path: str, text: str) -> Post:
    """Return a post's file as the engine reads it; it has nothing wrong."""
    config, _ = parse_config(config_of().encode())
    post, problems = parse_post(path, text.encode(), config, {"ada": AuthorDefaults("Europe/London", "en")})
    assert [problem for problem in problems if not problem.is_warning] == []
    assert post is not None
    return post
