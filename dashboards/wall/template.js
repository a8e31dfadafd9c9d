// `$name`, `${name}`, `${name:format}`, `${name.field}` and `[[name]]` in the texts of a dashboard.

const REFERENCE = /\$(\w+)|\$\{(\w+)((?:\.[\w-]+|\[["'][^"'\]]*["']\])*)(?::([^}]+))?\}|\[\[(\w+)(?::([^\]]+))?\]\]/g;

/** Replaces references by what `lookup(name, format, path)` says; what it does not know (undefined) stays as it is. */
export const substituted = (text, lookup) =>
  String(text ?? "").replace(REFERENCE, (whole, bare, braced, path, format, old, oldFormat) => {
    const found = lookup(bare ?? braced ?? old, format ?? oldFormat, path ?? "");
    // `$name` stands before a letter that belongs to the name in PromQL's own `$`, too: not ours, left alone.
    return found === undefined ? whole : found;
  });

/** The names that a text refers to. */
export function references(text) {
  const names = new Set();
  substituted(text, (name) => void names.add(name));
  return names;
}

const escapeRegex = (value) => value.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
const escapeString = (value) => value.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");

/**
 * Values as PromQL wants them inside a quoted string: one is escaped, several become a regular expression
 * that matches exactly them. A value can therefore not end the string that it stands in.
 */
export function promqlValue(values, isPattern) {
  if (!isPattern) return escapeString(values.join(","));
  const patterns = values.map((value) => escapeString(escapeRegex(value)));
  return patterns.length === 1 ? patterns[0] : `(${patterns.join("|")})`;
}

const FORMATS = {
  raw: (values) => values.join(","),
  csv: (values) => values.join(","),
  pipe: (values) => values.join("|"),
  glob: (values) => (values.length > 1 ? `{${values.join(",")}}` : values[0] ?? ""),
  regex: (values) => (values.length > 1 ? `(${values.map(escapeRegex).join("|")})` : escapeRegex(values[0] ?? "")),
  json: (values) => JSON.stringify(values.length > 1 ? values : values[0] ?? ""),
  text: (values, texts) => texts.join(" + "),
  singlequote: (values) => values.map((value) => `'${value.replace(/'/g, "\\'")}'`).join(","),
  doublequote: (values) => values.map((value) => `"${value.replace(/"/g, '\\"')}"`).join(","),
  percentencode: (values) => encodeURIComponent(values.length > 1 ? `{${values.join(",")}}` : values[0] ?? ""),
  queryparam: (values, _, name) => values.map((value) => `var-${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&"),
};
FORMATS.uriencode = FORMATS.percentencode;

/** Values in one of Grafana's formats; undefined when there is no such format. */
export const inFormat = (format, values, texts, name) => FORMATS[format]?.(values, texts, name);
