"""Words that readers see: one door, one file a language, and none that goes another way."""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from microblog.build import inputs
from microblog.theme import find_theme, languages
from microblog.theme.catalogs import CatalogError, parse_catalogs
from microblog.theme.languages import find_words, functions
from microblog.theme.short.compiled import Compiled
from tests.conftest import MakeSite
from tests.extract_words import POT
from tests.support.everything import EVERYTHING
from tests.support.pictures import plain
from tests.support.site_tree import build, tree

GERMAN = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

#: templates/year.html
#, python-format
msgid "%(num)d post"
msgid_plural "%(num)d posts"
msgstr[0] "%(num)d Beitrag"
msgstr[1] "%(num)d Beiträge"

msgid "replied to %(post)s"
msgstr "hat auf %(post)s "
"geantwortet"

msgid "%(day)d %(month)s %(year)d"
msgstr "%(day)d. %(month)s %(year)d"

msgid "March"
msgstr "Lenz"

msgctxt "in a date"
msgid "March"
msgstr "Lenzing"

#, fuzzy
msgid "Tags"
msgstr "Etiketten"

#~ msgid "People"
#~ msgstr "Leute"

msgid "Draft"
msgstr ""

msgid "\"Site\""
msgstr "Quotes \" \\ and\t\"more\n"
"on two lines"
"""
POLISH = r"""
msgid ""
msgstr "Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\n"

msgid "%(num)d post"
msgid_plural "%(num)d posts"
msgstr[0] "%(num)d wpis"
msgstr[1] "%(num)d wpisy"
msgstr[2] "%(num)d wpisów"
"""
SITE = {
    "config.yaml": "base_url: https://example.org/\nlang: de-AT\n",
    "posts/ada/2026-03-01-a.md": "tea",
    "posts/grace/2026-03-02-b.md": "---\nin_reply_to: ada/2026-03-01-a\n---\nmore",
}


@pytest.fixture
def locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder in the place of that with the catalogs."""
    folder = tmp_path / "locale"
    folder.mkdir()
    monkeypatch.setattr(languages, "LOCALE", folder)
    return folder


def page(root: Path, name: str) -> str:
    return (root / "public" / name).read_text(encoding="utf-8")


def test_site_speaks_its_language(make_site: MakeSite, locale: Path) -> None:
    (locale / "de.po").write_text(GERMAN, encoding="utf-8")
    root = make_site(SITE)
    build(root)
    assert ">2 Beiträge</span>" in page(root, "archive/2026/index.html")
    assert ">Lenz</a>" in page(root, "archive/2026/index.html")
    assert re.search(r'grace</bdi></a></span> hat auf <a class="u-in-reply-to"[^>]*>@ada</a> geantwortet', page(root, "index.html"))
    assert ">1. Lenzing 2026</time>" in page(root, "index.html")


@pytest.mark.parametrize(
    ("lang", "path", "said"),
    [
        ("ru", "index.html", 'отвечает на <a class="u-in-reply-to" href="/@ada/2026-03-01-a/">пост @ada</a>'),
        ("de", "index.html", 'hat auf <a class="u-in-reply-to" href="/@ada/2026-03-01-a/">den Beitrag von @ada</a> geantwortet'),
        ("de", "compose/index.html", '<label for="quote">Zitiert</label>'),
        ("ja", "compose/index.html", '<p data-word="comma">、</p>'),
        ("fa", "search/index.html", "برچسب‌ها</a>، <a href"),
    ],
)
def test_what_a_language_says_otherwise_has_a_message(make_site: MakeSite, lang: str, path: str, said: str) -> None:
    """A post is answered and not its author, a field's name is a verb, names are parted by other commas."""
    root = make_site(SITE | {"config.yaml": f"base_url: https://example.org/\nlang: {lang}\ncompose: true\n"})
    build(root)
    assert said in page(root, path)


def test_message_without_a_translation_stays_english(make_site: MakeSite, locale: Path) -> None:
    (locale / "de.po").write_text(GERMAN, encoding="utf-8")
    root = make_site(SITE)
    build(root)
    for words in ("Tags", "People", "Archive"):  # translated by a guess; not any more; not at all
        assert f">{words}</a>" in page(root, "index.html")


