"""An HTML page: a template, and what every page says of itself."""

from types import SimpleNamespace
from typing import Any

from microblog.model import urls
from microblog.render.context import Context
from microblog.text.directions import page_direction


def render_html(context: Context, template: str, path: str, title: str, kind: str, **values: Any) -> tuple[str, bytes]:
    """Render the page at a path. `page_…` values refine what it says of itself, the others are the template's."""
    config, url = context.config, context.href(path)
    values["page"] = SimpleNamespace(
        title=f"{title} · {context.words.isolated(config.title)}" if title else config.title,
        description=values.pop("page_description", config.description),
        url=url,
        canonical=values.pop("page_canonical", "") or context.origin + url,
        lang=context.lang,
        dir=page_direction(context.lang),
        kind=kind,
        feeds=values.pop("page_feeds", []),
        noindex=values.pop("page_noindex", False),
        image=values.pop("page_image", None),
        publication=values.pop("page_publication", ""),
        record=values.pop("page_record", ""),
    )
    return urls.file_of(path), context.templates.render_bytes(template, values)
