"""Whether the contract is kept, and how much may still go wrong."""

from blocks import *
from blocks import slo as recorded

OBJECTIVE = falling(0.995, 0.99)


def by_service(series):
    return now(f"max by (service) ({series})", "{{service}}")


def errors(window):
    return over(f"max by (service) (slo:errors:ratio{window}{{service=~\"$service\"}})", f"{{{{service}}}} {window}")


def board():
    slo = Board(
        SLO, "Whether the contract is kept, and how much may still go wrong.", PROBES,
        variables=[query_variable("service", "Service", "label_values(slo:objective:ratio, service)")],
        time="now-2d", refresh="30s", alerts='service=~"vote|result|journey"',
    )  # fmt: skip
    slo.row(
        5,
        contract_hours(4),
        stat(4, "Until they begin or end", "Time to the next edge of the contract's hours.", "s", now("min(sla_window_next_edge_seconds) or 0 * max(sla_window_open)"),
             mappings=words((0, "never", PLAIN)), decimals=1),
        stat(8, "Cannot be used since", "Services that are unavailable now.", "dateTimeAsLocalNoDateIfToday",
             now(f"1000 * max by (service) ({recorded.UNAVAILABLE_SINCE}) or label_replace(0 * max(contract:open), \"service\", \"services\", \"\", \"\") unless on () {recorded.UNAVAILABLE_SINCE}", "{{service}}"),
             thresholds=none_is_well(), mappings=none_word(), to=INCIDENT),
        stat(8, "Objective", "The share of probes that is to succeed.", "percentunit", by_service(recorded.OBJECTIVE), decimals=1),
    )  # fmt: skip
    slo.heading("This period, since the start of the contract")
    slo.row(
        6,
        stat(8, "Availability", "Share of probes in contract hours that succeeded.", "percentunit",
             by_service(recorded.AVAILABILITY), thresholds=OBJECTIVE, decimals=3),
        stat(8, "Budget left", "Time that it may still be unavailable in this period; below zero the objective is missed.", "m",
             by_service(recorded.BUDGET_LEFT), thresholds=falling(3, 0), decimals=1),
        bars(8, "Budget left, as a share", "Of the whole budget.", "percentunit", by_service(recorded.BUDGET_SHARE),
             thresholds=falling(0.33, 0), high=1, decimals=0),
    )  # fmt: skip
    slo.row(
        6,
        stat(8, "Unavailable for", "Contract time in which it could not be used.", "m", by_service(recorded.DOWNTIME),
             decimals=1),
        stat(8, "Coverage", "Share of contract hours in which there was a probe: what was not measured is not known.", "percentunit",
             by_service(recorded.COVERAGE), thresholds=falling(0.99, 0.95), decimals=2, to=MONITORING),
        stat(8, "Answered in time", "Of all probes of the last hour, those that succeeded within the limit.", "percentunit",
             by_service(recorded.LATENCY), thresholds=OBJECTIVE, decimals=2),
    )  # fmt: skip
    slo.heading("Over time")
    slo.row(
        8,
        timeseries(12, "Budget left over time", "Share of the budget of the period: it only falls, and each fall is an incident.", "percentunit",
                   over(f"max by (service) ({recorded.BUDGET_SHARE}{{service=~\"$service\"}})", "{{service}}"),
                   thresholds=falling(0.33, 0), low=None, high=1, to=INCIDENT),
        timeseries(12, "Availability over time", "Share of probes in contract hours that succeeded: of the period, and of 30 days.", "percentunit",
                   over(f"max by (service) ({recorded.AVAILABILITY}{{service=~\"$service\"}})", "{{service}} period"),
                   over(f"max by (service) ({recorded.AVAILABILITY_30D}{{service=~\"$service\"}})", "{{service}} 30 days"),
                   thresholds=OBJECTIVE, low=None, soft_low=0.98, high=1),
    )  # fmt: skip
    slo.row(
        8,
        timeseries(12, "Errors, short windows", "Share of probes of all hours that failed: what happens now.", "percentunit",
                   errors("5m"), errors("1h"), thresholds=rising(0.06, 0.144), to=INCIDENT),
        timeseries(12, "Errors, long windows", "Share of probes of all hours that failed: slow losses. Above 1 % the budget is being overspent.", "percentunit",
                   errors("6h"), errors("1d"), errors("3d"), thresholds=rising(0.01, 0.03)),
    )  # fmt: skip
    return slo
