// Which dashboards there are: `dashboards.json` beside the page. Their own files are one folder above.

import { isName } from "./address.js";
import { again } from "./prometheus.js";

const MOST_BYTES = 8_000_000;

async function fetchJSON(path, signal) {
  const deadline = AbortSignal.timeout(10_000);
  const response = await again(() => fetch(path, { cache: "no-cache", signal: signal ? AbortSignal.any([signal, deadline]) : deadline }));
  if (!response.ok) throw new Error(response.status === 404 ? "is not there" : `is answered with status ${response.status}`);
  const text = await response.text();
  if (text.length > MOST_BYTES) throw new Error(`is larger than ${MOST_BYTES / 1e6} MB`);
  return { text, json: JSON.parse(text) };
}

/** `[{name, uid, title}]`; `name` is the file's without `.json`. Without the list a dashboard is found by its name alone. */
export async function loadCatalogue() {
  try {
    const { json } = await fetchJSON("dashboards.json");
    return json.map(({ uid, title, file }) => ({ uid, title, name: String(file).replace(/\.json$/, "") })).filter(({ name }) => isName(name));
  } catch {
    return [];
  }
}

/** A dashboard's model and its text, to see whether it changed. */
export async function loadDashboard(name, signal) {
  try {
    const { text, json } = await fetchJSON(`../${name}.json`, signal);
    // As Grafana's API wraps it, or bare.
    const model = json.dashboard ?? json;
    if (!Array.isArray(model.panels) && !Array.isArray(model.rows)) throw new Error("is not a dashboard in Grafana's classic model");
    return { text, model };
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error(`The dashboard “${name}.json” ${error instanceof SyntaxError ? "is not JSON" : error instanceof TypeError ? "cannot be loaded: the server does not answer" : error.message}.`, { cause: error });
  }
}
