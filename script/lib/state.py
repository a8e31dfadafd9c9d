"""Records what state the demo is in, and compares: is everything as it was before?

  script/state save [FILE]    writes down which programs and containers run, with the digests of their
                              images, which ports are listened on, what the configurations hash to, how
                              many rows and keys there are, what is on the servers' file systems
  script/state diff [FILE]    compares with what was written down; 0 when nothing differs, else 1

Of the running demo; FILE is state.json in the demo's own folder if not said. What moves by itself is
left out: votes change, the number of voters does not.
"""

import argparse
import hashlib
import json
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from drilled_demo import DrilledDemo  # noqa: E402
from programs import Failure, run_main, say  # noqa: E402

QUEUE = "votes"


def programs(demo):
    return {
        f"program {name}": "runs" if runs else "does not run"
        for name, runs in demo.order("status")["running"].items()
    }


def containers(demo):
    if not demo.note["docker"]:
        return {}
    listed = demo.docker("ps", "--all", "--format", "{{.Names}}").split()
    if not listed:
        return {}
    form = "{{.Name}}|{{.Image}} {{.State.Status}} restart={{.HostConfig.RestartPolicy.Name}}"
    lines = demo.docker("inspect", "--format", form, *listed).splitlines()
    return {f"container {name.lstrip('/')}": state for name, _, state in (line.partition("|") for line in lines)}


def listeners(demo):
    """Ports that are listened on; of servers of the demo's own, which have nobody else's."""
    found = {}
    for name, server in demo.note["servers"].items():
        if server["cable"] is None:
            continue
        ports = set()
        for table in ("tcp", "tcp6"):
            lines = demo.run("cat", f"/proc/net/{table}", server=name, may_fail=True).splitlines()[1:]
            fields = [line.split() for line in lines]
            ports |= {int(field[1].rpartition(":")[2], 16) for field in fields if field[3] == "0A"}
        found[f"ports of {name}"] = " ".join(map(str, sorted(ports)))
    return found


def configurations(demo):
    folder = Path(demo.folder)
    files = [folder / name for name in ("prometheus.yml", "alertmanager.yml", "app-probe.yml")]
    files += sorted((folder / "alerts").glob("*.rules.yml")) + sorted(folder.glob("certificates/*.pem"))
    files += sorted(folder.glob("targets/*.json"))
    files += [Path(demo.note["redis"]["configuration"])]
    files += [Path(demo.note["postgres"]["data"]) / "data" / name for name in ("postgresql.conf", "pg_hba.conf")]
    found = {}
    for file in files:
        try:
            digest = hashlib.sha256(file.read_bytes()).hexdigest()[:16]
        except OSError as error:
            digest = error.strerror
        found[f"file {file.relative_to(folder) if file.is_relative_to(folder) else file}"] = digest
    return found


def databases(demo):
    found = {}
    try:
        names = demo.sql("SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1").split()
        found["databases"] = " ".join(names)
        tables = demo.sql("SELECT relname FROM pg_stat_user_tables ORDER BY 1").split()
        for table in tables:
            found[f"rows of {table}"] = demo.sql(f'SELECT count(*) FROM "{table}"')
        found["roles"] = " ".join(demo.sql("SELECT rolname FROM pg_roles WHERE rolcanlogin ORDER BY 1").split())
    except Failure as failure:
        found["PostgreSQL"] = str(failure).splitlines()[-1]
    try:
        # The queue is a key only while somebody waits in it.
        keys = [key for key in demo.redis("KEYS", "*").split() if key != QUEUE]
        found["keys in Redis"] = str(len(keys))
        found["queue"] = "moves" if int(demo.redis("LLEN", QUEUE)) < 50 else "is long"
        for setting in ("maxmemory", "maxmemory-policy", "maxclients", "save", "appendonly"):
            found[f"Redis {setting}"] = " ".join(demo.redis("CONFIG", "GET", setting).split()[1:])
    except Failure as failure:
        found["Redis"] = str(failure).splitlines()[-1]
    return found


def servers(demo):
    """Their cables and file systems."""
    found = {}
    for name, server in demo.note["servers"].items():
        if server["cable"]:
            try:
                found[f"cable of {name}"] = Path(f"/sys/class/net/{server['cable']}/operstate").read_text().strip()
            except OSError as error:
                found[f"cable of {name}"] = error.strerror
            rules = demo.run("iptables", "-S", server=name, may_fail=True).splitlines()
            found[f"packet filter of {name}"] = "; ".join(rule for rule in rules if not rule.startswith("-P"))
        # Prometheus writes on the monitoring server's.
        if server["disk"]:
            command = ["find", server["disk"], "-xdev", "-path", f"{server['disk']}/prometheus", "-prune", "-o", "-print"]
            files = demo.run(*command, server=name, may_fail=True).splitlines()
            found[f"files on {name}"] = f"{len(files)}"
    return found


PARTS = (programs, containers, listeners, configurations, databases, servers)


def read_state(demo):
    state = {}
    for part in PARTS:
        state |= part(demo)
    return state


def difference(before, after):
    """Lines that say what is not as it was."""
    missing = "(not there)"
    return [
        f"{name}: {before.get(name, missing)} → {after.get(name, missing)}"
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


def settled_difference(demo, before, seconds=30):
    """The difference once it is empty, or when the time is over."""
    end = time.monotonic() + seconds
    while (found := difference(before, read_state(demo))) and time.monotonic() < end:
        time.sleep(0.5)
    return found


def main():
    parser = argparse.ArgumentParser(
        prog="script/state", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=["save", "diff"])
    parser.add_argument("file", nargs="?", type=Path)
    arguments = parser.parse_args()
    demo = DrilledDemo()
    try:
        file = arguments.file or Path(demo.folder) / "state.json"
        state = read_state(demo)
        if arguments.command == "save":
            file.write_text(json.dumps(state, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            say(f"{len(state)} facts are in {file}")
            return 0
        try:
            before = json.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise Failure(f"there is no {file}: script/state save makes it") from None
        found = difference(before, state)
        for line in found:
            say(line)
        say(f"{len(found)} of {len(before)} facts differ" if found else f"All {len(before)} facts are as they were")
        return 1 if found else 0
    finally:
        demo.close()


if __name__ == "__main__":
    run_main(main)
