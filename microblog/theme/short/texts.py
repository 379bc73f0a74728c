"""Pieces of Python's syntax trees that show text."""

import ast
from collections.abc import Iterator

from markupsafe import escape

Item = ast.expr | ast.stmt  # text to show, or what is done between two texts

_HTML = frozenset({"_", "gettext", "pgettext", "ngettext", "trusted"})  # functions whose outcome is HTML


def name_of(name: str) -> ast.Name:
    """Return the expression that asks for a variable."""
    return ast.Name(name, ast.Load())


def call(function: str, *arguments: ast.expr) -> ast.Call:
    """Return a call of a function that the code finds under a name."""
    return ast.Call(name_of(function), list(arguments), [])


def assign(variable: str, value: ast.expr) -> ast.stmt:
    """Return the statement that gives a variable a value."""
    return ast.Assign([ast.Name(variable, ast.Store())], value)


def trusted(text: ast.expr) -> ast.expr:
    """Return an expression that says of text that it is HTML."""
    return call("trusted", text)


def joined(texts: list[ast.expr]) -> ast.expr:
    """Put texts together in one f-string, or one constant."""
    parts = merged(texts)
    if len(parts) == 1 and isinstance(parts[0], ast.Constant):
        return parts[0]
    return ast.JoinedStr([text if isinstance(text, ast.Constant) else ast.FormattedValue(text, -1) for text in parts])


def merged(texts: list[ast.expr]) -> list[ast.expr]:
    """Make one constant of those that stand next to each other, and take f-strings apart."""
    values: list[ast.expr] = []
    for text in _flat(texts):
        last = values[-1] if values else None
        if isinstance(text, ast.Constant) and isinstance(last, ast.Constant):
            values[-1] = ast.Constant("".join(str(part.value) for part in (last, text)))
        else:
            values.append(text)
    return values


def _flat(texts: list[ast.expr]) -> Iterator[ast.expr]:
    for text in texts:
        if isinstance(text, ast.JoinedStr):
            yield from (part.value if isinstance(part, ast.FormattedValue) else part for part in text.values)
        else:
            yield text


def escaped(value: ast.expr) -> ast.expr:
    """Escape a value: beforehand where it is known, and without a call of Python's where it is text or HTML."""
    if isinstance(value, ast.Constant):
        return ast.Constant(str(escape(value.value)))
    if isinstance(value, ast.Name) and value.id == "NOTHING":
        return ast.Constant("")
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        if value.func.id in _HTML:
            return value.args[0] if value.func.id == "trusted" else value
        if value.func.id == "concat":
            return joined([escaped(part) for part in value.args])
    if isinstance(value, ast.IfExp):
        return ast.IfExp(value.test, escaped(value.body), escaped(value.orelse))
    kept = ast.NamedExpr(ast.Name("value", ast.Store()), value)
    escaping, asking = (call(function, name_of("value")) for function in ("escape_str", "escape"))
    return ast.IfExp(_is_of(kept, "str"), escaping, ast.IfExp(_is_of(name_of("value"), "Markup"), name_of("value"), asking))


def _is_of(value: ast.expr, kind: str) -> ast.expr:
    return ast.Compare(call("type", value), [ast.Is()], [name_of(kind)])


def only_texts(items: list[Item]) -> list[ast.expr] | None:
    """Return items that are nothing but text; None where anything is done between them."""
    texts = [item for item in items if isinstance(item, ast.expr)]
    return texts if len(texts) == len(items) else None


def statements(items: list[Item]) -> list[ast.stmt]:
    """Turn items into statements, of which each shows as much text as it can."""
    made: list[ast.stmt] = []
    texts: list[ast.expr] = []
    for item in items:
        if isinstance(item, ast.expr):
            texts.append(item)
        else:
            made += [*_shown(texts), item]
            texts = []
    return made + _shown(texts)


def _shown(texts: list[ast.expr]) -> list[ast.stmt]:
    return [ast.AugAssign(ast.Name("texts", ast.Store()), ast.Add(), ast.Tuple(merged(texts), ast.Load()))] if texts else []


def conditional(test: ast.expr, body: list[Item], otherwise: list[Item]) -> Item:
    """Return text that a condition decides on, or a statement where there is more to it."""
    texts, others = only_texts(body), only_texts(otherwise)
    if texts is None or others is None:
        return ast.If(test, statements(body) or [ast.Pass()], statements(otherwise))
    return ast.IfExp(test, joined(texts), joined(others))
