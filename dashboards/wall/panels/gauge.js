// Gauges: an arc from the least to the most, with its thresholds around it.

import { css, readable } from "../colours.js";
import { element, fittingSize, svg } from "../element.js";
import { shown, singleValues } from "../fields.js";
import { reduced } from "../reduce.js";
import { valueLink } from "./links.js";
import { arrangement } from "./stat.js";

const FROM = -210;
const TO = 30;

export function bounds({ config, span }) {
  const isShare = config.unit === "percentunit";
  const min = Number(config.min ?? 0);
  const max = Number(config.max ?? (isShare ? 1 : config.unit === "percent" ? 100 : Math.max(100, span.max ?? 100)));
  return { min, max: max > min ? max : min + 1 };
}

const share = (value, { min, max }) => Math.max(0, Math.min(1, (value - min) / (max - min)));

/** Thresholds as bands `[from, to, colour]` of the whole 0...1. */
function bands(each, limits) {
  const { mode, steps = [] } = each.config.thresholds ?? {};
  const starts = steps.map(({ value }, at) => (at === 0 || value === null ? 0 : mode === "percentage" ? Math.max(0, Math.min(1, value / 100)) : share(value, limits)));
  return steps.map(({ color }, at) => [starts[at], starts[at + 1] ?? 1, css(color)]).filter(([from, to]) => to > from);
}

const point = (radius, degrees, [x, y]) => [x + radius * Math.cos((degrees * Math.PI) / 180), y + radius * Math.sin((degrees * Math.PI) / 180)];

function arc(radius, from, to, centre) {
  const [start, end] = [FROM + (TO - FROM) * from, FROM + (TO - FROM) * to];
  const [[x1, y1], [x2, y2]] = [point(radius, start, centre), point(radius, end, centre)];
  return `M${x1.toFixed(1)},${y1.toFixed(1)}A${radius},${radius} 0 ${end - start > 180 ? 1 : 0} 1 ${x2.toFixed(1)},${y2.toFixed(1)}`;
}

export function drawGauges(body, frames, panel, context) {
  const { reduceOptions, showThresholdMarkers = true, orientation = "auto" } = panel.options ?? {};
  const values = singleValues(frames, reduceOptions, reduced);
  const { clientWidth: width, clientHeight: height } = body;
  const grid = arrangement(values.length, width / 2, height, orientation);
  const cell = { width: width / grid.columns, height: height / grid.rows };
  const area = element("div", { class: "tiles" });
  area.style.gridTemplate = `repeat(${grid.rows}, minmax(0, 1fr)) / repeat(${grid.columns}, minmax(0, 1fr))`;
  const nameHeight = values.length > 1 ? Math.max(18, Math.min(34, cell.height * 0.16)) : 0;
  const nameSize = fittingSize(values.map(({ name }) => name), cell.width - 12, nameHeight, { least: 11, weight: 500 });
  area.append(...values.map((one) => {
    const { each, value, name } = one;
    const limits = bounds(each);
    const parts = shown(value, each, context);
    const words = `${parts.prefix}${parts.text}${parts.suffix}`;
    const room = { width: cell.width - 8, height: cell.height - nameHeight - 8 };
    // The arc is open below: its height is three quarters of its width.
    const radius = Math.max(10, Math.min(room.width / 2, room.height / 1.55) - 4);
    const thick = radius * 0.2;
    const centre = [room.width / 2, radius + 4];
    const inner = radius - thick / 2 - 4;
    const graph = svg("svg", { width: room.width, height: Math.min(room.height, radius * 1.55 + 4), role: "img", "aria-label": `${name}: ${words}` });
    graph.append(svg("path", { d: arc(inner, 0, 1, centre), fill: "none", stroke: "var(--track)", "stroke-width": thick }));
    if (!parts.isMissing && share(value, limits) > 0) graph.append(svg("path", { d: arc(inner, 0, share(value, limits), centre), fill: "none", stroke: parts.colour, "stroke-width": thick }));
    if (showThresholdMarkers) for (const [from, to, colour] of bands(each, limits)) graph.append(svg("path", { d: arc(radius, from, to, centre), fill: "none", stroke: colour, "stroke-width": 4 }));
    const size = fittingSize([words], inner * 1.45, radius * 0.62, { least: 11 });
    graph.append(svg("text", { x: centre[0], y: centre[1] + size * 0.36, "text-anchor": "middle", "font-size": size, "font-weight": 600, class: "value",
      fill: readable(parts.colour, getComputedStyle(document.body).getPropertyValue("--panel").trim()) }, words));
    const node = element("div", { class: "gauge", "data-name": name, "data-value": value ?? "", "data-colour": parts.colour }, graph,
      nameHeight > 0 && element("div", { class: "name", style: { fontSize: `${nameSize}px` } }, name));
    return valueLink(node, one, words, panel, context);
  }));
  body.replaceChildren(area);
  return [];
}
