"""An author's `profile.md`, or their entry below `users:` in config.yaml → an `Author`."""

from typing import Any

from microblog.content.frontmatter import parse_head
from microblog.content.keys import PROFILE_KEYS, USER_KEYS, parsers_of
from microblog.content.split import MAX_TEXT, split_front_matter
from microblog.errors import Problem
from microblog.markup import Context, render
from microblog.markup.html.content import unlink_hashtags
from microblog.model import attachments, urls
from microblog.model.nouns import Attachment, Author, Config
from microblog.yaml.fields import Report, handle_remedy, read_fields
from microblog.yaml.values import Pairs, Text, Value

_OF_PROFILE, _OF_USER = parsers_of(PROFILE_KEYS), parsers_of(USER_KEYS)


def parse_profile(handle: str, path: str, data: bytes, config: Config) -> tuple[Author, list[Problem]]:
    """Read `posts/<handle>/profile.md`: its front matter is the profile, its text the bio."""
    split = split_front_matter(data, path)
    pairs, problems = parse_head(split, path)
    report = Report(path)
    report.problems += split.problems + problems
    if not urls.HANDLE.fullmatch(handle):
        what = f"the folder posts/{handle}/ is nobody's account"
        report.note(0, what, handle_remedy(handle, "rename the folder to"))
    values, extra, _ = read_fields(pairs, _OF_PROFILE, report, "author.extra")
    report.problems = [_about_bio(problem) for problem in report.problems] if "bio" in extra else report.problems
    author = _author(handle, values, extra, config, report)
    return _with_bio(author, Text(split.body, split.body_line), config, report), report.problems


def _about_bio(problem: Problem) -> Problem:
    """Say of the key `bio`, which authors below `users:` have, where the bio of a profile is."""
    if problem.what != "unknown key 'bio'":
        return problem
    return problem._replace(remedy="write the bio below the head: what stands under the second line `---` is it")


def parse_user(handle: str, value: Value, config: Config, report: Report) -> Author:
    """Read one entry of `users:`, which may be empty; its `bio` is Markdown, its files lie in `posts/<handle>/`."""
    pairs = value if isinstance(value, Pairs) else Pairs({}, value.line)
    if not isinstance(value, Pairs) and not (isinstance(value, Text) and value.is_absent):
        report.error(value.line, "must be a mapping", "write, for example, {name: Ada, following: [grace]}")
    values, extra, _ = read_fields(pairs, _OF_USER, report, "author.extra")
    bio = values.pop("bio", Text("", value.line))
    return _with_bio(_author(handle, values, extra, config, report), bio, config, report)


def _author(handle: str, values: dict[str, Any], extra: dict[str, Any], config: Config, report: Report) -> Author:
    name = values.pop("name", "") or handle
    avatar = _avatar(handle, values.pop("avatar", None), report)
    if (urls.own_path(values.get("moved_to") or "", config.base_url) or "").rstrip("/") == urls.author(handle).rstrip(
        "/"
    ):  # as where they have moved to
        values.pop("moved_to")
        what, remedy = "`moved_to` leads to the very page that would lead there", "take it out where its author writes now"
        report.note(0, what, remedy, is_warning=True)
    return Author(handle, name, report.path, avatar=avatar, extra=extra, **values)


def _avatar(handle: str, written: Text | None, report: Report) -> str:
    if written is None:
        return ""
    found = attachments.resolve(written.value, f"posts/{handle}/profile.md", urls.author(handle))
    if isinstance(found, Attachment) and not attachments.is_image(written.value):
        found = "is no picture"
    if isinstance(found, Attachment):
        return found.source
    field = f"{report.key}: avatar" if report.key else "avatar"
    what, remedy = f"`{field}`: {written.value!r} {found}", f"name a picture that lies in posts/{handle}/"
    report.note(written.line, what, remedy)
    return ""


def _with_bio(author: Author, bio: Text, config: Config, report: Report) -> Author:
    if not bio.value.strip():
        return author
    if len(bio.value) > MAX_TEXT:
        report.note(bio.line, f"the bio has more than {MAX_TEXT:,} characters", "shorten it")
        return author
    # As though it stood in the author's folder, wherever it does: that is where its links lead from.
    source = f"posts/{author.handle}/profile.md"
    context = Context(
        source, urls.author(author.handle), config.base_path, bio.line, author.handle, config.base_url, heading=2, may_quote=False
    )
    rendered = render(bio.value, context)
    report.problems += [problem._replace(path=report.path) for problem in rendered.problems]
    for file in rendered.attachments:
        what = f"the bio shows or links the file {file.source}, which would not be published"
        report.note(file.line, what, "put it into a post and link to that")
    return author._replace(bio_html=unlink_hashtags(rendered.html), bio_text=rendered.text, references=rendered.references)
