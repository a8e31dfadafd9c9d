// Stat: one big value per field, with its name, and what it was as a line below.

import { readable, signOf, textOn } from "../colours.js";
import { element, fittingSize, svg } from "../element.js";
import { singleValues, shown } from "../fields.js";
import { valueLink } from "./links.js";
import { reduced } from "../reduce.js";
import { momentNear } from "../time.js";

const GAP = 6;

export function drawStat(body, frames, panel, context) {
  const { reduceOptions, colorMode = "value", graphMode = "none", textMode = "auto", orientation = "auto", justifyMode = "auto" } = panel.options ?? {};
  const values = singleValues(frames, reduceOptions, reduced);
  if (!values.length) {
    body.replaceChildren(element("p", { class: "empty" }, panel.fieldConfig?.defaults?.noValue || "no data"));
    return [];
  }
  const showsName = textMode === "value_and_name" || textMode === "name" || (textMode === "auto" && values.length > 1);
  const showsValue = textMode !== "name" && textMode !== "none";
  const { clientWidth: width, clientHeight: height } = body;
  const grid = arrangement(values.length, width, height, orientation);
  const cell = { width: (width - GAP * (grid.columns - 1)) / grid.columns, height: (height - GAP * (grid.rows - 1)) / grid.rows };
  const texts = values.map(({ value, each }) => shown(value, each, context));
  const words = texts.map(({ prefix, text, suffix }) => `${prefix}${text}${suffix}`);
  // All tiles of a panel write in one size: the size tells nothing.
  const room = { width: cell.width - 24, height: cell.height - 12 };
  const nameSize = showsName ? fittingSize(values.map(({ name }) => name), room.width, room.height * (showsValue ? 0.32 : 1), { least: 11, most: panel.options?.text?.titleSize || (showsValue ? 44 : 200), weight: 500 }) : 0;
  const signs = texts.map(({ colour }) => (colorMode.startsWith("background") ? signOf(colour) : ""));
  const valueSize = fittingSize(words.map((word, at) => `${signs[at] && `${signs[at]} `}${word || "–"}`), room.width, showsValue ? (room.height - nameSize * 1.25) * 0.85 : 0,
    { least: 12, most: panel.options?.text?.valueSize || 260 });
  const area = element("div", { class: `tiles ${justifyMode === "center" || values.length > 1 || colorMode.startsWith("background") ? "centred" : ""}` });
  area.style.gridTemplate = `repeat(${grid.rows}, minmax(0, 1fr)) / repeat(${grid.columns}, minmax(0, 1fr))`;
  area.append(...values.map((one, at) => tile(one, texts[at], words[at], { colorMode, graphMode, showsName, showsValue, nameSize, valueSize, cell, panel, context })));
  body.replaceChildren(area);
  return [];
}

function tile(one, parts, words, { colorMode, graphMode, showsName, showsValue, nameSize, valueSize, cell, panel, context }) {
  const { each, name, series, at, value } = one;
  const isOld = at !== null && at !== undefined;
  const isFilled = colorMode.startsWith("background") && !parts.isMissing && !isOld && !parts.colour.startsWith("var(");
  const background = getComputedStyle(document.body).getPropertyValue("--panel").trim();
  const colour = isOld ? "var(--faint)" : colorMode === "none" ? "var(--text)" : isFilled ? textOn(parts.colour) : readable(parts.colour, background);
  const node = element("div", { class: `tile${parts.isMissing ? " missing" : ""}${isOld ? " old" : ""}`, "data-name": name, "data-value": value ?? "", "data-colour": parts.colour });
  node.style.color = colour;
  if (isFilled) node.style.backgroundColor = parts.colour;
  if (graphMode === "area" && series) node.append(sparkline(series, cell, isFilled ? colour : parts.colour, each));
  if (showsName) node.append(element("div", { class: "name", style: { fontSize: `${nameSize}px` } }, name));
  if (showsValue) {
    const unit = { fontSize: `${Math.max(11, valueSize * 0.62)}px` };
    const sign = isFilled ? signOf(parts.colour) : "";
    node.append(element("div", { class: "value", style: { fontSize: `${valueSize}px` } },
      sign && element("span", { class: "sign", "aria-hidden": "true", style: unit }, sign),
      parts.prefix && element("span", { style: unit }, parts.prefix), parts.text, parts.suffix && element("span", { class: "unit", style: unit }, parts.suffix)));
  }
  if (isOld) node.append(element("div", { class: "age" }, `ended ${momentNear(at, context.now, context.zone)}`));
  return valueLink(node, one, words, panel, context);
}

/** How many columns and rows make the cells that hold text best: about three times as wide as high. */
export function arrangement(count, width, height, orientation) {
  if (orientation === "vertical") return { columns: count, rows: 1 };
  if (orientation === "horizontal") return { columns: 1, rows: count };
  let best = { columns: 1, rows: count, score: -1 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const score = Math.min(width / columns / 2.6, height / rows) * (1 - (columns * rows - count) * 0.02);
    if (score > best.score) best = { columns, rows, score };
  }
  return best;
}

function sparkline(values, { width, height }, colour, { span, config }) {
  const known = values.filter((value) => Number.isFinite(value));
  const [low, high] = [config.min ?? Math.min(...known), config.max ?? Math.max(...known)];
  const top = height * 0.62;
  const point = (value, at) => [(at / Math.max(1, values.length - 1)) * width, height - 3 - ((value - low) / (high - low || 1)) * (height - top - 6)];
  const runs = [];
  values.forEach((value, at) => {
    if (!Number.isFinite(value)) runs.push([]);
    else (runs.at(-1) ?? runs[runs.push([]) - 1]).push(point(value, at).map((number) => number.toFixed(1)));
  });
  const lines = runs.filter((run) => run.length > 1);
  const graph = svg("svg", { class: "spark", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" });
  for (const run of lines) {
    const path = run.map(([x, y]) => `${x},${y}`).join("L");
    graph.append(svg("path", { d: `M${run[0][0]},${height}L${path}L${run.at(-1)[0]},${height}Z`, fill: colour, "fill-opacity": 0.16 }),
      svg("path", { d: `M${path}`, fill: "none", stroke: colour, "stroke-opacity": 0.55, "stroke-width": 1.5 }));
  }
  return graph;
}
