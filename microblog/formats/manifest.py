"""What browsers and crawlers ask of a site as a whole: the web app manifest and robots.txt.

The icons are static files of the theme under fixed names, which a site replaces by having its own of the same name.
"""

import json

from microblog.model import urls
from microblog.model.nouns import Config

PAPER = "#fbfaf7"
"""The theme's light background: what a phone shows until the first page is there."""

_ICONS = (
    ("icon.svg", "any", "image/svg+xml", "any"),
    ("icon-192.png", "192x192", "image/png", "any"),
    ("icon-512.png", "512x512", "image/png", "any"),
    ("icon-maskable-512.png", "512x512", "image/png", "maskable"),
)


def render_manifest(config: Config, write: str) -> bytes:
    """Render the web app manifest; `write` is what the way to the page to write on is called.

    A phone shares into that page by its address alone, so that no server has to answer.
    """
    members = {
        "id": config.base_path,
        "name": config.title,
        "short_name": config.title,
        "description": config.description,
        "lang": config.lang,
        "dir": "auto",
        "start_url": config.base_path,
        "scope": config.base_path,
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": urls.href(config.base_path, name), "sizes": sizes, "type": media_type, "purpose": purpose}
            for name, sizes, media_type, purpose in _ICONS
        ],
        **(_ways_to_write(config, write) if config.compose else {}),
    }
    text = json.dumps({name: value for name, value in members.items() if value}, ensure_ascii=False, allow_nan=False, indent=2)
    return f"{text}\n".encode(errors="ignore")


def _ways_to_write(config: Config, label: str) -> dict[str, object]:
    url = urls.href(config.base_path, urls.COMPOSE)
    params = {"title": "title", "text": "text", "url": "url"}
    return {
        "shortcuts": [{"name": label, "url": url}],
        "share_target": {"action": url, "method": "GET", "params": params},
    }


def render_robots(config: Config) -> bytes:
    """Render robots.txt, which hides nothing and names the sitemap.

    Crawlers read it at a host's top alone, so below a sub-path it is only of use to people.
    """
    return f"User-agent: *\nAllow: /\n\nSitemap: {urls.absolute(config.base_url, 'sitemap.xml')}\n".encode()
