// Grafana's transformations of frames. One that is not known stops the panel: half a table would be another table.

import { field, fieldName, rowCount } from "./frames.js";
import { calcName, isKnownCalc, reduced } from "./reduce.js";

/** Said in the panel. */
export class NotUnderstood extends Error {}

/** The frames after all transformations; `text` interpolates variables. */
export function transformed(frames, list, text = String) {
  let result = frames;
  for (const { id, options = {}, disabled, filter } of list ?? []) {
    if (disabled) continue;
    const apply = TRANSFORMATIONS[id];
    if (!apply) throw new NotUnderstood(`The transformation “${id}” is not understood.`);
    if (!filter) {
      result = apply(result, options, text);
      continue;
    }
    const isMeant = matches(filter);
    result = [...apply(result.filter((frame) => isMeant(frame)), options, text), ...result.filter((frame) => !isMeant(frame))];
  }
  return result;
}

function matches({ id, options }) {
  if (id === "byRefId" || id === "byFrameRefID") return (frame) => new RegExp(`^(?:${options})$`).test(frame.refId);
  if (id === "byName") return (frame) => frame.name === options;
  throw new NotUnderstood(`A transformation's filter “${id}” is not understood.`);
}

/** A pattern as Grafana writes it: `/body/flags`, or the text itself. */
export function pattern(text) {
  const [, body, flags] = String(text).match(/^\/(.*)\/([a-z]*)$/s) ?? [null, String(text), ""];
  return new RegExp(body, flags.replace("g", ""));
}

const copy = (each, values, more = {}) => ({ ...each, ...more, values });
const withFields = (frame, fields) => ({ ...frame, fields });
const named = (each, name) => ({ ...each, config: { ...each.config, displayName: name } });
const each = (change) => (frames, options, text) => frames.map((frame) => change(frame, options, text, frames));
/** A row's order or choice, applied to all columns. */
const picked = (frame, rows) => withFields(frame, frame.fields.map((column) => copy(column, rows.map((row) => column.values[row]))));
const rows = (frame) => Array.from({ length: rowCount(frame) }, (_, row) => row);
/** The column with a name, or undefined. */
const column = (frame, name, frames) => frame.fields.find((one) => fieldName(one, frame, frames) === name || one.name === name);

// MARK: - Columns

const organize = each((frame, { excludeByName = {}, indexByName = {}, renameByName = {}, includeByName = {} }, _, frames) => {
  const name = (one) => fieldName(one, frame, frames);
  const included = Object.keys(includeByName).length > 0;
  const place = (one) => indexByName[name(one)] ?? Infinity;
  const kept = frame.fields.filter((one) => !excludeByName[name(one)] && (!included || includeByName[name(one)]));
  const ordered = kept.map((one, at) => ({ one, at })).sort((a, b) => (place(a.one) === place(b.one) ? 0 : place(a.one) - place(b.one)) || a.at - b.at);
  return withFields(frame, ordered.map(({ one }) => (renameByName[name(one)] ? named(one, renameByName[name(one)]) : one)));
});

const filterFieldsByName = each((frame, { include, exclude }, text, frames) => {
  const list = (choice) => {
    if (!choice) return null;
    const names = choice.variable ? text(choice.variable).split(/ \+ |,/) : choice.names;
    return (name) => (names?.includes(name) ?? false) || (choice.pattern ? pattern(text(choice.pattern)).test(name) : false);
  };
  const [wanted, unwanted] = [list(include), list(exclude)];
  return withFields(frame, frame.fields.filter((one) => {
    const name = fieldName(one, frame, frames);
    return (!wanted || wanted(name)) && !unwanted?.(name);
  }));
});

const renameByRegex = each((frame, { regex, renamePattern = "" }, text, frames) => withFields(frame, frame.fields.map((one) => {
  const name = fieldName(one, frame, frames);
  return pattern(regex).test(name) ? named(one, name.replace(pattern(regex), renamePattern)) : one;
})));

