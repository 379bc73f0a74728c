"""The theme's catalogs: whole, none too much, and right in what Babel and CLDR know of each language."""

import io
import re
from datetime import date, time
from functools import cache
from gettext import c2py
from pathlib import Path

import pytest
from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from microblog.text.words import Words
from microblog.theme.catalogs import Message, fault, parse_catalogs, plurals_of, read_messages
from microblog.theme.languages import LOCALE
from tests.extract_words import POT, extract, untranslated, updated, written

LANGUAGES = "ar de es fa fr he hi it ja ko nl pl pt ru tr uk zh".split()  # noqa: SIM905 - as the issue lists them
CATALOGS = sorted(LOCALE.glob("*.po"))
each = pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
_VALUE = re.compile(r"%\(\w+\)0?[0-9]*[sd]")
MONTHS = [date(2026, month, 3) for month in range(1, 13)]


@cache
def template() -> Catalog:
    return extract()


@cache
def words(path: Path) -> Words:
    return parse_catalogs([(path.name, path.read_text(encoding="utf-8"))], path.stem)


def messages(path: Path) -> list[Message]:
    return list(read_messages(path.name, path.read_text(encoding="utf-8")))


def header(path: Path) -> str:
    return next(message.forms[0] for message in messages(path) if message.ids == ("",))


def test_theme_speaks_the_languages_that_the_documents_name() -> None:
    assert set(LANGUAGES) <= {path.stem for path in CATALOGS}
    document = (LOCALE.parents[2] / "docs/how-to/languages.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"\(`([a-zA-Z-]+)`[,)]", document)) == sorted([*(path.stem for path in CATALOGS), "en"])


def test_list_of_all_messages_is_that_of_the_code() -> None:
    assert POT.read_text(encoding="utf-8") == written(template()), "run tests/extract_words.py"


@each
def test_catalog_has_all_messages_and_no_other(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == written(updated(text, template(), path.stem), where=False), "run tests/extract_words.py"
    assert untranslated(read_po(io.StringIO(text), locale=path.stem)) == [], "translate these"
    assert "#~" not in text
    assert "fuzzy" not in text


def numberless(message: Message, header: str) -> str:
    """Return a form that goes with several numbers and says none of them, where its message does; "" where there is none."""
    choose = c2py(plurals_of(header)[1])
    chosen = [choose(number) for number in range(200)]
    forms = message.forms if "%(num)" in message.ids[-1] else ()
    return next((form for place, form in enumerate(forms) if chosen.count(place) > 1 and "%(num)" not in form), "")


@each
def test_translations_keep_values_tags_and_numbers(path: Path) -> None:
    head = header(path)
    count, _ = plurals_of(head)
    found = [message for message in messages(path) if message.key]
    assert [what for message in found if (what := fault(message, count))] == []
    assert [form for message in found if (form := numberless(message, head))] == []


@each
def test_translations_end_as_their_messages_do(path: Path) -> None:
    """A sentence keeps its full stop, a label has none."""
    for message in messages(path):
        for form in message.forms if message.key else ():
            assert form == form.strip() or message.ids == (", ",), form
            is_sentence = message.ids[-1].endswith(".")
            assert form.endswith((".", "。", "।")) == is_sentence or not re.search("[a-z]", _VALUE.sub("", message.ids[-1])), form


@each
def test_numbers_fall_into_the_forms_that_cldr_has(path: Path) -> None:
    """Two numbers have one form in the catalog where they are of one kind in CLDR."""
    rule = Locale.parse(path.stem).plural_form
    count, formula = plurals_of(header(path))
    choose = c2py(formula)
    kinds = {(rule(number), choose(number)) for number in range(1000)}
    assert len(kinds) == len({kind for kind, _ in kinds}) == len({form for _, form in kinds}) == count


@each
def test_date_is_that_of_cldr(path: Path) -> None:
    said = [words(path).long_date(day.isoformat()) for day in MONTHS]
    assert said == [format_date(day, "long", locale=path.stem) for day in MONTHS]


@each
def test_month_with_its_year_is_that_of_cldr(path: Path) -> None:
    """Save for its first letter, since it stands in headings and lists."""
    speech = words(path)
    said = [speech.gettext("%(month)s %(year)s", month=speech.month_name(day.month), year=day.year) for day in MONTHS]
    assert [text.lower() for text in said] == [format_skeleton("yMMMM", day, locale=path.stem).lower() for day in MONTHS]
    assert all(text[0] == text[0].upper() for text in said)


@each
def test_time_is_that_of_cldr(path: Path) -> None:
    for moment in (time(0, 5), time(9, 5), time(12, 0), time(14, 5), time(23, 59)):
        assert words(path).clock_time(f"2026-01-03T{moment}") == format_time(moment, "short", locale=path.stem).replace("\u202f", " ")


@each
def test_names_of_a_list_are_parted_as_in_cldr(path: Path) -> None:
    """Save for Arabic, where CLDR has "and" before each, and for Persian's invisible mark."""
    middle = Locale.parse(path.stem).list_patterns["standard"]["middle"]
    assert words(path).gettext(", ") == ("، " if path.stem == "ar" else middle.format("", "").replace("\u200f", ""))


@pytest.mark.parametrize("lang", ["ar", "fa", "he"])
def test_latin_pieces_that_would_be_turned_are_isolated(lang: str) -> None:
    """A sign before or behind Latin letters, or digits with hyphens, would change sides in a sentence from the right."""
    said = "\n".join(form for message in messages(LOCALE / f"{lang}.po") for form in message.forms if message.key)
    for piece in ("posts/", "2026-11-23-1405-rain.md", "@ada", "#tea", "@%(name)s"):
        assert said.count(f"\u2068{piece}\u2069") == said.count(piece) > 0, piece


# What these checks find.


@pytest.mark.parametrize(
    "said", ["%(nmae)s", "name", "%(name)s <b>", '%(name)s"', "%(name)d", "%(name)s 50 %", "%(name)s %(num)d", "%(name)s&"]
)
def test_translation_that_does_not_fit_its_message_is_found(said: str) -> None:
    assert fault(Message(1, "", ("by %(name)s",), (said,)), 2)
    assert not fault(Message(1, "", ("by %(name)s",), ("von %(name)s, 50 %%",)), 2)


def test_plural_with_a_form_too_few_or_without_its_number_is_found() -> None:
    several = ("Liked by one person", "Liked by %(num)d people")
    russian = "Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
    assert fault(Message(1, "", several, ("a", "b %(num)d")), 3)
    assert numberless(Message(1, "", several, ("одному", "%(num)d людям", "%(num)d людям")), russian) == "одному"  # 21, 31
    assert not numberless(Message(1, "", several, ("einer Person", "%(num)d Personen")), "")


def test_message_that_is_new_or_gone_is_found() -> None:
    text = 'msgid ""\nmsgstr ""\n\nmsgid "Tags"\nmsgstr "Schlagwörter"\n\nmsgid "Tga"\nmsgstr "Etikett"\n'
    catalog = updated(text, template(), "de")
    assert "Archive" in untranslated(catalog)
    assert "Tags" not in untranslated(catalog)
    assert "Etikett" not in written(catalog)
