"""Queries that more than one panel asks, and the parts they are made of."""

from dataclasses import dataclass

RATE = "[$__rate_interval]"


@dataclass
class Query:
    expression: str
    legend: str = ""
    instant: bool = False
    table: bool = False


def now(expression, legend=""):
    """Only the present value: what tiles and gauges need."""
    return Query(expression, legend, instant=True)


def rows(expression):
    """A table's rows: labels as columns, and the present value."""
    return Query(expression, instant=True, table=True)


def over(expression, legend=""):
    """Over the time that is shown."""
    return Query(expression, legend)


def rate(counter, by="", selector=""):
    """Per second; of a counter that steps back only what came after."""
    inner = f"rate({counter}{{{selector}}}{RATE})" if selector else f"rate({counter}{RATE})"
    return f"sum by ({by}) ({inner})" if by else inner


# MARK: - Alerts

_LOUD = 'severity=~"critical|warning", audience!="client"'
# Rules are evaluated as long as this one fires, as it always does: without it an empty list of alerts means nothing.
_NOT_JUDGED = (
    'label_replace(label_replace(time() * group(up), "alertname", "no rules: nothing is judged", "", ""),'
    ' "severity", "critical", "", "") unless on () ALERTS{alertname="Watchdog", alertstate="firing"}'
)


def alerts_since(selector=""):
    """Alerts that fire, with the moment (in ms) since which their condition is true, the latest first. The label `what` says of
    which service, and of which of its parts; by the label `rank` in order of letters, critical ones come before warnings, and among
    each the causes before what they brought about."""
    more = f", {selector}" if selector else ""
    firing = f'ALERTS_FOR_STATE and ignoring (alertstate) ALERTS{{alertstate="firing", {_LOUD}{more}}}'
    named = f'label_join({firing}, "what", " ", "service", "name", "mountpoint", "step", "collector", "database")'
    since = f"1000 * max by (severity, kind, alertname, what, server) ({named})"
    ranked = f'label_join({since} or 1000 * {_NOT_JUDGED}, "rank", " ", "severity", "kind")'
    return f"sort_desc(max by (rank, alertname, what, server) ({ranked}))"


def critical_count():
    """How many critical alerts fire; 0 is said only while rules are evaluated."""
    watched = 'ALERTS{alertname="Watchdog", alertstate="firing"}'
    firing = 'ALERTS{alertstate="firing", severity="critical", audience!="client"}'
    return now(f"count({firing}) or 0 * max({watched}) or vector(-1)")


# MARK: - Lists that may be empty

def or_none(expression, alive, label="name"):
    """What is there, or a line at 0 named "none" while `alive` tells that it would be."""
    return f'{expression} or label_replace(0 * sum({alive}), "{label}", "none", "", "")'
