"""A server is cut off, or badly connected; a certificate ends."""

from drill import Alert, Drill

# Every second attempt to connect is lost, and made again by its sender a second later.
LOSS = ["INPUT", "-p", "tcp", "--syn", "-m", "statistic", "--mode", "nth", "--every", "2", "--packet", "0",
        "-j", "DROP"]  # fmt: skip


def cut_off(demo):
    cable = demo.server("application")["cable"]
    demo.undo_with("cable", ["ip", "link", "set", cable, "up"])
    demo.run("ip", "link", "set", cable, "down")


def lose_packets(demo):
    demo.undo_with("loss", ["iptables", "-D", *LOSS], "application")
    demo.run("iptables", "-A", *LOSS, server="application")


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
        title="Packets are lost, and pages are slow",
        fault=lose_packets,
        undo=lambda demo: demo.undo("loss"),
        alerts=[Alert("PageSlow")],
        may=["ProbeFlapping", "ExporterSlow", "SloBurnsSlowly"],
        lingers=["PageSlow", "ProbeFlapping", "SloBurnsSlowly"],
        client=None,
        page=False,
        seconds=160,
        needs=("servers", "iptables"),
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
