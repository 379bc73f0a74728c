"""`follow` and `unfollow` change one thing of a profile and nothing beside it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microblog.content.config import parse_config
from microblog.content.profiles import parse_profile
from microblog.errors import UsageError
from microblog.follow import profiles
from microblog.model.nouns import Config
from tests.conftest import MakeSite

SITE = "https://fen.example/"
ADDED = [
    ("", "---\nfollowing:\n  - https://fen.example/\n---\n"),
    ("Hi.\n", "---\nfollowing:\n  - https://fen.example/\n---\n\nHi.\n"),
    ("---\n---\nHi.\n", "---\nfollowing:\n  - https://fen.example/\n---\nHi.\n"),
    ("---\nname: Ada # me\n---\n", "---\nname: Ada # me\nfollowing:\n  - https://fen.example/\n---\n"),
    (
        "---\n# whom I read\nfollowing:\n- grace   # a friend\n\n# end\nname: Ada\n---\n",
        "---\n# whom I read\nfollowing:\n- grace   # a friend\n- https://fen.example/\n\n# end\nname: Ada\n---\n",
    ),
    (
        "---\r\nfollowing:\r\n    -   grace\r\nname: Ada\r\n---\r\nHi.\r\n",
        "---\r\nfollowing:\r\n    -   grace\r\n    -   https://fen.example/\r\nname: Ada\r\n---\r\nHi.\r\n",
    ),
    ("---\nfollowing: [grace, otto] # all\n---\n", '---\nfollowing: [grace, otto, "https://fen.example/"] # all\n---\n'),
    ("---\nfollowing: [\n  grace, # one\n]\n---\n", '---\nfollowing: [\n  grace, "https://fen.example/", # one\n]\n---\n'),
    ("---\nfollowing: []\n---\n", '---\nfollowing: ["https://fen.example/"]\n---\n'),
    ("---\nfollowing: ~ # nobody\n---\n", '---\nfollowing: ["https://fen.example/"] # nobody\n---\n'),
    ("---\nfollowing:\nname: Ada\n---\n", '---\nfollowing: ["https://fen.example/"]\nname: Ada\n---\n'),
    ("---\nfollowing: # nobody\nname: Ada\n---\n", '---\nfollowing: ["https://fen.example/"] # nobody\nname: Ada\n---\n'),
    ("---\nfollowing: grace # one\n---\n", '---\nfollowing: [grace, "https://fen.example/"] # one\n---\n'),
    ("\ufeff---\nname: Ada\n---\n", "\ufeff---\nname: Ada\nfollowing:\n  - https://fen.example/\n---\n"),
    ("---\nname: Ada 👩‍🚀\nfollowing:\n  - grace\n---\n", "---\nname: Ada 👩‍🚀\nfollowing:\n  - grace\n  - https://fen.example/\n---\n"),
]
TAKEN = [
    (
        "---\nfollowing:\n  - grace\n  - https://fen.example # bog\n  # and\n  - otto\n---\n",
        "---\nfollowing:\n  - grace\n  # and\n  - otto\n---\n",
    ),
    ("---\nfollowing:\n  - https://fen.example/\nname: Ada\n---\n", "---\nfollowing:\nname: Ada\n---\n"),
    ("---\r\nfollowing:\r\n- 'https://FEN.example/'\r\n- otto\r\n---\r\n", "---\r\nfollowing:\r\n- otto\r\n---\r\n"),
    ('---\nfollowing: ["https://fen.example/", grace]\n---\n', "---\nfollowing: [grace]\n---\n"),
    ('---\nfollowing: [grace, "https://fen.example/"] # two\n---\n', "---\nfollowing: [grace] # two\n---\n"),
    ('---\nfollowing: [grace, "https://fen.example/", otto]\n---\n', "---\nfollowing: [grace, otto]\n---\n"),
    ('---\nfollowing: ["https://fen.example/"]\n---\n', "---\nfollowing: []\n---\n"),
    ("---\nfollowing: https://fen.example/ # one\n---\n", "---\nfollowing: # one\n---\n"),
]


def change(root: Path, target: str = SITE, *, is_added: bool = True) -> bytes:
    (profiles.follow if is_added else profiles.unfollow)(root, Config(), "ada", target)
    return (root / "posts/ada/profile.md").read_bytes()


@pytest.mark.parametrize(("before", "after"), ADDED)
def test_one_more_is_written_where_and_as_the_others_are(make_site: MakeSite, before: str, after: str) -> None:
    root = make_site({"posts/ada/profile.md": before, "posts/grace/a.md": "", "posts/otto/a.md": ""})
    assert change(root) == after.encode()


@pytest.mark.parametrize(("before", "after"), TAKEN)
def test_one_less_leaves_all_else_as_it_was(make_site: MakeSite, before: str, after: str) -> None:
    assert change(make_site({"posts/ada/profile.md": before}), is_added=False) == after.encode()


@pytest.mark.parametrize(
    ("target", "written"),
    [
        ("grace", "grace"),
        ("@no", '"no"'),
        ("wren@social.example", '"@wren@social.example"'),
        ("https://x.example/?a=b&c#d", "https://x.example/?a=b&c"),
    ],
)
def test_target_is_written_so_that_yaml_reads_it(make_site: MakeSite, target: str, written: str) -> None:
    root = make_site({"posts/ada/profile.md": "", "posts/grace/a.md": "", "posts/no/a.md": ""})
    assert change(root, target) == f"---\nfollowing:\n  - {written}\n---\n".encode()


def test_profile_is_made_where_there_is_none(make_site: MakeSite) -> None:
    assert change(make_site({"posts/ada/a.md": "Hi"})) == b"---\nfollowing:\n  - https://fen.example/\n---\n"


def test_nothing_is_written_where_nothing_has_to_be_changed(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/profile.md": "---\nfollowing: ['https://fen.example']\n---\n"})
    before = (root / "posts/ada/profile.md").stat().st_mtime_ns
    assert profiles.follow(root, Config(), "ada", SITE) is None
    assert profiles.unfollow(root, Config(), "ada", "grace") is None
    assert (root / "posts/ada/profile.md").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "text",
    [
        "---\nfollowing: [grace, [otto]]\n---\n",
        "---\nfollowing: {a: b}\n---\n",
        "---\nfollowing:\n  -\n    grace\n---\n",
        "---\nname: Ada\n",
        "---\nname: [\n---\n",
        "\udcff",
    ],
)
def test_profile_that_gives_no_hold_stays_as_it_is(make_site: MakeSite, text: str) -> None:
    data = text.encode(errors="surrogateescape")
    root = make_site({"posts/ada/profile.md": data, "posts/grace/a.md": ""})
    with pytest.raises(UsageError) as raised:
        change(root)
    assert "posts/ada/profile.md" in str(raised.value) or "the profile cannot be edited" in str(raised.value)
    assert (root / "posts/ada/profile.md").read_bytes() == data


def test_comment_within_brackets_is_never_lost(make_site: MakeSite) -> None:
    text = '---\nfollowing: [\n  "https://fen.example/", # the bog\n  grace,\n]\n---\n'
    with pytest.raises(UsageError, match="a comment stands beside it"):
        change(make_site({"posts/ada/profile.md": text}), is_added=False)


@pytest.mark.parametrize(
    ("handle", "target", "told"),
    [
        ("ada", "nobody", "nobody is nobody here"),
        ("ada", "ada", "without following themself"),
        ("ada", "Grace Hopper", "write grace-hopper"),
        ("ada", "example.org", "write https://example.org for a site"),
        ("zoe", SITE, "nobody here is called zoe"),
        ("../ada", SITE, "nobody here is called"),
        ("cy", SITE, "cy is defined in config.yaml"),
    ],
)
def test_what_cannot_be_done_is_told(make_site: MakeSite, handle: str, target: str, told: str) -> None:
    root = make_site({"posts/ada/a.md": "", "posts/grace/a.md": "", "config.yaml": ""})
    config, _ = parse_config(b"users: {cy: }\n")
    with pytest.raises(UsageError, match=told):
        profiles.follow(root, config, handle, target)


lists = st.sampled_from(["following: [%s]", "following: [ %s ] # c", "following:\n%s", "name: x\nfollowing:\n%s\nlang: de"])
names = st.lists(
    st.sampled_from(["grace", '"otto"', "'https://a.example/'", "https://b.example/x", '"@w@s.example"']), max_size=4, unique=True
)


@given(lists, names, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["pip", "https://new.example/?q=a,b:c", "@new@s.example"]))
def test_one_more_and_one_less_lead_back_to_the_same_following(layout: str, items: list[str], line_end: str, target: str) -> None:
    inner = ", ".join(items) if "[" in layout else "\n".join(f"  - {item} # {item[1]}" for item in items)
    data = f"---\n{layout % inner}\n---\nbio\n".replace("\n", line_end).encode()
    more = profiles.edit(data, [target], is_added=True)
    less = profiles.edit(more, [target], is_added=False)
    followed = [[name for name, _ in parse_profile("ada", "p", text, Config())[0].following] for text in (data, more, less)]
    assert followed[1] == [*followed[0], target]
    assert followed[2] == followed[0]
    assert [line.partition(b"#")[2] for line in less.splitlines() if b"#" in line] == [
        line.partition(b"#")[2] for line in data.splitlines() if b"#" in line
    ]
