"""Takes pictures of the dashboards as a screen of 1920 x 1080 shows them, for README.

  script/screenshots            docs/images/wall.png and incident.png, of the demo that runs; where none does, one is
                                started with a made-up past, looked at when all is well, and stopped
  script/screenshots NAME...    of these dashboards: wall, incident, slo, host, postgres, redis, probes, docker, monitoring

Each is a PNG of 1440 x 810 and at most 300 kB, or none is written. Needs chromium.
"""

import argparse
import contextlib
import os
import signal
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from programs import ROOT, Failure, Program, TemporaryFolder, run_main, say  # noqa: E402
from running import running_demo  # noqa: E402
from wall import Browser, names_at, see  # noqa: E402

IMAGES = ROOT / "docs/images"
LARGEST = 300_000
# A demo has its data when its note has the addresses; then graphs need a while to have a line.
START, LINES = 240, 120


def demo_with_data(folder):
    """The note of the demo that runs, or of one that is started for it."""
    if (note := running_demo()) and "prometheus" in note:
        return note
    say("Starting a demo with a made-up past")
    program = Program("the demo", [ROOT / "script/demo", "--with-history"], folder / "demo.log")
    end = time.monotonic() + START
    while not ((note := running_demo()) and "prometheus" in note):
        if not program.is_running or time.monotonic() > end:
            raise Failure(f"the demo does not start: {(folder / 'demo.log').read_text(errors='replace')[-500:]}")
        time.sleep(0.5)
    say(f"Waiting {LINES} s, so that graphs have lines")
    time.sleep(LINES)
    return note


def picture(browser, url, name):
    address = f"{url}/user/wall/?dashboard={name}&kiosk=1&theme=dark"
    with contextlib.closing(see(browser.chromium, address, 60, whole=False)) as page:
        file = IMAGES / f"{name}.png"
        beside = file.with_suffix(".new")
        # As wide as README is ever shown.
        page.picture(beside, scale=0.75)
    size = beside.stat().st_size
    if size > LARGEST:
        beside.unlink()
        raise Failure(f"the picture of {name} has {size} bytes, more than {LARGEST}: README would be slow")
    beside.replace(file)
    say(f"docs/images/{name}.png: {size // 1000} kB")


def main():
    parser = argparse.ArgumentParser(
        prog="script/screenshots", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: wall incident")
    names = parser.parse_args().names or ["wall", "incident"]
    folder = TemporaryFolder("screenshots").path
    note = demo_with_data(folder)
    url = f"http://{note['prometheus']}"
    for name in names:
        if name not in names_at(url):
            raise Failure(f"there is no dashboard {name}; there are {', '.join(names_at(url))}")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(Browser(folder)) as browser:
        for name in names:
            picture(browser, url, name)
    return 0


if __name__ == "__main__":
    run_main(main)
