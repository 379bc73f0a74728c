"""The theme: Jinja2 templates of the site, in front of those of the default theme (sole importer of jinja2)."""

from pathlib import Path

from microblog.errors import Problem
from microblog.theme.folders import Theme, find_theme, fingerprint, has_own_templates, static_files

__all__ = ["Theme", "find_theme", "fingerprint", "has_own_templates", "static_files", "syntax_faults"]


def syntax_faults(theme: Theme, root: Path) -> list[Problem]:
    """List what is wrong with the site's own templates before any is rendered."""
    if not has_own_templates(theme, root):
        return []
    from microblog.theme.messages import syntax_faults as faults

    return faults(theme, root)
