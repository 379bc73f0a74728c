"""Texts that were written for other programs have the same words here as where CommonMark and GitHub's tables are read.

Where this dialect differs on purpose, the text is put in the form in which the other renderer shows the same; each such class is
counted, and docs/reference/markdown.md names it with its number of texts.
"""

import re
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from microblog.content.split import split_front_matter
from microblog.markup.html.characters import restore_escaped, without_forbidden
from microblog.markup.html.content import plain_text
from microblog.markup.markdown.dialect import convert

ROOT = Path(__file__).resolve().parents[2]
DATA = next((parent / "shared" / "data" for parent in ROOT.parents if (parent / "shared" / "data").is_dir()), None)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
BARE = re.compile(r"(?<![(\[<\"'=])https?://[^\s<>()\[\]`]+")


def escaped(signs: str) -> Callable[[re.Match[str]], str]:
    """Return what lets some signs of a match be text."""
    return lambda match: re.sub(rf"[{signs}]", r"\\\g<0>", match[0])


DIFFERENCES: dict[str, Callable[[str], str]] = {
    "headings with an id of their own": lambda text: re.sub(r"(?m)^(#+ .*?) *\{:? *#[^{}\n]*\} *$", r"\1", text),
    "footnotes": lambda text: re.sub(r"\[\^[^\]\n]+\](?::.*)?", "", text),
    "signs of a bare address": lambda text: BARE.sub(escaped("_*~"), text),
    "angle brackets around no address": lambda text: re.sub(r"<(?=\w+:(?!//))|<(?=\?)", r"\\<", text),
    "a title right behind an address": lambda text: re.sub(r'(\]\(https?://[^\s"()]+)"', r'\1 "', text),
    "addresses that no page may link": lambda text: re.sub(r"(?m)(^ *\[[^\]]+\]: *|\]\()(?:javascript|file):", r"\1https:", text),
    "links in double brackets": lambda text: re.sub(r"\[\[([^\[\]\n]+)\]\](?![(\[])", r"\1", text),
}
SIGNS = "emphasis beside letters of scripts without spaces"


def other() -> MarkdownIt:
    renderer = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    renderer.normalizeLinkText = str  # type: ignore[assignment, method-assign]  # addresses as they are written
    return renderer


OTHER = other()


def words(html: str) -> list[str]:
    """Return the words of HTML, whatever stands in it."""
    return plain_text(TAG.sub(lambda tag: tag[0].lower(), COMMENT.sub("", restore_escaped(html)))).split()


def ours(text: str, classes: tuple[str, ...] = ()) -> list[str]:
    """Return the words that are shown here; without footnotes, where these are what differs."""
    html = convert(text)
    if "footnotes" in classes:
        html = re.sub(r"<sup id=.*?</sup>", "", html.partition('<div class="footnote">')[0])
    return words(html)


def theirs(text: str, classes: tuple[str, ...] = ()) -> list[str]:
    """Return the words that the other renderer shows of a text in which what differs on purpose was changed."""
    for name in classes:
        text = DIFFERENCES.get(name, str)(text)
    return words(OTHER.render(text))


def without_signs(found: list[str]) -> list[str]:
    return [word for word in (word.replace("*", "") for word in found) if word]


def differences(text: str) -> tuple[str, ...] | None:
    """Return the fewest classes that account for all that differs; None where they do not."""
    for count in range(len(DIFFERENCES) + 1):
        for classes in combinations([name for name, change in DIFFERENCES.items() if change(text) != text], count):
            here, there = ours(text, classes), theirs(text, classes)
            if here == there:
                return classes
            if without_signs(here) == without_signs(there):
                return (*classes, SIGNS)
    return None


@pytest.mark.parametrize(
    "text",
    [
        "Tea:\n- a\n  - b\n\n    c\n1. d\n   > e\n2. f",
        "> a\n- b\n\n      code\n***\n* c\n+ d",
        "a | b\n:-|-:\n`c\\|d` | e \\| f\ng",
        "*a **b*** _c_ `d`` e` \\*f\\* &copy; ~~g~~",
        "[a](/b 'c') ![d *e*](f.jpg) [g][h] <https://i.example>\n\n[h]: </j k> (l)",
        "<div>\n*a*\n</div>\n\n<b>*c*</b> <!-- d -->\ne\n---",
    ],
)
def test_sample_has_the_same_words_elsewhere(text: str) -> None:
    assert ours(text) == theirs(text)


def counted(paths: list[Path]) -> tuple[Counter[str], list[str]]:
    """Return how many files each class accounts for, and the files that differ otherwise."""
    counts: Counter[str] = Counter()
    unknown = []
    for path in paths:
        text = without_forbidden(split_front_matter(path.read_bytes(), path.name).body)
        found = differences(text)
        counts.update(found or ())
        unknown += [path.name] if found is None else []
    return counts, unknown


@pytest.mark.skipif(DATA is None, reason="the collections are not here")
@pytest.mark.parametrize("every", [pytest.param(5, id="a fifth"), pytest.param(1, id="all", marks=pytest.mark.nightly)])
def test_collections_have_the_same_words_elsewhere(every: int) -> None:
    paths = [path for folder in ("real-notes", "collections") for path in sorted((DATA or ROOT).glob(f"{folder}/**/posts/**/*.md"))]
    assert len(paths) > 1_000
    counts, unknown = counted(paths[::every])
    assert len(unknown) <= 0.01 * len(paths[::every]), unknown
    reference = (ROOT / "docs" / "reference" / "markdown.md").read_text(encoding="utf-8")
    said = {name: int(number) for name, number in re.findall(r"(?m)^\| ([^|]+) \| ([0-9]+) \|", reference)}
    assert counts <= Counter(said)
    assert every > 1 or said == dict(counts)
