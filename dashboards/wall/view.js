// One dashboard on the screen: its variables, its panels, and their refresh.

import { annotationSources, loadAnnotations } from "./annotations.js";
import { Cursor, tooltip } from "./cursor.js";
import { element } from "./element.js";
import { laidOut } from "./layout.js";
import { Panel } from "./panel.js";
import { parseDuration, parseRange, zoneNamed } from "./time.js";
import { Variables } from "./variables.js";

/** Hosts come and go: what a variable can be is asked again from time to time. */
const VARIABLES_KEPT = 120_000;
const GAP = 8;

export class View {
  #panels = [];
  #end = new AbortController();
  #round = null;
  #timer = null;
  #opened = new Set();
  #folded = new Set();
  #visible = new Set();
  #variablesAt = 0;
  #off = new Set();

  /** `page`: prometheus, pulse, catalogue, address and what the view tells: onState(). */
  constructor(name, { text, model }, page) {
    Object.assign(this, { name, text, model, page, catalogue: page.catalogue, address: page.address });
    this.zone = zoneNamed(model.timezone);
    this.cursor = new Cursor();
    this.variables = new Variables(model.templating?.list, page.address.variables);
    this.node = element("div", { class: "view" });
    this.notes = [];
    this.annotationSources = annotationSources(model);
    for (const source of this.annotationSources) if (source.enable === false) this.#off.add(source.name);
    this.#watch = new IntersectionObserver((entries) => this.#seen(entries), { rootMargin: "300px" });
    this.#sizes = new ResizeObserver((entries) => this.#resized(entries));
    this.rawRange = { from: page.address.from ?? model.time?.from ?? "now-6h", to: page.address.to ?? model.time?.to ?? "now" };
    this.range = this.#rangeNow();
  }
  #watch;
  #sizes;

  get refreshEvery() {
    const { address } = this.page;
    const wanted = address.refresh ?? (this.model.refresh || (address.kiosk || address.rotation.length ? "10s" : ""));
    const every = parseDuration(wanted);
    return every ? Math.max(2000, every) : null;
  }

