"""Texts that would run scripts, and a site where they stand wherever somebody may write."""

import base64
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from microblog.content.answers import dump_answers, path_of
from microblog.content.stored_feeds import dump_feed, file_name
from microblog.errors import ContentError
from microblog.model.remote import RemoteAnswer, RemoteAnswers, RemoteEntry, RemoteFeed
from microblog.moving import texts
from microblog.village.forms import FORMS, parse_body
from tests.support.pictures import plain
from tests.support.site_tree import build

BASE = "https://hostile.example/a,b/"
CONFIG = f"base_url: {BASE}\ntag_authority: hostile.example,2026\nauthor: ada\npage_size: 400\nhome_size: 1000\nfeed_size: 1\n"
ANSWERS = 40
"""How many answers a post has."""

_SIGNS = {"NL": "\n", "TAB": "\t", "CR": "\r", "FF": "\f", "VT": "\v", "NUL": "\0", "SOH": "\1", "STX": "\2", "ETX": "\3"}
_CODED = re.compile(r"\{(DEC|HEX|LONG|JS|URL|B64)\|((?:[^{}]|\{(?!(?:DEC|HEX|LONG|JS|URL|B64)\|)[^{}]*\})*)\}")
_CODERS: dict[str, Callable[[str], str]] = {
    "DEC": lambda text: "".join(f"&#{ord(letter)};" for letter in text),
    "HEX": lambda text: "".join(f"&#x{ord(letter):X};" for letter in text),
    "LONG": lambda text: "".join(f"&#{ord(letter):07}" for letter in text),
    "JS": lambda text: "".join(f"\\u{ord(letter):04x}" for letter in text),
    "URL": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    "B64": lambda text: base64.b64encode(text.encode()).decode(),
}


def read_vectors() -> list[str]:
    """Return the texts as the file has them."""
    lines = Path(__file__).with_name("xss_vectors.txt").read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line and not line.startswith("%%")]


def aimed(vector: str, number: int) -> str:
    """Return a text whose script, where it runs, tells a number."""
    text = vector.replace("{RUN}", f"pwn({number})").replace("{ID}", str(number)).replace("{OWN}", BASE)
    text = _CODED.sub(lambda found: _CODERS[found[1]](found[2]), text)
    return re.sub(r"\{([A-Z]+)\}", lambda found: _SIGNS.get(found[1], found[0]), text)


class Sink(NamedTuple):
    """A place where somebody may write: the file that one text makes."""

    name: str
    file: Callable[[str, int], tuple[str, str]]


def yaml_text(text: str) -> str:
    """Return YAML of a text, as far as YAML can say it: controls are escaped."""
    return '"' + "".join(f"\\u{ord(letter):04x}" if letter in '"\\' or letter < " " else letter for letter in text) + '"'


def _post(body: Callable[[str], str]) -> Callable[[str, int], tuple[str, str]]:
    return lambda text, number: (f"posts/mallory/p{number}.md", f"---\ndate: 2026-01-02\n---\n{body(text)}\n")


def _head(name: str, form: Callable[[str], str] = yaml_text) -> Callable[[str, int], tuple[str, str]]:
    return lambda text, number: (f"posts/mallory/p{number}.md", f"---\ndate: 2026-01-02\n{name}: {form(text)}\n---\nx\n")


def _person(name: str) -> Callable[[str, int], tuple[str, str]]:
    return lambda text, number: (f"posts/m{number}/profile.md", f"---\n{name}: {yaml_text(text)}\n---\nx\n")


def _form(text: str) -> str:
    """Return what the text of a form becomes."""
    form = next(form for form in FORMS if form.kind == "post")
    filled = parse_body("\n\n".join(f"### {field.label}\n\n{text if field.name == 'text' else '_No response_'}" for field in form.fields))
    return filled.values.get("text", "x") if filled else "x"


def _one_line(text: str) -> str:
    return text.replace("\n", " ")