const convertFieldType = each((frame, { conversions = [] }, _, frames) => {
  const to = {
    number: (value) => (value === "" || value === null ? null : Number(value)),
    string: (value) => (value === null ? null : String(value)),
    time: (value) => (typeof value === "number" ? value : Date.parse(value)),
    boolean: (value) => value === true || value === "true" || (typeof value === "number" && value !== 0),
  };
  return withFields(frame, frame.fields.map((one) => {
    const wanted = conversions.find(({ targetField }) => targetField === fieldName(one, frame, frames) || targetField === one.name)?.destinationType;
    return to[wanted] ? copy(one, one.values.map(to[wanted]), { type: wanted }) : one;
  }));
});

// MARK: - Rows

function compare(a, b) {
  if (a === b) return 0;
  if (a === null || a === undefined) return 1;
  if (b === null || b === undefined) return -1;
  return typeof a === "string" || typeof b === "string" ? String(a).localeCompare(String(b), undefined, { numeric: true }) : a - b;
}

/** The order of a frame's rows by one column. */
export function sortedRows(frame, name, isDescending, frames = [frame]) {
  const by = column(frame, name, frames);
  if (!by) return null;
  return rows(frame).sort((a, b) => (isDescending ? compare(by.values[b], by.values[a]) : compare(by.values[a], by.values[b])));
}

const sortBy = each((frame, { sort = [] }, _, frames) => {
  const [first] = Array.isArray(sort) ? sort : [sort];
  const order = first?.field && sortedRows(frame, first.field, first.desc, frames);
  return order ? picked(frame, order) : frame;
});

const limit = each((frame, { limitField = 10, limitAt = "heads" }) => {
  const all = rows(frame);
  const count = Number(limitField);
  return picked(frame, limitAt === "tails" ? all.slice(-count) : all.slice(0, count));
});

const TESTS = {
  isNull: (value) => value === null || value === undefined, isNotNull: (value) => value !== null && value !== undefined,
  equal: (value, { value: other }) => String(value) === String(other), notEqual: (value, { value: other }) => String(value) !== String(other),
  greater: (value, { value: other }) => value > Number(other), greaterOrEqual: (value, { value: other }) => value >= Number(other),
  lower: (value, { value: other }) => value < Number(other), lowerOrEqual: (value, { value: other }) => value <= Number(other),
  range: (value, { from, to }) => value > Number(from) && value < Number(to), between: (value, { from, to }) => value >= Number(from) && value <= Number(to),
  regex: (value, { value: other }) => pattern(other).test(String(value)), substring: (value, { value: other }) => String(value).includes(other),
};

const filterByValue = each((frame, { filters = [], type = "include", match = "any" }, text, frames) => {
  const checks = filters.map(({ fieldName: name, config }) => {
    if (!TESTS[config?.id]) throw new NotUnderstood(`The condition “${config?.id}” of filterByValue is not understood.`);
    const options = Object.fromEntries(Object.entries(config.options ?? {}).map(([key, value]) => [key, typeof value === "string" ? text(value) : value]));
    const by = column(frame, name, frames);
    return (row) => Boolean(by) && TESTS[config.id](by.values[row], options);
  });
  const holds = (row) => (match === "all" ? checks.every((check) => check(row)) : checks.some((check) => check(row)));
  return picked(frame, rows(frame).filter((row) => holds(row) === (type === "include")));
});

// MARK: - Labels

function labelsToFields(frames, { mode = "columns", keepLabels, valueLabel }) {
  if (mode === "rows") {
    return frames.flatMap((frame) => frame.fields.filter((one) => one.type !== "time").map((one) => {
      const pairs = Object.entries(one.labels).filter(([label]) => !keepLabels?.length || keepLabels.includes(label));
      return { ...frame, fields: [field("label", "string", pairs.map(([label]) => label)), field("value", "string", pairs.map(([, value]) => value))] };
    }));
  }
  const wide = frames.map((frame) => {
    const length = rowCount(frame);
    const labels = new Map();
    const others = frame.fields.map((one) => {
      for (const [label, value] of Object.entries(one.labels)) {
        if (label !== valueLabel && (!keepLabels?.length || keepLabels.includes(label))) labels.set(label, value);
      }
      if (!Object.keys(one.labels).length) return one;
      const { legend, isAuto, ...rest } = one;
      return { ...rest, labels: {}, name: (valueLabel && one.labels[valueLabel]) || one.labels.__name__ || one.name };
    });
    const time = others.filter((one) => one.type === "time");
    return { ...frame, fields: [...time, ...[...labels].filter(([label]) => label !== "__name__").map(([label, value]) => field(label, "string", new Array(length).fill(value))),
      ...others.filter((one) => one.type !== "time")] };
  });
  // As Grafana does: what became alike is one table.
  return merge(wide);
}

