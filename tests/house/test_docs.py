"""The documents say everything there is to set, to type and to show in a template, and nothing that there is not."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import pytest
from jinja2 import Environment, nodes

from microblog import cli
from microblog.build.builder import build
from microblog.build.options import Options
from microblog.content.keys import CONFIG_KEYS, PAGE_KEYS, POST_KEYS, USER_KEYS
from microblog.model.nouns import Config
from microblog.model.pages import RESERVED
from microblog.theme.runtime import View
from microblog.theme.templates import Templates
from tests.conftest import MakeSite
from tests.support.engine_copy import MADE
from tests.support.everything import EVERYTHING

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
HAS_TOUR = (ROOT / "posts" / "mira").is_dir()  # who forks the repository writes their own posts

_LINK = re.compile(r"\]\(([^()\s]+)\)")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_FENCE = re.compile(r"^( *)(`{3,})[^\n]*\n.*?^\1\2$", re.MULTILINE | re.DOTALL)
_CODE_PATH = re.compile(r"`((?:microblog|tests|docs|templates|static)/[\w./-]*|[\w-]+\.(?:py|toml|yaml|txt))`")
_COMMANDS = (
    "build",
    "serve",
    "new",
    "publish",
    "deploy",
    "check",
    "init",
    "fetch",
    "follow",
    "unfollow",
    "mail",
    "import",
    "gate",
    "merge",
    "export",
    "answers",
    "forget",
    "webmention",
    "ping",
    "village",
    "verify",
    "schemas",
    "publish-records",
    "syndicate",
    "completion",
)


def text_of(path: Path) -> str:
    """Read a document without its blocks of code."""
    return _FENCE.sub("", path.read_text(encoding="utf-8"))


def rows(document: str, start: str = "# ", until: str = "\0") -> set[str]:
    """Return the first cells of a reference's tables, between two headings, that are one piece of code each."""
    part = text_of(REFERENCE / document).partition(start)[2].partition(until)[0]
    return set(re.findall(r"^\| `([^`]+)` \|", part, re.MULTILINE))


def test_every_setting_is_documented() -> None:
    assert rows("config.md") == {key.name for key in CONFIG_KEYS}


def test_every_key_of_front_matter_is_documented() -> None:
    assert rows("front-matter.md", until="## What kind") == {key.name for key in POST_KEYS}


def test_every_key_of_a_page_is_documented() -> None:
    assert rows("pages.md", "## Keys", "## The menu") == {key.name for key in PAGE_KEYS}


def test_every_reserved_name_is_documented() -> None:
    urls = text_of(REFERENCE / "urls.md")
    assert [name for name in sorted(RESERVED) if not re.search(rf"`(?:/@ada|TIMELINE)/{name}[/.]", urls)] == [], (
        "docs/reference/urls.md lacks these"
    )


def test_every_key_of_a_profile_is_documented() -> None:
    assert rows("profile.md") == {key.name for key in USER_KEYS}


@pytest.mark.parametrize("command", ["", *_COMMANDS])
def test_every_option_is_documented(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.parse_arguments([*command.split(), "--help"])
    options = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", capsys.readouterr().out))
    documented = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text_of(REFERENCE / "commands.md")))
    assert options, "the help names no option"
    assert options <= documented


