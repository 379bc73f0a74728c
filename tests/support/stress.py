"""A site of all that is hard to lay out: long words, writing from the right, wide tables, many photos, deep answers."""

import json

from tests.support.pictures import plain

_LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
_HANDLE = "a_very-long-handle-of-thirty_1"
_ARABIC = "كان الضباب كثيفًا هذا الصباح حتى إنني أشعلت المصباح لأجد الإبريق. شكرًا @ada على القهوة، والساعة 10:30 موعدنا القادم في المقهى."
_HEBREW = "הבוקר היה ערפל כבד. תודה @ada על הקפה."
_JAPANESE = "今朝は霧が深くて、やかんを見つけるためにランプを灯した。次の約束は十時半、いつもの喫茶店で。#お茶"
_TABLE = "|" + "|".join(f"A heading {at}" for at in range(12)) + "|\n" + "|---" * 12 + "|\n" + ("|" + "| 1,234,567 " * 12 + "|\n") * 3
_PHOTOS = "\n".join(f"- {{file: {at}.png, alt: 'Photo number {at}, of nothing but a colour'}}" for at in range(10))


def stress_site(lang: str = "en") -> dict[str, str | bytes]:
    """Return the files of the site, whose own words are in a language."""
    files: dict[str, str | bytes] = {
        "config.yaml": f"title: {_LONG}\nbase_url: https://example.org/base/\ntag_authority: example.org,2026\nlang: {lang}\n"
        "description: Everything that is hard to lay out stands here.\nrepository: https://github.com/ada/stress\n",
        "posts/ada/profile.md": f"---\nname: Ada {_LONG}\nlocation: {_LONG}\nlinks: ['https://example.net/{'a' * 80}']\n"
        f"pronouns: she/her/{_LONG}\njoined: 2026-01\nfollowing: [noor, yuki, {_HANDLE}]\n---\n{_LONG} and more of it.\n",
        "posts/noor/profile.md": "---\nname: نور القمر\nlang: ar\nfollowing: [ada]\n---\nأكتب عن الضباب.\n",
        "posts/yuki/profile.md": "---\nname: 雪\nlang: ja\ntimezone: Asia/Tokyo\n---\n霧とお茶のことを書いています。\n",
        f"posts/{_HANDLE}/profile.md": "",
        "posts/gone/profile.md": f"---\nname: {_LONG}\nmoved_to: https://example.net/{'a' * 80}/\n---\n",
        "posts/gone/2026-11-01-0800-last.md": "The last one here.",
        "posts/ada/forgotten.jsonl": json.dumps(
            {"post": "ada/2026-11-02-regret", "id": "ada/2026-11-02-regret", "at": "2026-11-03T10:00:00Z"}
        ),
        "posts/ada/2026-11-02-0700-draft.md": "---\ndraft: true\n---\nNobody sees this.",
        f"posts/{_HANDLE}/2026-11-02-0900-like.md": "---\nlike_of: ada/2026-11-01-0900-long\n---\n",
        "posts/noor/2026-11-02-0901-like.md": "---\nlike_of: ada/2026-11-01-0900-long\n---\n",
        "posts/yuki/2026-11-02-0902-repost.md": "---\nrepost_of: noor/2026-11-03-0900-fog\n---\n",
        "posts/ada/2026-11-01-0900-long.md": f"{_LONG} {_LONG} https://example.net/{'a' * 90} `{'x' * 90}`\n\n    {'code ' * 40}\n",
        "posts/noor/2026-11-03-0900-fog.md": _ARABIC,
        "posts/noor/2026-11-03-0910-hebrew.md": f"---\nlang: he\ntitle: ערפל\ntags: [{_LONG}]\n---\n"
        f"{_HEBREW}\n\n> {_HEBREW}\n\n1. {_HEBREW}\n",
        "posts/yuki/2026-11-04-0900-kiri.md": _JAPANESE,
        "posts/ada/2026-11-05-0900-table.md": f"{_TABLE}\n- [x] done\n- [ ] to do\n\n[^1]\n\n[^1]: A footnote.\n",
        "posts/ada/2026-11-06-0900-photos.md": f"---\nphoto:\n{_PHOTOS}\n---\nTen photos.",
        "posts/ada/2026-11-07-0900-warning.md": "---\ncw: A spider, and a long warning about it\nphoto: 1.png\n---\nIt has eight legs.",
        "posts/ada/2026-11-07-day.md": "A day without a time.",
        "posts/ada/2026-11-08-0900-quote.md": "Look:\n\n@noor/2026-11-03-0900-fog",
        "posts/ada/2026-11-08-0910-article.md": f"---\ntitle: {_LONG}\npinned: true\n---\n"
        f"## Part\n\n{'A sentence that is not short. ' * 30}\n",
        "pages/about.md": f"# About\n\n{_LONG}\n\n{_TABLE}",
    }
    files |= {f"posts/ada/{at}.png": plain(size=(320 + 40 * at, 300), kind="PNG") for at in range(10)}
    return files | _conversation() | {"answers/ada/2026-11-01-0900-long.json": _answers()}


