"""A village: issues of a git host become profiles, posts and answers, by way of the gate; hostile ones stay text."""

import json
import re
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from microblog import cli
from microblog.build.builder import build
from microblog.build.options import Options
from microblog.village.forms import FORMS, Filled, parse_body
from tests.support.forge import Forge, forge

NOW = "2026-11-30T10:00Z"
FILES = {
    "config.yaml": "base_url: https://club.example/\ntag_authority: club.example,2026\nroles: {boss: admin}\n",
    "posts/ada/profile.md": "---\nname: Ada\n# mine\ngithub: ada-l\nlinks:\n- https://ada.example/\npronouns: she\n---\n\nI *count*.\n",
    "posts/ada/hello.md": "---\ndate: 2026-01-01\n---\nHello\n",
    "posts/grace/hi.md": "---\ndate: 2026-01-02\n---\nHi\n",
}

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"  # which git knows without having it


def body(kind: str, **values: str) -> str:
    """Return what the host makes of a form."""
    form = next(form for form in FORMS if form.kind == kind)
    return "\n\n".join(f"### {field.label}\n\n{values.get(field.name) or '_No response_'}" for field in form.fields)


class Club:
    """A repository at a host, a clone of it in which the workflow runs, and issues."""

    def __init__(self, host: Forge, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.host, self.clone, self.monkeypatch = host, clone, monkeypatch

    def write(self, text: str, login: str = "ada-l", number: int = 7, state: str = "open", sender: str = "") -> tuple[int, str]:
        """Send an issue, let the workflow run, and return its status and the last comment."""
        subprocess.run(["git", "-C", str(self.clone), "fetch", "--quiet", "origin"], check=True)
        subprocess.run(["git", "-C", str(self.clone), "reset", "--quiet", "--hard", "origin/main"], check=True)
        event = self.clone.parent / "event.json"
        issue = {"number": number, "state": state, "user": {"login": login}, "body": text}
        event.write_text(json.dumps({"action": "opened", "issue": issue, "sender": {"login": sender or login}}))
        values = {
            "API_URL": self.host.url,
            "SERVER_URL": self.host.url,
            "REPOSITORY": "octo/club",
            "TOKEN": "ghs_x",
            "EVENT_PATH": str(event),
        }
        for name, value in values.items():
            self.monkeypatch.setenv(f"GITHUB_{name}", value)
        place = self.host.url.removeprefix("http://")
        status = cli.main(["village", "--root", str(self.clone), "--now", NOW, "--jobs", "1", "--allow", place])
        return status, self.host.comments[-1][1] if self.host.comments else ""


@pytest.fixture
def club(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Club]:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    first, bare, clone = tmp_path / "first", tmp_path / "club.git", tmp_path / "clone"
    for name, text in FILES.items():
        (first / name).parent.mkdir(parents=True, exist_ok=True)
        (first / name).write_text(text)
    git = ["git", "-C", str(first), "-c", "user.name=a", "-c", "user.email=a@b"]
    for words in (["init", "--quiet", "--initial-branch=main"], ["add", "--all"], ["commit", "--quiet", "--message=x"]):
        subprocess.run([*git, *words], check=True)
    subprocess.run(["git", "clone", "--quiet", "--bare", str(first), str(bare)], check=True)
    subprocess.run(["git", "clone", "--quiet", str(bare), str(clone)], check=True)
    with forge(bare) as host:
        yield Club(host, clone, monkeypatch)


def test_form_is_read_back_as_it_was_filled_in() -> None:
    for form in FORMS:
        values = {field.name: f"of {field.name}\n\nmore" if field.is_long else f"of {field.name}" for field in form.fields}
        assert parse_body(body(form.kind, **values)) == Filled(form.kind, values)
        assert parse_body(body(form.kind, **values).replace("\n", "\r\n")) == Filled(form.kind, values)


def test_heading_within_a_text_is_part_of_it() -> None:
    text = "one\n\n### Content warning\n\ntwo\n\n### Photos\n\nthree"
    filled = parse_body(body("post", text=text, cw="spiders"))
    assert filled is not None
    assert filled.values == {"text": text, "cw": "spiders"}


@pytest.mark.parametrize("text", ["", "Hello", "### Handle\n\nada", "### Title\n### Text\n", "x" * 70_000, "### Handle\n" * 5_000])
def test_any_other_issue_is_none_of_ours(text: str) -> None:
    assert parse_body(text) is None


def test_member_writes_a_post_which_is_merged_and_built(club: Club) -> None:
    status, told = club.write(body("post", text="A *fine* day, #sun\n\nAnd on.", cw="weather", lang="en"))
    assert (status, told) == (0, "It is in, with #100; the site shows it in a few minutes.")
    text = club.host.show("posts/ada/2026-11-30-1000-a-fine-day-sun-and-on.md")
    assert text == '---\ndate: 2026-11-30T10:00:00+00:00\nlang: "en"\ncw: "weather"\n---\n\nA *fine* day, #sun\n\nAnd on.'
    assert (club.host.merged, club.host.started, club.host.closed) == ([100], ["pages.yml"], [7])
    assert "May be merged without anybody looking at it" in club.host.requests[100]["body"]


def test_answer_names_the_post_of_this_site(club: Club) -> None:
    club.write(body("answer", to="https://club.example/@grace/hi/", text="Hi Grace"))
    assert 'in_reply_to: "grace/hi"' in club.host.show("posts/ada/2026-11-30-1000-hi-grace.md")


def test_photos_arrive_beside_the_post_without_what_is_behind_them(club: Club) -> None:
    exif, data = Image.Exif(), BytesIO()
    exif.get_ifd(0x8825)[2] = (52.0, 30.0, 0.0)
    Image.new("RGB", (40, 30), "red").save(data, "JPEG", exif=exif)
    club.host.photos["/user-attachments/assets/1"] = data.getvalue()
    shown = f'<img width="40" alt="A &quot;red&quot; square" src="{club.host.url}/user-attachments/assets/1" />'
    status, told = club.write(body("post", text=f"Look ![square]({club.host.url}/user-attachments/assets/1)", photos=shown))
    assert (status, told[:8]) == (0, "It is in")
    (post,) = [path for path in club.host.git("ls-tree", "-r", "--name-only", "main").split() if "1000-look" in path]
    assert 'alt: "A \\"red\\" square"' in club.host.show(post)
    photos = [path for path in club.host.git("ls-tree", "-r", "--name-only", "main").split() if path.endswith(".jpg")]
    assert len(photos) == 2
    for path in photos:
        blob = subprocess.run(["git", "-C", str(club.host.repository), "show", f"main:{path}"], capture_output=True, check=True).stdout
        assert Image.open(BytesIO(blob)).getexif().get_ifd(0x8825) == {}


@pytest.mark.parametrize("alt", ["", " ", "image", "Image"])
def test_photo_of_which_nobody_said_anything_is_not_called_decoration(club: Club, alt: str) -> None:
    data = BytesIO()
    Image.new("RGB", (40, 30), "red").save(data, "JPEG")
    club.host.photos["/user-attachments/assets/1"] = data.getvalue()
    assert club.write(body("post", text="Look", photos=f"![{alt}]({club.host.url}/user-attachments/assets/1)"))[1][:8] == "It is in"
    assert 'photo:\n  - {file: "2026-11-30-1000-photo.jpg"}\n' in club.host.show("posts/ada/2026-11-30-1000-look.md")


@pytest.mark.parametrize(
    ("photo", "what"),
    [
        ("![x](https://evil.example/a.jpg)", "lies elsewhere; drag the file itself"),
        ("![x]({host}/user-attachments/assets/html)", "is no photo"),
        ("![x]({host}/user-attachments/assets/gone)", "answers 404"),
        ("![x]({host}/1)" * 11, "more than 10 photos"),
    ],
)
def test_photo_that_cannot_be_taken_is_said_and_nothing_published(club: Club, photo: str, what: str) -> None:
    club.host.photos["/user-attachments/assets/html"] = b"<html><script>alert(1)</script>"
    status, told = club.write(body("post", text="Look", photos=photo.replace("{host}", club.host.url)))
    assert (status, what in told, club.host.requests) == (0, True, {})


def test_stranger_asks_to_join_and_waits_for_an_editor(club: Club) -> None:
    _, told = club.write(body("join", handle="Eve", name="Eve: the *first*", bio="I read.", links="https://eve.example/"), "eve-x")
    assert told == "Thank you. An editor looks at it: #100."
    assert club.host.show("posts/eve/profile.md", "village/7") == (
        '---\ngithub: "eve-x"\nname: "Eve: the *first*"\nlinks: ["https://eve.example/"]\n---\n\nI read.'
    )
    assert (club.host.merged, club.host.closed) == ([], [])


@pytest.mark.parametrize(
    ("handle", "login", "what"),
    [
        ("ada", "eve-x", "@ada is somebody else"),
        ("../../.github", "eve-x", "must be 1 to 30 of"),
        ("2026", "eve-x", "not digits alone"),
        ("eve", "ada-l", "you have an account already: @ada"),
    ],
)
def test_wish_for_an_account_that_cannot_be_is_said(club: Club, handle: str, login: str, what: str) -> None:
    _, told = club.write(body("join", handle=handle), login)
    assert what in told
    assert club.host.requests == {}


def test_stranger_cannot_post(club: Club) -> None:
    _, told = club.write(body("post", text="Buy this"), "mallory")
    assert "you have no account here yet; ask for one with the form “Join”" in told
    assert club.host.requests == {}


def test_profile_changes_where_the_form_says_something_and_nowhere_else(club: Club) -> None:
    club.write(body("profile", name="Ada L.", following="grace\nhttps://example.org/feed.xml"))
    assert club.host.show("posts/ada/profile.md") == (
        '---\nname: "Ada L."\nfollowing: ["grace", "https://example.org/feed.xml"]\n# mine\ngithub: ada-l\nlinks:\n'
        "- https://ada.example/\npronouns: she\n---\n\nI *count*."
    )


def test_edited_issue_replaces_what_waits_and_opens_no_second_request(club: Club) -> None:
    club.write(body("join", handle="eve"), "eve-x")
    club.write(body("join", handle="evelyn"), "eve-x")
    assert [*club.host.requests] == [100]
    assert "posts/eve/profile.md" not in club.host.git("ls-tree", "-r", "--name-only", "village/7")
    assert club.host.requests[100]["title"] == "Let evelyn in"


def test_what_an_editor_reads_of_an_edited_issue_is_what_they_would_merge(club: Club) -> None:
    club.write(body("post", text="my token ghp_" + "a1B2" * 9))
    club.write(body("post", text="call +49 30 1234567, token ghp_" + "c3D4" * 9))
    words = club.host.requests[100]["body"]
    assert "telephone" in words
    assert "my token" not in words


def test_edit_of_an_issue_that_is_published_publishes_nothing_again(club: Club) -> None:
    club.write(body("post", text="Hello"))
    published = club.host.git("rev-parse", "main")
    _, told = club.write(body("post", text="Hello there"))
    assert told == "It is in already, with #100; change the file itself, or write a new issue."
    assert (club.host.git("rev-parse", "main"), club.host.merged) == (published, [100])


@pytest.mark.parametrize("state", ["open", "closed"])
def test_request_from_a_fork_whose_branch_is_called_so_is_not_taken_for_ours(club: Club, state: str) -> None:
    club.host.requests[90] = {"number": 90, "state": state, "head": "village/7", "from": "octo/fork", "title": "x", "body": "x"}
    club.host.merged += [90] if state == "closed" else []
    _, told = club.write(body("post", text="Hello"))
    assert (told[:19], club.host.requests[90]["title"]) == ("It is in, with #101", "x")


def test_what_the_branch_got_while_an_issue_was_looked_at_is_looked_at_first(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = {"status": "ahead", "files": [{"status": "removed", "filename": "posts/grace/hi.md"}]}
    monkeypatch.setattr(club.host, "_compare", lambda *_: gone)
    _, told = club.write(body("answer", to="https://club.example/@grace/hi/", text="Hi"))
    assert told.startswith("This could not be done: `the branch was changed since the gate looked at it`. Change the text")
    assert (club.host.merged, club.host.requests) == ([], {})


def test_closed_issue_is_left_alone(club: Club, capsys: pytest.CaptureFixture[str]) -> None:
    status, _ = club.write(body("post", text="Hello"), state="closed")
    assert (status, club.host.comments, club.host.merged) == (0, [], [])
    assert "#7 is closed" in capsys.readouterr().out


HOSTILE = [
    "---\ngithub: ada-l\n---\nx",
    "$(touch pwned) `touch pwned` ; touch pwned",
    "${{ github.token }} ${{ secrets.X }}",
    "::set-env name=PATH::/tmp\n::add-mask::x",
    "<script>alert(1)</script> [x](javascript:alert(1))",
    "\u202egnp.exe \x1b[2J \x00",
    "{{ 7*7 }} {% include 'x' %}",
    "@everyone #1 " + "![x](" * 1000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(club: Club, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, told = club.write(body("post", title=text.split("\n", maxsplit=1)[0][:100], text=text))
    assert status == 0
    assert not [*club.clone.rglob("pwned")]
    assert not any(line.startswith("::") for line in capsys.readouterr().out.splitlines())
    changed = club.host.git("diff", "--name-only", "main~1", "main").split() if club.host.merged else []
    assert all(path.startswith("posts/ada/") for path in changed)
    if club.host.merged:
        subprocess.run(["git", "-C", str(club.clone), "fetch", "--quiet"], check=True)
        subprocess.run(["git", "-C", str(club.clone), "reset", "--quiet", "--hard", "origin/main"], check=True)
        build(Options(root=club.clone, now=NOW, jobs=1))
        (page,) = (club.clone / "public/@ada").glob("2026-11-30-1000*/index.html")
        html = page.read_text()
        assert "<script>alert" not in html
        assert 'href="javascript:' not in html
    else:
        assert told.startswith("This could not be done")


def test_post_that_holds_a_secret_waits_for_an_editor(club: Club) -> None:
    _, told = club.write(body("post", text="my token ghp_" + "a1B2" * 9))
    assert told == "Thank you. An editor looks at it: #100."
    assert club.host.merged == []


@pytest.mark.parametrize(
    ("path", "answer", "why"),
    [
        ("/git/trees", (201, {"sha": EMPTY_TREE}), "made another tree of it than the gate has judged"),
        ("/pulls", (500, {"message": "no"}), "answers 500"),
        ("/git/blobs", (403, {"message": "no"}), "answers 403"),
    ],
)
def test_host_that_does_something_else_merges_nothing(club: Club, path: str, answer: tuple[int, Any], why: str) -> None:
    club.host.faults[path] = answer
    _, told = club.write(body("post", text="Hello"))
    assert told.startswith("This could not be done: `the git host")
    assert why in told
    assert club.host.merged == []


def test_what_somebody_else_makes_of_an_issue_is_not_its_writers_word(club: Club) -> None:
    _, told = club.write(body("post", text="I owe Grace everything"), sender="graceh")
    assert told.startswith("Somebody else changed the text above")
    assert (club.host.requests, club.host.merged) == ({}, [])
    club.write("I changed this", sender="graceh")
    assert len(club.host.comments) == 1


@pytest.mark.parametrize("to", ["`@octocat @torvalds` [x](https://evil.example)", "@octocat", "a\n\n# @octocat", "``` @octocat"])
def test_what_cannot_be_done_is_told_to_nobody_else(club: Club, to: str) -> None:
    """The host writes to everybody whom a comment mentions, and shows it as Markdown."""
    _, told = club.write(body("answer", to=to, text="Hi"))
    assert told.startswith("This could not be done: `")
    ticks = "`" * (len(told.removeprefix("This could not be done: ")) - len(told.removeprefix("This could not be done: ").lstrip("`")))
    inside, end, rest = told.removeprefix(f"This could not be done: {ticks}").partition(ticks)
    assert ("@octocat" in inside, end, rest) == (True, ticks, ". Change the text above, and it is tried again.")
    assert "\n" not in told


def test_request_for_an_account_mentions_nobody(club: Club) -> None:
    club.write(body("join", handle="torvalds", bio="@octocat"), "eve-x")
    request = club.host.requests[100]
    outside = re.sub(r"(`+).*?\1", "", request["body"], flags=re.DOTALL)
    assert not re.search(r"@\w", outside + request["title"]), outside


def test_issue_that_is_no_form_is_left_alone(club: Club, capsys: pytest.CaptureFixture[str]) -> None:
    status, _ = club.write("Your site is slow")
    assert (status, club.host.comments) == (0, [])
    assert "is no form of this site" in capsys.readouterr().out
