"""Somebody asks for too much."""

import pathlib

from drill import Alert, Drill

FLOOD = pathlib.Path(__file__).parent / "flood.py"


# When the page does not bear it, it is down, and that is told as such.
WORSE = ["PageDown", "JourneyBroken"]


def flood(*flags):
    return lambda demo: demo.begin("python3", FLOOD, demo.note["vote_page"], *flags)


DRILLS = [
    Drill(
        name="spam",
        title="Requests come in a flood, each over a connection of its own",
        fault=flood("--per-second", "110"),
        undo=lambda demo: demo.end_all(),
        alerts=[Alert("ConnectionSpam", {"server": "application"})],
        may=[*WORSE, "HostCpuHigh", "PageSlow", "PacketSpam", "HostListenOverflow"],
        lingers=["PageSlow"],
        client=None,
        page=False,
        seconds=120,
        needs=("servers",),
    ),
    Drill(
        name="spam-keep-alive",
        title="Requests come in a flood over connections that are kept",
        fault=flood("--keep", "700", "--per-second", "100"),
        undo=lambda demo: demo.end_all(),
        alerts=[Alert("EstablishedSpam", {"server": "application"})],
        may=[*WORSE, "HostCpuHigh", "PageSlow", "PacketSpam", "ConnectionSpam", "HostListenOverflow"],
        lingers=["PageSlow"],
        client=None,
        page=False,
        seconds=120,
        needs=("servers",),
    ),
    Drill(
        name="spam-votes",
        title="Votes come in a flood",
        fault=flood("--per-second", "60", "--vote"),
        undo=lambda demo: demo.end_all(),
        alerts=[Alert("VoteSpam")],
        may=[*WORSE, "HostCpuHigh", "PageSlow", "ConnectionSpam", "VoteQueueBacklog"],
        lingers=["PageSlow"],
        client=None,
        page=False,
        seconds=120,
    ),
]
