"""The description of the search (OpenSearch 1.1), by which browsers offer it in their address bar."""

from microblog.text.entities import escape

_SHORT_NAME = 16  # characters at most


def render_description(title: str, words: str, url: str) -> bytes:
    """Render the description; `url` is the search page's, `words` say what it is."""
    name = title if len(title) <= _SHORT_NAME else f"{title[: _SHORT_NAME - 1].rstrip()}…"
    return f"""<?xml version="1.0" encoding="utf-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>{escape(name)}</ShortName>
<Description>{escape(words)}</Description>
<InputEncoding>UTF-8</InputEncoding>
<Url type="text/html" template="{escape(url)}?q={{searchTerms}}"/>
</OpenSearchDescription>
""".encode()
