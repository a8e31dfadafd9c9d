"""What the demo watches its infrastructure with: exporters, Prometheus, Alertmanager, an inbox."""

import json
import os
import re
import shutil
import socket
import subprocess
from pathlib import Path
from typing import NamedTuple

from alertmanager import Alertmanager
from dashboard_data import DashboardData
from dashboards import Dashboard
from inbox import Inbox
from infrastructure import BACKUP
from programs import ROOT, Failure, Program
from prometheus import Prometheus

# Where rules and dashboards are; others than the repository's, while those are being written.
ALERTS = Path(os.environ.get("VIGIE_ALERTS") or ROOT / "alerts")
DASHBOARDS = Path(os.environ.get("VIGIE_DASHBOARDS") or ROOT / "dashboards")
# Those of the calendar `contract` in demo/app-probe.yml.
CONTRACT_HOURS = '{days: [mon, tue], from: "10:00", to: "18:00"}'
ALL_HOURS = '{days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "24:00"}'


class Exporter(NamedTuple):
    job: str
    product: str
    server: str
    port: int
    watches: str
    # Of the infrastructure, its flags; and what it needs in its environment.
    flags: object = lambda infrastructure: []
    environment: object = lambda infrastructure: {}
    # What is 1 for its `server` when it reaches what it watches.
    reaches: str = "up"

    @property
    def name(self):
        """As it is called among all services of the demo."""
        return f"{self.product}@{self.server}" if self.job == "node" else self.product


def watch_host(server):
    return lambda infrastructure: infrastructure.servers[server].node_exporter_flags


# Another exporter is another line here.
EXPORTERS = [
    *(
        Exporter("node", "node-exporter", server, 9100, f"the {server} server", watch_host(server))
        for server in ("application", "database", "docker", "monitoring")
    ),
    Exporter(
        "postgres", "pg-exporter", "database", 9187, "PostgreSQL: activity, locks, tables, statements",
        lambda infrastructure: [
            "--collector.stat_statements", f"--extend.query-path={ROOT}/deploy/postgres/votes.yml"
        ],
        # As a role with the least rights: it may read statistics and the votes, and change nothing.
        lambda infrastructure: {"DATA_SOURCE_NAME": infrastructure.postgres.data_source("vigie", "votes")},
        "pg_up",
    ),
    Exporter(
        "redis", "redis-exporter", "database", 9121, "Redis: memory, clients, commands, the queue of votes",
        lambda infrastructure: ["--check-single-keys=votes"],
        lambda infrastructure: {"REDIS_ADDR": infrastructure.redis.address()},
        "redis_up",
    ),
    Exporter(
        "probe", "app-probe", "monitoring", 9115,
        "the voting application as its visitors see it: the pages, and a vote until it is counted",
        lambda infrastructure: [f"--config.file={infrastructure.folder / 'app-probe.yml'}"],
        reaches="min by (job) (app_probe_last_success)",
    ),
    Exporter(
        "docker", "docker-exporter", "docker", 9417, "the containers: state, deaths, usage",
        lambda infrastructure: [f"--docker.host={infrastructure.docker_host}"],
        reaches="docker_up",
    ),
]  # fmt: skip


def _why_no_pings():
    """Why this user may not send echo requests, or None."""
    kinds = (socket.SOCK_DGRAM, socket.SOCK_RAW)
    for kind in kinds:
        try:
            socket.socket(socket.AF_INET, kind, socket.IPPROTO_ICMP).close()
            return None
        except OSError as error:
            reason = error.strerror
    return reason


