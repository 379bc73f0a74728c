"""A deployment to a place of files: whole, interrupted at each step, beside others, among somebody else's files."""

from pathlib import Path

import pytest

from microblog.deploying import sending
from microblog.deploying.manifest import NAME
from microblog.deploying.report import Deployed
from microblog.deploying.sending import Sending
from microblog.errors import UsageError
from microblog.output.writer import MARKER
from tests.support.places import SITE, CutOffError, Files, MemoryStore, write_folder

FIRST: Files = {"index.html": b"1", "feed.atom": b"1", "@ada/one/index.html": b"one", "style.css": b"s", MARKER: b"microblog"}
SECOND: Files = {"index.html": b"2", "feed.atom": b"2", "@ada/two/index.html": b"two", "@ada/two/cat.webp": b"cat", "style.css": b"s"}
THIRD: Files = {"index.html": b"1", "feed.atom": b"3", "@ada/one/index.html": b"eno", "style.css": b"t"}


def deploy(
    store: MemoryStore,
    folder: Path,
    files: Files,
    machine: str = "here",
    *,
    overwrites: bool = False,
    deletes: bool = False,
    site: str = SITE,
) -> Deployed:
    folder.mkdir(exist_ok=True)
    begun: list[Deployed] = []
    sent = Sending(store, "s3://notes", write_folder(folder, files), site, begun.append, folder.parent / machine)
    done = sent.deploy(overwrites=overwrites, deletes=deletes, is_dry=False)
    assert begun == ([] if done.is_nothing else [done])
    return done


def plain(files: Files) -> Files:
    return {path: data for path, data in files.items() if path != MARKER}


def test_place_holds_the_folder_and_only_what_changed_is_sent(tmp_path: Path) -> None:
    store = MemoryStore()
    assert deploy(store, tmp_path / "out", FIRST) == Deployed(sent=4, size=6, removed=0, kept=0)
    assert store.served == plain(FIRST)
    assert deploy(store, tmp_path / "out", SECOND) == Deployed(sent=4, size=8, removed=1, kept=1, there=4)
    assert store.served == SECOND
    store.steps.clear()
    assert deploy(store, tmp_path / "out", SECOND).is_nothing
    assert store.steps == ["list", "read"]


def test_deployment_cut_off_behind_any_step_is_made_good_by_one_of_any_other_content(tmp_path: Path) -> None:
    whole = MemoryStore()
    deploy(whole, tmp_path / "out", FIRST)
    done = len(whole.steps)
    deploy(whole, tmp_path / "out", SECOND)
    cuts = range(len(whole.steps) - done)
    assert len(cuts) > 10
    for cut in cuts:
        for then in (FIRST, SECOND, THIRD):
            store = MemoryStore()
            deploy(store, tmp_path / "out", FIRST)
            store.steps_left = cut
            with pytest.raises(CutOffError):
                deploy(store, tmp_path / "out", SECOND)
            store.steps_left = 1 << 30
            deploy(store, tmp_path / "out", then, "elsewhere")  # which knows nothing of what was cut off
            assert store.served == plain(then), (cut, then)


def test_first_deployment_cut_off_behind_any_step_is_taken_up_again(tmp_path: Path) -> None:
    for cut in range(1, 9):
        store = MemoryStore()
        store.steps_left = cut
        with pytest.raises(CutOffError):
            deploy(store, tmp_path / "out", FIRST)
        store.steps_left = 1 << 30
        deploy(store, tmp_path / "out", SECOND, "elsewhere")
        assert store.served == SECOND, cut


def test_reader_finds_all_that_a_page_leads_to_at_every_moment(tmp_path: Path) -> None:
    store = MemoryStore()
    deploy(store, tmp_path / "out", FIRST)
    store.steps.clear()
    deploy(store, tmp_path / "out", SECOND)
    sent = [step.partition(" ")[2] for step in store.steps if step.startswith(("send", "remove"))]
    assert sent == ["@ada/two/cat.webp", "@ada/two/index.html", "feed.atom", "index.html", "@ada/one/index.html"]


def test_two_machines_take_turns(tmp_path: Path) -> None:
    store = MemoryStore()
    for files, machine in ((FIRST, "here"), (SECOND, "there"), (THIRD, "here"), (THIRD, "there")):
        deploy(store, tmp_path / "out", files, machine)
        assert store.served == plain(files)


def test_two_machines_at_once_notice_each_other_and_the_next_deployment_puts_it_right(tmp_path: Path) -> None:
    store = MemoryStore()
    deploy(store, tmp_path / "out", FIRST)

    def meanwhile() -> None:
        store.meanwhile = lambda: None
        deploy(store, tmp_path / "out2", THIRD, "there")

    store.meanwhile = meanwhile
    with pytest.raises(UsageError, match=r"deploy again"):
        deploy(store, tmp_path / "out", SECOND, "here")
    deploy(store, tmp_path / "out2", THIRD, "there")
    assert store.served == THIRD


