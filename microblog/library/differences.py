"""What of a post or author is shown elsewhere, so that others must be rendered again when it is different."""

from operator import attrgetter

from microblog.content.keys import POST_KEYS, PROFILE_KEYS, fields_shown
from microblog.model.nouns import Author, Post


def is_cited_otherwise(old: Post, new: Post) -> bool:
    """Return whether the cards and feed entries of posts that answer, repost or quote a post show another thing of it than before."""
    return bool(_cited(old) != _cited(new))


_cited = attrgetter("text", *fields_shown(POST_KEYS, "citation"))


def answered(post: Post) -> str:
    """Return what a post answers, or ""."""
    return next((link.target for link in post.links if link.relation == "in_reply_to"), "")


def shown(author: Author) -> Author:
    """Return an author without what no page of their timelines shows."""
    return author._replace(**_UNSEEN)


_UNSEEN = {field: Author._field_defaults[field] for field in (*fields_shown(PROFILE_KEYS, "nowhere"), "references")}

on_cards = attrgetter(*fields_shown(PROFILE_KEYS, "card"))
"""What the cards of an author's posts show of the author."""
