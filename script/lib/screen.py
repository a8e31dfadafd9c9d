"""What the demo shows of itself: values of now, and where to look."""

import time
from typing import NamedTuple

from monitoring import ALERTS, DASHBOARDS
from programs import Failure, say


class Value(NamedTuple):
    says: str
    query: str
    spell: object


def percent(value):
    return f"{value:.0f} %"


def count(value):
    return f"{value:.0f}"


def seconds(value):
    return f"{value:.1f} s"


LIVE = [
    Value(
        "of probes of the pages succeeded, of all so far",
        'sum(app_probe_attempts_total{result="success"}) / sum(app_probe_attempts_total) * 100',
        percent,
    ),
    Value(
        "a vote took, from the page until it was counted",
        "sum(probe_journey_step_duration_seconds)",
        seconds,
    ),
    Value("votes are counted in PostgreSQL's table", "sum(votes_count)", count),
    Value("votes wait in the queue in Redis", 'redis_key_size{key="votes"}', count),
    Value(
        "of its CPU time the busiest server uses",
        'max(clamp_min(100 * (1 - avg by (server) (rate(node_cpu_seconds_total{mode="idle"}[20s]))), 0))',
        percent,
    ),
]


def live_values(monitoring, seconds=30):
    end = time.monotonic() + seconds
    values = {}
    while True:
        for live in LIVE:
            if live not in values and (value := monitoring.prometheus.value(live.query)) is not None:
                values[live] = value
        if len(values) == len(LIVE):
            return [f"{live.spell(values[live]):>10}  {live.says}" for live in LIVE]
        if time.monotonic() > end:
            absent = next(live for live in LIVE if live not in values)
            raise Failure(f"Prometheus has no answer to {absent.query}")
        time.sleep(0.2)


def show(infrastructure, monitoring, values):
    prometheus = f"http://{monitoring.prometheus.address}"
    ui = "/classic" if monitoring.prometheus.exists("/classic/graph") else ""
    say("\nAs Prometheus sees it now:")
    for line in values:
        say(line)
    say("\nLook here first:")
    if (DASHBOARDS / "wall").is_dir():
        place(f"{prometheus}/user/wall/", "the wall: is everything well, and if not, since when")
    place(f"http://{monitoring.inbox.address}/", "the inbox: what the client and the team are told")
    place(infrastructure.vote_page, "the voting application's page: vote, and see it below")
    place(infrastructure.result_page, "its result")
    say("\nThen:")
    if ALERTS.is_dir():
        place(f"{prometheus}{ui}/alerts", "the rules, and what they have found")
    place(f"{prometheus}{ui}/targets", "who is scraped, and whether it works")
    place(f"http://{monitoring.alertmanager.address}/", "Alertmanager: what is firing, silenced and inhibited")
    if monitoring.made_up:
        say('\nWhat is older than this demo is made up: four weeks, every series with origin="demonstration".')
    say("\nThe exporters:")
    for exporter, address in monitoring.addresses.items():
        say(f"  {f'http://{address}/metrics':<34}  {exporter.product}: {exporter.watches}")
    say("\nStart a drill in another terminal: script/drill vote-stopped; script/drill list has them all.")


def place(address, what):
    say(f"  {address:<34}  {what}")
