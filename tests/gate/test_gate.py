"""The gate, on real git repositories: what members may do, and an attack on each rule."""

import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from microblog import cli
from microblog.errors import ContentError
from microblog.gate.contents import look_through
from tests.support.club import BEFORE, CONFIG, POST, Request, told
from tests.support.recordings import box, mp4


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Request:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    return Request(tmp_path / "club")


def test_member_may_change_their_own_folder_and_nobody_has_to_look(request_: Request) -> None:
    request_.commit({"posts/ada/news.md": POST, "posts/ada/hello.md": "---\ndate: 2026-01-01\n---\nHello there\n"})
    verdict = request_.judge()
    assert (verdict.is_blocked, verdict.is_own, verdict.member.handles) == (False, True, ("ada",))
    assert [post.text for post in verdict.posts] == ["News"]


def test_member_may_change_the_answers_to_their_own_posts_alone(request_: Request) -> None:
    request_.commit({"answers/ada/hello.json": "{}", "answers/grace/hi.json": "{}"})
    assert told(request_.judge()) == ["answers/grace/hi.json: is not in the folder of @ada-l, which is posts/ada/"]


def test_pictures_of_people_elsewhere_are_no_author_s_not_even_of_one_who_is_called_so(request_: Request) -> None:
    request_.git("checkout", "--quiet", "main")
    request_.commit({"posts/avatars/profile.md": "---\nname: Ava\ngithub: ava\n---\n"})
    request_.git("checkout", "--quiet", "-B", "request")
    path = f"answers/avatars/{'0' * 32}.webp"
    request_.commit({path: b"RIFF", "answers/avatars/hello.json": "{}"})
    assert [line.partition(": ")[0] for line in told(request_.judge("ava"))] == [path, "answers/avatars/hello.json"]
    assert told(request_.judge("Edith")) == []


@pytest.mark.parametrize(
    "path",
    [
        "posts/grace/hi.md",
        "posts/grace/profile.md",
        "posts/new.md",
        "posts/2026/new.md",
        "pages/about.md",
        "config.yaml",
        "templates/more/a.txt",
        "static/a.txt",
        ".github/workflows/pages.yml",
        ".github/dependabot.yml",
        "microblog/errors.py",
        "build.py",
        "requirements.txt",
        "sent/ada.jsonl",
        "README.md",
        "CODEOWNERS",
    ],
)
def test_author_may_change_nothing_else(request_: Request, path: str) -> None:
    request_.commit({path: BEFORE.get(path, "") + "\n"})
    verdict = request_.judge()
    assert {line.partition(": ")[0] for line in told(verdict)} == {path}
    assert not verdict.is_own


def test_file_of_another_cannot_be_taken_away_nor_moved(request_: Request) -> None:
    request_.commit({"posts/grace/hi.md": None, "posts/ada/hi.md": BEFORE["posts/grace/hi.md"]})
    assert "posts/grace/hi.md: is not in the folder of @ada-l, which is posts/ada/" in told(request_.judge())


def test_two_members_cannot_be_changed_at_once_by_one(request_: Request) -> None:
    request_.commit({"posts/ada/a.md": POST, "posts/grace/b.md": POST})
    assert told(request_.judge()) == ["posts/grace/b.md: is not in the folder of @ada-l, which is posts/ada/"]
    assert told(request_.judge("graceh")) == ["posts/ada/a.md: is not in the folder of @graceh, which is posts/grace/"]


def test_editor_may_change_what_people_write_and_nothing_else(request_: Request) -> None:
    request_.commit({"posts/grace/hi.md": "---\ndate: 2026-01-02\n---\nHi!\n", "pages/about.md": "About\n"})
    verdict = request_.judge("EDITH")
    assert (told(verdict), verdict.is_own) == ([], False)
    request_.commit({"templates/a.txt": "x"})
    assert told(request_.judge("edith")) == ["templates/a.txt: @edith may not change it, being no admin"]


