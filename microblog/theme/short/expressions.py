"""Expressions of templates as Python's own, for the compiler.

What is not known here raises UnsupportedError. An attribute is Python's attribute: where a value has none of that name,
running the outcome raises, and Jinja2, which looks for an item then, renders the template.
"""

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from jinja2 import nodes
from jinja2.visitor import NodeVisitor
from markupsafe import Markup, escape

from microblog.text.words import Words
from microblog.theme.runtime import FILTERS, OWN_FILTERS

COMMON = frozenset({"site", "url"})  # names that each template has without being given them
FUNCTIONS = frozenset({"_", "gettext", "pgettext", "ngettext"})  # that ask for words

_COMPARISONS = MappingProxyType(
    {"eq": ast.Eq, "ne": ast.NotEq, "lt": ast.Lt, "lteq": ast.LtE, "gt": ast.Gt, "gteq": ast.GtE, "in": ast.In, "notin": ast.NotIn}
)
_DECIDABLE: Mapping[type, Callable[[Any, Any], bool]] = MappingProxyType({ast.Eq: operator.eq, ast.Lt: operator.lt})
_VALUE = re.compile(r"%\((\w+)\)([sd])")


class UnsupportedError(Exception):
    """A template holds something that is left to Jinja2."""


class Expressions(NodeVisitor):
    """Translates expressions; knows the words of a language, which names mean something at a place, and which loop is around it."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.alias: dict[str, ast.expr] = {}  # names of the scope that stand for an expression
        self.asked: set[str] = set()  # names that a rendering has to be given
        self.scope: frozenset[str] = frozenset()  # names that the template itself gives a meaning here
        self.loop = ""  # the variable that counts the rounds of the loop around, "" where there is none
        self.counted: set[str] = set()  # those of these variables that are asked for

    def generic_visit(self, node: nodes.Node, *_: object, **__: object) -> ast.expr:
        raise UnsupportedError(type(node).__name__)

    def visit_Const(self, node: nodes.Const) -> ast.expr:
        return trusted(ast.Constant(str(node.value))) if isinstance(node.value, Markup) else ast.Constant(node.value)

    def visit_Name(self, node: nodes.Name) -> ast.expr:
        if node.name in self.alias:
            return self.alias[node.name]
        if node.name in COMMON:
            return name_of(node.name)
        if node.name not in self.scope:
            self.asked.add(node.name)
        return name_of(f"_{node.name}")

    def visit_Getattr(self, node: nodes.Getattr) -> ast.expr:
        if isinstance(node.node, nodes.Name) and node.node.name == "loop":
            return self._of_loop(node.attr)
        value = self.visit(node.node)
        if isinstance(node.node, nodes.Getattr) and node.node.attr == "extra":  # whose names authors choose
            return ast.Call(name_of("attribute"), [value, ast.Constant(node.attr)], [])
        return ast.Attribute(value, node.attr, ast.Load())

    def _of_loop(self, attribute: str) -> ast.expr:
        if not self.loop or attribute != "first":
            raise UnsupportedError(f"loop.{attribute}")
        self.counted.add(self.loop)
        return ast.Compare(name_of(self.loop), [ast.Eq()], [ast.Constant(0)])

    def visit_Getitem(self, node: nodes.Getitem) -> ast.expr:
        return ast.Subscript(self.visit(node.node), self.visit(node.arg), ast.Load())

    def visit_Slice(self, node: nodes.Slice) -> ast.expr:
        start, stop, step = (self.visit(part) if part else None for part in (node.start, node.stop, node.step))
        return ast.Slice(start, stop, step)

    def visit_Tuple(self, node: nodes.Tuple) -> ast.expr:
        return ast.Tuple([self.visit(item) for item in node.items], ast.Load())

    def visit_Call(self, node: nodes.Call) -> ast.expr:
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name == "url":
            return self._call("url", [], node)
        if name not in FUNCTIONS or name in self.scope:
            raise UnsupportedError("Call")
        if name in ("_", "gettext") and len(node.args) == 1 and isinstance(node.args[0], nodes.Const):
            return self._message(str(node.args[0].value), {pair.key: pair.value for pair in node.kwargs if isinstance(pair, nodes.Keyword)})
        return self._call("gettext" if name == "_" else name, [], node)

    def _message(self, message: str, values: dict[str, nodes.Expr]) -> ast.expr:
        """Translate a message here already, so that nothing but its values is left to be put in."""
        text, *parts = _VALUE.split(self.words.message(message))
        texts = [_literal(text)]
        for name, kind, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
            if name not in values:
                raise UnsupportedError(name)
            value = self.visit(values[name])
            texts += [escaped(value) if kind == "s" else ast.Call(name_of("digits"), [value], []), _literal(text)]
        return trusted(joined(texts))

    def visit_Filter(self, node: nodes.Filter) -> ast.expr:
        if (node.name not in FILTERS and node.name not in OWN_FILTERS) or node.node is None:
            raise UnsupportedError(node.name)
        return self._call(f"filter_{node.name}", [self.visit(node.node)], node)

    def _call(self, function: str, arguments: list[ast.expr], node: nodes.Call | nodes.Filter) -> ast.expr:
        if node.dyn_args or node.dyn_kwargs:
            raise UnsupportedError(function)
        keywords = [ast.keyword(pair.key, self.visit(pair.value)) for pair in node.kwargs if isinstance(pair, nodes.Keyword)]
        return ast.Call(name_of(function), arguments + [self.visit(argument) for argument in node.args], keywords)

    def visit_Test(self, node: nodes.Test) -> ast.expr:
        if node.name != "defined" or not isinstance(node.node, nodes.Getattr):
            raise UnsupportedError(node.name)
        return ast.Call(name_of("has"), [self.visit(node.node.node), ast.Constant(node.node.attr)], [])

    def visit_Compare(self, node: nodes.Compare) -> ast.expr:
        operators, values = [_COMPARISONS[part.op]() for part in node.ops], [self.visit(part.expr) for part in node.ops]
        compared = ast.Compare(self.visit(node.expr), operators, values)
        return _decided(compared)

    def visit_CondExpr(self, node: nodes.CondExpr) -> ast.expr:
        if node.expr2 is None:
            raise UnsupportedError("if without else")
        return ast.IfExp(self.visit(node.test), self.visit(node.expr1), self.visit(node.expr2))

    def visit_And(self, node: nodes.And) -> ast.expr:
        return ast.BoolOp(ast.And(), [self.visit(node.left), self.visit(node.right)])

    def visit_Or(self, node: nodes.Or) -> ast.expr:
        return ast.BoolOp(ast.Or(), [self.visit(node.left), self.visit(node.right)])

    def visit_Not(self, node: nodes.Not) -> ast.expr:
        return ast.UnaryOp(ast.Not(), self.visit(node.node))

    def visit_Neg(self, node: nodes.Neg) -> ast.expr:
        return ast.UnaryOp(ast.USub(), self.visit(node.node))

    def visit_Sub(self, node: nodes.Sub) -> ast.expr:
        return ast.BinOp(self.visit(node.left), ast.Sub(), self.visit(node.right))


def name_of(name: str) -> ast.Name:
    """Return the expression that asks for a variable."""
    return ast.Name(name, ast.Load())


def _decided(compared: ast.Compare) -> ast.expr:
    """Compare two texts or two numbers beforehand."""
    decide, left, right = _DECIDABLE.get(type(compared.ops[0])), compared.left, compared.comparators[0]
    if decide is None or len(compared.ops) > 1 or not isinstance(left, ast.Constant) or not isinstance(right, ast.Constant):
        return compared
    return ast.Constant(decide(left.value, right.value)) if type(left.value) is type(right.value) else compared


_HTML = FUNCTIONS | {"trusted"}


def trusted(text: ast.expr) -> ast.expr:
    """Return an expression that says of text that it is HTML."""
    return ast.Call(name_of("trusted"), [text], [])


def _literal(text: str) -> ast.expr:
    """Return what a message says between its values."""
    if "%" in text.replace("%%", ""):
        raise UnsupportedError(text)
    return ast.Constant(text.replace("%%", "%"))


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
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in _HTML:
        return value.args[0] if value.func.id == "trusted" else value
    if isinstance(value, ast.IfExp):
        return ast.IfExp(value.test, escaped(value.body), escaped(value.orelse))
    kept = ast.NamedExpr(ast.Name("value", ast.Store()), value)
    escaping, asking = (ast.Call(name_of(function), [name_of("value")], []) for function in ("escape_str", "escape"))
    return ast.IfExp(_is_of(kept, "str"), escaping, ast.IfExp(_is_of(name_of("value"), "Markup"), name_of("value"), asking))


def _is_of(value: ast.expr, kind: str) -> ast.expr:
    return ast.Compare(ast.Call(name_of("type"), [value], []), [ast.Is()], [name_of(kind)])
