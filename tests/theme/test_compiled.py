"""A template that is compiled to a function gives what Jinja2 makes of it: the same text, or the same fault."""

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from microblog.errors import ContentError
from microblog.text.words import Words
from microblog.theme import Theme
from microblog.theme.environment import make_environment
from microblog.theme.runtime import Encoded
from microblog.theme.short import compiled
from microblog.theme.short.compiled import Compiled
from microblog.theme.templates import Templates
from tests.conftest import ROOT, MakeSite
from tests.support.everything import EVERYTHING
from tests.support.random_templates import Maker
from tests.support.site_tree import build, tree
from tests.support.template_samples import ODD, ORDINARY, PARTS, SIMPLE

WORDS = Words()
SITE = SimpleNamespace(
    title='Tea & "cake"', lang="en", base_url="https://example.org/", base_path="/", has_custom_css=True, extra={"mood": "<calm>"}
)
POST = SimpleNamespace(
    title="<b>",
    html=Markup("<i>tea</i>"),
    empty="",
    number=3,
    nothing=None,
    words=["a", "<b>", "c"],
    tags=[SimpleNamespace(label="x", on=True), SimpleNamespace(label="&", on=False)],
    extra={"colour": "red", "items": "<5>"},
    published="2026-11-23T14:05:00+01:00",
)
CONTEXT = {"post": POST, "full": True, "_own": "kept", "x": "outer", "post_title": "<t>", "number": 3}


def url(path: str) -> str:
    return f"/{path.replace(' ', '%20')}"


def open_templates(folder: Path) -> Templates:
    return Templates(Theme((folder,), (), (), has_custom_css=False), folder.parent, site=SITE, url=url, words=WORDS)


def in_jinja(folder: Path, name: str, context: Mapping[str, Any]) -> str:
    """Return what Jinja2 alone makes of a template, or the words of what is wrong."""
    templates = open_templates(folder)
    try:
        return b"".join(templates._in_jinja(name, context)).decode()
    except ContentError as error:
        return str(error.problems)


def outcome(folder: Path, name: str, context: Mapping[str, Any]) -> str:
    try:
        return open_templates(folder).render(name, context)
    except ContentError as error:
        return str(error.problems)


def write(root: Path, source: str) -> Path:
    folder = root / "templates"
    folder.mkdir(exist_ok=True)
    for name, text in {**PARTS, "main.html": source}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("source", SIMPLE + ODD)
def test_template_gives_what_jinja2_makes_of_it(tmp_path: Path, source: str) -> None:
    folder = write(tmp_path, source)
    assert outcome(folder, "main.html", CONTEXT) == in_jinja(folder, "main.html", CONTEXT)


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.sampled_from([source for source in SIMPLE + ODD if "extends" not in source and "block" not in source]), min_size=2, max_size=4
    )
)
def test_pieces_of_templates_give_together_what_jinja2_makes_of_them(tmp_path_factory: pytest.TempPathFactory, sources: list[str]) -> None:
    folder = write(tmp_path_factory.mktemp("site"), "".join(sources))
    assert outcome(folder, "main.html", CONTEXT) == in_jinja(folder, "main.html", CONTEXT)


@pytest.mark.parametrize(
    "source",
    [
        *SIMPLE,
        *(source for some in ORDINARY.values() for source in some),
        "{% extends 'inner.html' %}{% block c %}own{% endblock %}{% block b %}{% endblock %}",
    ],
)
def test_what_most_templates_hold_is_compiled(tmp_path: Path, source: str) -> None:
    folder = write(tmp_path, source)
    function = Compiled((folder,), SITE, url, WORDS, lambda: make_environment((folder,), SITE, url, WORDS)).function("main.html")
    compiled_text = b"".join(function(CONTEXT)).decode() if function else None
    assert compiled_text == in_jinja(folder, "main.html", CONTEXT)


def test_imported_template_remembers_as_much_as_with_jinja2(tmp_path: Path) -> None:
    templates = open_templates(write(tmp_path, "{% from 'counter.html' import tick %}{{ tick() }}"))
    assert [templates.render("main.html", CONTEXT) for _ in range(2)] == ["1", "2"]


@pytest.mark.parametrize("seed", [*range(0, 100, 20), *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(100, 200, 20))])
def test_random_templates_give_what_jinja2_makes_of_them(tmp_path: Path, seed: int) -> None:
    for number in range(seed, seed + 20):
        folder = write(tmp_path, Maker(number).template())
        assert outcome(folder, "main.html", CONTEXT) == in_jinja(folder, "main.html", CONTEXT), (folder / "main.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("a\n{{ post.words|tojson }}", ("main.html", 2, "the filter `tojson`")),
        (
            "{% extends 'frame.html' %}{% block a %}\n\n{% autoescape false %}{% endautoescape %}{% endblock %}",
            ("main.html", 3, "`{% autoescape %}`"),
        ),
        ("{% block a %}\n{% for b in [] recursive %}{% endfor %}{% endblock %}", ("main.html", 2, "a recursive loop")),
        ("\n{% macro m() %}{% endmacro %}\n{{ m }}", ("main.html", 3, "`m` as a value")),
        ("{% include 'part.html' %}\n{{ post.words.pop() }}", ("main.html", 2, "the call of `.pop`")),
    ],
)
def test_what_is_left_to_jinja2_is_known_by_its_line(tmp_path: Path, source: str, told: tuple[str, int, str]) -> None:
    folder = write(tmp_path, source)
    assert Compiled((folder,), SITE, url, WORDS, lambda: make_environment((folder,), SITE, url, WORDS)).left("main.html") == told


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "templates").iterdir()))
def test_every_template_of_the_theme_is_compiled(name: str) -> None:
    folders = (ROOT / "templates",)
    assert Compiled(folders, SITE, url, WORDS, lambda: make_environment(folders, SITE, url, WORDS)).function(name)


