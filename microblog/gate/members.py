"""Who somebody at the git host is in a site, by what the base branch says: profiles with `github:`, and `roles` of config.yaml.

Logins are compared without case, as the host does. A login that two profiles claim is nobody's.
"""

from collections.abc import Iterable, Mapping

from microblog.model.nouns import Author, Config
from microblog.text.tuples import NamedTuple


class Member(NamedTuple):
    """Somebody, and what they may do."""

    login: str
    handles: tuple[str, ...] = ()  # whose folders are theirs
    role: str = ""  # of `content.membership.ROLES`; "" for who is no member

    @property
    def is_editor(self) -> bool:
        """Whether they may change what others wrote."""
        return self.role in ("editor", "admin")

    @property
    def is_admin(self) -> bool:
        """Whether they may change everything."""
        return self.role == "admin"


def find_member(login: str, config: Config, authors: Iterable[Author]) -> Member:
    """Find out who a login is."""
    key = login.lower()
    claims = [author.handle for author in authors if key and author.github.lower() == key]  # many profiles name nobody
    role = roles_of(config).get(key, "author" if len(claims) == 1 else "")
    return Member(login, tuple(claims) if len(claims) == 1 else (), role)


def roles_of(config: Config) -> Mapping[str, str]:
    """Return the roles that the configuration gives, by login in small letters."""
    return {login.lower(): role for login, role in config.roles.items()}
