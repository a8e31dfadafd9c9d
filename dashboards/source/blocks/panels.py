"""The kinds of panels. Each takes its width of 24 columns, a title, what it means in a sentence or two, a unit, and its queries.

A panel is handed to `Board.row`, which gives it height, place, number and the link to the next deeper dashboard.
"""

import string
from dataclasses import dataclass

from grafana_foundation_sdk.builders import (
    bargauge as bargauge_build,
    common as common_build,
    dashboard as build,
    gauge as gauge_build,
    prometheus,
    stat as stat_build,
    statetimeline,
    table as table_build,
    timeseries as timeseries_build,
)
from grafana_foundation_sdk.models import common, dashboard as model
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from .links import SLO
from .meaning import BAD, NO_DATA, TEXT, UNKNOWN, WATCH, colourless, faint, plain, quiet, rank_words, rising, state_thresholds, words
from .queries import alerts_since, now, rows

SOURCE = common.DataSourceRef(type_val="prometheus", uid="${datasource}")


@dataclass
class Panel:
    width: int
    builder: object
    # The dashboard that says more; the board's own choice if there is none.
    to: object = None


def _target(query, letter):
    target = prometheus.Dataquery().ref_id(letter).datasource(SOURCE).expr(query.expression)
    target.legend_format(query.legend or "__auto")
    if query.table:
        target.format(PromQueryFormat.TABLE)
    return target.instant() if query.instant else target.range()


def _describe(builder, title, description, queries):
    builder.title(title).description(description).datasource(SOURCE)
    for letter, query in zip(string.ascii_uppercase, queries):
        builder.with_target(_target(query, letter))
    return builder


def _last_value():
    return common_build.ReduceDataOptions().calcs(["lastNotNull"]).values(False)


def _by_thresholds(builder, thresholds):
    return builder.thresholds(thresholds).color_scheme(
        build.FieldColor().mode(model.FieldColorModeId.THRESHOLDS)
    )


# MARK: - One value


def stat(width, title, description, unit, *queries, thresholds=None, mappings=(), empty="no data",
         decimals=None, trend=False, background=False, names=None, largest=None, each=None, to=None):
    """Numbers to be read from afar, several of them side by side; `largest` is the height of their letters at most."""
    builder = _describe(stat_build.Panel(), title, description, queries).unit(unit).no_value(empty)
    _by_thresholds(builder, thresholds or plain()).mappings(list(mappings))
    builder.reduce_options(_last_value()).justify_mode(common.BigValueJustifyMode.CENTER)
    if names is None:
        names = len(queries) > 1 or "{{" in queries[0].legend
    mode = common.BigValueTextMode
    builder.text_mode(mode.VALUE_AND_NAME if names else mode.VALUE)
    if largest:
        builder.text(common_build.VizTextDisplayOptions().value_size(largest))
    builder.orientation(common.VizOrientation.VERTICAL)
    color = common.BigValueColorMode
    builder.color_mode(color.BACKGROUND_SOLID if background else color.VALUE)
    graph = common.BigValueGraphMode
    builder.graph_mode(graph.AREA if trend else graph.NONE)
    if each:
        builder.data_links([each])
    if decimals is not None:
        builder.decimals(decimals)
    return Panel(width, builder, to)


def tile(width, title, description, query, mappings, each=None, to=None):
    """A state as a field of colour with one word on it."""
    return stat(width, title, description, "none", query, thresholds=state_thresholds(), mappings=mappings,
                background=True, each=each, to=to)  # fmt: skip


def contract_hours(width):
    """Neither state is better than the other: only what happens in them is."""
    mappings = words((1, "counted", TEXT), (0, "closed", TEXT))
    query = now("max(contract:open) or vector(-1)")
    return _remark(width, "Contract hours", "Whether what happens now is counted.", query, mappings, to=SLO)


def demonstration(width):
    """Nobody is to take for measured what was made up to show something."""
    mappings = words((1, "made up", TEXT), (0, "measured", TEXT))
    query = now("max(vigie_demonstration_data) or vector(0)")
    return _remark(width, "Past data", "Made up: what is older than this demonstration was not measured.", query, mappings)


def _remark(width, title, description, query, mappings, to=None):
    """A word in small letters, which is not to be seen before a state."""
    return stat(width, title, description, "none", query, thresholds=quiet(), mappings=mappings, largest=28, to=to)


def since(width, title, description, query, each=None, to=None):
    """The moment since when, under the tile that it belongs to: quiet where all is well, and in the colour of what is not. The query's
    legend is the state."""
    panel = stat(width, title, description, "dateTimeAsLocalNoDateIfToday", query, thresholds=faint(), empty="over 8 h ago",
                 names=False, each=each, to=to)  # fmt: skip
    for state, color in ((0, BAD), (0.5, WATCH), (NO_DATA, UNKNOWN)):
        fixed = {"mode": "fixed", "fixedColor": color}
        panel.builder.override_by_name(f"{state:g}", [model.DynamicConfigValue(id_val="color", value=fixed)])
    return panel


def gauge(width, title, description, unit, query, thresholds, low=0, high=None, decimals=None, to=None):
    builder = _describe(gauge_build.Panel(), title, description, [query]).unit(unit).no_value("no data")
    _by_thresholds(builder, thresholds).reduce_options(_last_value()).min(low)
    builder.show_threshold_markers(True).show_threshold_labels(False)
    if high is not None:
        builder.max(high)
    if decimals is not None:
        builder.decimals(decimals)
    return Panel(width, builder, to)


