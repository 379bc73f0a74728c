"""The issue forms: a table of kinds and fields, the files that the host shows them by, and reading what somebody filled in.

The host hands over one text: for each field a heading with its label, and below it what was written. A field of several lines
may hold lines that look like such headings: it goes on to the last line that is the next field's label.
"""

import json
from collections.abc import Sequence

from microblog.text.tuples import NamedTuple

MAX_BODY = 65_536  # characters; what the host takes

_NOTHING = "_No response_"


class Field(NamedTuple):
    """One field of a form."""

    name: str
    label: str
    about: str = ""
    is_long: bool = False
    is_needed: bool = False
    example: str = ""


class Form(NamedTuple):
    """One form, by which one thing is asked for."""

    kind: str
    title: str
    about: str
    fields: tuple[Field, ...]


_PHOTOS = "Drag photos here; write between the brackets what each shows, for those who cannot see it. What is behind it is taken off."
_HANDLE = Field("handle", "Handle", "Your address here: 1 to 30 of a-z 0-9 _ -", is_needed=True, example="ada")
_ABOUT = (
    Field("name", "Name", "As people call you.", example="Ada"),
    Field("bio", "About you", "A few words.", is_long=True),
    Field("links", "Links", "Addresses of yours elsewhere, one a line.", is_long=True),
)
_WRITTEN = (
    Field("cw", "Content warning", "Only if needed: the text is folded under it."),
    Field("lang", "Language", "Only if it is not your usual one: de, pt-BR, ar.", example="de"),
    Field("photos", "Photos", _PHOTOS, is_long=True),
)
FORMS = (
    Form("join", "Join", "Ask for an account. An editor lets you in.", (_HANDLE, *_ABOUT)),
    Form(
        "post",
        "Post",
        "Write a post. It is public as soon as you send the form.",
        (
            Field("title", "Title", "Only for an article."),
            Field("text", "Text", "What you have to say; #tags and @names work, and so does Markdown.", is_long=True, is_needed=True),
            *_WRITTEN,
        ),
    ),
    Form(
        "answer",
        "Answer",
        "Answer a post. It is public as soon as you send the form.",
        (
            Field("to", "Post", "The address of the post that you answer.", is_needed=True, example="https://example.org/@ada/hello/"),
            Field("text", "Text", "", is_long=True, is_needed=True),
            *_WRITTEN,
        ),
    ),
    Form(
        "profile",
        "Change your profile",
        "What you leave empty stays as it is.",
        (
            *_ABOUT,
            Field(
                "following",
                "Following",
                "Handles, addresses of feeds or sites, @user@example.org; one a line.",
                is_long=True,
            ),
            Field("avatar", "Picture", "Drag one picture of you here.", is_long=True),
        ),
    ),
)


class Filled(NamedTuple):
    """A form as somebody filled it in."""

    kind: str
    values: dict[str, str]  # by the fields' names; what was left empty is not there


def parse_body(body: str) -> Filled | None:
    """Read what the host made of a form; None where it is none of ours."""
    text = body.replace("\r\n", "\n")
    for form in FORMS if len(body) <= MAX_BODY else ():
        values = _values(text, form.fields)
        if values is not None:
            return Filled(form.kind, {name: value for name, value in values.items() if value})
    return None


def _values(text: str, fields: Sequence[Field]) -> dict[str, str] | None:
    """Cut a text at the labels of all fields, in their order; None where one is missing."""
    rest = f"\n{text.strip()}\n"
    start = _heading(fields[0])
    if not rest.startswith(start):
        return None
    rest = rest[len(start) :]
    found: dict[str, str] = {}
    for field, after in zip(fields, [*fields[1:], None], strict=True):
        mark = _heading(after) if after else ""
        at = (rest.rfind(mark) if field.is_long else rest.find(mark)) if mark else len(rest)
        if at < 0:
            return None
        value, rest = rest[:at].strip(), rest[at + len(mark) :]
        found[field.name] = "" if value == _NOTHING else value
    return found


def _heading(field: Field) -> str:
    return f"\n### {field.label}\n"


def form_file(form: Form) -> str:
    """Return the file by which GitHub, Gitea and Forgejo show a form, in YAML's form of JSON."""
    body = [_item(field) for field in form.fields]
    return (
        json.dumps({"name": form.title, "description": form.about, "title": form.title, "body": body}, indent=2, ensure_ascii=False) + "\n"
    )


def _item(field: Field) -> dict[str, object]:
    attributes = {"label": field.label, "description": field.about, "placeholder": field.example}
    return {
        "type": "textarea" if field.is_long else "input",
        "id": field.name,
        "attributes": {name: value for name, value in attributes.items() if value},
        "validations": {"required": field.is_needed},
    }
