// State timeline and status history: a row for each series, its values as coloured stretches or cells with their words.

import { textOn } from "../colours.js";
import { svg, shortened, textWidth } from "../element.js";
import { isHidden, shown } from "../fields.js";
import { annotationMarks, arrange, follow, legend, smallText, timeAxis } from "./plot.js";

export function drawStates(body, frames, panel, context) {
  const isHistory = panel.type === "status-history";
  const { showValue = "auto", mergeValues = true, rowHeight = 0.9, alignValue = "left" } = panel.options ?? {};
  const rows = frames.flatMap((frame) => {
    const time = frame.fields.find((each) => each.type === "time");
    return time ? frame.fields.filter((each) => each.type !== "time" && !isHidden(each)).map((each) => ({ each, name: each.display, times: time.values, step: frame.step })) : [];
  });
  const words = stateWords(rows, context);
  // Without words for its states a legend of colours says what they mean.
  const key = words.length && panel.options?.legend?.showLegend !== false && panel.options?.legend?.displayMode !== "hidden"
    ? legend(words, { displayMode: "list" }, context, () => {}, null) : null;
  const area = arrange(body, key, "bottom");
  const { clientWidth: width, clientHeight: height } = area;
  const small = smallText();
  const graph = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}` });
  const plotHeight = Math.max(10, height - small * 1.95 - 2);
  const line = plotHeight / Math.max(1, rows.length);
  const size = Math.max(10, Math.min(small * 1.35, line * 0.82));
  const left = Math.min(width * 0.34, Math.max(0, ...rows.map(({ name }) => textWidth(name, size, 500))) + 12);
  const box = { left, right: 8, top: 2, width: Math.max(20, width - left - 8), height: plotHeight };
  const range = fitted(context.range, rows);
  const { x, nodes } = timeAxis(range, box, context.zone);
  // Below the states: a tint over a state would be another state's colour.
  graph.append(...nodes, ...annotationMarks(context.annotations, range, box, x));
  rows.forEach((row, at) => {
    const top = box.top + at * line;
    const high = line * Math.max(0.2, Math.min(1, rowHeight));
    const label = shortened(row.name, left - 10, size);
    graph.append(svg("text", { x: left - 8, y: top + line / 2 + size * 0.35, "text-anchor": "end", "font-size": size, class: "row-name" }, label, svg("title", {}, row.name)));
    for (const stretch of stretches(row, context, isHistory || !mergeValues, range)) {
      const from = x(Math.max(stretch.from, range.from)) + (isHistory ? 1 : 0);
      const to = x(Math.min(stretch.to, range.to)) - (isHistory ? 1 : 0);
      if (to <= box.left) continue;
      const wide = Math.max(1, to - from);
      graph.append(svg("rect", { x: from, y: top + (line - high) / 2, width: wide, height: high, fill: stretch.colour, rx: isHistory ? 2 : 0,
        "fill-opacity": Math.max(60, row.each.config.custom?.fillOpacity ?? 90) / 100, class: "state", "data-row": row.name, "data-text": stretch.text }));
      if (showValue === "never" || !stretch.text) continue;
      const textSize = Math.min(size, high * 0.75);
      if (showValue === "auto" && textWidth(stretch.text, textSize, 500) > wide - 8) continue;
      const anchor = { left: "start", center: "middle", right: "end" }[isHistory ? "center" : alignValue] ?? "start";
      const place = { start: Math.max(from, box.left) + 5, middle: (from + to) / 2, end: to - 5 }[anchor];
      graph.append(svg("text", { x: place, y: top + line / 2 + textSize * 0.35, "font-size": textSize, "text-anchor": anchor, fill: textOn(solid(stretch.colour)), class: "state-text" }, stretch.text));
    }
  });
  const step = rows[0]?.step ?? 60_000;
  follow(graph, { range, box, x, step, annotations: context.annotations, context, title: panel.title, rowsAt: (time) => rows.map((row) => at(row, time, context)).filter(Boolean) });
  area.append(graph);
  return [];
}

const solid = (colour) => (colour.startsWith("var(") ? getComputedStyle(document.body).getPropertyValue(colour.slice(4, -1)).trim() : colour);

/**
 * A range that begins where data do, when they fill less than half of it: states of a Prometheus that has just begun are not
 * pressed into the edge. Never shorter than five minutes.
 */
function fitted({ from, to }, rows) {
  const first = Math.min(...rows.flatMap(({ each, times }) => times[each.values.findIndex((value) => value !== null && value !== undefined)] ?? []));
  return Number.isFinite(first) && first > (from + to) / 2 ? { from: Math.max(from, Math.min(first, to - 300_000)), to } : { from, to };
}

/** What each colour means, where mappings give it words. */
function stateWords(rows, context) {
  const found = new Map();
  for (const { each } of rows) {
    for (const value of new Set(each.values)) {
      if (value === null || found.size > 12) continue;
      const { text, colour, isMapped } = shown(value, each, context);
      if (isMapped) found.set(`${text}|${colour}`, { name: text, colour, each, values: [] });
    }
  }
  return [...found.values()];
}

/** Values as stretches of time; equal neighbours are one, what is missing is none. */
function stretches({ each, times, step = 60_000 }, context, isSingle, range) {
  const result = [];
  each.values.forEach((value, at) => {
    if (value === null || value === undefined) return;
    const from = times[at];
    const to = Math.min(from + step, range.to);
    const { prefix, text, suffix, colour } = shown(value, each, context);
    const whole = `${prefix}${text}${suffix}`;
    const last = result.at(-1);
    if (!isSingle && last && last.text === whole && last.colour === colour && from - last.to <= step * 0.01) last.to = to;
    else result.push({ from, to: Math.max(to, from), text: whole, colour });
  });
  return result;
}

function at({ each, name, times, step = 60_000 }, time, context) {
  const slot = times.length > 1 ? Math.floor((time - times[0]) / step) : 0;
  const value = each.values[slot];
  if (value === null || value === undefined) return null;
  const { prefix, text, suffix, colour } = shown(value, each, context);
  return { name, text: `${prefix}${text}${suffix}`, colour };
}
