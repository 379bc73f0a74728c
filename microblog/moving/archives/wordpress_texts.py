"""WordPress's way of writing: blank lines part paragraphs, and a caption is a shortcode around a picture."""

import re
from typing import Any

_CAPTION = re.compile(r"\[caption[^\]]*\](.*?)\[/caption\]", re.DOTALL)
_BLOCK = re.compile(
    r"^<(?:/?(?:address|article|aside|blockquote|div|dl|figure|footer|form|h[1-6]|header|hr|ol|p|pre|section|table|ul|li|dd|dt|td|tr)\b|!--)"
)


def paragraphs(html: str) -> str:
    """Return a text as WordPress shows it (`wpautop`)."""
    html = _CAPTION.sub(_figure, html)
    if re.search(r"<p\b|<!-- wp:", html):
        return html
    parts = re.split(r"\n\s*\n", html.replace("\r\n", "\n").strip())
    return "\n".join(part if _BLOCK.match(part.lstrip()) else f"<p>{_broken(part.strip())}</p>" for part in parts if part.strip())


def _broken(part: str) -> str:
    return re.sub(r"(?<!<br>)(?<!/>)\n", "<br>\n", part)


def _figure(match: re.Match[str]) -> str:
    picture = re.search(r"(?:<a[^>]*>\s*)?<img[^>]*>(?:\s*</a>)?", match[1])
    words: Any = match[1].replace(picture[0], "").strip() if picture else match[1]
    return f"<figure>{picture[0] if picture else ''}<figcaption>{words}</figcaption></figure>"
