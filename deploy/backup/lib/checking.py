"""--check: every condition in a line, all of them and not only the first that fails."""

import os
import shutil
import tempfile
from pathlib import Path

from running import USAGE, Failure, say


class Checks:
    def __init__(self, settings):
        self.settings, self.failed = settings, 0

    def hold(self, is_so, what, remedy, is_advice=False):
        if is_so:
            say(f"ok      {what}")
        elif is_advice:
            say(f"advice  {what}: {remedy}")
        else:
            self.failed += 1
            say(f"WRONG   {what}: {remedy}")
        return is_so

    def try_to(self, what, action):
        """Says whether `action` can be done; what it returns, or None."""
        try:
            result = action()
        except Failure as failure:
            self.hold(False, what, failure)
            return None
        self.hold(True, what, "")
        return result if result is not None else True

    def common(self, repository):
        """What every database needs: folders, space, the other host, metrics."""
        self._can_write("folder", self.settings.folder)
        self._can_write("scratch", self.settings.scratch)
        if self.settings.textfile:
            self._can_write("textfile", self.settings.textfile)
        else:
            self.hold(False, "textfile is not set", "nobody is told when a backup fails", is_advice=True)
        for program in ("tar", "gzip", "setpriv"):
            self.hold(shutil.which(program), f"program {program}", "install it")
        if repository.offhost:
            self.try_to(f"the other host, {repository.offhost.where}", lambda: repository.offhost.ask(
                "command -v tar sha256sum >/dev/null && touch .part-check && rm .part-check"))
        else:
            self.hold(False, "offhost is not set", "a lost machine takes its backups with it", is_advice=True)

    def _can_write(self, key, folder):
        path = Path(folder)
        if not self.hold(path.is_dir(), f"{key} {folder} is there", "make it, see README.md"):
            return
        try:
            with tempfile.TemporaryFile(dir=path):
                pass
            free = shutil.disk_usage(path).free
        except OSError as error:
            self.hold(False, f"{key} {folder} can be written", f"{error.strerror} (as user id {os.geteuid()})")
            return
        self.hold(True, f"{key} {folder} can be written, {free / 1e9:.1f} GB are free", "")

    def result(self):
        say("all is well" if not self.failed else f"{self.failed} things to mend")
        return USAGE if self.failed else 0
