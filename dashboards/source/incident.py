"""Everything on one time axis, for all services or one: what failed first, and what came with it. It fits on one screen."""

import host
from blocks import *
from blocks.states import *

# Those that are chosen: all, unless somebody comes from one's tile.
HERE = 'service=~"$service", service!="ping"'
NODE = 'job="node"'


def graph(title, description, unit, *queries, **options):
    """A sixth of the screen's height, and a quarter of its width."""
    return timeseries(6, title, description, unit, *queries, last=False, **options)


def of_servers(expression):
    return expression.replace(host.HERE, NODE)


def failures():
    """By class, each second: of the classes of which there were any in the time that is shown."""
    counter = f"app_probe_failures_total{{{HERE}}}"
    any_of_class = f"sum by (class) (increase({counter}[$__range] @ end())) > 0"
    return over(or_none(f"sum by (class) (rate({counter}{RATE})) and on (class) {any_of_class}", "app_probe_attempts_total", "class"), "{{class}}")


def steps():
    """Of each step: 0 it failed, 0.5 it took more than 3 s, 1 neither."""
    well = "min by (step) (probe_journey_step_success)"
    slow = "max by (step) (probe_journey_step_duration_seconds) > bool 3"
    return over(f"{well} - 0.5 * ({well} == 1) * ({slow}) or {well}", "{{step}}")


def board():
    incident = Board(
        INCIDENT, "An incident on one time axis: probes, databases, queue, servers, containers.", PROBES,
        variables=[
            query_variable("service", "Service", 'label_values(app_probe_attempts_total{service!="ping"}, service)',
                           several=False),
        ],
        time="now-30m", alerts="",
    )  # fmt: skip
    incident.row(
        10,
        timeline(15, "What was down", "Each component: what failed first stands where its band begins.",
                 *(state.history() for state in (VOTE, RESULT, JOURNEY, WORKER, POSTGRES_STATE, REDIS_STATE, DOCKER_STATE, CONTAINERS)),
                 over(server(), "{{server}}"), mappings=state_words("ok", "DOWN", "SILENT", unset="none named"), to=WALL),
        alerts_table(9, "Alerts", "What fires now, and since when its condition is true.", to=MONITORING),
    )  # fmt: skip
    incident.row(
        5,
        graph("Probes that failed", "Each second, by what went wrong.", "cps", failures()),
        graph("Time to answer", "Of the probes that succeeded, 95 of 100 were quicker; those that failed have no duration.", "s",
              over("histogram_quantile(0.95, sum by (service, le) "
                   f"(rate(app_probe_duration_seconds_bucket{{{HERE}}}{RATE})))", "{{service}}"), to=SLO),
        timeline(6, "Steps of a vote", "From the page until the vote is counted: which step failed, or took more than 3 s.",
                 steps(), mappings=state_words("ok", "FAILED", "slow")),
        graph("Queue of votes", "Votes that wait for the worker: a line that only rises says that nobody takes them.", "short",
              over('max(redis_key_size{key="votes"})', "waiting"), thresholds=rising(50, 500), to=REDIS),
    )  # fmt: skip
    incident.row(
        5,
        graph("PostgreSQL: connections", "In use, of those that it lets in.", "percentunit",
              over("sum(pg_stat_database_numbackends) / sum(pg_settings_max_connections)", "in use"),
              thresholds=rising(0.8, 0.95), high=1, to=POSTGRES),
        graph("PostgreSQL: work", "Transactions each second, and sessions that wait for a lock.", "short",
              over(f"sum(rate(pg_stat_database_xact_commit{RATE}))", "committed"),
              over(f"sum(rate(pg_stat_database_xact_rollback{RATE}))", "rolled back"),
              over("sum(pg_blocked_backends)", "blocked"), to=POSTGRES),
        graph("Redis: work", "Commands each second, and commands that failed or were refused.", "ops",
              over(f"sum(rate(redis_commands_processed_total{RATE}))", "commands"),
              over(f"sum(rate(redis_commands_failed_calls_total{RATE})) + sum(rate(redis_commands_rejected_calls_total{RATE}))", "failed"),
              to=REDIS),
        graph("Containers: deaths", "Ends of containers, by name and reason.", "short",
              over(or_none(f"sum by (name, reason) (increase(docker_container_deaths_total{RATE})) > 0", "docker_up"), "{{name}} {{reason}}"), decimals=0, to=DOCKER),
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
    return incident
