"""The git host that keeps the site folder: where its pages and its API are.

GitHub, Gitea (Forgejo is one by its addresses) and GitLab differ in addresses alone. The page of a new file takes the
file's name and its text from its address, save GitLab's, which takes the name.
"""

from collections.abc import Callable
from typing import Literal
from urllib.parse import quote, urlencode

from microblog.text.tuples import NamedTuple

Kind = Literal["github", "gitea", "forgejo", "gitlab"]

KINDS: tuple[Kind, ...] = ("github", "gitea", "forgejo", "gitlab")
HOSTS: dict[str, Kind] = {"github.com": "github", "gitlab.com": "gitlab", "codeberg.org": "forgejo", "gitea.com": "gitea"}
"""Hosts that everybody knows; of another one the configuration says what it is."""

MAX_ADDRESS = 8_191
"""Bytes of the longest address that GitHub takes; nothing is known of the others, so they are held to it as well."""


class Repository(NamedTuple):
    """A repository on a git host."""

    url: str = ""  # of its page, without a slash at the end; "" for none
    kind: Kind = "github"
    branch: str = "main"  # from which the site is built
    folder: str = ""  # the site's in it; "" where that is the repository itself


class _Addresses(NamedTuple):
    """How a kind of host makes its addresses."""

    new: str  # behind the repository's
    edit: str
    history: str
    name_key: str  # of the new file, in the address of the page that makes it
    text_key: str  # of its text; "" where that page takes none
    api: Callable[[str, str], str]  # (scheme and host, owner and name) → the address of the API


def _github_api(origin: str, name: str) -> str:
    return f"https://api.github.com/repos/{name}" if origin.endswith("//github.com") else f"{origin}/api/v3/repos/{name}"


def _gitea_api(origin: str, name: str) -> str:
    return f"{origin}/api/v1/repos/{name}"


_GITEA = _Addresses("_new", "_edit", "commits/branch", "filename", "value", _gitea_api)
_ADDRESSES: dict[Kind, _Addresses] = {
    "github": _Addresses("new", "edit", "commits", "filename", "value", _github_api),
    "gitea": _GITEA,
    "forgejo": _GITEA,
    "gitlab": _Addresses("-/new", "-/edit", "-/commits", "file_name", "", lambda *_: ""),
}


def path_in(repository: Repository, source: str) -> str:
    """Return the path in the repository of a file of the site folder."""
    return f"{repository.folder}/{source}" if repository.folder else source


def edit_url(repository: Repository, source: str) -> str:
    """Return the address at which a file of the site folder is edited."""
    return _of_file(repository, _ADDRESSES[repository.kind].edit, source)


def history_url(repository: Repository, source: str) -> str:
    """Return the address of the list of a file's changes."""
    return _of_file(repository, _ADDRESSES[repository.kind].history, source)


def _of_file(repository: Repository, page: str, source: str) -> str:
    return f"{repository.url}/{page}/{quote(repository.branch)}/{quote(path_in(repository, source))}"


def new_url(repository: Repository) -> str:
    """Return the address of the page that makes a new file; `keys_of` says what may stand behind its question mark."""
    return f"{repository.url}/{_ADDRESSES[repository.kind].new}/{quote(repository.branch)}"


def new_file_url(repository: Repository, source: str, text: str) -> str:
    """Return that address with the name and the text of a file in it."""
    name_key, text_key = keys_of(repository)
    values = {name_key: path_in(repository, source)} | ({text_key: text} if text_key else {})
    return f"{new_url(repository)}?{urlencode(values, quote_via=quote)}"


def keys_of(repository: Repository) -> tuple[str, str]:
    """Return what the page of a new file calls the file's name and its text; "" for what it does not take."""
    row = _ADDRESSES[repository.kind]
    return row.name_key, row.text_key


def api_url(repository: Repository) -> str:
    """Return the address below which the host's API has the repository; "" where a page cannot commit by it."""
    scheme, _, rest = repository.url.partition("://")
    host, *parts = rest.split("/")
    name = "/".join(parts[-2:])
    origin = "/".join([f"{scheme}://{host}", *parts[:-2]])  # some hosts live below a path
    return _ADDRESSES[repository.kind].api(origin, name)
