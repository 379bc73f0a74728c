"""A folder of Markdown that no tool claims: each text is a post, and what lies beside it stays there."""

from pathlib import Path

from microblog.scaffold.adopting import reasons
from microblog.scaffold.adopting.nouns import CODE, File, Place, Reading, Settings, Source, markdown_path, out


def is_here(_: Path) -> bool:
    """Whether a folder may be read so: each may."""
    return True


def read(source: Source) -> Reading:
    """Read the folder."""
    return Reading(Settings(title=source.root.resolve().name), _place)


def _place(file: File) -> Place:
    if file.is_other_markup:
        return out(reasons.OTHER)
    if file.suffix in CODE or file.stem.lower() in ("readme", "license", "licence"):
        return out(reasons.LOOK)
    return Place("post", markdown_path(file.path) if file.is_markdown else file.path)
