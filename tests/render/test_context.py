"""What rendering remembers, and for how long."""

from typing import Any

from microblog.render.context import Context, remembered


class _Context:
    def __init__(self, kin: dict[str, Any] | None = None) -> None:
        self.kin = {} if kin is None else kin


def test_a_function_remembers_its_answers_for_all_languages_of_an_index() -> None:
    asked: list[tuple[Any, str]] = []

    @remembered
    def ask(context: Context, handle: str) -> str:
        asked.append((context, handle))
        return handle.title()

    one: Any = _Context()
    kin: Any = _Context(one.kin)
    other: Any = _Context()
    for context in (one, kin, one, kin, other, one):
        ask(context, "ada")
    assert asked == [(one, "ada"), (kin, "ada"), (other, "ada"), (one, "ada")]


def test_a_function_remembers_its_answers_until_another_context_comes() -> None:
    asked: list[tuple[Any, str]] = []

    @remembered
    def ask(context: Context, handle: str) -> str:
        asked.append((context, handle))
        return handle.title()

    one: Any = _Context()
    other: Any = _Context()
    assert [ask(one, "ada"), ask(one, "ada"), ask(one, "bob"), ask(other, "ada")] == ["Ada", "Ada", "Bob", "Ada"]
    assert asked == [(one, "ada"), (one, "bob"), (other, "ada")]
