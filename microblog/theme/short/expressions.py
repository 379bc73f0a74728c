"""Expressions of templates as Python's own, for the compiler.

What is not known here raises UnsupportedError. An attribute is Python's attribute: where a value has none of that name,
running the outcome raises, and Jinja2, which looks for an item then, renders the template. Where a template has dictionaries, or what
authors gave in `extra`, that would be each time, so that such attributes are asked for in both ways.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from jinja2 import nodes
from markupsafe import Markup

from microblog.theme.short.scopes import Scopes, UnsupportedError
from microblog.theme.short.texts import call, name_of, trusted

_COMPARISONS = MappingProxyType(
    {"eq": ast.Eq, "ne": ast.NotEq, "lt": ast.Lt, "lteq": ast.LtE, "gt": ast.Gt, "gteq": ast.GtE, "in": ast.In, "notin": ast.NotIn}
)
_DECIDABLE: Mapping[type, Callable[[Any, Any], bool]] = MappingProxyType({ast.Eq: operator.eq, ast.Lt: operator.lt})
_OPERATORS: Mapping[str, type[ast.operator]] = MappingProxyType(
    {"+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div, "//": ast.FloorDiv, "%": ast.Mod, "**": ast.Pow}
)
MAPPINGS = "mappings"  # what is learned of a template that has any


class Expressions(Scopes):
    """Translates expressions, save calls."""

    def visit_Const(self, node: nodes.Const) -> ast.expr:
        return trusted(ast.Constant(str(node.value))) if isinstance(node.value, Markup) else ast.Constant(node.value)

    def visit_Getattr(self, node: nodes.Getattr) -> ast.expr:
        if is_loop(node.node):
            return self.of_loop(node)
        if node.attr == "extra":
            self.learned.add(MAPPINGS)
        value = self.visit(node.node)
        if self._may_be_mapping(node.node):
            return call("attribute", value, ast.Constant(node.attr))
        return ast.Attribute(value, node.attr, ast.Load())

    def of_loop(self, node: nodes.Getattr) -> ast.expr:
        """Return what a template asks of the loop around."""
        raise UnsupportedError(f"`loop.{node.attr}`", node)

    def _may_be_mapping(self, node: nodes.Node) -> bool:
        """Whether a value may be a dictionary: one below `extra`, whose names authors choose, or of the template itself."""
        while isinstance(node, nodes.Getattr):
            if node.attr == "extra":
                return True
            node = node.node
        return MAPPINGS in self.learned and not (isinstance(node, nodes.Name) and node.name not in self.scope)

    def visit_Getitem(self, node: nodes.Getitem) -> ast.expr:
        value = self.visit(node.node)
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return call("item", value, self.visit(node.arg))
        return ast.Subscript(value, self.visit(node.arg), ast.Load())

    def visit_Slice(self, node: nodes.Slice) -> ast.expr:
        start, stop, step = (self.visit(part) if part else None for part in (node.start, node.stop, node.step))
        return ast.Slice(start, stop, step)

    def visit_Tuple(self, node: nodes.Tuple) -> ast.expr:
        return ast.Tuple([self.visit(item) for item in node.items], ast.Load())

    def visit_List(self, node: nodes.List) -> ast.expr:
        return ast.List([self.visit(item) for item in node.items], ast.Load())

    def visit_Dict(self, node: nodes.Dict) -> ast.expr:
        self.learned.add(MAPPINGS)
        return ast.Dict([self.visit(pair.key) for pair in node.items], [self.visit(pair.value) for pair in node.items])

    def visit_Compare(self, node: nodes.Compare) -> ast.expr:
        operators, values = [_COMPARISONS[part.op]() for part in node.ops], [self.visit(part.expr) for part in node.ops]
        compared = ast.Compare(self.visit(node.expr), operators, values)
        return _decided(compared)

    def visit_CondExpr(self, node: nodes.CondExpr) -> ast.expr:
        otherwise = self.visit(node.expr2) if node.expr2 else name_of("NOTHING")
        return ast.IfExp(self.visit(node.test), self.visit(node.expr1), otherwise)

    def visit_And(self, node: nodes.And) -> ast.expr:
        return ast.BoolOp(ast.And(), [self.visit(node.left), self.visit(node.right)])

    def visit_Or(self, node: nodes.Or) -> ast.expr:
        return ast.BoolOp(ast.Or(), [self.visit(node.left), self.visit(node.right)])

    def visit_Not(self, node: nodes.Not) -> ast.expr:
        return ast.UnaryOp(ast.Not(), self.visit(node.node))

    def visit_Neg(self, node: nodes.Neg) -> ast.expr:
        return ast.UnaryOp(ast.USub(), self.visit(node.node))

    def visit_Pos(self, node: nodes.Pos) -> ast.expr:
        return ast.UnaryOp(ast.UAdd(), self.visit(node.node))

    def generic_visit(self, node: nodes.Node, *arguments: object, **named: object) -> Any:
        if not isinstance(node, nodes.BinExpr):
            return super().generic_visit(node, *arguments, **named)
        return ast.BinOp(self.visit(node.left), _OPERATORS[node.operator](), self.visit(node.right))

    def visit_Concat(self, node: nodes.Concat) -> ast.expr:
        parts = [self.visit(part) for part in node.nodes]
        texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        return ast.Constant("".join(texts)) if len(texts) == len(parts) else call("concat", *parts)

    def maybe(self, node: nodes.Expr) -> ast.expr:
        """Return a value that need not be there: then it is what stands for one that is missing."""
        if isinstance(node, nodes.Name) and node.name not in self.scope:
            return self.maybe_given(node)
        if isinstance(node, nodes.Getattr) and not is_loop(node.node):
            return call("attribute_or_missing", self.visit(node.node), ast.Constant(node.attr))
        if isinstance(node, nodes.Getitem) and not isinstance(node.arg, nodes.Slice):
            return call("item_or_missing", self.visit(node.node), self.visit(node.arg))
        value: ast.expr = self.visit(node)
        return value


def is_loop(node: nodes.Node) -> bool:
    """Whether an expression is the loop around."""
    return isinstance(node, nodes.Name) and node.name == "loop"


def _decided(compared: ast.Compare) -> ast.expr:
    """Compare two texts or two numbers beforehand."""
    decide, left, right = _DECIDABLE.get(type(compared.ops[0])), compared.left, compared.comparators[0]
    if decide is None or len(compared.ops) > 1 or not isinstance(left, ast.Constant) or not isinstance(right, ast.Constant):
        return compared
    return ast.Constant(decide(left.value, right.value)) if type(left.value) is type(right.value) else compared
