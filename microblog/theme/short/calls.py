"""Filters, tests, and calls of functions and of methods, for the compiler."""

import ast
import re

from jinja2 import nodes

from microblog.text.directions import NAMES
from microblog.text.words import Words
from microblog.theme.runtime import OWN_FILTERS
from microblog.theme.short.expressions import MAPPINGS, Expressions, is_loop
from microblog.theme.short.filters import FILTERS
from microblog.theme.short.scopes import FUNCTIONS, UnsupportedError
from microblog.theme.short.tests import TESTS
from microblog.theme.short.texts import call, escaped, joined, name_of, trusted

_VALUE = re.compile(r"%\((\w+)\)([sd])")
_GLOBALS = {"range": "range", "dict": "dict", "namespace": "Namespace"}
_OF_TEXTS = """
    capitalize casefold center count endswith expandtabs find format index isalnum isalpha isascii isdecimal isdigit islower isnumeric
    isspace istitle isupper join ljust lower lstrip partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip
    split splitlines startswith strip swapcase title upper zfill
"""
_METHODS = frozenset(_OF_TEXTS.split()) | {"get", "items", "keys", "values"}
"""Methods of texts, lists and dictionaries that change nothing: Jinja2 may have to render the page once more."""


class Calls(Expressions):
    """Translates calls; knows the words of a language."""

    def __init__(self, words: Words, learned: set[str]) -> None:
        super().__init__(learned)
        self.words = words
        self.body: ast.expr | None = None  # the text that a filter stands around

    def visit_Call(self, node: nodes.Call) -> ast.expr:
        if isinstance(node.node, nodes.Getattr):
            return self._method(node, node.node)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name == "url":
            return self.called("url", [], node)
        if name in _GLOBALS and not (
            name == "namespace" and self.is_closed
        ):  # Jinja2 makes that of an imported template once for all pages
            if name == "dict":
                self.learned.add(MAPPINGS)
            return self.called(_GLOBALS[name], [], node)
        if name not in FUNCTIONS or name in self.scope:
            raise UnsupportedError(f"the call of `{name}`" if name else "this call", node)
        return self._words(name, node)

    def _method(self, node: nodes.Call, method: nodes.Getattr) -> ast.expr:
        if method.attr not in _METHODS:
            raise UnsupportedError(f"the call of `.{method.attr}`", node)
        return self.called(ast.Attribute(self.visit(method.node), method.attr, ast.Load()), [], node)

    def _words(self, name: str, node: nodes.Call) -> ast.expr:
        if name in ("_", "gettext") and len(node.args) == 1 and isinstance(node.args[0], nodes.Const):
            values = {pair.key: pair.value for pair in node.kwargs if isinstance(pair, nodes.Keyword)}
            return self._message(str(node.args[0].value), values, node)
        return self.called("gettext" if name == "_" else name, [], node)

    def _message(self, message: str, values: dict[str, nodes.Expr], node: nodes.Call) -> ast.expr:
        """Translate a message here already, so that nothing but its values is left to be put in."""
        text, *parts = _VALUE.split(self.words.message(message))
        texts = [_literal(text, node)]
        for name, kind, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
            if name not in values:
                raise UnsupportedError(f"a message without `{name}`", node)
            value = self.visit(values[name])
            chosen = call("isolated", value) if name in NAMES else value
            texts += [escaped(chosen) if kind == "s" else call("digits", value), _literal(text, node)]
        return trusted(joined(texts))

    def visit_Filter(self, node: nodes.Filter) -> ast.expr:
        if node.name not in FILTERS and node.name not in OWN_FILTERS:
            raise UnsupportedError(f"the filter `{node.name}`", node)
        if node.node is None:
            value = self.body or ast.Constant("")
        elif node.name in ("default", "d"):
            value = self.maybe(node.node)
        else:
            value = self.visit(node.node)
        called = self.called(f"filter_{node.name}", [value], node)
        return _replaced(called.args) or called if node.name == "replace" and not called.keywords else called

    def visit_Test(self, node: nodes.Test) -> ast.expr:
        if node.name not in TESTS:
            raise UnsupportedError(f"the test `{node.name}`", node)
        is_alone = not (node.args or node.kwargs)
        if node.name == "defined" and is_alone and isinstance(node.node, nodes.Getattr) and not is_loop(node.node.node):
            return call("has", self.visit(node.node.node), ast.Constant(node.node.attr))
        if node.name == "defined" and is_alone and isinstance(node.node, nodes.Name) and node.node.name not in self.scope:
            return self.is_given(node.node)
        may_miss = node.name in ("defined", "undefined") or isinstance(node.node, nodes.Name)
        value = self.maybe(node.node) if may_miss else self.visit(node.node)
        return self.called(f"test_{node.name}", [value], node)

    def called(self, function: str | ast.expr, arguments: list[ast.expr], node: nodes.Call | nodes.Filter | nodes.Test) -> ast.Call:
        """Return a call with the arguments that stand in the template."""
        if node.dyn_args or node.dyn_kwargs:
            raise UnsupportedError("`*` in a call", node)
        keywords = [ast.keyword(pair.key, self.visit(pair.value)) for pair in node.kwargs if isinstance(pair, nodes.Keyword)]
        asked = name_of(function) if isinstance(function, str) else function
        return ast.Call(asked, arguments + [self.visit(argument) for argument in node.args], keywords)


def _literal(text: str, node: nodes.Call) -> ast.expr:
    """Return what a message says between its values."""
    if "%" in text.replace("%%", ""):
        raise UnsupportedError("a message with another `%`", node)
    return ast.Constant(text.replace("%%", "%"))


def _replaced(arguments: list[ast.expr]) -> ast.Constant | None:
    """Replace beforehand, in text that is known."""
    match [argument.value for argument in arguments if isinstance(argument, ast.Constant)]:
        case [str(text), str(old), str(new)] if len(arguments) == 3:
            return ast.Constant(text.replace(old, new))
    return None
