"""The last step of the compiler: a function that collects texts becomes one that collects bytes, as the page's file will hold them.

What stands in the template is encoded here, once. Of values each is encoded by itself: most are ASCII, which costs next to nothing, and a
text is as wide as its widest letter, so that one `·` in a title would make slow all that is put together with it.
Macros and what is kept under a name are text still.
"""

import ast
from collections.abc import Iterator

_MANY = 4
"""Parts of a text that a condition decides on, from which on each is encoded by itself."""


def encode_texts(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return statements that add bytes to `texts` where these add text."""
    return list(_encoded(body))


def _encoded(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    captures = 0  # of text under names, one within the other
    for statement in body:
        captures += _captured(statement)
        if captures or isinstance(statement, ast.FunctionDef):
            yield statement
        elif isinstance(statement, ast.AugAssign) and isinstance(statement.value, ast.Tuple):
            yield from _added(statement.value.elts)
        elif isinstance(statement, ast.If):
            yield ast.If(statement.test, encode_texts(statement.body), encode_texts(statement.orelse))
        elif isinstance(statement, ast.For):
            yield ast.For(statement.target, statement.iter, encode_texts(statement.body), encode_texts(statement.orelse))
        else:
            yield statement


def _captured(statement: ast.stmt) -> int:
    """Return 1 where `texts` is put aside for one under a name, -1 where it is taken again (`Statements.captured_text`)."""
    if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Tuple):
        return 0
    names = [part.id for part in statement.targets[0].elts if isinstance(part, ast.Name)]
    if names[1:] != ["texts"] or not isinstance(statement.value, ast.Tuple):
        return 0
    return 1 if isinstance(statement.value.elts[1], ast.List) else -1


def _added(texts: list[ast.expr]) -> Iterator[ast.stmt]:
    """Return what adds texts: as many at a time as need no question."""
    some: list[ast.expr] = []
    for text in texts:
        if isinstance(text, ast.IfExp) and (_is_long(text.body) or _is_long(text.orelse)):
            yield from _adding(some)
            some = []
            yield ast.If(text.test, list(_added(_parts(text.body))), list(_added(_parts(text.orelse))))
        else:
            some.append(_bytes(text))
    yield from _adding(some)


def _adding(some: list[ast.expr]) -> Iterator[ast.stmt]:
    if some:
        yield ast.AugAssign(ast.Name("texts", ast.Store()), ast.Add(), ast.Tuple(some, ast.Load()))


def _is_long(text: ast.expr) -> bool:
    return isinstance(text, ast.JoinedStr) and len(text.values) > _MANY


def _parts(text: ast.expr) -> list[ast.expr]:
    if isinstance(text, ast.JoinedStr):
        return [part.value if isinstance(part, ast.FormattedValue) else part for part in text.values]
    return [text]


def _bytes(text: ast.expr) -> ast.expr:
    if isinstance(text, ast.JoinedStr) and not text.values:
        return ast.Constant(b"")
    if isinstance(text, ast.Constant):
        return ast.Constant(str(text.value).encode())
    if isinstance(text, ast.IfExp):
        return ast.IfExp(text.test, _bytes(text.body), _bytes(text.orelse))
    return ast.Call(ast.Attribute(text, "encode", ast.Load()), [], [])