function merge(frames) {
  if (frames.length < 2) return frames;
  const names = [...new Set(frames.flatMap((frame) => frame.fields.map((one) => fieldName(one, frame, frames))))];
  const shared = names.filter((name) => frames.every((frame) => column(frame, name, frames)));
  const kinds = new Map();
  const merged = [];
  const byKey = new Map();
  for (const frame of frames) {
    const columns = names.map((name) => column(frame, name, frames));
    columns.forEach((one, at) => one && !kinds.has(names[at]) && kinds.set(names[at], one));
    for (const row of rows(frame)) {
      const found = Object.fromEntries(names.flatMap((name, at) => (columns[at] ? [[name, columns[at].values[row]]] : [])));
      const key = JSON.stringify(shared.map((name) => found[name]));
      // A row joins one that agrees with it in all that both say.
      const home = shared.length ? byKey.get(key)?.find((other) => Object.entries(found).every(([name, value]) => !(name in other) || other[name] === value)) : null;
      if (home) Object.assign(home, found);
      else {
        merged.push(found);
        byKey.set(key, [...(byKey.get(key) ?? []), found]);
      }
    }
  }
  return [{ ...frames[0], step: undefined, fields: names.map((name) => copy(kinds.get(name), merged.map((row) => row[name] ?? null))) }];
}

// MARK: - Many to one

function reduce(frames, { reducers = ["max"], mode = "seriesToRows", labelsToFields: withLabels, includeTimeField }) {
  const calcs = reducers.length ? reducers : ["max"];
  const unknown = calcs.find((calc) => !isKnownCalc(calc));
  if (unknown) throw new NotUnderstood(`The calculation “${unknown}” is not understood.`);
  const isMeant = (one) => one.type === "number" || (includeTimeField && one.type === "time");
  if (mode === "reduceFields") {
    return frames.map((frame) => withFields(frame, frame.fields.filter(isMeant).map((one) => copy(one, [reduced(one.values, calcs[0])]))));
  }
  const series = frames.flatMap((frame) => frame.fields.filter(isMeant).map((one) => ({ one, name: fieldName(one, frame, frames) })));
  const labels = withLabels ? [...new Set(series.flatMap(({ one }) => Object.keys(one.labels)))] : [];
  return [{
    refId: frames[0]?.refId, name: "",
    fields: [
      field("Field", "string", series.map(({ name }) => name)),
      ...labels.map((label) => field(label, "string", series.map(({ one }) => one.labels[label] ?? ""))),
      ...calcs.map((calc) => field(calcName(calc), "number", series.map(({ one }) => reduced(one.values, calc)))),
    ],
  }];
}

function groupBy(frames, { fields = {} }) {
  return frames.map((frame) => {
    const chosen = (operation) => frame.fields.filter((one) => fields[fieldName(one, frame, frames)]?.operation === operation);
    const keys = chosen("groupby");
    const groups = new Map();
    for (const row of rows(frame)) {
      const key = JSON.stringify(keys.map((one) => one.values[row]));
      groups.set(key, [...(groups.get(key) ?? []), row]);
    }
    const sets = [...groups.values()];
    return { ...frame, fields: [
      ...keys.map((one) => copy(one, sets.map(([first]) => one.values[first]))),
      ...chosen("aggregate").flatMap((one) => (fields[fieldName(one, frame, frames)].aggregations ?? []).map((calc) => {
        if (!isKnownCalc(calc)) throw new NotUnderstood(`The calculation “${calc}” is not understood.`);
        return { ...field(`${fieldName(one, frame, frames)} (${calc})`, "number", sets.map((set) => reduced(set.map((row) => one.values[row]), calc))) };
      })),
    ] };
  });
}