@pytest.mark.parametrize("way", ["compiled", "jinja2"])
def test_edited_catalog_is_seen_in_templates_that_are_compiled_already(
    make_site: MakeSite, locale: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    if way == "jinja2":
        monkeypatch.setattr(Compiled, "function", lambda *_: None)
    root = make_site(SITE)
    for said in ("Etiketten", "Schlagworte"):
        (locale / "de.po").write_text(f'msgid "Tags"\nmsgstr "{said}"\n', encoding="utf-8")
        build(root, clean=True)
        assert f">{said}</a>" in page(root, "index.html")


@pytest.mark.parametrize(
    ("lang", "found"),
    [("de", "de"), ("DE-at", "de"), ("de-CH-1996", "de-CH"), ("pt-br", "pt-BR"), ("pt", ""), ("en", ""), ("fr", ""), ("", "")],
)
def test_language_without_a_catalog_has_the_words_of_the_one_that_it_is_a_kind_of(locale: Path, lang: str, found: str) -> None:
    for name in ("de", "de-CH", "pt-BR"):
        (locale / f"{name}.po").write_text(f'msgid "Tags"\nmsgstr "{name}"\n', encoding="utf-8")
    assert find_words(lang, find_theme(locale), locale).gettext("Tags") == (found or "Tags")


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 wpisów"), (1, "1 wpis"), (2, "2 wpisy"), (5, "5 wpisów"), (12, "12 wpisów"), (22, "22 wpisy")]
)
def test_number_has_the_form_of_its_language(number: int, said: str) -> None:
    polish = parse_catalogs([("pl.po", POLISH)])
    assert polish.ngettext("%(num)d post", "%(num)d posts", number) == said
    assert functions(polish)["ngettext"]("%(num)d post", "%(num)d posts", number) == said


def test_catalog_is_read_as_translators_write_it() -> None:
    german = parse_catalogs([("de.po", GERMAN)])
    assert german.gettext("replied to %(post)s", post="x") == "hat auf x geantwortet"
    assert german.gettext('"Site"') == 'Quotes " \\ and\t"more\non two lines'
    assert (german.gettext("Tags"), german.gettext("Draft")) == ("Tags", "Draft")
    assert (german.month_name(3), german.long_date("2026-03-09T00:00:00Z")) == ("Lenz", "9. Lenzing 2026")


@pytest.mark.parametrize("text", ['msgid "a"\nmsgstr "b"\nnonsense', 'msgid "a"\nmsgid "b"\nmsgstr "c"', '"a"', 'msgid "a\nmsgstr "b"'])
def test_what_is_no_catalog_is_refused(text: str) -> None:
    with pytest.raises(CatalogError, match="no line of a catalog"):
        parse_catalogs([("de.po", text)])


