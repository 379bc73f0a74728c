"""Which function renders which kind of page. Nothing else in this room knows all of them, nor imports this."""

from collections.abc import Callable

from microblog.model.pages import PageKey
from microblog.render import (
    answers,
    compose,
    digests,
    feeds,
    homes,
    lists,
    people,
    posts,
    search,
    site_files,
    site_json,
    sitemaps,
    standing_pages,
    timelines,
    tombstones,
)
from microblog.render.context import Context, Files

RENDER: dict[str, Callable[[Context, PageKey], Files]] = {
    "post": posts.render_post,
    "attachments": posts.render_attachments,
    "aliases": posts.render_aliases,
    "front": timelines.render_front,
    "page": timelines.render_page,
    "feed": feeds.render_feed,
    "tombstones": tombstones.render_tombstones,
    "feed_archive": feeds.render_feed_archive,
    "json_archive": feeds.render_json_archive,
    "digest": digests.render_digest,
    "digest_archive": digests.render_digest_archive,
    "home": homes.render_home,
    "people": people.render_people,
    "avatar": people.render_avatar_file,
    "answer_avatar": answers.render_answer_avatar,
    "card": people.render_author_card,
    "users": people.render_users,
    "subscribe": people.render_subscribe,
    "tags": lists.render_tags,
    "years": lists.render_years,
    "days": lists.render_days,
    "year": lists.render_year,
    "site_json": site_json.render_site_json,
    "compose": compose.render_compose,
    "compose_names": compose.render_compose_names,
    "sitemap": sitemaps.render_sitemap,
    "sitemaps": sitemaps.render_sitemaps,
    "standing": standing_pages.render_standing,
    "standing_files": standing_pages.render_standing_files,
    "search": search.render_search,
    "search_index": search.render_search_index,
    "search_file": search.render_search_file,
    "static": site_files.render_static,
    "site": site_files.render_site,
}


def render_key(context: Context, key: PageKey) -> Files:
    """Return the files of a page key; none where what it is about does not exist any more."""
    return RENDER[key.kind](context, key)
