"""A club's repository on a real git, and a pull request that the gate judges."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from microblog.build.options import Options
from microblog.gate.judging import Verdict, judge_request

CONFIG = "base_url: https://club.example/\ntag_authority: club.example,2026\nroles: {boss: admin, Edith: editor}\n"
BEFORE = {
    "config.yaml": CONFIG,
    "posts/ada/profile.md": "---\nname: Ada\ngithub: Ada-L\n---\n",
    "posts/ada/hello.md": "---\ndate: 2026-01-01\n---\nHello\n",
    "posts/grace/profile.md": "---\nname: Grace\ngithub: graceh\n---\n",
    "posts/grace/hi.md": "---\ndate: 2026-01-02\n---\nHi\n",
    ".github/workflows/pages.yml": "on: push\n",
    ".github/workflows/gate.yml": "name: gate\n",
    "README.md": "A club\n",
}
POST = "---\ndate: 2026-11-01T10:00Z\n---\nNews\n"


class Request:
    """A repository with a branch that a pull request is for, and what the request changes."""

    def __init__(self, top: Path, folder: str = "") -> None:
        self.top, self.root = top, top / folder
        self.root.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit(BEFORE)
        self.git("checkout", "--quiet", "-b", "request")

    def git(self, *words: str, given: str = "") -> str:
        command = ["git", "-C", str(self.top), "-c", "user.name=a", "-c", "user.email=a@b", "-c", "core.protectNTFS=false", *words]
        return subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout

    def commit(self, files: Mapping[str, str | bytes | None]) -> None:
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_bytes(text.encode() if isinstance(text, str) else text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=x")

    def judge(self, login: str = "ada-l", *, is_meant: bool = False) -> Verdict:
        return judge_request(Options(root=self.root, now="2026-11-30T00:00Z", jobs=1), "main", login, is_meant=is_meant)


def told(verdict: Verdict, level: str = "error") -> list[str]:
    return [f"{finding.path}: {finding.what}" for finding in verdict.findings if finding.level == level]
