"""Pages of a built folder in a browser, and whatever ran there, asked another host, or could have run."""

import mimetypes
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from tests.support.hostile import BASE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route

_STIR = r"""async () => {
  const scheme = /^[\x00-\x20]*(?:j\s*a\s*v\s*a|v\s*b|l\s*i\s*v\s*e)\s*s\s*c\s*r\s*i\s*p\s*t\s*:/i;
  const addressOf = (element) => element.href?.animVal ?? element.href ?? "";
  const addressesOf = (element) => [addressOf(element), element.formAction, element.getAttribute("src")];
  const isScript = (element) => addressesOf(element).some((address) => scheme.test(address));
  document.addEventListener("click", (event) => {
    const element = event.target.closest?.("a, area, button, input");
    if (element && !isScript(element)) event.preventDefault();
  }, true);
  const could = [];
  const forbidden = "iframe, frame, object, embed, base, math, style";
  const isPlain = (element) => !/^(?:button|input|select|summary|label|option|textarea)$/.test(element.localName);
  for (const element of [...document.querySelectorAll("*")]) {
    const handlers = element.getAttributeNames().filter((name) => name.startsWith("on"));
    const isInline = element.localName === "script" && element.textContent && element.type !== "application/json";
    const isOwn = !element.matches(forbidden) && !isInline;
    if (handlers.length || isScript(element) || !isOwn) could.push(element.outerHTML.slice(0, 200));
    for (const name of handlers) element.dispatchEvent(new Event(name.slice(2), { bubbles: true }));
    const names = isPlain(element) ? ["mouseover", "focus", "click"] : isScript(element) ? ["click"] : [];
    for (const name of names) element.dispatchEvent(new MouseEvent(name, { bubbles: true, cancelable: true }));
  }
  await new Promise((resolve) => setTimeout(resolve, 60));
  return could;
}"""


def stir(page: "Page") -> list[str]:
    """Do to all that stands on a page whatever a reader could do; return what could run, and stands on no page of the theme."""
    found: list[str] = page.evaluate(_STIR)
    return found


class Watch:
    """What was seen on the pages of one browser."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ran: set[int] = set()
        self.foreign: set[str] = set()  # addresses elsewhere that were asked
        self.left: set[str] = set()  # addresses that a page led to by itself
        self.could: dict[str, list[str]] = {}  # by page: elements that nobody may write

    def answer(self, route: "Route") -> None:
        """Answer for the site as a plain file host does; note whatever goes elsewhere."""
        url = route.request.url
        if not url.startswith(BASE):
            if urlsplit(url).netloc != urlsplit(BASE).netloc:
                (self.left if route.request.is_navigation_request() and route.request.frame.parent_frame is None else self.foreign).add(url)
            route.abort()
            return
        path = self.file_of(url)
        try:
            route.fulfill(body=path.read_bytes(), content_type=mimetypes.guess_type(path.name)[0] or "text/html")
        except (OSError, ValueError):
            route.fulfill(status=404, body="")

    def dismiss(self, dialog: "Dialog") -> None:
        """Note a dialog, which no page of a site opens."""
        self.ran.add(-1)
        dialog.dismiss()

    def visit(self, context: "BrowserContext", urls: Iterable[str]) -> None:
        """Open pages one by one, and stir what stands there."""
        page = context.new_page()
        for url in urls:
            page.goto(url, wait_until="load")
            found = stir(page)
            if found:
                self.could[url] = found

    def file_of(self, url: str) -> Path:
        """Return the file that a plain file host shows at an address."""
        path = self.folder / unquote(urlsplit(url).path.removeprefix(urlsplit(BASE).path))
        return path / "index.html" if path.is_dir() else path


@contextmanager
def watching(browser: "Browser", folder: Path, *, has_policy: bool) -> "Iterator[tuple[Watch, BrowserContext]]":
    """Yield a browser for which a folder is the site, with or without the pages' policies."""
    context: BrowserContext = browser.new_context(bypass_csp=not has_policy, service_workers="block")
    context.set_default_timeout(60_000)
    watch = Watch(folder)
    context.expose_binding("pwn", lambda _, number=-1: watch.ran.add(number if isinstance(number, int) else -1))
    context.route("**/*", watch.answer)
    context.on("dialog", watch.dismiss)
    yield watch, context
    context.close()
