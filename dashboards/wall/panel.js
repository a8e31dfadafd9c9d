// One panel on the page: its frame, its data, its drawing, and what it has to say of itself.

import { tooltip } from "./cursor.js";
import { element } from "./element.js";
import { configure } from "./fields.js";
import { modern } from "./legacy.js";
import { linkText, resolved } from "./links.js";
import { drawAlerts } from "./panels/alertlist.js";
import { drawBars } from "./panels/bargauge.js";
import { drawGauges } from "./panels/gauge.js";
import { drawStat } from "./panels/stat.js";
import { drawStates } from "./panels/states.js";
import { drawTable } from "./panels/table.js";
import { drawText } from "./panels/text.js";
import { drawTimeSeries } from "./panels/timeseries.js";
import { askPanel } from "./queries.js";
import { momentNear } from "./time.js";
import { NotUnderstood, transformed } from "./transform.js";

/** What draws each type: `draw(body, frames, panel, context)`. */
const TYPES = {
  stat: drawStat, gauge: drawGauges, bargauge: drawBars, timeseries: drawTimeSeries, table: drawTable,
  "state-timeline": drawStates, "status-history": drawStates,
};
/** Those that ask nothing by queries of their own. */
const WITHOUT_QUERIES = { text: drawText, alertlist: drawAlerts };

export class Panel {
  #frames = null;
  #range = null;
  #leave = [];

  constructor(placed, view) {
    const { scope, x, y, w, h } = placed;
    const panel = modern(placed.panel);
    Object.assign(this, { placed, view, model: panel, scope });
    this.heading = element("h2");
    this.links = element("nav", { class: "panel-links", "aria-label": "Links of the panel" });
    this.body = element("div", { class: `body ${panel.type}` });
    this.note = element("p", { class: "note", hidden: true });
    this.node = element("section", { class: `panel${panel.transparent ? " transparent" : ""}`, "data-panel": panel.id, "data-type": panel.type, "data-key": placed.key },
      element("div", { class: "head" }, this.heading, this.links), this.body, this.note);
    this.node.style.gridArea = `${y + 1} / ${x + 1} / span ${h} / span ${w}`;
    this.#writeHead();
  }

  #writeHead() {
    const { model, view, scope } = this;
    const title = view.variables.text(model.title ?? "", scope);
    const given = (model.links ?? []).map((link) => ({ link, anchor: this.link(link) })).filter(({ anchor }) => anchor);
    // One link is the title's own, which costs no room.
    const own = title && given.length === 1 && given[0].anchor.href ? this.link(given[0].link, undefined, title) : null;
    own?.append(element("span", { "aria-hidden": "true" }, " ›"));
    this.heading.replaceChildren(own ?? title);
    this.node.setAttribute("aria-label", title || model.type);
    this.node.querySelector(".head").hidden = !title && !model.description && !model.links?.length;
    const period = [model.timeFrom && `last ${view.variables.text(model.timeFrom, scope).replace(/^now-/, "")}`, model.timeShift && `${view.variables.text(model.timeShift, scope)} earlier`].filter(Boolean).join(", ");
    this.links.replaceChildren(...(period && !model.hideTimeOverride ? [element("span", { class: "period" }, period)] : []), ...(model.description ? [this.#description()] : []), ...(own ? [] : given.map(({ anchor }) => anchor)));
  }

  #description() {
    const text = this.view.variables.text(this.model.description, this.scope);
    const show = (event) => {
      const { left, bottom } = event.currentTarget.getBoundingClientRect();
      tooltip([element("p", {}, text)], left, bottom);
    };
    const hide = () => tooltip(null);
    return element("button", { class: "about", type: "button", "aria-label": `About: ${text}`, click: show, focus: show, mouseenter: show, blur: hide, mouseleave: hide }, "i");
  }

  /** A dashboard's link as an element; null when it is none. `more` are variables of a value. */
  link({ title, url, targetBlank }, more, content) {
    const { view } = this;
    const text = view.variables.text(title || url || "", this.scope, more);
    const found = resolved(linkText(url, { variables: view.variables, scope: this.scope, range: view.range, rawRange: view.rawRange, more }), view.catalogue, view.address);
    if (!found) return null;
    if (found.missing) return content ? null : element("span", { class: "missing", title: `There is no dashboard ${found.missing} here` }, text);
    return element("a", { href: found.href, target: targetBlank ? "_blank" : null, rel: "noopener noreferrer", title: text }, content ?? text);
  }

  /** Asks and draws. Throws only when the view is gone. */
  async refresh(context) {
    const { model } = this;
    this.#writeHead();
    try {
      if (model.type in WITHOUT_QUERIES) {
        this.#begin();
        const notes = await WITHOUT_QUERIES[model.type](this.body, model, { ...context, panel: this, scope: this.scope });
        context.signal.throwIfAborted();
        this.#finish(notes ?? []);
        return;
      }
      if (!(model.type in TYPES)) {
        this.#begin();
        this.body.replaceChildren(element("p", { class: "unknown" }, `Panels of type “${model.type}” are not drawn here.`));
        this.#finish([]);
        return;
      }
      const width = Math.max(100, Math.min(1500, this.body.clientWidth || 600));
      const answer = await askPanel(model, width, this.scope, context);
      context.signal.throwIfAborted();
      if (answer.errors.some(({ kind }) => kind === "unreachable") && this.#frames) {
        // The last picture stays, grey and with its age; it does not pass for a new one.
        this.#keepOld(context);
        return;
      }
      this.#isCurrent(true);
      this.#drawnAt = context.now;
      const text = (template, scope, more) => context.variables.text(template, { ...this.scope, ...scope }, more);
      const frames = transformed(answer.frames, model.transformations, text);
      const notes = [...answer.notes, ...configure(frames, model.fieldConfig, { ...context, text })];
      if (model.type === "table" && model.styles) notes.push("Styles of tables of before Grafana 7 are not understood.");
      this.#frames = frames;
      this.#range = answer.range;
      this.#context = context;
      this.#say(notes, answer.errors);
      this.draw();
    } catch (error) {
      if (context.signal.aborted) throw error;
      this.#frames = null;
      this.#isCurrent(true);
      this.#say([], [{ message: error instanceof NotUnderstood ? error.message : `This panel cannot be drawn: ${error.message}`, kind: error.kind }]);
      if (!(error instanceof NotUnderstood) && !error.kind) console.error(error);
      this.draw();
    }
  }

  #keepOld({ zone, now }) {
    this.#isCurrent(false);
    this.note.textContent = `Prometheus does not answer: values of ${momentNear(this.#drawnAt, now, zone)}.`;
    this.note.hidden = false;
  }

