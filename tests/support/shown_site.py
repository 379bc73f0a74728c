"""A small site of two friends in English, Arabic or Japanese, with a page of each kind that readers meet, for pictures to be taken of."""

import json
from pathlib import Path
from typing import NamedTuple

_PHOTOS = Path(__file__).resolve().parents[2] / "posts" / "otto"


class _Words(NamedTuple):
    """What is written on the site."""

    title: str
    description: str
    ada: str
    omar: str
    bio: str
    about: str
    fog: tuple[str, str, str]
    reply: str
    photos: str
    alts: tuple[str, str, str]
    article: tuple[str, str]
    warning: tuple[str, str]
    outside: tuple[str, str]


_WORDS = {
    "en": _Words(
        "Two lamps",
        "Two friends write about fog, tea and bread.",
        "Ada",
        "Omar",
        "I light the lamp in the morning and write down what I see.",
        "About",
        (
            "Fog this morning, so thick that I lit the lamp to find the kettle.",
            "At ten it was gone, and the sea was back.",
            "At eleven the fog came back for its hat.",
        ),
        "Here it was sunny all day. @ada, move!",
        "Before, after, and what lay beside it. #bread",
        ("Three loaves before the fire", "A loaf, cut open", "Rolls on a tray"),
        (
            "How to wait for bread",
            (
                "Flour, water, salt, and a night. Most recipes forget the night.\n\n## The night\n\nIt does the work.\n\n"
                "- Cover the bowl.\n- Go to bed.\n"
            ),
        ),
        ("A spider", "It lives behind the oven and is called Herbert."),
        ("Lene bakes", "The night is in <em>my</em> recipe!"),
    ),
    "ar": _Words(
        "مصباحان",
        "صديقان يكتبان عن الضباب والشاي والخبز.",
        "ندى",
        "عمر",
        "أشعل المصباح صباحًا وأدوّن ما أراه.",
        "حول",
        (
            "كان الضباب كثيفًا هذا الصباح حتى إنني أشعلت المصباح لأجد الإبريق.",
            "في العاشرة انقشع الضباب وعاد البحر.",
            "وفي الحادية عشرة رجع الضباب ليأخذ قبعته.",
        ),
        "كان الجو مشمسًا هنا طوال اليوم. انتقلي يا @ada!",
        "قبل، وبعد، وما كان بجانبه. #خبز",
        ("ثلاثة أرغفة أمام النار", "رغيف مقطوع", "خبز صغير على صينية"),
        (
            "كيف تنتظر الخبز",
            "طحين وماء وملح وليلة. معظم الوصفات تنسى الليلة.\n\n## الليلة\n\nهي التي تعمل.\n\n- غطِّ الوعاء.\n- اذهب إلى النوم.\n",
        ),
        ("عنكبوت", "يعيش خلف الفرن واسمه هربرت."),
        ("لينا تخبز", "الليلة مذكورة في <em>وصفتي</em>!"),
    ),
    "ja": _Words(
        "二つのランプ",
        "友だち二人が、霧とお茶とパンのことを書いています。",
        "あだ",
        "修",
        "朝、ランプを灯して、見えたものを書きとめます。",
        "このサイトについて",
        (
            "今朝は霧が深くて、やかんを見つけるためにランプを灯した。",
            "十時には晴れて、海が戻ってきた。",
            "十一時、霧が帽子を取りに戻ってきた。",
        ),
        "こちらは一日中晴れ。@ada 引っ越しておいで。",
        "焼く前、焼いた後、そのとなりにあったもの。 #パン",
        ("火の前に並ぶ三つのパン", "切ったパン", "天板の上の丸パン"),
        (
            "パンの待ち方",
            (
                "粉と水と塩、それに一晩。たいていのレシピは一晩を忘れている。\n\n"
                "## 一晩\n\n仕事をするのは夜だ。\n\n- ボウルにふたをする。\n- 寝る。\n"
            ),
        ),
        ("クモ", "かまどの裏に住んでいて、名前はハーバート。"),
        ("焼くレネ", "<em>うちの</em>レシピには一晩と書いてある。"),
    ),
}

SHOWN = {
    "home": "",
    "profile": "@ada/",
    "thread": "@ada/2026-11-20-0846-fog/",
    "photos": "@omar/2026-11-12-0530-photos/",
    "article": "@omar/2026-11-10-0600-bread/",
    "warning": "@omar/2026-11-11-0600-spider/",
    "search": "search/?q=from:ada",
    "compose": "compose/",
    "archive": "archive/",
    "404": "404.html",
    "subscribe": "subscribe/",
    "moved": "@moved/2026-11-01-0600-last/",
    "taken-back": "@omar/2026-11-02-regret/",
}
"""The pages that matter."""


def shown_site(lang: str) -> dict[str, str | bytes]:
    """Return the site's files."""
    words = _WORDS[lang]
    files: dict[str, str | bytes] = {
        "config.yaml": f"title: {words.title}\ndescription: {words.description}\nlang: {lang}\nauthor: ada\nbase_url: https://example.org/base/\n"
        "tag_authority: example.org,2026\nrepository: https://github.com/example/lamps\n",
        "posts/ada/profile.md": f"---\nname: {words.ada}\nfollowing: [omar]\nlinks: [{{Mastodon: https://social.example.com/@ada}}]\n---\n{words.bio}\n",
        "posts/omar/profile.md": f"---\nname: {words.omar}\nfollowing: [ada]\nemail: omar@example.org\n---\n",
        "posts/moved/profile.md": "---\nname: Juno\nmoved_to: https://juno.example.org/\n---\n",
        "posts/moved/2026-11-01-0600-last.md": words.fog[1],
        "posts/omar/forgotten.jsonl": json.dumps(
            {"post": "omar/2026-11-02-regret", "id": "omar/2026-11-02-regret", "at": "2026-11-03T10:00:00Z"}
        )
        + "\n",
        "posts/omar/2026-11-10-0600-bread.md": f"---\ntitle: {words.article[0]}\n---\n{words.article[1]}",
        "posts/omar/2026-11-11-0600-spider.md": f"---\ncw: {words.warning[0]}\n---\n{words.warning[1]}",
        "posts/omar/2026-11-12-0530-photos.md": f"---\nphoto:\n{_named_photos(words.alts)}---\n{words.photos}",
        "posts/omar/2026-11-20-0900-reply.md": f"---\nin_reply_to: ada/2026-11-20-0840-fog\n---\n{words.reply}",
        "posts/omar/2026-11-20-0910-like.md": "---\nlike_of: ada/2026-11-20-0840-fog\n---\n",
        "posts/ada/2026-11-21-0910-quote.md": f"{words.fog[1]}\n\n@omar/2026-11-10-0600-bread\n",
        "pages/about.md": f"# {words.about}\n\n{words.description}\n",
        "answers/omar/2026-11-10-0600-bread.json": _answers(words),
    }
    for at, text in enumerate(words.fog):
        head = f"---\nin_reply_to: ada/2026-11-20-084{(at - 1) * 6}-fog\n---\n" if at else ""
        files[f"posts/ada/2026-11-20-0{840 + at * 6}-fog.md"] = head + text
    return files | {f"posts/omar/{name}": (_PHOTOS / name).read_bytes() for name in ("oven.jpg", "loaf.jpg", "rolls.jpg")}


def _named_photos(alts: tuple[str, str, str]) -> str:
    return "".join(f'- {{file: {name}, alt: "{alt}"}}\n' for name, alt in zip(("oven.jpg", "loaf.jpg", "rolls.jpg"), alts, strict=True))


def _answers(words: _Words) -> str:
    name, text = words.outside
    lene = {"name": name, "url": "https://brot.example/@lene", "handle": "@lene@brot.example"}
    reply = {
        "kind": "reply",
        "url": "https://brot.example/@lene/9",
        "published": "2026-11-10T07:12:40+00:00",
        "content_html": f"<p>{text}</p>",
    }
    answers = [
        {"id": "mastodon:brot.example/1", "kind": "like", "via": "mastodon", "author": lene},
        {"id": "mastodon:brot.example/9", "via": "mastodon", "author": lene, **reply},
    ]
    return json.dumps({"form": "microblog answers 1", "post": "omar/2026-11-10-0600-bread", "answers": answers})
