"""Hostile files, a row for each: of which kind, where it lies, what is in it, and what is said of it.

All stand in one site among good posts, so each row is also a test that no fault hides another. `HARMLESS` are those of which nothing
is said: they are to do no harm.
"""

from typing import NamedTuple

CHARACTERS = 200_000  # that a text may have


class Hostile(NamedTuple):
    """A file that somebody put there in order to break something, or by accident."""

    kind: str  # in words of docs/security.md
    path: str
    content: str | bytes
    said: str = ""  # what the error says, in part
    line: int = 1


def post(kind: str, name: str, content: str | bytes, said: str = "", line: int = 1) -> Hostile:
    """Return a row for a post of Eve's."""
    return Hostile(kind, f"posts/eve/2026-01-05-{name}.md", content, said, line)


def head(front: str, body: str = "x") -> str:
    """Return a post with this front matter."""
    return f"---\n{front}\n---\n{body}"


def _aliases() -> str:
    levels = [f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]" for n in range(8)]
    return "\n".join(["a: &a [x,x,x,x,x,x,x,x,x]", *levels])


FRONT_MATTER = [
    post("A1", "aliases", head(_aliases()), "anchor", 2),
    post("A2", "merge", head("<<: {<<: {a: b}}"), "merge", 2),
    post("A3", "flow", head("a: " + "[" * 15000), "nested more than 20 deep", 2),
    post("A3", "block", head("\n".join(" " * n + "a:" for n in range(150))), "nested more than 20 deep", 22),
    post("A4", "twice", head("title: a\ntitle: b"), "given twice", 3),
    post("A5", "python", head("title: !!python/object/apply:os.system ['true']"), "tag", 2),
    post("A5", "binary", head("title: !!binary aGk="), "tag", 2),
    post("A5", "set", head("title: !!set {a, b}"), "tag", 2),
    post("A5", "unknown", head("title: !evil x"), "tag", 2),
    post("A6", "wrong-type", head("title: [a, b]"), "title", 2),
    post("A6", "perhaps", head("draft: perhaps"), "draft", 2),
    post("A6", "number", head("slug: {a: 1}"), "slug", 2),
    post("A6", "list-of-lists", head("tags: [[a], {b: c}]"), "tags", 2),
    post("A7", "no-such-day", head("date: 2024-02-30"), "date", 2),
    post("A7", "no-such-zone", head("date: 2024-02-03T10:00:00+99:99"), "date", 2),
    post("A7", "year-nought", head("date: 0000-01-01"), "date", 2),
    post("A7", "leap-second", head("date: 2016-12-31T23:59:60Z"), "date", 2),
    post("A8", "end-of-time", head("date: 9999-12-31T23:59:59-12:00"), "date", 2),
    post("A9", "no-end", "---\ntitle: x\n\ntext", "---"),
    post("A9", "two-documents", head("title: x\n...\n%YAML 1.1\n--- y"), "second YAML document", 4),
    post("A10", "half-a-character", b"Words.\n\xc3", "UTF-8", 2),
    post("A10", "nul", head('title: "a\\0b"'), "U+0000", 2),
    post("A10", "surrogate", head('title: "\\ud800"'), "U+D800", 2),
    post("A10", "separator", head("title: a\u2028b"), "U+2028", 2),
    post("A10", "utf-16", "\ufeffhello".encode("utf-16-le"), "UTF-8"),
    post("A10", "latin-1", "Gr\xfc\xdfe".encode("latin-1"), "UTF-8"),
    post("A10", "binary-file", bytes(range(256)) * 40, "UTF-8", 3),
    post("A11", "large-head", head("\n".join(f"k{n}: v" for n in range(4000))), "16 KiB", 2),
    post("A11", "a-million-keys", head("\n".join(f"{n}:" for n in range(100_000))), "16 KiB", 2),
    post("A11", "long-number", head("date: " + "9" * 9000), "date", 2),
    post("A11", "colons", head("date: 1" + ":59" * 5000), "date", 2),
]
REPEATED = {
    "brackets": ("[", "opening brackets"),
    "pictures": ("![", "opening brackets"),
    "cdata": ("<![CDATA[", "more than 100"),
    "footnotes": ("[^1]", "more than 500"),
    "elements": ("<a ", "without a `>`"),
    "titles": ('<a title="', "without a `>`"),
    "links": ("[a](", "opening brackets"),
    "quotes": ("> ", "nested too deeply"),
    "comments": ("<!--", "never ends"),
}
BODIES = [
    *(post("B1", f"many-{name}", f"x\n\n{mark * (CHARACTERS // len(mark) - 9)}", said, 3) for name, (mark, said) in REPEATED.items()),
    post("B1", "many-open", f"x\n\n{'<b>' * 60_000}", "nested too deeply"),
    post("B1", "table", "|".join("a" * 5000) + "\n" + "|".join("-" * 5000) + "\n" + "a\n" * 50_000, "cells"),
    post("B2", "fifty-megabytes", b"x " * 25_000_000, "KiB"),
    post("B2", "long", "x " * 110_000, "200,000 characters"),
    post("B3", "nested-list", "".join("  " * n + "- a\n" for n in range(400)), "nested too deeply"),
    post("B3", "rules", "- " * 1000 + "x", "nested too deeply"),
    post("B11", "divisions", "<div>" * 39_000, "nested too deeply"),
]
SLUGS = [
    *("../../x", "/etc/x", "%2e%2e%2f", "..\\\\x", ".", "..", "a/b", "x" * 300, ".git", "é" * 200, "CON", "a:b", "x.", "nul.txt"),
    *("a b", "x\\0", "a\\nb", "-", "\\u202ex", "\\uff0e\\uff0e\\uff0fx", "$(x)", "feed.atom", "media", "feed"),
]
NAMES = [
    *(post("C2", f"slug-{number}", head(f'slug: "{slug}"'), "slug", 2) for number, slug in enumerate(SLUGS)),
    post("C2", "alias", head("aliases: ../../x"), "warning: `../../x` is no path", 2),
    post("C1", "One", "x", "is also that of posts/eve/2026-01-05-one.md"),
    post("C1", "tags", head("aliases: /tags/"), "/tags/", 2),
    Hostile("C1", "static/404.html/x.txt", "x", "404.html"),
    Hostile("C3", "posts/\u0430da/2026-01-05-x.md", "x", "nobody's account"),
    post("C2", "new\nline", "x", "control character"),
    post("C2", "photo", head("photo: ../../../../etc/passwd"), "photo", 2),
    post("C4", "of-another", head("author: ada"), "ada", 2),
]
HARMLESS = [
    post(
        "B4", "script", "Before.\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1)) <img src=x onerror=alert(1)> Behind.", "Behind."
    ),
    post("B5", "generics", "A vector<int> and List<String> here.", "List&lt;String&gt;"),
    post("B6", "template", head('title: "{{ 7*7 }} {% include x %}"', "{{ 7*7 }}"), "{{ 7*7 }}"),
    post("B7", "style", '<p style="position:fixed" class="menu">Over.</p>', "Over."),
    post("B8", "placeholders", "klzzwxh:0000 \\x02klzzwxh:0001\\x03", "klzzwxh:0000"),
    post("B9", "reference", "[here]: https://evil.example/\n\n[^1]: Mine.\n\nSee [here].", "evil.example"),
    post("A6", "words-of-yaml", head("title: no\ntags: [on, 0123, '12:30:45', null]", "Norway."), "Norway."),
    post("A9", "rule", head("title: x", "One.\n\n---\n\nTwo.\n\n---\n"), "Two."),
    post("A9", "empty-head", "---\n---\nNo head.", "No head."),
    post("A9", "only-a-comment", head("# nothing", "A comment."), "A comment."),
    post("A10", "marked", "\ufeff---\r\ntitle: x\r\n---\r\nWith a mark.\r\n", "With a mark."),
    post("A10", "returns", "---\rtitle: x\r---\rOf an old Macintosh.", "Of an old Macintosh."),
    post("A10", "bell", "Ding\x07 dong.", "Ding dong."),
    post("A10", "escape", head("title: a\x1b[31mb\x7fc", "In red."), "a[31mbc"),
    Hostile("C2", "posts/eve/-rf.md", head("date: 2026-01-05", "Not removed."), "Not removed."),
    post("B10", "zalgo", head("title: " + "Z\u0351\u0352\u0353" * 60, "Marks."), "Marks."),
    post("B10", "invisible", head('title: "a\u200b\u2060b"', "Of no width."), "Of no width."),
    post("B10", "turned", head('title: "a\u202eb"'), "a\u202eb"),
    post("F3", "commands", head('title: "::set-output name=x::y"'), "::set-output"),
]


def is_harmless(page: str) -> bool:
    """Whether nothing of the rows above is in a page that would run, hide or move something."""
    bad = ("<script>alert", "onerror", 'href="javascript:', "position:fixed", "49")
    return not [mark for mark in bad if mark in page]
