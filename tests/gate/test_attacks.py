"""What somebody could try whose pull requests merge by themselves: to be somebody else, or to show what is hidden."""

from pathlib import Path

import pytest

from microblog.gate.summary import summarise
from tests.support.club import BEFORE, CONFIG, POST, Request, told


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Request:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    return Request(tmp_path / "club")


@pytest.mark.parametrize("alias", ["/@grace/hi/", "/@grace/not-there-yet/", "/@grace/", "/@Grace/x/", "/@gr%61ce/x/", "/@eve/x/"])
def test_nobody_takes_an_address_below_somebody_elses_name(request_: Request, alias: str) -> None:
    request_.commit({"posts/ada/x.md": f"---\ndate: 2026-11-01\naliases: ['{alias}']\n---\nCome to me\n"})
    assert [line.partition(":")[0] for line in told(request_.judge())] == ["posts/ada/x.md"]


@pytest.mark.parametrize(
    "identity", ["grace/hi", "grace/gone", "GRACE/gone", "tag:club.example,2026:grace/gone", "tag:club.example,2026:grace/hi"]
)
def test_nobody_takes_the_identity_of_somebody_elses_post(request_: Request, identity: str) -> None:
    request_.commit({"posts/ada/x.md": f"---\ndate: 2026-11-01\nid: '{identity}'\n---\nGrace says so\n"})
    assert [line.partition(":")[0] for line in told(request_.judge())] == ["posts/ada/x.md"]


def test_summary_has_no_word_of_what_readers_are_not_to_see(request_: Request) -> None:
    hidden = {
        "posts/ada/draft.md": "---\ndate: 2026-11-01\ndraft: true\ntitle: Quagga\n---\nA quagga\n",
        "posts/ada/2027-01-01-later.md": "A thylacine\n",
        "posts/ada/over.md": "---\ndate: 2026-11-01\nexpires: 2026-11-02\n---\nAn amoaa\n",
        "posts/ada/undated.md": "An aurochs\n",
        "posts/ada/unlisted.md": "---\ndate: 2026-11-01\nunlisted: true\n---\nA dodo\n",
        "posts/ada/commented.md": "---\ndate: 2026-11-01\n---\nRead me. <!-- bluebuck --> %% bluebuck %%\n",
    }
    request_.commit({**hidden, "posts/ada/news.md": POST})
    verdict = request_.judge()
    said = summarise(verdict.member, verdict.findings, verdict.posts, is_own=verdict.is_own).lower()
    assert ("news" in said, "read me." in said) == (True, True)
    assert [word for word in ("quagga", "thylacine", "amoaa", "an aurochs", "a dodo", "bluebuck") if word in said] == []


def test_draft_claims_nothing_for_the_day_on_which_it_is_seen(request_: Request) -> None:
    request_.commit({"posts/ada/2027-01-01-later.md": "---\naliases: /@grace/later/\n---\nBoo\n"})
    assert told(request_.judge()) == ["posts/ada/2027-01-01-later.md: claims `/@grace/later/`, which is not below @ada"]


def test_what_is_below_ones_own_name_may_be_claimed_and_editors_may_do_more(request_: Request) -> None:
    own = "---\ndate: 2026-11-01\nid: ada/2025/place\naliases: [/@ada/before/, '/@ada/2013/07/hello/']\n---\nMoved\n"
    brought = "---\ndate: 2026-11-01\nid: 'tag:ada.example,2013:hello/there'\n---\nFrom my old site\n"
    others = "---\ndate: 2026-11-01\nid: grace/gone\naliases: /@grace/gone/\n---\nTaken over\n"
    request_.commit({"posts/ada/x.md": own, "posts/ada/z.md": brought})
    assert told(request_.judge()) == []
    request_.commit({"posts/ada/y.md": others})
    assert told(request_.judge("edith")) == []
    assert len(told(request_.judge())) == 2


@pytest.mark.parametrize("key", ["aliases", "permalink", "redirect_from"])
@pytest.mark.parametrize("path", ["/donate/", "/2013/07/hello/", "/login.html", "/d%6Fnate/", "/@adam/x/", "https://club.example/donate/"])
def test_address_at_the_root_is_the_sites_own_word(request_: Request, key: str, path: str) -> None:
    request_.commit({"posts/ada/x.md": f"---\ndate: 2026-11-01\n{key}: '{path}'\n---\nGive\n"})
    assert [line.partition(":")[0] for line in told(request_.judge())] == ["posts/ada/x.md"]
    assert told(request_.judge("edith")) == []


@pytest.mark.parametrize("identity", ["gone", "2026/gone", "zoe/gone", "tag:club.example,2025:grace/gone", "tag:club.example,2026:gone"])
def test_nobody_takes_an_identity_that_somebody_had_who_is_gone(request_: Request, identity: str) -> None:
    request_.commit({"posts/ada/x.md": f"---\ndate: 2026-11-01\nid: '{identity}'\n---\nThey say so\n"})
    assert [line.partition(":")[0] for line in told(request_.judge())] == ["posts/ada/x.md"]


