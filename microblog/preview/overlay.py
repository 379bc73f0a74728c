"""What `serve` adds to pages on their way to the browser, never to files: the script that reloads and shows what is wrong.

The pages' own policy allows the theme's scripts of the site's origin only, none inline, so it is a file with an address
below the site's base, where no page of a site can be, and is named there first. The preview's own pages allow nothing else either.
"""

from html import escape
from pathlib import Path

OWN = "-/"
"""Where all lies that is the preview's own, below the site's base."""
HIDDEN = f"{OWN}hidden/"
HTML = "text/html; charset=utf-8"

FILES = {"reload.js": "text/javascript; charset=utf-8", "preview.css": "text/css; charset=utf-8"}
"""Files of this folder that are served below `-/`."""

_NAMED = b'content="script-src *:*'
"""How a page's second policy begins, which names the scripts that may run; no author can write a `"` before it."""

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'">
<meta http-equiv="Content-Security-Policy" content="script-src {source}">
<title>{title}</title><link rel="stylesheet" href="{base_path}{own}preview.css"></head>
<body><main><h1>{title}</h1>{body_html}</main></body></html>
"""


def own_file(name: str) -> bytes:
    """Return one of `FILES`."""
    return Path(__file__).with_name(name).read_bytes()


def add_script(page: bytes, base_path: str, version: str, note: str = "") -> bytes:
    """Add the script to a page that shows a version of the site, and what its bar says; the base path is percent-encoded.

    A page whose policy allows no script, as an author's card, stays as it is.
    """
    if b"Content-Security-Policy" in page and b"script-src" not in page:
        return page
    page = page.replace(_NAMED, f'content="script-src {_source(base_path)} *:*'.encode(), 1)
    told = f' data-note="{escape(note)}"' if note else ""
    return page + f'<script src="{escape(base_path)}{OWN}reload.js?{version}"{told}></script>\n'.encode()


def own_page(title: str, body_html: str, base_path: str) -> bytes:
    """Return a page of the preview's own."""
    return _PAGE.format(title=escape(title), body_html=body_html, base_path=escape(base_path), own=OWN, source=_source(base_path)).encode()


def _source(base_path: str) -> str:
    """Return how a policy names the script, on any host and port; a comma would end the policy there."""
    return f"*:*{escape(base_path).replace(',', '%2C')}{OWN}reload.js"


def plain_page(title: str, text: str, base_path: str = "/") -> bytes:
    """Return a page for when the site has none."""
    return own_page(title, f"<p>{escape(text)}</p>", base_path)
