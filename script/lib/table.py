"""A table of figures: ours, the peer's, their ratio, and a budget for it."""

KIB, MIB = 1024, 1024 * 1024


class Table:
    """Rows of ours, peer, ratio and budget; printed as text or as markdown. Three columns of figures
    may be something else."""

    def __init__(self, ours, peer, third="ratio"):
        self.heading = ("", ours, peer, third, "budget")
        self.rows = []
        self.missed = []

    def add(self, name, ours, peer, unit, budget=None):
        ratio = ours / peer if peer else float("nan")
        verdict = ""
        if budget is not None:
            verdict = f"≤ {budget:g}"
            if not ratio <= budget:
                verdict += " MISSED"
                self.missed.append(name)
        self.rows.append((name, unit(ours), unit(peer), f"{ratio:.2f}", verdict))

    def note(self, name, ours, peer, verdict, is_met=True):
        if not is_met:
            verdict += " MISSED"
            self.missed.append(name)
        self.rows.append((name, ours, peer, "", verdict))

    def all(self):
        return [self.heading, *self.rows]

    def text(self):
        widths = [max(len(row[column]) for row in self.all()) for column in range(5)]
        lines = []
        for row in self.all():
            cells = [row[0].ljust(widths[0])]
            cells += [row[column].rjust(widths[column]) for column in range(1, 4)]
            lines.append("  ".join([*cells, row[4]]).rstrip())
        return "\n".join(lines)

    def markdown(self):
        lines = ["| " + " | ".join(row) + " |" for row in self.all()]
        lines.insert(1, "|---|---:|---:|---:|---|")
        return "\n".join(lines)


def milliseconds(seconds):
    return f"{seconds * 1000:.2f} ms"


def mebibytes(count):
    return f"{count / MIB:.1f} MiB"


def kibibytes(count):
    return f"{count / KIB:.0f} KiB"
