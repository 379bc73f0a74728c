"""An author of `users:` in config.yaml as a `profile.md`, since that is what a folder has."""

from microblog.content.split import decode
from microblog.formats.post_file import quote
from microblog.sources.sourcefile import MAX_FILE
from microblog.yaml.document import parse_document
from microblog.yaml.values import Items, Pairs, Text, Value


def user_as_profile(config: bytes, handle: str) -> bytes:
    """Return the profile; the bio is its text."""
    text, _ = decode(config, "config.yaml")
    pairs, _ = parse_document(text, "config.yaml", 1, MAX_FILE)
    users = pairs.values.get("users")
    user = users.values.get(handle) if isinstance(users, Pairs) else None
    values = dict(user.values) if isinstance(user, Pairs) else {}
    bio = values.pop("bio", None)
    lines = [f"{key}: {_flow(value)}" for key, value in values.items() if not (isinstance(value, Text) and value.is_absent)]
    body = f"\n{bio.value.strip()}\n" if isinstance(bio, Text) and bio.value.strip() else ""
    return ("\n".join(["---", *lines, "---", ""]) + body).encode()


def _flow(value: Value) -> str:
    if isinstance(value, Items):
        return f"[{', '.join(map(_flow, value.items))}]"
    if isinstance(value, Pairs):
        return f"{{{', '.join(f'{quote(key)}: {_flow(part)}' for key, part in value.values.items())}}}"
    return quote(value.value)
