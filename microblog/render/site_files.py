"""Files that depend on no post: the theme's and the site's static files, 404.html, robots.txt, the manifest."""

import os
from pathlib import Path
from stat import S_ISDIR

from microblog.errors import ContentError
from microblog.formats.manifest import render_manifest, render_robots
from microblog.formats.stylesheet import render_properties
from microblog.formats.webfinger import render_alias
from microblog.library.fediverse import site_account
from microblog.model.pages import OVERRIDABLE, WEBFINGER, PageKey
from microblog.model.standard_site import WELL_KNOWN, publication_of
from microblog.output.writer import MARKER, marker_text
from microblog.render.context import Context, Files
from microblog.render.html_page import render_html
from microblog.sources.sourcefile import MAX_ATTACHMENT, find_path, read_source

_OF_SEARCH = frozenset({"search.js", "search-index.js", "search-keep.js", "search-words.js", "search-worker.js"})


def render_static(context: Context, key: PageKey) -> Files:
    """Copy a static file: the site's own, else the theme's; the theme's of a page that the settings leave out is none of the site's."""
    unwanted = context.theme.foreign if _is_left_out(context, key.subject) else ()
    for folder in context.theme.static:
        if folder in unwanted:
            continue
        data = _own(folder, key.subject) if folder == (context.root / "static").resolve() else _of_theme(folder, key.subject)
        if data is not None:
            return [(key.subject, data)]
    return []


def _own(folder: Path, path: str) -> bytes | None:
    """Read a static file of the site's, never through a link; raise ContentError where one took its place, or it cannot be read."""
    if _is_gone(find_path(f"{folder}/{path}")):
        return None
    try:
        found = read_source(folder, path, MAX_ATTACHMENT)
    except FileNotFoundError:
        return None
    if isinstance(found, bytes):
        return found
    raise ContentError([found._replace(path=f"static/{found.path}")])


def _is_gone(place: str) -> bool:
    """Whether nothing is there any more, a folder took the file's place, or a file its folder's."""
    try:
        return S_ISDIR(os.lstat(place).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return True


def _of_theme(folder: Path, path: str) -> bytes | None:
    """Read a static file of the theme, which installers may put there as a link."""
    place = folder / path
    return place.read_bytes() if place.is_file() else None


def _is_left_out(context: Context, path: str) -> bool:
    """Whether a file of the theme serves a page that the settings leave out: the search, or the page to write on."""
    if path == "compose-worker.js" or path.startswith("composer/"):
        return not context.config.compose
    return path in _OF_SEARCH and not context.config.search


def _stylesheet(context: Context) -> Files:
    """Return the stylesheet that the setting `theme` becomes, where it says more than a look."""
    properties = [(name, value) for name, value in context.config.theme if name != "look"]
    return [("theme.css", render_properties(properties))] if properties else []


def _well_known(context: Context) -> Files:
    """Return what a site at the root of its host says of accounts elsewhere."""
    if context.base_path != "/":
        return []
    publication, account = publication_of(context.config), site_account(context.db, context.config)
    files = [(WELL_KNOWN, f"{publication.address}\n".encode())] if publication else []
    return [*files, (WEBFINGER, render_alias(account))] if account and context.config.fediverse == "alias" else files


def render_site(context: Context, _: PageKey) -> Files:
    """Render what file hosts and crawlers expect at the top of a site."""
    files = [
        render_html(context, "404.html", "404.html", context.words.gettext("Not found"), "not_found", page_noindex=True),
        ("robots.txt", render_robots(context.config)),
        ("manifest.webmanifest", render_manifest(context.config, context.words.gettext("Write a post"))),
        (".nojekyll", b""),
        *_stylesheet(context),
        *_well_known(context),
        (MARKER, marker_text(context.config.site)),
    ]
    own = {path for folder in context.theme.static for path in OVERRIDABLE if (folder / path).is_file()}
    return [(path, data) for path, data in files if path not in own]
