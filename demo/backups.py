#!/usr/bin/python3
"""Backs the demo's databases up again and again, as timers do on a server: PostgreSQL's base and then its
WAL, Redis's dumps, each with a copy in the vault; and restores what is in the vault once, for trial."""
import argparse
import subprocess
import time
from pathlib import Path


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("commands", type=Path, help="folder of backup-postgres and backup-redis")
    parser.add_argument("--folder", required=True, help="where the sets are kept")
    parser.add_argument("--vault", required=True, help="where they are copied to")
    parser.add_argument("--textfile", required=True, help="where node-exporter reads what came of it")
    parser.add_argument("--scratch", required=True, help="where they are restored for trial")
    parser.add_argument("--postgres", required=True, metavar="FOLDER:PORT", help="its socket")
    parser.add_argument("--redis", required=True, metavar="HOST:PORT")
    parser.add_argument("--interval", type=float, default=30, help="seconds from run to run")
    arguments = parser.parse_args()
    common = ["--config", "/dev/null"]
    for name in ("folder", "textfile", "scratch"):
        common += [f"--{name}", getattr(arguments, name)]
    common += ["--offhost", arguments.vault]

    def run(database, what):
        host, _, port = getattr(arguments, database).rpartition(":")
        role = ["--user", "postgres"] if database == "postgres" else []
        command = [arguments.commands / f"backup-{database}", what, *common, "--host", host, "--port", port, *role]
        done = subprocess.run(command, check=False).returncode
        print(f"{time.strftime('%H:%M:%S')} backup-{database} {what}: {done}", flush=True)

    for step in (("postgres", "base"), ("redis", "dump"), ("postgres", "verify"), ("redis", "verify")):
        run(*step)
    while True:
        time.sleep(arguments.interval)
        run("postgres", "wal")
        run("redis", "dump")


if __name__ == "__main__":
    main()
