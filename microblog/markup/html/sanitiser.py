"""The last word over all HTML that an author had a hand in."""

from functools import cache

import nh3

from microblog.markup.html.allowed import ATTRIBUTES, CLASSES, CODE_CLASS, SCHEMES, TAGS


def sanitise(html: str, token_classes: frozenset[str]) -> str:
    """Keep only what is allowed, in canonical form: every `<` starts a tag, every value stands in double quotes.

    Where code has got colours, the classes of its tokens are allowed too.
    """
    return _cleaner(token_classes).clean(html)


@cache
def _cleaner(token_classes: frozenset[str]) -> nh3.Cleaner:
    of_code = {"pre": {CODE_CLASS}, "span": set(token_classes)} if token_classes else {}
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES | of_code,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )
