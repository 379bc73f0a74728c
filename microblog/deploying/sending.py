"""A deployment to a place that holds files one by one: list → plan → say what may change → send → remove → look → say what is there.

A file of which no deployment knows is somebody else's: it is never removed, and replaced only by who asks for that.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from microblog.deploying.folder import File, read_folder
from microblog.deploying.manifest import MAX_SIZE, NAME, Manifest, format_manifest, manifest_of, parse_manifest
from microblog.deploying.plans import Plan, check_removals, plan_deployment
from microblog.deploying.report import Deployed
from microblog.errors import UsageError
from microblog.output.writer import MARKER
from microblog.text.files import read_at_once, replace_file
from microblog.text.hashing import blake2b
from microblog.text.tuples import NamedTuple

_MOST = 3  # files that a message names


class Store(Protocol):
    """A place that holds files; each is written whole. What cannot be done raises UsageError."""

    def list_files(self) -> dict[str, int]:
        """Return the size of each file there."""

    def read(self, path: str) -> bytes:
        """Return the bytes of a file there."""

    def write(self, path: str, data: bytes) -> None:
        """Write one small file there."""

    def send(self, folder: Path, paths: Sequence[str]) -> None:
        """Send files of a folder."""

    def remove(self, folder: Path, paths: Sequence[str]) -> None:
        """Remove files there that the folder does not have."""


class Sending(NamedTuple):
    """What is sent where."""

    store: Store
    told: str  # the place, as people write it
    folder: Path  # the output
    site: str
    begin: Callable[[Deployed], None]  # told what is to be sent, before it is
    notes: Path  # the folder of the manifest's copy, in case that the one at the place is lost

    def deploy(self, *, overwrites: bool, deletes: bool, is_dry: bool) -> Deployed:
        """Make the place what the folder is; raise UsageError where that would cost somebody else's files, or did not work."""
        wanted = self._read_folder()
        present = self.store.list_files()
        known = self._known(present, overwrites=overwrites)
        plan = plan_deployment(wanted, present, known)
        self._check_place(plan, known, overwrites=overwrites)
        done = _summed_up(plan, wanted, present)
        if not is_dry and not done.is_nothing:
            check_removals(done, self.told, deletes=deletes)
            self.begin(done)
            self._carry_out(plan, wanted, known)
        return done

    def _read_folder(self) -> dict[str, File]:
        wanted = read_folder(self.folder)
        wanted.pop(MARKER, None)
        if NAME in wanted:
            raise UsageError(f"static/{NAME} has the name of what a deployment notes at the host; give it another name")
        return wanted

    def _known(self, present: Mapping[str, int], *, overwrites: bool) -> Manifest:
        """Return what a deployment left at the place; where its manifest is lost, what this machine remembers of it."""
        known = parse_manifest(self.store.read(NAME)) if present.get(NAME, MAX_SIZE) < MAX_SIZE else None
        if known is None and self._note.is_file():
            remembered = parse_manifest(read_at_once(self._note))
            known = remembered.doubted() if remembered else None
        if known is None:
            return Manifest(self.site, {})
        if known.site != self.site and not overwrites:
            raise UsageError(f"{self.told} holds another site, {known.site}; name another place, or replace it with --overwrite")
        return known._replace(site=self.site)

    @property
    def _note(self) -> Path:
        return self.notes / f"deployed-{blake2b(self.told.encode(), digest_size=16).hexdigest()}"

    def _check_place(self, plan: Plan, known: Manifest, *, overwrites: bool) -> None:
        """Refuse a place that has files of others where they would be replaced, or where nothing was deployed to yet."""
        strange = plan.in_the_way if known.contents else plan.strange
        if strange and not overwrites:
            more = f" and {len(strange) - _MOST:,} more" if len(strange) > _MOST else ""
            names = f"{', '.join(strange[:_MOST])}{more}"
            remedy = "name a place that is the site's alone, or take it with --overwrite, which removes none of them"
            raise UsageError(f"{self.told} has files that no deployment put there: {names}; {remedy}")

    def _carry_out(self, plan: Plan, wanted: Mapping[str, File], known: Manifest) -> None:
        begun = known.with_unknown([*plan.sent, *plan.removals])
        self._write(begun)
        for some in plan.rounds:
            self.store.send(self.folder, some)
        self.store.remove(self.folder, plan.removals)
        found = parse_manifest(self.store.read(NAME))
        if found != begun:
            self._write((found or begun).with_unknown([*plan.sent, *plan.removals]))
            raise UsageError(f"somebody else deployed to {self.told} meanwhile; deploy again")
        self._check_arrived(wanted, plan.removals)
        self._write(manifest_of(self.site, wanted))

    def _check_arrived(self, wanted: Mapping[str, File], removals: Sequence[str]) -> None:
        present = self.store.list_files()
        wrong = [path for path, file in wanted.items() if present.get(path) != file.size] + [path for path in removals if path in present]
        if wrong:
            raise UsageError(f"{self.told} does not have {wrong[0]} as it was sent or removed; deploy again")

    def _write(self, manifest: Manifest) -> None:
        data = format_manifest(manifest)
        replace_file(self._note, data)
        self.store.write(NAME, data)


def _summed_up(plan: Plan, wanted: Mapping[str, File], present: Mapping[str, int]) -> Deployed:
    size = sum(wanted[path].size for path in plan.sent)
    there = len(present.keys() - {NAME, *plan.strange})
    return Deployed(len(plan.sent), size, len(plan.removals), plan.kept, len(set(plan.strange) - wanted.keys()), there)
