"""A site as a branch of a git remote, from which a host serves it.

The branch has one commit without parents, made anew at each deployment, so that the remote holds the site and not its history.
Its tree is the output folder; its message says which site it is. A branch whose tip is anything else was not made here, and is
never replaced: somebody's sources, or a commit that somebody put on top (GitHub does so for a domain of one's own).
What is replaced is the very commit that was looked at (a lease), so of two machines that deploy at once one is refused.

All of that happens in a repository of its own below `.microblog/`, which may be deleted at any moment: nothing of the site's
own repository is written, neither work tree, index, references nor objects. Its local settings (credentials, addresses, proxies)
are passed on by the environment, where no other user of the machine sees them.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from microblog.deploying.folder import list_sizes
from microblog.deploying.plans import check_removals
from microblog.deploying.report import Deployed
from microblog.errors import UsageError
from microblog.model.deployments import Place
from microblog.output.writer import MARKER
from microblog.repository.git import Answer, Git

_TIP = "refs/microblog/tip"  # what the branch has, as far as it was fetched or sent
_SITE = "Microblog-Site: "
_PASSED_ON = ("credential.", "http.", "url.", "remote.", "protocol.", "core.sshcommand", "core.gitproxy", "core.askpass")
_PATIENCE = {"http.lowSpeedLimit": "1", "http.lowSpeedTime": "60"}  # a byte a second, for so many seconds
_NOBODY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "microblog"), ("EMAIL", "microblog@localhost"))
}
_BEHIND = ("stale info", "fetch first", "non-fast-forward", "cannot lock ref", "remote ref updated since checkout")


class Branch:
    """A branch of a remote."""

    def __init__(self, root: Path, place: Place) -> None:
        """Take the site folder, in whose repository the remote is known, and the place."""
        self._own = Git(root)
        if not self._own.line("rev-parse", "--is-inside-work-tree"):
            raise UsageError(
                f"{root} is in no git repository, so there is no remote to deploy to: git init, then git remote add origin ADDRESS"
            )
        self._remote, self._branch = place.where, place.path
        self._ref = f"refs/heads/{place.path}"
        self._told = place.told
        self._check_remote()
        self._folder = (root / ".microblog" / "deploy.git").resolve()
        self._git = self._open()

    def _check_remote(self) -> None:
        """Refuse a remote that is none, and a branch that has a local one of its name: that is where sources are."""
        remotes = self._own.line("remote").splitlines()
        is_address = any(sign in self._remote for sign in ":/\\")
        if self._remote not in remotes and not is_address:
            known = f"the remotes are {', '.join(remotes)}" if remotes else "git remote add NAME ADDRESS makes one"
            raise UsageError(f"there is no remote {self._remote} here; {known}")
        addresses = {self._own.line("remote", "get-url", "--push", name) for name in remotes}
        is_ours = self._remote in remotes or self._remote in addresses
        if is_ours and (
            self._own.line("rev-parse", "--verify", "--quiet", self._ref) or self._own.line("symbolic-ref", "HEAD") == self._ref
        ):
            remedy = "name another, as gh-pages, or, if nobody needs the one here, delete that"
            raise UsageError(f"{self._branch} is a branch of this repository itself, whose files a deployment would replace; {remedy}")

    def _open(self) -> Git:
        """Open the repository below `.microblog/`; make it where it is not there."""
        top = Path(self._own.line("rev-parse", "--show-toplevel"))
        if not (self._folder / "HEAD").is_file():
            kind = self._own.line("rev-parse", "--show-object-format") or "sha1"
            made = Git(top).ask("init", "--quiet", "--bare", "--template=", f"--object-format={kind}", "--", str(self._folder))
            if made.status:
                raise UsageError(f"git cannot make a repository in {self._folder}: {made.reason}")
        for lock in (*self._folder.glob("*.lock"), *(self._folder / "refs").rglob("*.lock")):  # of a deployment that was killed
            lock.unlink()
        return Git(top, {"GIT_DIR": str(self._folder), **_NOBODY, **_as_environment(self._settings())})

    @property
    def _remedy(self) -> str:
        return f"nothing was deployed; if that stays so, remove {self._folder}, which is made anew"

    def _settings(self) -> list[tuple[str, str]]:
        """List the local settings of the site's repository that decide how a remote is reached."""
        listed = self._own.ask("config", "--local", "--includes", "--list", "-z").text.split("\0")
        pairs = [entry.partition("\n")[::2] for entry in listed if entry.startswith(_PASSED_ON)]
        return [(key, value) for key, value in pairs if not key.endswith((".fetch", ".mirror", ".push"))] + [*_PATIENCE.items()]

    def deploy(self, folder: Path, site: str, begin: Callable[[Deployed], None], *, deletes: bool, is_dry: bool) -> Deployed:
        """Make the branch what the folder is; raise UsageError where it is not ours, or git refuses."""
        tip = self._find_tip()
        if tip:
            self._fetch(tip)
            self._check_ours(tip, site)
        paths = list_sizes(folder)
        tree = self._write_tree(folder, [*paths])
        done = self._difference(tip, tree, paths)
        if not is_dry and not done.is_nothing:
            check_removals(done, self._told, deletes=deletes)
            begin(done)
            self._push(self._commit(tree, site), tip)
        return done

    def _find_tip(self) -> str:
        """Return the commit that the branch has at the remote; "" where there is no such branch."""
        answer = self._git.ask("ls-remote", "--", self._remote, self._ref, may_prompt=True)
        if answer.status:
            raise UsageError(f"{self._told} cannot be reached: {answer.reason}; nothing was deployed")
        lines = [line.split("\t") for line in answer.text.splitlines()]
        return next((number for number, name in lines if name == self._ref), "")

    def _fetch(self, tip: str) -> None:
        if self._git.line("rev-parse", "--verify", "--quiet", _TIP) == tip:
            return
        refs = f"+{self._ref}:{_TIP}"
        answer = self._git.ask(
            "fetch", "--quiet", "--depth=1", "--no-tags", "--no-write-fetch-head", "--", self._remote, refs, may_prompt=True
        )
        if answer.status:
            raise UsageError(f"{self._told} cannot be read: {answer.reason}; nothing was deployed")

    def _check_ours(self, tip: str, site: str) -> None:
        """Raise UsageError where the branch is not one that a deployment of this site left."""
        head, _, message = self._git.ask("cat-file", "commit", tip).text.partition("\n\n")
        sites = [line.removeprefix(_SITE) for line in message.splitlines() if line.startswith(_SITE)]
        is_alone = not any(line.startswith("parent ") for line in head.splitlines())
        has_marker = self._git.line("ls-tree", "--name-only", tip, "--", MARKER) == MARKER
        if not (sites and is_alone and has_marker):
            subject = message.partition("\n")[0][:80]
            remedy = "name another, or delete it there if nobody needs it; what GitHub writes there, as CNAME, belongs into static/"
            raise UsageError(f"{self._told} has a commit that no deployment made ({tip[:10]}: {subject}), and stays as it is: {remedy}")
        if site not in sites:
            raise UsageError(f"{self._told} holds another site, {sites[0]}, and stays as it is; name another branch, or delete it there")

    def _write_tree(self, folder: Path, paths: list[str]) -> str:
        """Write the folder's files and return their tree."""
        names = "".join(f"{path}\n" for path in (str(folder.resolve() / path) for path in paths))
        hashed = self._git.ask("hash-object", "-w", "--no-filters", "--stdin-paths", given=names)
        numbers = hashed.text.split()
        if hashed.status or len(numbers) != len(paths):
            raise UsageError(f"git cannot take in {folder}: {hashed.reason}; {self._remedy}")
        (self._folder / "index").unlink(missing_ok=True)
        listed = "".join(f"100644 {number}\t{path}\0" for number, path in zip(numbers, paths, strict=True))
        taken = self._git.ask("update-index", "-z", "--index-info", given=listed)
        tree = self._git.line("write-tree")
        if taken.status or not tree:
            raise UsageError(f"git cannot take in {folder}: {taken.reason}; {self._remedy}")
        return tree

    def _difference(self, tip: str, tree: str, sizes: Mapping[str, int]) -> Deployed:
        if not tip:
            return Deployed(len(sizes), sum(sizes.values()), 0, 0)
        listed = self._git.ask("diff-tree", "-r", "-z", "--no-renames", "--name-status", tip, tree).text.split("\0")
        states = [*zip(listed[::2], listed[1::2], strict=False)]
        sent = [path for state, path in states if state != "D"]
        removed, new = len(states) - len(sent), sum(state == "A" for state, _ in states)
        return Deployed(len(sent), sum(sizes[path] for path in sent), removed, len(sizes) - len(sent), there=len(sizes) - new + removed)

    def _commit(self, tree: str, site: str) -> str:
        answer = self._git.ask("commit-tree", tree, given=f"Deploy the site\n\n{_SITE}{site}\n")
        if answer.status:
            raise UsageError(f"git cannot commit: {answer.reason}; {self._remedy}")
        return answer.text.strip()

    def _push(self, commit: str, tip: str) -> None:
        lease = f"--force-with-lease={self._ref}:{tip}"
        answer = self._git.ask("push", "--porcelain", lease, "--", self._remote, f"{commit}:{self._ref}", may_prompt=True)
        if answer.status:
            raise UsageError(self._refusal(answer))
        self._git.ask("update-ref", _TIP, commit)
        self._git.ask("-c", "gc.autoDetach=false", "gc", "--auto", "--quiet")  # what former deployments left

    def _refusal(self, answer: Answer) -> str:
        if any(word in answer.text + answer.said for word in _BEHIND):
            return f"somebody else deployed to {self._told} meanwhile; deploy again"
        declined = next((line.rpartition("\t")[2] for line in answer.text.splitlines() if "[remote rejected]" in line), "")
        return f"the push to {self._told} was refused: {declined or answer.reason}; the branch is as it was"


def _as_environment(settings: list[tuple[str, str]]) -> dict[str, str]:
    """Return the environment by which git is told settings, behind those that it is told so already."""
    count = os.environ.get("GIT_CONFIG_COUNT", "")
    first = int(count) if count.isdigit() else 0
    found = {"GIT_CONFIG_COUNT": str(first + len(settings))}
    for number, (key, value) in enumerate(settings, first):
        found |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return found
