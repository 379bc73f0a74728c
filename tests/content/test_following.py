"""What `following:` names, and what it does not."""

import pytest

from microblog.content import following


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("ada", "ada"),
        ("@ada", "ada"),
        ("@wren@Social.example", "@wren@social.example"),
        ("wren@social.example", "@wren@social.example"),
        ("acct:Wren@social.example:8443", "@Wren@social.example:8443"),
        ("https://example.org", "https://example.org/"),
        ("HTTPS://Example.org/Feed.xml?a=B#part", "https://example.org/Feed.xml?a=B"),
        ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000/x"),
    ],
)
def test_followed_is_kept_in_one_form_which_is_its_own(written: str, kept: str) -> None:
    assert following.parse_followed(written) == kept == following.parse_followed(kept)
    assert following.is_outside(kept) == ("ada" not in kept)


@pytest.mark.parametrize(
    ("written", "what", "remedy"),
    [
        ("Grace Hopper", "is no handle", "write grace-hopper"),
        ("example.org/feed", "is no handle", "write https://example.org/feed for a site"),
        ("@wren@", "is no account", "write it as @user@example.org"),
        ("grace, otto", "is several", "write a list: [grace, otto]"),
        ("grace,@otto@a.example", "is several", 'write a list: [grace, "@otto@a.example"]'),
        ("grace, https://a.example/", "is several", "write a list: [grace, https://a.example/]"),
        ("@@host", "is no account", "write it as @user@example.org"),
        ("ftp://example.org/", "is no address on the web", "only http:// and https:// can be followed"),
        ("javascript:alert(1)", "is no address on the web", "only http:// and https:// can be followed"),
        ("https://user:secret@example.org/", "names a user or a password", "write the address of the feed or site alone"),
        ("https:///feed", "is no address on the web", "write the address of a feed or site"),
        ("https://example.org/a b", "has a space or a sign", "write the address of a feed or site"),
        (f"https://example.org/{'a' * 1000}", "is longer than 1000 characters", "write the address of the feed or site alone"),
    ],
)
def test_what_cannot_be_followed_is_told_with_what_to_write(written: str, what: str, remedy: str) -> None:
    assert following.parse_followed(written) == ""
    told = following.followed_fault(written)
    assert f"which {what}" in told[0]
    assert told[1].startswith(remedy)


def test_place_is_named_from_what_is_written_before_anything_is_known_of_it() -> None:
    assert following.page_of("@wren@social.example") == "https://social.example/@wren"
    assert following.page_of("https://www.example.org/blog/") == "https://www.example.org/blog/"
    assert following.short("https://www.example.org/blog/") == "example.org/blog"
    assert following.short("@wren@social.example") == "@wren@social.example"
