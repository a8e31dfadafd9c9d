"""Plays one drill: the fault, what is seen and told, its end, and whether all was as it must be."""

import time
import traceback

from drill_watch import Probes, Watch, identity, is_firing
from programs import Failure, say
from state import read_state, settled_difference

# Names that the inbox has for the client and for the team.
CLIENT, PAGE, TICKET = ("client",), ("on-call", "page", "team-page"), ("team", "ticket", "team-ticket")
# From the first bad probe to the client.
TOLD_WITHIN = 30
class Refused(Failure):
    """A drill that cannot be played on this demo."""


class Record:
    """What came of a drill, in seconds since the fault."""

    def __init__(self, drill):
        self.drill = drill
        self.fault = self.undone = None
        self.first_bad = self.first_good = None
        self.alert = self.team = self.client = None
        self.team_end = self.client_end = None
        self.alerts, self.notices, self.probes = [], [], []
        self.faults = []
        self.also = []
        self.difference = []
        self.refused = None
        self.facts = {}

    @property
    def passed(self):
        return not self.faults and self.refused is None

    def since_fault(self, moment):
        return None if moment is None else round(moment - self.fault, 1)

    def since_undone(self, moment):
        return None if moment is None else round(moment - self.undone, 1)


def wait_for(condition, seconds):
    end = time.time() + seconds
    while time.time() < end:
        if condition():
            return True
        time.sleep(0.2)
    return bool(condition())


def check_needs(demo, drill):
    for need in drill.needs:
        if need == "servers" and demo.server("application")["cable"] is None:
            raise Refused("needs servers of the demo's own, which take root")
        if need == "disk" and not demo.server("application")["disk"]:
            raise Refused("needs a file system of the demo's own, which takes root and mkfs.ext4")
        if need == "docker" and not demo.note["docker"]:
            raise Refused("needs containers, and this demo has none")
        if need == "backup" and not demo.note["backup"]:
            raise Refused("needs backups, and this demo has none")


def firing_now(demo):
    return [alert["labels"] for alert in demo.alerts() if is_firing(alert)]


def wait_for_quiet(demo, drill, seconds=700):
    """Until nothing pages, and none of the drill's own alerts still fires because of an earlier one."""
    said = False

    def disturbing():
        # For a minute after a page was down, a journey over it is no incident of its own.
        recent = 'last_over_time(service:unavailable_since:timestamp_seconds{service!="journey"}[1m])'
        if drill.client and "journey" in drill.client and demo.query(recent):
            return ["an outage of a page a minute ago"]
        return [
            labels["alertname"]
            for labels in firing_now(demo)
            if labels.get("severity") == "critical"
            or labels.get("audience") == "client"
            or any(alert.is_seen_in(labels) for alert in drill.alerts)
        ]

    end = time.time() + seconds
    while names := disturbing():
        if not said:
            say(f"  waits until this has ended: {', '.join(sorted(set(names)))}")
            said = True
        if time.time() > end:
            raise Failure(f"{', '.join(sorted(set(names)))} fires though there is no fault")
        time.sleep(1)


def play(demo, drill, hold):
    record = Record(drill)
    try:
        check_needs(demo, drill)
    except Refused as refused:
        record.refused = str(refused)
        return record
    wait_for_quiet(demo, drill)
    before = {identity(labels) for labels in firing_now(demo)}
    state = read_state(demo)
    record.fault = time.time()
    watch, probes = Watch(demo, record.fault, before), Probes(demo)
    probes.start()
    time.sleep(2)
    watch.start()
    try:
        record.fault = time.time()
        try:
            drill.fault(demo)
            wait_for(lambda: is_told(drill, watch, record), drill.seconds)
            stay(hold)
        finally:
            record.undone = time.time()
            drill.undo(demo)
        record.facts = getattr(demo, "facts", {})
        wait_for(lambda: is_over(drill, watch, probes, record), drill.recovery)
    finally:
        probes.stop()
        watch.stop()
        watch.look()
        demo.end_all()
    record.difference = settled_difference(demo, state)
    judge(record, drill, watch, probes)
    return record


def stay(seconds):
    """Leaves the fault for a while; Ctrl-C ends that, and not the drill."""
    try:
        time.sleep(seconds)
    except KeyboardInterrupt:
        say("  the fault is taken back now")


def is_told(drill, watch, record):
    since = record.fault
    if drill.silence:
        return any(notice["by"] == "dead man's switch" for notice in watch.notices)
    if not all(watch.find(alert) for alert in drill.alerts):
        return False
    if drill.page and drill.alerts:
        told = watch.told(PAGE, "firing", since)
        names = {name for notice in told for name in notice["subject"].split(", ")}
        # Each that nothing inhibits: the cause comes a little after its symptom.
        waited = [seen.name for seen in watch.firing() if seen.pages and not seen.inhibited]
        if not told or not names.issuperset(waited):
            return False
    if not drill.page and drill.alerts and not watch.told(TICKET, "firing", since):
        return False
    # What goes down together is told in one notice.
    return not drill.client or bool(watch.told(CLIENT, "firing", since))


