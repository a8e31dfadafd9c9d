#!/usr/bin/python3
"""Makes up the past of a voting application: four weeks of contract hours, Mondays and Tuesdays, with some
incidents. It is no measurement, and says so: every series has the label origin="demonstration".

  demo/history.py FOLDER [--until YYYY-MM-DD]

writes OpenMetrics into FOLDER, a file for each day, for `promtool tsdb create-blocks-from openmetrics`.
What is in it: the counters and states of app-probe, the calendar, servers, PostgreSQL, Redis, containers,
and the alerts of the incidents below. It is the same for the same days.
"""
import argparse
import datetime
import math
import random
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Paris")
WEEKS = 4
# Servers are there from a little before the contract until a little after.
FIRST, OPENS, CLOSES, LAST = (datetime.time(9, 30), datetime.time(10), datetime.time(18), datetime.time(18, 10))
# Seconds from sample to sample: near an incident, and else.
NEAR, FAR = 10, 30
ORIGIN = {"origin": "demonstration"}
# As the demo's are; alerts name them.
ON = {"node": ("application", "database", "docker", "monitoring"), "postgres": ("database",),
      "redis": ("database",), "docker": ("docker",), "probe": ("monitoring",)}  # fmt: skip
PROBES = {
    "vote": {"target": "http://vote.example.com/", "module": "vote_page", "interval": 2, "seconds": 0.02},
    "result": {"target": "http://result.example.com/", "module": "page", "interval": 2, "seconds": 0.015},
    "journey": {"target": "http://vote.example.com/", "module": "voting_journey", "interval": 5, "seconds": 1.2},
}  # fmt: skip
BUCKETS = (0.1, 0.5, 1, 5)


class Incident(NamedTuple):
    # In which of the last weeks, on which day of the contract (0 Monday, 1 Tuesday), when.
    weeks: int
    day: int
    at: datetime.time
    seconds: int
    # The alert of its cause, its labels; services that could not be used; the share of probes that failed.
    alert: str
    labels: dict
    services: tuple = ()
    share: float = 1.0
    # What of the rest was not as usual: a series' name and the factor or value.
    down: tuple = ()


CAUSE = {"kind": "cause", "severity": "critical"}
TICKET = {"kind": "cause", "severity": "warning"}
INCIDENTS = [
    Incident(4, 0, datetime.time(11, 12, 20), 205, "PageDown", {"kind": "symptom", "severity": "critical", "service": "vote"}, ("vote",)),
    Incident(3, 1, datetime.time(15, 40, 5), 130, "PostgresDown", CAUSE | {"service": "postgres", "server": "database"}, ("journey",), 1.0, ("pg_up",)),
    Incident(2, 0, datetime.time(10, 35, 0), 360, "ConnectionSpam", TICKET | {"service": "host", "server": "application", "resource": "requests"}, ("vote",), 0.08),
    Incident(2, 1, datetime.time(14, 30, 0), 900, "HostDiskSpaceLow", TICKET | {"service": "host", "server": "database", "resource": "disk"}),
    Incident(1, 0, datetime.time(16, 20, 40), 75, "ContainerNotRunning", CAUSE | {"service": "docker", "server": "docker", "name": "archive"}),
    Incident(1, 1, datetime.time(17, 2, 10), 160, "VoteQueueStuck", {"kind": "symptom", "severity": "critical", "service": "worker", "server": "database"}, ("journey",)),
]  # fmt: skip


def moment(day, time):
    return datetime.datetime.combine(day, time, ZONE).timestamp()


def contract_days(until):
    """Mondays and Tuesdays of the last weeks of which both are before `until`, each with the week's number:
    1 is the last one. The oldest first."""
    monday = until - datetime.timedelta(days=until.weekday())
    if monday + datetime.timedelta(days=1) >= until:
        monday -= datetime.timedelta(weeks=1)
    for weeks in range(WEEKS, 0, -1):
        for number in (0, 1):
            yield weeks, number, monday - datetime.timedelta(weeks=weeks - 1) + datetime.timedelta(days=number)


