"""A site that has everything that templates can show."""

from microblog.content.answers import dump_answers, path_of
from microblog.content.stored_feeds import dump_feed, file_name
from microblog.model.remote import RemoteAnswer, RemoteAnswers, RemoteEntry, RemoteFeed
from tests.support.pictures import plain

EVERYTHING: dict[str, str | bytes] = {
    "config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\n",
    "posts/ada/profile.md": "---\nfollowing: [grace, 'https://example.net/feed.xml']\nlinks: [https://example.net/]\n---\n",
    "posts/grace/2026-11-23-hello.md": f"---\ntags: [tea, {', '.join('abcdefghijklmnopqrstu')}]\nsyndication: https://example.net/1\n---\n",
    "posts/ada/2026-11-23-reply.md": "---\nin_reply_to: grace/2026-11-23-hello\nphoto: {file: a.gif, alt: A dot}\n---\nYes.",
    "posts/ada/2026-11-24-repost.md": "---\nrepost_of: ada/2026-11-23-reply\npinned: true\n---\n",
    "posts/grace/2026-11-24-answer.md": "---\nin_reply_to: ada/2026-11-23-reply\n---\n",
    "posts/ada/2026-11-24-thread.md": "---\nin_reply_to: ada/2026-11-23-reply\naliases: /old/\n---\n",
    "posts/ada/2026-09-01-first.md": "Hello, tea.",
    "posts/ada/2026-10-01-second.md": "Hi, tea.",
    "posts/ada/forgotten.jsonl": '{"post": "ada/2026-11-01-gone", "id": "ada/2026-11-01-gone", "at": "2026-11-02T10:00:00Z"}\n',
    "posts/ada/a.gif": plain(kind="GIF"),
    path_of("grace/2026-11-23-hello"): dump_answers(
        RemoteAnswers(
            "grace/2026-11-23-hello",
            tuple(
                RemoteAnswer(f"webmention:{at}", kind, "webmention", f"https://example.net/{at}", "Wren", "https://example.net/")._replace(
                    published=f"2026-11-24T0{at}:00:00Z", content_html="Hi"
                )
                for at, kind in enumerate(("reply", "like"))
            ),
            (("https://example.net/1", "reply", 7),),
        )
    ),
    "pages/about.md": "# About\n\nWe.",
    f".microblog/remote/{file_name('https://example.net/feed.xml')}": dump_feed(
        RemoteFeed(
            "https://example.net/feed.xml",
            "https://example.net/feed.xml",
            "rss",
            "Net",
            "",
            entries=(RemoteEntry("1", "", "", "2026-11-23T00:00:00+00:00", "", content_html="Hi", tags=("tea",)),),
        )
    ),
}
