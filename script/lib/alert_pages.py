"""Live pages of exporters, to hold against the names in rules."""

import re
import urllib.request

from docker import Docker
from postgres import Postgres
from programs import ROOT, Failure, Program, free_port
from prometheus import Prometheus
from redis import Redis
from voting import Voting

SAMPLE = re.compile(r'^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+')
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')

# What nginx's exporter and HAProxy serve of what rules read: neither is ours to start here.
OTHERS = """
nginx_up 1
haproxy_backend_status{proxy="vote",state="UP"} 1
haproxy_backend_http_responses_total{proxy="vote",code="5xx"} 0
"""


class Pages:
    """Names of metrics with their labels and values, off pages as they come."""

    def __init__(self):
        self.labels, self._values = {}, {}

    def read(self, text):
        for line in text.splitlines():
            if match := SAMPLE.match(line):
                known = self.labels.setdefault(match[1], set())
                for label, value in LABEL.findall(match[2] or ""):
                    known.add(label)
                    self._values.setdefault((match[1], label), set()).add(value)

    def has_live(self, metric):
        return metric in self.labels

    def serves(self, metric):
        return self.has_live(metric)

    def has_value(self, metric, label, value):
        return value in self._values.get((metric, label), ())


def page(port, path="/metrics"):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return answer.read().decode()


class Watched:
    """A PostgreSQL, a Redis and the voting application, for exporters to look at."""

    def __init__(self, folder):
        self.folder = folder
        self.postgres = Postgres(folder)
        self.postgres.sql("CREATE DATABASE votes;")
        self.postgres.sql("CREATE ROLE vigie LOGIN; GRANT pg_monitor TO vigie;")
        self.redis = Redis(folder)
        self.voting = Voting(folder, self.redis, self.postgres)

    def start(self, name, command, environment=None, flag="--web.listen-address"):
        port = free_port()
        program = Program(
            name, [*command, f"{flag}=127.0.0.1:{port}"], self.folder / f"{name}.log", environment=environment
        )
        program.wait_for_port(port, 30)
        return program, port


