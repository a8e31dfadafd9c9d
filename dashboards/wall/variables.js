// A dashboard's variables: what each can be, what it is, and what that makes of a text.

import { inFormat, promqlValue, references, substituted } from "./template.js";
import { parseDuration, promDuration, stepFor } from "./time.js";

const ALL = "$__all";
/** More options than a person can choose from are cut, and said. */
const MOST_OPTIONS = 2000;
const KINDS = ["query", "custom", "constant", "interval", "datasource", "textbox"];

export class Variables {
  /** `list` as in the dashboard's `templating`; `chosen` is what the URL says, by name. */
  constructor(list, chosen) {
    this.all = (list ?? []).filter((each) => each?.name).map((model) => ({ model, name: model.name, options: [], values: [], note: null }));
    this.chosen = chosen;
  }

  get(name) {
    return this.all.find((variable) => variable.name === name);
  }

  /** Asks for options, in the order in which variables need each other. `ask` is `(path, parameters) → data`. */
  async load(ask, timing) {
    const waiting = new Set(this.all.filter((variable) => this.#needsAsking(variable)));
    for (const variable of this.all) if (!waiting.has(variable)) this.#settle(variable, this.#ownOptions(variable.model));
    while (waiting.size) {
      const names = new Set([...waiting].map((variable) => variable.name));
      let ready = [...waiting].filter((variable) => ![...references(questionOf(variable.model))].some((name) => name !== variable.name && names.has(name)));
      // A circle has no first: then all at once, with what there is.
      if (!ready.length) ready = [...waiting];
      await Promise.all(ready.map((variable) => this.#ask(variable, ask, timing)));
      for (const variable of ready) waiting.delete(variable);
    }
  }

  #needsAsking({ model }) {
    return model.type === "query";
  }

  #ownOptions(model) {
    const list = (text) => String(text ?? "").split(/(?<!\\),/).map((part) => part.trim().replace(/\\,/g, ",")).filter(Boolean);
    switch (model.type) {
      case "custom":
        return list(model.query).map((part) => {
          const [, text, value] = part.match(/^(.+?)\s+:\s+(.+)$/) ?? [];
          return value === undefined ? { text: part, value: part } : { text, value };
        });
      case "interval": {
        const steps = list(model.query).map((part) => ({ text: part, value: part }));
        return model.auto ? [{ text: "auto", value: `$__auto_interval_${model.name}` }, ...steps] : steps;
      }
      case "constant":
        return [{ text: String(model.query ?? ""), value: String(model.query ?? "") }];
      case "textbox":
        return [];
      case "datasource":
        return model.query && model.query !== "prometheus" ? [] : [{ text: "Prometheus", value: "prometheus" }];
      default:
        return [];
    }
  }

  async #ask(variable, ask, timing) {
    try {
      const found = await optionsOf(this.promql(questionOf(variable.model), timing), ask, timing.range);
      this.#settle(variable, sorted(filtered(found, this.text(variable.model.regex)), variable.model.sort));
    } catch (error) {
      if (error.name === "AbortError") throw error;
      variable.note = error.message;
      this.#settle(variable, []);
    }
  }

  /** What is chosen: the URL's, else the dashboard's, else the first; never something that does not exist. */
  #settle(variable, options) {
    const { model } = variable;
    if (options.length > MOST_OPTIONS) variable.note = `the first ${MOST_OPTIONS} of ${options.length} values`;
    variable.options = options.slice(0, MOST_OPTIONS);
    if (!KINDS.includes(model.type)) variable.note = `variables of type ${model.type} are not understood`;
    const isFree = ["textbox", "constant"].includes(model.type);
    const url = this.chosen[model.name];
    const current = [model.current?.value ?? []].flat().map(String);
    if (model.type === "constant") variable.values = [String(model.query ?? "")];
    else if (isFree) variable.values = url?.slice(0, 1) ?? (current.length ? current.slice(0, 1) : [String(model.query ?? "")]);
    else {
      const exists = (value) => (value === ALL ? model.includeAll : options.some((option) => option.value === value));
      const wanted = [url?.map((value) => (value === "All" && model.includeAll ? ALL : value)), current].find((values) => values?.some(exists));
      const first = model.includeAll ? ALL : options[0]?.value;
      variable.values = wanted?.filter(exists) ?? (first === undefined ? [] : [first]);
      if (variable.values.includes(ALL)) variable.values = [ALL];
      if (!model.multi) variable.values = variable.values.slice(0, 1);
    }
  }

  // MARK: - What they make of a text

  /** The values themselves, All resolved. */
  valuesOf(variable) {
    if (variable.values[0] !== ALL) return variable.values;
    return variable.options.map((option) => option.value);
  }

  textsOf(variable) {
    if (variable.values[0] === ALL) return ["All"];
    return variable.values.map((value) => variable.options.find((option) => option.value === value)?.text ?? value);
  }

  /** A PromQL expression; `timing` has `range`, `step` and `scrape` (all in milliseconds), `scope` values that a repeat fixes. */
  promql(text, timing, scope = {}) {
    return substituted(text, (name, format) => {
      const builtin = timing && builtIn(name, timing);
      if (builtin !== undefined && builtin !== null) return builtin;
      const variable = this.get(name);
      if (!variable) return undefined;
      if (variable.model.type === "interval" && timing) return intervalValue(variable, timing);
      const values = scope[name] ? [scope[name].value] : this.valuesOf(variable);
      if (format) return inFormat(format, values, this.textsOf(variable), name);
      if (!scope[name] && variable.values[0] === ALL && variable.model.allValue) return variable.model.allValue;
      const isPattern = variable.model.multi || variable.model.includeAll;
      return promqlValue(values, isPattern);
    });
  }

