"""Data are destroyed, and restored from the vault; or their backups fail."""

import time

from drill import Alert, Drill

JOURNEY = [Alert("JourneyBroken"), Alert("ServiceUnavailable", {"service": "journey"})]


def restore_command(demo, database, data):
    command = [f"{demo.note['backup']}/restore-{database}", "--from", f"{demo.folder}/vault", "--to", data,
               "--force", "--scratch", f"{demo.folder}/scratch"]  # fmt: skip
    return [*command, "--user", "postgres"] if database == "postgres" else [*command, "--user", "root"]


def destroy(database, where, count):
    def fault(demo):
        data = where(demo)
        demo.facts["counted before"] = count(demo)
        # From now on it is the supervisor that restores, should this script be killed.
        demo.undo_with(database, restore_command(demo, database, data))
        demo.kill(database)
        demo.run("sh", "-c", f"rm -rf {data}/*")

    def undo(demo):
        began = time.monotonic()
        demo.undo(database)
        demo.start(database)
        demo.facts["restored in"] = f"{(time.monotonic() - began) / 60:.2f} minutes"
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                demo.facts["counted after"] = count(demo)
                return
            except Exception:
                time.sleep(0.5)

    return {"fault": fault, "undo": undo}


def break_vault(demo):
    """As a full or unmounted share would be: a file is where the folder was."""
    vault = f"{demo.folder}/vault"
    demo.undo_with("vault", ["sh", "-c", f"rm -f {vault} && mv {vault}.away {vault}"])
    demo.run("sh", "-c", f"mv {vault} {vault}.away && : > {vault}")


DRILLS = [
    Drill(
        name="postgres-destroyed",
        title="PostgreSQL's data are destroyed, and restored from the copy off the host",
        **destroy(
            "postgres",
            lambda demo: f"{demo.note['postgres']['data']}/data",
            lambda demo: demo.sql("SELECT count(*) FROM votes") + " rows",
        ),
        alerts=[Alert("PostgresDown"), *JOURNEY],
        inhibited=["JourneyBroken"],
        may=["VoteQueueStuck", "VoteQueueBacklog", "BackupFailed", "CollectorFailing"],
        lingers=["PostgresRestarted", "BackupFailed"],
        client=frozenset({"journey"}),
        total=True,
        needs=("backup",),
    ),
    Drill(
        name="redis-destroyed",
        title="Redis's data are destroyed, and restored from the copy off the host",
        **destroy(
            "redis",
            lambda demo: demo.note["redis"]["data"],
            lambda demo: f"{len([key for key in demo.redis('KEYS', '*').split() if key != 'votes'])} keys",
        ),
        alerts=[Alert("RedisDown"), *JOURNEY],
        inhibited=["JourneyBroken"],
        may=["BackupFailed", "CollectorFailing"],
        lingers=["RedisRestarted", "BackupFailed"],
        client=frozenset({"journey"}),
        total=True,
        needs=("backup",),
    ),
    Drill(
        name="backup-missing",
        title="Backups do not get off the host",
        fault=break_vault,
        undo=lambda demo: demo.undo("vault"),
        alerts=[Alert("BackupFailed")],
        page=False,
        seconds=100,
        recovery=75,
        needs=("backup",),
    ),
]
