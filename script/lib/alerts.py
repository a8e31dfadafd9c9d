"""Checks alerts/: see script/check-alerts."""

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

sys.dont_write_bytecode = True

import yaml  # noqa: E402

from alert_pages import OwnPages, PeerPages  # noqa: E402
from programs import ROOT, Failure, TemporaryFolder, run_main, say  # noqa: E402
from promql import groupings, made_labels, selectors  # noqa: E402

ALERTS = ROOT / "alerts"
CRITICALS = 15
ANNOTATIONS = {"summary", "description", "runbook_url", "dashboard"}
SECTIONS = ("## Meaning", "## Impact", "## Diagnosis", "## Mitigation")
SEVERITIES = {"critical", "warning", "info", "none"}
KINDS = {"symptom", "cause", "meta"}
# What Prometheus adds to each series of a target, and what alerts/README.md asks of the configuration.
TARGET_LABELS = {"job", "instance", "server", "service", "target", "module", "vantage"}
# Of those that this machine may have none of: units, containers, backups.
UNSEEN_LABELS = {"name", "database", "datname", "task"}
# Labels whose values are a fixed set, so that a live page shows them all.
BOUNDED = {"mode", "result", "class", "state", "status", "le", "calendar"}


class Findings:
    """What is wrong, told at the end, so that one run shows all of it."""

    def __init__(self):
        self.lines = []

    def add(self, text):
        self.lines.append(text)


def rule_files():
    return sorted(ALERTS.glob("*.rules.yml")) + sorted(ALERTS.glob("*/*.rules.yml"))


def rules():
    """Every rule with the file that it is in."""
    for file in rule_files():
        for group in yaml.safe_load(file.read_text(encoding="utf-8"))["groups"]:
            for rule in group["rules"]:
                yield file, rule


def run(command, findings):
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False,
        # Annotations spell times, and tests compare them.
        # promtool keeps little, and would spend a third of its time on collecting it.
        env={"GOGC": "800", **os.environ, "TZ": "Europe/Paris"},
    )  # fmt: skip
    if done.returncode != 0:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        findings.add(f"{' '.join(map(str, command[:3]))}:\n    " + "\n    ".join(lines[:30]))
    return done.returncode == 0


