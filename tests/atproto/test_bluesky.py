"""The rule by which Bluesky finds a page's record, in cases."""

import pytest

from tests.support.bluesky import is_record_of

SITE = "https://example.org"
PROJECT = "https://ada.github.io/notes"


@pytest.mark.parametrize(
    ("address", "url", "path", "is_found"),
    [
        (f"{SITE}/@ada/hello/", SITE, "/@ada/hello/", True),
        (f"{SITE}/@ada/hello", SITE, "/@ada/hello/", True),  # as people shorten it
        (f"{SITE}/@ada/hello/?utm_source=x#part", SITE, "/@ada/hello/", True),
        ("https://EXAMPLE.org/@ada/hello/", SITE, "/@ada/hello/", True),
        ("https://example.org:443/@ada/hello/", SITE, "/@ada/hello/", True),
        (f"{SITE}/@ada/hello/", f"{SITE}/", "@ada/hello", True),  # whichever of both has the slash
        (f"{SITE}/@ada/hello/", f"{SITE}/@ada", "/hello/", True),
        (f"{PROJECT}/@ada/hello/", PROJECT, "/@ada/hello/", True),  # a path does not swallow that of the publication
        (f"{SITE}/@ada/b%C3%A4r/", SITE, "/@ada/b%C3%A4r/", True),
        (f"{SITE}/@ada/bär/", SITE, "/@ada/b%C3%A4r/", True),
        ("http://example.org/@ada/hello/", SITE, "/@ada/hello/", False),
        ("https://www.example.org/@ada/hello/", SITE, "/@ada/hello/", False),
        ("https://example.org:8443/@ada/hello/", SITE, "/@ada/hello/", False),
        (f"{SITE}/@Ada/hello/", SITE, "/@ada/hello/", False),
        (f"{SITE}/@ada/hello/index.html", SITE, "/@ada/hello/", False),
        (f"{SITE}/@ada/hello/more/", SITE, "/@ada/hello/", False),
        (f"{SITE}/@ada/hello//", SITE, "/@ada/hello/", False),
        (f"{SITE}/notes/@ada/hello/", SITE, "/@ada/hello/", False),
        (f"{SITE}/", SITE, "", True),
        ("ftp://example.org/@ada/hello/", SITE, "/@ada/hello/", False),
    ],
)
def test_record_is_found_by_the_address_of_its_page(address: str, url: str, path: str, is_found: bool) -> None:
    assert is_record_of(address, {"url": url}, {"path": path}) is is_found