@pytest.mark.parametrize(
    "more", ['"id": "grace/soon"', '"id": "ada/x", "aliases": ["/donate/"]', '"id": "ada/x", "aliases": ["/@grace/soon/"]']
)
def test_what_is_left_of_a_post_claims_no_more_than_a_post(request_: Request, more: str) -> None:
    request_.commit({"posts/ada/forgotten.jsonl": f'{{"post": "ada/x", "at": "2026-11-01T00:00:00Z", {more}}}\n'})
    assert [line.partition(":")[0] for line in told(request_.judge())] == ["posts/ada/forgotten.jsonl"]


@pytest.mark.parametrize(
    "files",
    [
        {"posts/2026/note.md": "---\ndate: 2026-01-05\nauthor: grace\n---\nI owe you\n"},
        {"posts/2027/note.md": "---\ndate: 2026-11-05\nauthor: grace\n---\nI owe you\n"},
        {"posts/2026/old.md": None},
        {"posts/shared/logo.txt": "evil"},
        {"posts/shared/profile.md": "---\ngithub: mallory\n---\n"},
    ],
)
def test_stranger_asks_for_no_folder_that_is_a_year_or_holds_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str | None]
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setitem(BEFORE, "posts/2026/old.md", "---\ndate: 2026-01-04\nauthor: grace\n---\nOld\n")
    monkeypatch.setitem(BEFORE, "posts/shared/logo.txt", "a logo")
    request = Request(tmp_path / "club")
    request.commit(files)
    assert f"{min(files)}: @mallory is no member, by the base branch" in told(request.judge("mallory"))


def test_stranger_asks_for_no_account_that_stands_in_the_configuration_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setitem(BEFORE, "config.yaml", f"{CONFIG}users: {{kay: {{name: Kay, github: kay-k}}}}\n")
    request = Request(tmp_path / "club")
    request.commit({"posts/kay/x.md": POST})
    assert told(request.judge("mallory")) == ["posts/kay/x.md: @mallory is no member, by the base branch"]
    assert told(request.judge("kay-k")) == []


@pytest.mark.parametrize("name", ["aux.md", "COM1", "a:b.md", "what?.md", "trailing.", "space ", "git~1", "GIT~2", 'a"b.md', "x/nul/y.md"])
def test_name_that_hinders_others_from_taking_the_site_out_is_refused(request_: Request, name: str) -> None:
    blob = request_.git("hash-object", "-w", "--stdin", given="x").strip()
    request_.git("update-index", "--add", "--cacheinfo", f"100644,{blob},posts/ada/{name}")
    request_.git("commit", "--quiet", "--message=x")
    wanted = f"posts/ada/{name}: has a name that Windows does not allow, so nobody there could work with the site"
    assert wanted in told(request_.judge())
    assert wanted in told(request_.judge("boss"))


def test_answers_that_an_author_brings_are_pointed_out(request_: Request) -> None:
    request_.commit(
        {"answers/ada/hello.json": '{"form": "microblog answers 1", "post": "ada/hello", "answers": []}', "posts/ada/x.md": POST}
    )
    verdict = request_.judge()
    assert told(verdict, "warning") == ["answers/ada/hello.json: says what others answered, in words that whoever asks has brought"]
    assert "### To be looked at" in summarise(verdict.member, verdict.findings, verdict.posts, is_own=verdict.is_own)
    assert told(request_.judge("edith"), "warning") == []


def test_who_has_no_login_is_not_the_one_author_whose_profile_names_none(request_: Request) -> None:
    """The host names nobody where an account was deleted."""
    request_.git("checkout", "--quiet", "main")
    request_.commit({"posts/zoe/profile.md": "---\nname: Zoe\n---\n"})
    request_.git("checkout", "--quiet", "-B", "request")
    request_.commit({"posts/zoe/x.md": POST})
    assert told(request_.judge("")) == ["posts/zoe/x.md: @ is no member, by the base branch"]


# What a profile says


PROFILE = "---\nname: Ada\ngithub: Ada-L\n{more}\n---\n"


