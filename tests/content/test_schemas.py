"""The JSON Schemas follow from the tables of keys, and take what builds take."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from microblog.cli import main
from microblog.content.keys import CONFIG_KEYS, PAGE_KEYS, POST_KEYS, PROFILE_KEYS, USER_KEYS, Key
from microblog.content.schemas import schema_files, schema_of, shape_of
from microblog.scaffold.sites import site_texts
from microblog.yaml.fields import boolean, short_text
from tests.conftest import ROOT
from tests.support.json_schemas import validator

SCHEMAS = {name.removesuffix(".json"): json.loads(text) for name, text in schema_files().items()}
TABLES = {"post": POST_KEYS, "page": PAGE_KEYS, "profile": PROFILE_KEYS, "config": CONFIG_KEYS}


class Core(yaml.SafeLoader):
    """YAML as editors read it (YAML 1.2.2, section 10.3): dates are text, and so are `yes` and `no`."""


Core.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rows if not tag.endswith((":timestamp", ":bool"))]
    for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"true|True|TRUE|false|False|FALSE"), list("tTfF"))


def faults(kind: str, text: str) -> list[str]:
    values = yaml.load(text, Core)  # noqa: S506 - a safe loader
    return [error.message for error in validator(SCHEMAS[kind]).iter_errors(values or {})]


@pytest.mark.parametrize("kind", SCHEMAS)
def test_schema_is_one_and_names_every_key(kind: str) -> None:
    validator(SCHEMAS[kind])
    assert [*SCHEMAS[kind]["properties"]] == [key.name for key in TABLES[kind]]


def test_every_parser_of_the_tables_has_a_shape() -> None:
    for key in (*POST_KEYS, *PAGE_KEYS, *USER_KEYS, *CONFIG_KEYS):
        assert shape_of(key.parse).schema


def test_a_new_row_is_a_new_property() -> None:
    rows = (*POST_KEYS, Key("location", short_text), Key("secret", boolean, if_empty="`secret: true`"))
    properties = schema_of(rows, "x")["properties"]
    assert properties["location"] == {"anyOf": [{"type": ["string", "number", "boolean"], "maxLength": 200}, {"type": "null"}]}
    assert properties["secret"] == {"enum": [True, False, "yes", "no", "on", "off"]}


def heads() -> Iterator[tuple[str, str, str]]:
    """Yield kind, path and text of all heads of the tour, and its settings."""
    yield "config", "config.yaml", (ROOT / "config.yaml").read_text("utf-8")
    for path in (*sorted(ROOT.glob("posts/**/*.md")), *sorted(ROOT.glob("pages/**/*.md"))):
        text = path.read_text("utf-8")
        if text.startswith("---\n"):
            kind = "page" if path.is_relative_to(ROOT / "pages") else "profile" if path.name == "profile.md" else "post"
            yield kind, path.relative_to(ROOT).as_posix(), text[4:].partition("\n---\n")[0]


def test_all_heads_of_the_tour_are_right() -> None:
    found = [*heads()]
    assert {kind for kind, *_ in found} == {*SCHEMAS}
    assert [(path, wrong) for kind, path, text in found if (wrong := faults(kind, text))] == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("post", "date: 2026-11-23\ntitle: 2026\ntags: tea\ndraft: no\nlang: no\npinned:\nphoto: {file: a.jpg, alt: }\nweather: rain"),
        ("post", "tags: [tea, 2026, ]\nin_reply_to: {url: ada/x, title: X}\nphoto: [a.jpg, {url: b.jpg}]\nauthor: {name: Ada}"),
        ("post", "syndication: [at://did:plc:x/y/1]\naliases: /old/\nlike_of: [https://a.example/, bob/x]\nunlisted: on"),
        ("profile", "links: [https://a.example/, {Me: mailto:a@a.example}]\njoined: 2026\nfollowing: [bob, '@a@b.example']\nname:"),
        ("config", "users: {ada: {name: Ada, bio: x}, bob: }\nmenu: [{About: about.md}]\npage_size: 20\nignore: a"),
        ("config", "theme: {look: dense, font: serif, width: 40rem, link: '#0b5f6f', ink: {dark: '#fff'}}"),
        ("page", "title: About\nsummary: x"),
    ],
)
def test_what_a_build_takes_a_schema_takes(kind: str, text: str) -> None:
    assert faults(kind, text) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(
            ("post", text)
            for text in ("draft: maybe", "draft:", "photo: {alt: x}", "lang: no such", "title: [a]", "in_reply_to: {title: x}")
        ),
        *(
            ("config", text)
            for text in (
                "page_size: 0",
                "base_url: example.org",
                "users: {Ada: {}}",
                "users: {ada: {joined: {}}}",
                "search: 7",
                "theme: {link: red}",
            )
        ),
        *(("profile", text) for text in ("links: [somewhere]", "name: {}", f"name: {'x' * 201}")),
    ],
)
def test_what_no_build_takes_no_schema_takes(kind: str, text: str) -> None:
    assert faults(kind, text)


def test_documents_have_the_schemas_as_they_are() -> None:
    there = {path.name: path.read_text("utf-8") for path in (ROOT / "docs/reference/schemas").iterdir()}
    assert there == schema_files(), "python3 build.py schemas docs/reference/schemas"


def test_command_writes_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schemas", "--root", str(tmp_path)]) == 0
    assert {path.name: path.read_text("utf-8") for path in (tmp_path / "schemas").iterdir()} == schema_files()
    assert capsys.readouterr().out == f"Wrote config.json, page.json, post.json, profile.json in {tmp_path}/schemas\n"


def test_a_new_sites_files_name_their_schemas_and_are_right() -> None:
    texts: dict[str, Any] = site_texts(title="T: #1", author="no", base_url="", now="2026-11-23")
    named = {}
    for path, text in texts.items():
        if found := re.search(r"^# yaml-language-server: \$schema=(\S+)$", text, re.MULTILINE):
            schema = (Path("/") / path).parent.joinpath(found[1]).resolve().relative_to("/")
            assert schema.as_posix() in texts
            named[schema.stem] = text if schema.stem == "config" else text[4:].partition("\n---\n")[0]
    assert {*named} == {"config", "post", "profile"}
    assert [fault for kind, text in named.items() for fault in faults(kind, text)] == []
