"""The keys of profiles and posts that say where copies go."""

import re
from urllib.parse import urlsplit

from microblog.model.nouns import EVERYWHERE, NETWORKS
from microblog.model.records import is_did
from microblog.text.patterns import lazily
from microblog.yaml.fields import OneOrMany, Parser, Report, WholeNumber, read_fields, text, written
from microblog.yaml.values import Pairs, Text, Value

Pair = tuple[str, str]

_USER = lazily(r"/@[a-z0-9_]+(?:[a-z0-9_.-]+[a-z0-9_]+)?/?", re.IGNORECASE | re.ASCII)
_NAMED = lazily(r"@?([a-z0-9_.-]+)@((?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*)", re.IGNORECASE | re.ASCII)
_HANDLE = lazily(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_LIMITS = {"mastodon": WholeNumber(100, 100_000), "bluesky": WholeNumber(100, 300)}
_MOST = 50  # names of a list, of other tools' networks too
VISIBILITIES = ("public", "unlisted", "private")
LONG = ("thread", "link")


def _one_of(choices: tuple[str, ...], value: Value, report: Report) -> str | None:
    found = text(value, report)
    if found is None or found in choices:
        return found
    report.error(value.line, f"is none of {', '.join(choices)}: `{found}`", f"write one of {', '.join(choices)}")
    return None


def _visibility(value: Value, report: Report) -> str | None:
    return _one_of(VISIBILITIES, value, report)


def _long(value: Value, report: Report) -> str | None:
    return _one_of(LONG, value, report)


def _mastodon_account(value: Value, report: Report) -> str | None:
    """Read an account's address, or its name `@ada@mastodon.social`."""
    found = text(value, report)
    if found is None:
        return None
    named = _NAMED.fullmatch(found)
    parts = urlsplit(f"https://{named[2]}/@{named[1]}" if named else found)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == "127.0.0.1")
    if is_safe and parts.netloc and "@" not in parts.netloc and _USER.fullmatch(parts.path) and not parts.query:
        return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"
    report.error(value.line, f"is no account of Mastodon: `{found}`", "write its address, as in https://mastodon.social/@ada")
    return None


def _bluesky_account(value: Value, report: Report) -> str | None:
    """Read a handle or a DID."""
    found = text(value, report)
    if found is None:
        return None
    name = found.removeprefix("https://bsky.app/profile/").removeprefix("@")
    if is_did(name) or _HANDLE.fullmatch(name.lower()):
        return name if name.startswith("did:") else name.lower()
    report.error(value.line, f"is no account of Bluesky: `{found}`", "write its handle, as in ada.bsky.social, or its DID")
    return None


def mastodon(value: Value, report: Report) -> tuple[Pair, ...] | None:
    """Read an account of Mastodon, alone or as `account` of a mapping."""
    schema: dict[str, Parser] = {"account": _mastodon_account, "visibility": _visibility, "long": _long, "limit": _LIMITS["mastodon"]}
    return _account(value, schema, report)


def bluesky(value: Value, report: Report) -> tuple[Pair, ...] | None:
    """Read an account of Bluesky, alone or as `account` of a mapping."""
    return _account(value, {"account": _bluesky_account, "long": _long, "limit": _LIMITS["bluesky"]}, report)


def _account(value: Value, schema: dict[str, Parser], report: Report) -> tuple[Pair, ...] | None:
    if not isinstance(value, Pairs):
        name = schema["account"](value, report)
        return None if name is None else (("account", name),)
    found = read_fields(value, schema, report, "")
    if "account" in found.values:
        return tuple((name, str(inner)) for name, inner in found.values.items())
    if "account" not in found.faulty:
        report.error(value.line, "has no `account`", "write whose it is as `account:`")
    return None


def syndicate(value: Value, report: Report) -> tuple[str, ...]:
    """Read where a post's copies go: networks, `true` for all that its author has an account of, or `false`."""
    if isinstance(value, Text) and value.value.lower() in {"true", "yes", "on"}:
        return EVERYWHERE
    if isinstance(value, Text) and value.value.lower() in {"false", "no", "off", "none"}:
        return ()
    names = OneOrMany(written, _MOST)(value, report)
    for name in names:
        if name.value.lower() not in NETWORKS:
            report.warn(name.line, f"names no network that copies go to: `{name.value}`", f"write {' or '.join(NETWORKS)}, or false")
    return tuple(dict.fromkeys(name.value.lower() for name in names if name.value.lower() in NETWORKS))