def test_admin_may_change_everything_but_it_does_not_merge_by_itself(request_: Request) -> None:
    request_.commit({"config.yaml": CONFIG + "title: New\n", ".github/workflows/pages.yml": "on: push\n\n"})
    verdict = request_.judge("Boss")
    assert (told(verdict), verdict.is_own) == ([], False)


def test_who_is_no_member_may_ask_for_a_new_account_and_for_nothing_else(request_: Request) -> None:
    request_.commit({"posts/eve/profile.md": "---\nname: Eve\ngithub: eve-x\n---\n", "posts/eve/first.md": POST})
    verdict = request_.judge("eve-x")
    assert (verdict.is_blocked, verdict.is_own) == (False, False)
    assert told(verdict, "notice") == ["posts/eve/profile.md: @eve-x asks to become @eve"]
    request_.commit({"posts/ada/x.md": POST})
    assert "posts/ada/x.md: @eve-x is no member, by the base branch" in told(request_.judge("eve-x"))


# Attacks


def test_nobody_becomes_somebody_by_saying_so_in_the_request(request_: Request) -> None:
    request_.commit({"posts/ada/profile.md": "---\nname: Ada\ngithub: mallory\n---\n", "posts/ada/x.md": POST})
    verdict = request_.judge("mallory")
    assert "posts/ada/x.md: @mallory is no member, by the base branch" in told(verdict)
    assert "posts/ada/profile.md: `github` would make @ada an account of mallory" in told(verdict)


def test_role_that_the_request_gives_counts_nothing(request_: Request) -> None:
    request_.commit({"config.yaml": CONFIG.replace("roles: {", "roles: {ada-l: admin, "), "posts/grace/x.md": POST})
    assert len(told(request_.judge())) == 2


@pytest.mark.parametrize("login", ["graceh", "GraceH", "ada-l"])
def test_new_account_cannot_claim_somebody_elses_login(request_: Request, login: str) -> None:
    request_.commit({"posts/mallory/profile.md": f"---\nname: M\ngithub: {login}\n---\n"})
    assert told(request_.judge("mallory")) == [f"posts/mallory/profile.md: `github` would make @mallory an account of {login}"]


def test_profile_that_goes_is_told_at_its_place(request_: Request) -> None:
    request_.commit({"posts/ada/profile.md": None, "posts/ada/x.md": POST})
    assert "posts/ada/profile.md: `github` would make @ada an account of nobody" in told(request_.judge())


def test_account_cannot_be_handed_over_without_an_admin(request_: Request) -> None:
    request_.commit({"posts/ada/profile.md": "---\nname: Ada\ngithub: friend\n---\n"})
    assert told(request_.judge()) == ["posts/ada/profile.md: `github` would make @ada an account of friend"]
    assert told(request_.judge("boss")) == []


def test_login_that_two_profiles_claim_is_nobodys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setitem(BEFORE, "posts/grace/profile.md", "---\nname: Grace\ngithub: ada-l\n---\n")
    request = Request(tmp_path / "club")
    request.commit({"posts/ada/x.md": POST})
    assert told(request.judge()) == ["posts/ada/x.md: @ada-l is no member, by the base branch"]


def add_line(request: Request, mode: str, path: str, text: str) -> None:
    """Commit something that no work tree would let through."""
    blob = request.git("hash-object", "-w", "--stdin", given=text).strip()
    blob = request.git("rev-parse", "HEAD").strip() if mode == "160000" else blob
    request.git("update-index", "--add", "--cacheinfo", f"{mode},{blob},{path}")
    request.git("commit", "--quiet", "--message=x")


