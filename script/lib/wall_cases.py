"""Dashboards of the wall's tests: every panel beside what it must show of the samples in `wall_data`."""

import re

from wall_data import BEGIN, END, SCRIPT

GREEN, ORANGE, RED, BLUE, PURPLE, YELLOW = "#73BF69", "#FF9830", "#F2495C", "#5794F2", "#B877D9", "#FADE2A"
LEVELS = {"mode": "absolute", "steps": [{"color": "green", "value": None}, {"color": "orange", "value": 50}, {"color": "red", "value": 80}]}
STATES = [{"type": "value", "options": {"0": {"text": "DOWN", "color": "red", "index": 0}, "1": {"text": "UP", "color": "green", "index": 1}}}]
THRESHOLDS = {"mode": "thresholds"}
SINGLE = {"calcs": ["lastNotNull"], "fields": "", "values": False}
SOURCE = {"type": "prometheus", "uid": "${datasource}"}


class Case:
    """A panel and what is expected of what a reader sees of it (see Tests/Wall/reading.js)."""

    def __init__(self, kind, title, expressions, expects, *, w=6, h=4, defaults=None, overrides=(), instant=True, **panel):
        targets = []
        for letter, expression in zip("ABCDEFG", [expressions] if isinstance(expressions, (str, dict)) else expressions):
            target = {"expr": expression} if isinstance(expression, str) else dict(expression)
            targets.append({"refId": letter, "datasource": SOURCE, **({"instant": True} if instant else {"range": True}), **target})
        self.title, self.expects, self.width, self.height = title, expects, w, h
        self.panel = {
            "type": kind, "title": title, "targets": targets, "datasource": SOURCE,
            "fieldConfig": {"defaults": defaults or {}, "overrides": list(overrides)}, **panel,
        }


def by_name(name, **properties):
    return {"matcher": {"id": "byName", "options": name}, "properties": [{"id": key.replace("_", "."), "value": value} for key, value in properties.items()]}


def stat(title, expressions, expects, defaults=None, options=None, **more):
    defaults = {"color": THRESHOLDS, "thresholds": LEVELS, **(defaults or {})}
    return Case("stat", title, expressions, expects, defaults=defaults, options={"reduceOptions": SINGLE, "colorMode": "background", **(options or {})}, **more)


def exact(case):
    return f'exact{{case="{case}"}}'


def one(text, colour=None, **more):
    return {"values": [{"text": text, **({"colour": colour} if colour else {}), **more}]}


def in_unit(unit, case, text, **defaults):
    return stat(f"unit {unit} of {case}{' ' + str(defaults) if defaults else ''}", exact(case), one(text), {"unit": unit, **defaults}, {"colorMode": "none"}, w=3, h=3)


