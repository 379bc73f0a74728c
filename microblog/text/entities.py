"""HTML's way of writing characters that mean something to it.

It is what the standard library's `html` does, which most builds need not load: its list of 2,231 names takes a millisecond.
"""

_WRITTEN = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&amp;": "&"}
"""What `escape` writes; an ampersand comes last, since it may begin what looks like one of the others."""


def escape(text: str, *, quote: bool = True) -> str:
    """Write text as it may stand in an element, or, with its quotes escaped as well, in an attribute."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#x27;") if quote else text


def unescape(text: str) -> str:
    """Replace references by their characters (HTML, 13.5)."""
    if "&" not in text:
        return text
    if text.count("&") == sum(map(text.count, _WRITTEN)):
        for reference, character in _WRITTEN.items():
            text = text.replace(reference, character)
        return text
    import html

    return html.unescape(text)