class Day:
    """All series of one day, by family."""

    def __init__(self, weeks, number, day, totals):
        self.open, self.close = moment(day, OPENS), moment(day, CLOSES)
        self.incidents = [
            (moment(day, incident.at), incident)
            for incident in INCIDENTS
            if incident.weeks == weeks and incident.day == number
        ]
        self.random = random.Random(day.toordinal())
        self.totals = totals
        self.families = {}
        at = moment(day, FIRST)
        while at < moment(day, LAST):
            near = any(began - 300 <= at < began + incident.seconds + 300 for began, incident in self.incidents)
            self.seconds = NEAR if near else FAR
            self.step(at)
            at += self.seconds

    def put(self, family, form, at, value, suffix="", /, **labels):
        text = ",".join(f'{name}="{value}"' for name, value in sorted({**labels, **ORIGIN}.items()))
        series = self.families.setdefault((family, form), {})
        series.setdefault(f"{family}{suffix}{{{text}}}", []).append((at, value))

    def target(self, job, server):
        return {"job": job, "server": server, "instance": f"{server}.example.com"}

    def active(self, at):
        return [(began, incident) for began, incident in self.incidents if began <= at < began + incident.seconds]

    def count(self, key, by):
        self.totals[key] = self.totals.get(key, 0) + by
        return round(self.totals[key], 3)

    def step(self, at):
        self.probes(at)
        self.calendar(at)
        self.servers(at)
        self.databases(at)
        self.alerts(at)

    def probes(self, at):
        place = self.target("probe", "monitoring") | {"vantage": "inside"}
        for service, probe in PROBES.items():
            labels = place | {"service": service, "target": probe["target"], "module": probe["module"]}
            share = max((incident.share for _, incident in self.active(at) if service in incident.services), default=0.0)
            attempts = self.seconds / probe["interval"]
            for result, part in (("success", 1 - share), ("failure", share)):
                self.put("app_probe_attempts", "counter", at,
                         self.count((service, result), attempts * part), "_total", result=result, **labels)  # fmt: skip
                if self.open <= at < self.close:
                    self.put("app_probe_contract_attempts", "counter", at,
                             self.count((service, result, "contract"), attempts * part), "_total",
                             result=result, calendar="contract", **labels)  # fmt: skip
            seconds = probe["seconds"] * (1 + self.random.random())
            for bound in (*BUCKETS, math.inf):
                counted = self.count((service, "bucket", bound), attempts * (1 - share) * (seconds <= bound))
                self.put("app_probe_duration_seconds", "histogram", at, counted, "_bucket",
                         le="+Inf" if bound == math.inf else f"{bound:g}", **labels)  # fmt: skip
            self.put("app_probe_duration_seconds", "histogram", at,
                     self.count((service, "seconds"), seconds * attempts * (1 - share)), "_sum", **labels)  # fmt: skip
            self.put("app_probe_duration_seconds", "histogram", at,
                     self.count((service, "bucket", "all"), attempts * (1 - share)), "_count", **labels)  # fmt: skip
            is_down = share >= 1
            self.put("app_probe_last_success", "gauge", at, 0 if is_down else 1, **labels)
            self.put("app_probe_interval_seconds", "gauge", at, probe["interval"], **labels)
            self.put("probe_success", "gauge", at, 0 if is_down else 1, **labels)
            self.put("probe_duration_seconds", "gauge", at, round(seconds, 4), **labels)

    def calendar(self, at):
        labels = self.target("probe", "monitoring") | {"calendar": "contract"}
        is_open = self.open <= at < self.close
        self.put("sla_window_open", "gauge", at, int(is_open), **labels)
        self.put("sla_window_open_seconds", "gauge", at, self.count("open", self.seconds * is_open), **labels)
        self.put("contract:open", "gauge", at, int(is_open))

    def servers(self, at):
        # More is going on at noon and in the afternoon.
        busy = 0.25 + 0.15 * math.sin((at - self.open) / 5000) + 0.05 * self.random.random()
        for job, servers in ON.items():
            for server in servers:
                self.put("up", "gauge", at, 1, **self.target(job, server))
        for server in ON["node"]:
            labels = self.target("node", server)
            flooded = any(i.alert == "ConnectionSpam" and server == "application" for _, i in self.active(at))
            used = min(0.98, busy + (0.5 if flooded else 0))
            for mode, share in (("idle", 1 - used), ("user", used * 0.7), ("system", used * 0.3)):
                self.put("node_cpu_seconds", "counter", at,
                         self.count((server, mode), self.seconds * share), "_total", cpu="0", mode=mode, **labels)  # fmt: skip
            full = any(i.alert == "HostDiskSpaceLow" and server == "database" for _, i in self.active(at))
            self.put("node_memory_MemTotal_bytes", "gauge", at, 2**30, **labels)
            self.put("node_memory_MemAvailable_bytes", "gauge", at, int(2**30 * (0.7 - busy / 2)), **labels)
            self.put("node_load1", "gauge", at, round(used * 1.2, 2), **labels)
            disk = labels | {"device": "/dev/vda1", "fstype": "ext4", "mountpoint": "/"}
            self.put("node_filesystem_size_bytes", "gauge", at, 20 * 2**30, **disk)
            self.put("node_filesystem_avail_bytes", "gauge", at, (1 if full else 11) * 2**30, **disk)

    def databases(self, at):
        down = {name for _, incident in self.active(at) for name in incident.down}
        stuck = [began for began, incident in self.active(at) if incident.alert in ("VoteQueueStuck", "PostgresDown")]
        postgres, redis = self.target("postgres", "database"), self.target("redis", "database")
        self.put("pg_up", "gauge", at, 0 if "pg_up" in down else 1, **postgres)
        if "pg_up" not in down:
            self.put("pg_stat_database_numbackends", "gauge", at, self.random.randint(4, 9), datname="votes", **postgres)
        self.put("redis_up", "gauge", at, 1, **redis)
        self.put("redis_memory_used_bytes", "gauge", at, 1_200_000 + self.random.randint(0, 90_000), **redis)
        waiting = int((at - stuck[0]) * 1.3) if stuck else 0
        self.put("redis_key_size", "gauge", at, waiting, db="db0", key="votes", **redis)
        docker = self.target("docker", "docker")
        self.put("docker_up", "gauge", at, 1, **docker)
        for name in ("notices", "archive"):
            gone = any(incident.labels.get("name") == name for _, incident in self.active(at))
            self.put("docker_container_running", "gauge", at, 0 if gone else 1, name=name, expected="true", **docker)
            self.put("docker_container_expected", "gauge", at, 1, name=name, **docker)

    def alerts(self, at):
        for began, incident in self.active(at):
            # What is told comes after what has happened.
            if at < began + 15:
                continue
            told = [(incident.alert, incident.labels)]
            if incident.share >= 1:
                for service in incident.services:
                    client = {"service": service, "severity": "info", "kind": "symptom", "audience": "client"}
                    told.append(("ServiceUnavailable", client))
                    if service == "journey":
                        journey = {"service": service, "severity": "critical", "kind": "symptom", "step": "counted"}
                        told.append(("JourneyBroken", journey))
                    for name in ("service:unavailable_since:timestamp_seconds", "service:outage_since:timestamp_seconds"):
                        self.put(name, "gauge", at, began, service=service)
            for name, labels in told:
                self.put("ALERTS", "gauge", at, 1, alertname=name, alertstate="firing", **labels)
                self.put("ALERTS_FOR_STATE", "gauge", at, began, alertname=name, **labels)

    def write(self, file):
        with open(file, "w", encoding="utf-8") as out:
            for (family, form), series in sorted(self.families.items()):
                out.write(f"# TYPE {family} {form}\n")
                for name, samples in series.items():
                    out.writelines(f"{name} {value} {at:.0f}\n" for at, value in samples)
            out.write("# EOF\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--until", type=datetime.date.fromisoformat, metavar="YYYY-MM-DD",
                        default=datetime.datetime.now(ZONE).date(), help="this day is the first that is left out")  # fmt: skip
    # As those of the demo, so that what they count goes on.
    parser.add_argument("--vote", default=PROBES["vote"]["target"], metavar="URL", help="default: %(default)s")
    parser.add_argument("--result", default=PROBES["result"]["target"], metavar="URL", help="default: %(default)s")
    arguments = parser.parse_args()
    for service, target in (("vote", arguments.vote), ("journey", arguments.vote), ("result", arguments.result)):
        PROBES[service]["target"] = target
    arguments.folder.mkdir(parents=True, exist_ok=True)
    totals = {}
    for weeks, number, day in contract_days(arguments.until):
        Day(weeks, number, day, totals).write(arguments.folder / f"{day}.om")


if __name__ == "__main__":
    main()
