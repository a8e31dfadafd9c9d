"""What visitors see, by target: does it answer, how fast, and if not, why."""

from blocks import *

HERE = 'service=~"$service", vantage=~"$vantage"'


def quantile(value):
    return over(
        f'histogram_quantile({value}, sum by (service, le) (rate(app_probe_duration_seconds_bucket{{service!~"ping|journey", {HERE}}}{RATE})))',
        f"{{{{service}}}} {value * 100:g} %",
    )


def board():
    probes = Board(
        PROBES, "What visitors see: does it answer, how fast, and if not, why.", INCIDENT,
        variables=[
            query_variable("service", "Service", "label_values(app_probe_attempts_total, service)"),
            query_variable("vantage", "Vantage", "label_values(app_probe_attempts_total, vantage)"),
        ],
        alerts='service=~"vote|result|journey"',
    )  # fmt: skip
    probes.row(
        6,
        timeline(16, "Last probe", "Whether it succeeded: of pages and journeys by service, of pings by server.",
                 over(f'min by (service, vantage) (app_probe_last_success{{service!="ping", {HERE}}})', "{{service}} {{vantage}}"),
                 over(f'min by (server, vantage) (app_probe_last_success{{service="ping", {HERE}}})', "ping {{server}} {{vantage}}"),
                 mappings=state_words("ok", "FAILED")),
        table(8, "Why the last probe failed", "The reason, of those whose last probe failed.",
              [rows(f"max by (service, server, vantage, reason) (probe_failure_info{{{HERE}}})"
                    ' or label_replace(-1 * absent(app_probe_targets), "service", "no data", "", "")')],
              {"service": "Service", "server": "Server", "reason": "Reason", "vantage": "Vantage"},
              empty="none", hide=["Value"]),
    )  # fmt: skip
    probes.row(
        7,
        timeseries(8, "Probes that succeed", "Share of all.", "percentunit",
                   over(f'sum by (service) (rate(app_probe_attempts_total{{result="success", {HERE}}}{RATE})) / sum by (service) (rate(app_probe_attempts_total{{{HERE}}}{RATE}))', "{{service}}"),
                   thresholds=falling(0.999, 0.99), high=1, to=SLO),
        timeseries(8, "Failures by class", "timeout, network (refused, reset), dns, tls, answer (it came and was wrong), local (we could not ask).", "cps",
                   over(or_none(f"{rate('app_probe_failures_total', 'service, class', HERE)} > 0", "app_probe_targets", "class"), "{{service}} {{class}}")),
        timeseries(8, "Pages: time to answer", "Of probes that succeeded: half of them, and nearly all, were quicker.", "s",
                   quantile(0.5), quantile(0.95), thresholds=rising(0.5, 1)),
    )  # fmt: skip
    probes.heading("In parts")
    probes.row(
        7,
        timeseries(8, "Steps of a vote", "Time of each step, from the page until the vote is counted.", "s",
                   over("max by (step) (probe_journey_step_duration_seconds)", "{{step}}"), thresholds=rising(3, 5), stacked=True),
        timeline(8, "Steps that succeed", "The first step that is red is where the way of a vote is broken.",
                 over("min by (step) (probe_journey_step_success)", "{{step}}"), mappings=state_words("ok", "FAILED")),
        timeseries(8, "Phases of a page", "Names, connection, TLS, the server's work, transfer: where the time goes.", "s",
                   over(f"max by (service, phase) (probe_http_duration_seconds{{{HERE}}})", "{{service}} {{phase}}"), stacked=True, thresholds=rising(1, 2)),
    )  # fmt: skip
    probes.row(
        7,
        timeseries(8, "Status codes", "What HTTP answered last; 0 is no answer.", "none",
                   over(f"max by (service) (probe_http_status_code{{{HERE}}})", "{{service}}"), thresholds=rising(400, 500), decimals=0),
        timeseries(8, "Ping", "Time there and back, by server.", "s",
                   over('max by (server) (probe_icmp_duration_seconds{phase="rtt"})', "{{server}}"), thresholds=rising(0.1, 0.5), to=HOST),
        stat(8, "Certificates end in", "The first certificate of each service that ends; pages without TLS have none.", "s",
             now(f"min by (service) (app_probe_certificate_expiry_timestamp_seconds{{{HERE}}}) - time() or label_replace(0 * min(app_probe_targets), \"service\", \"with TLS\", \"\", \"\") unless on () app_probe_certificate_expiry_timestamp_seconds", "{{service}}"),
             thresholds=falling(30 * 86400, 3 * 86400), mappings=words((0, "none", PLAIN)), decimals=1),
    )  # fmt: skip
    probes.heading("Can the probes be trusted")
    probes.row(
        6,
        timeseries(8, "Probes made", "Each second, by service: none, and nothing is known.", "cps",
                   over(f"sum by (service) (rate(app_probe_attempts_total{{{HERE}}}{RATE}))", "{{service}}"), to=MONITORING),
        timeseries(8, "Probes left out", "Not made, because the one before still ran or there was no place.", "cps",
                   over(or_none(f"{rate('app_probe_skipped_total', 'service, reason', HERE)} > 0", "app_probe_targets", "reason"), "{{service}} {{reason}}"),
                   thresholds=rising(0.01, 0.1), to=MONITORING),
        timeseries(8, "Probes begin late", "Nearly all began within this time of their moment.", "s",
                   over(f"histogram_quantile(0.99, sum by (le) (rate(app_probe_lateness_seconds_bucket{RATE})))", "99 %"),
                   thresholds=rising(0.1, 1), to=MONITORING),
    )  # fmt: skip
    return probes