def single_values():
    yield stat("below the edge", exact("below"), one("80.0", ORANGE))
    yield stat("on the edge", exact("edge"), one("80", RED, sign="✕"))
    yield stat("lowest step", exact("minus"), one("-5", GREEN, sign="✓"))
    yield stat("percentage of min and max", exact("ninety"), one("90", ORANGE), {
        "min": 0, "max": 180, "thresholds": {**LEVELS, "mode": "percentage"}})
    yield stat("mapped down", 'state{component="vote"} * 0', one("DOWN", RED), {"mappings": STATES})
    yield stat("mapped up", 'state{component="vote"}', one("UP", GREEN), {"mappings": STATES})
    yield stat("range mapped", exact("edge"), one("high", PURPLE), {"mappings": [
        {"type": "range", "options": {"from": 80, "to": None, "result": {"text": "high", "color": "purple"}}}]})
    yield stat("range mapped up to its end", exact("edge"), one("low", PURPLE), {"mappings": [
        {"type": "range", "options": {"from": None, "to": 80, "result": {"text": "low", "color": "purple"}}}]})
    yield stat("regex mapped", 'label_replace(exact{case="two"}, "word", "two", "", "")', one("twice", BLUE), {"mappings": [
        {"type": "regex", "options": {"pattern": "^(tw)o$", "result": {"text": "$1ice", "color": "blue"}}}]}, {"reduceOptions": {**SINGLE, "fields": "/^word$/"}},
        transformations=[{"id": "labelsToFields", "options": {}}])
    yield stat("not in range", exact("below"), one("80.0", ORANGE), {"mappings": [
        {"type": "range", "options": {"from": 80, "to": 100, "result": {"text": "high", "color": "purple"}}}]})
    yield stat("NaN mapped", exact("nan"), one("not a number", BLUE), {"mappings": [
        {"type": "special", "options": {"match": "null+nan", "result": {"text": "not a number", "color": "blue"}}}]})
    yield stat("infinite", exact("inf"), one("∞", RED))
    yield stat("nothing", "absent_metric", {"message": "no data", "values": []})
    yield stat("nothing, in words", "absent_metric", {"message": "none", "values": []}, {"noValue": "none"})
    yield stat("of a refused query", "sum(", {"message": re.compile("parse error"), "values": []})
    yield stat("names of several", {"expr": "load", "legendFormat": "{{server}}"}, {"values": [
        {"name": "application", "text": "50%", "colour": ORANGE}, {"name": "database", "text": "90%", "colour": RED}, {"name": "docker", "text": "20%", "colour": GREEN}]},
        {"unit": "percentunit", "thresholds": {"mode": "absolute", "steps": [{"color": "green", "value": None}, {"color": "orange", "value": 0.5}, {"color": "red", "value": 0.8}]}}, w=12)
    yield stat("mean of a range", "wave{server='application'}", one(re.compile(r"^(70|[67]\d\.\d)$")),
               options={"reduceOptions": {**SINGLE, "calcs": ["mean"]}, "graphMode": "area"}, instant=False)
    yield stat("of its own time", "vector($__range_s)", one("300"), {"thresholds": {}}, timeFrom="5m")
    yield stat("name alone", {"expr": "load{server='docker'}", "legendFormat": "{{server}}"}, {"values": [{"name": "docker", "text": ""}]}, options={"textMode": "name"})
    yield stat("ended series says when", "ended", {"values": [{"text": "7", "age": re.compile(r"^ended 2026-01-05 11:(29|30|34)"), "background": None}]}, instant=False)
    yield stat("overrides", ["load{server='docker'}", "load{server='database'}"], {"values": [
        {"name": "by its query", "text": "0.200"}, {"name": "by its pattern", "text": "0.9000 req/s"}]},
        overrides=[{"matcher": {"id": "byFrameRefID", "options": "A"}, "properties": [{"id": "displayName", "value": "by its query"}]},
                   {"matcher": {"id": "byRegexp", "options": "/.*database.*/"}, "properties": [{"id": "displayName", "value": "by its pattern"}, {"id": "unit", "value": "reqps"}, {"id": "decimals", "value": 4}]}], w=12)
    yield stat("unknown unit", exact("two"), {"values": [{"text": "2 parsecs"}], "note": "The unit “parsecs” is not known."}, {"unit": "parsecs"})
    yield stat("hostile label", {"expr": "evil == 1", "legendFormat": "{{text}}"}, {"values": [{"name": SCRIPT, "text": "1"}]}, options={"textMode": "value_and_name"}, w=12, h=5)
    yield stat("script as a link is none", "evil == 1", {"values": [{"text": "1", "link": None}]}, {"links": [{"title": "x", "url": "${__field.labels.address}"}]})
    yield stat("link of a value", "load{server='database'}", {"values": [{"link": "?dashboard=second&var-server=database"}]},
               {"links": [{"title": "Second", "url": "/d/test-second/any-name?var-server=${__field.labels.server}"}]})
    yield stat("value in a link", "load{server='database'}", {"values": [{"link": "https://example.test/?v=0.9&n=a%26b"}]},
               {"links": [{"title": "x", "url": "https://example.test/?v=${__value.raw}&n=a%26b"}]})