  /** Whether what is seen is older than the last refresh, or not there for want of an answer. */
  get isLost() {
    return this.node.classList.contains("lost") || this.#errors.some(({ kind }) => kind === "unreachable");
  }

  #isCurrent(isIt) {
    this.node.classList.toggle("lost", !isIt);
  }

  #context;
  #drawnAt = 0;
  #notes = [];
  #errors = [];

  #say(notes, errors) {
    this.#notes = notes;
    this.#errors = errors;
  }

  /** Draws what was asked last, again when the size changed. */
  draw() {
    if (!this.#frames && !this.#errors.length) return;
    this.#begin();
    const isLost = this.#errors.some(({ kind }) => kind === "unreachable");
    if (this.#errors.length && !(this.#frames?.length)) {
      // What was refused says so where its values would be; an old value never stays.
      this.body.replaceChildren(element("p", { class: isLost ? "lost" : "error" }, this.#errors.map(({ message }) => message).join(" · ")));
      this.#finish(this.#notes);
      return;
    }
    const context = { ...this.#context, panel: this, scope: this.scope, range: this.#range, cursor: this.view.cursor, onLeave: (leave) => this.#leave.push(leave) };
    let drawn = [];
    if (isEmpty(this.#frames)) this.body.replaceChildren(element("p", { class: "empty" }, this.#emptyWords()));
    else drawn = TYPES[this.model.type](this.body, this.#frames, this.model, context) ?? [];
    this.#finish([...this.#notes, ...drawn, ...this.#errors.map(({ message }) => message)]);
  }

  #emptyWords() {
    return this.model.fieldConfig?.defaults?.noValue || "no data";
  }

  #begin() {
    for (const leave of this.#leave.splice(0)) leave();
  }

  #finish(notes) {
    const text = [...new Set([...(this.placed.note ? [this.placed.note] : []), ...notes])].join(" ");
    this.note.textContent = text;
    this.note.hidden = !text;
    this.node.dataset.drawn = Number(this.node.dataset.drawn ?? 0) + 1;
    this.node.classList.toggle("is-empty", Boolean(this.body.querySelector(":scope > .empty")));
    this.node.classList.toggle("has-error", Boolean(this.body.querySelector(":scope > .error, :scope > .lost")) || this.#errors.length > 0);
  }

  destroy() {
    this.#begin();
    this.#frames = null;
  }
}

const isEmpty = (frames) => !frames.some((frame) => frame.fields.some((each) => each.type !== "time" && each.values.some((value) => value !== null && value !== undefined)));
