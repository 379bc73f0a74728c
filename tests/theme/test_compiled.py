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
from microblog.theme import Templates, Theme
from microblog.theme.environment import make_environment
from microblog.theme.short import compiled
from microblog.theme.short.compiled import Compiled
from tests.conftest import ROOT, MakeSite
from tests.support.everything import EVERYTHING
from tests.support.site_tree import build, tree

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
CONTEXT = {"post": POST, "full": True, "_own": "kept", "x": "outer"}

SIMPLE = [
    "{{ post.title }}{{ post.html }}{{ post.number }}{{ post.nothing }}{{ 'a<b' }}{{ 1 }}{{ post.words }}",
    "{{ site.title }}{{ url('a b/') }}{{ url(post.title) }}{{ site.extra.mood }}{{ site.extra }}",
    "{{ post.published|date }}, {{ post.published|time }} {{ 3|month_name }} {{ post.published[5:7]|int|month_name }}",
    "{% if full and not post.empty %}a{% elif post.number %}b{% else %}c{% endif %}",
    "{{ 'one' if post.number == 1 else post.title }}{{ post.empty or post.title }}{{ post.words[-1:] }}{{ post.words[0] }}",
    "{% if post.number in (1, 2) %}a{% endif %}{% if 2 < post.number <= 3 %}b{% endif %}{{ post.number - 1 }}{{ -1 }}",
    "{% for tag in post.tags if tag.on %}{{ loop.first }}{{ tag.label }}{% else %}none{% endfor %}",
    "{% for tag in post.words %}{{ ', ' if not loop.first else '' }}{{ tag }}{% endfor %}",
    "{% for tag in post.empty %}{{ tag }}{% else %}none{% endfor %}",
    "{% for tag in post.words %}{% for part in tag %}{{ part }}{% endfor %}{% endfor %}",
    "{% set a, b = post.title, 'x' %}{{ a }}{{ b }}",
    "{{ post.words|join(', ') }}{{ post.words|length }}{{ 'a_b'|replace('_', '-') }}{{ post.tags|selectattr('on')|list|length }}",
    "{{ 'one two three four'|truncate(9, end='…') }}{{ 'one'|truncate(9, end='…') }}{{ post.title|truncate(9, end='…') }}",
    "{{ post.extra.colour }}{{ post.extra.items }}{{ post.extra.colour is defined }}{{ post.extra.size is defined }}",
    "{{ post.title is defined }}{{ post.size is defined }}{{ _own }}",
    "{{ _('50 %%') }}{{ _('%(x)s <b>by</b> %(y)s', y=post.title, x=post.html) }}",
    "{{ _('a', x=1) or 'b' }}{{ gettext('%(n)d', n=post.number) }}{{ pgettext('a', 'b') }}",
    "{{ ngettext('%(num)d post', '%(num)d posts', 1) }}",
    "{{ ngettext('one %(x)s', '%(num)s %(x)s', post.number, x=post.title) }}",
    "{% for tag in post.words %}{% set a %}<i>{{ tag }}</i>{% endset %}{{ a }}{{ _('by %(a)s', a=a) }}{{ a|length }}{% endfor %}",
    "{% with a = post, b = 3 %}{{ a.title }}{% if b == 3 %}c{% elif b < 9 %}{{ a }}{% endif %}{% include 'part.html' %}{% endwith %}",
    "{% with a = 3 %}{% if a == 4 %}{{ b }}{% elif a < 4 %}c{% else %}{{ b }}{% endif %}{% endwith %}{% set b %}x{% endset %}{{ b }}",
    "{% if full %}{% set a %}x{% endset %}{{ a }}{% elif post.empty %}{% set a %}y{% endset %}{{ a }}{% endif %}",
    "{% for y in post.words %}{% include 'setting.html' %}{% endfor %}",
    "{% for _ in post.words %}{{ _ }}{% endfor %}{{ _('b') }}",
    "{# nothing #} {% raw %}{{ post }}{% endraw %}\n",
]
"""What is compiled, or raises when it runs."""