def units():
    for unit, case, text, *rest in [
        ("s", "long", "1.09 days"), ("s", "half", "500 ms"), ("s", "small", "420 µs"), ("ms", "two", "2 ms"), ("bytes", "bytes", "1.50 GiB"), ("decbytes", "bytes", "1.61 GB"),
        ("Bps", "bytes", "1.61 GB/s"), ("percent", "half", "0.500%"), ("percentunit", "half", "50%"), ("short", "bytes", "1.61 Bil"), ("none", "long", "93784"), ("reqps", "two", "2 req/s"),
        ("ops", "half", "0.500 ops/s"), ("dtdurations", "long", "1 d 2 h"), ("bool", "one", "True"), ("bool_yes_no", "zero", "No"), ("bool_on_off", "one", "On"), ("suffix:votes", "two", "2votes"),
        ("percent", "half", "0.5%", 1), ("hertz", "bytes", "1.61 GHz"), ("celsius", "two", "2 °C"), ("dthms", "long", "26:03:04"), ("currencyEUR", "two", "€2"),
    ]:
        yield in_unit(unit, case, text, **({"decimals": rest[0]} if rest else {}))
    yield stat("unit of a moment", f'{exact("moment")} * 1000', one("2026-01-05 11:30:00"), {"unit": "dateTimeAsIso"}, w=6, h=3)


def pictures():
    yield Case("gauge", "gauge", exact("ninety"), one("90%", RED), defaults={"unit": "percent", "color": THRESHOLDS, "thresholds": LEVELS, "min": 0, "max": 100}, options={"reduceOptions": SINGLE}, h=5)
    yield Case("bargauge", "bars", {"expr": "load", "legendFormat": "{{server}}"}, {"values": [
        {"name": "application", "text": "0.500"}, {"name": "database", "text": "0.900"}, {"name": "docker", "text": "0.200"}]}, options={"reduceOptions": SINGLE, "orientation": "horizontal", "displayMode": "gradient"},
        defaults={"color": THRESHOLDS, "thresholds": LEVELS, "min": 0, "max": 1}, h=5)
    yield Case("timeseries", "lines", {"expr": "wave", "legendFormat": "{{server}}"}, {"legend": ["application", "database"], "lines": 3, "calcs": [re.compile(r"^Max: 8\d(\.\d+)?%$")] * 2, "axis": re.compile("50%")},
               instant=False, w=12, h=7, defaults={"unit": "percent", "color": {"mode": "palette-classic"}}, options={"legend": {"showLegend": True, "displayMode": "list", "calcs": ["max"]}, "tooltip": {"mode": "multi"}})
    yield Case("timeseries", "rate interval", 'rate(requests_total{code="200"}[$__rate_interval])', {"calcs": ["2 req/s"]},
               instant=False, w=6, h=7, defaults={"unit": "reqps"}, options={"legend": {"displayMode": "table", "placement": "bottom", "calcs": ["median"]}})
    yield Case("timeseries", "gap is a gap", {"expr": "gap", "legendFormat": "{{part}}"}, {"strokes": [GREEN.lower()] * 2}, instant=False, h=7, defaults={"color": {"mode": "fixed", "fixedColor": "#73bf69"}})
    yield Case("timeseries", "stacked in percent, two axes", [{"expr": "wave", "legendFormat": "{{server}}"}, {"expr": "load", "legendFormat": "load {{server}}"}], {"axis": re.compile(r'"150%", "0\.2"'), "lines": 8},
               instant=False, w=12, h=7, defaults={"unit": "percent", "custom": {"fillOpacity": 20, "stacking": {"mode": "normal", "group": "A"}}},
               overrides=[{"matcher": {"id": "byRegexp", "options": "/^load/"}, "properties": [{"id": "unit", "value": "none"}, {"id": "custom.stacking", "value": {"mode": "none"}}, {"id": "custom.fillOpacity", "value": 0}, {"id": "custom.axisPlacement", "value": "right"}]}])
    yield Case("timeseries", "a hundred series", {"expr": "many", "legendFormat": "{{n}}"}, {"note": "The first 100 of 130 series are shown."}, instant=False, w=12, h=7, options={"legend": {"showLegend": False}})
    yield Case("timeseries", "logarithmic", {"expr": "many * 10", "legendFormat": "{{n}}"}, {"axis": re.compile('"10", "100"')}, instant=False, w=6, h=7, options={"legend": {"showLegend": False}}, defaults={"custom": {"scaleDistribution": {"type": "log", "log": 10}}})
    yield Case("timeseries", "empty chart", "absent_metric", {"message": "none"}, defaults={"noValue": "none"}, instant=False)
    yield Case("state-timeline", "timeline", {"expr": "state", "legendFormat": "{{component}}"}, {"states": [
        {"row": "vote", "text": "UP", "colour": GREEN}, {"row": "vote", "text": "DOWN", "colour": RED}, {"row": "vote", "text": "UP", "colour": GREEN}, {"row": "worker", "text": "UP", "colour": GREEN}],
        "legend": ["UP", "DOWN"]}, instant=False, w=12, h=6, defaults={"mappings": STATES, "color": THRESHOLDS})
    # The axis is of the twenty minutes that there are, as its marks show: those of an hour stand at whole tens.
    yield Case("state-timeline", "young timeline", {"expr": f"state and on () (vector(time()) > {END - 1200})", "legendFormat": "{{component}}"}, {"axis": re.compile(r':\d[1-46-9]"')}, instant=False, w=12, h=6, defaults={"mappings": STATES, "color": THRESHOLDS})
    yield Case("status-history", "history", {"expr": "state", "legendFormat": "{{component}}", "interval": "10m"}, {"states": re.compile("DOWN")}, instant=False, w=12, h=6, defaults={"mappings": STATES, "color": THRESHOLDS})
    yield Case("heatmap", "unknown panel", "load", {"message": "Panels of type “heatmap” are not drawn here."})
    yield Case("text", "words", [], {"prose": re.compile(r"<h2>Heading of one</h2>.*<strong>bold</strong>.*<li>.*&lt;script&gt;.*href=\"https://example.test/\""), "links": [{"text": "words", "href": re.compile(rf"^\?dashboard=second&from={BEGIN}000&to={END}000&.*var-server=%24__all&")}]},
               options={"mode": "markdown", "content": "# Heading of $chosen\n\n**bold** and `code`\n\n- <script>window.hacked=1</script>\n- [good](https://example.test/) and [bad](javascript:window.hacked=1)"}, h=7,
               links=[{"title": "Second", "url": "/d/test-second?${__all_variables}&${__url_time_range}"}])
    yield Case("alertlist", "alerts", [], {"alerts": [{"severity": "critical", "what": re.compile("^TestFires .*<b>not bold</b>"), "since": re.compile(r"^since \d\d:\d\d:\d\d")}]}, w=12, h=6,
               options={"stateFilter": {"firing": True}, "alertInstanceLabelFilter": '{severity="critical"}'})
    yield Case("alertlist", "no alerts", [], {"message": "none"}, w=6, h=6, options={"stateFilter": {"firing": True}, "alertName": "nothing"})


