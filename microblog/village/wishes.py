"""What somebody asks for by a form, written into the site folder: a profile, a post, an answer.

Whose folder that is the base branch decides, by the login that the host gives; nothing of the form does, save that who is no
member may ask for a handle that nobody has.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from microblog.build.options import Options
from microblog.content.profiles import parse_profile
from microblog.content.split import split_front_matter
from microblog.errors import ContentError, UsageError
from microblog.formats.post_file import clean, render_head
from microblog.gate.members import Member
from microblog.model import urls
from microblog.model.nouns import Author, Config
from microblog.scaffold.posts import NewPost, Photo, write_post
from microblog.text.files import replace_file
from microblog.text.tuples import NamedTuple
from microblog.village.forms import Filled
from microblog.village.pictures import Dragged, cut_out

Photos = Callable[[list[Dragged]], tuple[Photo, ...]]


class Village(NamedTuple):
    """The site that a wish is about, and who wishes."""

    options: Options
    config: Config
    handles: frozenset[str]  # that are there
    member: Member
    photos: Photos


def write_wish(village: Village, filled: Filled) -> str:
    """Write the files that a form asks for, and return what the change is called; raise UsageError where it cannot be."""
    wishes: Mapping[str, Callable[[Village, Mapping[str, str]], str]] = {
        "join": _join,
        "post": _post,
        "answer": _post,
        "profile": _profile,
    }
    return wishes[filled.kind](village, filled.values)


def _join(village: Village, values: Mapping[str, str]) -> str:
    handle = values.get("handle", "").removeprefix("@").lower()
    if village.member.handles:
        raise UsageError(f"you have an account already: @{village.member.handles[0]}")
    if not urls.HANDLE.fullmatch(handle) or handle.isdigit():  # a year is nobody's account
        raise UsageError("the handle must be 1 to 30 of a-z 0-9 _ -, not digits alone; send the form again with another")
    if handle in village.handles:
        raise UsageError(f"@{handle} is somebody else; send the form again with another handle")
    _write_profile(village, handle, {"github": village.member.login, **_of_person(values)}, values.get("bio", ""))
    return f"Let {handle} in"


def _own(village: Village) -> str:
    if not village.member.handles:
        raise UsageError("you have no account here yet; ask for one with the form “Join”")
    return village.member.handles[0]


def _post(village: Village, values: Mapping[str, str]) -> str:
    handle = _own(village)
    text, dragged = cut_out(values.get("text", ""))
    _, more = cut_out(values.get("photos", ""))
    photos = village.photos([*dragged, *more])
    if not text and not photos:
        raise UsageError("it says nothing")
    post = NewPost(
        text=clean(text),
        author=handle,
        title=values.get("title", ""),
        lang=values.get("lang", ""),
        cw=values.get("cw", ""),
        reply_to=values.get("to", ""),
        photos=photos,
    )
    try:
        created = write_post(village.options, post)
    except ContentError as error:
        raise UsageError("; ".join(f"{problem.what}; {problem.remedy}" for problem in error.problems)) from None
    return f"Publish {created.path.stem} of {handle}"


def _of_person(values: Mapping[str, str]) -> dict[str, object]:
    lists = {name: [*_lines(values[name])] for name in _LISTS if name in values}
    return {**({"name": values["name"]} if "name" in values else {}), **lists}


def _lines(text: str) -> Iterator[str]:
    yield from (line for one in text.split("\n") if (line := one.strip().removeprefix("- ")))


_LISTS = ("links", "following")
_HEAD = (("github", "text"), ("name", "text"), ("avatar", "text"), ("links", "list"), ("following", "list"))


def _write_profile(village: Village, handle: str, head: Mapping[str, object], bio: str) -> None:
    text = f"{render_head(head, _HEAD)}\n{clean(bio).strip()}\n"
    replace_file(village.options.root / "posts" / handle / "profile.md", text.encode())


def _profile(village: Village, values: Mapping[str, str]) -> str:
    """Change what the form says, and leave all other lines of the profile as they are."""
    handle = _own(village)
    head = _of_person(values)
    _, dragged = cut_out(values.get("avatar", ""))
    for photo in village.photos(dragged[:1]):
        head["avatar"] = f"avatar{photo.ending}"
        replace_file(village.options.root / "posts" / handle / f"avatar{photo.ending}", photo.data)
    _change_profile(village, handle, head, values.get("bio"))
    return f"Change the profile of {handle}"


def _change_profile(village: Village, handle: str, head: Mapping[str, object], bio: str | None) -> None:
    """Replace some keys of a profile; raise UsageError where that would change anything else."""
    name = f"posts/{handle}/profile.md"
    path = village.options.root / name
    data = path.read_bytes() if path.is_file() else b""
    split = split_front_matter(data, name)
    kept = [line for key, line in _lines_by_key(split.front) if key not in head]
    lines = render_head(head, _HEAD).split("\n")[1:-2]
    text = split.body if bio is None else clean(bio)
    changed = "\n".join(["---", *lines, *kept, "---", "", text.strip(), ""]).encode()
    before, after = (parse_profile(handle, name, one, village.config) for one in (data, changed))
    fields = dict.fromkeys([*head, "references", *([] if bio is None else ["bio_html", "bio_text"])])
    same = [field for field in Author._fields if field not in fields]
    wrong = [problem for problem in (*before[1], *after[1]) if not problem.is_warning]
    if wrong or split.form != "yaml" or any(getattr(before[0], field) != getattr(after[0], field) for field in same):
        told = f": {wrong[0].what}; {wrong[0].remedy}" if wrong else "; ask an editor"
        raise UsageError(f"the profile cannot be changed by this form{told}")
    replace_file(path, changed)


def _lines_by_key(front: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of a head, each with the key that it belongs to; comments belong to none."""
    key = ""
    for line in front.rstrip("\n").split("\n"):
        if line.startswith("#"):
            yield "", line
            continue
        if begins := re.match(r"[\"']?([A-Za-z_]+)[\"']?[ \t]*:", line):
            key = begins[1].lower()
        yield key, line
