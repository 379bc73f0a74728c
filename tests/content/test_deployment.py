"""The setting `deploy`."""

import pytest

from microblog.content.config import parse_config
from microblog.model.deployments import Deployment

HEAD = "base_url: https://example.org/\ntag_authority: example.org,2026\n"


@pytest.mark.parametrize(
    ("written", "deployment"),
    [
        ("deploy: s3://notes/blog", Deployment("s3://notes/blog")),
        ("deploy: git origin gh-pages", Deployment("git origin gh-pages")),
        ("deploy: {host: codeberg}", Deployment(host="codeberg")),
        (
            "deploy:\n  to: s3://notes\n  endpoint: https://s3.example.org\n  region: eu-1\n  host: GitHub\n",
            Deployment("s3://notes", "github", "https://s3.example.org", "eu-1"),
        ),
    ],
)
def test_deploy_is_read(written: str, deployment: Deployment) -> None:
    config, problems = parse_config((HEAD + written).encode())
    assert (config.deploy, problems) == (deployment, [])


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("deploy: nowhere", "`deploy` is no place to send a site to: `nowhere`; write s3://BUCKET/PREFIX"),
        ("deploy: {to: git https://a:b@c/d e}", "`deploy: to` has a password"),
        ("deploy: {host: githb}", "`deploy: host` is no host whose limits are known: `githb`; did you mean github?"),
        ("deploy: {endpoint: s3.example.org}", "`deploy: endpoint` is no address of a store"),
        ("deploy: {region: eu west}", "`deploy: region` is no region"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(written: str, told: str) -> None:
    _, problems = parse_config((HEAD + written).encode())
    assert [str(problem) for problem in problems if told in str(problem) and str(problem).startswith("config.yaml:3: ")]
    assert not any("a:b" in str(problem) for problem in problems)
