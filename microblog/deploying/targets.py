"""The kinds of places that a site is sent to, a row each."""

from collections.abc import Callable
from pathlib import Path

from microblog.deploying.branch import Branch
from microblog.deploying.report import Deployed
from microblog.deploying.rsync import RsyncFolder
from microblog.deploying.s3 import S3Store
from microblog.deploying.sending import Sending, Store
from microblog.model.deployments import Deployment, Kind, Place
from microblog.text.tuples import NamedTuple


class Order(NamedTuple):
    """What is to be deployed, and how."""

    root: Path
    folder: Path  # the output
    site: str  # what tells this site from others
    settings: Deployment
    begin: Callable[[Deployed], None]  # told what is to be sent, before it is
    overwrites: bool = False  # whether a place that has files of others is taken all the same; they stay
    deletes: bool = False  # whether most of what is there may be removed
    is_dry: bool = False


def _to_branch(order: Order, place: Place) -> Deployed:
    return Branch(order.root, place).deploy(order.folder, order.site, order.begin, deletes=order.deletes, is_dry=order.is_dry)


def _to_rsync(order: Order, place: Place) -> Deployed:
    return _send(order, place, RsyncFolder(place))


def _to_s3(order: Order, place: Place) -> Deployed:
    return _send(order, place, S3Store(place, order.settings))


def _send(order: Order, place: Place, store: Store) -> Deployed:
    sending = Sending(store, place.told, order.folder, order.site, order.begin, order.root / ".microblog")
    return sending.deploy(overwrites=order.overwrites, deletes=order.deletes, is_dry=order.is_dry)


TARGETS: dict[Kind, Callable[[Order, Place], Deployed]] = {"git": _to_branch, "rsync": _to_rsync, "s3": _to_s3}
