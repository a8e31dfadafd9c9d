"""For the screen on the wall, 1920 x 1080, read from four metres: what works, what does not, since when."""

import host
from blocks import *
from blocks import slo as recorded
from blocks.states import *

_SINCE = "Since when it is as it is; looked for in the last 8 hours, to within 10 seconds."
_SILENT = "SILENT: it answers a ping, but its exporter is not scraped. DOWN: neither."

SERVICES = [
    (VOTE, "The page where people vote, as the probes see it: it answers, in time, with the form.", deeper(INCIDENT, service="vote")),
    (RESULT, "The page of the result, as the probes see it.", deeper(INCIDENT, service="result")),
    (JOURNEY, "A vote is cast and followed until the result page counts it: page, queue, worker, database.", deeper(INCIDENT, service="journey")),
    (WORKER, "STUCK: votes have waited in the queue for half a minute, and do not become fewer.", REDIS),
    (POSTGRES_STATE, "PostgreSQL answers its exporter.", POSTGRES),
    (REDIS_STATE, "Redis answers its exporter.", REDIS),
]
ENGINE = [
    (DOCKER_STATE, "The Docker engine answers.", DOCKER),
    (CONTAINERS, "All containers that must run do; those that do not are named.", DOCKER),
]


def tiles(states):
    return [
        tile(4, state.name, description, containers() if state is CONTAINERS else state.present(), state.words(), to=to)
        for state, description, to in states
    ]


def since_tiles(states):
    return [since(4, f"{state.name} since", _SINCE, state.since(), to=to) for state, _, to in states]


def board():
    wall = Board(WALL, "What works, what does not, and since when.", INCIDENT, time="now-30m")
    wall.row(4, *tiles(SERVICES))
    wall.row(3, *since_tiles(SERVICES))
    servers, servers_since = now(server(), "{{server}}"), now(server_since(), "{{state}}")
    wall.row(4, *tiles(ENGINE), tile(16, "Servers", _SILENT, servers, SERVER_WORDS, each=HOST_OF_SERVER, to=HOST))
    wall.row(3, *since_tiles(ENGINE), since(16, "Servers since", _SINCE, servers_since, each=HOST_OF_SERVER, to=HOST))
    cpu, memory, space = (expression.replace(host.HERE, 'job="node"') for expression in (host.CPU, host.MEMORY, host.SPACE))
    wall.row(
        4,
        stat(8, "Availability this period", "Share of probes in contract hours that succeeded, since the contract began.", "percentunit",
             now(f"max by (service) ({recorded.AVAILABILITY})", "{{service}}"), thresholds=falling(0.995, 0.99), decimals=2, to=SLO),
        stat(7, "Budget left", "Time that it may still be unavailable in this period; below zero the objective is missed.", "m",
             now(f"max by (service) ({recorded.BUDGET_LEFT})", "{{service}}"), thresholds=falling(3, 0), decimals=1, to=SLO),
        contract_hours(3),
        stat(3, "Critical alerts", "How many fire; each is a page.", "none", critical_count(), thresholds=none_is_well(),
             mappings=none_word()),
        demonstration(3),
    )  # fmt: skip
    wall.row(
        9,
        alerts_table(10, "Alerts", "What fires, and since when its condition is true. Warnings are tickets, critical ones page."),
        table(6, "Load of the servers", "CPU and memory in use, and the fullest file system; no data while a server tells nothing.",
              [rows('max by (server) (up{job="node"})'), rows(cpu), rows(f"max by (server) ({memory})"), rows(f"max by (server) ({space})")],
              {"server": "Server", "Value #B": "CPU", "Value #C": "Mem.", "Value #D": "Disk"}, hide=["Value #A"], unit="percentunit",
              thresholds=rising_in_table(0.8, 0.9), decimals=0, sort="Server", to=HOST),
        timeline(8, "What was down", "Each component over the last half hour: what failed first stands where its band begins.",
                 *(state.history() for state, _, _ in SERVICES + ENGINE),
                 over(server(), "{{server}}"), mappings=state_words("ok", "DOWN", "SILENT", unset="none named")),
    )  # fmt: skip
    return wall
