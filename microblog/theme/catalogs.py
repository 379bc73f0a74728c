"""Catalogs: `.po` files of GNU gettext, read as they are; loaded only where there is one of the language.

A compiled catalog (`.mo`) could be older than what translators wrote, and would be bytes that nobody can review; the
thousand lines of a `.po` file take a few milliseconds. The standard library then has the rules of plurals.

What a translation says is shown without escaping, and a value that its message does not have would be missed late, on
some page. So both are held against the message when the catalog is read, whoever wrote it.
"""

from collections.abc import Iterator, Sequence
from gettext import GNUTranslations
from io import BytesIO

from microblog.errors import Problem
from microblog.text.hashing import blake2b
from microblog.text.patterns import lazily
from microblog.text.tuples import NamedTuple
from microblog.text.words import TIME, TIME_VALUES, Words

_LINE = lazily(r'(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d+)\])?\s*)?"((?:[^"\\]|\\.)*)"\s*')
_ESCAPE = lazily(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
_VALUE = lazily(r"%(?:\((\w+)\)0?[0-9]*([sd])|(%))?")
_TAG = lazily(r"</?\w+[^<>]*>|[<>&\"]")
_PLURALS = lazily(r"nplurals\s*=\s*([1-9])\s*;\s*plural\s*=\s*([^;\n]+)")
_MAGIC = 0x950412DE


class Message(NamedTuple):
    """One message that has a translation."""

    line: int
    context: str
    ids: tuple[str, ...]  # in English: one form, or the two for one and for many
    forms: tuple[str, ...]  # in the catalog's language

    @property
    def key(self) -> str:
        """What compiled catalogs know it by."""
        name = "\0".join(self.ids)
        return f"{self.context}\4{name}" if self.context else name


class CatalogError(Exception):
    """A text is no catalog."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Say what is wrong with it."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def parse_catalogs(catalogs: Sequence[tuple[str, str]], lang: str = "und") -> Words:
    """Return the words of some catalogs, each by path and text, a later one standing over those before; raise CatalogError."""
    entries: dict[str, str] = {}
    problems: list[Problem] = []
    for path, text in catalogs:
        messages = list(read_messages(path, text))
        entries[""] = entries.get("") or next((message.forms[0] for message in messages if message.ids == ("",)), "")
        count = plurals_of(entries[""])[0]
        remedy = "compare it with its message, or leave it empty"
        problems += [Problem(path, message.line, what, remedy) for message in messages if message.key and (what := fault(message, count))]
        entries |= {message.key: "\0".join(message.forms) for message in messages if message.key}
    if problems:
        raise CatalogError(problems)
    state = blake2b("\0".join(text for _, text in catalogs).encode(), digest_size=16).hexdigest()
    entries[""] += "\nContent-Type: text/plain; charset=utf-8\n"  # as it is compiled here
    try:
        return Words(GNUTranslations(BytesIO(_compile(entries))), lang, state)
    except (ValueError, IndexError) as error:  # the latter where there is no `plural=`
        why = error if isinstance(error, ValueError) else "it has no `; plural=`"
        what, remedy = f"`Plural-Forms` is no rule of gettext's: {why}", "copy the line from another catalog of the language"
        path = next((path for path, text in catalogs if "plural-forms" in text.lower()), catalogs[0][0])  # gettext reads it in any case
        raise CatalogError([Problem(path, 1, what, remedy)]) from error


def plurals_of(header: str) -> tuple[int, str]:
    """Return how many forms of plurals a catalog says that its language has, and the formula that chooses one."""
    match = _PLURALS.search(header)
    return (int(match[1]), match[2]) if match else (2, "n != 1")


def read_messages(path: str, text: str) -> Iterator[Message]:
    """Yield the messages of a catalog that have a translation which somebody looked at; raise CatalogError."""
    parts: dict[str, str] = {}
    last, start, is_guess = "", 1, False
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if not line.strip():
            if message := _message(start, parts, is_guess=is_guess):
                yield message
            parts, last, start, is_guess = {}, "", number + 1, False
        elif line.startswith("#"):
            is_guess |= line.startswith("#,") and "fuzzy" in line
        else:
            start = start if parts else number
            last = _take(path, number, line, last, parts)


def _take(path: str, number: int, line: str, last: str, parts: dict[str, str]) -> str:
    """Put a line where it belongs: to the part that it begins, or else to the last one; return which part that is."""
    match = _LINE.fullmatch(line)
    part = f"{match[1]}{match[2] or ''}" if match and match[1] else last
    if not match or not part or (match[1] and part in parts):
        what = f"no line of a catalog, or one too many before an empty line: `{line.strip()[:60]}`"
        raise CatalogError([Problem(path, number, what, 'write `msgid "…"`, then `msgstr "…"`, then an empty line')])
    parts[part] = parts.get(part, "") + _ESCAPE.sub(lambda escape: _ESCAPED.get(escape[1], escape[1]), match[3])
    return part


def _message(line: int, parts: dict[str, str], *, is_guess: bool) -> Message | None:
    """Return a message of its parts; nothing where there is no translation yet, or one that was guessed (`fuzzy`)."""
    ids = tuple(parts[name] for name in ("msgid", "msgid_plural") if name in parts)
    forms = tuple(text for name, text in parts.items() if name.startswith("msgstr"))
    if not ids or not forms or not all(forms) or (is_guess and ids != ("",)):
        return None
    return Message(line, parts.get("msgctxt", ""), ids, forms)


def fault(message: Message, count: int) -> str:
    """Return what a translation has that its message has not, or the other way round; "" where they fit each other."""
    wanted = count if len(message.ids) > 1 else 1
    if len(message.forms) != wanted:
        return f"`{message.ids[0]}` has {len(message.forms)} forms, and the language {wanted}"
    source = message.ids[-1]
    may_have = _values(source) | (set(TIME_VALUES) if source == TIME else set())
    must_have = {value for value in _values(source) if value[0] != "num" and source != TIME}
    for form in message.forms:
        if ("", "%") in _values(form) or not must_have <= _values(form) <= may_have:
            return f"the values of `{form}` are not those of `{source}`"
        if sorted(_TAG.findall(form)) != sorted(_TAG.findall(source)):
            return f"the tags of `{form}` are not those of `{source}`"
    return ""


def _values(text: str) -> set[tuple[str, str]]:
    """Return name and kind of the values of a message; of a percent sign that is none, nothing and the sign."""
    return {(match[1], match[2]) if match[1] else ("", "%") for match in _VALUE.finditer(text) if not match[3]}


def _compile(entries: dict[str, str]) -> bytes:
    """Return the entries in the form that the standard library reads (https://www.gnu.org/software/gettext/manual/, "MO Files")."""
    pairs = [(key.encode(), value.encode()) for key, value in sorted(entries.items())]
    texts = [*(key for key, _ in pairs), *(value for _, value in pairs)]
    offset = 28 + 8 * len(texts)
    table = []
    for text in texts:
        table += [len(text), offset]
        offset += len(text) + 1
    head = [_MAGIC, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 28 + 8 * len(texts)]
    return b"".join(number.to_bytes(4, "little") for number in [*head, *table]) + b"".join(text + b"\0" for text in texts)
