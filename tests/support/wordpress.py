"""WordPress's export, as wp-admin/includes/export.php of WordPress 6 writes it (WXR 1.2)."""

from pathlib import Path

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Tea</title><link>https://tea.example</link><language>en-GB</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login><![CDATA[ada]]></wp:author_login>
<wp:author_display_name><![CDATA[Ada L.]]></wp:author_display_name></wp:author>
"""


def item(
    number: int, html: str, *, status: str = "publish", kind: str = "post", title: str = "", more: str = "", creator: str = "ada"
) -> str:
    return f"""<item><title><![CDATA[{title}]]></title><link>https://tea.example/2013/07/post-{number}/</link>
<pubDate>Sat, 06 Jul 2013 09:05:0{number} +0000</pubDate><dc:creator><![CDATA[{creator}]]></dc:creator>
<guid isPermaLink="false">https://tea.example/?p={number}</guid><description></description>
<content:encoded><![CDATA[{html}]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date><![CDATA[2013-07-06 11:05:0{number}]]></wp:post_date>
<wp:post_date_gmt><![CDATA[2013-07-06 09:05:0{number}]]></wp:post_date_gmt><wp:status><![CDATA[{status}]]></wp:status>
<wp:post_type><![CDATA[{kind}]]></wp:post_type><wp:is_sticky>0</wp:is_sticky>{more}</item>
"""


def export(folder: Path, *items: str) -> Path:
    path = folder / "tea.WordPress.2026-11-30.xml"
    path.write_text(f"{HEAD}{''.join(items)}</channel></rss>", encoding="utf-8")
    return path