def tables():
    organized = [{"id": "merge", "options": {}},
                 {"id": "organize", "options": {"excludeByName": {"Time": True}, "indexByName": {"server": 0, "mount": 1, "Value #B": 2, "Value #A": 3}, "renameByName": {"Value #A": "Size", "Value #B": "Free"}}},
                 {"id": "sortBy", "options": {"sort": [{"field": "Size", "desc": True}]}}]
    yield Case("table", "merged", [{"expr": "sum by (server, mount) (size_bytes)", "format": "table"}, {"expr": "sum by (server, mount) (free_bytes)", "format": "table"}], {
        "head": ["server", "mount", "Free", "Size"],
        "rows": [["database", "/srv", "300 GB", "400 GB"], ["database", "/", "20 GB", "200 GB"], ["application", "/", "50 GB", "100 GB"]],
        "cells": [{}, {}, {"background": None}, {"background": "rgb(242, 73, 92)"}] * 3, "foot": ["Total", "", "370 GB", "700 GB"]},
        transformations=organized, w=12, h=7, defaults={"color": THRESHOLDS, "unit": "decbytes"}, options={"footer": {"show": True, "reducer": ["sum"]}},
        overrides=[by_name("Size", custom_cellOptions={"type": "color-background"}, thresholds={"mode": "absolute", "steps": [{"color": "red", "value": None}]})])
    yield Case("table", "labels to fields", {"expr": "load"}, {"head": ["Time", "server", "load"], "rows": [[re.compile("^2026-01-05 12:00:00"), name, value] for name, value in [("application", "0.500"), ("database", "0.900"), ("docker", "0.200")]]},
               transformations=[{"id": "labelsToFields", "options": {}}], w=12, h=7)
    yield Case("table", "filtered and linked", {"expr": "load", "format": "table"}, {"head": ["server", "Value"], "rows": [["application", "0.500"], ["database", "0.900"], ["docker", "0.200"]],
               "cells": [{"link": f"?dashboard=second&var-server={name}"} if at == 0 else {"link": None} for name in ("application", "database", "docker") for at in (0, 1)]},
               transformations=[{"id": "filterFieldsByName", "options": {"include": {"names": ["server", "Value"]}}}], w=6, h=7,
               overrides=[by_name("server", links=[{"title": "x", "url": "/d/test-second?var-server=${__data.fields.server}"}])])
    yield Case("table", "reduced", {"expr": "wave", "legendFormat": "{{server}}"}, {"head": ["Field", "Min", "Max"], "rows": [["application", "50", re.compile(r"^8\d")], ["database", "50", re.compile(r"^8\d")]]},
               instant=False, transformations=[{"id": "reduce", "options": {"reducers": ["min", "max"]}}], w=6, h=7)
    yield Case("singlestat", "of an old dashboard", exact("edge"), one("80%", "rgba(245, 54, 54, 0.9)"), w=6, format="percent", thresholds="50,80", valueName="current",
               colors=["rgba(50, 172, 45, 0.97)", "rgba(237, 129, 40, 0.89)", "rgba(245, 54, 54, 0.9)"], colorBackground=True)
    yield Case("graph", "chart of an old dashboard", {"expr": "wave", "legendFormat": "{{server}}"}, {"axis": re.compile("40%"), "calcs": [re.compile("^Max: 8")] * 2}, instant=False, w=12, h=7,
               yaxes=[{"format": "percent", "min": 0}, {"format": "short"}], legend={"show": True, "values": True, "max": True}, lines=True, fill=1)
    yield Case("table", "unknown transformation", {"expr": "load", "format": "table"}, {"message": "The transformation “spatial” is not understood."}, transformations=[{"id": "spatial", "options": {}}], w=6)
    yield Case("table", "hostile labels in cells", {"expr": "evil", "format": "table"}, {"rows": re.compile(re.escape("<script>window.hacked=1</script>"))}, w=18, h=7)


