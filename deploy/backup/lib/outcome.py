"""What became of the runs, kept beside the sets and told to Prometheus through node-exporter's textfile collector."""

import json
import time
from pathlib import Path

from sets import write_whole

FAMILIES = {
    "backup_last_success_timestamp_seconds":
        "The moment that the newest complete backup on this host is of: a restore brings back what was there then.",
    "backup_last_offhost_timestamp_seconds":
        "The moment that the newest complete backup on the other host is of.",
    "backup_oldest_timestamp_seconds":
        "The moment that the oldest complete backup on this host is of.",
    "backup_last_verified_timestamp_seconds":
        "When a backup was last restored into a scratch server and found equal to what was recorded when it was made.",
    "backup_last_verified_restore_duration_seconds":
        "How long that restore took.",
    "backup_last_size_bytes":
        "Size of the newest full backup on this host.",
    "backup_last_full_timestamp_seconds":
        "The moment that the newest full backup on this host is of: for PostgreSQL the base backup.",
    "backup_last_exit_code":
        "Exit code of the last run: 0 done, 1 failed, 3 made but not copied off the host, 4 not verified, 130 interrupted.",
    "backup_last_duration_seconds":
        "How long the last run took.",
    "backup_last_run_timestamp_seconds":
        "When the last run ended, well or not.",
    "backup_sets":
        "Complete full backups that are kept.",
}  # fmt: skip


class Outcome:
    """The runs of one database, remembered in `folder`; `textfile` is where node-exporter looks, or None."""

    def __init__(self, database, folder, textfile=None):
        self.database, self.file = database, Path(folder) / "outcome.json"
        self.textfile = Path(textfile) if textfile else None
        try:
            self.known = json.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self.known = {}

    def record(self, **facts):
        self.known.update(facts)

    def ran(self, task, code, duration):
        self.known.setdefault("tasks", {})[task] = {
            "exit_code": code, "duration": round(duration, 3), "ended": round(time.time(), 3),
        }  # fmt: skip

    def save(self):
        """Remembers and tells it; what stands in the text file is never older than this run, even on a full disk."""
        problems = []
        for save, where in ((self._remember, self.file), (self._tell, self.textfile)):
            try:
                save()
            except OSError as error:
                problems.append(f"what became of this run cannot be written to {where}: {error.strerror}")
        return problems

    def _remember(self):
        write_whole(self.file, json.dumps(self.known, indent=1) + "\n")

    def _tell(self):
        if self.textfile:
            # Numbers only, and another user's node-exporter is to read them.
            write_whole(self.textfile / f"vigie_backup_{self.database}.prom", self.exposition(), 0o644)

    def exposition(self):
        """All that is known, and nothing else: what is not known is absent."""
        own = {"database": self.database}
        samples = [(name, own, self.known.get(key)) for name, key in (
            ("backup_last_success_timestamp_seconds", "success"),
            ("backup_last_offhost_timestamp_seconds", "offhost"),
            ("backup_oldest_timestamp_seconds", "oldest"),
            ("backup_last_verified_timestamp_seconds", "verified"),
            ("backup_last_verified_restore_duration_seconds", "verified_duration"),
            ("backup_last_size_bytes", "size"),
            ("backup_last_full_timestamp_seconds", "full"),
        )]  # fmt: skip
        for task, ran in sorted(self.known.get("tasks", {}).items()):
            labels = {**own, "task": task}
            samples += [
                ("backup_last_exit_code", labels, ran["exit_code"]),
                ("backup_last_duration_seconds", labels, ran["duration"]),
                ("backup_last_run_timestamp_seconds", labels, ran["ended"]),
            ]
        for place, count in sorted(self.known.get("sets", {}).items()):
            samples.append(("backup_sets", {**own, "place": place}, count))
        lines = []
        for family, text in FAMILIES.items():
            mine = [(labels, value) for name, labels, value in samples if name == family and value is not None]
            if mine:
                lines += [f"# HELP {family} {text}", f"# TYPE {family} gauge"]
            for labels, value in mine:
                written = ",".join(f'{name}="{value}"' for name, value in labels.items())
                lines.append(f"{family}{{{written}}} {value}")
        return "".join(f"{line}\n" for line in lines)
