"""A dashboard: its frame, its variables, and panels in rows from the top down."""

import json

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import dashboard as model

from . import links
from .meaning import BAD, WATCH
from .panels import SOURCE, Panel

# A classic dashboard of this version is read by Grafana 11.6 and everything newer.
SCHEMA = 41
COLUMNS = 24


def _datasource_variable():
    return (
        build.DatasourceVariable("datasource").label("Data source").type("prometheus").regex("")
        .current(model.VariableOption(selected=True, text="Prometheus", value="vigie-prometheus"))
    )  # fmt: skip


def query_variable(name, label, query, several=True, everything=True, default=None):
    """A choice among the values of a label."""
    variable = (
        build.QueryVariable(name).label(label).datasource(SOURCE)
        .query(query).refresh(model.VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(model.VariableSort.ALPHABETICAL_ASC).multi(several).include_all(everything)
    )  # fmt: skip
    if everything:
        variable.all_value(".*").current(model.VariableOption(selected=True, text=["All"], value=["$__all"]))
    elif default:
        variable.current(model.VariableOption(selected=True, text=default, value=default))
    return variable


def server_variable(metric, **options):
    return query_variable("server", "Server", f"label_values({metric}, server)", **options)


def instance_variable(metric, **options):
    return query_variable("instance", "Instance", f'label_values({metric}{{server=~"$server"}}, instance)', **options)


def custom(name, label, values, default):
    """A choice among given values."""
    options = [model.VariableOption(selected=value == default, text=value, value=value) for value in values]
    return (
        build.CustomVariable(name).label(label).values(",".join(values)).options(options).include_all(False).multi(False)
        .current(model.VariableOption(selected=True, text=default, value=default))
    )  # fmt: skip


class Board:
    def __init__(self, uid, description, to, variables=(), time="now-1h", refresh="5s", alerts=None):
        """`to` is the dashboard that panels lead to that name no other; `alerts` selects those that are drawn into each graph."""
        self.uid = uid
        self._to = to
        self._y = 0
        self._next_id = 1
        self._builder = (
            build.Dashboard(f"Vigie: {links.TITLES[uid]}")
            .uid(uid).description(description).tags(["vigie"]).readonly().timezone("browser")
            .time(time, "now").refresh(refresh).tooltip(model.DashboardCursorSync.CROSSHAIR)
            .timepicker(build.TimePicker().refresh_intervals(["5s", "10s", "30s", "1m", "5m"]))
            .links(links.at_the_top(uid)).with_variable(_datasource_variable())
        )  # fmt: skip
        for variable in variables:
            self._builder.with_variable(variable)
        if alerts is not None:
            self._builder.annotation(self._alerts("Critical alerts", "critical", BAD, alerts).enable(True))
            # Many warnings would hide what they are about: they are drawn when somebody asks for them.
            self._builder.annotation(self._alerts("Warnings", "warning", WATCH, alerts).enable(False))

    @staticmethod
    def _alerts(name, severity, color, selector):
        more = f", {selector}" if selector else ""
        return (
            build.AnnotationQuery().name(name).datasource(SOURCE).icon_color(color)
            .expr(f'ALERTS{{alertstate="firing", severity="{severity}", audience!="client"{more}}}')
        )  # fmt: skip

    def heading(self, title):
        row = build.Row(title).id(self._take_id()).grid_pos(model.GridPos(x=0, y=self._y, w=COLUMNS, h=1))
        self._builder.with_row(row)
        self._y += 1
        return self

    def row(self, height, *panels: Panel):
        """Panels side by side; together they fill the width."""
        widths = [panel.width for panel in panels]
        if sum(widths) != COLUMNS:
            raise ValueError(f"{self.uid}: a row of {widths} is not {COLUMNS} columns wide")
        x = 0
        for panel in panels:
            panel.builder.id(self._take_id())
            panel.builder.grid_pos(model.GridPos(x=x, y=self._y, w=panel.width, h=height))
            to = panel.to or self._to
            panel.builder.links([links.deeper(to) if isinstance(to, str) else to])
            self._builder.with_panel(panel.builder)
            x += panel.width
        self._y += height
        return self

    def _take_id(self):
        self._next_id += 1
        return self._next_id - 1

    def text(self):
        """The dashboard's JSON, as it is committed."""
        built = self._builder.build()
        built.id_val = None
        built.schema_version = SCHEMA
        content = {"id": None, **json.loads(JSONEncoder(sort_keys=False).encode(built))}
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
