"""What holds a post back, here or in another tool: the names of the keys, and the words behind some of them.

They are read where they stand in a head, and looked for where somebody meant a head and wrote none. Names are written in words;
`regex_of` finds them as one word, and with `-` or `_` between.
"""

from collections.abc import Iterable

IF_TRUE = {
    "draft": ("draft", "drafts", "is draft", "private", "is private", "headless"),
    "unlisted": ("unlisted", "hidden", "is hidden", "hide"),
}
"""Names of keys that hold a post back where they are true, by how they do."""
IF_FALSE = {
    "draft": ("publish", "published", "is published", "dg publish", "visible", "public", "share", "render"),
    "unlisted": ("listed",),
}
"""The same, of keys that do so where they are false."""
IF_GIVEN = ("password", "redirect to")
"""Names of keys that hide a post from some readers, or from all."""
ENDS = ("expiry date", "unpublish date", "expires", "expires at", "expire date", "expiration date", "expiry")
"""Names of keys that hide a post from some moment on."""
BY_WORD = ("status", "visibility")
"""Names of keys that say in a word who may see the post."""
PERHAPS_BY_WORD = ("post status", "publish status", "state", "stage")
"""Names of keys that say so, or may be about anything else."""
IN_THEIR_OWN_WAY = ("publish date", "build", "permalink", "eleventy exclude from collections")

SURE = ("draft", "private", "hidden", "unlisted")
"""Words that are of a head, wherever they stand behind such a key."""
DRAFT_WORDS = (
    frozenset({"draft", "drafts", "autodraft", "private", "direct", "followers", "followersonly", "friends", "limited"})
    | frozenset(
        {"members", "membersonly", "paid", "protected", "internal", "pending", "review", "inreview", "unpublished", "trash", "skip"}
    )
    | frozenset({"wip", "inprogress", "workinprogress", "future", "scheduled", "queued", "archived", "deleted", "inherit", "idea", "todo"})
    | frozenset({"false", "no", "off", "notpublished", "offline"})
)
UNLISTED_WORDS = frozenset({"hidden", "unlisted"})
SHOWN_WORDS = frozenset({"", "public", "publish", "published", "visible", "true", "final", "done", "featured"})


def names_of(table: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the names of a table."""
    return tuple([name for names in table.values() for name in names])


def regex_of(names: Iterable[str]) -> str:
    """Return a regular expression for any of the names."""
    return f"(?:{'|'.join([name.replace(' ', '[_-]?') for name in names])})"


TELLING = (*names_of(IF_TRUE), *names_of(IF_FALSE), *IF_GIVEN, *ENDS, *BY_WORD, *IN_THEIR_OWN_WAY)
"""Names that tell that somebody meant a head."""
