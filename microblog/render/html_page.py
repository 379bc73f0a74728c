"""An HTML page: a template, and what every page says of itself."""

from typing import Any

from microblog.model import urls
from microblog.render.context import Context
from microblog.theme.runtime import View


def render_html(context: Context, template: str, path: str, title: str, kind: str, **values: Any) -> tuple[str, bytes]:
    """Render the page at a path. `page_…` values refine what it says of itself, the others are the template's."""
    return render_values(context, template, path, values, title=title, kind=kind)


def render_values(context: Context, template: str, path: str, values: dict[str, Any], *, title: str, kind: str) -> tuple[str, bytes]:
    """Render a page of which there are many, from values in a dictionary, which is changed."""
    # a call that names them all takes three times as long
    config, url = context.config, context.href(path)
    page = {
        "title": f"{title} · {context.title}" if title else config.title,
        "description": values.pop("page_description", config.description),
        "url": url,
        "canonical": values.pop("page_canonical", "") or context.origin + url,
        "lang": context.lang,
        "dir": context.dir,
        "kind": kind,
        "feeds": values.pop("page_feeds", []),
        "noindex": values.pop("page_noindex", False),
        "image": values.pop("page_image", None),
        "publication": values.pop("page_publication", ""),
        "record": values.pop("page_record", ""),
    }
    values["page"] = View(page)
    return urls.file_of(path), context.templates.render_bytes(template, values)
