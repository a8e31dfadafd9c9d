// Alerts: what fires, and since when, from Prometheus's own list.

import { element, keepWhole } from "../element.js";
import { safeURL } from "../links.js";
import { momentNear, spokenDuration } from "../time.js";

const WEIGHT = { critical: 0, warning: 1, info: 2, none: 3 };
const MOST = 100;

export async function drawAlerts(body, panel, context) {
  const { variables, prometheus, signal, scope } = context;
  const options = panel.options ?? {};
  let alerts;
  try {
    ({ alerts } = await prometheus.alerts(signal));
  } catch (error) {
    if (signal.aborted) throw error;
    body.replaceChildren(element("p", { class: error.kind === "unreachable" ? "lost" : "error" }, error.message));
    return [];
  }
  const wanted = options.stateFilter ?? { firing: true, pending: true };
  const name = variables.text(options.alertName ?? "", scope).toLowerCase();
  const holds = matcher(variables.text(options.alertInstanceLabelFilter ?? "", scope));
  if (!holds) {
    body.replaceChildren(element("p", { class: "error" }, `The filter ${options.alertInstanceLabelFilter} is not understood.`));
    return [];
  }
  const found = alerts.filter(({ state, labels }) => wanted[state] && (labels.alertname ?? "").toLowerCase().includes(name) && holds(labels));
  found.sort(order(options.sortOrder));
  const most = Math.min(options.maxItems || MOST, MOST);
  if (!found.length) body.replaceChildren(element("p", { class: "empty calm" }, panel.fieldConfig?.defaults?.noValue || "none"));
  else {
    const items = found.slice(0, most).map((alert) => item(alert, context));
    const box = element("ul", { class: "alerts", tabindex: "0" }, items);
    body.replaceChildren(box);
    keepWhole(box, items, (count) => element("li", { class: "more" }, `and ${count} more`));
  }
  return found.length > most ? [`The first ${most} of ${found.length} alerts are shown.`] : [];
}

/** The most severe first, then the oldest; or as the panel wants. */
function order(wanted) {
  const weight = ({ labels }) => WEIGHT[labels.severity] ?? 2;
  const since = ({ activeAt }) => Date.parse(activeAt);
  const byName = (a, b) => (a.labels.alertname ?? "").localeCompare(b.labels.alertname ?? "");
  return {
    1: byName, 2: (a, b) => byName(b, a), 4: (a, b) => since(a) - since(b), 5: (a, b) => since(b) - since(a),
  }[wanted] ?? ((a, b) => Number(a.state !== "firing") - Number(b.state !== "firing") || weight(a) - weight(b) || since(a) - since(b));
}

function item({ labels, annotations = {}, state, activeAt }, { panel, now, zone }) {
  const severity = labels.severity ?? "none";
  const since = Date.parse(activeAt);
  const { alertname = "alert", severity: _, ...others } = labels;
  const runbook = safeURL(annotations.runbook_url);
  const dashboard = annotations.dashboard && panel.link({ title: "dashboard", url: annotations.dashboard });
  return element("li", { class: `alert ${state} ${Object.hasOwn(WEIGHT, severity) ? severity : "none"}` },
    element("span", { class: "severity" }, state === "pending" ? "pending" : severity),
    element("span", { class: "what" },
      element("b", {}, alertname), annotations.summary ? ` ${annotations.summary}` : ` ${Object.entries(others).map(([label, value]) => `${label}=${value}`).join(" ")}`,
      runbook && [" ", element("a", { href: runbook, rel: "noopener noreferrer" }, "runbook")], dashboard && [" ", dashboard]),
    element("time", { datetime: activeAt }, `since ${momentNear(since, now, zone)}`, element("small", {}, spokenDuration(now - since))));
}

/** `{severity="critical", service=~"vote|result"}` as a test of labels; null when it is no such thing. */
function matcher(text) {
  const inner = text.trim().replace(/^\{|\}$/g, "").trim();
  const tests = [];
  let rest = inner;
  while (rest) {
    const found = rest.match(/^\s*(\w+)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*,?/);
    if (!found) return null;
    const [whole, label, operator, quoted] = found;
    const value = quoted.replace(/\\(.)/g, "$1");
    const test = operator.endsWith("~") ? (actual) => new RegExp(`^(?:${value})$`).test(actual) : (actual) => actual === value;
    tests.push((labels) => test(labels[label] ?? "") !== operator.startsWith("!"));
    rest = rest.slice(whole.length).trim();
  }
  return (labels) => tests.every((holds) => holds(labels));
}
