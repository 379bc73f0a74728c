"""Templates that are made of others, for the compiler: `extends`, blocks, `super()`, and `include`."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager

from jinja2 import nodes
from jinja2.idtracking import Symbols

from microblog.theme.short.macros import Macros, literal
from microblog.theme.short.scopes import UnsupportedError
from microblog.theme.short.texts import Item, joined, only_texts, trusted


class Inheritance(Macros):
    """Translates blocks and templates to what stands in their place."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.blocks: dict[str, list[nodes.Block]] = {}  # by name, the last one that fills it first
        self.filling: list[tuple[str, int]] = []  # the blocks around, and how manieth of its name each is
        self.included: list[str] = []

    def template(self, name: str) -> list[Item]:
        """Translate a template, and all that it extends."""
        items: list[Item] = []
        seen: list[str] = []
        while True:
            tree = self._tree(name)
            self.begin_top(tree)
            parent = _parent_of(tree)
            if parent is None:
                return items + self.items(tree.body)
            items += self.silent_items([part for part in tree.body if not isinstance(part, nodes.Block | nodes.Extends)])
            seen.append(name)
            name = literal(parent.template)
            if name in seen:
                raise UnsupportedError(f"`{name}` around itself", parent)

    def _tree(self, name: str) -> nodes.Template:
        """Read a template, and note its blocks."""
        tree = self.parse(name)
        blocks = list(tree.find_all(nodes.Block))
        for block in blocks:
            if block.scoped or block.required or sum(other.name == block.name for other in blocks) > 1:
                raise UnsupportedError(f"the block `{block.name}`", block)
            self.blocks.setdefault(block.name, []).append(block)
        return tree

    def visit_Block(self, node: nodes.Block) -> list[Item]:
        return self._filled(node.name, 0, node)

    def _filled(self, name: str, number: int, node: nodes.Node) -> list[Item]:
        """Translate what fills a block."""
        blocks = self.blocks.get(name, [])
        if (name, number) in self.filling or number >= len(blocks) or self.macro or self.included:
            raise UnsupportedError(f"the block `{name}` here", node)
        symbols = Symbols()
        symbols.analyze_node(blocks[number])
        self.filling.append((name, number))
        with self.frame(symbols, self.top, loop=""):
            items = self.items(blocks[number].body)
        self.filling.pop()
        return items

    def shown(self, part: nodes.Node) -> list[Item]:
        items = self._of_block(part)
        return super().shown(part) if items is None else items

    def _of_block(self, node: nodes.Node) -> list[Item] | None:
        """Translate `super()` and `self.NAME()`; None for anything else."""
        called = node.node if isinstance(node, nodes.Call) and not (node.args or node.kwargs or node.dyn_args or node.dyn_kwargs) else None
        if self.included or self.macro:
            return None
        if isinstance(called, nodes.Name) and called.name == "super" and self.filling:
            name, number = self.filling[-1]
            return self._filled(name, number + 1, node)
        if isinstance(called, nodes.Getattr) and isinstance(called.node, nodes.Name) and called.node.name == "self":
            return self._filled(called.attr, 0, node)
        return None

    def visit_Call(self, node: nodes.Call) -> ast.expr:
        items = self._of_block(node)
        if items is None:
            return super().visit_Call(node)
        texts = only_texts(items)
        if texts is None:
            raise UnsupportedError("`super()` within an expression", node)
        return trusted(joined(texts))

    def visit_Include(self, node: nodes.Include) -> list[Item]:
        name = literal(node.template)
        if not node.with_context or node.ignore_missing or name in self.included:
            raise UnsupportedError("this `{% include %}`", node)
        tree = self.parse(name)
        if odd := next(tree.find_all((nodes.Block, nodes.Extends)), None):
            raise UnsupportedError("a block of an included template", odd)
        with self._within(name, tree):
            return self.items(tree.body)

    @contextmanager
    def _within(self, name: str, tree: nodes.Template) -> Iterator[None]:
        symbols = Symbols()
        symbols.analyze_node(tree)
        self.included.append(name)
        with self.frame(symbols, loop=""):
            yield
        self.included.pop()


def _parent_of(tree: nodes.Template) -> nodes.Extends | None:
    """Return where a template says which one it extends; it says so first."""
    if next(tree.find_all(nodes.Extends), None) is None:
        return None
    first, *others = tree.body
    if not isinstance(first, nodes.Extends):
        raise UnsupportedError("what stands before `{% extends %}`", first)
    if second := next((part for part in others if isinstance(part, nodes.Extends)), None):
        raise UnsupportedError("`{% extends %}` twice", second)
    return first