def percent_gauge(width, title, description, query, watch=0.8, bad=0.9, to=None):
    """A share of something that ends at 100 %; the query says a share from 0 to 1."""
    return gauge(width, title, description, "percentunit", query, rising(watch, bad), high=1, decimals=0, to=to)


def bars(width, title, description, unit, *queries, thresholds=None, low=0, high=None, empty="no data",
         mappings=(), decimals=None, to=None):
    """One bar for each series, the names before them."""
    builder = _describe(bargauge_build.Panel(), title, description, queries).unit(unit).no_value(empty)
    _by_thresholds(builder, thresholds or plain()).reduce_options(_last_value()).min(low)
    builder.orientation(common.VizOrientation.HORIZONTAL).mappings(list(mappings))
    builder.display_mode(common.BarGaugeDisplayMode.BASIC).show_unfilled(True)
    builder.value_mode(common.BarGaugeValueMode.COLOR)
    if high is not None:
        builder.max(high)
    if decimals is not None:
        builder.decimals(decimals)
    return Panel(width, builder, to)


# MARK: - Over time


def timeseries(width, title, description, unit, *queries, thresholds=None, low=0, soft_low=None, high=None, stacked=False,
               empty="no data", decimals=None, last=True, to=None):
    """Lines. Where there are thresholds they are drawn; the legend tells the last values, unless there is no room for them: then one line
    alone has none."""
    builder = _describe(timeseries_build.Panel(), title, description, queries).unit(unit).no_value(empty)
    builder.line_width(2).fill_opacity(30 if stacked else 8).show_points(common.VisibilityMode.NEVER)
    # A gap is a gap: what was not measured is not drawn.
    builder.span_nulls(False)
    builder.legend(
        common_build.VizLegendOptions()
        .show_legend(last or len(queries) > 1 or "{{" in queries[0].legend)
        .display_mode(common.LegendDisplayMode.LIST).placement(common.LegendPlacement.BOTTOM).calcs(["lastNotNull"] if last else [])
    )  # fmt: skip
    builder.tooltip(
        common_build.VizTooltipOptions().mode(common.TooltipDisplayMode.MULTI).sort(common.SortOrder.DESCENDING)
    )
    builder.color_scheme(build.FieldColor().mode(model.FieldColorModeId.PALETTE_CLASSIC))
    if stacked:
        builder.stacking(common_build.StackingConfig().mode(common.StackingMode.NORMAL).group("A"))
    if thresholds:
        style = common.GraphThresholdsStyleMode.DASHED
        builder.thresholds(thresholds).thresholds_style(common_build.GraphThresholdsStyleConfig().mode(style))
    if low is not None:
        builder.min(low)
    if soft_low is not None:
        # What lies near the top is told apart, and what falls below is still seen.
        builder.axis_soft_min(soft_low)
    if high is not None:
        builder.max(high)
    if decimals is not None:
        builder.decimals(decimals)
    return Panel(width, builder, to)


def timeline(width, title, description, *queries, mappings, thresholds=None, empty="no data", to=None):
    """States as bands, a line for each."""
    builder = _describe(statetimeline.Panel(), title, description, queries).no_value(empty).unit("none")
    _by_thresholds(builder, thresholds or state_thresholds()).mappings(list(mappings))
    builder.merge_values(True).show_value(common.VisibilityMode.AUTO).row_height(0.85)
    builder.align_value(common.TimelineValueAlignment.CENTER).fill_opacity(85).line_width(0)
    builder.legend(
        common_build.VizLegendOptions()
        .show_legend(False).display_mode(common.LegendDisplayMode.LIST).placement(common.LegendPlacement.BOTTOM)
    )  # fmt: skip
    return Panel(width, builder, to)


# MARK: - Rows of text


def table(width, title, description, queries, columns, unit="none", thresholds=None, mappings=(), decimals=None,
          empty="no data", sort=None, descending=False, hide=(), to=None):
    """Rows of instant queries, joined by their labels, with columns as `{label or value: title}`; the value of the second query
    is "Value #B". All numbers of a table have one unit: so it needs no exceptions by column, and reads more easily."""
    builder = _describe(table_build.Panel(), title, description, queries).no_value(empty).unit(unit)
    if len(queries) > 1:
        builder.with_transformation(model.DataTransformerConfig(id_val="merge", options={}))
    builder.with_transformation(
        model.DataTransformerConfig(
            id_val="organize",
            options={
                "excludeByName": {"Time": True, **{field: True for field in hide}},
                "indexByName": {field: index for index, field in enumerate(columns)},
                "renameByName": dict(columns),
            },
        )
    )
    builder.mappings(list(mappings)).thresholds(thresholds or colourless())
    builder.color_scheme(build.FieldColor().mode(model.FieldColorModeId.THRESHOLDS))
    cells = common.TableColoredBackgroundCellOptions(mode=common.TableCellBackgroundDisplayMode.BASIC)
    builder.cell_options(cells)
    if decimals is not None:
        builder.decimals(decimals)
    builder.show_header(True).cell_height(common.TableCellHeight.SM).align(common.FieldTextAlignment.LEFT)
    if sort:
        builder.sort_by([common_build.TableSortByFieldState().display_name(sort).desc(descending)])
    return Panel(width, builder, to)


def alerts_table(width, title, description, selector="", to=None):
    """What fires and since when; "none" only while rules are evaluated."""
    columns = {"rank": "Level", "alertname": "Alert", "what": "What", "server": "Server", "Value": "Since"}
    return table(width, title, description, [rows(alerts_since(selector))], columns, unit="dateTimeAsLocalNoDateIfToday",
                 mappings=rank_words(), empty="none", sort="Level", to=to)  # fmt: skip