ODD = [
    "{% for tag in post.words %}{{ ', ' if not loop.first }}{{ tag }}{% endfor %}",
    "{{ post.words|join(post.html) }}{{ [post.html, '<']|join('<') }}{{ 'a<b'|replace('b', post.html) }}",
    "{{ post.html|truncate(2, end='<') }}",
    "{% if post.tags|selectattr('size') %}a{% endif %}{% if post.tags|selectattr('on') %}b{% endif %}",
    "{{ post.tags|selectattr('on')|length }}",
    "{{ '7.5'|int }}{{ 'x'|int }}{{ '12'|int(5) }}{{ 'abcdefghij'|truncate(3, end='<long>', leeway=0) }}",
    "{{ 'abcdefghijklmnop'|truncate(2, end='…………') }}",
    "{% for x in post.words %}{{ x }}{% endfor %}{{ x }}",
    "{% set x = 1 %}{% for y in post.words %}{% set x = y %}{% endfor %}{{ x }}",
    "{% for y in post.words %}{% if loop.first %}{% set z = y %}{% endif %}{{ z }}{% endfor %}",
    "{% if post.empty %}{% set x = 1 %}{% endif %}{{ x }}",
    "{% for x in post.words %}{% for x in post.tags %}{{ x.label }}{% endfor %}{{ x }}{% endfor %}",
    "{% for a in post.words %}{{ loop.index }}{{ loop.last }}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{% for a in [[1, [2]]] recursive %}{{ a }}{% endfor %}",
    "{% for a in post.words if loop.first %}{{ a }}{% endfor %}",
    "{% set site = post %}{{ site.title }}",
    "{% set ns = namespace(a=1) %}{% set ns.a = 2 %}{{ ns.a }}",
    "{% macro m(a) %}<{{ a }}>{% endmacro %}{{ m(post.title) }}",
    "{% import 'part.html' as part %}{{ part }}",
    "{% include ['nope.html', 'part.html'] %}{% include 'nope.html' ignore missing %}{% include 'part.html' without context %}",
    "{% include 'nope.html' %}",
    "{% include '../nope.html' %}",
    "{% for y in post.words %}{% include 'part.html' %}{% include 'odd.html' %}{% endfor %}",
    "{% for z in post.words %}{% include 'part.html' %}{% endfor %}",
    "{% include 'self.html' %}",
    "{% for z in post.tags %}{% include 'setting.html' %}{{ a is defined }}{% endfor %}",
    "{% include 'setting.html' %}{{ a }}",
    "{% set a = 1 %}{% include 'setting.html' %}{{ a }}",
    "{% extends 'frame.html' %}{% block a %}{{ super() }}!{% endblock %}",
    "{% extends 'frame.html' %}{% block a %}{{ self.b() }}!{% endblock %}",
    "{% extends 'frame.html' %}{% set x = 'own' %}{% block a %}{{ x }}{% endblock %}",
    "{% extends 'frame.html' %}{% block a %}1{% endblock %}{% block a %}2{% endblock %}",
    "{% extends 'frame.html' %}{% extends 'frame.html' %}",
    " before {% extends 'frame.html' %} after {% block a %}1{% block c %}2{% endblock %}{% endblock %}",
    "{% if full %}{% extends 'frame.html' %}{% endif %}{% block a %}1{% endblock %}",
    "{% extends frame %}",
    "{% extends 'main.html' %}",
    "{% block a scoped %}{{ x }}{% endblock %}{% block b required %}{% endblock %}",
    "{% autoescape false %}{{ post.title }}{% endautoescape %}{{ post.title|safe }}{{ post.title|upper }}{{ post.title ~ 1 }}",
    "{% with a = 1 %}{{ a }}{% endwith %}{% filter upper %}a{% endfilter %}{% call(a) m() %}{% endcall %}",
    "{{ post.title.upper() }}{{ post.extra.items }}{{ post['title'] }}{{ post.extra['colour'] }}",
    "{% if post.empty %}{% set x %}y{% endset %}{% else %}{{ x }}{% endif %}",
    "{% set a %}{{ missing }}{% endset %}fine{% with b = missing %}{% endwith %}{% with b = missing.more %}{% endwith %}",
    "{% with b = missing, c = post.missing %}fine{% endwith %}{% with b = missing.more %}{% endwith %}",
    "{{ _('%(x)s') }}{{ _('%(x)s', y=1) }}",
    "{{ _('%(x)d', x=post.title) }}{{ _('%(x)d', x=2.7) }}",
    "{{ _('%(x)r %d', x=post.title) }}",
    "{{ _(post.title) }}{{ _(post.html, x=post.missing) }}{{ ngettext('a', 'b', post.words) }}",
    "{{ _('%(x)s', x=post.missing) }}",
    "{{ _() }}",
    "{{ ngettext('%(x)s', 'b', 1, x=post.html) }}{{ ngettext('%(x)s', 'b', 1, x=post.html|string) }}",
    "{% set _ = post.title %}{{ _('a') }}",
    "{% for _ in post.words %}{{ _('a') }}{% endfor %}",
    "{% if full %}{% set a %}x{% endset %}{% endif %}{{ a }}",
    "{% set a %}{% for b in post.words %}{{ b }}{% endfor %}{% endset %}{{ a }}{% set a %}{{ post.title }}{% endset %}{{ a }}",
    "{% set a | upper %}x{% endset %}{{ a }}{% with a = 1, b = a %}{{ b }}{% endwith %}",
    "{% with x = 1 %}{{ x }}{% endwith %}{{ x }}{% with a = url('b') %}{{ a }}{% endwith %}",
    "{% with q = post %}{% block a %}{{ q.title }}{% endblock %}{% endwith %}",
    "{% set a %}{{ post.title }}{% endset %}{% if a == '&lt;b&gt;' %}c{% endif %}{{ a ~ '<' }}{{ a|replace('b', '<') }}",
    "{{ post.extra.missing }}",
    "{{ post.missing }}",
    "{{ missing }}",
    "\n{{ missing.more }}",
    "{{ post.nothing.more }}",
    "{% for a in missing %}{% endfor %}",
    "{% if missing %}{% endif %}",
    "{% if post.empty and missing %}{% endif %}fine",
    "{{ missing is defined }}{{ missing.more is defined }}",
    "{{ 'a' if post.empty }}",
    "{{ 'a' if post.title }}",
    "{{ post.title|nope }}",
    "{{ post.title is nope }}",
    "{{ range(3)|list }}{{ dict(a=1) }}{{ {'a': 1}.a }}{{ [1, 2] }}{{ (1, 2) }}{{ 1 // 0 }}",
    "{{ post.number / 0 }}",
    "{% for a, b in post.tags %}{% endfor %}",
    "{% for loop in post.words %}{% endfor %}",
    "{{ loop.first }}{{ self }}",
    "{% if %}",
    "\n\n{% endfor %}",
]
"""What is left to Jinja2, is a fault, or means something else in Python than in a template."""

