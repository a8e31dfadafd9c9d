"""A set: the folder of one backup. It appears whole, by a rename, or not at all.

    20261128T101500Z/about.json    what it is: one line of JSON
    20261128T101500Z/SHA256SUMS    of every file in it: `sha256sum -c SHA256SUMS` checks it without us

Its name is the moment that its data is of, in UTC. What is being made is called `.part-NAME`, counts for nobody, and
is removed by the next run.
"""

import hashlib
import json
import os
import re
import shutil
import time
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path

from running import NOT_VERIFIED, Failure

NAME = re.compile(r"\d{8}T\d{6}Z$")
FORM = "%Y%m%dT%H%M%SZ"
SUMS, ABOUT = "SHA256SUMS", "about.json"


def name_at(seconds):
    return time.strftime(FORM, time.gmtime(seconds))


def moment(name):
    """Seconds since 1970 of a set's name."""
    return datetime.strptime(name, FORM).replace(tzinfo=timezone.utc).timestamp()


def spoken(name):
    """A set's moment for people, in local time."""
    return datetime.fromtimestamp(moment(name)).astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")


def flush(path):
    """What is in a file or folder survives a power cut from here on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(path, text, mode=0o600):
    """Writes a file of which nobody ever sees a half."""
    path = Path(path)
    part = path.with_name(f".part-{path.name}-{os.getpid()}")
    try:
        with open(part, "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), mode)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _sum(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def making(kind):
    """A folder to fill: a set in the folder `kind` once `finish` was called on it."""
    kind.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = kind / f".part-{os.getpid()}"
    # Inside, since an interruption can come in the moment in which the folder is there.
    try:
        part.mkdir(mode=0o700)
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)


def finish(part, about):
    """Gives a filled folder its sums and its name: from now on it counts."""
    seconds = about["time"]
    while (part.parent / name_at(seconds)).exists():
        seconds += 1
    name = name_at(seconds)
    files = sorted(path for path in part.iterdir())
    for path in files:
        path.chmod(0o600)
        flush(path)
    about = {**about, "time": seconds, "name": name, "bytes": sum(path.stat().st_size for path in files)}
    write_whole(part / ABOUT, json.dumps(about) + "\n")
    write_whole(part / SUMS, "".join(f"{_sum(path)}  {path.name}\n" for path in [*files, part / ABOUT]))
    flush(part)
    part.rename(part.parent / name)
    flush(part.parent)
    return about


def remove_halves(*kinds):
    """What runs before us left unfinished; call it under the lock."""
    for kind in kinds:
        for part in kind.glob(".part-*"):
            shutil.rmtree(part, ignore_errors=True)


def index(kind):
    """The sets of a folder by name, oldest first: what their about.json says."""
    found = {}
    if kind.is_dir():
        for folder in sorted(kind.iterdir()):
            if NAME.match(folder.name) and (folder / ABOUT).is_file():
                found[folder.name] = _about(folder)
    return found


def _about(folder):
    try:
        return json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        # It is there, but cannot be used: checking it says why.
        return {"name": folder.name, "time": moment(folder.name), "bytes": 0, "damaged": True}


def check(folder):
    """Every file of a set is as it was when the set was made, or a failure that names the one that is not."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"{folder} is damaged: its {SUMS} cannot be read ({error})", NOT_VERIFIED) from None
    expected = dict(reversed(line.split("  ", 1)) for line in lines if "  " in line)
    if ABOUT not in expected:
        raise Failure(f"{folder} is damaged: its {SUMS} does not name {ABOUT}", NOT_VERIFIED)
    for name, digest in expected.items():
        try:
            is_same = _sum(folder / name) == digest
        except OSError as error:
            raise Failure(f"{folder} is damaged: {name} cannot be read ({error.strerror})", NOT_VERIFIED) from None
        if not is_same:
            raise Failure(f"{folder} is damaged: {name} is not what was written", NOT_VERIFIED)


def drop(kind, name):
    """Removes a set: first its name, so that nobody meets a half."""
    part = kind / f".part-dropped-{name}"
    (kind / name).rename(part)
    shutil.rmtree(part)