BODY = Sink("body", _post(str))
SINKS: Sequence[Sink] = (
    BODY,
    Sink("body in a list", _post(lambda text: "- a\n- " + text.replace("\n", "\n  "))),
    Sink("body in a quotation", _post(lambda text: "> " + text.replace("\n", "\n> "))),
    Sink("body in a table", _post(lambda text: f"| a |\n|---|\n| {_one_line(text)} |")),
    Sink("body in a heading", _post(lambda text: f"## {_one_line(text)}")),
    Sink("body in code", _post(lambda text: f"```\n{text}\n```")),
    Sink("name of code's language", _post(lambda text: f"```{_one_line(text)}\nx\n```")),
    Sink("note at the foot", _post(lambda text: f"x[^1]\n\n[^1]: {_one_line(text)}")),
    Sink("link's words", _post(lambda text: f"[{text}](https://example.org/)")),
    Sink("link's target", _post(lambda text: f"[x](<{text}>)")),
    Sink("link's title", _post(lambda text: f'[x](https://example.org/ "{text}")')),
    Sink("link's definition", _post(lambda text: f"[x][a]\n\n[a]: {text}")),
    Sink("picture's alt in text", _post(lambda text: f"![{text}](p.png)")),
    Sink("picture's file in text", _post(lambda text: f"![x](<{text}>)")),
    Sink("value of an attribute", _post(lambda text: f'<abbr title="{text}">x</abbr>')),
    Sink("summary of details", _post(lambda text: f"<details><summary>{text}</summary>x</details>")),
    Sink("title", _head("title")),
    Sink("summary", _head("title: x\nsummary")),
    Sink("content warning", _head("cw")),
    Sink("tag", _head("tags", lambda text: f"[{yaml_text(text)}]")),
    Sink("hashtag", _post(lambda text: f"#{text}")),
    Sink("photo's alt", _head("photo", lambda text: f"{{file: p.png, alt: {yaml_text(text)}}}")),
    Sink("photo's file", _head("photo")),
    Sink("in_reply_to", _head("in_reply_to")),
    Sink("in_reply_to on the web", _head("in_reply_to", lambda text: yaml_text(f"https://example.org/{text}"))),
    Sink("bookmark_of", _head("bookmark_of", lambda text: yaml_text(f"https://example.org/?{text}"))),
    Sink("syndication", _head("syndication")),
    Sink("syndication on the web", _head("syndication", lambda text: yaml_text(f"https://example.org/{text}"))),
    Sink("aliases", _head("aliases", lambda text: yaml_text(f"/{text}/"))),
    Sink("language", _head("lang")),
    Sink("slug", _head("slug")),
    Sink("id", _head("id")),
    Sink("link of a profile", _person("links")),
    Sink("moved_to", _person("moved_to")),
    Sink("account in the fediverse", _person("fediverse")),
    Sink("following", _person("following")),
    Sink("address of mail", _person("email")),
    Sink("imported HTML", _post(lambda text: texts.to_markdown(text, texts.Names()))),
    Sink("imported plain text", _post(lambda text: texts.to_markdown(texts.plain_html(text), texts.Names()))),
    Sink("form of issues", _post(_form)),
    Sink("page", lambda text, number: (f"pages/s{number}.md", f"---\ntitle: {yaml_text(text)}\n---\n{text}\n")),
)
PERSON_SINKS = ("name", "pronouns", "location", "bio")
ANSWER_SINKS = ("content_html", "author", "cw", "handle", "url", "author_url", "avatar")
ENTRY_SINKS = ("content_html", "title", "author", "url", "author_url", "tags")


def _chunks(items: Sequence[tuple[int, str]], size: int) -> Iterator[Sequence[tuple[int, str]]]:
    yield from (items[at : at + size] for at in range(0, len(items), size))


def person(written: Sequence[str]) -> str:
    """Return a profile that is hostile in all that it shows."""
    head = "".join(f"{sink}: {yaml_text(text)}\n" for sink, text in zip(PERSON_SINKS[:-1], written, strict=False))
    return f"---\n{head}---\n{written[-1]}\n"


def answers(name: str, numbered: Sequence[tuple[int, str]]) -> Iterator[tuple[str, str | bytes]]:
    """Yield posts, and what others said to them, hostile in one field."""
    for at, chunk in enumerate(_chunks(numbered, ANSWERS)):
        slug = f"{name.replace('_', '-')}-{at}"
        said = [_answer(number)._replace(**{name: text}) for number, text in chunk]
        yield f"posts/ada/{slug}.md", "---\ndate: 2026-01-01\n---\nx\n"
        yield path_of(f"ada/{slug}"), dump_answers(RemoteAnswers(f"ada/{slug}", tuple(said)))


