// Time series: lines, bars or points over time, stacked or not, on one axis per unit.

import { css, readable, seriesColour } from "../colours.js";
import { svg, textWidth } from "../element.js";
import { extent, numericFields, shownText, thresholdOf } from "../fields.js";
import { inUnit } from "../units.js";
import { annotationMarks, arrange, follow, legend, smallText, timeAxis } from "./plot.js";
import { scaleFor, ticks, tickTexts } from "./scale.js";

/** The picked series of a legend, by panel and repeat: it outlives a refresh, not the view. */
const chosenOf = new WeakMap();

export function drawTimeSeries(body, frames, panel, context) {
  const notes = [];
  const all = numericFields(frames).filter(({ time }) => time);
  if (frames.some((frame) => frame.isHeatmap)) notes.push("Buckets are drawn as series.");
  const background = getComputedStyle(document.body).getPropertyValue("--panel").trim();
  const series = all.map(({ each, time }, at) => {
    const custom = each.config.custom ?? {};
    const reached = each.colour ?? (each.config.color?.mode === "thresholds" ? css(thresholdOf(each.values.findLast((value) => value !== null) ?? null, each)?.color) : seriesColour(at));
    const sign = custom.transform === "negative-Y" ? -1 : 1;
    return { each, name: each.display, times: time.values, values: custom.transform === "constant" ? each.values.map(() => each.values.find((value) => value !== null)) : each.values, sign, custom, colour: readable(reached, background, 2.2) };
  });
  const chosen = chosenOf.get(context.panel) ?? null;
  const choose = (name) => {
    chosenOf.set(context.panel, name);
    context.panel.draw();
  };
  const options = panel.options ?? {};
  const listed = series.filter(({ each }) => !each.config.custom?.hideFrom?.legend && !each.config.custom?.["hideFrom.legend"]);
  const key = legend(listed, options.legend ?? { showLegend: panel.legend?.show ?? true }, context, choose, chosen);
  const area = arrange(body, key, options.legend?.placement);
  const seen = chosen === null ? series : series.filter(({ name }) => name === chosen);
  area.append(chart(area.clientWidth, area.clientHeight, seen.length ? seen : series, options, context, notes, panel));
  return notes;
}

function chart(width, height, series, options, context, notes, panel) {
  const graph = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}` });
  const size = smallText();
  stack(series);
  const { range, zone, annotations } = context;
  // One scale for each unit and side, as values of other units cannot be compared by height.
  const scales = new Map();
  for (const one of series) {
    const side = one.custom.axisPlacement === "right" ? "right" : one.custom.axisPlacement === "hidden" ? "hidden" : "auto";
    const name = `${one.each.config.unit ?? ""}|${side}`;
    if (!scales.has(name)) scales.set(name, { side, series: [] });
    scales.get(name).series.push(one);
    one.scale = scales.get(name);
  }
  const list = [...scales.values()];
  for (const scale of list) {
    if (scale.side === "auto") scale.side = list.some((other) => other !== scale && other.side === "left") ? (list.some((other) => other.side === "right") ? "hidden" : "right") : "left";
  }
  const shown = (side) => list.find((scale) => scale.side === side);
  if (list.filter(({ side }) => side === "hidden").length > list.filter(({ series: [first] }) => first.custom.axisPlacement === "hidden").length) {
    notes.push("More than two units: the axes of the others are not drawn.");
  }
  const bottom = size * 1.95;
  const top = size * 0.7;
  const plot = { top, height: Math.max(10, height - bottom - top) };
  for (const scale of list) {
    Object.assign(scale, scaleFor(scale, bounds(scale), plot));
    scale.ticks = ticks(scale, Math.max(2, Math.floor(plot.height / (size * 2.6))));
    scale.texts = tickTexts(scale.ticks, (value, decimals) => inUnit(value, scale.unit, decimals, context));
    scale.width = Math.max(0, ...scale.texts.map((text) => textWidth(text, size))) + 8;
  }
  const left = shown("left")?.width ?? 8;
  const right = shown("right")?.width ?? 8;
  const box = { ...plot, left, right, width: Math.max(20, width - left - right) };
  const { x, nodes } = timeAxis(range, box, zone);
  graph.append(...nodes);
  for (const scale of [shown("left"), shown("right")]) {
    if (!scale) continue;
    const isLeft = scale.side === "left";
    scale.ticks.forEach((value, at) => {
      const y = scale.y(value);
      if (isLeft || !shown("left")) graph.append(svg("line", { x1: box.left, x2: box.left + box.width, y1: y, y2: y, class: "grid" }));
      graph.append(svg("text", { x: isLeft ? box.left - 6 : box.left + box.width + 6, y: y + size * 0.35, "text-anchor": isLeft ? "end" : "start", "font-size": size, class: "axis" }, scale.texts[at]));
    });
  }
  graph.append(...annotationMarks(annotations, range, box, x), ...series.slice(0, 1).flatMap((one) => thresholds(one, box)));
  const clip = `plot-${context.panel.placed.key}`.replace(/[^\w-]/g, "_");
  graph.append(svg("clipPath", { id: clip }, svg("rect", { x: box.left, y: box.top - 2, width: box.width, height: box.height + 4 })));
  const marks = svg("g", { "clip-path": `url(#${clip})` });
  for (const one of series) marks.append(...drawn(one, x, box));
  graph.append(marks);
  const step = series[0]?.times.length > 1 ? series[0].times[1] - series[0].times[0] : 60_000;
  if (options.tooltip?.mode === "none") return graph;
  follow(graph, { range, box, x, step, annotations, context, title: panel.title, rowsAt: (time) => rowsAt(series, time, options.tooltip, context) });
  return graph;
}

