"""What becomes of work that ends the process which does it."""

import os
from collections.abc import Sequence

import pytest

from microblog.errors import ProcessLostError
from microblog.processes.pool import Crew, Lost, flatten

LOST = Lost(lambda _: [-1], lambda parts: [*flatten(parts)])


def double(fatal: int, items: Sequence[int], _: object) -> list[int]:
    """Double numbers; end the process at one of them."""
    if fatal in items:
        os._exit(9)
    return [item * 2 for item in items]


def test_one_batch_that_ends_its_process_costs_no_other(capfd: pytest.CaptureFixture[str]) -> None:
    with Crew(2) as crew:
        assert list(crew.run(double, range(4), 2, batch=1, enough=1, lost=LOST)) == [[0], [2], [-1], [6]]
        assert list(crew.run(double, range(40), 2, batch=4, enough=1, lost=LOST)) == [
            [-1 if number == 2 else 2 * number for number in range(start, start + 4)] for start in range(0, 40, 4)
        ]
        assert list(crew.run(double, range(4), 9, batch=2, enough=1)) == [[0, 2], [4, 6]]
    assert "Traceback" not in capfd.readouterr().err


def test_items_that_end_their_processes_one_after_the_other_are_the_machines_fault() -> None:
    with Crew(2) as crew, pytest.raises(ProcessLostError):
        list(crew.run(double, [2] * 40, 2, batch=4, enough=1, lost=LOST))
