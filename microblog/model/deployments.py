"""Where a built site goes: what may stand behind `deploy` in the configuration, and behind `--to`.

git REMOTE BRANCH                a branch of a git remote, by its name or its address
rsync [USER@]HOST:PATH           a folder of a machine that ssh reaches
rsync /PATH                      a folder of this machine
s3://BUCKET/PREFIX               a store that speaks as S3 does
"""

import re
from typing import Literal

from microblog.text.patterns import lazily
from microblog.text.tuples import NamedTuple

Kind = Literal["git", "rsync", "s3"]

SHAPES = "s3://BUCKET/PREFIX, `rsync USER@HOST:PATH`, `rsync /PATH` or `git REMOTE BRANCH`"
_BRANCH = r"(?P<git_path>(?!.*(?:\.\.|//|@\{|\.lock$))[\w.+@#][\w./+@#-]{0,199}(?<![./]))"
_GIT = lazily(rf"git +(?P<git>[\w./~\\][\w.+@:/~%\\-]{{0,499}}) +{_BRANCH}", re.ASCII)
_RSYNC = lazily(r"rsync +(?P<rsync>(?:[\w.-]+@)?[A-Za-z0-9][\w.-]*:(?!:)|(?=/))(?P<rsync_path>(?!-)[^\x00-\x1f\x7f:]{1,499})")
_S3 = lazily(r"s3://(?P<s3>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/+(?P<s3_path>(?:[\w.~-]+/)*[\w.~-]+)?)?/?", re.ASCII)
_S3_REMEDY = (
    "write s3://BUCKET/PREFIX: a bucket's name has 3 to 63 of a-z 0-9 . -, a prefix letters, digits and . _ ~ - between its slashes"
)
_PASSWORD = lazily(r"https?://[^/]*@|://[^/@]*:[^/@]*@", re.IGNORECASE)


class Place(NamedTuple):
    """A place that a site is sent to."""

    kind: Kind
    where: str  # a remote, a host with its colon ("" for this machine), a bucket
    path: str  # a branch, a folder, a prefix

    @property
    def told(self) -> str:
        """The place as people write it."""
        if self.kind == "s3":
            return f"s3://{self.where}/{self.path}".rstrip("/")
        return f"git {self.where} {self.path}" if self.kind == "git" else f"rsync {self.where}{self.path}"


class Deployment(NamedTuple):
    """What the configuration says of where a site goes."""

    to: str = ""  # as `parse_place` takes it; "" where nothing is said
    host: str = ""  # a name of `hosts.HOSTS`; "" for the one that the base URL shows
    endpoint: str = ""  # of a store that is not Amazon's: its address
    region: str = ""  # of the store


def place_fault(written: str) -> tuple[str, str]:
    """Return what is wrong with a place as written, and what to do; "" where nothing is."""
    if _PASSWORD.search(written):
        return "has a password", "take it out; keep it in ssh's keys, git's credential helper or the environment"
    if parse_place(written):
        return "", ""
    remedy = _S3_REMEDY if written.strip().startswith("s3://") else f"write {SHAPES}"
    return f"is no place to send a site to: `{written}`", remedy


def parse_place(written: str) -> Place | None:
    """Read where a site goes; None where that is no place, or one that a site would not be alone in."""
    kinds: tuple[tuple[Kind, re.Pattern[str]], ...] = (("git", _GIT), ("rsync", _RSYNC), ("s3", _S3))
    for kind, pattern in kinds:
        if found := pattern.fullmatch(written.strip()):
            path = (found[f"{kind}_path"] or "").rstrip("/")
            steps = path.split("/")
            is_whole = kind == "rsync" and path in ("", ".", "~")
            return None if is_whole or ".." in steps or (kind == "s3" and "." in steps) else Place(kind, found[kind], path)
    return None