PARTS = {
    "odd.html": "{{ y is defined }}{{ y }}",
    "setting.html": "{% set a = post.title %}{{ a }}{% for b in post.words %}{{ a }}{% endfor %}",
    "part.html": "[{{ post.title }}{% for z in post.words %}{{ z }}{% endfor %}]\n",
    "frame.html": "<{% block a %}{{ x }}{% endblock %}{% for y in post.words %}{% block b %}b{{ full }}{% endblock %}{% endfor %}>",
    "inner.html": "{% extends 'frame.html' %}{% block a %}{% include 'part.html' %}{% block c %}c{% endblock %}{% endblock %}",
    "self.html": "{% include 'self.html' %}",
}


def url(path: str) -> str:
    return f"/{path.replace(' ', '%20')}"


def open_templates(folder: Path) -> Templates:
    return Templates(Theme((folder,), (), (), has_custom_css=False), folder.parent, site=SITE, url=url, words=WORDS)


def in_jinja(folder: Path, name: str, context: Mapping[str, Any]) -> str:
    """Give what Jinja2 alone makes of a template, or the words of what is wrong."""
    templates = open_templates(folder)
    try:
        return "".join(templates._in_jinja(name, context))
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


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        st.sampled_from([source for source in SIMPLE + ODD if "extends" not in source and "block" not in source]), min_size=2, max_size=4
    )
)
def test_pieces_of_templates_give_together_what_jinja2_makes_of_them(tmp_path_factory: pytest.TempPathFactory, sources: list[str]) -> None:
    folder = write(tmp_path_factory.mktemp("site"), "".join(sources))
    assert outcome(folder, "main.html", CONTEXT) == in_jinja(folder, "main.html", CONTEXT)


@pytest.mark.parametrize("source", [*SIMPLE, "{% extends 'inner.html' %}{% block c %}own{% endblock %}{% block b %}{% endblock %}"])
def test_what_most_templates_hold_is_compiled(tmp_path: Path, source: str) -> None:
    folder = write(tmp_path, source)
    function = Compiled((folder,), SITE, url, WORDS, lambda: make_environment((folder,), SITE, url, WORDS)).function("main.html")
    compiled_text = "".join(function(CONTEXT)) if function else None
    assert compiled_text == in_jinja(folder, "main.html", CONTEXT)


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
    def refuse(_: Templates, name: str, __: object) -> list[str]:
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
