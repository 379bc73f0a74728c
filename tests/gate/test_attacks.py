"""What somebody could try whose pull requests merge by themselves: to be somebody else, or to show what is hidden."""

from pathlib import Path

import pytest

from microblog.gate.summary import summarise
from tests.support.club import POST, Request, told


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
    assert told(request_.judge()) == ["posts/ada/2027-01-01-later.md: claims `/@grace/later/`, which is another author's"]


def test_what_is_ones_own_or_nobodys_may_be_claimed_and_editors_may_do_more(request_: Request) -> None:
    own = "---\ndate: 2026-11-01\nid: old/place\naliases: [/@ada/before/, /2013/07/hello/]\n---\nMoved\n"
    others = "---\ndate: 2026-11-01\nid: grace/gone\naliases: /@grace/gone/\n---\nTaken over\n"
    request_.commit({"posts/ada/x.md": own})
    assert told(request_.judge()) == []
    request_.commit({"posts/ada/y.md": others})
    assert told(request_.judge("edith")) == []
    assert len(told(request_.judge())) == 2


def test_template_of_a_request_is_not_run(request_: Request, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    evil = f"{{% block main %}}{{{{ cycler.__init__.__globals__.os.system('touch {mark}') }}}}{{% endblock %}}"
    names = ("post.html", "_card.html", "base.html", "mail.txt")
    request_.commit({"posts/ada/x.md": POST, **{f"templates/{name}": evil for name in names}})
    refused = {line.partition(":")[0] for line in told(request_.judge())}
    assert refused == {f"templates/{name}" for name in names}
    assert not mark.exists()
