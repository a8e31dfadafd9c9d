"""How every run goes: locked, measured, told."""

import os
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import sets
from outcome import Outcome
from rotation import keep
from running import INTERRUPTED, NOT_OFFHOST, NOT_VERIFIED, Failure, complain, end_cleanly_when_told, interruption, lock, say


def main(work):
    """Runs a program's `work`; a failure is one line and its exit code."""
    end_cleanly_when_told()
    os.umask(0o077)
    try:
        sys.exit(work() or 0)
    except Failure as failure:
        complain(failure)
        sys.exit(failure.code)
    except KeyboardInterrupt:
        complain("interrupted; what was complete before stays")
        sys.exit(INTERRUPTED)
    except OSError as error:
        complain(f"{error.filename or 'the disk'}: {error.strerror}")
        sys.exit(1)


class Repository:
    """The sets of one database on this host and on the other one."""

    def __init__(self, database, settings, kinds):
        self.database, self.settings = database, settings
        self.folder = Path(settings.folder) / database
        self.kinds = kinds
        self.offhost = settings.other_host

    def kind(self, name):
        return self.folder / name

    def _remote(self, kind):
        return f"{self.database}/{kind}"

    def copy_off_host(self):
        """Pushes every set that the other host lacks, oldest first: what was missed is made up for."""
        if self.offhost:
            for kind in self.kinds:
                there = self.offhost.index(self._remote(kind))
                for name in sets.index(self.kind(kind)):
                    if name not in there:
                        self.offhost.push(self._remote(kind), self.kind(kind) / name)

    def rotate(self, choose):
        """Removes on both hosts what `choose` does not keep: from {kind: index} to {kind: names}."""
        local = {kind: sets.index(self.kind(kind)) for kind in self.kinds}
        self._drop(local, choose(local), lambda kind, name: sets.drop(self.kind(kind), name))
        if self.offhost:
            there = {kind: self.offhost.index(self._remote(kind)) for kind in self.kinds}
            self._drop(there, choose(there), lambda kind, name: self.offhost.remove(self._remote(kind), [name]))

    def _drop(self, found, kept, drop):
        for kind, index in found.items():
            for name in index:
                if name not in kept[kind]:
                    drop(kind, name)

    def refuse_damage(self):
        """Every set on both hosts is as it was written, or a failure that names those that are not."""
        damaged = []
        for kind in self.kinds:
            for name in sets.index(self.kind(kind)):
                try:
                    sets.check(self.kind(kind) / name)
                except Failure as failure:
                    damaged.append(str(failure))
            if self.offhost:
                damaged += [f"{self.offhost.where}/{self._remote(kind)}/{name} is damaged"
                            for name in self.offhost.damaged(self._remote(kind))]
        if damaged:
            raise Failure("; ".join(damaged) + ". Remove what is damaged: where the other host has it whole, "
                          "copy it back; the next run copies what is missing there", NOT_VERIFIED)

    def remove_halves(self):
        sets.remove_halves(*(self.kind(kind) for kind in self.kinds))

    def remove_halves_off_host(self):
        if self.offhost:
            for kind in self.kinds:
                self.offhost.remove_halves(self._remote(kind))

    @contextmanager
    def run(self, task, wait):
        """One run at a time, whose outcome is remembered and told however it ends."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with lock(self.folder / "lock", wait):
            outcome = Outcome(self.database, self.folder, self.settings.textfile)
            began, code = time.monotonic(), 1
            try:
                self.remove_halves()
                yield outcome
                code = 0
            except Failure as failure:
                code = failure.code
                raise
            except KeyboardInterrupt:
                code = INTERRUPTED
                raise
            finally:
                outcome.ran(task, code, time.monotonic() - began)
                try:
                    self.survey(outcome)
                except OSError as error:
                    # What cannot be seen is not known; the outcome of the run is told all the same.
                    outcome.record(success=None, full=None, oldest=None, size=None)
                    complain(f"{error.filename}: {error.strerror}")
                for problem in outcome.save():
                    complain(problem)

    def survey(self, outcome):
        """What is there now, from the disk and not from memory: each database knows its own."""
        raise NotImplementedError


def finish_off_host(repository, outcome, choose):
    """The second half of a run: copy, rotate, and what the other host then has. The local backup is made already."""
    if not repository.offhost:
        repository.rotate(choose)
        return
    try:
        repository.remove_halves_off_host()
        repository.copy_off_host()
        outcome.record(offhost=newest(repository.offhost, repository))
        repository.rotate(choose)
    except Failure as failure:
        raise Failure(f"the backup is made, but not copied: {failure}", NOT_OFFHOST) from None


def newest(offhost, repository):
    """The moment of the newest set on the other host, of the kind that comes last."""
    index = offhost.index(f"{repository.database}/{repository.kinds[-1]}")
    return max((about["time"] for about in index.values()), default=None)


@contextmanager
def scratch_folder(settings, user):
    """A folder for a scratch server, which that server's user may use, and which is gone afterwards."""
    folder = None
    try:
        with interruption.deferred():
            folder = Path(tempfile.mkdtemp(prefix="vigie-scratch-", dir=settings.scratch))
        if user:
            shutil.chown(folder, user)
        yield folder
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


def clock(seconds):
    """A duration as a person says it."""
    return f"{int(seconds) // 60} min {seconds % 60:.1f} s" if seconds >= 60 else f"{seconds:.1f} s"


def keep_of(settings, index, always, daily=None):
    """What rotation keeps of an index, by the settings; `always` is the name that was verified last."""
    daily = settings.number("keep_daily") if daily is None else daily
    return keep(index, settings.number("keep_recent"), settings.number("keep_hourly"), daily, [always] if always else [],
                lambda name: index[name].get("chain"))


def list_sets(title, index, describe):
    say(title)
    for name, about in index.items():
        say(f"  {name}  {sets.spoken(name)}  {describe(about)}")
    if not index:
        say("  nothing")
