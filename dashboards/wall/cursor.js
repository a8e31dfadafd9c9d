// The moment under the pointer, shown by every chart of the view at once.

export class Cursor {
  #charts = new Set();
  time = null;

  /** `chart.cursor(time)` draws the line, or removes it for null. Returns how to leave. */
  join(chart) {
    this.#charts.add(chart);
    if (this.time !== null) chart.cursor(this.time);
    return () => this.#charts.delete(chart);
  }

  set(time) {
    this.time = time;
    for (const chart of this.#charts) chart.cursor(time);
  }
}

let box;
/** The box of values beside the pointer: one for the page. */
export function tooltip(nodes, x, y) {
  if (!box) {
    box = document.createElement("div");
    box.id = "tooltip";
    box.setAttribute("role", "status");
    document.body.append(box);
  }
  box.hidden = !nodes;
  if (!nodes) return;
  box.replaceChildren(...nodes);
  const { offsetWidth: width, offsetHeight: height } = box;
  box.style.left = `${Math.max(4, Math.min(x + 16, innerWidth - width - 4, x + 16 + width > innerWidth ? x - width - 16 : Infinity))}px`;
  box.style.top = `${Math.max(4, Math.min(y + 16, innerHeight - height - 4))}px`;
}
