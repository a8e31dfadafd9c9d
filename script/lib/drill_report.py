"""What came of drills: a line, a table, a file for programs, and a picture."""

import json

from drill_timeline import timeline
from programs import say

COLUMNS = [
    ("drill", 22), ("bad", 6), ("alert", 6), ("team", 6), ("client", 7), ("good", 6), ("end", 6),
    ("end cl.", 8), ("notices", 8), ("", 4),
]  # fmt: skip


def seconds(value):
    return "-" if value is None else f"{value:.0f}"


def cells(record):
    if record.fault is None:
        return [record.drill.name] + ["-"] * 8
    counts = record.counts
    return [
        record.drill.name,
        *(seconds(record.since_fault(at)) for at in (record.first_bad, record.alert, record.team, record.client)),
        *(seconds(record.since_undone(at)) for at in (record.first_good, record.team_end, record.client_end)),
        f"{counts['team']}+{counts['client']}+{counts['tickets']}",
    ]


def report(record):
    """A drill's own lines."""
    if record.refused:
        return say(f"  not played: it {record.refused}")
    for seen in record.alerts:
        end = "still fires" if seen.ended is None else f"until {record.since_fault(seen.ended):.0f} s"
        where = " ".join(seen.labels[name] for name in ("service", "server", "name", "step") if seen.labels.get(name))
        note = ", inhibited" if seen.inhibited else ""
        kind = "client" if seen.labels.get("audience") == "client" else seen.labels.get("severity", "")
        say(f"    {record.since_fault(seen.fired):5.0f} s  {seen.name} ({kind}; {where}) {end}{note}")
    for name, value in record.facts.items():
        say(f"    {name}: {value}")
    for fault in record.faults:
        say(f"    ✗ {fault}")
    say(f"    {'passed' if record.passed else 'FAILED'} in {record.seconds:.0f} s")


def print_table(records):
    say("\nSeconds since the fault, then since its end; notices to team + client + tickets")
    say("".join(f"{name:<{width}}" for name, width in COLUMNS))
    for record in records:
        verdict = "not played" if record.refused else "ok" if record.passed else "FAILED"
        row = [*cells(record), verdict]
        say("".join(f"{cell:<{width}}" for cell, (_, width) in zip(row, COLUMNS)))


def write_reports(folder, record, number):
    folder.mkdir(parents=True, exist_ok=True)
    name = folder / record.drill.name
    if record.fault is None:
        content = {"drill": record.drill.name, "passed": record.passed, "faults": record.faults,
                   "refused": record.refused}  # fmt: skip
    else:
        content = as_json(record)
        name.with_suffix(".svg").write_text(timeline(record), encoding="utf-8")
    name.with_suffix(".json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def as_json(record):
    return {
        "drill": record.drill.name, "title": record.drill.title, "passed": record.passed,
        "faults": record.faults, "fault_at": record.fault, "undone_after": record.since_fault(record.undone),
        "seconds": round(record.seconds, 1),
        "after_fault": {
            "first_bad_probe": record.since_fault(record.first_bad), "alert": record.since_fault(record.alert),
            "team": record.since_fault(record.team), "client": record.since_fault(record.client),
        },
        "after_end": {
            "good_probe": record.since_undone(record.first_good), "team": record.since_undone(record.team_end),
            "client": record.since_undone(record.client_end),
        },
        "notices": record.counts,
        "expected": {
            "alerts": [str(alert) for alert in record.drill.alerts], "inhibited": record.drill.inhibited,
            "client": sorted(record.drill.client) if record.drill.client is not None else None,
            "pages": record.drill.page,
        },
        "alerts": [
            {
                "labels": seen.labels, "fired": record.since_fault(seen.fired),
                "ended": record.since_fault(seen.ended), "inhibited": seen.inhibited,
            }
            for seen in record.alerts
        ],
        "also": sorted(set(record.also)),
        "messages": [
            {key: notice[key] for key in ("by", "to", "status", "subject")} | {"at": record.since_fault(notice["at"])}
            for notice in record.notices
        ],
        "probes": [[round(at, 1), what, well] for at, what, well in record.probes],
        "difference": record.difference, "facts": record.facts,
    }  # fmt: skip
