"""Who watches the watcher: what is scraped, what fails in exporters, rules and notices, and what all of it costs."""

from blocks import *

COLLECTORS = '{__name__=~"(node|pg|docker)_scrape_collector_failed|(redis|blackbox)_exporter_scrape_collector_failed"}'
VERSIONS = '{__name__=~"(node|postgres|redis|blackbox|docker)_exporter_build_info|(prometheus|alertmanager)_build_info"}'


def board():
    monitoring = Board(
        MONITORING, "Whether what is shown and told can be trusted.", HOST,
        variables=[query_variable("job", "Job", "label_values(up, job)")], alerts='service="monitoring"',
    )  # fmt: skip
    monitoring.row(
        5,
        stat(4, "Targets that do not answer", "Of all that Prometheus scrapes.", "none", now("count(up) - sum(up)"),
             thresholds=none_is_well(), mappings=none_word()),
        stat(4, "Collectors that fail", "Parts of exporters that could not read what they should.", "none",
             now(f"sum({COLLECTORS})"), thresholds=none_is_well(), mappings=none_word()),
        tile(4, "Rules", "Whether they are judged: an alert that always fires does.",
             now('max(ALERTS{alertname="Watchdog", alertstate="firing"}) or 0 * max(prometheus_ready)'), state_words("JUDGED", "NOT JUDGED")),
        stat(4, "Rules that failed", "Evaluations in the time that is shown.", "short",
             now("sum(increase(prometheus_rule_evaluation_failures_total[$__range])) or 0 * sum(prometheus_ready)"), thresholds=none_is_well(), mappings=none_word(), decimals=0),
        stat(4, "Alerts lost", "On the way to Alertmanager, in the time that is shown.", "short",
             now("sum(increase(prometheus_notifications_dropped_total[$__range]))"), thresholds=none_is_well(), mappings=none_word(), decimals=0),
        stat(4, "Notices that failed", "From Alertmanager to people, in the time that is shown.", "short",
             now("sum(increase(alertmanager_notifications_failed_total[$__range]))"), thresholds=none_is_well(), mappings=none_word(), decimals=0),
    )  # fmt: skip
    monitoring.heading("Scrapes")
    monitoring.row(
        8,
        timeline(12, "Targets", "Whether each answers when it is scraped.", over('min by (job, server) (up{job=~"$job"})', "{{job}} {{server}}"), mappings=state_words("ok", "DOWN")),
        table(12, "Collectors that fail", "Which part of which exporter could not read what it should.",
              [rows(f'max by (job, server, collector) ({COLLECTORS} == 1) * 0 or label_replace(-1 * absent(up), "collector", "no data", "", "")')],
              {"job": "Job", "server": "Server", "collector": "Collector", "Value": "State"}, mappings=state_words("", "FAILS"), empty="none"),
    )  # fmt: skip
    monitoring.row(
        7,
        timeseries(8, "Time of scrapes", "By job; scrapes are given up after their timeout.", "s",
                   over('max by (job) (scrape_duration_seconds{job=~"$job"})', "{{job}}"), thresholds=rising(1, 4)),
        timeseries(8, "Samples", "In each scrape, by job: a jump is a label that should not be one.", "short",
                   over('sum by (job) (scrape_samples_scraped{job=~"$job"})', "{{job}}")),
        timeseries(8, "Series", "In Prometheus's memory.", "short", over("max(prometheus_tsdb_head_series)", "series")),
    )  # fmt: skip
    monitoring.heading("What it costs")
    monitoring.row(
        7,
        timeseries(8, "CPU", "Of a processor, by program.", "percentunit",
                   over(f'sum by (job) (rate(process_cpu_seconds_total{{job=~"$job"}}{RATE}))', "{{job}}"), thresholds=rising(0.5, 0.9)),
        timeseries(8, "Memory", "Resident, by program; most of it are pages of files that are shared.", "bytes",
                   over('sum by (job) (process_resident_memory_bytes{job=~"$job"})', "{{job}}")),
        timeseries(8, "Open files", "Of those that it may open: one that only grows is a leak.", "percentunit",
                   over('max by (job) (process_open_fds{job=~"$job"} / process_max_fds{job=~"$job"})', "{{job}}"), thresholds=rising(0.5, 0.8), high=1),
    )  # fmt: skip
    monitoring.heading("Prometheus and Alertmanager")
    monitoring.row(
        7,
        timeseries(8, "Rules are evaluated in", "The slowest group, of its interval.", "percentunit",
                   over("max(prometheus_rule_group_last_duration_seconds / prometheus_rule_group_interval_seconds)", "slowest"), thresholds=rising(0.5, 1)),
        timeseries(8, "Notices", "Sent by Alertmanager, by way, and those that failed.", "short",
                   over(or_none(f"sum by (integration) (increase(alertmanager_notifications_total{RATE})) > 0", "alertmanager_cluster_enabled", "integration"), "{{integration}} sent"),
                   over(or_none(f"sum by (integration) (increase(alertmanager_notifications_failed_total{RATE})) > 0", "alertmanager_cluster_enabled", "integration"), "{{integration}} failed"), thresholds=none_is_well()),
        timeseries(8, "Alerts in Alertmanager", "Active, and held back by silences and inhibition.", "short",
                   over("sum by (state) (alertmanager_alerts)", "{{state}}")),
    )  # fmt: skip
    monitoring.row(
        7,
        stat(5, "Configuration", "Whether Prometheus and Alertmanager run with the files as they are now.", "none",
             now("min(prometheus_config_last_reload_successful) * min(alertmanager_config_last_reload_successful) or vector(-1)"),
             thresholds=state_thresholds(), mappings=words((1, "IN FORCE", GOOD), (0, "REFUSED", BAD))),
        stat(5, "History on disk", "What Prometheus's blocks take.", "bytes", now("sum(prometheus_tsdb_storage_blocks_bytes)")),
        stat(5, "Damage", "Corruptions of the write-ahead log, and blocks that could not be made, in the time that is shown.", "short",
             now("sum(increase(prometheus_tsdb_wal_corruptions_total[$__range])) + sum(increase(prometheus_tsdb_compactions_failed_total[$__range]))"),
             thresholds=none_is_well(), mappings=none_word(), decimals=0),
        table(9, "Versions", "Of all that watches.", [rows(f"max by (job, version) ({VERSIONS})")],
              {"job": "Job", "version": "Version"}, sort="Job", hide=["Value"]),
    )  # fmt: skip
    return monitoring