def test_site_writes_to_no_address_that_an_author_alone_has_named(request_: Request) -> None:
    request_.commit({"posts/ada/profile.md": PROFILE.format(more="email: victim@real.club\nnotify: true")})
    what = "posts/ada/profile.md: would let the site write to victim@real.club (`notify`), and nobody knows whether that is the author's"
    assert (told(request_.judge()), told(request_.judge("edith"))) == ([what], [])
    request_.git("checkout", "--quiet", "main")
    request_.git("merge", "--quiet", "request")
    request_.git("checkout", "--quiet", "-B", "request")
    request_.commit({"posts/ada/profile.md": PROFILE.format(more="email: victim@real.club\nnotify: true\npronouns: she")})
    assert told(request_.judge()) == []
    request_.commit({"posts/ada/profile.md": PROFILE.format(more="email: other@real.club\nnotify: true")})
    assert "other@real.club" in told(request_.judge())[0]
    request_.commit({"posts/ada/profile.md": PROFILE.format(more="email: other@real.club")})
    assert told(request_.judge()) == []


@pytest.mark.parametrize("more", ["mastodon: https://evil.example/@ada", "bluesky: evil.example", "did: did:plc:abcdefghijklmnopqrstuvwx"])
def test_nobody_but_an_author_or_an_admin_says_where_their_secret_goes(request_: Request, more: str) -> None:
    request_.commit({"posts/ada/profile.md": PROFILE.format(more=more)})
    what = f"posts/ada/profile.md: `{more.partition(':')[0]}` would send what @ada keeps secret to another account"
    assert (told(request_.judge("edith")), told(request_.judge("boss")), told(request_.judge())) == ([what], [], [])


def test_new_account_shares_no_secrets_with_one_that_is_called_nearly_so(request_: Request) -> None:
    request_.git("checkout", "--quiet", "main")
    request_.commit({"posts/ada-l/profile.md": "---\ngithub: other\n---\n"})
    request_.git("checkout", "--quiet", "-B", "request")
    request_.commit({"posts/ada_l/profile.md": "---\ngithub: mallory\nmastodon: https://evil.example/@x\n---\n"})
    assert "posts/ada_l/profile.md: @ada_l would be taken for @ada-l" in " ".join(told(request_.judge("mallory")))


def test_template_of_a_request_is_not_run(request_: Request, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    evil = f"{{% block main %}}{{{{ cycler.__init__.__globals__.os.system('touch {mark}') }}}}{{% endblock %}}"
    names = ("post.html", "_card.html", "base.html", "mail.txt")
    request_.commit({"posts/ada/x.md": POST, **{f"templates/{name}": evil for name in names}})
    refused = {line.partition(":")[0] for line in told(request_.judge())}
    assert refused == {f"templates/{name}" for name in names}
    assert not mark.exists()


@pytest.mark.parametrize("handle", ["gracie", "grac3", "adal"])
def test_other_handle_is_no_lookalike(request_: Request, handle: str) -> None:
    request_.commit({f"posts/{handle}/profile.md": "---\ngithub: mallory\n---\n"})
    assert told(request_.judge("mallory"), "warning") == []


@pytest.mark.parametrize("handle", ["m0ira", "moira-", "mo1ra", "rnoira"])
def test_handle_that_looks_like_another_is_pointed_out(request_: Request, handle: str) -> None:
    request_.git("checkout", "--quiet", "main")
    request_.commit({"posts/moira/profile.md": "---\ngithub: moira-m\n---\n"})
    request_.git("checkout", "--quiet", "-B", "request")
    request_.commit({f"posts/{handle}/profile.md": "---\ngithub: mallory\n---\n"})
    assert told(request_.judge("mallory"), "warning") == [f"posts/{handle}/profile.md: @{handle} looks much like @moira"]


@pytest.mark.parametrize("name", ["Grace", "GRACE", "gr\u200bace", "Ｇrace", "G.r.a.c.e", "Gr\u0430ce", "Grac\u0435\u0301", "Gr\u00e1ce"])
def test_nobody_takes_the_name_of_another(request_: Request, name: str) -> None:
    what = "has the name of @grace, so readers would take one for the other"
    request_.commit({"posts/ada/profile.md": f"---\nname: {name}\ngithub: Ada-L\n---\n"})
    assert (told(request_.judge()), told(request_.judge("edith"))) == ([f"posts/ada/profile.md: {what}"], [])
    request_.git("reset", "--quiet", "--hard", "main")
    request_.commit({"posts/mallory/profile.md": f"---\nname: {name}\ngithub: mallory\n---\n"})
    assert told(request_.judge("mallory"), "warning") == [f"posts/mallory/profile.md: {what}"]


@pytest.mark.parametrize(
    "path", ["/@ada/../donate/", "/@ada/%2e%2e/donate/", "//donate/", "/@ada/..%2fdonate/", "/./@grace/x/", "/@ada/\\..\\x/"]
)
def test_no_way_around_leads_out_of_ones_own_name(request_: Request, path: str) -> None:
    request_.commit({"posts/ada/x.md": f"---\ndate: 2026-11-01\naliases: '{path}'\n---\nx\n"})
    verdict = request_.judge()
    assert verdict.is_blocked or verdict.posts[0].aliases in {(), ("@ada/donate/",)}
