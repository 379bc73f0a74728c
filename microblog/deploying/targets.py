"""The kinds of places that a site is sent to, a row each."""

from collections.abc import Callable
from pathlib import Path

from microblog.deploying.branch import Branch
from microblog.deploying.report import Deployed
from microblog.model.deployments import Deployment, Kind, Place
from microblog.text.tuples import NamedTuple


class Order(NamedTuple):
    """What is to be deployed, and how."""

    root: Path
    folder: Path  # the output
    site: str  # what tells this site from others
    settings: Deployment
    overwrites: bool = False  # whether a place that has files of others is taken all the same; they stay
    is_dry: bool = False


def _to_branch(order: Order, place: Place) -> Deployed:
    return Branch(order.root, place).deploy(order.folder, order.site, is_dry=order.is_dry)


TARGETS: dict[Kind, Callable[[Order, Place], Deployed]] = {"git": _to_branch}