def test_place_with_files_of_others_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    store = MemoryStore({"index.html": b"mine", "photos/cat.jpg": b"mine"})
    with pytest.raises(UsageError, match=r"files that no deployment put there: index.html, photos/cat.jpg"):
        deploy(store, tmp_path / "out", FIRST)
    assert store.served == {"index.html": b"mine", "photos/cat.jpg": b"mine"}


def test_files_of_others_stay_where_a_place_is_taken_all_the_same(tmp_path: Path) -> None:
    store = MemoryStore({"index.html": b"mine", "photos/cat.jpg": b"mine"})
    assert deploy(store, tmp_path / "out", FIRST, overwrites=True).strange == 1
    deploy(store, tmp_path / "out", SECOND)
    assert store.served == {**SECOND, "photos/cat.jpg": b"mine"}


def test_most_of_a_site_is_removed_only_where_that_is_asked_for(tmp_path: Path) -> None:
    store, posts = MemoryStore({"mine.txt": b"mine"}), {f"@ada/{number}/index.html": b"post" for number in range(20)}
    deploy(store, tmp_path / "out", {**plain(FIRST), **posts}, overwrites=True)
    with pytest.raises(UsageError, match=r"20 of the 24 files of the site at s3://notes would be removed, so nothing was sent; .*--delete"):
        deploy(store, tmp_path / "out", FIRST)
    assert store.served == {"mine.txt": b"mine", **plain(FIRST), **posts}
    assert deploy(store, tmp_path / "out", FIRST, deletes=True).removed == 20
    assert store.served == {"mine.txt": b"mine", **plain(FIRST)}


def test_half_of_a_site_and_most_of_a_tiny_one_are_removed_without_a_question(tmp_path: Path) -> None:
    for removed, kept in ((12, 12), (19, 1)):
        store, there = MemoryStore(), {f"{number}.html": b"page" for number in range(removed + kept)}
        deploy(store, tmp_path / "out", there)
        assert deploy(store, tmp_path / "out", dict([*there.items()][:kept])).removed == removed


def test_file_that_somebody_put_where_a_new_page_belongs_is_not_replaced(tmp_path: Path) -> None:
    store = MemoryStore()
    deploy(store, tmp_path / "out", FIRST)
    store.files["@ada/two/index.html"] = b"mine"
    with pytest.raises(UsageError, match=r"@ada/two/index.html"):
        deploy(store, tmp_path / "out", SECOND)
    assert store.served == {**plain(FIRST), "@ada/two/index.html": b"mine"}


@pytest.mark.parametrize("damage", [None, b"", b"microblog keeps here what", b"\xff\x00" * 50])
def test_lost_manifest_is_replaced_by_what_the_machine_remembers(damage: bytes | None, tmp_path: Path) -> None:
    store = MemoryStore()
    deploy(store, tmp_path / "out", FIRST)
    store.files.pop(NAME)
    if damage is not None:
        store.files[NAME] = damage
    with pytest.raises(UsageError, match=r"no deployment put there"):
        deploy(store, tmp_path / "out", SECOND, "elsewhere")
    deploy(store, tmp_path / "out", SECOND)
    assert store.served == SECOND


def test_manifest_that_would_fill_the_memory_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = MemoryStore()
    deploy(store, tmp_path / "out", FIRST)
    monkeypatch.setattr(sending, "MAX_SIZE", 100)
    store.steps.clear()
    with pytest.raises(UsageError, match=r"no deployment put there"):
        deploy(store, tmp_path / "out", SECOND, "elsewhere")
    assert store.steps == ["list"]


def test_place_of_another_site_is_refused(tmp_path: Path) -> None:
    store = MemoryStore()
    deploy(store, tmp_path / "out", FIRST)
    with pytest.raises(UsageError, match=r"holds another site, example.org,2026"):
        deploy(store, tmp_path / "out", SECOND, site="example.com,2026")
    assert store.served == plain(FIRST)
    deploy(store, tmp_path / "out", SECOND, site="example.com,2026", overwrites=True)
    assert store.served == SECOND


def test_file_that_was_changed_at_the_host_is_sent_again(tmp_path: Path) -> None:
    store = MemoryStore()
    deploy(store, tmp_path / "out", FIRST)
    store.files["style.css"] = b"broken"
    del store.files["feed.atom"]
    assert deploy(store, tmp_path / "out", FIRST).sent == 2
    assert store.served == plain(FIRST)


def test_link_in_the_output_is_refused(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "out", FIRST)
    (folder / "passwords").symlink_to("/etc/passwd")
    with pytest.raises(UsageError, match=r"passwords is no plain file"):
        Sending(MemoryStore(), "s3://notes", folder, SITE, print, tmp_path / "here").deploy(overwrites=False, deletes=False, is_dry=False)