class OwnPages(Pages):
    """Our exporters, Prometheus and Alertmanager. What this machine has none of (systemd's bus, Docker where we
    may not start it, certificates) is looked for in the sources, and said."""

    def __init__(self, folder):
        super().__init__()
        self._sources = "\n".join(
            file.read_text(encoding="utf-8") for file in sorted((ROOT / "Sources").rglob("*.swift"))
        )
        self.read(OTHERS)
        # What scripts leave for the textfile collector.
        self._scripts = "\n".join(
            file.read_text(encoding="utf-8", errors="replace")
            for file in sorted((ROOT / "deploy").rglob("*")) if file.is_file()
        )  # fmt: skip
        watched = Watched(folder)
        binaries = ROOT / ".build/release"
        ports = []

        def start(product, *flags, environment=None):
            ports.append(watched.start(product, [binaries / product, *flags], environment))

        start("node-exporter", "--collector.systemd", "--collector.tcpstat")
        start(
            "pg-exporter", "--collector.postmaster", "--collector.database_wraparound",
            environment={"DATA_SOURCE_NAME": watched.postgres.data_source("vigie", "votes")},
        )  # fmt: skip
        start("redis-exporter", "--check-single-keys=votes", environment={"REDIS_ADDR": watched.redis.address()})
        text = (ROOT / "demo/app-probe.yml").read_text(encoding="utf-8")
        text = text.replace("127.0.0.1:5000", f"127.0.0.1:{watched.voting.vote_port}")
        text = text.replace("127.0.0.1:5001", f"127.0.0.1:{watched.voting.result_port}")
        (folder / "app-probe.yml").write_text(text, encoding="utf-8")
        start("app-probe", f"--config.file={folder / 'app-probe.yml'}")
        docker = None
        try:
            docker = Docker(folder)
            docker.run(["web"])
            start("docker-exporter", f"--docker.host=unix://{docker.socket}", "--containers.expected=web,db")
            self._docker = "a Docker engine of our own"
        except Failure as failure:
            self._docker = str(failure)
        try:
            alertmanager = watched.start("prometheus-alertmanager", [
                "prometheus-alertmanager", f"--config.file={ROOT}/alerts/examples/webhook.yml",
                f"--storage.path={folder}/alertmanager", "--cluster.listen-address=",
            ])  # fmt: skip
            ports.append(alertmanager)
            prometheus = Prometheus(
                folder,
                "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
                f"rule_files: [{ROOT}/alerts/jobs.rules.yml]\n"
                "alerting: {alertmanagers: [{static_configs: [{targets: ['127.0.0.1:%d']}]}]}\n"
                "scrape_configs: [{job_name: prometheus, static_configs: [{targets: ['127.0.0.1:1']}]}]\n"
                % alertmanager[1],
            )
            prometheus.wait()
            ports.append((prometheus.program, prometheus.port))
            # A first probe of each target, journey included, and a first evaluation.
            probe = next(port for program, port in ports if program.name == "app-probe")
            next(program for program, port in ports if program.name == "app-probe").wait_until(
                lambda: "probe_journey_step_success" in page(probe), "vote", 60
            )
            # What it counts of notices is there once it has found the Alertmanager.
            wanted = ("prometheus_rule_group_last_duration_seconds{", "prometheus_notifications_errors_total{")
            prometheus.program.wait_until(
                lambda: all(name in page(prometheus.port) for name in wanted), "evaluate rules and find Alertmanager", 60
            )
            for _, port in ports:
                self.read(page(port))
        finally:
            if docker:
                docker.close()
            Program.stop_all()

    def _is_written(self, metric):
        base = re.sub(r"_(bucket|sum|count)$", "", metric)
        return f'"{base}"' in self._sources or f'"{base.removesuffix("_total")}"' in self._sources

    def serves(self, metric):
        if metric.startswith(("backup_", "tsdb_snapshot_")):
            return metric in self._scripts
        return self.has_live(metric) or self._is_written(metric)

    def notes(self, names):
        """What was not to be seen live."""
        yield f"live pages: {len(self.labels)} names of metrics; docker-exporter with {self._docker}"
        unseen = sorted(
            name for name in names
            if not self.has_live(name) and self._is_written(name)
        )  # fmt: skip
        if unseen:
            yield "not on a live page of this machine, but in the sources: " + ", ".join(unseen)


class PeerPages(Pages):
    """The Go exporters that Debian has, started as our own are; for cAdvisor there is no package."""

    def __init__(self, folder):
        super().__init__()
        watched = Watched(folder)
        targets = [
            ("prometheus-node-exporter", [], None, "/metrics"),
            ("prometheus-postgres-exporter", [], {"DATA_SOURCE_NAME": watched.postgres.data_source("vigie", "votes")}, "/metrics"),
            ("prometheus-redis-exporter", ["--redis.addr=" + watched.redis.address(), "--check-single-keys=votes"], None, "/metrics"),
            ("prometheus-blackbox-exporter", ["--config.file=/etc/prometheus/blackbox.yml"], None,
             f"/probe?module=http_2xx&target=http://127.0.0.1:{watched.voting.vote_port}/"),
        ]  # fmt: skip
        try:
            for name, flags, environment, path in targets:
                _, port = watched.start(name, [name, *flags], environment)
                self.read(page(port, path))
                if path != "/metrics":
                    self.read(page(port))
            # Alerts on Prometheus and Alertmanager, and what scripts tell, are not about exporters.
            self._always = re.compile(r"prometheus_|alertmanager_|backup_|tsdb_|node_textfile_|node_systemd_(unit_state|system_running|service_restart_total)$")
        finally:
            Program.stop_all()

    def serves(self, metric):
        return self.has_live(metric) or bool(self._always.match(metric))
