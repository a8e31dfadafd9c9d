// What charts over time have in common: the time axis, the line under the pointer, marks of annotations, the legend.

import { css } from "../colours.js";
import { tooltip } from "../cursor.js";
import { element, keepWhole, svg, textWidth } from "../element.js";
import { shownText } from "../fields.js";
import { calcName, isKnownCalc, reduced } from "../reduce.js";
import { dateTime, spokenDuration, timeMarks } from "../time.js";

/** The size of a chart's small text, which the style sheet says. */
export const smallText = () => parseFloat(getComputedStyle(document.body).getPropertyValue("--small")) || 12;

/** An axis of time below a plot of `box` {left, top, width, height}; returns nodes and the way from time to x. */
export function timeAxis(range, box, zone) {
  const size = smallText();
  const x = (time) => box.left + ((time - range.from) / (range.to - range.from)) * box.width;
  const marks = timeMarks(range, Math.max(2, box.width / (size * 7)), zone);
  const nodes = marks.flatMap(({ at, text }) => {
    const half = textWidth(text, size) / 2;
    const left = x(at);
    const line = svg("line", { x1: left, x2: left, y1: box.top, y2: box.top + box.height, class: "grid" });
    // A label that would be cut at the edge is left out, its line stays.
    if (left - half < 0 || left + half > box.left + box.width + (box.right ?? 0)) return [line];
    return [line, svg("text", { x: left, y: box.top + box.height + size * 1.55, "text-anchor": "middle", "font-size": size, class: "axis" }, text)];
  });
  return { x, nodes };
}

/** Regions and moments of annotations, as far as they are in the range: a thin line where each begins, and its length along the axis, so that curves stay seen. */
export function annotationMarks(annotations, range, box, x) {
  return (annotations ?? []).flatMap(({ from, to, colour }) => {
    if (to < range.from || from > range.to) return [];
    const [left, right] = [x(Math.max(from, range.from)), x(Math.min(to, range.to))];
    const tone = css(colour);
    return [
      right - left > 1 && svg("rect", { x: left, y: box.top + box.height - 1, width: right - left, height: 3, fill: tone, "fill-opacity": 0.8 }),
      svg("line", { x1: left, x2: left, y1: box.top, y2: box.top + box.height, stroke: tone, "stroke-width": 1, "stroke-opacity": 0.45 }),
      svg("path", { d: `M${left - 4},${box.top + box.height + 2}h8l-4,-6z`, fill: tone }),
    ].filter(Boolean);
  });
}

/**
 * Makes a chart follow the pointer and the arrow keys. `rowsAt(time)` are the lines of the tooltip: `{name, text, colour}`.
 */
export function follow(graph, { range, box, x, step, rowsAt, annotations, context, title }) {
  const line = svg("line", { class: "cursor", y1: box.top, y2: box.top + box.height, visibility: "hidden" });
  graph.append(line);
  const chart = {
    cursor(time) {
      const isInside = time !== null && time >= range.from && time <= range.to;
      line.setAttribute("visibility", isInside ? "visible" : "hidden");
      if (isInside) for (const end of ["x1", "x2"]) line.setAttribute(end, x(time));
    },
  };
  context.onLeave(context.cursor.join(chart));
  const show = (time, left, top) => {
    context.cursor.set(time);
    const near = ((range.to - range.from) / box.width) * 6;
    const events = (annotations ?? []).filter(({ from, to }) => time >= from - near && time <= to + near);
    tooltip([
      element("p", { class: "when" }, dateTime(time, context.zone)),
      ...rowsAt(time).slice(0, 24).map(({ name, text, colour, isNear }) => element("p", { class: isNear ? "near" : null },
        element("i", { class: "swatch", style: { backgroundColor: colour } }), element("span", {}, name), element("b", {}, text))),
      ...events.slice(0, 8).map(({ title: words, from, to, colour }) => element("p", { class: "event" },
        element("i", { class: "swatch", style: { backgroundColor: css(colour) } }), element("span", {}, words), element("b", {}, to > from ? spokenDuration(to - from) : ""))),
    ], left, top);
  };
  const hide = () => {
    context.cursor.set(null);
    tooltip(null);
  };
  const timeAt = (event) => {
    const place = graph.getBoundingClientRect();
    const share = (event.clientX - place.left - box.left) / box.width;
    return range.from + Math.max(0, Math.min(1, share)) * (range.to - range.from);
  };
  graph.setAttribute("tabindex", "0");
  graph.setAttribute("role", "img");
  graph.setAttribute("aria-label", `${title}: chart; the arrow keys move through it`);
  graph.addEventListener("pointermove", (event) => show(timeAt(event), event.clientX, event.clientY));
  graph.addEventListener("pointerleave", hide);
  graph.addEventListener("blur", hide);
  graph.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return hide();
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return undefined;
    event.preventDefault();
    const time = Math.max(range.from, Math.min(range.to, (context.cursor.time ?? range.to) + by * (event.shiftKey ? 10 : 1) * step));
    const place = graph.getBoundingClientRect();
    return show(time, place.left + x(time), place.top + box.height / 2);
  });
}

/** `entries`: `{each, values, colour, name}`. A press shows one series alone, another press all again. */
export function legend(entries, options, context, onChoose, chosen) {
  const { showLegend = true, displayMode = "list", calcs = [] } = options ?? {};
  if (!showLegend || displayMode === "hidden" || !entries.length) return null;
  const known = calcs.filter(isKnownCalc);
  const text = (each, values, calc) => {
    const value = reduced(values, calc);
    return typeof value === "number" || value === null ? shownText(value, value === null ? { ...each, config: { ...each.config, noValue: "–" } } : each, context) : String(value);
  };
  const press = (name) => element("button", { type: "button", class: "series", "aria-pressed": chosen === name ? "true" : "false", click: () => onChoose(chosen === name ? null : name) });
  const label = ({ name, colour }) => {
    const button = press(name);
    button.append(element("i", { class: "swatch", style: { backgroundColor: colour } }), element("span", {}, name));
    return button;
  };
  if (displayMode === "table") {
    return element("div", { class: "legend table", tabindex: "0", role: "region", "aria-label": "Legend" }, element("table", {},
      element("thead", {}, element("tr", {}, element("th", {}, "Name"), known.map((calc) => element("th", {}, calcName(calc))))),
      element("tbody", {}, entries.map((entry) => element("tr", {}, element("td", {}, label(entry)), known.map((calc) => element("td", {}, text(entry.each, entry.values, calc))))))));
  }
  return element("div", { class: "legend list", tabindex: "0", role: "region", "aria-label": "Legend" }, entries.map((entry) => element("span", { class: "entry" }, label(entry),
    known.map((calc) => element("span", { class: "calc" }, `${calcName(calc)}: `, element("b", {}, text(entry.each, entry.values, calc)))))));
}

/** A chart's area and its legend beside or below it; returns the element that the chart is drawn in. */
export function arrange(body, key, placement) {
  const area = element("div", { class: "plot" });
  const box = element("div", { class: `chart ${placement === "right" ? "beside" : "below"}` }, area, key);
  body.replaceChildren(box);
  if (key) {
    const isTable = key.classList.contains("table");
    const rows = [...key.querySelectorAll(isTable ? "tbody tr" : ".entry")];
    keepWhole(key, rows, (count) => (isTable ? element("tr", { class: "more" }, element("td", { colspan: 20 }, `and ${count} more`)) : element("span", { class: "more" }, `and ${count} more`)));
  }
  return area;
}