class Monitoring:
    def __init__(self, folder, infrastructure, contract_hours=False):
        self.folder, self.infrastructure = folder, infrastructure
        self.server = infrastructure.servers["monitoring"]
        self.exporters = [
            exporter for exporter in EXPORTERS if exporter.job != "docker" or infrastructure.docker_host
        ]
        self.addresses = {}
        # Whether there is a past that nobody has measured.
        self.made_up = False
        # Others than the exporters, by job.
        self.targets = {}
        self._write_probes(contract_hours)

    def start_exporters(self):
        (self.folder / "targets").mkdir()
        programs = []
        for exporter in self.exporters:
            server = self.infrastructure.servers[exporter.server]
            port = server.port(exporter.port)
            program = Program(
                exporter.name,
                [
                    ROOT / ".build/release" / exporter.product, *exporter.flags(self.infrastructure),
                    f"--web.listen-address={server.address}:{port}",
                ],
                self.folder / f"{exporter.name}.log",
                environment=exporter.environment(self.infrastructure),
                server=server,
            )  # fmt: skip
            self.infrastructure.services[exporter.name] = program
            self.addresses[exporter] = f"{server.address}:{port}"
            programs.append((program, port))
        for program, port in programs:
            program.wait_for_port(port)

    def start_alertmanager(self):
        network = self.infrastructure.network
        self.inbox = Inbox(self.folder, network.address if network else "127.0.0.1")
        self.alertmanager = Alertmanager(self.folder, ALERTS, self.inbox, self.server)
        self.infrastructure.services |= {
            "inbox": self.inbox.program, "alertmanager": self.alertmanager.program,
        }  # fmt: skip
        self.targets["alertmanager"] = self.alertmanager.address

    def backfill(self):
        """Makes up a past for Prometheus, which must not run yet, and marks it as that."""
        days = self.folder / "history"
        pages = ["--vote", self.infrastructure.vote_page, "--result", self.infrastructure.result_page]
        self._run([ROOT / "demo/history.py", days, *pages])
        for file in sorted(days.glob("*.om")):
            create = ["promtool", "tsdb", "create-blocks-from", "openmetrics", file, self.data]
            self._run(self.server.wrap(["sh", "-c", 'mkdir -p "$6" && exec "$@"', "sh", *create]))
        shutil.rmtree(days)
        self.made_up = True
        mark = self.server.folder / "textfile" / "demonstration.prom"
        mark.write_text(
            "# HELP vigie_demonstration_data Whether what is older than this demo is made up.\n"
            "# TYPE vigie_demonstration_data gauge\n"
            "vigie_demonstration_data 1\n",
            encoding="utf-8",
        )

    @staticmethod
    def _run(command):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failure(f"{Path(command[0]).name}: {(done.stderr or done.stdout).strip()[-300:]}")

    def start_prometheus(self):
        # The rules name their files by this; without it there are just none.
        (self.folder / "alerts").symlink_to(ALERTS)
        port = self.server.port(9090)
        flags = [
            "--web.enable-lifecycle", "--rules.alert.resend-delay=10s", f"--web.user-assets={self._assets()}",
            # Notices and alerts link to pages by it.
            f"--web.external-url=http://{self.server.address}:{port}",
        ]  # fmt: skip
        self.prometheus = Prometheus(
            self.folder, (ROOT / "demo/prometheus.yml").read_text(encoding="utf-8"),
            port=port, data=self.data, retention="120d", flags=flags, server=self.server,
        )  # fmt: skip
        self.infrastructure.services["prometheus"] = self.prometheus.program
        self.targets["prometheus"] = self.prometheus.address
        self._write_targets()
        self.prometheus.wait()

    def _assets(self):
        """What Prometheus serves below /user/: the wall, the dashboards, the runbooks."""
        folder = self.folder / "assets"
        folder.mkdir()
        for path in [*DASHBOARDS.glob("*"), ALERTS / "runbooks"]:
            (folder / path.name).symlink_to(path)
        return folder

    @property
    def data(self):
        """Where Prometheus keeps its series: on the server's own file system, if it has one."""
        return f"{self.server.disk}/prometheus" if self.server.disk else self.folder / "data"

    def _write_targets(self):
        found = {}
        for exporter, address in self.addresses.items():
            found.setdefault(exporter.job, []).append((address, exporter.server))
        for job, address in self.targets.items():
            found[job] = [(address, "monitoring")]
        self.expected_targets = sum(map(len, found.values()))
        for job, targets in found.items():
            groups = [{"targets": [address], "labels": {"server": server}} for address, server in targets]
            (self.folder / "targets" / f"{job}.json").write_text(json.dumps(groups))

    def _write_probes(self, contract_hours):
        """The probes, with the addresses and ports of this demo."""
        text = (ROOT / "demo/app-probe.yml").read_text(encoding="utf-8")
        voting = self.infrastructure.voting
        text = text.replace("127.0.0.1:5000", f"{voting.host}:{voting.vote_port}")
        text = text.replace("127.0.0.1:5001", f"{voting.host}:{voting.result_port}")
        text = text.replace("127.0.0.1:8443", f"{voting.host}:{self.infrastructure.entrance_port}")
        for name, server in self.infrastructure.servers.items():
            text = text.replace(f"{{target: {name},", f"{{target: {server.address},")
        self.no_pings = _why_no_pings()
        if self.no_pings:
            text = re.sub(r"(?m)^ *- \{target:.*module: ping,.*\n", "", text)
        if contract_hours:
            if ALL_HOURS not in text:
                raise Failure("demo/app-probe.yml has no calendar that is always open")
            text = text.replace(ALL_HOURS, CONTRACT_HOURS)
        (self.folder / "app-probe.yml").write_text(text, encoding="utf-8")

    def missing(self):
        """What does not work yet, each with the reason; nothing when all is well."""
        targets = self.prometheus.targets()
        found = [
            f"{target['labels']['job']} of {target['labels'].get('server')}: {target['lastError'] or 'not scraped yet'}"
            for target in targets
            if target["health"] != "up"
        ]
        if len(targets) < self.expected_targets:
            found.append(f"Prometheus knows {len(targets)} of {self.expected_targets} targets")
        for exporter in self.exporters:
            if exporter.reaches != "up" and self.prometheus.value(exporter.reaches) != 1:
                found.append(f"{exporter.product} has no {exporter.reaches} of 1")
        return found

    def dashboards(self):
        """Those that can have data here."""
        files = sorted(DASHBOARDS.glob("*.json"))
        return [
            DashboardData(Dashboard(file), self.prometheus)
            for file in files
            if file.stem != "docker" or self.infrastructure.docker_host
        ]

    def describe(self):
        """Where everything is, for whoever drills."""
        infrastructure = self.infrastructure
        return {
            "prometheus": self.prometheus.address,
            "alertmanager": self.alertmanager.address,
            "inbox": self.inbox.address,
            "vote_page": infrastructure.vote_page,
            "result_page": infrastructure.result_page,
            "entrance": infrastructure.entrance,
            "servers": {
                name: {
                    "address": server.address, "enter": server.wrap([]), "cable": server.cable,
                    "folder": str(server.folder), "disk": server.disk,
                    "cgroups": [str(folder) for folder in server.cgroups],
                }
                for name, server in infrastructure.servers.items()
            },
            "services": {name: program.log.name for name, program in infrastructure.services.items()},
            "postgres": {
                "host": infrastructure.postgres.host, "port": infrastructure.postgres.port,
                "data": str(infrastructure.postgres.folder), "bin": str(infrastructure.postgres.bin),
            },
            "redis": {
                "host": infrastructure.redis.host, "port": infrastructure.redis.port,
                "data": str(infrastructure.folder / "redis-data"),
                "configuration": str(infrastructure.redis.folder / "redis.conf"),
            },
            "backup": str(BACKUP) if "backups" in infrastructure.services else None,
            "docker": str(infrastructure.docker.socket) if infrastructure.docker else None,
        }  # fmt: skip
