"""What a name means at a place of a template, by Jinja2's rules.

Blocks, loops, `with`, macros and included templates have frames of their own: what is set there means nothing outside. A branch has none.
A block does not see what stands around it, but what its template, and those that extend it, set outside of all frames.

Each name that a frame gives a meaning is a variable of Python's of its own, so that an inner `x` leaves the outer one alone. A name
that only some branches set has its former value before them; that is written only where somebody asks for the name later, which is known
when all is translated: then it is translated once more, with what was learned (`learned`).
"""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from jinja2 import nodes
from jinja2.idtracking import VAR_LOAD_ALIAS, VAR_LOAD_RESOLVE, Symbols
from jinja2.visitor import NodeVisitor

from microblog.text.tuples import NamedTuple
from microblog.theme.short.texts import Item, assign, call, name_of

COMMON = frozenset({"site", "url"})  # names that each template has without being given them
FUNCTIONS = frozenset({"_", "gettext", "pgettext", "ngettext"})  # that ask for words
RESERVED = frozenset({"loop", "self", "super", "caller", "varargs", "kwargs", "range", "dict", "namespace"}) | COMMON


class UnsupportedError(Exception):
    """A template holds something that is left to Jinja2."""

    def __init__(self, what: str, node: nodes.Node) -> None:
        """Note what it is, in words, and where."""
        super().__init__(what)
        self.node = node
        self.around: list[nodes.Node] = []  # what the node stands in, the nearest first


class Macro(NamedTuple):
    """A name that stands for a macro."""

    function: str  # of Python's
    parameters: Mapping[str, str]  # by name, the variables of Python's
    has_caller: bool


class Module(NamedTuple):
    """A name that stands for an imported template."""

    scope: "Scope"


class Maybe(NamedTuple):
    """A name that not all ways to a place have given a meaning."""

    variable: str


class Unclear(NamedTuple):
    """A name that means something else in each of several branches."""


Meaning = ast.expr | Macro | Module | Maybe | Unclear
Scope = dict[str, Meaning]