def check_tools(findings):
    """promtool and amtool on all there is; how many tests there were."""
    run(["promtool", "check", "rules", *rule_files()], findings)
    tests = sorted((ALERTS / "tests").glob("*.test.yml"), key=lambda file: -file.stat().st_size)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda file: run(["promtool", "test", "rules", file], findings), tests))
    configuration = ALERTS / "alertmanager.yml"
    for file in [configuration, *sorted((ALERTS / "examples").glob("*.yml"))]:
        run(["amtool", "check-config", file], findings)
    routes = 0
    used = set()
    for line in (ALERTS / "tests/routes.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            receiver, labels = line.split("\t")
            routes += 1
            used.add(receiver)
            run(
                ["amtool", "config", "routes", "test", f"--config.file={configuration}",
                 f"--verify.receivers={receiver}", *labels.split()],
                findings,
            )  # fmt: skip
    receivers = yaml.safe_load(configuration.read_text(encoding="utf-8"))["receivers"]
    for receiver in sorted({one["name"] for one in receivers} - used):
        findings.add(f"alerts/tests/routes.tsv: no test of the route to {receiver}")
    return routes


def cases():
    """For each alert, how many cases fire and how many are silent."""
    fires, silent = {}, {}
    for file in sorted((ALERTS / "tests").glob("*.test.yml")):
        for test in yaml.safe_load(file.read_text(encoding="utf-8"))["tests"]:
            for case in test.get("alert_rule_test", []):
                counted = fires if case.get("exp_alerts") else silent
                counted[case["alertname"]] = counted.get(case["alertname"], 0) + 1
    return fires, silent


def check_alerts(findings):
    """Labels, annotations, runbook and cases of each alert; the alerts."""
    alerts = [(file, rule) for file, rule in rules() if "alert" in rule]
    fires, silent = cases()
    for file, rule in alerts:
        name = rule["alert"]

        def wrong(text, file=file, name=name):
            findings.add(f"{file.relative_to(ROOT)}: {name} {text}")

        labels, annotations = rule.get("labels", {}), rule.get("annotations", {})
        if labels.get("severity") not in SEVERITIES or labels.get("kind") not in KINDS:
            wrong("has no severity or kind of those that there are")
        for missing in sorted(ANNOTATIONS - annotations.keys()):
            wrong(f"has no annotation {missing}")
        if not annotations.get("runbook_url", "").endswith(f"/runbooks/{name}.md"):
            wrong("has another alert's runbook_url")
        runbook = ALERTS / "runbooks" / f"{name}.md"
        text = runbook.read_text(encoding="utf-8") if runbook.exists() else ""
        for section in SECTIONS:
            if section not in text:
                wrong(f"has no '{section}' in alerts/runbooks/{name}.md")
        if not fires.get(name):
            wrong("fires in no test")
        # One that always fires has no silent case.
        if not silent.get(name) and rule["expr"] != "vector(1)":
            wrong("is silent in no test")
    names = {rule["alert"] for _, rule in alerts}
    for runbook in sorted((ALERTS / "runbooks").glob("*.md")):
        if runbook.stem not in names:
            findings.add(f"alerts/runbooks/{runbook.name}: there is no such alert")
    criticals = [rule["alert"] for _, rule in alerts if rule["labels"]["severity"] == "critical"]
    if len(criticals) > CRITICALS:
        findings.add(f"{len(criticals)} critical alerts, at most {CRITICALS}")
    return alerts, criticals, sum(fires.values()), sum(silent.values())


# MARK: - Names against live pages


def expressions(rule):
    """Its expression, and the queries in its annotations."""
    yield rule["expr"]
    for text in rule.get("annotations", {}).values():
        for query in re.findall(r'(?:query|printf)\s+"((?:[^"\\]|\\.)*)"', text):
            if "{" in query or re.fullmatch(r"[\w() ]+", query):
                yield query.replace('\\"', '"').replace("%q", '"x"').replace("%f", "0")


def recorded():
    """Expressions of recorded series, by their names, and the labels that their rules add."""
    found = {}
    for _, rule in rules():
        if "record" in rule:
            entry = found.setdefault(rule["record"], ([], set()))
            entry[0].append(rule["expr"])
            entry[1].update(rule.get("labels", {}))
    return found


def labels_of(metric, pages, records, seen=()):
    """Labels that a metric may have, through what is recorded."""
    if metric in records and metric not in seen:
        exprs, added = records[metric]
        labels = set(added)
        for expr in exprs:
            labels |= made_labels(expr) | groupings(expr)
            for name, _ in selectors(expr):
                labels |= labels_of(name, pages, records, (*seen, metric))
        return labels
    return pages.labels.get(metric, set())


def check_names(pages, findings):
    """Every metric, label and bounded value that a rule names is served; how many names there were."""
    records = recorded()
    names = set()
    for file, rule in rules():
        where = f"{file.relative_to(ROOT)}: {rule.get('alert') or rule['record']}"
        usable = set(TARGET_LABELS) | set(rule.get("labels", {}))
        for expr in expressions(rule):
            usable |= made_labels(expr)
            for metric, matchers in selectors(expr):
                if metric in ("ALERTS", "up", "scrape_duration_seconds"):
                    usable |= {"alertname", "severity", "cause", "name", "device", "mountpoint"}
                    continue
                names.add(metric)
                if metric not in records and not pages.serves(metric):
                    findings.add(f"{where}: nobody serves {metric}")
                labels = labels_of(metric, pages, records)
                usable |= labels
                if any(not pages.has_live(one) for one in sources(metric, records)):
                    # What no page shows here may have the labels that its exporter's documentation says.
                    usable |= UNSEEN_LABELS
                if metric not in records and not pages.has_live(metric):
                    continue
                for label, operator, value in matchers:
                    if label not in labels | TARGET_LABELS:
                        findings.add(f"{where}: {metric} has no label {label}")
                    if label in BOUNDED and operator in ("=", "=~") and metric not in records:
                        for one in value.split("|"):
                            if not re.search(r"[.*+\[]", one.replace("e+", "")) and not pages.has_value(metric, label, one):
                                findings.add(f"{where}: {metric} has no {label}=\"{one}\"")
        for text in rule.get("annotations", {}).values():
            for label in re.findall(r"\$labels\.(\w+)", text):
                if label not in usable:
                    findings.add(f"{where}: its annotations name the label {label}, which it cannot have")
    return names


def sources(metric, records, seen=()):
    """Metrics of exporters that it is made of."""
    if metric in records:
        if metric in seen:
            return set()
        return {
            name
            for expr in records[metric][0]
            for one, _ in selectors(expr)
            for name in sources(one, records, (*seen, metric))
        }
    return {metric}


def peers(folder):
    """A table: which alerts work with the Go exporters."""
    pages = PeerPages(folder)
    own = ("ALERTS", "up", "scrape_duration_seconds")
    records = recorded()
    # They do not have these, and rules know what to do without.
    optional = {name for name in sources("contract:open", records) | {"app_probe_contract_attempts_total"} if name.startswith("sla_")}
    unchanged, partly = [], []
    for _, rule in rules():
        if "alert" not in rule:
            continue
        needed = {name for metric, _ in selectors(rule["expr"]) for name in sources(metric, records)} - set(own) - optional
        missing = sorted(name for name in needed if not pages.serves(name))
        line = f"{rule['alert']} ({rule['labels']['severity']})"
        if not missing:
            unchanged.append(line)
        else:
            partly.append((line, missing, len(missing) == len(needed)))
    say(f"unchanged: {len(unchanged)}\n  " + ", ".join(sorted(unchanged)))
    say("\n| not, or in part | misses |\n|---|---|")
    for line, missing, wholly in partly:
        say(f"| {line}{'' if wholly else ', in part'} | {', '.join(f'`{name}`' for name in missing)} |")
    return 0


def main():
    began = time.monotonic()
    folder = TemporaryFolder("alerts").path
    if "--peers" in sys.argv:
        return peers(folder)
    findings = Findings()
    alerts, criticals, fires, silent = check_alerts(findings)
    routes = check_tools(findings)
    took = time.monotonic() - began
    names = dead = None
    if "--offline" not in sys.argv:
        pages = OwnPages(folder)
        before = len(findings.lines)
        names = check_names(pages, findings)
        dead = len(findings.lines) - before
        for line in pages.notes(names):
            say(line)
    for line in findings.lines:
        print(f"check-alerts: {line}", file=sys.stderr)
    say(
        f"{len(alerts)} alerts, {len(criticals)} of them critical; {fires} cases fire and {silent} are silent;"
        f" {routes} routes; {took:.0f} s"
        + (f"; {len(names)} names of metrics, {dead} dead" if names is not None else "; live pages were not asked")
    )
    if findings.lines:
        raise Failure(f"{len(findings.lines)} findings, above")
    return 0


run_main(main)
