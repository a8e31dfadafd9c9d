// What a dashboard wants of a field: defaults, overrides, and from them the text and the colour of a value.

import { continuous, css, isColourMode, isContinuous, seriesColour } from "./colours.js";
import { fieldName } from "./frames.js";
import { pattern } from "./transform.js";
import { inUnit, isKnownUnit } from "./units.js";

const MATCHERS = {
  byName: (options, name) => name === options,
  byRegexp: (options, name) => pattern(options).test(name),
  byType: (options, _, each) => each.type === options,
  byFrameRefID: (options, _, each, frame) => frame.refId === options,
  byNames: ({ mode = "include", names = [] }, name) => names.includes(name) === (mode === "include"),
  byRegexpOrNames: ({ pattern: text, names = [] }, name) => names.includes(name) || (text ? pattern(text).test(name) : false),
};

/**
 * Gives every field its configuration, display name and colour. `context` has text(template, scope, more), now and zone.
 * Returns notes on what is not understood.
 */
export function configure(frames, { defaults = {}, overrides = [] } = {}, context) {
  const notes = new Set();
  const all = frames.flatMap((frame) => frame.fields.map((each) => ({ each, frame, name: fieldName(each, frame, frames) })));
  for (const { each, frame, name } of all) {
    // A column's times are no measured value: they take neither unit nor thresholds of the rest.
    const { unit, decimals, thresholds, ...others } = defaults;
    const base = each.type === "time" ? others : defaults;
    const config = { ...base, custom: { ...base.custom }, ...(each.config.displayName && { displayName: each.config.displayName }) };
    for (const { matcher = {}, properties = [] } of overrides) {
      const matches = MATCHERS[matcher.id];
      if (!matches) notes.add(`Overrides “${matcher.id}” are not understood.`);
      else if (matches(matcher.options, name, each, frame)) for (const { id, value } of properties) set(config, id, value);
    }
    each.config = config;
    if (!isKnownUnit(config.unit)) notes.add(`The unit “${config.unit}” is not known.`);
    if (config.color?.mode && !isColourMode(config.color.mode)) notes.add(`The colour mode “${config.color.mode}” is not known.`);
  }
  const numbers = all.filter(({ each }) => each.type === "number");
  const span = extent(numbers.map(({ each }) => each.values));
  numbers.forEach(({ each }, index) => (each.index = index));
  for (const { each, frame, name } of all) {
    const wanted = each.config.displayName;
    each.display = wanted ? context.text(wanted, {}, fieldVariables(each, name)) : name;
    each.refId = frame.refId;
    each.span = { min: number(each.config.min) ?? span.min, max: number(each.config.max) ?? span.max };
    each.colour = ownColour(each);
  }
  return [...notes];
}

function set(config, id, value) {
  const [first, ...rest] = id.split(".");
  if (first === "custom" && rest.length) config.custom[rest.join(".")] = value;
  else config[id] = value;
}

const number = (value) => (value === null || value === undefined || value === "" || Number.isNaN(Number(value)) ? null : Number(value));

