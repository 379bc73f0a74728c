"""Random small templates, the same for the same seed: names that shadow each other, branches, loops, blocks, macros and filters."""

from random import Random

_NAMES = ("x", "x", "y", "z", "full", "post_title", "number")
_LISTS = ("post.words", "post.tags", "'ab'", "[1, '<', x]", "range(3)", "post.empty", "[{'a': 1}, {'a': '<'}]", "post.words[1:]")
_FILTERS = (
    "upper", "lower", "trim", "default('d')", "default('d', true)", "safe", "e", "string", "string|length", "string|list", "string|first",
    "string|last|default('l')", "string|join('<')", "replace('b', '<')", "string|sort|join", "string|reverse", "int", "string|truncate(6)",
    "default(post.html)", "string|capitalize", "string|unique|list", "string|map('upper')|join",
)  # fmt: skip
_TESTS = ("defined", "undefined", "none", "string", "number", "iterable", "eq 3", "in ['a', 3]", "true", "sequence", "escaped")
_OF_LOOPS = (
    "index",
    "index0",
    "first",
    "last",
    "length",
    "revindex",
    "revindex0",
    "previtem|default('-')",
    "nextitem is defined",
    "cycle('a', '<')",
)
_VALUES = (
    "1", "3", "'<'", "none", "true", "post.title", "post.html", "post.number", "post.nothing", "post.empty", "post.words",
    "post.words[0]", "post.words[7]|default(0)", "post.missing is defined", "none_such|default('<')", "post['title']", "post.extra.colour", "{'a': x}", "[x, y]", "(1, '<')", "{'a': 2}.a", "site.title",
    "post.title.upper()", "'a b'.split()", "post.extra.items()|list",
)  # fmt: skip
_OPERATORS = ("~", "~", "==", "!=", "and", "or", "~ '1' ~", "|int -", "|int *", "|string in 'a' ~", "|string <")


class Maker:
    """Makes a template, piece by piece."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - chance needs no secrecy
        self._blocks = 0
        self._loops = 0

    def template(self) -> str:
        """Return a whole template; some extend another."""
        kind = self._random.randrange(6)
        if kind == 0:
            tops = "".join(self._set() for _ in range(self._random.randrange(3)))
            blocks = "".join(f"{{% block {name} %}}{self._body(2, ('super()', 'self.b()'))}{{% endblock %}}" for name in self._pick("abc"))
            return f"{{% extends '{self._choice(('frame.html', 'inner.html'))}' %}}{tops}{blocks}"
        return self._body(3)

    def _choice(self, values: tuple[str, ...]) -> str:
        return self._random.choice(values)

    def _pick(self, letters: str) -> str:
        return "".join(letter for letter in letters if self._random.random() < 0.6)

    def _body(self, depth: int, more: tuple[str, ...] = ()) -> str:
        return "".join(self._statement(depth, more) for _ in range(self._random.randint(1, 4)))

    def _statement(self, depth: int, more: tuple[str, ...]) -> str:
        kinds = (self._shown, self._shown, self._shown, self._set) + (self._branch, self._loop, self._part, self._macro, self._branch) * (
            depth > 0
        )
        return self._random.choice(kinds)(depth, more)

    def _shown(self, _: int = 0, more: tuple[str, ...] = ()) -> str:
        return f"{{{{ {self._choice(more) if more and self._random.random() < 0.3 else self._value(2)} }}}}"

    def _set(self, depth: int = 0, more: tuple[str, ...] = ()) -> str:
        name = self._choice(_NAMES)
        if self._random.random() < 0.6:
            return f"{{% set {name} = {self._value(2)} %}}"
        return f"{{% set {name}{self._choice(('', '', ' | upper'))} %}}{self._body(max(depth - 1, 0), more)}{{% endset %}}"

    def _branch(self, depth: int, more: tuple[str, ...]) -> str:
        middle = f"{{% elif {self._value(1)} %}}{self._body(depth - 1, more)}" * self._random.randrange(2)
        last = f"{{% else %}}{self._body(depth - 1, more)}" * self._random.randrange(2)
        return f"{{% if {self._value(1)} %}}{self._body(depth - 1, more)}{middle}{last}{{% endif %}}"

    def _loop(self, depth: int, more: tuple[str, ...]) -> str:
        name, condition = self._choice(_NAMES), f" if {self._value(1)}" * (self._random.random() < 0.3)
        self._loops += 1
        body = self._body(depth - 1, (*more, *(f"loop.{part}" for part in _OF_LOOPS)))
        self._loops -= 1
        last = f"{{% else %}}{self._body(depth - 1, more)}" * self._random.randrange(2)
        return f"{{% for {name} in {self._choice(_LISTS)}{condition} %}}{body}{last}{{% endfor %}}"

    def _part(self, depth: int, more: tuple[str, ...]) -> str:
        name, value = self._choice(_NAMES), self._value(1)
        if (kind := self._random.randrange(5)) == 0:
            return f"{{% with {name} = {value}, w = x %}}{self._body(depth - 1, more)}{{% endwith %}}"
        if kind == 1:
            return "{% include 'part.html' %}{% include 'setting.html' %}"
        if kind == 2:
            return f"{{% filter {self._choice(('upper', 'trim', 'replace(1, 2)'))} %}}{self._body(depth - 1, more)}{{% endfilter %}}"
        if kind == 3:
            return f"{{% from 'macros.html' import link %}}{{{{ link({value}, {self._value(1)}) }}}}"
        self._blocks += 1
        return f"{{% block b{self._blocks} %}}{self._body(depth - 1)}{{% endblock %}}"

    def _macro(self, depth: int, _: tuple[str, ...]) -> str:
        name, default = self._choice(("m", "n")), self._value(1)
        body = self._body(depth - 1)
        if self._random.random() < 0.3:
            call = f"{{% call(y) {name}(1) %}}{self._body(depth - 1)}{{% endcall %}}"
            return f"{{% macro {name}(x) %}}{body}{{{{ caller(x) }}}}{{% endmacro %}}{call}"
        macro = f"{{% macro {name}(x, z={default}) %}}{body}{{% endmacro %}}"
        between = self._statement(0, ())
        return f"{macro}{between}{{{{ {name}({self._value(1)}) }}}}{{{{ {name}({self._value(1)}, z='<')|upper }}}}"

    def _value(self, depth: int) -> str:
        kind = self._random.randrange(10) if depth else 0
        if kind < 3:
            return self._choice(_NAMES + _VALUES)
        if kind < 6:
            return f"({self._value(depth - 1)})|{self._choice(_FILTERS)}"
        if kind < 7:
            return f"({self._value(depth - 1)}) is {self._choice(_TESTS)}"
        if kind < 9:
            return f"({self._value(depth - 1)} {self._choice(_OPERATORS)} {self._value(depth - 1)}|{self._choice(('string', 'int'))})"
        return f"({self._value(depth - 1)} if {self._value(depth - 1)}{self._choice(('', f' else {self._value(0)}'))})"
