"""Take pictures of the pages that matter, in light and dark, on a phone and on a desk, in three languages, to be looked at.

`.venv/bin/python tests/screenshots.py [FOLDER] [PART OF A NAME]`: into `build/screenshots`, where no folder is named. Among them are
`screenshot.png` and `personal.png`, which `docs/` has.
"""

import shutil
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Literal, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402 - the path comes first
from playwright.sync_api import Browser, sync_playwright  # noqa: E402 - as above

from microblog.build.options import Options  # noqa: E402 - as above
from tests.support.browsing import find_browser, serving  # noqa: E402 - as above
from tests.support.shown_site import SHOWN, shown_site  # noqa: E402 - as above
from tests.support.tour import copy_tour  # noqa: E402 - as above

NOW = "2026-11-24T12:00:00Z"
TOUR = {
    "home": "",
    "profile": "@mira/",
    "thread": "@mira/2026-11-20-0846-fog-two/",
    "photos": "@otto/2026-11-12-0530-drei-bilder/",
    "answers": "@otto/2026-07-18-0355-kopie/",
    "search": "search/?q=fog",
    "compose": "compose/",
    "archive": "archive/",
    "404": "404.html",
}
PERSONAL = {"home": "", "profile": "@june/", "thread": "@june/2026-09-05-2034-thread-two/"}


class Part(NamedTuple):
    """A part of a picture for the documents."""

    scheme: Literal["light", "dark"]
    width: int
    height: int
    scale: float = 1
    last: str = "body > header"  # what is in a post with which the picture ends, or which is on its first screen


DOCS = {
    "tour": ("screenshot.png", (Part("light", 675, 1185), Part("dark", 675, 1185, last="[src*=last-bus]"))),
    "one": ("personal.png", (Part("light", 900, 900), Part("dark", 360, 720, scale=1.25))),
}
"""The pictures in `docs/`: of which front page, and which parts of it."""

SIZES = ((360, 1400), (1280, 1400))
"""Higher than screens are, so that what comes below is looked at as well."""


def sites(folder: Path) -> dict[str, tuple[Path, dict[str, str]]]:
    """Lay out the sites; return each with its pages."""
    found = {"tour": (copy_tour(folder / "tour"), TOUR), "one": (folder / "one", PERSONAL)}
    shutil.copytree(ROOT / "examples" / "personal", folder / "one")
    for lang in ("en", "ar", "ja"):
        for name, content in shown_site(lang).items():
            path = folder / lang / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        found[lang] = (folder / lang, SHOWN)
    return found


def shoot(browser: Browser, url: str, pages: dict[str, str], file: Path, wanted: str) -> None:
    """Take the pictures of one site, whose files begin as `file` does, without what the preview adds."""
    for scheme in ("light", "dark"):
        for width, height in SIZES:
            page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": height})
            page.route("**/-/reload.js*", lambda route: route.abort())
            for kind, path in pages.items():
                name = f"{file.name}-{kind}-{width}-{scheme}.png"
                if wanted in name:
                    answer = page.goto(url + path)
                    if not answer or answer.status not in (200, 404 * (kind == "404")):
                        raise RuntimeError(f"no {kind} at {url + path}")
                    page.wait_for_timeout(300)
                    page.screenshot(path=file.with_name(name))
            page.close()


def for_docs(browser: Browser, url: str, file: Path, parts: tuple[Part, ...]) -> None:
    """Take one picture of parts of a page side by side, in few colours, as the README shows it."""
    taken = []
    for part in parts:
        page = browser.new_page(
            color_scheme=part.scheme, viewport={"width": part.width, "height": part.height}, device_scale_factor=part.scale
        )
        page.route("**/-/reload.js*", lambda route: route.abort())
        page.goto(url)
        page.locator(part.last).scroll_into_view_if_needed()  # so that its picture is loaded
        page.wait_for_load_state("networkidle")
        page.locator(part.last).evaluate("one => (one.closest('article') ?? one).scrollIntoView({ block: 'end' })")
        page.wait_for_timeout(300)
        taken.append(Image.open(BytesIO(page.screenshot())).convert("RGB"))
        page.close()
    whole = Image.new("RGB", (sum(one.width for one in taken), max(one.height for one in taken)))
    for at, one in enumerate(taken):
        whole.paste(one, (sum(other.width for other in taken[:at]), 0))
    whole.quantize(palette=whole.quantize(256)).save(file, optimize=True)  # with a palette, dots stand for what it has not


def main(arguments: list[str]) -> None:
    """Take all pictures."""
    out = Path(arguments[0]) if arguments else ROOT / "build" / "screenshots"
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(is_whole=True), chromium_sandbox=False)
        for name, (root, pages) in sites(Path(folder)).items():
            with serving(Options(root=root, now=NOW, jobs=1)) as preview:
                shoot(browser, preview.url, pages, out / name, "".join(arguments[1:2]))
                if name in DOCS and "".join(arguments[1:2]) in DOCS[name][0]:
                    for_docs(browser, preview.url, out / DOCS[name][0], DOCS[name][1])
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