def _answers() -> str:
    """Return what others said of a post on other sites: an answer with a warning to one with long words, and a like."""
    mona = {"name": f"نور {_LONG}", "url": "https://social.example.com/@noor", "handle": f"@{_LONG.lower()}@social.example.com"}
    common = {"via": "mastodon", "author": mona, "published": "2026-11-01T10:00:00+00:00"}
    text = f"<p>{_LONG}</p>"
    answers = [
        {
            "id": "1",
            "kind": "reply",
            "url": "https://social.example.com/1",
            "content_html": text,
            "updated": "2026-11-02T10:00:00+00:00",
            **common,
        },
        {
            "id": "2",
            "kind": "reply",
            "url": "https://social.example.com/2",
            "content_html": text,
            "parent": "1",
            "cw": _LONG,
            "lang": "ar",
            **common,
        },
        {"id": "3", "kind": "like", **common},
    ]
    return json.dumps({"form": "microblog answers 1", "post": "ada/2026-11-01-0900-long", "answers": answers})


def _conversation() -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {}
    before = "ada/2026-11-09-0900-deep"
    files[f"posts/{before}.md"] = "How deep is this?"
    for at in range(12):
        who = ("noor", "ada", "yuki")[at % 3]
        name = f"2026-11-09-10{at:02}-deep"
        files[f"posts/{who}/{name}.md"] = f"---\nin_reply_to: {before}\n---\nAs deep as {at + 1}."
        before = f"{who}/{name}"
    for at in range(3):
        files[f"posts/ada/2026-11-10-090{at}-thread.md"] = (
            f"---\nin_reply_to: ada/2026-11-10-090{at - 1}-thread\n---\n" if at else ""
        ) + f"Part {at + 1} of a thread."
    return files


PAGES = (
    "",
    "@ada/",
    "@ada/page/1/",
    "@ada/posts/",
    "@ada/media/",
    "@ada/mentions/",
    "@ada/home/",
    "@ada/following/",
    "@ada/followers/",
    "@noor/",
    "@yuki/",
    "@ada/2026-11-01-0900-long/",
    "@noor/2026-11-03-0910-hebrew/",
    "@ada/2026-11-05-0900-table/",
    "@ada/2026-11-06-0900-photos/",
    "@ada/2026-11-07-0900-warning/",
    "@ada/2026-11-08-0900-quote/",
    "@ada/2026-11-08-0910-article/",
    "@ada/2026-11-09-0900-deep/",
    "@noor/2026-11-09-1003-deep/",
    "@ada/2026-11-10-0901-thread/",
    "@gone/2026-11-01-0800-last/",
    "@ada/2026-11-02-regret/",
    "@ada/card.html",
    "search/",
    "-/hidden/",
    "about/",
    "users/",
    "tags/",
    "archive/",
    "archive/2026/",
    "archive/2026/11/",
    "subscribe/",
    "no/such/page/",
)
"""One page of each kind, and those that are hard."""

HARDEST = (
    "@ada/",
    "@ada/followers/",
    "@ada/mentions/",
    "@noor/",
    "@ada/2026-11-01-0900-long/",
    "@noor/2026-11-03-0910-hebrew/",
    "@ada/2026-11-05-0900-table/",
    "@ada/2026-11-06-0900-photos/",
    "@ada/2026-11-07-0900-warning/",
    "@noor/2026-11-09-1003-deep/",
    "@ada/2026-11-10-0901-thread/",
    "@gone/2026-11-01-0800-last/",
    "@ada/2026-11-02-regret/",
    "-/hidden/",
    "about/",
    "subscribe/",
)
"""Those of them that differ most from a page of the tour, which is looked at as well."""
