"""The state of each component: 1 is well, 0 is bad, and `NO_DATA` when nobody tells.

An expression is written with AT behind each selector, where a moment may be named (PromQL's @): so the same expression tells the
state now, and since when it has been so.
"""

from dataclasses import dataclass

from .meaning import NO_DATA, state_words
from .queries import now, over

# How far back a change is looked for, a working day, and how exactly: these are 2880 steps, some 20 ms for each tile.
_LOOKS_BACK, _STEP = "8h", "10s"


@dataclass
class State:
    """What one component is like."""

    name: str
    expression: str
    well: str = "UP"
    bad: str = "DOWN"
    # Where nobody has said what it should be.
    unset: str = None

    def words(self):
        return state_words(self.well, self.bad, unset=self.unset)

    def _at(self, moment):
        return f"({self.expression.replace(' AT', moment)} or vector({NO_DATA}))"

    def present(self):
        return now(self._at(""))

    def history(self):
        """Where Prometheus itself did not run there is a gap."""
        return over(f"{self.expression.replace(' AT', '')} or {NO_DATA} + 0 * max(up)", self.name)

    def since(self):
        """The moment, in ms, since when it is as it is: the last one at which it was not. Absent where that was not within the time
        that is looked back."""
        return self._and_state(
            f"1000 * max_over_time(timestamp({self._at('')} != scalar({self._at(' @ end()')}))"
            f"[{_LOOKS_BACK}:{_STEP}])"
        )

    def _and_state(self, moment):
        """A moment, with the state as its label and legend."""
        return now(f'({moment}) * on () group_left (state) count_values("state", {self._at("")})', "{{state}}")


def _probed(name, service, well="UP", bad="DOWN"):
    """By app-probe: the worst of what is seen from all vantages."""
    return State(name, f'min(app_probe_last_success{{service="{service}"}} AT)', well, bad)


VOTE = _probed("Vote page", "vote")
RESULT = _probed("Result page", "result")
JOURNEY = _probed("Vote counted", "journey", "WORKS", "BROKEN")

_QUEUE = 'redis_key_size{key="votes"}'


class _Worker(State):
    def since(self):
        """When it is stuck: since the queue was last empty, which is before it was clear that it is."""
        stuck = f"{self.expression.replace(' AT', '')} == 0"
        emptied = f"1000 * max_over_time(timestamp(max({_QUEUE}) == 0)[{_LOOKS_BACK}:{_STEP}])"
        emptied = f'{emptied} and on () ({stuck})'
        return now(f"{self._and_state(emptied).expression} or {super().since().expression}", "{{state}}")


# Votes wait for half a minute, and do not become fewer: the worker is dead, or what it needs is.
WORKER = _Worker(
    "Worker",
    f"1 - max((min_over_time({_QUEUE}[30s] AT) > bool 0) * (delta({_QUEUE}[30s] AT) >= bool 0))",
    "WORKS",
    "STUCK",
)

POSTGRES_STATE = State("PostgreSQL", "min(pg_up AT)")
REDIS_STATE = State("Redis", "min(redis_up AT)")
DOCKER_STATE = State("Docker", "min(docker_up AT)")

# Of those that must run; 2 where none is named.
CONTAINERS = State(
    "Containers",
    'sum(docker_container_expected AT) <= bool (sum(docker_container_running{expected="true"} AT) or vector(0))'
    " or 2 + 0 * max(docker_up AT)",
    "ALL RUN",
    "MISSING",
    "none named",
)


def containers():
    """As `CONTAINERS.present`, with those that are missing by name, or how many there are."""
    expected = "max by (name) (docker_container_expected)"
    missing = f'0 * ({expected} unless on (name) max by (name) (docker_container_running{{expected="true"}}) == 1)'
    counted = 'label_join(count_values("count", sum(docker_container_expected)), "name", " of ", "count", "count")'
    return now(
        f"topk(3, {missing}) or sum by (name) ({counted}) unless on () ({missing})"
        f" or 2 + 0 * max(docker_up) unless on () docker_container_expected or vector({NO_DATA}) unless on () docker_up",
        "{{name}}",
    )


SERVER_WORDS = state_words("UP", "DOWN", "SILENT")


def server(selector=""):
    """Of each server: 1 when its exporter is scraped, 0.5 when it only answers a ping, 0 when neither.

    Always in the order of the series `up`, so that no tile leaves its place when a server fails.
    """
    up = _up(selector)
    ping = 'max by (server) (app_probe_last_success{service="ping"})'
    return f"max by (server) (clamp_max({up} + on (server) group_left () 0.5 * {ping}, 1) or {up})"


def server_since(selector=""):
    """As `State.since`, of each server's exporter, in the same order, with its state as label `state`; since it has been watched where
    nothing has changed."""
    up = _up(selector)
    changed = f"max_over_time(timestamp({up} != {up} @ end())[{_LOOKS_BACK}:{_STEP}])"
    # `timestamp` of a bare selector reads its series from the beginning at each step.
    watched = f"min_over_time(timestamp({up} >= 0)[{_LOOKS_BACK}:{_STEP}])"
    moment = f"max by (server) (0 * {up} + on (server) group_left () 1000 * max by (server) ({changed} or {watched}))"
    return f'{moment} * on (server) group_left (state) count_values by (server) ("state", {server(selector)})'


def _up(selector):
    return f'up{{job="node"{", " + selector if selector else ""}}}'
