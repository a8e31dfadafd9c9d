"""What the wall's tests know to be in Prometheus: an hour of samples made by hand, at a moment long past.

Queries at fixed moments give fixed answers, so a test can say what a panel must show.
"""

import subprocess

from programs import Failure

# Monday 2026-01-05, 10:00 to 11:00 UTC (11:00 to 12:00 in Paris).
BEGIN = 1767607200
END = BEGIN + 3600
STEP = 15
SCRIPT = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>"


def quoted(text):
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def series():
    """`{name: {labels: value(seconds since BEGIN) or None for no sample}}`"""
    def constant(value):
        return lambda _: value

    def while_(first, last, inside, outside=None):
        return lambda at: inside if first <= at < last else outside

    return {
        "exact": {(("case", case),): constant(value) for case, value in {
            "zero": 0, "one": 1, "two": 2, "below": 79.999, "edge": 80, "ninety": 90, "nan": "NaN", "inf": "+Inf", "half": 0.5,
            "bytes": 1536 * 1024 * 1024, "moment": BEGIN + 1800, "long": 93784, "small": 0.00042, "minus": -5}.items()},
        # Down between 10:30 and 10:40.
        "state": {(("component", "vote"),): while_(1800, 2400, 0, 1), (("component", "worker"),): constant(1)},
        "requests_total": {(("code", "200"),): lambda at: at * 2, (("code", "500"),): lambda at: at * 0.5},
        "gap": {(("part", "gone between 10:20 and 10:30"),): lambda at: None if 1200 <= at < 1800 else 5},
        "ended": {(): while_(0, 1800, 7)},
        "load": {(("server", server),): constant(value) for server, value in {"application": 0.5, "database": 0.9, "docker": 0.2}.items()},
        "size_bytes": {(("server", server), ("mount", mount)): constant(value) for server, mount, value in [
            ("application", "/", 100e9), ("database", "/", 200e9), ("database", "/srv", 400e9)]},
        "free_bytes": {(("server", server), ("mount", mount)): constant(value) for server, mount, value in [
            ("application", "/", 50e9), ("database", "/", 20e9), ("database", "/srv", 300e9)]},
        "evil": {(("text", SCRIPT), ("address", "javascript:window.hacked=1"), ("page", "https://example.test/?a=1&b=2")): constant(1),
                 (("text", 'quote " and \\ and .*'), ("address", "/graph"), ("page", "")): constant(2)},
        "incident": {(("alertname", "VoteDown"), ("alertstate", "firing")): while_(1800, 2400, 1)},
        "many": {(("n", f"{n:03}"),): constant(n) for n in range(130)},
        "wave": {(("server", server),): (lambda at, shift=shift: 50 + 40 * ((at / 1800 + shift) % 1)) for server, shift in [("application", 0), ("database", 0.5)]},
    }


def write(folder):
    """Makes blocks of the samples in `folder/data`."""
    lines = []
    for name, rows in series().items():
        kind, family = ("counter", name.removesuffix("_total")) if name.endswith("_total") else ("gauge", name)
        lines.append(f"# TYPE {family} {kind}")
        for labels, value in rows.items():
            text = ",".join(f'{label}="{quoted(content)}"' for label, content in labels)
            for at in range(0, END - BEGIN + 1, STEP):
                if (sample := value(at)) is not None:
                    lines.append(f"{name}{{{text}}} {sample} {BEGIN + at}")
    lines.append("# EOF\n")
    source = folder / "samples.txt"
    source.write_text("\n".join(lines), encoding="utf-8")
    made = subprocess.run(["promtool", "tsdb", "create-blocks-from", "openmetrics", str(source), str(folder / "data")],
                          capture_output=True, text=True, timeout=120, check=False)
    if made.returncode != 0:
        raise Failure(f"promtool makes no blocks of the samples: {(made.stderr or made.stdout).strip()[-300:]}")
