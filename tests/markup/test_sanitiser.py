"""The sanitiser as the last wall: whatever came through all others ends here."""

import pytest

from microblog.markup.html.sanitiser import sanitise


@pytest.mark.parametrize(
    ("html", "safe"),
    [
        ("<p>a<script>alert(1)</script></p>", "<p>a</p>"),
        ('a<iframe src="https://a.b"></iframe>', "a"),
        ('<form action="/x">a<input name="b"></form>', "a"),
        ("<svg><animate onbegin=x></svg>a", "a"),
        ("<math><mi>a</mi></math>b", "b"),
        ('<img alt="a" src="/x.jpg" onerror="x">', '<img alt="a" src="/x.jpg">'),
        ('<p style="position:fixed" id="x" class="k">a</p>', "<p>a</p>"),
        ('<a href="javascript:x">a</a>', "<a>a</a>"),
        ('<a href="mention:ada">a</a>', "<a>a</a>"),
        ('<a href="quote:ada/x">a</a>', "<a>a</a>"),
        ("<p>a<!-- b --></p>", "<p>a</p>"),
    ],
)
def test_what_is_not_allowed_ends_at_the_sanitiser(html: str, safe: str) -> None:
    assert sanitise(html, frozenset()) == safe
