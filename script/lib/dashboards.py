"""The dashboards as they are committed: their panels, queries and variables, and what can be said of them without Grafana."""

import itertools
import json
import re
from pathlib import Path
from typing import NamedTuple

from programs import ROOT

FOLDER = ROOT / "dashboards"
COLUMNS = 24
# Grafana has more; these are the ones that the page of dashboards/wall shows too.
KINDS = {
    "stat", "timeseries", "gauge", "bargauge", "table", "state-timeline", "status-history", "text", "alertlist", "row",
}  # fmt: skip
WITH_UNIT = {"stat", "timeseries", "gauge", "bargauge", "table", "state-timeline", "status-history"}
SOURCE = "${datasource}"


class Query(NamedTuple):
    panel: str
    reference: str
    expression: str


class Dashboard:
    def __init__(self, file):
        self.name = file.stem
        self.model = json.loads(file.read_text(encoding="utf-8"))
        self.uid = self.model.get("uid")
        self.variables = self.model.get("templating", {}).get("list", [])
        self.panels = list(self._all(self.model.get("panels", [])))

    def _all(self, panels):
        for panel in panels:
            yield panel
            yield from self._all(panel.get("panels", []))

    def queries(self):
        """Of all panels, and of annotations."""
        for panel in self.panels:
            for target in panel.get("targets", []):
                yield Query(panel.get("title", ""), target.get("refId"), target.get("expr", ""))
        for annotation in self._annotations():
            yield Query(f"annotation {annotation['name']}", "A", annotation.get("expr", ""))

    def _annotations(self):
        return self.model.get("annotations", {}).get("list", [])

    def links(self):
        """Addresses that somebody can follow from it."""
        for link in self.model.get("links", []):
            yield link.get("url", "")
        for panel in self.panels:
            for link in panel.get("links", []):
                yield link.get("url", "")

    def answered(self, expression, first_value=lambda metric, label: ".*"):
        """A query with values in the places of its variables, as it is first asked. `first_value` tells the first value that a
        metric's label has, for variables that begin with it."""
        values = {"__rate_interval": "1m", "__interval": "15s", "__range": "1h"}

        def fill(text):
            return re.sub(r"\$\{?(\w+)(?::\w+)?\}?", lambda found: values.get(found[1], found[0]), text)

        for variable in self.variables:
            value = variable.get("current", {}).get("value")
            value = value[0] if isinstance(value, list) else value
            if value == "$__all":
                value = variable.get("allValue", ".*")
            elif not value and (asked := re.fullmatch(r"label_values\((.+), (\w+)\)", str(variable.get("query")))):
                value = first_value(fill(asked[1]), asked[2])
            values[variable["name"]] = value or ""
        return fill(expression)


def load():
    return [Dashboard(file) for file in sorted(FOLDER.glob("*.json"))]


# MARK: - What is wrong with them


def findings(dashboards):
    """A line for each thing that is wrong, with the dashboard's name."""
    uids = {dashboard.uid for dashboard in dashboards}
    for uid, same in itertools.groupby(sorted(dashboards, key=lambda one: str(one.uid)), lambda one: one.uid):
        names = [dashboard.name for dashboard in same]
        if len(names) > 1:
            yield f"{' and '.join(names)}: have the same uid, {uid}"
    for dashboard in dashboards:
        for finding in itertools.chain(_of_frame(dashboard), _of_panels(dashboard), _of_layout(dashboard), _of_links(dashboard, uids)):
            yield f"{dashboard.name}: {finding}"


def _of_frame(dashboard):
    model = dashboard.model
    if not re.fullmatch(r"vigie-[a-z]+", str(dashboard.uid)):
        yield f"its uid is {dashboard.uid}, not vigie-something"
    if model.get("id") is not None:
        yield "has an id, which is another one in each Grafana"
    if model.get("schemaVersion") not in (41, 42):
        yield f"has schemaVersion {model.get('schemaVersion')}"
    if model.get("editable") is not False:
        yield "can be edited, where its source would not know of it"
    if "__inputs" in model:
        yield "has __inputs, which provisioning does not fill in"
    for key in ("title", "description"):
        if not model.get(key):
            yield f"has no {key}"
    if not any(variable["type"] == "datasource" and variable["name"] == "datasource" for variable in dashboard.variables):
        yield "has no variable for the data source"
    for variable in dashboard.variables:
        if variable["type"] == "query":
            if variable.get("refresh") != 2:
                yield f"the variable {variable['name']} is not asked again when the time changes"
            if variable.get("datasource", {}).get("uid") != SOURCE:
                yield f"the variable {variable['name']} does not ask the chosen data source"


