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
    more = {"description": config.description, **(_ways_to_write(config, write) if config.compose else {})}
    return _manifest(config, config.base_path, (config.title, config.title), more)


def render_compose_manifest(config: Config, write: str) -> bytes:
    """Render the manifest of the page to write on as an app of its own, into which a phone shares photos as well.

    Its worker takes them, which is there as soon as that page was open; so no other page may offer this.
    """
    url = urls.href(config.base_path, urls.COMPOSE)
    params = {"title": "title", "text": "text", "url": "url", "files": [{"name": "photos", "accept": ["image/*"]}]}
    target = {"action": url, "method": "POST", "enctype": "multipart/form-data", "params": params}
    return _manifest(config, url, (f"{write} · {config.title}", write), {"share_target": target})


def _manifest(config: Config, url: str, names: tuple[str, str], more: dict[str, object]) -> bytes:
    """Render the manifest of an app that is what lies below an address."""
    members = {
        "id": url,
        "name": names[0],
        "short_name": names[1],
        "lang": config.lang,
        "dir": "auto",
        "start_url": url,
        "scope": url,
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": urls.href(config.base_path, name), "sizes": sizes, "type": media_type, "purpose": purpose}
            for name, sizes, media_type, purpose in _ICONS
        ],
        **more,
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