  /** A text for people: a title, or markdown. */
  text(text, scope = {}, more = () => undefined) {
    return substituted(text, (name, format, path) => {
      const other = more(name, format, path);
      if (other !== undefined) return other;
      const variable = this.get(name);
      if (!variable) return undefined;
      const values = scope[name] ? [scope[name].value] : this.valuesOf(variable);
      const texts = scope[name] ? [scope[name].text] : this.textsOf(variable);
      return (format && inFormat(format, values, texts, name)) ?? texts.join(" + ");
    });
  }

  /** As a URL carries them: `{name: [values]}`, without what the dashboard fixes. */
  forURL(scope = {}) {
    return Object.fromEntries(this.all.filter(({ model }) => model.type !== "constant" && model.skipUrlSync !== true && KINDS.includes(model.type))
      .map((variable) => [variable.name, scope[variable.name] ? [scope[variable.name].value] : variable.values]));
  }
}

// MARK: - Grafana's own variables

function builtIn(name, { range, step, scrape }) {
  const span = range.to - range.from;
  switch (name) {
    case "__interval": return promDuration(step);
    case "__interval_ms": return String(step);
    // Four scrapes, so that every window has two samples at least, however one scrape is late.
    case "__rate_interval": return promDuration(Math.max(step + scrape, 4 * scrape));
    case "__rate_interval_ms": return String(Math.max(step + scrape, 4 * scrape));
    case "__range": return promDuration(Math.round(span / 1000) * 1000);
    case "__range_s": return String(Math.round(span / 1000));
    case "__range_ms": return String(Math.round(span));
    case "__from": return String(Math.round(range.from));
    case "__to": return String(Math.round(range.to));
    default: return undefined;
  }
}

function intervalValue({ model, values }, { range, scrape }) {
  if (!values[0]?.startsWith("$__auto")) return values[0] ?? "";
  return promDuration(stepFor(range, Number(model.auto_count) || 30, Math.max(scrape, parseDuration(model.auto_min) ?? 0)));
}

// MARK: - Options from Prometheus

/** The question of a variable of type query: a string, or an object that holds one. */
const questionOf = ({ query, definition }) => (typeof query === "string" ? query : query?.query ?? query?.expr) || definition || "";

const LABEL_VALUES = /^\s*label_values\(\s*(?:(.+)\s*,\s*)?([a-zA-Z_]\w*)\s*\)\s*$/s;

async function optionsOf(question, ask, { from, to }) {
  const period = { start: from / 1000, end: to / 1000 };
  const plain = (values) => values.map((value) => ({ text: value, value }));
  let found = question.match(LABEL_VALUES);
  if (found) {
    const [, series, label] = found;
    return plain(await ask(`label/${encodeURIComponent(label)}/values`, { ...period, ...(series && { "match[]": series.trim() }) }));
  }
  found = question.match(/^\s*label_names\(\s*(.*?)\s*\)\s*$/s);
  if (found) return plain(await ask("labels", { ...period, ...(found[1] && { "match[]": found[1] }) }));
  found = question.match(/^\s*metrics\(\s*(.*?)\s*\)\s*$/s);
  if (found) {
    const pattern = new RegExp(found[1]);
    return plain((await ask("label/__name__/values", period)).filter((name) => pattern.test(name)));
  }
  found = question.match(/^\s*query_result\((.*)\)\s*$/s);
  if (found) {
    const { resultType, result } = await ask("query", { query: found[1], time: to / 1000 });
    if (resultType === "scalar" || resultType === "string") return plain([String(result[1])]);
    return plain(result.map(({ metric, value }) => `${seriesText(metric)} ${value[1]} ${Math.round(value[0] * 1000)}`));
  }
  if (!question.trim()) return [];
  return plain((await ask("series", { ...period, "match[]": question })).map(seriesText));
}

export function seriesText(metric) {
  const { __name__: name = "", ...labels } = metric;
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return pairs.length ? `${name}{${pairs.join(", ")}}` : name || "{}";
}

/** Grafana's `regex` of a variable: keeps what matches; a group is the value, groups named text and value are both. */
function filtered(options, regex) {
  if (!regex) return unique(options);
  const [, body, flags] = regex.match(/^\/(.*)\/([a-z]*)$/s) ?? [null, `^${regex}$`, ""];
  const pattern = new RegExp(body, flags.replace("g", ""));
  return unique(options.flatMap((option) => {
    const match = option.text.match(pattern);
    if (!match) return [];
    const { text, value } = match.groups ?? {};
    if (text !== undefined || value !== undefined) return [{ text: text ?? value, value: value ?? text }];
    return match.length > 1 ? [{ text: match[1] ?? "", value: match[1] ?? "" }] : [option];
  }));
}

const unique = (options) => [...new Map(options.map((option) => [option.value, option])).values()];

function sorted(options, order) {
  if (!order) return options;
  const number = ({ text }) => Number(text.match(/\d+(\.\d+)?/)?.[0] ?? -1);
  const compare = [
    (a, b) => a.text.localeCompare(b.text), (a, b) => number(a) - number(b),
    (a, b) => a.text.toLowerCase().localeCompare(b.text.toLowerCase()),
    (a, b) => a.text.localeCompare(b.text, undefined, { numeric: true }),
  ][Math.floor((order - 1) / 2)];
  const list = [...options].sort(compare);
  return order % 2 ? list : list.reverse();
}
