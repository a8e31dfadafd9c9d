"""Whether the panels of Grafana's dashboards have something to draw, asked of a Prometheus."""

import json
import re

# What Grafana would put in; variables of a dashboard's own stand for everything.
BUILT_IN = {
    "__rate_interval": "20s", "__interval": "5s", "__range": "15m", "__range_s": "900", "__interval_ms": "5000",
    "__range_ms": "900000",
}  # fmt: skip
VARIABLE = re.compile(r"\$\{(\w+)(?::\w+)?\}|\[\[(\w+)\]\]|\$(__\w+|[a-z]\w*)")


def panels(dashboard):
    """Of a dashboard, those in rows too, which have queries: title and queries."""
    for panel in dashboard.get("panels", []):
        yield from panels(panel)
        if queries := [target["expr"] for target in panel.get("targets", []) if target.get("expr")]:
            yield panel.get("title", ""), queries


def filled_in(expression):
    # One value is as good as another.
    expression = re.sub(r'(?<![!=])="\$\{?(?!__)\w+\}?"', '=~".*"', expression)
    return VARIABLE.sub(lambda found: BUILT_IN.get(next(filter(None, found.groups())), ".*"), expression)


class Dashboard:
    def __init__(self, file):
        content = json.loads(file.read_text(encoding="utf-8"))
        self.title = content.get("title", file.stem)
        self.name = file.stem
        self._panels = list(panels(content))

    def empty_panels(self, prometheus):
        """Titles of the panels of which no query has an answer."""
        return [
            title
            for title, queries in self._panels
            if not any(prometheus.query(filled_in(query)) for query in queries)
        ]

    def has_data(self, prometheus):
        """Whether most of its panels have something to draw: some are empty because all is well."""
        return len(self.empty_panels(prometheus)) * 2 < max(1, len(self._panels))
