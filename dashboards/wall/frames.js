// Answers of Prometheus as frames: columns of values with a type and labels, as Grafana's panels think of data.
//
// frame = { refId, name, fields, step }      step: milliseconds between the rows of a range query, else undefined
// field = { name, type, labels, values, config }                type: time | number | string | boolean

import { seriesText } from "./variables.js";

export const field = (name, type, values, labels = {}, config = {}) => ({ name, type, values, labels, config });

/** A sample's text as a number; a staleness or absence never becomes one. */
const sample = (text) => (text === "+Inf" ? Infinity : text === "-Inf" ? -Infinity : Number(text));

/** How a series is called: by its legend format, or in Prometheus's own notation. */
function legendOf(metric, format, expression) {
  if (!format || format === "__auto") {
    const text = seriesText(metric);
    return text === "{}" ? expression : text;
  }
  return format.replace(/\{\{\s*(.+?)\s*\}\}/g, (_, label) => metric[label] ?? "");
}

/** Frames of one target's answer. `target` has refId, expr, legendFormat and format. */
export function framesOf(data, target, { range, step }) {
  const { resultType, result } = data;
  if (resultType === "scalar" || resultType === "string") {
    return framesOf({ resultType: "vector", result: [{ metric: {}, value: result }] }, target, { range, step });
  }
  if (target.format === "table") return [tableFrame(result, target)];
  const isRange = resultType === "matrix";
  // All series of an answer share one column of times, so that what is missing is seen as missing.
  const times = isRange ? timeGrid(range, step) : null;
  const isAuto = !target.legendFormat || target.legendFormat === "__auto";
  return result.map(({ metric, values, value }) => {
    const name = legendOf(metric, target.legendFormat, target.expr);
    const moments = times ?? [value[0] * 1000];
    return {
      refId: target.refId, name, step: isRange ? step : undefined,
      fields: [
        field("Time", "time", moments),
        { ...field("Value", "number", isRange ? onGrid(values, range, step, times.length) : [sample(value[1])], metric), legend: name, isAuto },
      ],
    };
  });
}

function timeGrid({ from, to }, step) {
  return Array.from({ length: Math.floor((to - from) / step + 1e-9) + 1 }, (_, at) => from + at * step);
}

function onGrid(values, { from }, step, length) {
  const row = new Array(length).fill(null);
  for (const [time, text] of values) {
    const at = Math.round((time * 1000 - from) / step);
    if (at >= 0 && at < length) row[at] = sample(text);
  }
  return row;
}

function tableFrame(result, { refId }) {
  const labels = [...new Set(result.flatMap(({ metric }) => Object.keys(metric)))].sort();
  const times = [];
  const numbers = [];
  const columns = labels.map(() => []);
  for (const { metric, values, value } of result) {
    for (const [time, text] of values ?? [value]) {
      times.push(time * 1000);
      numbers.push(sample(text));
      labels.forEach((label, at) => columns[at].push(metric[label] ?? ""));
    }
  }
  return {
    refId, name: refId,
    fields: [
      field("Time", "time", times),
      ...labels.map((label, at) => field(label, "string", columns[at])),
      // With several queries in one table their values must not share a name.
      { ...field("Value", "number", numbers), fromTable: refId },
    ],
  };
}

/** With more than one table, `Value` becomes `Value #A`, as dashboards' overrides expect. */
export function distinguishTables(frames) {
  const tables = frames.filter((frame) => frame.fields.some((each) => each.fromTable));
  if (tables.length < 2) return;
  for (const each of tables.flatMap((frame) => frame.fields)) if (each.fromTable) each.name = `Value #${each.fromTable}`;
}

export const rowCount = (frame) => frame.fields[0]?.values.length ?? 0;

/** The name of a field among others: its configured one, its legend, its labels, or its own. */
export function fieldName(each, frame, frames) {
  if (each.config.displayName) return each.config.displayName;
  if (each.type === "time" && !Object.keys(each.labels).length) return each.name;
  if (each.legend !== undefined) return each.isAuto ? autoName(each, frames) : each.legend;
  return each.name === "Value" && frame?.name && frames?.length > 1 ? frame.name : each.name;
}

/** Without a legend format, and one label in all: that label's value says it. */
function autoName(each, frames) {
  const names = new Set((frames ?? []).flatMap((frame) => frame.fields.flatMap((other) => Object.keys(other.labels))));
  return names.size === 1 ? Object.values(each.labels)[0] ?? each.legend : each.legend;
}
