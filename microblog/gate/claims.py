"""What posts claim beside their own place: addresses (`aliases`) and identities in feeds (`id`). Pure.

An author may claim what lies below their own name. All else belongs to somebody else, now or on a later day, or to all: an address
at the root is the site's own word, and an identity that somebody had would show readers of feeds another text in place of theirs.
"""

from collections.abc import Collection, Iterable, Mapping
from urllib.parse import unquote

from microblog.gate.members import Member
from microblog.gate.rules import Finding
from microblog.model import urls
from microblog.text.tuples import NamedTuple


class Claimant(NamedTuple):
    """A post, or what is left of one, and what it claims."""

    author: str
    source: str
    id: str
    aliases: tuple[str, ...]  # paths below the site's base


def claims_of(claimants: Iterable[Claimant], authority: str, handles: Collection[str]) -> dict[tuple[str, str], str]:
    """Return the files of what claims anything that is not below its author's name, by the author and what is claimed."""
    found: dict[tuple[str, str], str] = {}
    for one in claimants:
        claimed = [f"/{path}" for path in one.aliases if not urls.key(unquote(path)).startswith(f"@{one.author}/")]
        identity = urls.tag_uri(authority, one.id)
        if _is_of_others(identity, one.author, authority, handles):
            claimed.append(identity)
        found |= {(one.author, claim): one.source for claim in claimed}
    return found


def _is_of_others(identity: str, author: str, authority: str, handles: Collection[str]) -> bool:
    """Return whether an identity could be another's of this site, be it under a name that the site had before."""
    below = urls.key(unquote(identity.split(":", 2)[-1]))
    first, slash, _ = below.partition("/")
    if first == author and slash:
        return False
    return identity.startswith(f"tag:{authority}:") or (bool(slash) and first in handles)


def judge_claims(before: Collection[tuple[str, str]], after: Mapping[tuple[str, str], str], member: Member) -> list[Finding]:
    """List what posts newly claim that is not their author's; only an editor or admin may let them."""
    if member.is_editor:
        return []
    new = [(author, claimed, source) for (author, claimed), source in after.items() if (author, claimed) not in before]
    remedy = "take it out, or ask an editor"
    return [Finding("error", source, 0, f"claims `{claimed}`, which is not below @{author}", remedy) for author, claimed, source in new]