def test_catalog_without_a_rule_of_plurals_is_refused_in_words() -> None:
    with pytest.raises(CatalogError, match=r"it has no `; plural=`"):
        parse_catalogs([("de.po", 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2\\n"\n')], "de")


def test_catalog_of_another_state_is_another_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "_PACKAGE", tmp_path)
    before = inputs._engine_files()
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme/de.po").write_text(GERMAN, encoding="utf-8")
    assert {*inputs._engine_files()} - {*before} == {f"{tmp_path}/theme/de.po"}


# A language in which every message is translated, and none has an ASCII letter: what is left of these is no message.

_STRANGE = {ord(letter): chr(0x3B1 + place) for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz")}
_KEPT = re.compile(r"%\(\w+\)0?[0-9]*[sd]|</?\w+>")
_VALUES = {"https", "ada", "grace", "example", "org", "net", "tea", "hello", "dot", "hi", "utc", "yes", "about", "we", "thread", "wren"} | {
    *"abcdefghijklmnopqrstu"
}


def strange(text: str) -> str:
    """Return a text in letters that no message has."""
    ends = [0, *(place for match in _KEPT.finditer(text) for place in match.span()), len(text)]
    parts = [text[start:end] for start, end in pairwise(ends)]
    return "".join(part if place % 2 else part.lower().translate(_STRANGE) for place, part in enumerate(parts))


def strange_catalog() -> str:
    lines = ['msgid ""', 'msgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"', ""]
    for message in read_po(StringIO(POT.read_text(encoding="utf-8"))):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        if ids[0]:
            lines += [f'msgctxt "{message.context}"'] if message.context else []
            lines += [f'{key} "{text}"' for key, text in zip(("msgid", "msgid_plural"), ids, strict=False)]
            lines += [f'msgstr{f"[{place}]" if len(ids) > 1 else ""} "{strange(text)}"' for place, text in enumerate(ids)] + [""]
    return "\n".join(lines)


class _Words(HTMLParser):
    """Collects what a page says to people: its text, and the attributes that are read or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("aria-label", "title", "alt", "placeholder"):
                self.handle_data(value or "")

    def handle_data(self, data: str) -> None:
        self.found |= set(re.findall(r"[a-z]+", re.sub(r"\{[a-z]+\}", "", data.lower())))  # `{count}` is a value that a script puts in


def english_words(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((root / "public").rglob("*")):
        if path.suffix in (".html", ".atom", ".opml"):
            reader = _Words()
            # without what is typed so in every language, and what a script fills in
            text = re.sub(r'<code translate="no">[^<]*|\{\w+\}', "", path.read_text(encoding="utf-8"))
            reader.feed(
                text if path.suffix == ".html" else unescape(re.sub(r"<(id|updated|published|uri|generator|icon|ownerId)\b[^<]*", "", text))
            )
            yield from ((path.name, word) for word in reader.found - _VALUES)


WHOLE = EVERYTHING | {
    "config.yaml": "base_url: https://example.org/\nlang: qaa\ntitle: '-'\ntag_authority: example.org,2026\npage_size: 5\n",
    "posts/tea/profile.md": "---\npronouns: hi\nlocation: hello\njoined: 2026-11\nfollowing: [ada, grace, hi, yes]\n---\ntea",
    "posts/hi/profile.md": "---\nfollowing: [tea, ada, grace, yes]\n---\n",
    "posts/yes/profile.md": "---\nfollowing: [tea, hi, ada, grace]\n---\n",
    "posts/tea/2026-11-01-like.md": "---\nlike_of: grace/2026-11-23-hello\ncw: hi\n---\ntea",
    "posts/tea/2026-11-02-bookmark.md": "---\nbookmark_of: grace/2026-11-23-hello\n---\n@ada",
    "posts/tea/2026-11-03-far.md": "---\nlike_of: https://example.net/a\n---\n",
    "posts/tea/2026-11-04-title.md": "---\nbookmark_of: {url: https://example.net/a, title: tea}\nphoto: a.gif\n---\n",
    "posts/tea/2026-11-05-known.md": "---\nrepost_of: {url: ada/2026-11-23-reply, title: tea}\n---\n",
    "posts/tea/2026-11-06-quote.md": "tea\n\nhttps://example.org/@tea/2026-11-01-like/\n",
    "posts/tea/2026-11-07-long.md": f"---\ntitle: tea\npinned: true\nupdated: 2026-11-09T10:00:00Z\ndraft: true\n---\n{'hi tea ' * 200}",
    "posts/tea/2026-11-08-1010-cw.md": "---\nin_reply_to: tea/2026-11-01-like\ncw: hi\n---\ntea",
    "posts/tea/2026-11-09-like.md": "---\nlike_of: tea/2026-11-01-like\n---\n",
    "posts/hi/2026-11-09-like.md": "---\nlike_of: tea/2026-11-01-like\n---\n",
    "posts/hi/2026-11-10-repost.md": "---\nrepost_of: tea/2026-11-01-like\n---\n",
    "posts/tea/a.gif": plain(kind="GIF"),
    **{f"posts/ada/2026-10-{day:02}-reply.md": f"---\nin_reply_to: ada/2026-10-{day - 1:02}-reply\n---\ntea" for day in range(2, 10)},
    "posts/ada/2026-10-01-reply.md": "tea",
    "posts/ada/2026-09-01-first.md": "tea",
    "posts/ada/2026-10-01-second.md": "tea",
}


def test_no_word_of_a_whole_site_goes_another_way(make_site: MakeSite, locale: Path) -> None:
    (locale / "qaa.po").write_text(strange_catalog(), encoding="utf-8")
    root = make_site(WHOLE)
    build(root, drafts=True)
    assert sorted(english_words(root)) == []


@pytest.mark.parametrize("lang", ["qaa", "qaa-Arab"])
def test_both_ways_to_render_have_the_same_words(
    make_site: MakeSite, locale: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lang: str
) -> None:
    """Also where names are isolated, since the sentences are written from the right."""
    (locale / f"{lang}.po").write_text(strange_catalog(), encoding="utf-8")
    root = make_site(WHOLE)
    config = (root / "config.yaml").read_text(encoding="utf-8")
    assert "lang: qaa\n" in config
    (root / "config.yaml").write_text(config.replace("lang: qaa\n", f"lang: {lang}\n"), encoding="utf-8")
    build(root, output=tmp_path / "compiled")
    monkeypatch.setattr(Compiled, "function", lambda *_: None)
    build(root, output=tmp_path / "jinja2")
    assert tree(tmp_path / "compiled") == tree(tmp_path / "jinja2")
