"""The order in which files go to a host."""

from microblog.deploying.folder import File
from microblog.deploying.manifest import Manifest, manifest_of
from microblog.deploying.plans import plan_deployment

NOBODY = Manifest("x", {})


def file(text: str) -> File:
    return File(len(text), text)


def test_what_a_page_leads_to_is_there_before_it_and_what_is_gone_goes_last() -> None:
    before = {
        path: file("old") for path in ("index.html", "@ada/index.html", "@ada/feed.atom", "@ada/one/index.html", "tags/old/index.html")
    }
    names = (
        *before,
        "@ada/two/index.html",
        "@ada/two/cat.webp",
        "@ada/feed/1.atom",
        "tags/tea/index.html",
        "tags/tea/feed.atom",
        "sitemap.xml",
    )
    after = {path: file("new") for path in names if path != "tags/old/index.html"}
    plan = plan_deployment(after, dict.fromkeys(before, 3), manifest_of("x", before))
    assert plan.rounds == (
        ("@ada/two/cat.webp",),
        ("@ada/two/index.html", "@ada/feed/1.atom"),
        ("tags/tea/index.html", "tags/tea/feed.atom"),
        ("@ada/one/index.html",),
        ("@ada/index.html",),
        ("index.html", "@ada/feed.atom", "sitemap.xml"),
    )
    assert plan.removals == ("tags/old/index.html",)


def test_file_that_the_host_has_as_it_is_is_kept() -> None:
    files = {"a.html": file("a"), "b.html": file("b")}
    plan = plan_deployment(files, {"a.html": 1, "b.html": 1}, manifest_of("x", files))
    assert (plan.rounds, plan.removals, plan.kept) == ((), (), 2)


def test_file_that_is_gone_or_of_another_size_at_the_host_is_sent_though_the_manifest_has_it() -> None:
    files = {"a.html": file("a"), "b.html": file("b")}
    plan = plan_deployment(files, {"b.html": 7}, manifest_of("x", files))
    assert plan.sent == ("a.html", "b.html")


def test_file_that_no_deployment_knows_is_strange_and_not_removed() -> None:
    plan = plan_deployment({"a.html": file("a")}, {"a.html": 1, "theirs.txt": 5}, NOBODY)
    assert plan.removals == ()
    assert plan.strange == ("a.html", "theirs.txt")
    assert plan.in_the_way == ("a.html",)