def is_waited_for(drill, seen):
    """Whether the drill is not over before this has ended: what it is about, and all that was told aloud."""
    if seen.name in drill.lingers:
        return False
    loud = seen.pages or seen.labels.get("audience") == "client"
    return loud or any(alert.is_seen_in(seen.labels) for alert in drill.alerts)


def is_over(drill, watch, probes, record):
    if any(is_waited_for(drill, seen) for seen in watch.firing()):
        return False
    if drill.silence and not any(
        notice["by"] == "dead man's switch" and notice["status"] == "resolved" for notice in watch.notices
    ):
        return False
    # The client hears of the end of each; of the team's pages one that a cause silenced meanwhile has no end of its own.
    begun, paged = len(watch.told(CLIENT, "firing", record.fault)), bool(watch.told(PAGE, "firing", record.fault))
    if len(watch.told(CLIENT, "resolved", record.undone)) < begun or len(watch.told(PAGE, "resolved", record.undone)) < paged:
        return False
    return probes.first_good(record.fault, ["vote", "result", "journey"]) is not None


def judge(record, drill, watch, probes):
    """Fills the record in, and holds it against what was expected."""
    fault = record.fault
    names = ["vote", "result", "journey"]
    record.probes = [(at - fault, what, well) for at, what, well in sorted(probes.seen)]
    record.first_bad = probes.first_bad(fault)
    record.first_good = probes.first_good(fault, names) if record.first_bad else None
    record.alerts = watch.all()
    record.notices = [notice for notice in watch.notices if notice["at"] >= fault]
    # Afterwards too, in case of stale ends.
    expected = [watch.find(alert) for alert in drill.alerts]
    record.alert = min((seen.fired for seen in expected if seen), default=None)
    team = PAGE if drill.page else TICKET
    pages, page_ends = watch.told(team, "firing", fault), watch.told(team, "resolved", fault)
    starts, ends = watch.told(CLIENT, "firing", fault), watch.told(CLIENT, "resolved", fault)
    record.team = pages[0]["at"] if pages else None
    record.client = starts[0]["at"] if starts else None
    record.team_end = page_ends[-1]["at"] if page_ends else None
    record.client_end = ends[-1]["at"] if ends else None
    record.counts = {
        "team": len(watch.told(PAGE, "firing", fault)), "team ends": len(watch.told(PAGE, "resolved", fault)),
        "client": len(starts), "client ends": len(ends), "tickets": len(watch.told(TICKET, "firing", fault)),
    }  # fmt: skip
    fail = record.faults.append

    for alert, seen in zip(drill.alerts, expected):
        if seen is None:
            fail(f"{alert} did not fire within {drill.seconds} s")
    known = {alert.name for alert in drill.alerts} | set(drill.may) | set(drill.lingers) | set(drill.inhibited)
    for seen in record.alerts:
        if seen.name in known or seen.labels.get("audience") == "client":
            continue
        record.also.append(seen.name)
        if seen.pages:
            fail(f"{seen.name} pages though nothing of the sort has happened: {dict(seen.labels)}")
    for name in drill.inhibited:
        found = [seen for seen in record.alerts if seen.name == name]
        if found and not all(seen.inhibited for seen in found):
            fail(f"{name} is not inhibited though its cause is known")
    for seen in record.alerts:
        if seen.ended is None and is_waited_for(drill, seen):
            fail(f"{seen.name} still fires {drill.recovery} s after the fault was taken back")
    if drill.alerts and not pages:
        fail(f"the team was not told by {' or '.join(team)}")
    if drill.silence and not any(notice["by"] == "dead man's switch" for notice in record.notices):
        fail("the dead man's switch has said nothing")
    judge_client(record, drill, starts, ends, fail)
    if drill.page and pages and not page_ends:
        fail("the team was not told of the end")
    if drill.page and len(pages) > 1 and not drill.silence:
        fail(f"the team was paged {len(pages)} times for one incident")
    if drill.total and record.first_bad is None:
        fail("the probe of the drill's own saw nothing")
    if drill.total and record.first_bad and record.client and record.client - record.first_bad > TOLD_WITHIN:
        fail(f"the client was told {record.client - record.first_bad:.0f} s after the first bad probe")
    for line in record.difference:
        fail(f"not as before: {line}")


def judge_client(record, drill, starts, ends, fail):
    if drill.client is None:
        if bool(starts) != bool(ends):
            fail(f"the client was told of {len(starts)} starts and {len(ends)} ends")
        return
    # Of several services in one notice, or each by itself.
    most = len(drill.client)
    for told, what in ((starts, "began"), (ends, "ended")):
        if not min(1, most) <= len(told) <= most:
            fail(f"the client was told {len(told)} times, not {most}, that something {what}")


def play_safely(demo, drill, hold):
    """A drill that breaks is a drill that failed; the next one is played all the same."""
    try:
        return play(demo, drill, hold)
    except Failure as failure:
        record = Record(drill)
        record.faults.append(str(failure))
        return record
    except (OSError, ValueError, KeyError) as error:
        traceback.print_exc()
        record = Record(drill)
        record.faults.append(f"broke off: {type(error).__name__}: {error}")
        return record
