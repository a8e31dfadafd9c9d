"""What a drill is: a fault, how it is taken back, and what must be seen and told of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple


class Alert(NamedTuple):
    """One that is expected: its name, and some of its labels."""

    name: str
    labels: dict = {}

    def is_seen_in(self, labels):
        return labels.get("alertname") == self.name and all(
            labels.get(name) == value for name, value in self.labels.items()
        )

    def __str__(self):
        return self.name + "".join(f" {value}" for value in self.labels.values())


@dataclass(frozen=True)
class Drill:
    name: str
    # What happens, as a person would say it.
    title: str
    # Of the demo: injects the fault; takes it back. What is to be undone even when the drill is killed,
    # `fault` has the demo remember (`undo_with`, `stop`, `kill`) before it does anything.
    fault: Callable
    undo: Callable
    # Each of them must fire.
    alerts: list[Alert] = field(default_factory=list)
    # These may: consequences that depend on the moment.
    may: list[str] = field(default_factory=list)
    # Of those that fire, whom Alertmanager must keep from the team because a cause is known.
    inhibited: list[str] = field(default_factory=list)
    # Which services the client must be told of; none: the client must hear nothing. None: it may.
    client: frozenset | None = frozenset()
    # Whether the team must be paged, or gets tickets only.
    page: bool = True
    # Whether a page or the journey is gone altogether, so that it must be told within 30 s.
    total: bool = False
    # How long the fault is given to be told, and everything to be over after it was taken back.
    seconds: int = 60
    recovery: int = 90
    # Alerts that look back over minutes and so end later; the drill does not wait for them.
    lingers: list[str] = field(default_factory=list)
    # What the dead man's switch must say, where Prometheus cannot say anything.
    silence: bool = False
    # Whether it takes servers of the demo's own, or containers.
    needs: tuple = ()
