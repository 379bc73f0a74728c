"""Where a theme's files lie: a site's own before those of the default theme."""

from pathlib import Path

from microblog.sources.listings import walk_theme
from microblog.text.hashing import blake2b
from microblog.text.tuples import NamedTuple

DEFAULT = "default"
"""What stands before the name of a template, and a slash, to have the default theme's, whether or not the site has one of that name."""


CUSTOM_CSS = "custom.css"


class Theme(NamedTuple):
    """Where templates and static files come from; a site's own folder comes before the default theme's."""

    templates: tuple[Path, ...]
    static: tuple[Path, ...]
    foreign: tuple[Path, ...]  # those static folders that are not the site's own
    has_custom_css: bool  # whether there is a style of the site's own beside the theme's; all pages link it


def find_theme(root: Path) -> Theme:
    """Find the theme of a site: its own folders, then those the package carries (or lies beside, in its repository)."""
    package = Path(__file__).resolve().parent.parent
    default = package / "theme" if (package / "theme" / "templates").is_dir() else package.parent
    static = _folders(root, default, "static")
    foreign = tuple(folder for folder in static if folder != (root / "static").resolve())
    return Theme(_folders(root, default, "templates"), static, foreign, any((folder / CUSTOM_CSS).is_file() for folder in static))


def _folders(root: Path, default: Path, name: str) -> tuple[Path, ...]:
    own, theirs = (root / name).resolve(), default / name
    return tuple(folder for folder in dict.fromkeys((own, theirs)) if folder.is_dir())


def static_files(theme: Theme) -> list[str]:
    """List the files of all static folders, by their path below them."""
    return sorted({path for folder in theme.static for path, _ in walk_theme(folder)})


def fingerprint(theme: Theme) -> str:
    """Return what tells one state of the templates from another: a hash over their names and bytes, and what else they ask for."""
    total = blake2b(str(theme.has_custom_css).encode(), digest_size=16)
    for folder in theme.templates:
        for name, path in walk_theme(folder):
            data = path.read_bytes()
            total.update(f"{name}\0{len(data)}\0".encode() + data)
        total.update(b"\1")
    return total.hexdigest()


def find_template(folders: tuple[Path, ...], name: str) -> Path:
    """Find a template by its name in a theme's folders, the last one being the default theme's; raise LookupError where there is none."""
    places = [folder / name for folder in folders]
    if name.startswith(f"{DEFAULT}/"):
        places.insert(0, folders[-1] / name.removeprefix(f"{DEFAULT}/"))
    for place in places:
        if place.is_file():
            return place
    raise LookupError(name)


def template_names(folders: tuple[Path, ...]) -> list[str]:
    """List the names by which templates can be extended and included."""
    names = [[name for name, path in walk_theme(folder) if path.suffix == ".html"] for folder in folders]
    return sorted({*(name for some in names for name in some), *(f"{DEFAULT}/{name}" for name in names[-1])})


def shown(path: Path, folders: tuple[Path, ...], root: Path) -> str:
    """Return how a person finds a template: by its path in the site, or by the name that templates have for one of the default theme."""
    if not path.is_absolute():
        return f"templates/{path.name}"
    resolved, root, default = path.resolve(), root.resolve(), folders[-1].resolve()
    if resolved.is_relative_to(root):
        return resolved.relative_to(root).as_posix()
    return f"{DEFAULT}/{resolved.relative_to(default).as_posix()}" if resolved.is_relative_to(default) else f"templates/{path.name}"


def has_own_templates(theme: Theme, root: Path) -> bool:
    """Whether a site has templates of its own."""
    return bool(theme.templates) and theme.templates[0].parent == root.resolve()
