"""What is proposed in place of a post that is not there."""

import pytest

from microblog.errors import ContentError
from tests.conftest import MakeSite
from tests.support.site_tree import build

POSTS = {f"posts/ada/{name}.md": "x" for name in ("2026-11-20-hello", "2026-11-23-wide", "2025-01-01-hello", "2026-11-23-1405")}


@pytest.mark.parametrize(
    ("named", "meant"),
    [
        ("ada/2026-11-23-hello", "did you mean `ada/2026-11-20-hello`?"),  # not the other post of that day
        ("ada/hello", "did you mean `ada/20"),
        ("ada/2026-11-23-helo", "did you mean `ada/2026-11-20-hello`?"),
        ("ada/2025-01-02-hello", "did you mean `ada/2025-01-01-hello`?"),
        ("ada/2026-11-23-1406", "did you mean `ada/2026-11-23-1405`?"),
        ("ada/2026-11-23-tea", "write it as its URL says"),
    ],
)
def test_post_with_the_same_words_is_proposed_and_not_one_of_the_same_day(make_site: MakeSite, named: str, meant: str) -> None:
    with pytest.raises(ContentError) as error:
        build(make_site(POSTS | {"posts/bob/2026-11-24-so.md": f"---\nin_reply_to: {named}\n---\nSo."}))
    assert next(problem.remedy for problem in error.value.problems if problem.line == 2).startswith(meant)