def _of_panels(dashboard):
    known = {variable["name"] for variable in dashboard.variables}
    ids = [panel.get("id") for panel in dashboard.panels]
    for number in sorted({number for number in ids if ids.count(number) > 1}):
        yield f"has the panel id {number} more than once"
    for panel in dashboard.panels:
        name, kind = panel.get("title") or f"panel {panel.get('id')}", panel.get("type")
        if kind not in KINDS:
            yield f"{name}: the wall page does not show a {kind}"
        if kind == "row":
            continue
        for key in ("title", "description"):
            if not panel.get(key):
                yield f"{name}: has no {key}"
        defaults = panel.get("fieldConfig", {}).get("defaults", {})
        if kind in WITH_UNIT:
            if not defaults.get("unit"):
                yield f"{name}: has no unit"
            if not defaults.get("noValue"):
                yield f"{name}: does not say what it is when there is nothing"
            if not panel.get("targets"):
                yield f"{name}: asks nothing"
        if not panel.get("links"):
            yield f"{name}: leads nowhere"
        references = [target.get("refId") for target in panel.get("targets", [])]
        if len(set(references)) != len(references):
            yield f"{name}: two queries have one name"
        for target in panel.get("targets", []):
            if target.get("datasource", {}).get("uid") != SOURCE:
                yield f"{name}: does not ask the chosen data source"
            for variable in re.findall(r"\$\{?(\w+)", target.get("expr", "")):
                if not variable.startswith("__") and variable not in known:
                    yield f"{name}: asks for a variable ${variable} that is not there"
            if re.search(r"\b(rate|increase)\([^()]*\[\d+\w\]", target.get("expr", "")):
                yield f"{name}: a rate over a fixed time; $__rate_interval fits what is shown"


def _of_layout(dashboard):
    boxes = []
    for panel in dashboard.panels:
        place = panel.get("gridPos", {})
        x, y, width, height = (place.get(key, 0) for key in ("x", "y", "w", "h"))
        name = panel.get("title")
        if width <= 0 or height <= 0 or x + width > COLUMNS:
            yield f"{name}: is outside the {COLUMNS} columns"
        for other, left, top, wide, high in boxes:
            if x < left + wide and left < x + width and y < top + high and top < y + height:
                yield f"{name} and {other} overlap"
        boxes.append((name, x, y, width, height))


def _of_links(dashboard, uids):
    for url in dashboard.links():
        found = re.match(r"/d/([\w-]+)", url)
        if not found or found[1] not in uids:
            yield f"leads to {url}, which is not one of the dashboards"


# MARK: - Metrics

_WORDS = set(
    "by without on ignoring group_left group_right bool offset and or unless start end inf nan".split()
)
_SUFFIXES = re.compile(r"_(bucket|sum|count)$")


def metric_names(expression):
    """The metrics that an expression names."""
    text = re.sub(r'"(?:\\.|[^"\\])*"', '""', expression)
    # A selector by name only: its alternatives are names, where they are spelled out.
    named = set()
    for pattern in re.findall(r'__name__=~?"([^"]*)"', expression):
        named |= set(_alternatives(pattern))
    text = re.sub(r"\{[^{}]*\}|\[[^\]]*\]", " ", text)
    text = re.sub(r"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", " ", text)
    for found in re.finditer(r"(?<![\w.:$])[a-zA-Z_:][\w:]*", text):
        is_function = text[found.end() :].lstrip().startswith("(")
        if not is_function and found[0].lower() not in _WORDS:
            named.add(found[0])
    return named


def _alternatives(pattern):
    """What a pattern of names, alternatives and groups without nesting means."""
    found = re.search(r"\(([^()]*)\)", pattern)
    if found:
        for choice in found[1].split("|"):
            yield from _alternatives(pattern[: found.start()] + choice + pattern[found.end() :])
    else:
        yield from pattern.split("|")


def recorded():
    """What the rules of alerts/ record, and the series that Prometheus makes of alerts and scrapes."""
    names = {"ALERTS", "ALERTS_FOR_STATE", "up", "scrape_duration_seconds", "scrape_samples_scraped"}
    for file in (ROOT / "alerts").rglob("*.rules.yml"):
        names |= set(re.findall(r"^\s*(?:- )?record:\s*([\w:]+)", file.read_text(encoding="utf-8"), re.M))
    return names


def spelled_out():
    """Names that stand as literals in the sources of the exporters, or of what writes files for the textfile collector: backups, and
    the demo, which says that its past is made up."""
    names = set()
    for folder, pattern, kinds in (
        ("Sources", "*", {".swift"}), ("deploy/backup", "*", {"", ".py"}), ("script/lib", "monitoring.py", {".py"}),
    ):  # fmt: skip
        for file in (ROOT / folder).rglob(pattern):
            if file.is_file() and file.suffix in kinds:
                names |= set(re.findall(r"[\"'`\s]((?:[a-z]\w*_)+\w+)[\"'`\s{]", file.read_text(encoding="utf-8", errors="replace")))
    return names


def served_by(page):
    """The families of a metrics page, with the names of their series."""
    names = set()
    for line in page.splitlines():
        if line.startswith("# TYPE "):
            names.add(line.split()[2])
        elif line and not line.startswith("#"):
            names.add(re.match(r"[\w:]+", line)[0])
    return names


def is_among(name, names):
    return name in names or _SUFFIXES.sub("", name) in names
