"""What `serve` adds to pages on their way to the browser, never to files: the script that reloads and shows problems.

The pages' own policy allows scripts of the site's origin only, none inline, so it is a file with an address
below the site's base, where no page of a site can be.
"""

from html import escape
from pathlib import Path

SCRIPT = "-/reload.js"
EVENTS = "-/events"

_EMPTY = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>
"""


def script() -> bytes:
    """Return the script."""
    return Path(__file__).with_name("reload.js").read_bytes()


def add_script(page: bytes, base_path: str, version: str) -> bytes:
    """Add the script to a page that shows a version of the site; the base path is percent-encoded."""
    return page + f'<script src="{escape(base_path)}{SCRIPT}?{version}"></script>\n'.encode()


def plain_page(title: str, text: str) -> bytes:
    """Return a page for when the site has none."""
    return _EMPTY.format(title=escape(title), text=escape(text)).encode()
