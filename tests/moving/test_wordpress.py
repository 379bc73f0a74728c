"""WordPress's export, as wp-admin/includes/export.php of WordPress 6 writes it (WXR 1.2)."""

from pathlib import Path

import pytest

from microblog.errors import UsageError
from tests.support.archives import built, move_in, posts_of, shown_words, words
from tests.support.wordpress import HEAD, export, item

CLASSIC = """First *line*
second line

<blockquote>said &amp; done</blockquote>

# no heading

<ul>
 <li>one</li>
 <li>two</li>
</ul>
end"""
BLOCKS = """<!-- wp:heading --><h2 class="wp-block-heading">A 1. heading</h2><!-- /wp:heading -->

<!-- wp:paragraph --><p>Some <strong>bo</strong>ld, <em>“it”</em> &lt;tag&gt; and <code>a*b</code>.</p><!-- /wp:paragraph -->

<!-- wp:table --><figure class="wp-block-table"><table><tbody><tr><td>a|b</td><td>2</td></tr>
<tr><td>3</td><td>4</td></tr></tbody></table></figure>
<!-- /wp:table --><!-- wp:code --><pre class="wp-block-code"><code>if x &lt; 1:
    y()</code></pre><!-- /wp:code --><hr/><p>Read <a href="https://tea.example/2013/07/post-1/">that</a></p>"""


def test_page_has_the_words_of_the_original(tmp_path: Path) -> None:
    move_in(tmp_path / "site", export(tmp_path, item(1, CLASSIC, title="*One*"), item(2, BLOCKS, title="Two")))
    output = built(tmp_path / "site")
    assert shown_words(output, "ada", "2013-07-06-0905-one") == words(CLASSIC)
    assert shown_words(output, "ada", "2013-07-06-0905-two") == words(BLOCKS)
    two = posts_of(tmp_path / "site", "ada")["2013-07-06-0905-two.md"]
    assert "[that](/@ada/2013-07-06-0905-one/)" in two
    assert 'title: "Two"' in two


@pytest.mark.parametrize("status", ["draft", "pending", "private", "future", "trash", "auto-draft", "of-a-plugin"])
def test_what_was_not_published_stays_behind(status: str, tmp_path: Path) -> None:
    imported = move_in(tmp_path / "site", export(tmp_path, item(1, "canary", status=status), item(2, "Tea")))
    assert list(posts_of(tmp_path / "site", "ada")) == ["2013-07-06-0905-tea.md"]
    assert sum(imported.left.values()) == 1


def test_post_with_a_password_stays_behind_and_what_a_plugin_keeps_too(tmp_path: Path) -> None:
    locked = item(1, "canary", more="<wp:post_password><![CDATA[s3cret]]></wp:post_password>")
    imported = move_in(tmp_path / "site", export(tmp_path, locked, item(2, "Mug", kind="product"), item(3, "Tea")))
    assert imported.left["posts with a password"] == 1
    assert imported.left["what plugins keep as posts"] == 1
    assert len(posts_of(tmp_path / "site", "ada")) == 1


def test_draft_is_one_where_drafts_are_asked_for(tmp_path: Path) -> None:
    move_in(tmp_path / "site", export(tmp_path, item(1, "canary", status="future")), with_held=True)
    assert "draft: true" in posts_of(tmp_path / "site", "ada")["2013-07-06-0905-canary.md"]


def test_tags_and_sticky(tmp_path: Path) -> None:
    more = (
        '<category domain="category" nicename="uncategorized"><![CDATA[Uncategorized]]></category>'
        '<category domain="post_tag" nicename="green-tea"><![CDATA[green tea]]></category>'
    )
    move_in(tmp_path / "site", export(tmp_path, item(1, "Tea", more=more).replace("sticky>0", "sticky>1")))
    text = posts_of(tmp_path / "site", "ada")["2013-07-06-0905-tea.md"]
    assert 'tags: ["green tea"]' in text
    assert "pinned: true" in text


def test_each_author_gets_a_folder(tmp_path: Path) -> None:
    move_in(tmp_path / "site", export(tmp_path, item(1, "Tea"), item(2, "Rum", creator="Bob B.")))
    assert list(posts_of(tmp_path / "site", "bob-b")) == ["2013-07-06-0905-rum.md"]
    assert 'name: "Ada L."' in (tmp_path / "site" / "posts" / "ada" / "profile.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        f'<!DOCTYPE x [<!ENTITY a "b">]>{HEAD.partition("?>")[2]}</channel></rss>',
        f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>{HEAD.partition("?>")[2]}&a;</channel></rss>',
        f"{HEAD}{'<a>' * 200}",
        f"{HEAD}<item>",
    ],
    ids=["entities", "external", "deep", "cut off"],
)
def test_hostile_xml_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "tea.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"entities|deep|well-formed"):
        move_in(tmp_path / "site", path)
