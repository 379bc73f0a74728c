"""A site in a browser, and what goes wrong there."""

import shutil
import threading
from typing import TYPE_CHECKING

from microblog.build.options import Options
from microblog.preview.session import Preview

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request


_BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)


def find_browser() -> str | None:
    """Return the path of a Chromium (or Chrome)."""
    return next(filter(None, map(shutil.which, _BROWSERS)), None)


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