@pytest.mark.parametrize("login", ["ada-l", "boss"])
@pytest.mark.parametrize(
    ("mode", "path", "what"),
    [
        ("120000", "posts/ada/key.md", "is a symbolic link"),
        ("160000", "posts/ada/more", "is a submodule"),
        ("100644", "posts/ada/.gitattributes", "is a hidden file among what people write"),
        ("100644", "posts/ada/.hidden/a.md", "is a hidden file among what people write"),
        ("100755", "posts/ada/run.md", "is marked as a program"),
        ("100644", "posts/ada/a\\..\\..\\config.yaml", "its path has parts that no file needs"),
        ("100644", "posts/ada/a\u202edm.exe", "its path has parts that no file needs"),
        ("100644", "posts/ada/new\nline.md", "its path has parts that no file needs"),
        ("100644", "posts/Ada/a.md", "differs from posts/ada in nothing but case or the form of letters"),
        ("100644", "Posts/ada/a.md", "differs from posts in nothing but case or the form of letters"),
        ("100644", "posts/ada/HELLO.md", "differs from posts/ada/hello.md in nothing but case or the form of letters"),
    ],
)
def test_what_no_site_needs_and_every_attack_likes_is_refused_from_everybody(
    request_: Request, mode: str, path: str, what: str, login: str
) -> None:
    add_line(request_, mode, path, "../../config.yaml")
    request_.git("checkout", "--force", "--quiet", "HEAD")
    try:
        errors = told(request_.judge(login))
    except ContentError as error:
        errors = [f"{problem.path}: {problem.what}" for problem in error.problems]
    assert f"{path}: {what}" in errors


def test_tree_with_dots_for_a_name_is_refused(request_: Request) -> None:
    blob = request_.git("hash-object", "-w", "--stdin", given="evil").strip()
    ada = request_.git("ls-tree", "HEAD:posts/ada")
    tree = raw_tree(request_, [("100644", "blob", blob, "..")], ada)
    posts = request_.git("mktree", given=request_.git("ls-tree", "HEAD:posts").replace(ada_line(request_), f"040000 tree {tree}\tada\n"))
    top = request_.git("mktree", given=replaced(request_.git("ls-tree", "HEAD"), "posts", posts.strip()))
    commit = request_.git("commit-tree", "-p", "HEAD", "-m", "x", top.strip()).strip()
    request_.git("update-ref", "refs/heads/request", commit)
    assert "posts/ada/..: its path has parts that no file needs" in told(request_.judge())


def ada_line(request: Request) -> str:
    return next(line for line in request.git("ls-tree", "HEAD:posts").splitlines(keepends=True) if line.endswith("\tada\n"))


def replaced(listing: str, name: str, tree: str) -> str:
    return "".join(f"040000 tree {tree}\t{name}\n" if line.endswith(f"\t{name}\n") else line for line in listing.splitlines(keepends=True))


def raw_tree(request: Request, entries: list[tuple[str, str, str, str]], listing: str) -> str:
    """Write a tree that `git mktree` would refuse."""
    rows = [line.split(maxsplit=3) for line in listing.splitlines()]
    items = sorted([*entries, *((mode, kind, blob, name) for mode, kind, blob, name in rows)], key=lambda item: item[3])
    data = b"".join(f"{mode.lstrip('0')} {name}".encode() + b"\0" + bytes.fromhex(blob) for mode, _, blob, name in items)
    path = request.top / ".git" / "tree.bin"
    path.write_bytes(data)
    return request.git("hash-object", "-t", "tree", "-w", "--literally", str(path)).strip()


def test_huge_list_of_files_waits_for_an_admin(request_: Request) -> None:
    request_.commit({f"posts/ada/many/{n}.txt": "x" for n in range(301)})
    assert "changes 301 files" in " ".join(told(request_.judge()))
    assert "changes 301 files" not in " ".join(told(request_.judge("boss")))


def test_path_outside_of_the_site_folder_is_nobodys_but_an_admins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    request = Request(tmp_path / "club", "site")
    request.commit({"posts/ada/x.md": POST, "../posts/ada/x.md": POST})
    assert [line.partition(": ")[0] for line in told(request.judge())] == ["../posts/ada/x.md"]


# What the gate points out


def test_site_that_does_not_build_blocks_with_the_line(request_: Request) -> None:
    request_.commit({"posts/ada/x.md": "---\ndate: yesterday\n---\nx\n", "posts/ada/y.md": "---\ntags: [\n---\n"})
    paths = [finding.path for finding in request_.judge().findings if finding.level == "error"]
    assert {"posts/ada/x.md", "posts/ada/y.md"} <= set(paths)


