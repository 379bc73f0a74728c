"""Make a site of another one: recognise, walk, place, write. It says what became of what, and leaves the build to who asks for it."""

import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

from microblog.content.config import parse_config
from microblog.content.parsers import base_url_fault
from microblog.errors import UsageError
from microblog.model import urls
from microblog.scaffold.adopting.menus import menu_lines
from microblog.scaffold.adopting.nouns import PICTURES, RAW, File, Reading, Settings, Source
from microblog.scaffold.adopting.placing import Move, Placing, page_path, place_files
from microblog.scaffold.adopting.tools import recognise
from microblog.scaffold.adopting.walking import walk
from microblog.scaffold.adopting.writing import write_files
from microblog.scaffold.sites import Named, check_empty, site_texts, write_texts
from microblog.text import dates
from microblog.text.tuples import NamedTuple
from microblog.theme.folders import find_theme, static_files
from microblog.yaml.fields import Parser, Report, language
from microblog.yaml.values import Text

_TEMPLATES = re.compile(r"\{%[^%\n]+%\}|\{\{[<%]?[^}\n]+\}\}")


class Group(NamedTuple):
    """Files that stayed out for the same reason."""

    reason: str
    number: int
    first: str


class Adopted(NamedTuple):
    """What became of what."""

    tool: str
    settings: Settings
    handle: str
    posts: int
    drafts: int  # among the posts
    pages: tuple[str, ...]  # their paths
    pictures: int  # beside posts and pages
    static: int
    aliases: int  # old addresses that were written into heads
    rewritten: int  # texts in which links had the form of their tool
    left: tuple[Group, ...]
    notes: tuple[str, ...]


class Asked(NamedTuple):
    """What the command line says, which counts more than what the source says."""

    title: str = ""
    handle: str = ""
    base_url: str = ""
    now: str = ""
    engine: str = ""  # the line of requirements.txt


def adopt_site(source: Path, target: Path, asked: Asked) -> Adopted:
    """Write a new site into a folder that is new or empty, of what lies in another, which is only read."""
    _check_folders(source, target)
    tool = recognise(source)
    found = walk(source, tool.leaves)
    reading = tool.read(Source(source, tuple(found.files)))
    settings = _accepted(reading.settings)
    handle = asked.handle or handle_of(settings.author)
    config, _ = parse_config(b"", asked.base_url or settings.base_url)
    zone = settings.timezone or "UTC"
    texts_in = Source(source, heads=reading.heads)
    files = {path: File(texts_in, path, zone) for path in found.files}
    placing = place_files(files.values(), reading, handle, config, static_files(find_theme(target)))
    menu, lost = menu_lines(settings.menu, {page_path(move.place.path): move.place.path for move in _texts(placing, "page")}, config)
    texts = site_texts(
        title=asked.title or settings.title or "My microblog",
        author=handle,
        base_url=asked.base_url or settings.base_url,
        now=asked.now,
        named=Named(
            settings.author, settings.description, settings.lang or "en", zone, settings.links, menu, has_posts=True, engine=asked.engine
        ),
    )
    write_texts(target, texts)
    written = write_files(source, target, [(files[move.source], move) for move in placing.moves], reading)
    notes = (*reading.notes, *_notes(files, placing, reading, lost))
    left = _grouped([*found.left, *placing.left, *written.left])
    return _summary(tool.name, settings, handle, placing)._replace(rewritten=written.rewritten, left=left, notes=notes)


def _check_folders(source: Path, target: Path) -> None:
    if source.suffix.lower() == ".zip" and source.is_file():
        raise UsageError(f"{source} is an archive; unpack it, and name the folder")
    if not source.is_dir():
        raise UsageError(f"{source} is no folder; name the folder of the site that there is")
    if _is_own(source):
        raise UsageError(f"{source} is a site of this program already; copy it, or `git clone` it, as it is")
    check_empty(target)
    one, other = source.resolve(), target.resolve()
    if one.is_relative_to(other) or other.is_relative_to(one):
        raise UsageError(f"{target} and {source} lie in one another; name a new folder elsewhere")


def _is_own(source: Path) -> bool:
    settings = source / "config.yaml"
    return settings.is_file() and (any(source.glob("posts/*/profile.md")) or b"\ntag_authority:" in b"\n" + settings.read_bytes())


def _accepted(settings: Settings) -> Settings:
    """Return the settings without what this program could not read."""
    zone = settings.timezone if dates.is_zone(settings.timezone) else ""
    base_url = settings.base_url if settings.base_url and not base_url_fault(settings.base_url) else ""
    title, description, author = (" ".join(text.split())[:200] for text in (settings.title, settings.description, settings.author))
    lang = _read(language, settings.lang.replace("_", "-"))
    return settings._replace(title=title, description=description, author=author, timezone=zone, base_url=base_url, lang=lang)


def _read(parser: Parser, written: str) -> str:
    report = Report("")
    found: Any = parser(Text(written, 1), report) if written else ""
    return found if isinstance(found, str) and not report.problems else ""


def handle_of(name: str) -> str:
    """Return the handle of a name: its Latin letters and digits, in small ones; `me` where there are none."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    handle = re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:30].strip("-_")
    return handle if urls.HANDLE.fullmatch(handle) and not handle.isdigit() else "me"


def _texts(placing: Placing, kind: str) -> list[Move]:
    return [move for move in placing.moves if move.place.kind == kind and move.target.endswith(".md")]


def _summary(tool: str, settings: Settings, handle: str, placing: Placing) -> Adopted:
    posts, pages = _texts(placing, "post"), _texts(placing, "page")
    beside = [move for move in placing.moves if move.place.kind != "static" and Path(move.target).suffix.lower() in PICTURES]
    return Adopted(
        tool=tool,
        settings=settings,
        handle=handle,
        posts=len(posts),
        drafts=sum(move.is_draft for move in posts),
        pages=tuple(page_path(move.place.path) for move in pages),
        pictures=len(beside),
        static=sum(move.place.kind == "static" for move in placing.moves),
        aliases=sum(bool(move.alias) for move in placing.moves),
        rewritten=0,
        left=(),
        notes=(),
    )


def _grouped(left: list[tuple[str, str]]) -> tuple[Group, ...]:
    counts = Counter(reason for _, reason in left)
    firsts = {reason: path for path, reason in reversed(left)}
    return tuple(Group(reason, count, firsts[reason]) for reason, count in counts.most_common())


def _notes(files: dict[str, File], placing: Placing, reading: Reading, lost: list[str]) -> list[str]:
    """Say what the author should look at first."""
    notes = []
    texts = [move for move in placing.moves if move.place.kind != "static" and move.target.endswith(".md")]
    bodies = [(move.target, reading.rewrite(files[move.source], RAW.sub("", files[move.source].head.body))) for move in texts]
    shown = [target for target, body in bodies if _TEMPLATES.search(body)]
    if shown:
        has = "texts have" if len(shown) > 1 else "text has"
        what = "`{{ … }}` or `{% … %}` of a template language, which readers would see"
        notes.append(f"{len(shown):,} {has} {what}; the first: {shown[0]}")
    if lost:
        notes.append(f"of the menu, these lead to nothing here: {', '.join(lost[:8])}")
    return notes