def variables():
    yield stat("one of the server", 'count(load{server=~"$server"})', one("3"), {"thresholds": {}}, w=4, description="How many servers $server are.")
    yield stat("text $server", "vector(1)", one("1"), {"thresholds": {}}, w=4)
    yield stat("custom", 'vector($number)', one("2"), {"thresholds": {}}, w=4)
    yield stat("constant and interval", 'count_over_time(exact{case="one"}[$span]) * $factor', one("63"), {"thresholds": {}}, w=4)
    yield stat("textbox", 'count(load{server="$typed"}) or vector(-1)', one("-1"), {"thresholds": {}}, w=4)
    yield stat("range", "vector($__range_s)", one("3600"), {"thresholds": {}}, w=4)


def placed(cases):
    """The cases' panels, one beside the other, and a row above all."""
    panels, x, y, line = [], 0, 0, 0
    for number, case in enumerate(cases, start=1):
        if x + case.width > 24:
            x, y, line = 0, y + line, 0
        panels.append({**case.panel, "id": number, "gridPos": {"x": x, "y": y, "w": case.width, "h": case.height}})
        x, line = x + case.width, max(line, case.height)
    return panels


def query(name, question, **more):
    return {"name": name, "type": "query", "query": {"query": question, "refId": "x"}, "datasource": SOURCE, "refresh": 1, **more}


VARIABLES = [
    {"name": "datasource", "type": "datasource", "query": "prometheus", "current": {}},
    query("server", "label_values(load, server)", multi=True, includeAll=True, current={"text": "All", "value": "$__all"}, sort=1),
    query("mount", 'label_values(size_bytes{server=~"$server"}, mount)', current={}),
    query("result", "query_result(load > 0.4)", regex='/server="([^"]+)"/', current={}),
    {"name": "chosen", "type": "custom", "query": "one,two", "current": {}},
    {"name": "number", "type": "custom", "query": "first : 2, second : 3", "current": {}},
    {"name": "factor", "type": "constant", "query": "3"},
    {"name": "span", "type": "interval", "query": "5m,10m", "current": {"value": "5m"}},
    {"name": "typed", "type": "textbox", "query": "nobody"},
    {"name": "adhoc", "type": "adhoc"},
]


