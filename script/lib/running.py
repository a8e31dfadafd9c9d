"""The demo that runs is written down, so that others find it: one at a time."""

import json
import os
import shutil
import tempfile
from pathlib import Path

from programs import Failure, started_at


def note_path():
    if chosen := os.environ.get("VIGIE_DEMO_NOTE"):
        return Path(chosen)
    folder = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    return Path(folder) / f"vigie-demo-{os.getuid()}.json"


def write_note(folder, **more):
    note = {"pid": os.getpid(), "started": started_at(os.getpid()), "folder": str(folder), **more}
    path = note_path()
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    # Nobody else's file, and nobody's link, whatever the folder allows.
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(note, file)
    beside.rename(path)


def remove_note():
    note_path().unlink(missing_ok=True)


def running_demo():
    """The demo that runs, if one does; what a killed one left is removed."""
    path = note_path()
    try:
        if path.is_symlink() or path.stat().st_uid != os.getuid():
            raise Failure(f"{path} is not ours; remove it")
        note = json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return None
    if started_at(note["pid"]) == note["started"]:
        return note
    folder = Path(note["folder"])
    if folder.name.startswith("vigie-demo-"):
        shutil.rmtree(folder, ignore_errors=True)
    path.unlink(missing_ok=True)
    return None
