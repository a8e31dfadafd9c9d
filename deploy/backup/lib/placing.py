"""Where a restore puts what it made: nothing is overwritten, the old data are moved aside."""

import os
import pwd
import shutil
import time
from contextlib import contextmanager
from pathlib import Path

from running import USAGE, Failure


def owner_of(target, wanted, default):
    """The user that the restored files belong to: as said, or of the folder as it is, or the usual one."""
    if os.geteuid() != 0:
        return None
    if not wanted and target.exists() and target.stat().st_uid != 0:
        return pwd.getpwuid(target.stat().st_uid).pw_name
    try:
        return pwd.getpwnam(wanted or default).pw_name
    except KeyError:
        raise Failure(f"there is no user '{wanted or default}': say --user NAME", USAGE) from None


def _content(folder):
    """What lies in a folder; a file system of its own has a lost+found, which is nobody's data."""
    return [path for path in folder.iterdir() if path.name not in ("lost+found", ".restoring")]


def refuse_to_overwrite(target, force):
    """Only an empty folder is filled, unless told otherwise."""
    if target.exists() and not target.is_dir():
        raise Failure(f"{target} is not a folder", USAGE)
    if target.is_dir() and _content(target) and not force:
        raise Failure(f"{target} is not empty. With --force what is there is moved aside, not deleted", USAGE)


@contextmanager
def placing(target, user):
    """A folder to restore into; `settle` puts it where `target` is. Left half done, nothing was changed."""
    # On the same file system, so that it is put in place by a rename.
    stage = target / ".restoring" if os.path.ismount(target) else target.parent / f".{target.name}.restoring"
    shutil.rmtree(stage, ignore_errors=True)
    try:
        stage.mkdir(mode=0o700, parents=True)
        if user:
            shutil.chown(stage, user, pwd.getpwnam(user).pw_gid)
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def settle(stage, target):
    """Puts the restored folder in place; where the old data are now, or None when there were none."""
    stamp = time.strftime("before-restore-%Y%m%dT%H%M%S")
    if stage.parent == target:
        # A mount point cannot be renamed: its content is.
        old = _content(target)
        aside = target / stamp
        if old:
            aside.mkdir(mode=0o700)
            for path in old:
                path.rename(aside / path.name)
        for path in stage.iterdir():
            path.rename(target / path.name)
        owner = stage.stat()
        os.chown(target, owner.st_uid, owner.st_gid)
        target.chmod(0o700)
        return aside if old else None
    aside = None
    if target.exists():
        if any(target.iterdir()):
            aside = Path(f"{target}.{stamp}")
            target.rename(aside)
        else:
            target.rmdir()
    stage.rename(target)
    return aside
