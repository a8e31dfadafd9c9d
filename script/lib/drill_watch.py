"""What is seen and told while a drill goes on: probes of its own, alerts, notices."""

import http.client
import threading
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass, field

from drilled_demo import OPENER
from programs import Failure

# Of alerts that are the same as before but for these.
IDENTITY = ("alertname", "service", "server", "name", "step", "exporter", "database", "severity", "device")
# As long as a visitor waits.
PATIENCE = 2.0


def identity(labels):
    return tuple((name, labels[name]) for name in IDENTITY if name in labels)


def is_firing(alert):
    # The watchdog always does, and what only silences others tells nobody.
    return alert["state"] == "firing" and alert["labels"].get("severity") != "none"


@dataclass
class Seen:
    """An alert, from when it was first seen firing until it was last."""

    labels: dict
    fired: float
    last: float
    ended: float | None = None
    inhibited: bool = False

    @property
    def name(self):
        return self.labels["alertname"]

    @property
    def pages(self):
        return self.labels.get("severity") == "critical"


class Probes(threading.Thread):
    """Looks once a second, as the client may: at both pages, and whether a vote is counted."""

    def __init__(self, demo):
        super().__init__(daemon=True)
        self.demo = demo
        # Moment, what was looked at, whether it was well.
        self.seen = []
        self._end = threading.Event()
        self._checks = {"vote": self._vote, "result": self._result, "journey": self._journey}

    def run(self):
        threads = [threading.Thread(target=self._probe, args=item, daemon=True) for item in self._checks.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def stop(self):
        self._end.set()

    def _probe(self, name, check):
        due = time.time()
        while not self._end.wait(max(0, due - time.time())):
            began = time.time()
            try:
                well = check()
            except (OSError, Failure, http.client.HTTPException):
                well = False
            self.seen.append((began, name, well))
            due = max(due + 1, time.time())

    def _vote(self):
        request = urllib.request.Request(self.demo.note["vote_page"])
        return self._page(request) and self._entrance()

    def _entrance(self):
        return self._page(urllib.request.Request(self.demo.note["entrance"]), self.demo.opener)

    def _result(self):
        return self._page(urllib.request.Request(self.demo.note["result_page"]))

    @staticmethod
    def _page(request, opener=OPENER):
        with opener.open(request, timeout=PATIENCE) as answer:
            answer.read()
            return answer.status == 200

    def _journey(self):
        """A vote that changes what was voted before, and whether it is in the table soon."""
        before = self.demo.sql("SELECT vote FROM votes WHERE id = 'drill-journey'")
        choice = "b" if before == "a" else "a"
        form = urllib.parse.urlencode({"vote": choice}).encode()
        request = urllib.request.Request(self.demo.note["vote_page"], form, {"Cookie": "voter_id=drill-journey"})
        if not self._page(request):
            return False
        end = time.time() + PATIENCE
        while time.time() < end:
            if self.demo.sql("SELECT vote FROM votes WHERE id = 'drill-journey'") == choice:
                return True
            time.sleep(0.1)
        return False

    def of(self, name, since=0.0):
        return [(at, well) for at, what, well in sorted(self.seen) if what == name and at >= since]

    def first_bad(self, since, names=None):
        """When it first failed and went on failing: one that fails alone is no outage."""
        found = []
        for name in names or self._checks:
            probes = self.of(name, since)
            found += [at for (at, well), (_, next_well) in zip(probes, probes[1:]) if not well and not next_well][:1]
        return min(found, default=None)

    def first_good(self, since, names):
        """When all of them were well again, and stayed so."""
        moments = []
        for name in names:
            bad = [at for at, well in self.of(name, since) if not well]
            after = [at for at, well in self.of(name, bad[-1] if bad else since) if well]
            if not after:
                return None
            moments.append(after[0])
        return max(moments, default=None)


@dataclass
class Watch(threading.Thread):
    """Polls Prometheus, Alertmanager and the inbox until it is stopped."""

    demo: object
    began: float
    # Alerts that were firing before.
    before: set = field(default_factory=set)

    def __post_init__(self):
        super().__init__(daemon=True)
        self.alerts = {}
        self.notices = []
        self._end = threading.Event()
        self._lock = threading.Lock()

    def __hash__(self):
        return id(self)

    def run(self):
        while not self._end.wait(0.5):
            self.look()

    def stop(self):
        self._end.set()
        self.join()

    def look(self):
        for part in (self._look_at_alerts, self._look_at_inhibited, self._look_at_notices):
            try:
                part()
            except (OSError, ValueError, KeyError, http.client.HTTPException):
                # One of them may be what the drill has struck.
                continue

    def _look_at_alerts(self):
        now = time.time()
        firing = {identity(alert["labels"]): alert for alert in self.demo.alerts() if is_firing(alert)}
        with self._lock:
            for key, alert in firing.items():
                if key in self.before:
                    continue
                if key not in self.alerts:
                    self.alerts[key] = Seen(alert["labels"], now, now)
                self.alerts[key].last = now
                self.alerts[key].ended = None
            for key, seen in self.alerts.items():
                if key not in firing and seen.ended is None:
                    seen.ended = now

    def _look_at_inhibited(self):
        for labels in self.demo.inhibited():
            with self._lock:
                if (seen := self.alerts.get(identity(labels))) is not None:
                    seen.inhibited = True

    def _look_at_notices(self):
        self.notices = self.demo.notices(self.began)

    # MARK: - What was seen

    def firing(self):
        with self._lock:
            return [seen for seen in self.alerts.values() if seen.ended is None]

    def find(self, alert):
        with self._lock:
            return next((seen for seen in self.alerts.values() if alert.is_seen_in(seen.labels)), None)

    def all(self):
        with self._lock:
            return sorted(self.alerts.values(), key=lambda seen: seen.fired)

    def told(self, to, status, since=0.0):
        """Notices to somebody, by the way by which most came: the same comes by mail and by webhook."""
        ways = {}
        for notice in self.notices:
            if notice["to"] in to and notice["status"] == status and notice["at"] >= since:
                ways.setdefault(notice["by"], []).append(notice)
        # Webhooks know whether it is a start or an end; of an e-mail the subject says so.
        return ways.get("webhook") or max(ways.values(), key=len, default=[])
