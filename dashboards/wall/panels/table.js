// Tables: a row for each sample, columns as transformations left them.

import { continuous, isContinuous, readable, textOn } from "../colours.js";
import { element, keepWhole } from "../element.js";
import { shown } from "../fields.js";
import { rowCount } from "../frames.js";
import { calcName, isKnownCalc, reduced } from "../reduce.js";
import { sortedRows } from "../transform.js";
import { bounds } from "./gauge.js";
import { valueLink } from "./links.js";

const MOST_ROWS = 200;
const CELLS = ["auto", "color-text", "color-background", "color-background-solid", "gauge", "basic", "lcd-gauge", "gradient-gauge", "json-view", "string"];
/** How a reader has sorted a table, or which of several frames is looked at: kept over refreshes. */
const choices = new WeakMap();

export function drawTable(body, frames, panel, context) {
  const notes = [];
  const options = panel.options ?? {};
  const choice = choices.get(context.panel) ?? {};
  const choose = (change) => {
    choices.set(context.panel, { ...choice, ...change });
    context.panel.draw();
  };
  const frame = frames[Math.min(choice.frame ?? options.frameIndex ?? 0, frames.length - 1)];
  const columns = frame.fields.filter((each) => !each.config.custom?.hidden && !each.config.custom?.["hideFrom.viz"] && !each.config.custom?.hideFrom?.viz);
  const [byDefault] = options.sortBy ?? [];
  const sort = choice.sort ?? (byDefault && { name: byDefault.displayName, isDescending: byDefault.desc });
  const total = rowCount(frame);
  const by = sort && frame.fields.find((each) => each.display === sort.name);
  const order = (by && sortedRows({ ...frame, fields: [{ ...by, name: "by", config: {}, legend: undefined }, ...frame.fields] }, "by", sort.isDescending)) || Array.from({ length: total }, (_, row) => row);
  if (total > MOST_ROWS) notes.push(`The first ${MOST_ROWS} of ${total} rows are shown.`);
  const head = columns.map((each) => {
    const isSorted = sort?.name === each.display;
    return element("th", { "aria-sort": isSorted ? (sort.isDescending ? "descending" : "ascending") : null, class: alignment(each), style: width(each) },
      element("button", { type: "button", click: () => choose({ sort: { name: each.display, isDescending: isSorted ? !sort.isDescending : each.type === "number" } }) }, each.display, isSorted && element("span", { class: "order" }, sort.isDescending ? " ▼" : " ▲")));
  });
  const rows = order.slice(0, MOST_ROWS).map((row) => element("tr", {}, columns.map((each) => cell(each, row, frame, panel, context, notes))));
  const { show, reducer = [], fields: counted } = options.footer ?? {};
  const calc = show && reducer.find(isKnownCalc);
  const foot = calc && element("tfoot", {}, element("tr", {}, columns.map((each, at) => {
    const isMeant = each.type === "number" && (!counted?.length || counted.includes(each.display));
    const { prefix, text, suffix } = isMeant ? shown(reduced(each.values, calc), each, context) : { prefix: "", text: at === 0 ? calcName(calc) : "", suffix: "" };
    return element("td", { class: alignment(each) }, `${prefix}${text}${suffix}`);
  })));
  const chooser = frames.length > 1 && element("select", { class: "frames", "aria-label": "Series", change: (event) => choose({ frame: event.target.selectedIndex }) },
    frames.map((each, at) => element("option", { selected: each === frame }, each.fields.find((one) => one.type === "number")?.display ?? each.name ?? `Table ${at + 1}`)));
  const scroll = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": panel.title ?? "Table" },
    element("table", {}, options.showHeader !== false && element("thead", {}, element("tr", {}, head)), element("tbody", {}, rows), foot));
  body.replaceChildren(scroll, ...(chooser ? [chooser] : []));
  narrow(scroll);
  keepWhole(scroll, rows, (count) => element("tr", { class: "more" }, element("td", { colspan: columns.length }, `and ${count} more`)));
  return [...new Set(notes)];
}

/** Where nobody can scroll, a table that is too wide is written smaller, and breaks words when that is not enough. */
function narrow(scroll) {
  if (!document.body.classList.contains("kiosk")) return;
  for (let round = 0; round < 3 && scroll.scrollWidth > scroll.clientWidth + 1; round += 1) {
    const size = parseFloat(getComputedStyle(scroll).fontSize);
    scroll.style.fontSize = `${Math.max(13, Math.floor(size * (scroll.clientWidth / scroll.scrollWidth) * 10) / 10)}px`;
  }
  scroll.classList.toggle("breaking", scroll.scrollWidth > scroll.clientWidth + 1);
}

const alignment = ({ type, config }) => `align-${{ left: "left", center: "center", right: "right" }[config.custom?.align] ?? (type === "number" ? "right" : "left")}`;
/** A width is meant for the letters of a desk, 14 px high. */
const width = ({ config }) => (config.custom?.width ? { width: `${Number(config.custom.width) / 14}em` } : {});

function cell(each, row, frame, panel, context, notes) {
  const value = each.values[row];
  const { cellOptions, displayMode } = each.config.custom ?? {};
  const { type = "auto" } = cellOptions ?? { type: each.config.custom?.["cellOptions"]?.type ?? displayMode ?? "auto" };
  if (!CELLS.includes(type)) notes.push(`Cells of type “${type}” are shown as text.`);
  const parts = shown(value, { ...each, config: { ...each.config, noValue: each.config.noValue ?? "–" } }, context);
  const words = `${parts.prefix}${parts.text}${parts.suffix}`;
  const node = element("td", { class: `${alignment(each)}${parts.isMissing ? " missing" : ""}`, "data-value": value ?? "", "data-colour": parts.colour });
  const content = element("span", {}, words);
  if (!parts.isMissing && type.startsWith("color-background") && !parts.colour.startsWith("var(") && parts.colour !== "transparent") {
    node.style.backgroundColor = parts.colour;
    node.style.color = textOn(parts.colour);
  } else if (!parts.isMissing && type === "color-text") node.style.color = readable(parts.colour, getComputedStyle(document.body).getPropertyValue("--panel").trim());
  if (!parts.isMissing && typeof value === "number" && /gauge|basic/.test(type)) {
    const { min, max } = bounds(each);
    const fill = element("i", { class: "fill" });
    fill.style.width = `${Math.max(0, Math.min(1, (value - min) / (max - min))) * 100}%`;
    fill.style.backgroundColor = isContinuous(each.config.color?.mode ?? "") ? continuous(each.config.color.mode, (value - min) / (max - min)) : parts.colour;
    node.append(element("span", { class: "cell-bar" }, fill));
  }
  const time = frame.fields.find((other) => other.type === "time")?.values[row];
  node.append(valueLink(content, { each, value, time, row, frame }, words, panel, context));
  return node;
}
