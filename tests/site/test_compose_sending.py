"""From the page to write on into a repository: one commit, whatever happens on the way, and nothing lost."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.browsing import watched
from tests.support.composing import SITE, begin_anew, composing, config_of, open_page, post_in, send, status, wait_until_empty, write
from tests.support.git_host import TOKEN, GitHost, cut_off, lost, refused, serving_git
from tests.support.pictures import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def git() -> "Iterator[serving_git]":
    with serving_git() as git:
        yield git


@pytest.fixture
def host(git: serving_git) -> GitHost:
    """Return the host with a repository that nobody has written to yet."""
    git.host.begin()
    return git.host


@pytest.fixture(scope="module", params=["github", pytest.param("gitea", marks=pytest.mark.nightly)])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def tab(browser: "Browser", tmp_path_factory: pytest.TempPathFactory, git: serving_git, kind: str) -> "Iterator[Page]":
    """Yield the one page of a kind of host, of a site that is built once; none of the tests changes what is in it."""
    root = tmp_path_factory.mktemp(kind)
    for name, text in (SITE | {"config.yaml": config_of(git.url, kind)}).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    with composing(browser, root) as page:
        yield page


@pytest.fixture
def page(tab: "Page", host: GitHost) -> "Page":  # noqa: ARG001 - begun anew as well
    """Return a page that knows nothing of the tests before."""
    begin_anew(tab, tab.url.partition("?")[0])
    return tab


def text_of(page: "Page") -> str:
    return page.locator("#text").input_value()


def last_step(kind: str) -> str:
    """Return the request after which the post is published."""
    return "PATCH" if kind == "github" else "POST .*/contents$"


@pytest.mark.parametrize("kind", ["github", "gitea"], indirect=True)
def test_text_and_photos_are_one_commit(page: "Page", host: GitHost, tmp_path: Path) -> None:
    (tmp_path / "cat.jpg").write_bytes(plain())
    complaints = watched(page)
    write(page, "A cat. #cats", title="Cats", tags="tea, #two words")
    page.locator("#photos").set_input_files(tmp_path / "cat.jpg")
    page.get_by_label("What does cat.jpg show?").fill('A "cat": yes')
    send(page, TOKEN)
    told = status(page, "Sent: posts/ada/")
    post = post_in(host)
    assert post.source == told.removeprefix("Sent: ")
    assert (post.title, post.text, [tag.label for tag in post.tags]) == ("Cats", "A cat. #cats", ["tea", "two words", "cats"])
    assert [photo.alt for photo in post.photos] == ['A "cat": yes']
    assert host.files[post.attachments[0].source].startswith(b"\xff\xd8")
    assert len(host.history) == 2
    wait_until_empty(page)
    assert [line for line in complaints if "404" not in line] == []


def test_name_that_is_taken_gets_a_number_and_nothing_is_written_over(page: "Page", host: GitHost) -> None:
    write(page, "Again", at="2031-05-06T07:08")
    page.locator('[data-when="name"]', has_text="2031-05-06-0808-again.md").wait_for()
    name = page.locator('[data-when="name"]').inner_text()
    host.push({name: b"Somebody else's."})
    send(page, TOKEN)
    assert status(page, "Sent") == f"Sent: {name.removesuffix('.md')}-2.md"
    assert host.files[name] == b"Somebody else's."


def test_push_of_another_meanwhile_is_kept(page: "Page", host: GitHost, kind: str) -> None:
    def meanwhile() -> None:
        host.push({f"posts/bob/{len(host.history)}.md": b"Me first."})
        if kind == "gitea":  # which tells it so, where GitHub finds that the branch has moved
            refused(409, "the branch has moved")()

    for _ in range(2):
        host.before(last_step(kind), meanwhile)
    write(page, "Then me")
    send(page, TOKEN)
    status(page, "Sent")
    assert {"posts/bob/1.md", "posts/bob/2.md"} < host.files.keys()
    assert any(b"Then me" in data for data in host.files.values())


def test_repository_that_never_rests_is_told_and_nothing_is_lost(page: "Page", host: GitHost, kind: str) -> None:
    for _ in range(9):
        host.before(last_step(kind), refused(422 if kind == "github" else 409, "Update is not a fast forward"))
    write(page, "Patience")
    send(page, TOKEN)
    status(page, "Others changed the repository")
    assert text_of(page) == "Patience"


FAULTS = [
    (refused(401, "Bad credentials"), "The host does not take this token"),
    (refused(403, "Resource not accessible by personal access token"), "This token may not write"),
    (
        refused(403, "API rate limit exceeded", X_RateLimit_Remaining="0", X_RateLimit_Reset="1796000000"),
        "The host wants no more requests for now; try again at",
    ),
    (refused(429, "Too many"), "The host wants no more requests for now; try again later"),
    (refused(404, "Not Found"), "The host knows no such repository"),
    (refused(413, "Too large"), "The host finds the photos too large"),
    (refused(500, "Oh no"), "The host failed (500): Oh no"),
    (lost, "The network did not answer"),
    (cut_off, "The network did not answer"),
]


def test_what_goes_wrong_is_told_and_what_was_written_stays(page: "Page", host: GitHost) -> None:
    write(page, "Keep me", title="Kept")
    for answer, told in FAULTS:
        host.before("POST", answer)
        send(page, TOKEN)
        assert "kept here" in status(page, told)
        assert len(host.history) == 1
        open_page(page)
        assert (text_of(page), page.locator("#title").input_value()) == ("Keep me", "Kept")
    send(page, TOKEN)
    status(page, "Sent")
    assert post_in(host).title == "Kept"


def test_wrong_token_is_told_before_photos_go_up(page: "Page", host: GitHost, tmp_path: Path) -> None:
    (tmp_path / "cat.jpg").write_bytes(plain())
    write(page, "A cat")
    page.locator("#photos").set_input_files(tmp_path / "cat.jpg")
    page.get_by_label("What does cat.jpg show?").wait_for()
    send(page, "wrong")
    status(page, "The host does not take this token")
    assert [request for request in host.asked if request.startswith("POST")] == []
    open_page(page)
    page.get_by_label("What does cat.jpg show?").wait_for()


def lose_answer(host: GitHost, kind: str) -> None:
    """Let the last step be done, and its answer be lost."""
    host.after(last_step(kind), lost)


def test_commit_whose_answer_was_lost_is_found_and_not_sent_twice(page: "Page", host: GitHost, kind: str) -> None:
    lose_answer(host, kind)
    write(page, "Once")
    send(page, TOKEN)
    status(page, "The network did not answer")
    assert len(host.history) == 2
    page.wait_for_timeout(1_100)  # another second, so that the file would say another date
    open_page(page)
    assert text_of(page) == "Once"
    send(page, TOKEN)
    status(page, "Sent")
    assert len(host.history) == 2
    wait_until_empty(page)


def test_commit_that_went_through_though_the_host_says_otherwise_is_not_made_again(page: "Page", host: GitHost, kind: str) -> None:
    host.after(last_step(kind), refused(422, "Update is not a fast forward"))  # as to a browser that asked twice
    write(page, "Once")
    send(page, TOKEN)
    status(page, "Sent")
    assert len(host.history) == 2


def test_post_that_was_changed_after_its_answer_was_lost_is_not_sent_beside_itself(page: "Page", host: GitHost, kind: str) -> None:
    lose_answer(host, kind)
    write(page, "One")
    send(page, TOKEN)
    status(page, "The network did not answer")
    write(page, "One more")
    send(page, TOKEN)
    status(page, "What you sent before has arrived after all")
    assert (len(host.history), text_of(page)) == (2, "One more")


def test_what_is_written_while_a_post_is_sent_is_kept(page: "Page", host: GitHost, kind: str) -> None:
    may_end = threading.Event()
    host.before(last_step(kind), lambda: may_end.wait(60))
    write(page, "One")
    send(page, TOKEN)
    status(page, "Sending")
    write(page, "One more")
    may_end.set()
    status(page, "Sent: posts/ada/")
    assert text_of(page) == "One more"
    assert post_in(host).text == "One"


def test_token_is_forgotten_unless_the_writer_asks(page: "Page") -> None:
    write(page, "One")
    send(page, TOKEN)
    status(page, "Sent")
    kept = "JSON.stringify([{...localStorage}, {...sessionStorage}])"
    assert TOKEN not in page.evaluate(kept)
    open_page(page)
    assert page.locator("#token").input_value() == ""
    page.locator("#token").fill(TOKEN)
    page.get_by_label("Remember it on this device").check()
    open_page(page)
    assert page.locator("#token").input_value() == TOKEN
    page.get_by_label("Remember it on this device").uncheck()
    assert TOKEN not in page.evaluate(kept)


def test_page_may_connect_to_the_repository_and_nothing_else(page: "Page", git: serving_git, kind: str) -> None:
    api = git.url.replace("/ada", f"/api/{'v3' if kind == 'github' else 'v1'}/repos/ada")
    policy = page.locator('meta[http-equiv="Content-Security-Policy"]').first.get_attribute("content") or ""
    assert f"; connect-src 'self' {api}/; " in policy
    reached = "url => fetch(url).then(() => true, () => false)"
    assert page.evaluate(reached, f"{api}/contents/x?ref=main")
    assert not page.evaluate(reached, f"{api}-other/contents/x?ref=main")
