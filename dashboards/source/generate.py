"""Writes the dashboards' JSON from their source; with --check says which are not as they would be written.

Called by script/dashboards, which sees to it that the SDK is there.
"""

import importlib
import sys
from pathlib import Path

sys.dont_write_bytecode = True

SOURCE = Path(__file__).resolve().parent
NAMES = ["wall", "incident", "slo", "host", "postgres", "redis", "probes", "docker", "monitoring"]


def main():
    check = sys.argv[1:] == ["--check"]
    stale = []
    for name in NAMES:
        file = SOURCE.parent / f"{name}.json"
        text = importlib.import_module(name).board().text()
        if file.exists() and file.read_text(encoding="utf-8") == text:
            continue
        stale.append(file.name)
        if not check:
            file.write_text(text, encoding="utf-8")
    if check and stale:
        sys.exit(f"dashboards: {', '.join(stale)} differ from dashboards/source: run script/dashboards and commit")
    print(f"dashboards: {len(NAMES)} in order" if check else f"dashboards: {len(stale)} of {len(NAMES)} written anew")


main()