function joinByField(frames, { byField, mode = "outer" }) {
  const usable = frames.map((frame) => ({ frame, by: byField ? column(frame, byField, frames) : frame.fields.find((one) => one.type === "time") })).filter(({ by }) => by);
  if (usable.length < 2) return frames;
  const keys = new Map();
  usable.forEach(({ by }, at) => by.values.forEach((value, row) => {
    if (!keys.has(value)) keys.set(value, []);
    keys.get(value)[at] ??= row;
  }));
  let kept = [...keys].filter(([, found]) => mode !== "inner" || usable.every((_, at) => found[at] !== undefined));
  if (usable[0].by.type === "time") kept = kept.sort(([a], [b]) => a - b);
  return [{ ...usable[0].frame, fields: [
    copy(usable[0].by, kept.map(([value]) => value)),
    ...usable.flatMap(({ frame, by }, at) => frame.fields.filter((one) => one !== by).map((one) => copy(one, kept.map(([, found]) => (found[at] === undefined ? null : one.values[found[at]]))))),
  ] }];
}

const OPERATIONS = { "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b, "%": (a, b) => a % b, "^": (a, b) => a ** b };

const calculateField = each((frame, { mode = "reduceRow", binary, reduce: how, alias, replaceFields }, text, frames) => {
  const numbers = frame.fields.filter((one) => one.type === "number");
  let added;
  if (mode === "binary") {
    const side = (name) => {
      const plain = name?.matcher?.options ?? name?.fixed ?? name;
      const found = column(frame, plain, frames);
      return found ? (row) => found.values[row] : Number.isFinite(Number(text(plain))) ? () => Number(text(plain)) : null;
    };
    const [left, right] = [side(binary?.left), side(binary?.right)];
    const operation = OPERATIONS[binary?.operator ?? "+"];
    if (!left || !right || !operation) throw new NotUnderstood("A calculated field's formula is not understood.");
    added = field(alias || `${binary.left} ${binary.operator} ${binary.right}`, "number", rows(frame).map((row) => {
      const [a, b] = [left(row), right(row)];
      return a === null || b === null ? null : operation(a, b);
    }));
  } else if (mode === "reduceRow" && isKnownCalc(how?.reducer ?? "sum")) {
    const meant = how?.include?.length ? numbers.filter((one) => how.include.includes(fieldName(one, frame, frames))) : numbers;
    added = field(alias || calcName(how?.reducer ?? "sum"), "number", rows(frame).map((row) => reduced(meant.map((one) => one.values[row]), how?.reducer ?? "sum")));
  } else throw new NotUnderstood(`A calculated field's mode “${mode}” is not understood.`);
  return withFields(frame, replaceFields ? [...frame.fields.filter((one) => one.type === "time"), added] : [...frame.fields, added]);
});

function seriesToRows(frames) {
  const all = frames.flatMap((frame) => frame.fields.filter((one) => one.type === "number").flatMap((one) => {
    const times = frame.fields.find((other) => other.type === "time")?.values ?? [];
    return one.values.map((value, row) => ({ time: times[row], name: fieldName(one, frame, frames), value }));
  })).filter(({ value }) => value !== null).sort((a, b) => b.time - a.time);
  return [{ refId: frames[0]?.refId, name: "", fields: [
    field("Time", "time", all.map(({ time }) => time)), field("Metric", "string", all.map(({ name }) => name)), field("Value", "number", all.map(({ value }) => value))] }];
}

const concatenate = (frames) => (frames.length < 2 ? frames : [{ ...frames[0], fields: frames.flatMap((frame) => frame.fields) }]);
const filterByRefId = (frames, { include }) => (include ? frames.filter((frame) => new RegExp(`^(?:${include})$`).test(frame.refId)) : frames);

const TRANSFORMATIONS = {
  organize, filterFieldsByName, renameByRegex, convertFieldType, sortBy, limit, filterByValue, filterByRefId, labelsToFields, merge, reduce, groupBy,
  joinByField, seriesToColumns: joinByField, calculateField, seriesToRows, concatenate,
};
