// Bar gauges: a bar for each value, beside its name.

import { readable } from "../colours.js";
import { element, fittingSize, textWidth } from "../element.js";
import { shown, singleValues } from "../fields.js";
import { reduced } from "../reduce.js";
import { valueLink } from "./links.js";

/** Without bounds of its own the largest value fills the bar. */
function limits({ config, span }) {
  const min = Number(config.min ?? Math.min(0, span.min ?? 0));
  const max = Number(config.max ?? (config.unit === "percentunit" ? 1 : config.unit === "percent" ? 100 : span.max ?? 1));
  return { min, max: max > min ? max : min + 1 };
}

export function drawBars(body, frames, panel, context) {
  const { reduceOptions, orientation = "horizontal", displayMode = "gradient", showUnfilled = true } = panel.options ?? {};
  const values = singleValues(frames, reduceOptions, reduced);
  const { clientWidth: width, clientHeight: height } = body;
  const isHorizontal = orientation === "horizontal" || (orientation === "auto" && width > height * 1.4);
  const background = getComputedStyle(document.body).getPropertyValue("--panel").trim();
  const rows = values.map((one) => {
    const parts = shown(one.value, one.each, context);
    const { min, max } = limits(one.each);
    return { one, parts, words: `${parts.prefix}${parts.text}${parts.suffix}`, share: Math.max(0, Math.min(1, ((one.value ?? min) - min) / (max - min))) };
  });
  const line = isHorizontal ? Math.max(22, (height - 6 * (rows.length - 1)) / rows.length) : height;
  const column = width / rows.length;
  const most = isHorizontal ? Math.min(36, line * 0.62) : 30;
  const nameSize = isHorizontal ? fittingSize(rows.map(({ one }) => one.name), width * 0.36, most * 1.2, { least: 11, most, weight: 500 }) : fittingSize(rows.map(({ one }) => one.name), column - 8, 36, { least: 10, weight: 500 });
  const valueSize = fittingSize(rows.map(({ words }) => words), isHorizontal ? width * 0.24 : column - 8, isHorizontal ? most * 1.2 : 42, { least: 11, most });
  const list = element("div", { class: `bars ${isHorizontal ? "horizontal" : "vertical"} ${displayMode}` });
  const widest = (texts, size, weight) => Math.ceil(Math.max(0, ...texts.map((text) => textWidth(text, size, weight)))) + 4;
  list.style.setProperty("--name", `${Math.min(width * 0.45, widest(rows.map(({ one }) => one.name), nameSize, 500))}px`);
  list.style.setProperty("--value", `${widest(rows.map(({ words }) => words), valueSize, 600)}px`);
  list.append(...rows.map(({ one, parts, words, share }) => {
    const fill = element("div", { class: "fill" });
    fill.style[isHorizontal ? "width" : "height"] = `${share * 100}%`;
    fill.style.backgroundColor = parts.colour;
    const value = element("div", { class: "value", style: { fontSize: `${valueSize}px`, color: readable(parts.colour, background) } }, words);
    const name = element("div", { class: "name", style: { fontSize: `${nameSize}px` } }, one.name);
    const track = element("div", { class: `track${showUnfilled ? "" : " bare"}` }, fill);
    const node = element("div", { class: "bar", "data-name": one.name, "data-value": one.value ?? "", "data-colour": parts.colour }, isHorizontal ? [name, track, value] : [value, track, name]);
    if (isHorizontal) node.style.minHeight = `${Math.min(line, 64)}px`;
    return valueLink(node, one, words, panel, context);
  }));
  body.replaceChildren(list);
  return [];
}