function rowsAt(series, time, { sort = "none" } = {}, context) {
  const rows = series.map((one) => {
    const value = valueAt(one, time);
    return { name: one.name, value, colour: one.colour, text: value === null ? "–" : shownText(value, one.each, context) };
  }).filter(({ value }) => value !== null);
  const order = { asc: 1, desc: -1 }[sort];
  return order ? rows.sort((a, b) => order * (a.value - b.value)) : rows;
}

/** The value nearest to a time, within a step of it. */
function valueAt({ times, values }, time) {
  if (!times.length) return null;
  const step = times.length > 1 ? times[1] - times[0] : Infinity;
  const at = times.length > 1 ? Math.round((time - times[0]) / step) : 0;
  return values[Math.max(0, Math.min(values.length - 1, at))] ?? null;
}

// MARK: - Heights

/** Gives every series its tops and bases: its values, or its values on those of its stack before it. */
function stack(series) {
  const groups = new Map();
  for (const one of series) {
    const { mode = "none", group = "A" } = one.custom.stacking ?? {};
    const isStacked = mode === "normal" || mode === "percent";
    one.isStacked = isStacked;
    one.tops = one.values.map((value) => (typeof value === "number" ? value * one.sign : null));
    one.bases = null;
    if (!isStacked) continue;
    const name = `${mode}|${group}|${one.custom.transform ?? ""}|${one.each.config.unit ?? ""}`;
    if (!groups.has(name)) groups.set(name, { mode, members: [] });
    groups.get(name).members.push(one);
  }
  for (const { mode, members } of groups.values()) {
    const times = [...new Set(members.flatMap((one) => one.times))].sort((a, b) => a - b);
    const place = new Map(times.map((time, at) => [time, at]));
    const total = new Array(times.length).fill(0);
    if (mode === "percent") for (const one of members) one.tops.forEach((value, at) => (total[place.get(one.times[at])] += value ?? 0));
    const sum = new Array(times.length).fill(0);
    for (const one of members) {
      one.isShare = mode === "percent";
      one.bases = one.times.map((time) => sum[place.get(time)]);
      one.tops = one.tops.map((value, at) => {
        if (value === null) return null;
        const slot = place.get(one.times[at]);
        sum[slot] += mode === "percent" ? (total[slot] ? value / total[slot] : 0) : value;
        return sum[slot];
      });
    }
  }
}

function bounds({ series }) {
  const found = extent(series.flatMap(({ tops, bases }) => [tops, ...(bases ? [bases] : [])]));
  const [{ each, custom, isShare }] = series;
  const { config } = each;
  const hard = (value) => (value === null || value === undefined || value === "" ? null : Number(value));
  if (isShare) return { min: 0, max: 1, hardMin: 0, hardMax: 1, isShare };
  const isFilled = series.some(({ custom: own, isStacked }) => own.fillOpacity > 0 || own.drawStyle === "bars" || isStacked);
  let min = found.min ?? 0;
  let max = found.max ?? 1;
  for (const one of series) {
    min = Math.min(min, hard(one.custom.axisSoftMin) ?? min);
    max = Math.max(max, hard(one.custom.axisSoftMax) ?? max);
  }
  if (isFilled || custom.axisCenteredZero) [min, max] = [Math.min(0, min), Math.max(0, max)];
  // Lines of thresholds are part of the picture where they are near it.
  if (/line|area|dashed/.test(custom.thresholdsStyle?.mode ?? "") && config.thresholds?.mode !== "percentage") {
    for (const { value } of config.thresholds?.steps ?? []) if (value !== null && value > max && value < max * 1.5) max = value;
  }
  if (custom.axisCenteredZero) [min, max] = [-Math.max(-min, max), Math.max(-min, max)];
  return { min, max, hardMin: hard(config.min), hardMax: hard(config.max) };
}

// MARK: - Marks