def test_every_command_is_documented(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.parse_arguments(["--help"])
    listed = re.findall(r"^    ([a-z-]+)(?: |$)", capsys.readouterr().out.partition("commands:")[2], re.MULTILINE)
    assert tuple(listed) == _COMMANDS
    assert {row.partition(" ")[0] for row in rows("commands.md")} >= set(_COMMANDS)


@pytest.mark.parametrize("document", ["config.md", "front-matter.md", "profile.md"])
def test_default_that_a_reference_names_is_the_one_that_counts(document: str) -> None:
    defaults = re.findall(r"^\| `(\w+)` \| [^|]+ \| `([^`]+)` \|", text_of(REFERENCE / document), re.MULTILINE)
    actual = {**Config()._asdict(), "search": "true", "compose": "true", "answer_avatars": "false"}
    assert [(key, value) for key, value in defaults if str(actual[key]) != value] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_of_documents_lead_to_files(path: Path) -> None:
    targets = [target for target in _LINK.findall(_CODE.sub("", text_of(path))) if "://" not in target and not target.startswith("mailto:")]
    assert [target for target in targets if not leads_somewhere(path, target)] == []


def leads_somewhere(path: Path, target: str) -> bool:
    """Tell whether a relative link leads to a file of the repository, and to a heading in it where it names one."""
    name, _, fragment = target.partition("#")
    file = (path.parent / unquote(name)).resolve() if name else path
    if not HAS_TOUR and file.is_relative_to(ROOT / "posts"):
        return True
    return file.is_relative_to(ROOT) and file.exists() and (not fragment or fragment in anchors(file))


def anchors(path: Path) -> set[str]:
    """Return the anchors that a git host makes of a document's headings."""
    headings = re.findall(r"^#+ (.+)$", text_of(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_code_paths_of_a_document_exist(name: str) -> None:
    text = text_of(ROOT / name)
    found = [path for path in _CODE_PATH.findall(text) if path != "config.yaml" and path not in MADE]
    here = (ROOT, ROOT / "tests", ROOT / "microblog")
    assert [path for path in found if not any((folder / path).exists() for folder in here)] == []


def test_index_names_every_document() -> None:
    listed = {(ROOT / "docs" / target.partition("#")[0]).resolve() for target in _LINK.findall(text_of(ROOT / "docs" / "README.md"))}
    assert [path.name for path in DOCUMENTS if path.is_relative_to(ROOT / "docs") and path.name != "README.md" and path not in listed] == []


def test_message_that_a_document_says_otherwise_is_one_of_the_themes() -> None:
    own = {"Written on %(place)s"}  # of a template that the document writes
    shown = {message for path in DOCUMENTS for message in re.findall(r'^msgid "(.+)"$', text_of(path), re.MULTILINE)}
    assert shown - own <= set(re.findall(r'^msgid "(.+)"$', text_of(ROOT / "microblog/theme/locale/microblog.pot"), re.MULTILINE))


def test_glossary_is_in_order() -> None:
    nouns = re.findall(r"^\*\*(.+?)\.\*\*", text_of(ROOT / "docs" / "glossary.md"), re.MULTILINE)
    assert nouns == sorted(nouns, key=str.casefold)


# Template variables. A path is what templates.md writes: `post.links[].url`; an author is the same thing by three names.

_NOT_VARIABLES = {
    "loop",
    "super",
    "url",
    "_",
    "ngettext",
    "pgettext",
    "words",
    "date",
    "time",
    "month_name",
}  # functions, filters, their source
_VARIABLE = re.compile(r"[a-z_]+(\[\])?(\.[a-z_]+(\[\])?)*")


def one_name(path: str) -> str:
    """Return the name under which a path is compared."""
    return re.sub(r"^link(?=\.|$)", "post.links[]", re.sub(r"^(person|who|people\[\])(?=\.|$)", "author", path))


def documented_variables() -> set[str]:
    """Return the variables in the tables of templates.md."""
    found = filter(_VARIABLE.fullmatch, rows("templates.md", "## In every template"))
    return {one_name(row) for row in found} - _NOT_VARIABLES


def is_documented(path: str, documented: set[str]) -> bool:
    """Tell whether a variable, or all variables below it, are documented."""
    prose = text_of(REFERENCE / "templates.md")
    return (
        one_name(path) in documented
        or path.endswith("[]")
        or any(name.startswith(f"{path}.") for name in documented)
        or f"`{path}`" in prose
    )


@pytest.mark.parametrize("path", sorted((ROOT / "templates").glob("*.html")), ids=lambda path: path.name)
def test_every_variable_that_a_template_uses_is_documented(path: Path) -> None:
    tree = Environment().parse(path.read_text(encoding="utf-8"))  # noqa: S701 - it is only read
    used = set(uses(tree, {}))
    documented = documented_variables()
    assert sorted(name for name in used if not is_documented(name, documented)) == []


def uses(node: nodes.Node, names: Mapping[str, str]) -> Iterator[str]:
    """Yield the paths that a part of a template reads, with loop variables, `set` and `with` written out."""
    if path := path_of(node, names):
        yield path
        return
    if isinstance(node, nodes.For):
        yield from uses(node.iter, names)
        inner = {**names, str(getattr(node.target, "name", "")): f"{path_of(node.iter, names)}[]"}
        yield from (path for child in [*node.body, *node.else_] for path in uses(child, inner))
        return
    known = {**names, **assigned(node, names)} if isinstance(node, nodes.With) else dict(names)
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Assign | nodes.AssignBlock):
            known |= assigned(child, known)
        yield from uses(child, known)


def assigned(node: nodes.Assign | nodes.AssignBlock | nodes.With, names: Mapping[str, str]) -> dict[str, str]:
    """Return the paths that the names of a `set` or a `with` stand for; "" for what is no path."""
    if isinstance(node, nodes.AssignBlock):
        return {str(getattr(node.target, "name", "")): ""}
    if isinstance(node, nodes.With):
        targets, values = node.targets, node.values
    else:
        targets = node.target.items if isinstance(node.target, nodes.Tuple) else [node.target]
        values = node.node.items if isinstance(node.node, nodes.Tuple) else [node.node]
    return {
        target.name: path_of(value, names) or "" for target, value in zip(targets, values, strict=True) if isinstance(target, nodes.Name)
    }


def path_of(node: nodes.Node, names: Mapping[str, str]) -> str:
    """Return the path that an expression names, "" where it is none."""
    if isinstance(node, nodes.Name):
        return names.get(node.name, "" if node.name in _NOT_VARIABLES or node.ctx == "store" else node.name)
    if isinstance(node, nodes.Getattr):
        before = path_of(node.node, names)
        return f"{before}.{node.attr}" if before else ""
    return ""


def test_engine_gives_templates_exactly_the_documented_variables(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    given: set[str] = set()
    texts, start = Templates._texts, Templates.__init__

    def start_noting(self: Templates, *arguments: Any, **common: Any) -> None:
        given.update(paths_in(common))
        start(self, *arguments, **common)

    def texts_noting(self: Templates, name: str, context: Mapping[str, Any]) -> Iterable[bytes]:
        given.update(paths_in(context))
        return texts(self, name, context)

    monkeypatch.setattr(Templates, "__init__", start_noting)
    monkeypatch.setattr(Templates, "_texts", texts_noting)
    build(Options(root=make_site(EVERYTHING), now="2026-11-24T00:00Z", jobs=1))
    given = {one_name(path) for path in given} - _NOT_VARIABLES
    parents = {path.rpartition(".")[0] for path in given}
    assert sorted(documented_variables() - given - parents) == []
    assert sorted(path for path in given if not is_documented(path, documented_variables())) == []


def paths_in(value: Any, path: str = "") -> Iterator[str]:
    """Yield the paths of everything in a template's context."""
    if isinstance(value, SimpleNamespace | View):
        value = vars(value)
    if path.endswith("extra"):
        yield path
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from paths_in(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        yield path
        for inner in value:
            yield from paths_in(inner, f"{path}[]")
    else:
        yield path
