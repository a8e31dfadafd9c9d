// The bar above a dashboard: where one is, what is chosen, and the clock.

import { writeAddress } from "./address.js";
import { element } from "./element.js";
import { linkText, resolved } from "./links.js";
import { clockTime, dateTime } from "./time.js";

const RANGES = [["5m", "5 minutes"], ["15m", "15 minutes"], ["30m", "30 minutes"], ["1h", "1 hour"], ["3h", "3 hours"], ["6h", "6 hours"], ["12h", "12 hours"],
  ["24h", "24 hours"], ["2d", "2 days"], ["7d", "7 days"], ["30d", "30 days"], ["90d", "90 days"]];
const REFRESHES = ["off", "5s", "10s", "30s", "1m", "5m", "15m"];

/** Fills the bar for a view. `page` has address, catalogue, go(address) and rotation state. */
export function drawBar(bar, view, page) {
  const { address } = page;
  const title = element("h1", {}, view?.model.title ?? view?.name ?? "Vigie");
  const clock = element("time", { id: "clock" });
  if (!view || address.kiosk) {
    bar.replaceChildren(title, ...(view ? chosenWords(view) : []), element("span", { class: "space" }), rotationState(page) ?? "", dataState(), clock, ...(address.kiosk ? [kioskButton(page)] : []));
    return;
  }
  bar.replaceChildren(
    menu(view, page), title,
    element("nav", { class: "links", "aria-label": "Links" }, dashboardLinks(view, page)),
    ...view.variables.all.filter(({ model }) => model.hide !== 2 && model.type !== "constant").map((variable) => control(variable, view, page)),
    ...view.annotationSources.filter(({ hide }) => !hide).map(({ name }) => element("label", { class: "annotation" },
      element("input", { type: "checkbox", checked: view.isAnnotationOn(name), change: (event) => view.setAnnotation(name, event.target.checked) }), name)),
    element("span", { class: "space" }), rotationState(page) ?? "", dataState(),
    rangeControl(view, page), refreshControl(view, page),
    element("button", { type: "button", click: () => page.setTheme(document.documentElement.dataset.theme === "light" ? "dark" : "light") }, document.documentElement.dataset.theme === "light" ? "Dark" : "Light"),
    kioskButton(page), clock,
  );
}

const kioskButton = (page) => element("button", { type: "button", class: "kiosk-button", title: "Kiosk mode (k)", click: () => page.setKiosk(!page.address.kiosk) }, page.address.kiosk ? "⤡" : "Kiosk");
const dataState = () => element("span", { id: "freshness" });

/** What is chosen, in words, where nobody chooses. */
const chosenWords = (view) => view.variables.all.filter(({ model }) => !model.hide && model.type !== "constant" && model.type !== "datasource")
  .map((variable) => element("span", { class: "chosen" }, `${variable.model.label || variable.name}: `, element("b", {}, view.variables.textsOf(variable).join(", ") || "–")));

function menu(view, page) {
  const entries = page.catalogue.map(({ name, title }) => element("a", { href: writeAddress({ ...page.address, dashboard: name, rotation: [], variables: {} }), "aria-current": name === view.name ? "page" : null }, title));
  return element("details", { class: "menu" }, element("summary", { "aria-label": "Dashboards" }, "☰"), element("div", { class: "sheet" }, entries));
}

function dashboardLinks(view, page) {
  return (view.model.links ?? []).flatMap((link) => {
    const keep = { from: link.keepTime ? view.rawRange.from : null, to: link.keepTime ? view.rawRange.to : null, variables: link.includeVars ? view.variables.forURL() : {} };
    if (link.type === "dashboards") {
      // The catalogue knows no tags: all others are offered.
      return page.catalogue.filter(({ name }) => name !== view.name).map(({ name, title }) => element("a", { href: writeAddress({ ...keep, dashboard: name, theme: page.address.theme }) }, title));
    }
    const found = resolved(linkText(link.url, { variables: view.variables, range: view.range, rawRange: view.rawRange }), page.catalogue, page.address);
    if (!found) return [];
    const text = view.variables.text(link.title || link.url);
    if (found.missing) return [element("span", { class: "missing", title: `There is no dashboard ${found.missing} here` }, text)];
    return [element("a", { href: withKept(found.href, keep), target: link.targetBlank ? "_blank" : null, rel: "noopener noreferrer", title: link.tooltip || null }, text)];
  });
}

/** A link of this page with the time and variables that it is to take along. */
function withKept(href, { from, to, variables }) {
  if (!href.startsWith("?")) return href;
  const query = new URLSearchParams(href);
  if (from) query.set("from", from);
  if (to) query.set("to", to);
  for (const [name, values] of Object.entries(variables)) if (!query.has(`var-${name}`)) for (const value of values) query.append(`var-${name}`, value);
  return `?${query}`;
}

