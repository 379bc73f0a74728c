"""What makes a village of a site: the forms by which people write, and the workflows that judge, merge and answer.

The forms are given as text, since what they say is `village/`'s, which stands below this room.
"""

from collections.abc import Mapping
from pathlib import Path

from microblog.content.membership import login_fault
from microblog.errors import UsageError
from microblog.formats.post_file import quote
from microblog.text.files import replace_file

_HERE = Path(__file__).parent / "village"
_CHOOSER = "blank_issues_enabled: true\n"


def add_village(root: Path, forms: Mapping[str, str]) -> list[str]:
    """Write the files that are not there yet, and return their paths; `forms` are the forms' files by name."""
    texts = {f".github/workflows/{path.name}": path.read_text(encoding="utf-8") for path in sorted(_HERE.glob("*.yml"))}
    texts |= {f".github/ISSUE_TEMPLATE/{name}": text for name, text in forms.items()}
    texts[".github/ISSUE_TEMPLATE/config.yml"] = _CHOOSER
    new = {path: text for path, text in texts.items() if not (root / path).exists()}
    for path, text in new.items():
        replace_file(root / path, text.encode())
    return [*new]


def make_admin(root: Path, handle: str, login: str) -> None:
    """Let a login be the admin of a site that was made just now, and own its first account."""
    if login_fault(login):
        raise UsageError(f"{login} is no login; write the name by which the git host knows you")
    roles = f"\n# Who may do more than write in their own folder: author, editor or admin.\nroles: {{{quote(login)}: admin}}\n"
    config = root / "config.yaml"
    replace_file(config, (config.read_text(encoding="utf-8") + roles).encode())
    profile = root / "posts" / handle / "profile.md"
    text = profile.read_text(encoding="utf-8")
    replace_file(profile, text.replace("---\n", f"---\ngithub: {quote(login)}\n", 1).encode())
