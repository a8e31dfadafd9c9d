"""Whether the panels of a dashboard have something to draw, asked of a running Prometheus."""


class DashboardData:
    def __init__(self, dashboard, prometheus):
        self.title = dashboard.model.get("title", dashboard.name)
        self._prometheus = prometheus
        self._queries = {}
        for query in dashboard.queries():
            if not query.panel.startswith("annotation "):
                asked = dashboard.answered(query.expression, self._first_value)
                self._queries.setdefault(query.panel, []).append(asked)

    def _first_value(self, metric, label):
        values = (one["metric"].get(label) for one in self._prometheus.query(metric))
        return min(filter(None, values), default=".*")

    def empty_panels(self):
        """Titles of the panels of which no query has an answer."""
        return [
            title
            for title, queries in self._queries.items()
            if not any(self._prometheus.query(query) for query in queries)
        ]

    def has_data(self):
        """Whether most of its panels have something to draw: some are empty because all is well."""
        return len(self.empty_panels()) * 2 < max(1, len(self._queries))
