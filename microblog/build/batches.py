"""Work that is cut into batches, which somebody else may do."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class MapBatches(Protocol):
    """What applies `work(common, batch)` to batches, and yields the results in their order."""

    def __call__(
        self,
        work: Callable[[Any, Sequence[Item]], Result],
        batches: Sequence[Sequence[Item]],
        common: Any,
        /,
        *,
        enough: int | None = None,
        lost: Callable[[Item], Result] | None = None,
    ) -> Iterator[Result]:
        """Begin when the first result is wanted; `enough` and `lost` are those of `Pool.map`."""


def cut(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """Cut items into batches of a size, the last of which may be smaller."""
    return [items[at : at + size] for at in range(0, len(items), size)]
