"""A folder's `_index.md`, which Hugo reads: no post, but its `cascade` may hold back all posts of the folder.

Whatever does is an error here: a post's file alone says whether readers see it.
"""

from microblog.content.frontmatter import parse_head, translated
from microblog.content.split import split_front_matter
from microblog.errors import Problem
from microblog.yaml.fields import Report, is_false
from microblog.yaml.values import Items, Pairs


def is_of_folder(path: str) -> bool:
    """Return whether a file below `posts/` says something of its folder."""
    return path.lower().endswith("/_index.md")


def parse_folder(path: str, data: bytes) -> list[Problem]:
    """Return what is wrong with what a file says of its folder."""
    if b"cascade" not in data.lower():
        return []
    split = split_front_matter(data, path)
    pairs, problems = parse_head(split, path)
    problems = [problem for problem in (*split.problems, *problems) if not problem.is_warning]
    said = [value for key, value in pairs.values.items() if key.lower() == "cascade"]
    cascades = [cascade for value in said for cascade in (value.items if isinstance(value, Items) else (value,))]
    held = [cascade for cascade in cascades if isinstance(cascade, Pairs) and _holds(cascade)]
    what = "`cascade` holds back all posts of the folder, which is not read here"
    remedy = "name the folder in `ignore` of config.yaml, write `draft: true` into its posts, or take `cascade` out"
    return problems or [Problem(path, cascade.line, what, remedy) for cascade in held[:1]]


def _holds(cascade: Pairs) -> bool:
    """Return whether keys that every post of a folder gets would hold it back, now or at some time."""
    inner = [value for key, value in cascade.values.items() if key.lower() == "params" and isinstance(value, Pairs)]
    found = translated(cascade, Report(""))
    held = [value for key, value in found.pairs.values.items() if key in ("draft", "unlisted")]
    return bool(found.due or found.ends or any(map(_holds, inner)) or not all(map(is_false, held)))