class Scopes(NodeVisitor):
    """Knows the meanings of names at the place that is translated."""

    def __init__(self, learned: set[str]) -> None:
        """Begin with no name known; what was `learned` in an earlier round counts."""
        self.learned = learned
        self.scope: Scope = {}
        self.top: Scope = {}  # what blocks see
        self.top_names: set[str] = set()  # all names that are set outside of frames
        self.is_top = True
        self.is_closed = False  # whether nothing from outside is to be seen, as in an imported template
        self.own: dict[str, str] = {}  # the variables of the frame, by name
        self.symbols = Symbols()  # what Jinja2 makes of the frame's names
        self.loop = ""  # the variable that counts the rounds of the loop around, "" where there is none
        self.asked: set[str] = set()  # names that a rendering has to be given
        self.stored: Counter[str] = Counter()  # how many places give a variable its value
        self.macro: Symbols | None = None  # what Jinja2 makes of the names of the macro around
        self.around: frozenset[str] = frozenset()  # the variables from outside of that macro
        self.captured: dict[str, nodes.Name] = {}  # variables that a macro takes from around it, so that nothing may change them
        self.resolved: dict[str, nodes.Name] = {}  # the same of names that come from outside of all templates

    def visit(self, node: nodes.Node, *arguments: Any, **named: Any) -> Any:
        try:
            return super().visit(node, *arguments, **named)
        except UnsupportedError as error:
            error.around.append(node)
            raise

    def generic_visit(self, node: nodes.Node, *_: object, **__: object) -> Any:
        raise UnsupportedError(_NAMES.get(type(node).__name__, type(node).__name__), node)

    @contextmanager
    def frame(self, symbols: Symbols, scope: Scope | None = None, *, loop: str | None = None) -> Iterator[None]:
        """Translate what has a frame of its own; it sees what is around, or another scope."""
        outer = self.scope, self.is_top, self.own, self.symbols, self.loop
        self.scope, self.is_top, self.own, self.symbols = dict(self.scope if scope is None else scope), False, {}, symbols
        self.loop = self.loop if loop is None else loop
        yield
        self.scope, self.is_top, self.own, self.symbols, self.loop = outer

    def begin_top(self, tree: nodes.Template) -> None:
        """Go on with what is outside of all frames in a template: the scope stays, variables are new."""
        self.own, self.symbols, self.is_top, self.top = {}, Symbols(), True, self.scope
        self.symbols.analyze_node(tree)

    def inner(self, node: nodes.Node, **branch: str) -> Symbols:
        """Return the names of a part, seen from within the present frame."""
        symbols = Symbols(parent=self.symbols)
        symbols.analyze_node(node, **branch)
        return symbols

    def bind(self, name: str) -> str:
        """Bind a name to a new value; return the variable that is to have it."""
        if name not in self.own:
            self.own[name] = f"_{len(self.stored)}_{name}"
        variable = self.own[name]
        self.stored[variable] += 1
        self.mean(name, name_of(variable))
        return variable

    def mean(self, name: str, meaning: Meaning) -> None:
        """Bind a name from here on."""
        self.scope[name] = meaning
        if self.is_top:
            self.top_names.add(name)

    def targets(self, node: nodes.Node, reserved: frozenset[str] = RESERVED | FUNCTIONS) -> list[str]:
        """Return the names that are given a value, one or several."""
        parts = node.items if isinstance(node, nodes.Tuple) else [node]
        names = [part.name for part in parts if isinstance(part, nodes.Name)]
        if len(names) != len(parts):
            raise UnsupportedError("what is set here", node)
        return self.own_names(names, node, reserved)

    def own_names(self, names: list[str], node: nodes.Node, reserved: frozenset[str] = RESERVED | FUNCTIONS) -> list[str]:
        """Return names that a template gives a meaning, after a look at whether it may."""
        if len(set(names)) != len(names):
            raise UnsupportedError("a name twice", node)
        if taken := reserved.intersection(names):
            raise UnsupportedError(f"`{min(taken)}` as a name of your own", node)
        return names

    def store(self, node: nodes.Node, names: list[str]) -> ast.expr:
        """Bind names, and return what is on the left of Python's assignment."""
        stored: list[ast.expr] = [ast.Name(self.bind(name), ast.Store()) for name in names]
        return ast.Tuple(stored, ast.Store()) if isinstance(node, nodes.Tuple) else stored[0]

    def visit_Name(self, node: nodes.Name) -> ast.expr:
        meaning = self.scope.get(node.name)
        if meaning is None:
            return self._from_outside(node)
        if isinstance(meaning, Maybe):
            self.learned.add(meaning.variable)
            meaning = name_of(meaning.variable)
        if not isinstance(meaning, ast.expr):
            raise UnsupportedError(f"`{node.name}` as a value", node)
        names = {part.id for part in ast.walk(meaning) if isinstance(part, ast.Name)}
        self.captured |= dict.fromkeys(self.around & names, node)
        return meaning

    def _from_outside(self, node: nodes.Name) -> ast.expr:
        if node.name in COMMON:
            return name_of(node.name)
        self._check_outside(node)
        if self.is_closed:
            raise UnsupportedError(f"`{node.name}` in an imported template", node)
        self.asked.add(node.name)
        return name_of(f"_{node.name}")

    def maybe_given(self, node: nodes.Name) -> ast.expr:
        """Return the value from outside of a name that means nothing here, or what stands for one that is missing."""
        self._check_outside(node)
        if self.is_closed:
            return call("Missing")
        get = ast.Attribute(name_of("context"), "get", ast.Load())
        return ast.Call(get, [ast.Constant(node.name), call("Missing")], [])

    def is_given(self, node: nodes.Name) -> ast.expr:
        """Return whether a name that means nothing here has a value from outside."""
        self._check_outside(node)
        return ast.Constant(False) if self.is_closed else ast.Compare(ast.Constant(node.name), [ast.In()], [name_of("context")])

    def _check_outside(self, node: nodes.Name) -> None:
        """Raise where it is not for certain that Jinja2 asks for a name outside: it does not where a frame around sets it later."""
        reference = self.symbols.find_ref(node.name)
        load = self.symbols.find_load(reference) if reference else None
        while load and load[0] == VAR_LOAD_ALIAS:
            load = self.symbols.find_load(load[1])
        if node.name in RESERVED | FUNCTIONS or (load and load[0] != VAR_LOAD_RESOLVE):
            raise UnsupportedError(f"`{node.name}` here", node)
        if self.macro:
            self.resolved[node.name] = node
            if any(node.name in symbols.stores for symbols in _parents(self.macro)):
                raise UnsupportedError(f"`{node.name}` in a macro", node)

    def merge(self, before: Scope, after: list[Scope]) -> list[Item]:
        """Go on after branches; return what has to be done before them so that each name has a value."""
        self.restart(before)
        first: list[Item] = []
        for name in sorted({name for scope in after for name, meaning in scope.items() if before.get(name) is not meaning}):
            meanings = [scope.get(name) for scope in after]
            self.scope[name], value = self._merged(name, before.get(name), meanings)
            first += [value] if value else []
        return first

    def _merged(self, name: str, former: Meaning | None, meanings: list[Meaning | None]) -> tuple[Meaning, ast.stmt | None]:
        """Return what a name means after branches, and what gives it its former value before them where that is needed."""
        variable, first = self.own.get(name, ""), meanings[0]
        if first is not None and _are_same(meanings):
            return first, None
        changed = [meaning for meaning in meanings if meaning is not former]
        if not all(_is_of(variable, meaning) for meaning in changed):
            return Unclear(), None
        if variable not in self.learned:
            return Maybe(variable), None
        if len(changed) == len(meanings):
            return name_of(variable), None
        node = nodes.Name(name, "load", lineno=1)
        self.stored[variable] += 1
        return name_of(variable), assign(variable, self.visit_Name(node) if former else self.maybe_given(node))

    def restart(self, scope: Scope) -> None:
        """Go on with another scope in the same frame."""
        self.scope = scope
        if self.is_top:
            self.top = scope

    def check_macros(self) -> None:
        """Raise where what a macro takes from around it may change after that: Jinja2 asks when the macro is called."""
        changing = [node for variable, node in self.captured.items() if self.stored[variable] > 1]
        changing += [node for name, node in self.resolved.items() if name in self.top_names]
        if changing:
            raise UnsupportedError(f"`{changing[0].name}` in a macro", changing[0])


def _parents(symbols: Symbols) -> Iterator[Symbols]:
    while symbols.parent:
        symbols = symbols.parent
        yield symbols


def _is_of(variable: str, meaning: Meaning | None) -> bool:
    """Whether a meaning is the value of a variable."""
    if isinstance(meaning, Maybe):
        return meaning.variable == variable
    return isinstance(meaning, ast.expr) and any(isinstance(part, ast.Name) and part.id == variable for part in ast.walk(meaning))


def _are_same(meanings: list[Meaning | None]) -> bool:
    first = meanings[0]
    if isinstance(first, ast.expr):
        return all(isinstance(meaning, ast.expr) and ast.dump(meaning) == ast.dump(first) for meaning in meanings)
    return first is not None and all(meaning is first for meaning in meanings)


_NAMES = MappingProxyType(
    {
        "AssignBlock": "this `{% set %}`",
        "CallBlock": "`{% call %}`",
        "ScopedEvalContextModifier": "`{% autoescape %}`",
        "FilterBlock": "`{% filter %}`",
    }
)