function thresholds({ each, custom, scale }, box) {
  const { mode = "off" } = custom.thresholdsStyle ?? {};
  const { steps = [], mode: kind } = each.config.thresholds ?? {};
  if (mode === "off" || !steps.length) return [];
  const value = (step) => (kind === "percentage" ? scale.min + (step.value / 100) * (scale.max - scale.min) : step.value);
  const inside = (y) => Math.max(box.top, Math.min(box.top + box.height, y));
  const nodes = [];
  steps.forEach((step, at) => {
    const from = at === 0 || step.value === null ? box.top + box.height : inside(scale.y(value(step)));
    const to = steps[at + 1] ? inside(scale.y(value(steps[at + 1]))) : box.top;
    if (/area/.test(mode) && from > to) nodes.push(svg("rect", { x: box.left, width: box.width, y: to, height: from - to, fill: css(step.color), "fill-opacity": 0.1 }));
    if (/line|dashed/.test(mode) && at > 0 && from > box.top && from < box.top + box.height) {
      nodes.push(svg("line", { x1: box.left, x2: box.left + box.width, y1: from, y2: from, stroke: css(step.color), "stroke-width": 1, "stroke-opacity": 0.6, "stroke-dasharray": /dashed/.test(mode) ? "8 6" : null }));
    }
  });
  return nodes;
}

function drawn(one, x, box) {
  const { custom, colour, scale, times } = one;
  const { drawStyle = "line", lineWidth = 1.5, fillOpacity = 0, lineStyle, showPoints = "auto", pointSize = 5 } = custom;
  const points = one.tops.map((value, at) => (value === null || Number.isNaN(value) ? null : [x(times[at]), scale.y(value), one.bases ? scale.y(one.bases[at]) : scale.y(scale.ground)]));
  if (drawStyle === "bars") return bars(points, colour, fillOpacity, times.length, box);
  const runs = runsOf(points, custom.spanNulls, times);
  const nodes = [];
  const round = (number) => Math.round(number * 10) / 10;
  for (const run of runs) {
    if (run.length === 1 && drawStyle === "line") {
      // One sample between two gaps has no line, and is there all the same.
      if (showPoints !== "never" || runs.length === 1) nodes.push(svg("circle", { cx: round(run[0][0]), cy: round(run[0][1]), r: 2.5, fill: colour }));
      continue;
    }
    if (drawStyle === "points" || showPoints === "always") for (const [px, py] of run) nodes.push(svg("circle", { cx: round(px), cy: round(py), r: pointSize / 2, fill: colour }));
    if (drawStyle === "points") continue;
    const line = path(run.map(([px, py]) => [round(px), round(py)]), custom.lineInterpolation);
    if (fillOpacity > 0) {
      const back = path(run.map(([px, , base]) => [round(px), round(base)]).reverse(), { stepAfter: "stepBefore", stepBefore: "stepAfter" }[custom.lineInterpolation] ?? custom.lineInterpolation);
      nodes.push(svg("path", { d: `M${line}L${back}Z`, fill: colour, "fill-opacity": fillOpacity / 100 }));
    }
    if (lineWidth > 0) nodes.push(svg("path", { d: `M${line}`, fill: "none", stroke: colour, "stroke-width": Math.max(1.5, lineWidth), "stroke-linejoin": "round", "stroke-dasharray": lineStyle?.fill === "dash" || lineStyle?.fill === "dot" ? (lineStyle.dash ?? [8, 6]).join(" ") : null }));
  }
  return nodes;
}

/** Points between gaps; a gap shorter than `spanNulls` (milliseconds, or true for all) is none. */
function runsOf(points, spanNulls, times) {
  const runs = [];
  let last = -1;
  points.forEach((point, at) => {
    if (!point) return;
    const isNext = last === at - 1 || spanNulls === true || (typeof spanNulls === "number" && times[at] - times[last] <= spanNulls);
    if (last < 0 || !isNext) runs.push([]);
    runs.at(-1).push(point);
    last = at;
  });
  return runs;
}

function path(points, interpolation) {
  const parts = [];
  points.forEach(([px, py], at) => {
    if (at > 0 && interpolation === "stepAfter") parts.push(`${px},${points[at - 1][1]}`);
    if (at > 0 && interpolation === "stepBefore") parts.push(`${points[at - 1][0]},${py}`);
    parts.push(`${px},${py}`);
  });
  return parts.join("L");
}

function bars(points, colour, fillOpacity, count, box) {
  const width = Math.max(1, (box.width / Math.max(1, count)) * 0.7);
  return points.filter(Boolean).map(([px, py, base]) => svg("rect", { x: px - width / 2, y: Math.min(py, base), width, height: Math.max(0.5, Math.abs(base - py)), fill: colour, "fill-opacity": Math.max(20, fillOpacity) / 100 }));
}
