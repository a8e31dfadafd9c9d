"""The other machine: sets are pushed to it, fetched from it and rotated on it.

It needs a POSIX shell, tar and sha256sum, and nothing of ours. A folder (a mounted share) is spoken to by the same
commands as a machine behind ssh.
"""

import json
import re
import shlex
from pathlib import Path

from running import NOT_OFFHOST, Failure, pipe, run
from sets import NAME, moment

REMOTE = re.compile(r"(?P<host>[^/:\s][^/:\s]*):(?P<folder>/.*)$")


class OffHost:
    """`where` is /a/folder or user@host:/a/folder; the folder must be there, nobody makes it up."""

    def __init__(self, where, ssh="ssh", seconds=300):
        self.where, self.seconds = where, seconds
        if remote := REMOTE.match(where):
            # Never a question that nobody answers, never a wait without an end.
            self._shell = [*shlex.split(ssh), "-o", "BatchMode=yes", "-o", "ConnectTimeout=10",
                           "-o", "ServerAliveInterval=10", "-o", "ServerAliveCountMax=3", remote["host"]]
            self.folder = remote["folder"].rstrip("/") or "/"
        elif where.startswith("/"):
            self._shell, self.folder = ["sh", "-c"], where.rstrip("/") or "/"
        else:
            raise Failure(f"'{where}' is neither /a/folder nor user@host:/a/folder", 2)

    @property
    def is_folder(self):
        return self._shell[0] == "sh"

    def _command(self, script):
        return [*self._shell, f"umask 077; cd {shlex.quote(self.folder)} || exit 1; {script}"]

    def _told(self, failure):
        return Failure(f"off-host copy at {self.where}: {failure}", NOT_OFFHOST)

    def ask(self, script):
        try:
            return run(self._command(script), self.seconds, "shell")
        except Failure as failure:
            raise self._told(failure) from None

    def index(self, kind):
        """The sets there by name, oldest first: what their about.json says."""
        found = {}
        printed = self.ask(
            f"cd {shlex.quote(kind)} 2>/dev/null || exit 0; for set in [0-9]*Z; do [ -f $set/about.json ] || continue;"
            " printf '%s ' $set; tr -d '\\n' < $set/about.json; echo; done"
        )
        for line in printed.splitlines():
            name, _, text = line.partition(" ")
            if NAME.match(name):
                try:
                    found[name] = json.loads(text)
                except ValueError:
                    found[name] = {"name": name, "time": moment(name), "bytes": 0, "damaged": True}
        return found

    def push(self, kind, folder):
        """Copies a set there: under another name, checked against its sums there, then renamed."""
        part, name = f".part-{folder.name}", folder.name
        script = (
            f"set -e; mkdir -p {kind}; cd {kind}; rm -rf {part}; mkdir {part}; cd {part};"
            " tar -xf - --no-same-owner; sha256sum --quiet -c SHA256SUMS; sync -f .;"
            f" cd ..; test ! -e {name}; mv {part} {name}; sync -f ."
        )
        try:
            pipe(["tar", "-C", folder, "-cf", "-", "."], self._command(script), self.seconds, "copying")
        except Failure as failure:
            raise self._told(failure) from None

    def fetch(self, kind, names, into):
        """Copies sets from there into a folder below `into`; that folder."""
        target = Path(into) / kind
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        wanted = " ".join(shlex.quote(name) for name in names)
        try:
            pipe(self._command(f"cd {kind} && tar -cf - {wanted}"),
                 ["tar", "-C", target, "-xf", "-", "--no-same-owner"], self.seconds, "fetching")
        except Failure as failure:
            raise self._told(failure) from None
        return target

    def damaged(self, kind):
        """The names of sets there whose files are not what was written."""
        return self.ask(
            f"cd {kind} 2>/dev/null || exit 0; for set in [0-9]*Z; do [ -d $set ] || continue;"
            " (cd $set && sha256sum --quiet -c SHA256SUMS >/dev/null 2>&1) || echo $set; done"
        ).split()

    def remove(self, kind, names):
        for name in names:
            self.ask(f"cd {kind} && mv {name} .part-dropped-{name} && rm -rf .part-dropped-{name}")

    def remove_halves(self, kind):
        """Copies that an interrupted run left; call it under the lock."""
        self.ask(f"cd {kind} 2>/dev/null || exit 0; rm -rf .part-*")
