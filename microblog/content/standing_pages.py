"""One file of `pages/` → a `StandingPage`: a function of its bytes and the configuration."""

from unicodedata import normalize

from microblog.content.aliases import Written, sort_aliases
from microblog.content.comments import take_comments
from microblog.content.foreign import translate
from microblog.content.frontmatter import parse_front_matter, parse_head, warn_of_nothing_held
from microblog.content.keys import PAGE_KEYS, parsers_of, plain_keys
from microblog.content.posts import CONFLICT
from microblog.content.split import Split, split_front_matter
from microblog.errors import Problem
from microblog.markup import Context, Rendered, render
from microblog.markup.html.content import unlink_hashtags
from microblog.model import urls
from microblog.model.nouns import Config, StandingPage
from microblog.model.pages import is_kept
from microblog.text import dates
from microblog.text.patterns import lazily
from microblog.yaml.fields import Fields, Report, read_fields
from microblog.yaml.values import Text

_PARSERS = parsers_of(PAGE_KEYS)
_HEADING = lazily(r"\s*+#[ \t]++((?:[^ \t\n]++|[ \t]++(?!#*+[ \t]*+(?:\n|\Z)))*+)(?:[ \t]++#*+[ \t]*+)?(?:\n|\Z)")
_NO_DATE = dates.Date(0, "")
_PLAIN = frozenset(plain_keys(PAGE_KEYS))


def parse_page(path: str, data: bytes, config: Config) -> tuple[StandingPage | None, list[Problem]]:
    """Read a page's file, `pages/about.md`; None where that is too little to be checked against other files."""
    if CONFLICT.search(path):
        what, remedy = "is a copy that a synchroniser made of a conflict, so it is not published", "keep what you want of it, and delete it"
        return None, [Problem(path, 0, what, remedy, is_warning=True)]
    split = split_front_matter(data, path)
    if any(not problem.is_warning for problem in split.problems) and not split.front:
        return None, split.problems
    report = Report(path)
    report.problems += split.problems
    split = split._replace(body=take_comments(split, report))
    fields, addresses = _fields(split, report)
    page = _page(split, fields, config, report)
    written = Written(fields.values.get("aliases", ()), addresses)
    return page._replace(**sort_aliases(written, page.permalink, config, report)._asdict()), report.problems


def _fields(split: Split, report: Report) -> tuple[Fields, tuple[Text, ...]]:
    """Return what a head says, and the former addresses in it under keys of other tools."""
    if not split.front:
        parse_front_matter(split, report)  # where its dashes were forgotten
    pairs, problems = parse_head(split, report.path)
    report.problems += problems
    foreign = translate(pairs, report)
    if foreign.ends:
        foreign.pairs.values["draft"] = Text("true", foreign.ends.line)
        what, remedy = "a page that ends some day is read as `draft: true`", "take the moment out, and the page away when it has come"
        report.note(foreign.ends.line, what, remedy, is_warning=True, kind=what)
    fields = read_fields(foreign.pairs, _PARSERS, report, "standing.extra")
    warn_of_nothing_held(foreign.pairs, report)
    if foreign.due and _is_later(foreign.due, fields.values.get("date")):
        fields.values["date"] = foreign.due
    return fields, foreign.addresses


def _is_later(due: Text, date: Text | None) -> bool:
    """Return whether a page waits longer than its date says."""
    known, found = (dates.parse_date(text.value, "UTC") if text else None for text in (date, due))
    return not isinstance(known, dates.Date) or (isinstance(found, dates.Date) and found.instant > known.instant)


def _page(split: Split, fields: Fields, config: Config, report: Report) -> StandingPage:
    plain = {"lang": config.lang, **{key: fields.values[key] for key in _PLAIN & fields.values.keys()}}
    permalink = _permalink(fields.values.get("slug"), report)
    published = _date("date", fields, config, report)
    updated = _date("updated", fields, config, report)
    title, body = _titled(plain.pop("title", ""), split.body)
    rendered = _render(body, split.body_line, permalink, config, report)
    return StandingPage(
        source=report.path,
        permalink=permalink,
        published=published.text,
        updated=updated.text or published.text,
        instant=published.instant,
        attachments=rendered.attachments,
        named=tuple(dict.fromkeys([*rendered.mentions, *(quote.target for quote in rendered.quotes)])),
        references=rendered.references,
        content_html=unlink_hashtags(rendered.html),  # a tag that no post has, has no page
        text=rendered.text,
        extra=fields.extra,
        title=title or _name(report.path),
        **plain,
    )


def _render(body: str, line: int, permalink: str, config: Config, report: Report) -> Rendered:
    anchor = permalink[:-1].replace("/", ":")
    rendered = render(body, Context(report.path, permalink, config.base_path, line, anchor, config.base_url, heading=2))
    report.problems += rendered.problems
    return rendered


def _titled(title: str, body: str) -> tuple[str, str]:
    """Return a page's title, and its text without the heading that says the same; the lines stay where they were."""
    found = _HEADING.match(body)
    if found is None:
        return title, body
    words = render(found[1], Context("", "", "/", 1, "")).text
    if title and words != title:
        return title, body
    return words, "\n" * found[0].count("\n") + body[found.end() :]


def _parts(path: str) -> list[str]:
    """Return the names that lead to a page; `index.md` is the page of its folder."""
    *folders, name = path.removeprefix("pages/").removesuffix(".md").split("/")
    return folders if folders and name == "index" else [*folders, name]


def _name(path: str) -> str:
    words = _parts(path)[-1].replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _permalink(slug: Text | None, report: Report) -> str:
    names = _parts(report.path)
    slugs = [urls.slugify(name) for name in names]
    if slug:
        slugs[-1] = urls.slugify(slug.value)
        fault = urls.slug_fault(slugs[-1])
        if fault or slugs[-1] != normalize("NFC", slug.value):
            fault = fault or "has a character other than letters, digits, `.`, `_` and `-`"
            report.note(slug.line, f"`slug: {slug.value}` {fault}", "write, for example, slug: about")
    for name, part in zip(names, slugs[:-1] if slug else slugs, strict=False):
        if fault := urls.slug_fault(part):
            report.note(0, f"the name `{name}` {fault}, so it cannot stand in a URL", "rename it, or add a `slug:`")
    permalink = f"{'/'.join(slugs)}/"
    is_slug = slug is not None and len(slugs) == 1
    if is_kept(slugs[0]) or (names[0].startswith("@") and not is_slug):
        _refuse_kept(permalink, slugs[0] if is_slug else names[0], slug.line if slug and is_slug else 0, report)
    return permalink


def _refuse_kept(permalink: str, first: str, line: int, report: Report) -> None:
    """Refuse a page that would be in the way of the site's own pages."""
    if permalink == "index/":
        what = "the page would stand in the place of the site's own front page, /"
        report.note(line, what, "give it another name, such as pages/about.md, or put that text into templates/timeline.html")
    else:
        what = f"the page's URL /{permalink} is in the way of the site's own /{urls.key(first)}"
        report.note(line, what, "rename the file or its folder, or write a `slug:` where it has no folder")


def _date(key: str, fields: Fields, config: Config, report: Report) -> dates.Date:
    written = fields.values.get(key)
    if not isinstance(written, Text):
        return _NO_DATE
    found = dates.parse_date(written.value, config.timezone)
    if isinstance(found, str):
        report.note(written.line, f"`{key}`: {found}", "write it as 2026-11-23T14:05:00+01:00")
        return _NO_DATE
    return found
