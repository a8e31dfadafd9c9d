"""Docker: does the engine answer, which containers are missing, which end, and what they use."""

from blocks import *
from blocks.states import CONTAINERS, DOCKER_STATE

HERE = 'server=~"$server"'
NAMED = f'{HERE}, name=~"$container", name!=""'


def by_name(metric, selector=NAMED):
    return over(rate(metric, "name", selector), "{{name}}")


def board():
    docker = Board(
        DOCKER, "Does the engine answer, which containers are missing, which end, and what they use.", HOST,
        variables=[
            server_variable("docker_up"),
            query_variable("container", "Container", 'label_values(docker_container_info{server=~"$server"}, name)'),
        ],
        alerts='service="docker"',
    )  # fmt: skip
    docker.row(
        5,
        tile(4, "Engine", "Whether the Docker engine answers.", now(f"min(docker_up{{{HERE}}}) or vector(-1)"), state_words()),
        since(4, "Since", "Since when it is as it is; looked for in the last 8 hours.", DOCKER_STATE.since()),
        tile(4, "Containers that must run", "Whether all of them do.", CONTAINERS.present(), CONTAINERS.words()),
        stat(4, "Running", "Containers that run now.", "none", now(f'sum(docker_containers{{state="running", {HERE}}})')),
        stat(4, "Deaths", "Ends of containers in the time that is shown, whoever asked for them.", "short",
             now(f"sum(increase(docker_deaths_total{{{HERE}}}[$__range]))"), thresholds=any_to_watch(), mappings=none_word(), decimals=0),
        stat(4, "Killed for want of memory", "In the time that is shown, main processes and others.", "short",
             now(f"sum(increase(docker_container_oom_events_total{{{HERE}}}[$__range]))"), thresholds=none_is_well(), mappings=none_word(), decimals=0),
    )  # fmt: skip
    docker.heading("Life")
    docker.row(
        8,
        timeline(12, "Running", "By container; a gap is a container that is not there.",
                 over(f"max by (name) (docker_container_running{{{NAMED}}})", "{{name}}"), mappings=state_words("ok", "STOPPED")),
        table(12, "Expected and not running", "Those that must run and do not, or are not there at all.",
              [rows(f'max by (name, server) (docker_container_expected{{{HERE}}} == 1 unless on (name, server) docker_container_running{{{HERE}}} == 1) * 0'
                    ' or label_replace(-1 * absent(docker_up), "name", "no data", "", "")')],
              {"name": "Container", "server": "Server", "Value": "State"}, mappings=state_words("", "MISSING"), empty="none"),
    )  # fmt: skip
    docker.row(
        7,
        timeseries(8, "Deaths", "Ends by name and reason: exited by itself, by a signal, or for want of memory.", "short",
                   over(or_none(f"sum by (name, reason) (increase(docker_container_deaths_total{{{NAMED}}}{RATE})) > 0", "docker_up"), "{{name}} {{reason}}"), decimals=0),
        timeseries(8, "Starts and restarts", "Starts, and those by a restart policy: many are a loop.", "short",
                   over(or_none(f"sum by (name) (increase(docker_container_starts_total{{{NAMED}}}{RATE})) > 0", "docker_up"), "{{name}} started"),
                   over(or_none(f"sum by (name) (increase(docker_container_restarts_total{{{NAMED}}}{RATE})) > 0", "docker_up"), "{{name}} restarted"),
                   thresholds=rising(2, 5), decimals=0),
        timeline(8, "Health", "What health checks say, of those that have one.",
                 over(f"max by (name) (container_health_state{{{NAMED}}})", "{{name}}"),
                 mappings=words((1, "ok", GOOD), (0, "UNHEALTHY", BAD), (-1, "no check", QUIET))),
    )  # fmt: skip
    docker.heading("Use")
    docker.row(
        7,
        timeseries(8, "CPU", "Processors' time, in processors.", "short", by_name("container_cpu_usage_seconds_total"), stacked=True),
        timeseries(8, "Memory", "In use, without caches that would be given up.", "bytes",
                   over(f"sum by (name) (container_memory_working_set_bytes{{{NAMED}}})", "{{name}}"), stacked=True),
        bars(8, "Memory, of its limit", "Where a container has one: at 100 % it is killed.", "percentunit",
             now(f"max by (name) (container_memory_working_set_bytes{{{NAMED}}} / (container_spec_memory_limit_bytes{{{NAMED}}} > 0))", "{{name}}"),
             thresholds=rising(0.8, 0.95), high=1, decimals=0),
    )  # fmt: skip
    docker.row(
        7,
        timeseries(8, "Somebody waits (pressure)", "Share of time in which a process of the container waited, for processors, memory, disks.", "percentunit",
                   *(over(f"sum by (name) (rate(container_pressure_{what}_waiting_seconds_total{{{NAMED}}}{RATE}))", f"{{{{name}}}} {what}") for what in ("cpu", "memory", "io")),
                   thresholds=rising(0.4, 0.8)),
        timeseries(8, "Traffic", "Bytes to and from containers that have a network of their own.", "Bps",
                   over(or_none(rate("container_network_receive_bytes_total", "name", NAMED), "docker_up"), "{{name}} in"),
                   over(or_none(rate("container_network_transmit_bytes_total", "name", NAMED), "docker_up"), "{{name}} out")),
        timeseries(8, "Processes", "Processes in each container: one that only grows is a leak.", "short",
                   over(f"sum by (name) (container_processes{{{NAMED}}})", "{{name}}")),
    )  # fmt: skip
    docker.heading("Can it be trusted")
    docker.row(
        5,
        tile(8, "Events", "Whether Docker's stream of events is being read: without it ends of containers come late.",
             now(f"min(docker_events_connected{{{HERE}}}) or vector(-1)"), state_words("READ", "LOST"), to=MONITORING),
        stat(8, "Ends that were missed", "In the time that is shown: nothing is known of them but that they were.", "short",
             now(f"sum(increase(docker_events_missed_total{{{HERE}}}[$__range]))"), thresholds=none_is_well(), mappings=none_word(), to=MONITORING),
        stat(8, "Collectors that fail", "Parts of the exporter that could not read what they should.", "none",
             now(f"sum(docker_scrape_collector_failed{{{HERE}}})"), thresholds=none_is_well(), mappings=none_word(), to=MONITORING),
    )  # fmt: skip
    return docker