def _answer(number: int) -> RemoteAnswer:
    url = f"https://social.example/@wren/{number}"
    made = RemoteAnswer(
        f"mastodon:social.example/{number}", "reply", "mastodon", url, "Wren", "https://social.example/@wren", "@w@s.example"
    )
    return made._replace(published="2026-11-02T10:00:00+00:00", content_html="<p>x</p>")


def entries(name: str, numbered: Sequence[tuple[int, str]]) -> Iterator[tuple[str, str | bytes]]:
    """Yield somebody who follows a feed, and that feed, hostile in one field."""
    target = f"https://{name.replace('_', '-')}.example/"
    made = [
        RemoteEntry(f"urn:x:{number}", f"{target}{number}", "", "2026-11-13T10:00:00+01:00", "", content_html="<p>x</p>")._replace(
            **{name: (text,) if name == "tags" else text}  # type: ignore[arg-type]
        )
        for number, text in numbered
    ]
    feed = RemoteFeed(target, f"{target}feed", "rss", aimed("<img src=x onerror={RUN}>", 0), target, entries=tuple(made))
    yield f"posts/reader-{name.replace('_', '-')}/profile.md", f"---\nfollowing: ['{target}']\n---\n"
    yield f".microblog/remote/{file_name(target)}", dump_feed(feed)


class Built(NamedTuple):
    """A site of hostile texts."""

    folder: Path  # the output
    names: dict[int, str]  # by the number that a script tells: where it was written, and what
    refused: frozenset[int]  # numbers of those that are an error, so nowhere


def build_hostile(root: Path, vectors: Sequence[str], sinks: Sequence[Sink] = SINKS, *, with_others: bool = True) -> Built:
    """Build a site where each text stands in each place, save where it is an error to write it there."""
    names: dict[int, str] = {}
    files: dict[str, str | bytes] = {"config.yaml": CONFIG, "posts/mallory/p.png": plain(kind="PNG"), "static/static.js": "pwn(0)"}
    files["posts/ada/profile.md"] = "---\nname: Ada\n---\n"
    files["posts/mallory/files/index.md"] = "---\ndate: 2026-01-01\n---\n[x](attached.txt)\n"
    files["posts/mallory/files/attached.txt"] = "pwn(0)"
    numbers: dict[str, tuple[int, ...]] = {}  # by file
    for sink in sinks:
        for vector in vectors:
            number = _number(names, sink.name, vector)
            path, text = sink.file(aimed(vector, number), number)
            files[path], numbers[path] = text, (number,)
    for at, vector in enumerate(vectors if with_others else ()):
        path = f"posts/person{at}/profile.md"
        numbers[path] = tuple(_number(names, sink, vector) for sink in PERSON_SINKS)
        files[path] = person([aimed(vector, number) for number in numbers[path]])
    for kind, fields, made in (("answer", ANSWER_SINKS, answers), ("entry", ENTRY_SINKS, entries)) if with_others else ():
        for field in fields:
            numbered = [(number, aimed(vector, number)) for vector in vectors for number in [_number(names, f"{kind}'s {field}", vector)]]
            files |= dict(made(field, numbered))
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text if isinstance(text, bytes) else text.encode())
    return Built(root / "public", names, frozenset(number for path in build_without_errors(root) for number in numbers[path]))


def _number(names: dict[int, str], sink: str, vector: str) -> int:
    number = len(names) + 1
    names[number] = f"{sink}: {vector}"
    return number


def build_without_errors(root: Path) -> set[str]:
    """Build a site; a file that the build refuses is taken out, and returned."""
    refused: set[str] = set()
    for _ in range(4):
        try:
            build(root)
        except ContentError as error:
            found = {problem.path for problem in error.problems if not problem.is_warning} - refused
            for path in found:
                (root / path).unlink()
            refused |= found
        else:
            return refused
    raise AssertionError("the site is never without errors")


def url_of(path: str) -> str:
    """Return the address of an output file."""
    return BASE + quote(path.removesuffix("index.html"), safe="/@,")
