"""A program of the voting application is stopped."""

from drill import Alert, Drill


def stopped(name, title, **more):
    return Drill(
        name=f"{name}-stopped",
        title=title,
        fault=lambda demo: demo.stop(name),
        undo=lambda demo: demo.start(name),
        total=True,
        **more,
    )


DRILLS = [
    stopped(
        "vote", "The vote page is stopped",
        alerts=[Alert("PageDown", {"service": "vote"}), Alert("ServiceUnavailable", {"service": "vote"})],
        client=frozenset({"vote"}),
    ),
    stopped(
        "result", "The result page is stopped",
        alerts=[Alert("PageDown", {"service": "result"}), Alert("ServiceUnavailable", {"service": "result"})],
        client=frozenset({"result"}),
    ),
    stopped(
        "worker", "The worker is stopped: votes are taken and not counted",
        alerts=[
            Alert("JourneyBroken", {"step": "counted"}), Alert("ServiceUnavailable", {"service": "journey"}),
            Alert("VoteQueueStuck"),
        ],
        client=frozenset({"journey"}),
        seconds=90,
    ),
]  # fmt: skip
