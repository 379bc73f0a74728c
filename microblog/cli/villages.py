"""The option `--village` of `init`."""

from pathlib import Path

from microblog.cli.streams import say
from microblog.errors import printable
from microblog.scaffold.villages import add_village
from microblog.village.forms import FORMS, form_file


def tell_village(root: Path) -> int:
    """Add what makes a village of a site, and say what is still to be done."""
    written = add_village(root, {f"{form.kind}.yml": form_file(form) for form in FORMS})
    for path in written:
        say(printable(f"Wrote {path}"))
    say("At the host, once: Settings → Actions → General → “Allow GitHub Actions to create and approve pull requests”.")
    say("Members say `github: LOGIN` in their profile, and `roles: {LOGIN: admin}` in config.yaml says who may do more.")
    return 0
