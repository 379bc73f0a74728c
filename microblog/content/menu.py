"""The setting `menu`: a list of `{label: address}`.

An address is a page by its file (`about.md`) or its path (`about`, `/about/`), any other path of this site behind a slash, which
is below the base path wherever the site lives, or an address elsewhere. Whether it leads to anything, the library knows.
"""

from urllib.parse import unquote

from microblog.model.nouns import MAX_MENU, MenuEntry
from microblog.text.patterns import lazily
from microblog.yaml.fields import MAX_SHORT, Report, address, text
from microblog.yaml.values import Items, Pairs, Value

_PARTS = lazily(r"([^?#]*)(.*)")
_REMEDY = "write, for example, [{About: about.md}, {Tags: /tags/}, {Elsewhere: https://example.org/}]"


def menu(value: Value, report: Report) -> tuple[MenuEntry, ...]:
    """Read the entries of the menu; an empty list is a menu without any."""
    items = value.items if isinstance(value, Items) else (value,)
    entries = [entry for item in items for entry in _entries(item, report)]
    if len(entries) > MAX_MENU:
        report.error(entries[MAX_MENU].line, f"has more than {MAX_MENU} entries", "take some out")
    return tuple(entries[:MAX_MENU])


def _entries(item: Value, report: Report) -> list[MenuEntry]:
    if not isinstance(item, Pairs):
        report.error(item.line, "has an entry that is no `label: address`", _REMEDY)
        return []
    return [entry for label, value in item.values.items() if (entry := _entry(label, value, report))]


def _entry(label: str, value: Value, report: Report) -> MenuEntry | None:
    if not label.strip() or len(label) > MAX_SHORT:
        report.error(value.line, f"has a label that is empty or longer than {MAX_SHORT} characters", _REMEDY)
        return None
    found = text(value, report)
    if found is None:
        return None
    target = address(value, report) if ":" in found.partition("/")[0] else _own_target(found, value.line, report)
    return MenuEntry(label.strip(), target, value.line) if target else None


def _own_target(written: str, line: int, report: Report) -> str | None:
    """Return a path of this site behind a slash, or the file of a page, with what stands behind `?` or `#`."""
    parts = _PARTS.fullmatch(written)
    path, rest = (unquote(parts[1]).removeprefix("/"), parts[2]) if parts else ("", "")
    if path.startswith("/") or {".", ".."} & {*path.split("/")} or not (path or written.startswith("/")):
        report.error(line, f"has an address that is none: `{written}`", _REMEDY)
        return None
    if path.endswith(".md"):
        return f"pages/{path.removeprefix('pages/')}{rest}"
    is_file = not path or path.endswith("/") or "." in path.rpartition("/")[2]
    return f"/{path}{'' if is_file else '/'}{rest}"
