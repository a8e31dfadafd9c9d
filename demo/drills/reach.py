"""A server is cut off, a page is slow, a certificate ends."""

from drill import Alert, Drill

# Whose command line names the vote page, and not this pattern.
FIND_VOTE = 'grep -la "app/[v]ote.py" /proc/[0-9]*/cmdline | cut -d/ -f3'
# Waiting for requests most of the time, so that a third of the answers take longer than a second, and none two.
STUTTER = f"vote=$({FIND_VOTE}); while :; do kill -STOP $vote; sleep 1.65; kill -CONT $vote; sleep 0.15; done"


def cut_off(demo):
    cable = demo.server("application")["cable"]
    demo.undo_with("cable", ["ip", "link", "set", cable, "up"])
    demo.run("ip", "link", "set", cable, "down")


def stutter(demo):
    demo.undo_with("stutter", ["sh", "-c", f"kill -CONT $({FIND_VOTE})"], "application")
    demo.begin("sh", "-c", STUTTER, server="application")


def run_on(demo):
    demo.end_all()
    demo.undo("stutter")


def expire(demo):
    folder = f"{demo.folder}/certificates"
    restore = "".join(f"cp {folder}/entrance.{end}.kept {folder}/entrance.{end} && " for end in ("pem", "key"))
    clean = f"rm {folder}/entrance.pem.kept {folder}/entrance.key.kept"
    for end in ("pem", "key"):
        demo.run("cp", f"{folder}/entrance.{end}", f"{folder}/entrance.{end}.kept")
    demo.undo_with("certificate", ["sh", "-c", restore + clean])
    demo.stop("entrance")
    for end in ("pem", "key"):
        demo.run("cp", f"{folder}/expired.{end}", f"{folder}/entrance.{end}")
    demo.start("entrance")


def renew(demo):
    demo.stop("entrance")
    demo.undo("certificate")
    demo.start("entrance")


VOTE = [Alert("PageDown", {"service": "vote"}), Alert("ServiceUnavailable", {"service": "vote"})]

DRILLS = [
    # First: it measures five minutes, in which nothing else is to have been slow.
    Drill(
        name="latency",
        title="The vote page is slow",
        fault=stutter,
        undo=run_on,
        alerts=[Alert("PageSlow", {"service": "vote"})],
        may=["ProbeFlapping", "SloBurnsSlowly", "ProbesSkipped"],
        lingers=["PageSlow", "ProbeFlapping", "SloBurnsSlowly"],
        page=False,
        seconds=165,
        needs=("servers",),
    ),
    Drill(
        name="server-cut-off",
        title="The application server is cut off",
        fault=cut_off,
        undo=lambda demo: demo.undo("cable"),
        alerts=[
            Alert("ServerUnreachable", {"server": "application"}), *VOTE,
            Alert("ServiceUnavailable", {"service": "result"}),
        ],
        inhibited=["PageDown", "ExporterDown"],
        may=["VoteQueueStuck"],
        client=frozenset({"vote", "result"}),
        total=True,
        needs=("servers",),
    ),
    Drill(
        name="certificate-expired",
        title="The certificate of the vote page has expired",
        fault=expire,
        undo=renew,
        alerts=[Alert("CertificateExpired"), *VOTE],
        client=frozenset({"vote"}),
        total=True,
    ),
]  # fmt: skip
