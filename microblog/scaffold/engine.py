"""Where a host gets the engine from: the line of a new site's `requirements.txt` that pip installs it by.

It is what the author says, or else what this very engine says of itself: the public repository of the clone that it runs in or was
installed from, at the commit that is used if that was pushed, or what pip noted of where it came from. Where none of these is
known, no line is guessed: what a stranger may publish under our name would run.
"""

import json
import re
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import unquote, urlsplit

from microblog import __version__
from microblog.errors import UsageError
from microblog.text.tuples import NamedTuple

MISSING = "# microblog @ git+https://github.com/NAME/REPOSITORY"
"""The line that stands there where nobody knows; pip reads it as a comment."""

_REMOTE = re.compile(
    r"(?:https://(?:[^@/\s]*@)?|ssh://(?:[^@/\s]*@)?|git@)([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d+)?[:/]([\w./~-]+?)/?", re.IGNORECASE
)
_ASKED = re.compile(r"https://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?/[\w./~-]*[\w~-](?:@[\w./+-]+)?/?", re.IGNORECASE | re.ASCII)


class Clone(NamedTuple):
    """What git says of a clone."""

    remote: str = ""  # the address of `origin`; "" where there is none
    commit: str = ""  # that is checked out; "" where it was not pushed


def requirement(asked: str, look: Callable[[Path], Clone]) -> str:
    """Return the line by which pip installs this very engine elsewhere; "" where nobody knows. `look` asks git about a folder."""
    if asked:
        return requirement_of(asked)
    here = Path(__file__).parents[2]
    if (here / "build.py").is_file() and (line := _of_clone(look(here))):
        return line
    try:
        origin = json.loads(distribution("microblog").read_text("direct_url.json") or "null")
    except PackageNotFoundError:
        return ""
    return f"microblog=={__version__}" if origin is None else _of_origin(origin, look)


def requirement_of(address: str) -> str:
    """Return the line for an address that somebody wrote, of a repository (`@` and a tag or commit may follow) or an archive."""
    if not _ASKED.fullmatch(address):
        raise UsageError(f"{address} is no public address of the engine; write, for example, https://github.com/NAME/REPOSITORY")
    is_archive = urlsplit(address).path.endswith((".whl", ".zip", ".tar.gz"))
    return f"microblog @ {'' if is_archive else 'git+'}{address.removesuffix('/')}"


def _of_clone(clone: Clone) -> str:
    found = _REMOTE.fullmatch(clone.remote)
    if not found:
        return ""
    return f"microblog @ git+https://{found[1]}/{found[2]}{f'@{clone.commit}' if clone.commit else ''}"


def _of_origin(origin: dict[str, dict[str, str]], look: Callable[[Path], Clone]) -> str:
    """Return the line for what pip noted (PEP 610): a repository, an archive, or a folder, which may be a clone."""
    address = str(origin.get("url", ""))
    if commit := origin.get("vcs_info", {}).get("commit_id"):
        return _of_clone(Clone(address, commit))
    if address.startswith("https://"):
        return f"microblog @ {address}" if "@" not in urlsplit(address).netloc else ""
    return _of_clone(look(_folder_of(address))) if address.startswith("file://") else ""


def _folder_of(address: str) -> Path:
    path = unquote(urlsplit(address).path)
    return Path(path[1:] if path[2:3] == ":" else path)  # /C:/Users
