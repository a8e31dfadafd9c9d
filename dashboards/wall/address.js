// What the page is asked for, in its URL, and nowhere else: a link to it shows the same.

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

/** The dashboards' names are names of files beside this folder: nothing that could leave it. */
export const isName = (text) => NAME.test(text ?? "");

/** Reads the query string. */
export function readAddress(search) {
  const query = new URLSearchParams(search);
  const variables = {};
  for (const key of query.keys()) {
    if (key.startsWith("var-")) variables[key.slice(4)] = query.getAll(key);
  }
  const rotation = (query.get("rotate") ?? "").split(",").map((name) => name.trim()).filter(isName);
  const every = Number(query.get("every"));
  return {
    dashboard: isName(query.get("dashboard")) ? query.get("dashboard") : null,
    variables,
    from: query.get("from"),
    to: query.get("to"),
    refresh: query.get("refresh"),
    theme: ["light", "dark"].includes(query.get("theme")) ? query.get("theme") : null,
    kiosk: query.has("kiosk") && query.get("kiosk") !== "0" && query.get("kiosk") !== "false",
    rows: query.get("rows") === "open",
    rotation,
    every: Number.isFinite(every) && every >= 5 ? Math.min(every, 86400) : 30,
  };
}

/** Writes it again, without what is nothing. */
export function writeAddress(address) {
  const query = new URLSearchParams();
  if (address.rotation?.length) {
    query.set("rotate", address.rotation.join(","));
    query.set("every", address.every);
  } else if (address.dashboard) query.set("dashboard", address.dashboard);
  for (const name of ["from", "to", "refresh", "theme"]) if (address[name]) query.set(name, address[name]);
  if (address.kiosk) query.set("kiosk", "1");
  if (address.rows) query.set("rows", "open");
  for (const [name, values] of Object.entries(address.variables ?? {})) {
    for (const value of values) query.append(`var-${name}`, value);
  }
  return `?${query}`;
}