// MARK: - Variables

function control(variable, view, page) {
  const { model, options, values, note } = variable;
  const change = async (chosen) => {
    await view.setVariable(model.name, chosen);
    page.write();
  };
  const label = model.hide === 1 ? null : model.label || model.name;
  const all = [...(model.includeAll ? [{ text: "All", value: "$__all" }] : []), ...options];
  let input;
  if (model.type === "textbox") input = element("input", { type: "text", value: values[0] ?? "", "aria-label": model.label || model.name, change: (event) => change([event.target.value]) });
  else if (model.multi) {
    const boxes = all.map(({ text, value }) => element("label", {}, element("input", { type: "checkbox", value, checked: values.includes(value), change: (event) => {
      const isAll = value === "$__all" && event.target.checked;
      const others = boxes.map((box) => box.firstChild).filter((box) => box.checked && box.value !== "$__all").map((box) => box.value);
      change(isAll || !others.length ? [model.includeAll ? "$__all" : options[0]?.value].filter(Boolean) : others);
    } }), text));
    input = element("details", { class: "menu choice", toggle: (event) => event.target.open || page.onState() }, element("summary", {}, view.variables.textsOf(variable).join(", ") || "–"), element("div", { class: "sheet" }, boxes));
  } else {
    input = element("select", { "aria-label": model.label || model.name, change: (event) => change([event.target.value]) },
      all.map(({ text, value }) => element("option", { value, selected: values[0] === value }, text)), !all.length && element("option", {}, "–"));
  }
  return element("span", { class: `variable${note ? " noted" : ""}`, title: note, "data-variable": model.name, "data-control": `var-${model.name}` }, label && element("span", { class: "label" }, label), input, note && element("small", {}, note));
}

// MARK: - Time

function rangeControl(view, page) {
  const { from, to } = view.rawRange;
  const set = async (start, end) => {
    await view.setRange(start, end);
    page.write();
  };
  const known = to === "now" && RANGES.find(([name]) => from === `now-${name}`);
  const inputs = [from, to].map((value, at) => element("input", { type: "text", value, size: 18, "aria-label": at ? "To" : "From" }));
  const form = element("form", { class: "sheet", submit: (event) => {
    event.preventDefault();
    set(inputs[0].value.trim(), inputs[1].value.trim());
  } }, RANGES.map(([name, text]) => element("button", { type: "button", "aria-pressed": String(known?.[0] === name), click: () => set(`now-${name}`, "now") }, `Last ${text}`)),
  element("label", {}, "From ", inputs[0]), element("label", {}, "To ", inputs[1]), element("button", { type: "submit" }, "Apply"), element("small", {}, "now-6h, now/d, 2026-11-28T10:00:00Z"));
  return element("details", { class: "menu range", "data-control": "range", toggle: (event) => event.target.open || page.onState() }, element("summary", {}, known ? `Last ${known[1]}` : `${momentText(from, view)} to ${momentText(to, view)}`), form);
}

/** `now-6h` as it is, a moment in the clock of the dashboard's zone. */
const momentText = (text, { zone }) => (/^\d{9,}$/.test(text) ? dateTime(Number(text), zone) : text);

function refreshControl(view, page) {
  const current = page.address.refresh ?? (view.model.refresh || "off");
  const all = REFRESHES.includes(current) ? REFRESHES : [current, ...REFRESHES];
  const select = element("select", { "aria-label": "Refresh", class: "refresh", change: (event) => {
    page.address.refresh = event.target.value;
    page.write();
    view.refresh();
  } }, all.map((each) => element("option", { value: each, selected: each === current }, each === "off" ? "refresh off" : `every ${each}`)));
  return element("span", { "data-control": "refresh" }, select);
}

function rotationState({ address, rotation, togglePause }) {
  if (address.rotation.length < 2) return null;
  return element("button", { type: "button", class: "rotation", title: "Pause or go on (space)", click: togglePause }, rotation.isPaused ? "paused " : "",
    address.rotation.map((_, at) => element("i", { class: at === rotation.at ? "dot here" : "dot" })));
}

/** The clock moves every second: a page that stands still is seen to. */
export function tick(view, pulse) {
  const clock = document.getElementById("clock");
  if (clock) clock.textContent = clockTime(pulse.now(), view?.zone ?? "UTC");
  const freshness = document.getElementById("freshness");
  if (freshness && view?.refreshedAt) freshness.textContent = `data of ${clockTime(view.refreshedAt + pulse.offset, view.zone)}`;
}
