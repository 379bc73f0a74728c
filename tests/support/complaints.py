"""What parsing a post complains about."""

from microblog.content.posts import parse_post
from microblog.model.nouns import Config

HELLO = "posts/ada/2026-11-23-hello.md"

CONFIG = Config(base_url="https://example.org/x/")


def complain(content: str, path: str = HELLO, config: Config = CONFIG) -> list[str]:
    _, problems = parse_post(path, content.encode(), config, {})
    return [str(problem) for problem in problems]
