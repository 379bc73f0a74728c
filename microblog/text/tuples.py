"""Named tuples: `typing.NamedTuple`, made in a shorter way where that may be taken.

A short-lived command spends a seventh of its time on making some seventy classes of them.
"""

from typing import TYPE_CHECKING

from microblog.text.shortcuts import may_take

__all__ = ["NamedTuple"]

if TYPE_CHECKING or not may_take("tuples"):
    from typing import NamedTuple
else:
    from microblog.text.short_tuples import NamedTuple