def test_site_is_the_same_as_with_jinja2_alone(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    root = make_site(EVERYTHING)
    build(root, output=tmp_path / "compiled")
    monkeypatch.setattr(Compiled, "function", lambda *_: None)
    build(root, output=tmp_path / "jinja2")
    assert tree(tmp_path / "compiled") == tree(tmp_path / "jinja2")


def test_nothing_of_the_theme_is_left_to_jinja2(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Templates, name: str, __: object) -> list[bytes]:
        raise AssertionError(name)

    monkeypatch.setattr(Templates, "_in_jinja", refuse)
    build(make_site(EVERYTHING))


def test_edited_part_of_a_template_is_seen(tmp_path: Path) -> None:
    folder = write(tmp_path, "{% include 'part.html' %}")
    outcome(folder, "main.html", CONTEXT)
    (folder / "part.html").write_text("edited", encoding="utf-8")
    assert outcome(folder, "main.html", CONTEXT) == "edited"
    (folder / "part.html").unlink()
    assert "there is no template `part.html`" in outcome(folder, "main.html", CONTEXT)


def test_kept_code_that_is_damaged_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    monkeypatch.setattr(compiled, "_KEPT", kept)
    folder = write(tmp_path, "{{ post.title }}")
    assert outcome(folder, "main.html", CONTEXT) == "&lt;b&gt;"
    (path,) = kept.iterdir()
    for damage in (b"", b"\0", path.read_bytes()[:-9], b"N"):
        path.write_bytes(damage)
        assert outcome(folder, "main.html", CONTEXT) == "&lt;b&gt;"
    assert list(kept.iterdir()) == [path]


def test_kept_code_serves_another_menu_but_no_other_title(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled_names: list[str] = []
    compile_anew = Compiled._compile
    monkeypatch.setattr(compiled, "_KEPT", tmp_path)
    monkeypatch.setattr(Compiled, "_compile", lambda *what: compiled_names.append(what[1]) or compile_anew(*what))
    folder = write(tmp_path, "{{ site.title }}: {% for item in site.menu %}{{ item }}{% endfor %}")

    def rendered(title: str, menu: list[str]) -> str:
        site = SimpleNamespace(title=title, menu=menu)
        return Templates(Theme((folder,), (), (), has_custom_css=False), tmp_path, site=site, url=url, words=WORDS).render("main.html", {})

    assert [rendered("Tea", ["a"]), rendered("Tea", ["b"])] == ["Tea: a", "Tea: b"]
    assert compiled_names == ["main.html"]
    assert rendered("Rain", ["b"]) == "Rain: b"
    assert len(compiled_names) == 2


@pytest.mark.parametrize(
    "shown",
    [
        "{{ card|upper }}",
        "{{ card ~ '!' }}",
        "{{ card + '!' }}",
        "{{ '<' ~ card }}",
        "{{ card|length }}",
        "{{ card[:5] }}",
        "{{ card|safe }}",
        "{{ card|e }}",
        "{{ card|striptags }}",
        "{{ card|reverse }}",
        "{{ card|replace('i', '<b>') }}",
        "{{ card|truncate(8) }}",
        "{{ card|list }}",
        "{{ cards|join('<') }}",
        "{{ cards|unique|list|length }}",
        "{{ cards|sort|first }}",
        "{{ card is string }}{{ card is iterable }}{{ card is sequence }}{{ card is escaped }}{{ card is number }}",
        "{{ card == '<i>…</i>' }}{{ card in cards }}{{ '…' in card }}",
        "{{ 'shown' if card }}{% if not card %}none{% endif %}",
        "{% set kept %}{{ card }}{% endset %}{{ kept|length }}{{ kept }}",
        "{% macro framed(what) %}[{{ what }}]{% endmacro %}{{ framed(card) }}",
        "{% for letter in card %}{{ letter }} {% endfor %}",
        "{{ card.split('…')|last }}",
    ],
)
def test_what_a_template_does_with_a_card_that_is_kept_as_bytes_it_does_with_its_text(tmp_path: Path, shown: str) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "page.html").write_text(shown, encoding="utf-8")
    with_bytes, with_text = ({"cards": [card, card], "card": card} for card in (Encoded("<i>…</i>".encode()), Markup("<i>…</i>")))
    expected = in_jinja(folder, "page.html", with_text)
    assert open_templates(folder).render_bytes("page.html", with_bytes).decode() == expected


def test_a_card_that_is_kept_as_bytes_is_text_wherever_a_template_does_more_than_show_it(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    shown = "{% for card in cards %}{{ card }}|{{ card|upper }}|{{ card ~ '!' }}|{% set kept %}{{ card }}{% endset %}{{ kept }}{% endfor %}"
    (folder / "page.html").write_text(shown, encoding="utf-8")
    with_bytes, with_text = ({"cards": [kind]} for kind in (Encoded("<i>…</i>".encode()), Markup("<i>…</i>")))
    expected = in_jinja(folder, "page.html", with_text)
    assert open_templates(folder).render_bytes("page.html", with_bytes).decode() == expected
    assert in_jinja(folder, "page.html", with_bytes) == expected
    assert "<i>…</i>|" in expected
