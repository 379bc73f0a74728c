"""The tables of keys as JSON Schemas (draft 2020-12), by which editors complete and check heads and `config.yaml`.

A schema says less than the parsers: whether a date exists, or a time zone, is left to `check`. It never refuses what a build takes,
save that it knows no keys of other tools, which it lets pass, and words for yes and no in capital letters.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from microblog.content import accounts, networks, parsers
from microblog.content.appearance import COLOURS, DENSITIES, FONTS, LOOKS, theme
from microblog.content.blocking import absent
from microblog.content.deployment import deployment
from microblog.content.keys import CONFIG_KEYS, PAGE_KEYS, POST_KEYS, PROFILE_KEYS, USER_KEYS, Key
from microblog.content.membership import ROLES, login, roles
from microblog.content.menu import menu
from microblog.content.repository import repository
from microblog.model.hosts import HOSTS
from microblog.model.nouns import NETWORKS
from microblog.model.repositories import KINDS
from microblog.text.tuples import NamedTuple
from microblog.yaml import fields
from microblog.yaml.fields import MAX_LINE, MAX_SHORT, OneOrMany, Parser, WholeNumber

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCALARS = ["string", "number", "boolean"]  # YAML takes `2026` for a number, and a key of text takes it as it is written
TEXT: Schema = {"type": _SCALARS, "maxLength": MAX_LINE}
_TEXT_OR_NOTHING: Schema = {"type": [*_SCALARS, "null"], "maxLength": MAX_LINE}  # editors leave empty items
_ADDRESS: Schema = {"type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"}
_LINK: Schema = {"type": "string", "pattern": "^(?:[Hh][Tt][Tt][Pp][Ss]?://|mailto:)"}
_HANDLE: Schema = {"type": _SCALARS, "pattern": "^@?[a-z0-9_-]{1,30}$"}
_NAMED_LINK: Schema = {"type": "object", "additionalProperties": _LINK}
_TARGET: Schema = {"anyOf": [TEXT, {"type": "object", "properties": {"url": TEXT, "title": TEXT}, "required": ["url"]}]}
_FOCUS: Schema = {
    "anyOf": [
        {"type": "array", "items": {"type": "number", "minimum": -1, "maximum": 1}, "minItems": 2, "maxItems": 2},
        {"type": "string", "examples": ["0.3,-0.5"]},
    ]
}
_PICTURE: Schema = {
    "anyOf": [
        TEXT,
        {
            "type": "object",
            "properties": {"file": TEXT, "alt": {"type": [*_SCALARS, "null"]}, "focus": _FOCUS},
            "anyOf": [{"required": [name]} for name in ("file", "url", "src", "value", "path")],
        },
    ]
}
_COLOUR: Schema = {"type": "string", "pattern": "^#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$"}
_THEME: Schema = {
    "type": "object",
    "properties": {
        "look": {"enum": [*LOOKS]},
        "font": {"enum": [*FONTS]},
        "density": {"enum": [*DENSITIES]},
        "width": {"type": "string", "pattern": "^[0-9.]+(?:rem|em|ch)$", "examples": ["40rem"]},
        **{
            name: {"anyOf": [_COLOUR, {"type": "object", "properties": {"light": _COLOUR, "dark": _COLOUR}, "additionalProperties": False}]}
            for name in COLOURS
        },
    },
    "additionalProperties": False,
}
_REPOSITORY: Schema = {
    "anyOf": [
        _ADDRESS,
        {
            "type": "object",
            "properties": {"url": _ADDRESS, "kind": {"enum": [*KINDS]}, "branch": TEXT, "folder": TEXT},
            "required": ["url"],
            "additionalProperties": False,
        },
    ]
}
_LONG: Schema = {"enum": [*networks.LONG]}
_MASTODON: Schema = {
    "anyOf": [
        _ADDRESS,
        {"type": "string", "pattern": "^@[^@]+@[^@]+$"},
        {
            "type": "object",
            "properties": {
                "account": TEXT,
                "visibility": {"enum": [*networks.VISIBILITIES]},
                "long": _LONG,
                "limit": {"type": "integer", "minimum": 100, "maximum": 100_000},
            },
            "required": ["account"],
            "additionalProperties": False,
        },
    ]
}
_BLUESKY: Schema = {
    "anyOf": [
        TEXT,
        {
            "type": "object",
            "properties": {"account": TEXT, "long": _LONG, "limit": {"type": "integer", "minimum": 100, "maximum": 300}},
            "required": ["account"],
            "additionalProperties": False,
        },
    ]
}
_PLACE: Schema = {
    "type": "string",
    "pattern": "^(?:s3://|rsync |git )",
    "examples": ["s3://BUCKET/PREFIX", "rsync USER@HOST:PATH", "git REMOTE BRANCH"],
}
_DEPLOYMENT: Schema = {
    "anyOf": [
        _PLACE,
        {
            "type": "object",
            "properties": {"to": _PLACE, "host": {"enum": [*HOSTS]}, "endpoint": _ADDRESS, "region": TEXT},
            "additionalProperties": False,
        },
    ]
}
_ANYTHING: Schema = {"type": [*_SCALARS, "array", "object"]}
MOMENT: Schema = TEXT | {"examples": ["2026-11-23T14:05:00+01:00", "2026-11-23"]}


class Shape(NamedTuple):
    """What a parser takes."""

    schema: Schema
    widget: str = "string"  # by which a form asks for one of it


def _many(item: Schema, most: int | None = None) -> Schema:
    bound = {"maxItems": most} if most else {}
    return {"anyOf": [item, {"type": "array", "items": item} | bound]}


SHAPES: dict[Callable[..., Any], Shape] = {
    fields.written: Shape(TEXT),
    fields.text: Shape(TEXT),
    fields.short_text: Shape(TEXT | {"maxLength": MAX_SHORT}),
    fields.markdown: Shape({"type": _SCALARS}, "text"),
    fields.boolean: Shape({"enum": [True, False, "yes", "no", "on", "off"]}, "boolean"),
    fields.language: Shape({"type": "string", "pattern": "^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$", "examples": ["en", "pt-BR", "zh-Hant"]}),
    fields.timezone: Shape({"type": "string", "examples": ["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo"]}),
    fields.handle: Shape(_HANDLE),
    fields.web_address: Shape(_ADDRESS),
    parsers.author: Shape(_ANYTHING),
    parsers.authors: Shape({"type": "object", "propertyNames": {"pattern": "^[a-z0-9_-]{1,30}$"}}, "object"),
    parsers.tags: Shape(_many(_TEXT_OR_NOTHING), "tags"),
    parsers.aliases: Shape(_many(_TEXT_OR_NOTHING), "tags"),
    parsers.copies: Shape(_ANYTHING, "tags"),
    parsers.target: Shape(_TARGET),
    parsers.picture: Shape(_PICTURE, "picture"),
    parsers.links: Shape(_many({"anyOf": [_LINK, _NAMED_LINK]}), "tags"),
    parsers.following: Shape(_many(TEXT), "tags"),
    parsers.joined: Shape(TEXT),
    parsers.base_url: Shape(_ADDRESS),
    parsers.tag_authority: Shape({"type": "string", "pattern": ",[0-9]{4}(?:-[0-9]{2}){0,2}$"}),
    parsers.feeds_folder: Shape(TEXT),
    parsers.domain: Shape(TEXT),
    absent: Shape(_many(TEXT), "tags"),
    parsers.mail: Shape(TEXT),
    accounts.fediverse: Shape({"enum": [*accounts.FEDIVERSE]}),
    accounts.fediverse_account: Shape({"type": "string", "pattern": "^@?[^@]+@[^@]+$", "examples": ["@ada@social.example"]}),
    accounts.did: Shape({"type": "string", "pattern": "^did:(?:plc|web):", "examples": ["did:plc:abcdefghijklmnopqrstuvwx"]}),
    login: Shape({"type": "string", "pattern": "^@?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$"}),
    roles: Shape({"type": "object", "additionalProperties": {"enum": [*ROLES]}}, "object"),
    parsers.new_home: Shape(TEXT),
    networks.mastodon: Shape(_MASTODON, "object"),
    networks.bluesky: Shape(_BLUESKY, "object"),
    networks.syndicate: Shape({"anyOf": [{"type": "boolean"}, _many({"enum": [*NETWORKS]})]}, "tags"),
    repository: Shape(_REPOSITORY, "object"),
    deployment: Shape(_DEPLOYMENT, "object"),
    theme: Shape(_THEME, "object"),
    menu: Shape(_many({"type": "object", "additionalProperties": TEXT}), "object"),
}
"""Each parser of the tables; those that are made of others or of numbers follow from what they are made of."""

_MOMENTS = frozenset({"date", "updated"})  # read as any text first, since what they mean depends on their author's time zone


def shape_of(parser: Parser) -> Shape:
    """Return what a parser takes."""
    if isinstance(parser, WholeNumber):
        return Shape({"type": "integer", "minimum": parser.low, "maximum": parser.high}, "number")
    if isinstance(parser, OneOrMany):
        one = shape_of(parser.parser)
        return Shape(_many(one.schema, parser.most), "tags" if one.widget == "string" else one.widget)
    return SHAPES[parser]


def is_moment(key: Key) -> bool:
    """Return whether a key says when something was."""
    return key.name in _MOMENTS


def _property(key: Key) -> Schema:
    schema = MOMENT if is_moment(key) else shape_of(key.parse).schema
    if key.if_empty:
        return schema
    return {"anyOf": [schema, {"type": "null"}]}  # nothing behind a key is as good as no key


def _object(keys: Iterable[Key]) -> Schema:
    return {"type": "object", "properties": {key.name: _property(key) for key in keys}}


def schema_of(keys: Iterable[Key], title: str) -> Schema:
    """Return the schema of a table."""
    return {"$schema": DIALECT, "title": title, **_object(keys)}


def _config() -> Schema:
    schema = schema_of(CONFIG_KEYS, "config.yaml of a microblog")
    users = SHAPES[parsers.authors].schema | {"additionalProperties": {"anyOf": [_object(USER_KEYS), {"type": "null"}]}}
    schema["properties"]["users"] = {"anyOf": [users, {"type": "null"}]}
    return schema


def schema_files() -> dict[str, str]:
    """Return all schemas: name of a file → its text."""
    found = {
        "config.json": _config(),
        "page.json": schema_of(PAGE_KEYS, "The head of a page of a microblog"),
        "post.json": schema_of(POST_KEYS, "The head of a post of a microblog"),
        "profile.json": schema_of(PROFILE_KEYS, "The head of an author's profile in a microblog"),
    }
    return {name: f"{json.dumps(schema, indent=2, ensure_ascii=False)}\n" for name, schema in found.items()}