export function extent(columns) {
  let [min, max] = [Infinity, -Infinity];
  for (const values of columns) {
    for (const value of values) {
      if (typeof value !== "number" || !Number.isFinite(value)) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return min > max ? { min: null, max: null } : { min, max };
}

/** `${__field.labels.x}`, `${__field.displayName}` and `${__series.name}` of a field. */
export function fieldVariables(each, display) {
  return (name, _, path) => {
    if (name === "__series" && path === ".name") return display;
    if (name !== "__field") return undefined;
    const label = path.match(/^\.labels\.(.+)$/)?.[1] ?? path.match(/^\.labels\[["'](.*)["']\]$/)?.[1];
    if (label) return each.labels[label] ?? "";
    return [".name", ".displayName", ""].includes(path) ? display : undefined;
  };
}

/** The colour of a series as a whole: fixed, of the palette, or undefined when each value has its own. */
function ownColour({ config, index = 0, display }) {
  const { mode, fixedColor } = config.color ?? {};
  switch (mode) {
    case "fixed":
    case "shades": return css(fixedColor ?? "gray");
    case "palette-classic": return seriesColour(index);
    case "palette-classic-by-name": return seriesColour([...display].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 9973, 7));
    default: return undefined;
  }
}

// MARK: - Values

/** The step of thresholds that a value has reached; the first one has no bound below. */
export function thresholdOf(value, each) {
  const { mode, steps = [] } = each.config.thresholds ?? {};
  if (!steps.length) return null;
  let place = value;
  if (mode === "percentage") {
    const { min, max } = each.span;
    place = max > min ? ((value - min) / (max - min)) * 100 : 0;
  }
  let reached = steps[0];
  for (const step of steps.slice(1)) if (typeof place === "number" && place >= Number(step.value)) reached = step;
  return reached;
}

function mappingOf(value, mappings) {
  const isNumber = typeof value === "number";
  const isNull = value === null || value === undefined;
  const special = { null: isNull, nan: isNumber && Number.isNaN(value), "null+nan": isNull || Number.isNaN(value), empty: value === "", true: value === true, false: value === false };
  for (const { type, options = {}, ...old } of mappings ?? []) {
    if (type === "value" && !isNull && Object.hasOwn(options, String(value))) return options[String(value)];
    if (type === "range" && isNumber && value >= (number(options.from) ?? -Infinity) && value <= (number(options.to) ?? Infinity)) return options.result;
    if (type === "special" && special[options.match]) return options.result;
    if (type === "regex" && !isNull) {
      const regex = pattern(options.pattern);
      if (regex.test(String(value))) {
        const { text, ...rest } = options.result ?? {};
        return { ...rest, text: text === undefined || text === null ? undefined : String(value).replace(regex, text) };
      }
    }
    // As old dashboards write it: 1 is a value, 2 a range.
    if (type === 1 && !isNull && String(value) === String(old.value)) return { text: old.text };
    if (type === 2 && isNumber && value >= Number(old.from) && value <= Number(old.to)) return { text: old.text };
  }
  return null;
}

/**
 * A value as it is shown: `{prefix, text, suffix, colour, isMissing, isMapped}`.
 * What is missing has the configured words, and the colour of nothing.
 */
export function shown(value, each, context, decimals) {
  const { config } = each;
  const mapped = mappingOf(value, config.mappings);
  const isMissing = value === null || value === undefined;
  const parts = isMissing
    ? { prefix: "", text: config.noValue || "no data", suffix: "" }
    : typeof value === "number"
      ? inUnit(value, unitOf(each), decimals ?? number(config.decimals) ?? undefined, context)
      : { prefix: "", text: String(value), suffix: "" };
  const hasText = mapped?.text !== undefined && mapped?.text !== null && mapped?.text !== "";
  return {
    ...(hasText ? { prefix: "", text: String(mapped.text), suffix: "" } : parts),
    colour: mapped?.color ? css(mapped.color) : colourOf(value, each),
    isMissing: isMissing && !hasText,
    isMapped: hasText,
  };
}

/** Times without a unit are written as dates. */
const unitOf = ({ type, config }) => config.unit || (type === "time" ? "dateTimeAsIso" : undefined);

/** The same in one piece. */
export function shownText(value, each, context, decimals) {
  const { prefix, text, suffix } = shown(value, each, context, decimals);
  return `${prefix}${text}${suffix}`;
}

function colourOf(value, each) {
  if (value === null || value === undefined) return "var(--faint)";
  const mode = each.config.color?.mode ?? "thresholds";
  if (each.colour) return each.colour;
  if (isContinuous(mode)) {
    const { min, max } = each.span;
    return continuous(mode, max > min ? (value - min) / (max - min) : 0);
  }
  const step = thresholdOf(value, each);
  return step ? css(step.color) : "var(--text)";
}

/** The numeric fields of frames, flat, as `{each, frame, time}`; hidden ones left out. */
export function numericFields(frames) {
  return frames.flatMap((frame) => {
    const time = frame.fields.find((each) => each.type === "time");
    return frame.fields.filter((each) => each.type === "number" && !isHidden(each)).map((each) => ({ each, frame, time }));
  });
}
export const isHidden = ({ config }) => Boolean(config.custom?.hideFrom?.viz || config.custom?.["hideFrom.viz"]);

/**
 * The single values of a panel, by its reduceOptions: `{value, each, name, series, times, at}`,
 * `at` being when the value was measured if that is not the end of the range.
 */
export function singleValues(frames, { calcs = ["lastNotNull"], fields = "", values = false, limit } = {}, reduce) {
  const isMeant = !fields
    ? ({ each }) => each.type === "number"
    : ({ each }) => pattern(fields).test(each.display);
  const chosen = frames.flatMap((frame) => frame.fields.map((each) => ({ each, frame, time: frame.fields.find((other) => other.type === "time") })))
    .filter((one) => isMeant(one) && !isHidden(one.each));
  if (values) {
    const names = ({ frame }, row) => frame.fields.filter((each) => each.type === "string").map((each) => each.values[row]).join(" ");
    return chosen.flatMap((one) => one.each.values.map((value, row) => ({ value, each: one.each, labels: one.each.labels, name: names(one, row) || one.each.display })))
      .slice(0, limit ?? 25);
  }
  const [calc = "lastNotNull"] = calcs;
  return chosen.map(({ each, frame, time }) => {
    const value = reduce(each.values, calc);
    const isOverTime = frame.step && time && /^last/.test(calc);
    const last = isOverTime ? each.values.findLastIndex((one) => one !== null && !Number.isNaN(one)) : -1;
    return {
      value, each, name: each.display, series: frame.step ? each.values : null, times: time?.values,
      // One step late is a scrape under way; more is a series that ended.
      at: last >= 0 && last < each.values.length - 2 ? time.values[last] : null,
    };
  });
}