  #rangeNow() {
    return parseRange(this.rawRange.from, this.rawRange.to, this.page.pulse.now(), this.zone);
  }

  /** Loads what is needed, and draws for the first time. */
  async start() {
    await this.#loadVariables();
    this.#build();
    await this.refresh();
  }

  async #loadVariables() {
    this.scrape ??= await scrapeInterval(this.page.prometheus, this.#end.signal);
    const timing = { range: this.range, step: 60_000, scrape: this.scrape ?? 15_000 };
    await this.variables.load((path, parameters) => this.page.prometheus.get(path, parameters, this.#end.signal), timing);
    this.#variablesAt = Date.now();
  }

  // MARK: - Panels

  #placed() {
    return laidOut(this.model, this.variables, (row, scope) => {
      const key = rowKey(row, scope);
      return this.#opened.has(key) || (!this.#folded.has(key) && (!row.collapsed || this.page.address.rows));
    });
  }

  /** Makes the panels that should be there, keeping those that are. */
  #build() {
    const placed = this.#placed();
    const layout = placed.map((each) => [each.key, each.x, each.y, each.w, each.h, each.isOpen].join(";")).join("|");
    if (layout === this.#layout) return;
    this.#layout = layout;
    this.#clear();
    for (const each of placed) {
      if (each.panel.type === "row") this.node.append(this.#row(each));
      else {
        const panel = new Panel(each, this);
        panel.node.style.setProperty("--h", each.h);
        this.#panels.push(panel);
        this.node.append(panel.node);
        this.#watch.observe(panel.node);
        this.#sizes.observe(panel.body);
      }
    }
    this.rows = Math.max(1, ...placed.map(({ y, h }) => y + h));
    this.fit();
  }
  #layout = null;

  /** In kiosk mode a dashboard that is about as high as the screen fills it. */
  fit() {
    const above = ["bar", "outage"].reduce((sum, id) => sum + (document.getElementById(id)?.offsetHeight ?? 0), 0);
    const room = innerHeight - above - 2 * GAP;
    const unit = (room + GAP) / this.rows - GAP;
    this.node.style.setProperty("--unit", this.page.address.kiosk && unit >= 20 && unit <= 90 ? `${unit}px` : "30px");
  }

  #row({ panel, scope, y, isOpen }) {
    const key = rowKey(panel, scope);
    const press = () => {
      (isOpen ? this.#folded : this.#opened).add(key);
      (isOpen ? this.#opened : this.#folded).delete(key);
      this.#build();
      this.refresh();
    };
    const node = element("div", { class: "row", "data-row": panel.title ?? "" }, element("button", { type: "button", "aria-expanded": String(isOpen), click: press },
      element("span", { "aria-hidden": "true" }, isOpen ? "▾ " : "▸ "), this.variables.text(panel.title ?? "", scope)));
    node.style.gridArea = `${y + 1} / 1 / span 1 / span 24`;
    return node;
  }

  #clear() {
    for (const panel of this.#panels) {
      this.#watch.unobserve(panel.node);
      this.#sizes.unobserve(panel.body);
      panel.destroy();
    }
    this.#panels = [];
    this.#visible.clear();
    this.node.replaceChildren();
  }

  #seen(entries) {
    for (const { target, isIntersecting } of entries) {
      const panel = this.#panels.find(({ node }) => node === target);
      if (!panel) continue;
      if (!isIntersecting) this.#visible.delete(panel);
      else {
        this.#visible.add(panel);
        if (this.#round && panel.round !== this.#round) this.#ask(panel, this.#round).catch(() => {});
      }
    }
  }

  #resized(entries) {
    cancelAnimationFrame(this.#drawing);
    for (const { target } of entries) this.#toDraw.add(target);
    this.#drawing = requestAnimationFrame(() => {
      for (const panel of this.#panels) {
        const size = `${panel.body.clientWidth}x${panel.body.clientHeight}`;
        if (!this.#toDraw.has(panel.body) || panel.size === size) continue;
        panel.size = size;
        panel.draw();
      }
      this.#toDraw.clear();
    });
  }
  #drawing = 0;
  #toDraw = new Set();

  // MARK: - Refresh

  /** Asks all that can be seen, once; a refresh that is still under way is given up. */
  async refresh() {
    clearTimeout(this.#timer);
    this.#round?.controller.abort();
    if (this.#end.signal.aborted) return;
    const began = Date.now();
    const { pulse } = this.page;
    if (!pulse.isDown && !document.hidden) {
      const round = { controller: new AbortController() };
      this.#round = round;
      const signal = AbortSignal.any([this.#end.signal, round.controller.signal]);
      try {
        if (began - this.#variablesAt > VARIABLES_KEPT) {
          await this.#loadVariables();
          this.#build();
        }
        this.range = this.#rangeNow();
        this.notes = [];
        round.context = {
          prometheus: this.page.prometheus, variables: this.variables, range: this.range, zone: this.zone, now: pulse.now(), scrape: this.scrape ?? 15_000, signal,
          lastAnswer: () => pulse.lastAnswer,
        };
        const sources = this.annotationSources.filter(({ name }) => !this.#off.has(name));
        round.context.annotations = await loadAnnotations(sources, round.context, this.notes);
        await Promise.all(this.#panels.filter((panel) => this.#isNear(panel)).map((panel) => this.#ask(panel, round)));
        // Of the answers, not of the asking.
        if (!this.#panels.some(({ isLost }) => isLost)) this.refreshedAt = Date.now();
        this.page.onState();
      } catch (error) {
        if (!signal.aborted) console.error(error);
      }
      if (this.#round !== round) return;
    }
    clearTimeout(this.#timer);
    if (this.refreshEvery && !this.#end.signal.aborted) this.#timer = setTimeout(() => this.refresh(), Math.max(500, this.refreshEvery - (Date.now() - began)));
  }

  /** On screen or nearly: known from the observer, or from its place while the observer has not spoken yet. */
  #isNear(panel) {
    if (this.#visible.has(panel)) return true;
    const { top, bottom } = panel.node.getBoundingClientRect();
    return bottom > -300 && top < innerHeight + 300;
  }

  async #ask(panel, round) {
    if (!round.context?.annotations) return;
    panel.round = round;
    await panel.refresh(round.context);
  }

  // MARK: - Changes by the reader

  async setVariable(name, values) {
    this.variables.chosen[name] = values;
    this.address.variables = { ...this.variables.forURL(), [name]: values };
    await this.reload();
  }

  async setRange(from, to) {
    this.rawRange = { from, to };
    Object.assign(this.address, { from, to });
    this.range = this.#rangeNow();
    await this.reload();
  }

  setAnnotation(name, isOn) {
    this.#off[isOn ? "delete" : "add"](name);
    return this.refresh();
  }
  isAnnotationOn = (name) => !this.#off.has(name);

  /** Everything again: variables, panels, data. */
  async reload() {
    try {
      await this.#loadVariables();
    } catch {
      return;
    }
    this.#build();
    this.page.onState();
    await this.refresh();
  }

  destroy() {
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#drawing);
    this.#end.abort();
    this.#watch.disconnect();
    this.#sizes.disconnect();
    this.#clear();
    tooltip(null);
    this.node.remove();
  }
}

const rowKey = (row, scope) => `${row.id}:${row.title}:${JSON.stringify(scope)}`;

/** The global scrape interval, as Prometheus is configured; null when it does not say. */
async function scrapeInterval(prometheus, signal) {
  try {
    const { yaml } = await prometheus.get("status/config", {}, signal);
    return parseDuration(yaml.match(/^global:\n(?:[ ]+.*\n)*?[ ]+scrape_interval:\s*(\S+)/m)?.[1]);
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  }
}
