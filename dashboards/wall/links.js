// Links of dashboards, panels and values: to http, https and this server only, Grafana's addresses made this page's.

import { isName, writeAddress } from "./address.js";

/** An address that is safe to follow, or null: other schemes than http and https are never links. */
export function safeURL(text) {
  const url = String(text ?? "").trim();
  if (!url || /[\u0000-\u001f\\]/.test(url) || url.startsWith("//")) return null;
  if (/^[a-z][a-z0-9+.-]*:/i.test(url)) return /^https?:\/\/[^/]/i.test(url) ? url : null;
  return url;
}

/**
 * The address on this page that a link of Grafana means: `/d/UID/…` is a dashboard of the catalogue, with its variables and time.
 * `{href}`, or `{missing}` for a dashboard that is not here, or null for no link at all.
 */
export function resolved(url, catalogue, address) {
  const safe = safeURL(url);
  if (!safe) return null;
  const [, uid, query] = safe.match(/^(?:\.?\/)?d\/([^/?#]+)(?:\/[^?#]*)?(?:\?([^#]*))?/) ?? [];
  if (!uid) return { href: safe };
  const found = catalogue.find((entry) => entry.uid === uid);
  if (!found || !isName(found.name)) return { missing: uid };
  const given = new URLSearchParams(query ?? "");
  const variables = {};
  for (const key of given.keys()) if (key.startsWith("var-")) variables[key.slice(4)] = given.getAll(key);
  return { href: writeAddress({ dashboard: found.name, variables, from: given.get("from"), to: given.get("to"), theme: address.theme, kiosk: address.kiosk, refresh: address.refresh }) };
}

/**
 * A link's text with its variables, each value encoded, so that a label's value cannot add to the address.
 * `context`: variables, scope, range, more (as for `Variables.text`).
 */
export function linkText(url, { variables, scope = {}, range, rawRange, more = () => undefined }) {
  // A value that is the whole beginning is an address itself; `safeURL` judges it.
  const isWhole = /^\$\{?\w/.test(String(url ?? "").trim());
  const asQuery = () => Object.entries(variables.forURL(scope)).flatMap(([name, values]) => values.map((value) => `var-${encodeURIComponent(name)}=${encodeURIComponent(value)}`)).join("&");
  let at = 0;
  return variables.text(url, scope, (name, format, path) => {
    const first = at === 0 && isWhole;
    at += 1;
    if (name === "__url_time_range") return `from=${encodeURIComponent(rawRange.from)}&to=${encodeURIComponent(rawRange.to)}`;
    if (name === "__all_variables") return asQuery();
    if (name === "__from") return String(Math.round(range.from));
    if (name === "__to") return String(Math.round(range.to));
    const found = more(name, format, path);
    if (found !== undefined) return first ? found : encodeURIComponent(found);
    const variable = variables.get(name);
    if (!variable) return undefined;
    if (format) return undefined;
    const values = scope[name] ? [scope[name].value] : variable.values;
    return values.map(encodeURIComponent).join(",");
  });
}

/** `${__value.…}` and `${__data.fields…}` beside a field's own variables. */
export function valueVariables({ value, text, time, row, frame }) {
  return (name, _, path) => {
    if (name === "__value") {
      return { ".raw": String(value ?? ""), ".numeric": String(value ?? ""), ".text": text, ".time": String(time ?? ""), "": text }[path];
    }
    if (name !== "__data" || !frame || row === undefined) return undefined;
    const column = path.match(/^\.fields(?:\.([\w-]+)|\[["']?(.*?)["']?\])/);
    const wanted = column?.[1] ?? column?.[2];
    const found = frame.fields.find((each) => each.display === wanted || each.name === wanted);
    return found ? String(found.values[row] ?? "") : undefined;
  };
}
