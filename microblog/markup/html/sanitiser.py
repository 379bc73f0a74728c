"""The last word over all HTML that an author had a hand in (sole importer of `nh3`)."""

from functools import cache

import nh3

from microblog.markup.html.allowed import ATTRIBUTES, CLASSES, SCHEMES, TAGS


def sanitise(html: str, has_code: bool) -> str:
    """Keep only what is allowed, in canonical form: every `<` starts a tag, every value stands in double quotes."""
    return _cleaner(has_code).clean(html)


@cache
def _cleaner(has_code: bool) -> nh3.Cleaner:
    classes = CLASSES
    if has_code:
        from microblog.markup.html.highlight import CLASS, token_classes

        classes = CLASSES | {"pre": {CLASS}, "span": set(token_classes())}
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        allowed_classes=classes,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )
