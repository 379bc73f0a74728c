"""Posts like people write them, the same for the same number and seed: short, with a tag or two, a link now and then."""

import json
import random
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

_WORDS = tuple(
    """
    a about after again all almost already also and another any apple around ask at autumn away back bad bake because before
    begin behind best between bicycle bird blue book both bread bridge bring bug build but by cake call camera cat change
    cheap choose city clean clock cloud code coffee cold colour come compiler cup dark day desk dinner do dog door draw
    dream drink early easy eat empty end enough evening every fall far fast few film find first fix flour forget friend from
    garden get give go good green half happy hard have hear heavy here hill home hope hot hour house how idea if in into
    just keep kettle key kitchen know lamp large last late learn leave left letter library light like little long look lose
    love machine make many map market mean meet milk mind minute mistake money moon more morning most mountain move much
    music must name near need never new next night noise none north not notebook nothing now number of often old on once
    only open or other our out over own page paper park part patch people perhaps piano picture piece plan play point pot
    question quick quiet rain read reason red release remember rest river road room round run sail same save say sea second
    see sentence shop short show simple sing sit sky sleep slow small snow so some song soon sound south spring stand
    station star start stay still stone stop storm story street strong such summer sun sure swim table talk tea tell test
    than that the then there they thing think this through time today together tomorrow too town train travel tree try turn
    under until up use very village wait walk wall want warm watch water way weather week well west what when where while
    white who why wind window winter wish with without wonder word work world write wrong year yellow yes yesterday yet you
    young
    """.split()
)
_NAMES = tuple(
    """
    ada bela cora dov edda finn gita hugo ines jona kaja liv milo nele oskar pia rosa sven tilda ugo vera wim yara zeno
    """.split()
)
_TAGS = tuple(
    """
    books bread cats climbing code coffee film garden games linux maps music photo python rail running science sewing trees
    weather
    """.split()
)
_ABROAD = (
    "Schöne Grüße aus Köln.",
    "Ça va, déjà vu.",
    "今日は良い天気ですね。",
    "Сегодня хороший день.",
    "Zażółć gęślą jaźń.",
    "Mañana será otro día.",
)
_SIGNS = ("☕", "🌧️", "🚲", "🎉", "📷", "🐈")
_CODE = ("```python\ndef half(x):\n    return x / 2 if x > 1 else 0\n```", '```sh\nfor f in *.md; do wc -w "$f"; done\n```')
_LAST = datetime(2026, 6, 30, 12, tzinfo=UTC)
_YEARS = timedelta(days=8 * 365)


class Post(NamedTuple):
    """What an author wrote, before it becomes a file."""

    author: str
    stem: str
    date: str
    tags: tuple[str, ...]
    title: str  # "" makes it a note
    text: str

    def front_matter(self) -> str:
        """Give the file that our site, Hugo and Eleventy read."""
        lines = [f"date: {self.date}", f"author: {self.author}"]
        lines += [f"tags: [{', '.join(self.tags)}]"] if self.tags else []
        lines += [f"title: {json.dumps(self.title)}"] if self.title else []
        return "\n".join(["---", *lines, "---", self.text, ""])


def make_posts(count: int, seed: int = 1) -> list[Post]:
    """Make so many posts, the oldest first; few authors write most of them, few tags stand on most."""
    chance = random.Random(f"{count} {seed}")
    authors, tags = _names(_NAMES, max(3, count // 200)), _names(_TAGS, min(500, max(10, count // 50)))
    seconds = sorted(chance.sample(range(int(_YEARS.total_seconds())), count))
    return [_post(chance, _LAST - _YEARS + timedelta(seconds=second), authors, tags) for second in seconds]


def new_post(author: str, number: int) -> Post:
    """Make one that is newer than all others, and different from those of other numbers."""
    when = _LAST + timedelta(minutes=number)
    text = f"A new post, number {number}, *just* written, with a [link](https://example.org/new) and a cup of coffee."
    return Post(author, f"{when:%Y-%m-%d-%H%M%S}-new", when.isoformat(), ("python",), "", text)


def write_site(folder: Path, posts: list[Post]) -> None:
    """Write a site folder of ours."""
    settings = 'title: A busy microblog\nbase_url: https://example.org/\ntag_authority: "example.org,2026"\nsearch: false\n'
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text(settings, encoding="utf-8")
    for author in sorted({post.author for post in posts}):
        (folder / "posts" / author).mkdir(parents=True)
        (folder / "posts" / author / "profile.md").write_text(f"---\nname: {author.title()}\n---\nWrites.\n", encoding="utf-8")
    for post in posts:
        (folder / "posts" / post.author / f"{post.stem}.md").write_text(post.front_matter(), encoding="utf-8")


def _names(known: tuple[str, ...], count: int) -> list[str]:
    return [known[number % len(known)] + (str(number // len(known)) if number >= len(known) else "") for number in range(count)]


def _often(chance: random.Random, names: list[str]) -> str:
    """Choose a name, the first most often (Zipf's law)."""
    return chance.choices(names, cum_weights=list(accumulate(1 / rank for rank in range(1, len(names) + 1))))[0]


def _post(chance: random.Random, when: datetime, authors: list[str], tags: list[str]) -> Post:
    author = _often(chance, authors)
    own = tuple(dict.fromkeys(_often(chance, tags) for _ in range(chance.choices((0, 1, 2, 3), (35, 35, 20, 10))[0])))
    title = _sentence(chance)[:-1] if chance.random() < 0.1 else ""
    return Post(author, f"{when:%Y-%m-%d-%H%M%S}", when.isoformat(), own, title, _text(chance))


def _text(chance: random.Random) -> str:
    paragraphs = [[_sentence(chance) for _ in range(chance.randint(1, 4))] for _ in range(chance.choices((1, 2, 3), (75, 20, 5))[0])]
    if chance.random() < 0.1:
        paragraphs[0].append(chance.choice(_ABROAD))
    if chance.random() < 0.1:
        paragraphs[-1].append(chance.choice(_SIGNS))
    blocks = [" ".join(sentences) for sentences in paragraphs]
    if chance.random() < 0.05:
        blocks.append("\n".join(f"- {_sentence(chance)}" for _ in range(chance.randint(2, 4))))
    if chance.random() < 0.03:
        blocks.append(chance.choice(_CODE))
    return "\n\n".join(blocks)


def _sentence(chance: random.Random) -> str:
    words = chance.choices(_WORDS, k=max(3, round(chance.gauss(9, 3))))
    words[0] = words[0].capitalize()
    place = chance.randrange(1, len(words))
    words[place] = _marked(chance, words[place])
    return " ".join(words) + chance.choice("....!?")


def _marked(chance: random.Random, word: str) -> str:
    forms = (word, f"[{word}](https://example.org/{word}/{chance.randint(1, 999)})", f"*{word}*", f"**{word}**", f"`{word}`")
    return chance.choices(forms, (76, 10, 6, 4, 4))[0]
