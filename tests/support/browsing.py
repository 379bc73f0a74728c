"""A site in a browser, and what goes wrong there."""

import shutil
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from microblog.build.options import Options
from microblog.preview.session import Preview

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request


_BROWSERS = (
    "chromium-headless-shell",  # the same without windows; it takes a third less
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)


def find_browser(*, is_whole: bool = False) -> str | None:
    """Return the path of a Chromium (or Chrome), if it can be of one that has windows."""
    names = [*_BROWSERS[1:], _BROWSERS[0]] if is_whole else _BROWSERS
    return next(filter(None, map(shutil.which, names)), None)


class serving:  # noqa: N801 - reads as a phrase
    """Serve a site for as long as the block lasts."""

    def __init__(self, options: Options) -> None:
        self.preview = Preview(options, tell=lambda _: None, port=0)
        self.thread = threading.Thread(target=self.preview.run)

    def __enter__(self) -> Preview:
        self.preview.__enter__()
        self.thread.start()
        return self.preview

    def __exit__(self, *error: object) -> None:
        self.preview.end()
        self.thread.join()
        self.preview.__exit__(None, None, None)


_RULES = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice")


def barriers(page: "Page", axe: Path, rules: tuple[str, ...] = _RULES) -> list[tuple[str, str, str]]:
    """Return what axe finds wrong with a page: where, the rule, and the element."""
    page.add_script_tag(path=axe)
    # Neither what is right nor style sheets that no rule asks for are collected, which takes a third of the time.
    options = {"runOnly": [*rules], "resultTypes": ["violations"], "preload": {"assets": ["media"]}}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [(page.url, violation["id"], node["html"][:200]) for violation in found["violations"] for node in violation["nodes"]]


def forget(page: "Page", url: str) -> None:
    """Let a page forget whatever it kept for a site; `url` is an address there where no script runs."""
    page.goto(url)
    page.evaluate("""async () => {
      localStorage.clear();
      sessionStorage.clear();
      for (const { name } of await indexedDB.databases()) {
        await new Promise((done) => {
          const request = indexedDB.deleteDatabase(name);
          request.onsuccess = request.onerror = request.onblocked = done;
        });
      }
    }""")


def watched(page: "Page") -> list[str]:
    """Note whatever a page complains about or fails to load."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"{request.url} {request.failure}") if was_refused(request) else None)
    page.on("response", lambda answer: complaints.append(f"{answer.url} {answer.status}") if answer.status >= 400 else None)
    return complaints


def was_refused(request: "Request") -> bool:
    """Tell a failure from a picture that was still on its way when the test went on to the next page."""
    return request.failure != "net::ERR_ABORTED"
