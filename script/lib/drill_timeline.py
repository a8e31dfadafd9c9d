"""A drill as a picture: probes, alerts and notices over time."""

from html import escape

WIDTH, LEFT, ROW = 1000, 260, 22
GOOD, BAD, ALERT, QUIET, NOTICE, FAULT = "#2da44e", "#cf222e", "#d4731e", "#8c959f", "#0969da", "#cf222e22"


def timeline(record):
    """Scalable vector graphics; from a little before the fault until all is over."""
    start = min([at for at, _, _ in record.probes] or [0]) - 1
    end = max([at for at, _, _ in record.probes] + [record.since_fault(record.undone)]) + 2
    scale = (WIDTH - LEFT - 20) / (end - start)

    def x(at):
        return LEFT + (at - start) * scale

    rows, y = [], 40
    undone = record.since_fault(record.undone)
    for what in ("vote", "result", "journey"):
        rows.append(label(y, f"probe of {'the ' if what == 'journey' else ''}{what}"))
        moments = [(at, well) for at, name, well in record.probes if name == what]
        for (at, well), following in zip(moments, [*(at for at, _ in moments[1:]), end - 1]):
            rows.append(bar(x(at), y, max(1, (following - at) * scale - 0.5), GOOD if well else BAD))
        y += ROW
    for seen in record.alerts:
        fired, ended = record.since_fault(seen.fired), record.since_fault(seen.ended)
        where = seen.labels.get("server") or seen.labels.get("service") or ""
        text = f"{seen.name} {where}" + (" (inhibited)" if seen.inhibited else "")
        rows.append(label(y, text))
        colour = QUIET if seen.inhibited else BAD if seen.pages else ALERT
        rows.append(bar(x(fired), y, max(2, ((ended if ended is not None else end - 1) - fired) * scale), colour))
        y += ROW
    for to in sorted({notice["to"] for notice in record.notices}):
        rows.append(label(y, f"told to {to}"))
        for notice in record.notices:
            if notice["to"] == to:
                at = record.since_fault(notice["at"])
                rows.append(circle(x(at), y, notice, at))
        y += ROW
    ticks = []
    step = next(step for step in (5, 10, 20, 30, 60, 120) if (end - start) / step <= 14)
    at = 0
    while at < end:
        ticks.append(
            f'<line x1="{x(at):.1f}" x2="{x(at):.1f}" y1="34" y2="{y}" stroke="#8c959f44"/>'
            f'<text x="{x(at):.1f}" y="{y + 16}" text-anchor="middle">{at} s</text>'
        )
        at += step
    title = f"{record.drill.title}: {'passed' if record.passed else 'failed'}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 28}" font-family="sans-serif" font-size="12">'
        f'<rect width="{WIDTH}" height="{y + 28}" fill="#fff"/>'
        f'<text x="10" y="22" font-size="15" font-weight="bold">{escape(title)}</text>'
        f'<rect x="{x(0):.1f}" y="34" width="{undone * scale:.1f}" height="{y - 34}" fill="{FAULT}"/>'
        + "".join(ticks) + "".join(rows) + "</svg>\n"
    )  # fmt: skip


def label(y, text):
    return f'<text x="{LEFT - 8}" y="{y + 12}" text-anchor="end">{escape(text)}</text>'


def bar(x, y, width, colour):
    return f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="14" fill="{colour}"/>'


def circle(x, y, notice, at):
    colour = NOTICE if notice["status"] == "firing" else GOOD
    text = escape(f"{at:.0f} s, {notice['by']}: {notice['subject']}")
    return f'<circle cx="{x:.1f}" cy="{y + 7}" r="5" fill="{colour}"><title>{text}</title></circle>'
