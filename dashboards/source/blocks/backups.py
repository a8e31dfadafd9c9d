"""Whether a database could be had back: what deploy/backup writes for the textfile collector."""

from .meaning import rising
from .panels import stat
from .queries import now

_MINUTE, _DAY = 60, 86400


def _age(width, title, description, timestamp, database, thresholds):
    return stat(width, title, description, "s", now(f'time() - max(backup_last_{timestamp}_timestamp_seconds{{database="{database}"}})'),
                thresholds=thresholds, decimals=1)  # fmt: skip


def backups(database):
    """Four panels, as wide as a row."""
    lost = rising(15 * _MINUTE, 30 * _MINUTE)
    return [
        _age(6, "Last backup", "Time since one succeeded: so much would be lost if the data were gone now.", "success", database, lost),
        _age(6, "Copied off the host", "Time since a copy left the machine that the database is on.", "offhost", database, rising(30 * _MINUTE, 60 * _MINUTE)),
        _age(6, "Restored to see that it can be", "Time since a backup was restored into a scratch server and compared.", "verified", database, rising(2 * _DAY, 8 * _DAY)),
        stat(6, "Size of the backup", "Of the last one: half of what it was is a backup of something else.", "bytes",
             now(f'max(backup_last_size_bytes{{database="{database}"}})')),
    ]  # fmt: skip
