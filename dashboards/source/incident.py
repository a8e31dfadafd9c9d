"""Everything on one time axis, for one service: what failed first, and what came with it. It fits on one screen."""

import host
from blocks import *
from blocks.states import *

HERE = 'service="$service"'
NODE = 'job="node"'


def graph(title, description, unit, *queries, **options):
    """A sixth of the screen's height, and a quarter of its width."""
    return timeseries(6, title, description, unit, *queries, last=False, **options)


def of_servers(expression):
    return expression.replace(host.HERE, NODE)


def share(quantile):
    """A quantile of all attempts' durations; those that failed have none."""
    buckets = f"sum by (le) (rate(app_probe_duration_seconds_bucket{{{HERE}}}{RATE}))"
    return over(f"histogram_quantile({quantile}, {buckets})", f"{quantile * 100:g} %")


def board():
    incident = Board(
        INCIDENT, "One service's incident on one time axis: probes, databases, queue, servers, containers.", PROBES,
        variables=[
            query_variable("service", "Service", 'label_values(app_probe_attempts_total{service!="ping"}, service)',
                           several=False, everything=False, default="vote"),
        ],
        time="now-30m", alerts="",
    )  # fmt: skip
    incident.row(
        7,
        timeline(15, "What was down", "Each component: what failed first stands where its band begins.",
                 *(state.history() for state in (VOTE, RESULT, JOURNEY, WORKER, POSTGRES_STATE, REDIS_STATE, DOCKER_STATE, CONTAINERS)),
                 over(server(), "{{server}}"), mappings=state_words("ok", "DOWN", "SILENT", unset="none named"), to=WALL),
        alerts_table(9, "Alerts", "What fires now, and since when its condition is true.", to=MONITORING),
    )  # fmt: skip
    incident.row(
        5,
        graph("$service: probes that failed", "Each second, by what went wrong.", "cps",
              over(f"sum by (class) (rate(app_probe_failures_total{{{HERE}}}{RATE}))", "{{class}}")),
        graph("$service: time to answer", "Of the probes that succeeded: half of them, and nearly all, were quicker; and the limit of the objective.", "s",
              share(0.5), share(0.95), over(f"max(slo:latency_threshold:seconds{{{HERE}}})", "limit")),
        graph("Steps of a vote", "From the page until the vote is counted, by step: which one is slow.", "s",
              over("max by (step) (probe_journey_step_duration_seconds)", "{{step}}"), thresholds=rising(3, 5), stacked=True),
        graph("Queue of votes", "Votes that wait for the worker: a line that only rises says that nobody takes them.", "short",
              over('max(redis_key_size{key="votes"})', "waiting"), thresholds=rising(50, 500), to=REDIS),
    )  # fmt: skip
    incident.row(
        5,
        graph("PostgreSQL: connections", "In use, of those that it lets in.", "percentunit",
              over("sum(pg_stat_database_numbackends) / sum(pg_settings_max_connections)", "in use"),
              thresholds=rising(0.8, 0.95), high=1, to=POSTGRES),
        graph("PostgreSQL: work", "Transactions each second, and sessions that wait for a lock.", "short",
              over(f"sum(rate(pg_stat_database_xact_commit{RATE}))", "committed each second"),
              over(f"sum(rate(pg_stat_database_xact_rollback{RATE}))", "rolled back each second"),
              over("sum(pg_blocked_backends)", "blocked"), to=POSTGRES),
        graph("Redis: work", "Commands each second, and commands that failed or were refused.", "ops",
              over(f"sum(rate(redis_commands_processed_total{RATE}))", "commands"),
              over(f"sum(rate(redis_commands_failed_calls_total{RATE})) + sum(rate(redis_commands_rejected_calls_total{RATE}))", "failed"),
              to=REDIS),
        graph("Redis: memory", "In use, of what it may take.", "percentunit",
              over("max(redis_memory_used_bytes / (redis_memory_max_bytes > 0))", "in use"),
              thresholds=rising(0.8, 0.95), high=1, to=REDIS),
    )  # fmt: skip
    incident.row(
        5,
        graph("Servers: CPU", "Share of all processors' time in use.", "percentunit",
              over(of_servers(host.CPU), "{{server}}"), thresholds=rising(0.8, 0.95), high=1, to=HOST),
        graph("Servers: memory", "In use, without caches that would be given up.", "percentunit",
              over(of_servers(host.MEMORY), "{{server}}"), thresholds=rising(0.85, 0.95), high=1, to=HOST),
        graph("Servers: fullest file system", "Space or inodes in use, whichever is more.", "percentunit",
              over(f'max by (server) (label_replace({of_servers(host.SPACE)}, "of", "space", "", "")'
                   f' or label_replace({of_servers(host.FILES)}, "of", "inodes", "", ""))', "{{server}}"),
              thresholds=rising(0.8, 0.9), high=1, to=HOST),
        graph("Servers: connections opened", "To each server, each second: a flood of requests is seen here.", "cps",
              over(f"rate(node_netstat_Tcp_PassiveOpens{{{NODE}}}{RATE})", "{{server}}"), to=HOST),
    )  # fmt: skip
    incident.row(
        5,
        graph("Containers: deaths", "Ends of containers, by name and reason.", "short",
              over(or_none(f"sum by (name, reason) (increase(docker_container_deaths_total{RATE})) > 0", "docker_up"), "{{name}} {{reason}}"), decimals=0, to=DOCKER),
        graph("Containers: CPU", "Processors' time, in processors.", "short",
              over(f'sum by (name) (rate(container_cpu_usage_seconds_total{{name!=""}}{RATE}))', "{{name}}"), to=DOCKER),
        graph("Containers: memory", "In use, without caches that would be given up.", "bytes",
              over('sum by (name) (container_memory_working_set_bytes{name!=""})', "{{name}}"), to=DOCKER),
        timeline(6, "Exporters", "Whether each answers; while one does not, its graphs above have gaps.",
                 over("min by (job) (up)", "{{job}}"), mappings=state_words("ok", "DOWN"), to=MONITORING),
    )  # fmt: skip
    return incident