def dashboard(uid, title, panels, **more):
    return {"uid": uid, "title": title, "schemaVersion": 41, "panels": panels, "templating": {"list": VARIABLES}, "timezone": "Europe/Paris",
            "time": {"from": str(BEGIN * 1000), "to": str(END * 1000)}, "refresh": "", "id": None, **more}


GROUPS = {"values": single_values, "units": units, "pictures": pictures, "tables": tables, "variables": variables}
ANNOTATIONS = {"list": [{"builtIn": 1, "name": "Annotations & Alerts", "enable": True},
                        {"name": "Alerts", "enable": True, "expr": 'incident{alertstate="firing"}', "titleFormat": "{{alertname}}", "iconColor": "red", "datasource": SOURCE}]}


def dashboards():
    """`{name: (dashboard, cases)}`; `name` is the file's."""
    result = {}
    for name, group in GROUPS.items():
        cases = list(group())
        result[name] = dashboard(f"test-{name}", f"Test of {name}", placed(cases), annotations=ANNOTATIONS,
                                 links=[{"type": "link", "title": "To the second", "url": "/d/test-second", "keepTime": True, "includeVars": True}, {"type": "link", "title": "Nowhere", "url": "/d/nobody"}]), cases
    repeated = stat("server $server", 'load{server=~"$server"}', {}, h=4).panel
    result["second"] = dashboard("test-second", "Second of $server", [
        {**repeated, "id": 1, "repeat": "server", "repeatDirection": "h", "maxPerRow": 3, "gridPos": {"x": 0, "y": 0, "w": 24, "h": 4}},
        {"type": "row", "id": 2, "title": "Folded", "collapsed": True, "gridPos": {"x": 0, "y": 4, "w": 24, "h": 1},
         "panels": [{**stat("inside the row", exact("two"), {}).panel, "id": 3, "gridPos": {"x": 0, "y": 5, "w": 12, "h": 4}}]},
        {"type": "row", "id": 4, "title": "Row of $server", "collapsed": False, "repeat": "server", "gridPos": {"x": 0, "y": 5, "w": 24, "h": 1}, "panels": []},
        {**stat("in the row of $server", 'load{server=~"$server"}', {}).panel, "id": 5, "gridPos": {"x": 0, "y": 6, "w": 12, "h": 4}},
    ]), []
    # One above another's place, and one with nothing above it.
    result["uneven"] = dashboard("test-uneven", "Uneven", [
        {**stat(name, exact("one"), {}).panel, "id": at, "gridPos": {"x": x, "y": y, "w": 12, "h": 4}} for at, (name, x, y) in enumerate([("first", 0, 0), ("second", 0, 2), ("third", 12, 9)], 1)]), []
    wide = Case("table", "wide", {"expr": "evil or many", "format": "table"}, {}, w=7, h=8).panel
    result["crowded"] = dashboard("test-crowded", "Crowded", [
        {**wide, "id": 1, "gridPos": {"x": 0, "y": 0, "w": 8, "h": 8}},
        {**Case("timeseries", "many names", {"expr": "many", "legendFormat": "a name of some length {{n}}"}, {}, instant=False, options={"legend": {"calcs": ["max"]}}).panel, "id": 2, "gridPos": {"x": 8, "y": 0, "w": 16, "h": 8}},
        {**Case("stat", "many tiles", {"expr": "many < 30", "legendFormat": "tile {{n}}"}, {}, options={"reduceOptions": SINGLE, "colorMode": "background"}).panel, "id": 3, "gridPos": {"x": 0, "y": 8, "w": 24, "h": 10}},
    ], templating={"list": VARIABLES[:1]}), []
    live = stat("clock", "time() * 1000", {}, {"unit": "dateTimeAsIso"}).panel
    result["live"] = dashboard("test-live", "Live", [{**live, "id": 1, "gridPos": {"x": 0, "y": 0, "w": 24, "h": 8}},
        {**Case("timeseries", "scrapes", "up", {}, instant=False).panel, "id": 2, "gridPos": {"x": 0, "y": 8, "w": 24, "h": 8}}],
        time={"from": "now-5m", "to": "now"}, refresh="2s"), []
    return result
