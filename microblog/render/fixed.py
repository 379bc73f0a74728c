"""Files that depend on no post: the theme's and the site's static files, 404.html, robots.txt, the manifest."""

from pathlib import Path
from typing import TYPE_CHECKING

from microblog.formats.manifest import render_manifest, render_robots
from microblog.output.writer import MARKER, OVERRIDABLE, marker_text
from microblog.sources.sourcefile import MAX_ATTACHMENT, find_path

if TYPE_CHECKING:
    from microblog.plan import PageKey
    from microblog.render.renderer import Files, Renderer


def render_static(renderer: "Renderer", key: "PageKey") -> "Files":
    """Copy a static file: the site's own, else the theme's."""
    for folder in renderer.theme.static:
        path = Path(find_path(f"{folder}/{key.subject}"))
        if path.is_file() and path.stat().st_size <= MAX_ATTACHMENT:
            return [(key.subject, path.read_bytes())]
    return []


def render_site(renderer: "Renderer", _: "PageKey") -> "Files":
    """Render what file hosts and crawlers expect at the top of a site."""
    files = [
        renderer.page("404.html", "404.html", renderer.words.gettext("Not found"), "not_found", page_noindex=True),
        ("robots.txt", render_robots(renderer.config)),
        ("manifest.webmanifest", render_manifest(renderer.config)),
        (".nojekyll", b""),
        (MARKER, marker_text(renderer.config.site)),
    ]
    own = {path for folder in renderer.theme.static for path in OVERRIDABLE if (folder / path).is_file()}
    return [(path, data) for path, data in files if path not in own]
