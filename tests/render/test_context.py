"""What rendering remembers, and for how long."""

from typing import Any

from microblog.render.context import Context, remembered


def test_a_function_remembers_its_answers_until_another_context_comes() -> None:
    asked: list[tuple[Any, str]] = []

    @remembered
    def ask(context: Context, handle: str) -> str:
        asked.append((context, handle))
        return handle.title()

    one: Any = object()
    other: Any = object()
    assert [ask(one, "ada"), ask(one, "ada"), ask(one, "bob"), ask(other, "ada")] == ["Ada", "Ada", "Bob", "Ada"]
    assert asked == [(one, "ada"), (one, "bob"), (other, "ada")]