def photo(*, has_place: bool) -> bytes:
    exif, data = Image.Exif(), BytesIO()
    if has_place:
        exif.get_ifd(0x8825)[2] = (52.0, 30.0, 0.0)
    Image.new("RGB", (2, 2)).save(data, "JPEG", exif=exif)
    return data.getvalue()


def test_photo_that_says_where_it_was_taken_is_pointed_out(request_: Request) -> None:
    request_.commit({"posts/ada/home.jpg": photo(has_place=True), "posts/ada/no.jpg": photo(has_place=False), "posts/ada/x.md": POST})
    verdict = request_.judge()
    assert told(verdict, "warning") == ["posts/ada/home.jpg: says where it was taken"]


def test_picture_under_another_name_and_film_that_say_where_they_were_taken_are_pointed_out(request_: Request) -> None:
    films = {name: mp4(box("udta", box(name, b"+52.5+013.4/"))) for name in ("\xa9xyz", "loci", "name")}
    files = {f"posts/ada/{at}.mp4": film for at, film in enumerate(films.values())}
    request_.commit({**files, "posts/ada/home.txt": photo(has_place=True), "posts/ada/x.md": POST})
    paths = [line.partition(":")[0] for line in told(request_.judge(), "warning") if line.endswith("says where it was taken")]
    assert paths == ["posts/ada/0.mp4", "posts/ada/1.mp4", "posts/ada/home.txt"]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("token ghp_" + "a1B2" * 9, "error"),
        ("AKIA" + "ABCD" * 4, "error"),
        ("-----BEGIN OPENSSH " + "PRIVATE KEY-----", "error"),
        ("write to ada.l@mail.company.co.uk", "warning"),
        ("ring +49 (0)30 1234-5678", "warning"),
        ("[ring](tel:030-1234567) or Tel:+49 30 1234567", "warning"),
        ("I am @ada@mastodon.social, as is ada@club.example", ""),
        ("the year 2026, 12:30, 1,234,567 and 10.1000/182, 10:00 12:00 14:00 16:00", ""),
    ],
)
def test_secret_blocks_and_an_address_is_pointed_out(request_: Request, text: str, level: str) -> None:
    request_.commit({"posts/ada/x.md": f"{POST}\n{text}\n"})
    verdict = request_.judge()
    assert [(finding.level, finding.line) for finding in verdict.findings] == ([(level, 6)] if level else [])


def test_secret_in_a_file_as_windows_writes_it_blocks(request_: Request) -> None:
    request_.commit({"posts/ada/notes.txt": f"token\r\nghp_{'a1B2' * 9}\r\n".encode("utf-16")})
    assert told(request_.judge()) == ["posts/ada/notes.txt: holds what looks like a secret"]


