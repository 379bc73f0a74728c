"""What becomes of work that ends the process which does it."""

import os
from collections.abc import Sequence
from itertools import chain

import pytest

from microblog.errors import ProcessLostError
from microblog.processes.pool import Pool


def double(fatal: int, items: Sequence[int]) -> list[int]:
    """Double numbers; end the process at one of them."""
    if fatal in items:
        os._exit(9)
    return [item * 2 for item in items]


def test_one_item_that_ends_its_process_costs_no_other(capfd: pytest.CaptureFixture[str]) -> None:
    with Pool(2) as pool:
        assert list(pool.map(double, [[0], [1], [2], [3]], 2, enough=1, lost=lambda _: [-1])) == [[0], [2], [-1], [6]]
        fours = [range(start, start + 4) for start in range(0, 40, 4)]
        results = pool.map(double, fours, 2, enough=1, lost=lambda _: [-1])
        assert list(chain.from_iterable(results)) == [-1 if number == 2 else 2 * number for number in range(40)]
        assert list(pool.map(double, [[0, 1], [2, 3]], 9, enough=1)) == [[0, 2], [4, 6]]
    assert "Traceback" not in capfd.readouterr().err


def test_items_that_end_their_processes_one_after_the_other_are_the_machines_fault() -> None:
    with Pool(2) as pool, pytest.raises(ProcessLostError):
        list(pool.map(double, [[2]] * 40, 2, enough=1, lost=lambda _: [-1]))
