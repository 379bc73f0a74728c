"""Where the value of one key of a YAML mapping stands in its text, so that the text can be edited and all else stays."""

from typing import Any

import yaml

from microblog.text.tuples import NamedTuple


class Span(NamedTuple):
    """A part of the text."""

    start: int
    end: int


class Item(NamedTuple):
    """One scalar."""

    value: str
    span: Span


class Located(NamedTuple):
    """The value of a key."""

    kind: str  # `empty`, `scalar`, `flow` (a list in brackets) or `block` (a list with dashes)
    key_end: int  # the end of the key's name
    span: Span
    items: tuple[Item, ...]  # of a list, or the scalar alone


def locate(text: str, key: str) -> Located | None:
    """Find the value of a key of the outermost mapping; None where the key is not there.

    Raises ValueError where the text is no such mapping, or the value neither a scalar nor a list of scalars.
    """
    events: list[Any]
    try:
        events = list(yaml.parse(text, Loader=yaml.SafeLoader))
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError("the YAML cannot be read") from error
    depth, is_key = 0, True
    for at, event in enumerate(events):
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth == 1 and not isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if is_key and isinstance(event, yaml.ScalarEvent) and event.value == key:
                return _located(events, at)
            is_key = not is_key
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
    return None


def _located(events: list[Any], at: int) -> Located:
    key_end, value = events[at].end_mark.index, events[at + 1]
    span = _span(value)
    if isinstance(value, yaml.ScalarEvent):
        is_empty = span.start == span.end or (value.implicit[0] and value.value == "~")
        return Located("empty" if is_empty else "scalar", key_end, span, () if is_empty else (Item(value.value, span),))
    if not isinstance(value, yaml.SequenceStartEvent):
        raise ValueError("it is no list")  # noqa: TRY004 - of the text
    items: list[Item] = []
    for event in events[at + 2 :]:
        if isinstance(event, yaml.SequenceEndEvent):
            return Located("flow" if value.flow_style else "block", key_end, Span(span.start, _span(event).end), tuple(items))
        if not isinstance(event, yaml.ScalarEvent):
            break
        items.append(Item(event.value, _span(event)))
    raise ValueError("it is no plain list")


def _span(event: Any) -> Span:
    return Span(event.start_mark.index, event.end_mark.index)
