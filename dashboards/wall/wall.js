// The page: reads its address, shows the dashboard that it names, and stays true when Prometheus is away.

import { readAddress, writeAddress } from "./address.js";
import { loadCatalogue, loadDashboard } from "./catalogue.js";
import { drawBar, tick } from "./controls.js";
import { element } from "./element.js";
import { apiBase, Prometheus } from "./prometheus.js";
import { Pulse } from "./pulse.js";
import { momentNear, spokenDuration } from "./time.js";
import { View } from "./view.js";

/** A dashboard's file that changed is taken up by a wall that nobody touches. */
const FILE_ASKED_EVERY = 60_000;
/** A new dashboard is drawn unseen, and shown when it has its data, or after this. */
const PATIENCE = 6000;

const bar = document.getElementById("bar");
const stage = document.getElementById("stage");
const outage = document.getElementById("outage");

const address = readAddress(location.search);
const pulse = new Pulse(() => showOutage());
const prometheus = new Prometheus(apiBase(location.pathname), () => pulse.answered());
const page = {
  address, pulse, prometheus, catalogue: [],
  rotation: { at: 0, isPaused: false },
  onState: () => draw(),
  write: () => history.replaceState(null, "", writeAddress(address)),
  setTheme(theme) {
    address.theme = theme;
    page.write();
    document.documentElement.dataset.theme = theme;
    draw();
    view?.refresh();
  },
  setKiosk(isKiosk) {
    address.kiosk = isKiosk;
    page.write();
    dress();
    draw();
    view?.fit();
  },
  togglePause() {
    page.rotation.isPaused = !page.rotation.isPaused;
    draw();
  },
};
let view = null;

function dress() {
  document.documentElement.dataset.theme = address.theme ?? "dark";
  document.body.classList.toggle("kiosk", address.kiosk);
}

/** What the bar shows; it is made anew only when that changed, so that it does not slip from under a hand. */
const barState = () => JSON.stringify([view?.name, address, page.rotation, view?.rawRange, view?.annotationSources.map(({ name }) => view.isAnnotationOn(name)),
  view?.variables.all.map(({ values, options, note }) => [values, options, note])]);
let drawnState = null;

function draw() {
  const state = barState();
  const { activeElement } = document;
  if (state === drawnState || bar.querySelector("details[open]") || (bar.contains(activeElement) && activeElement.matches("input[type=text]") && bar.dataset.of === view?.name)) return;
  drawnState = state;
  bar.dataset.of = view?.name ?? "";
  const focused = bar.contains(activeElement) ? activeElement.closest("[data-control]")?.dataset.control : null;
  drawBar(bar, view, page);
  // The keyboard stays where it was.
  if (focused) bar.querySelector(`[data-control="${CSS.escape(focused)}"]`)?.querySelector("select, summary, input, button")?.focus();
  tick(view, pulse);
}

// MARK: - Dashboards

/** Shows a dashboard in the place of the one that is there; what fails is said, and the old one is not left standing for it. */
async function open(name) {
  let next;
  try {
    next = new View(name, await loadDashboard(name), page);
  } catch (error) {
    // A server that is away is the banner's to say, over the greyed last picture.
    if (view && (pulse.isDown || error.cause instanceof TypeError || error.cause?.name === "TimeoutError")) return;
    view?.destroy();
    view = null;
    stage.replaceChildren(element("p", { class: "failure" }, error.message, " ", element("span", {}, "Known here: "),
      page.catalogue.flatMap(({ name: known, title }) => [element("a", { href: writeAddress({ dashboard: known }) }, title), " "])));
    draw();
    return;
  }
  next.node.classList.add("coming");
  if (!view) stage.replaceChildren();
  stage.append(next.node);
  const started = next.start().catch((error) => {
    if (error.name !== "AbortError") console.error(error);
  });
  await Promise.race([started, new Promise((go) => setTimeout(go, view ? PATIENCE : 0))]);
  view?.destroy();
  view = next;
  document.title = `${next.model.title ?? name} · Vigie`;
  next.node.classList.remove("coming");
  draw();
  next.fit();
}

async function rotate() {
  for (;;) {
    await new Promise((go) => setTimeout(go, address.every * 1000));
    if (page.rotation.isPaused || pulse.isDown || document.hidden) continue;
    page.rotation.at = (page.rotation.at + 1) % address.rotation.length;
    await open(address.rotation[page.rotation.at]);
  }
}

async function followFile() {
  for (;;) {
    await new Promise((go) => setTimeout(go, FILE_ASKED_EVERY));
    if (!view || pulse.isDown) continue;
    const { name, text } = view;
    try {
      const found = await loadDashboard(name);
      if (found.text !== text && view.name === name) await open(name);
    } catch {
      // Half a file, or none for the moment: the one that is shown stays.
    }
  }
}

// MARK: - Outage

let downSince = null;
function showOutage() {
  document.body.classList.toggle("outage", pulse.isDown);
  outage.hidden = !pulse.isDown;
  outage.replaceChildren(element("span"), element("span", { "aria-hidden": "true" }));
  if (pulse.isDown) downSince = pulse.lastAnswer ?? Date.now();
  else {
    downSince = null;
    view?.reload();
  }
  tickOutage();
  view?.fit();
}

function tickOutage() {
  if (downSince === null) return;
  // Read out once, not every second.
  outage.firstChild.textContent = `no data since ${momentNear(downSince, Date.now(), view?.zone ?? "UTC")} `;
  outage.lastChild.textContent = `(${spokenDuration(Date.now() - downSince)}): Prometheus does not answer`;
}

// MARK: - Start

addEventListener("keydown", (event) => {
  if (/INPUT|SELECT|TEXTAREA|BUTTON|SUMMARY/.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "k") page.setKiosk(!address.kiosk);
  else if (event.key === "t") page.setTheme(document.documentElement.dataset.theme === "light" ? "dark" : "light");
  else if (event.key === "r") view?.refresh();
  else if (event.key === " " && address.rotation.length > 1 && event.target === document.body) {
    event.preventDefault();
    page.togglePause();
  }
});
addEventListener("resize", () => view?.fit());
addEventListener("visibilitychange", () => document.hidden || view?.refresh());
// A menu closes when the reader turns to something else.
addEventListener("click", (event) => {
  for (const menu of bar.querySelectorAll("details[open]")) if (!menu.contains(event.target)) menu.open = false;
});

dress();
pulse.start(prometheus);
setInterval(() => {
  tick(view, pulse);
  tickOutage();
}, 1000);
page.catalogue = await loadCatalogue();
await open(address.rotation[0] ?? address.dashboard ?? page.catalogue[0]?.name ?? "wall");
if (address.rotation.length > 1) rotate();
followFile();
