"""The point of a picture that stays in sight, in numbers and as classes."""

import pytest

from microblog.model.focus import focus_classes, focus_of


@pytest.mark.parametrize(
    ("right", "up", "written", "classes"),
    [
        (0, 0, "", ""),
        (-0.0, 0.004, "", ""),
        (0.3, -0.5, "0.3,-0.5", "focus x75 y75"),
        (-1, 1, "-1,1", "focus x0 y0"),
        (0, -1, "0,-1", "focus y100"),
        (0.1, 0.1, "0.1,0.1", ""),  # too near the middle to be any other place
        (1.01, 0, "", ""),
        (float("nan"), 0, "", ""),
    ],
)
def test_point_is_written_short_and_becomes_classes(right: float, up: float, written: str, classes: str) -> None:
    assert focus_of(right, up) == written
    assert focus_classes(written) == classes