@pytest.mark.parametrize("piece", ["eyJaaaaaaaaaa-", "eyJaaaaaaaaaa.", "a@a.", "a.", "+1 ", "-----BEGIN ", "ghp_", "sk_live_", "tel:1 "])
def test_no_line_however_long_keeps_the_gate_busy(piece: str) -> None:
    start = time.process_time()
    look_through("posts/ada/x.txt", (piece * (1_000_000 // len(piece))).encode())
    assert time.process_time() - start < 5


def test_what_stood_there_before_is_not_pointed_out_again(request_: Request) -> None:
    request_.commit({"posts/ada/x.md": f"{POST}\nada@real.club\n"})
    request_.git("checkout", "--quiet", "main")
    request_.git("merge", "--quiet", "request")
    request_.git("checkout", "--quiet", "-b", "second")
    request_.commit({"posts/ada/x.md": f"{POST}\nada@real.club\nmore\n"})
    assert request_.judge().findings == []


def test_post_that_gets_another_id_is_blocked_and_the_old_one_said(request_: Request) -> None:
    request_.commit({"posts/ada/hello.md": None, "posts/ada/renamed.md": BEFORE["posts/ada/hello.md"]})
    (finding,) = [finding for finding in request_.judge().findings if finding.level == "error"]
    assert (finding.path, finding.what) == (
        "posts/ada/renamed.md",
        "has another id in feeds than posts/ada/hello.md had, so readers get the post again",
    )
    assert "write `id: ada/hello` into the head of posts/ada/renamed.md" in finding.remedy
    request_.commit({"posts/ada/renamed.md": "---\ndate: 2026-01-01\nid: ada/hello\n---\nHello\n"})
    assert told(request_.judge()) == []


def test_entry_that_vanishes_is_blocked_unless_it_is_meant(request_: Request) -> None:
    request_.commit({"posts/ada/hello.md": None})
    assert told(request_.judge()) == ["posts/ada/hello.md: vanishes from the feeds"]
    verdict = request_.judge(is_meant=True)
    assert (verdict.is_blocked, told(verdict, "notice")) == (False, ["posts/ada/hello.md: vanishes from the feeds"])


def test_other_authority_changes_every_id_and_is_blocked(request_: Request) -> None:
    request_.commit({"config.yaml": CONFIG.replace("club.example,2026", "club.example,2025")})
    assert len([line for line in told(request_.judge("boss")) if "has another id" in line]) == 2


def test_many_old_posts_that_say_they_were_updated_are_blocked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    for n in range(6):
        monkeypatch.setitem(BEFORE, f"posts/ada/{n}.md", "---\ndate: 2026-01-01\n---\nHello\n")
    request = Request(tmp_path / "club")
    request.commit({f"posts/ada/{n}.md": "---\ndate: 2026-01-01\nupdated: 2026-11-29\n---\nHello\n" for n in range(6)})
    assert "one of 6 posts older than a month" in told(request.judge())[0]


# What it says


def run(request: Request, *options: str) -> int:
    arguments = ["gate", "--root", str(request.root), "--base", "main", "--now", "2026-11-30T00:00Z", *options]
    return cli.main(arguments)


def test_workflow_gets_annotations_and_a_summary_that_nobody_obeys(
    request_: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = "````\n::set-output name=x::y\n</details><script>alert(1)</script> ::error::no @everyone"
    request_.commit({"posts/ada/x.md": f'---\ndate: 2026-11-01\ntitle: "%0A::error::x"\n---\n{hostile}\n', "posts/grace/a,b:c.md": POST})
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert run(request_, "--author", "ada-l") == 1
    lines = capsys.readouterr().out.splitlines()
    commands = [line for line in lines if line.startswith("::")]
    assert [line for line in commands if not line.startswith(("::error file=", "::warning file=", "::notice file="))] == []
    assert any("file=posts/grace/a%2Cb%3Ac.md,line=1::" in line for line in commands)
    text = summary.read_text()
    assert "## Blocked" in text
    fence = next(line for line in text.splitlines() if line.endswith("text") and line.startswith("`"))
    inside = text.split(fence, 1)[1]
    assert "`" * len(fence.removesuffix("text")) in inside
    assert "<script>" not in text.replace(inside, "")


def test_command_says_at_a_prompt_what_is_in_the_way(request_: Request, capsys: pytest.CaptureFixture[str]) -> None:
    request_.commit({"posts/grace/x.md": POST})
    assert run(request_, "--author", "ada-l") == 1
    said = capsys.readouterr()
    assert "posts/grace/x.md:1: is not in the folder of @ada-l, which is posts/ada/; move it there, or ask an editor" in said.err
    assert said.out == "Blocked by 1 finding\n"


def test_base_that_git_does_not_know_is_said(request_: Request, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["gate", "--root", str(request_.root), "--base=--output=x", "--author", "a"]) == 2
    assert cli.main(["gate", "--root", str(request_.root), "--base=nowhere", "--author", "a"]) == 2
    assert "git knows no common commit of HEAD and nowhere" in capsys.readouterr().err
    assert not (request_.root / "x").exists()
