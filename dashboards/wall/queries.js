// A panel's targets, asked: frames, and notes on what could not be asked.

import { distinguishTables, framesOf } from "./frames.js";
import { parseDuration, parseRange, stepFor } from "./time.js";

/** Series that one panel shows: past them a picture says nothing, and a page slows down. */
const MOST_SERIES = 100;
/** What Prometheus answers at most. */
const MOST_POINTS = 10_000;

/** The time that a panel shows: the dashboard's, unless it has its own. */
function panelRange(panel, range, variables, now, zone) {
  const own = panel.timeFrom && variables.text(panel.timeFrom);
  const shift = parseDuration(variables.text(panel.timeShift ?? "")) ?? 0;
  const whole = own ? parseRange(own.startsWith("now") ? own : `now-${own}`, "now", now, zone) : range;
  return { from: whole.from - shift, to: whole.to - shift };
}

const isPrometheus = (source, variables) => {
  const type = typeof source === "string" ? source : source?.type;
  if (!type || type === "prometheus") return true;
  return type.startsWith("$") || variables.get(type) !== undefined || type === "default";
};

/**
 * `{frames, notes, errors, range}`; `context` has prometheus, variables, range, now, zone, scrape, signal.
 * `width` bounds the points asked for.
 */
export async function askPanel(panel, width, scope, context) {
  const { variables, prometheus, signal, now, zone, scrape } = context;
  const range = panelRange(panel, context.range, variables, now, zone);
  const notes = [];
  const errors = [];
  const asked = (panel.targets ?? []).filter((target) => !target.hide).flatMap((target) => {
    const source = target.datasource ?? panel.datasource;
    if (!isPrometheus(source, variables)) {
      notes.push(`Query ${target.refId} asks ${source.type ?? source}: only Prometheus is understood.`);
      return [];
    }
    if (!target.expr?.trim()) return [];
    return [target];
  });
  const answers = await Promise.all(asked.map(async (target) => {
    const least = Math.max(parseDuration(variables.text(target.interval || panel.interval || "")) ?? 0, (range.to - range.from) / MOST_POINTS, 1000);
    const points = Math.min(Number(panel.maxDataPoints) || width, MOST_POINTS);
    const step = stepFor(range, points, Math.max(least, scrape)) * (target.intervalFactor || 1);
    const query = variables.promql(target.expr, { range, step, scrape: Math.max(scrape, parseDuration(variables.text(target.interval || "")) ?? 0) }, scope);
    try {
      if (target.instant && !target.range) {
        return framesOf(await prometheus.instant(query, range.to, signal), { ...target, expr: query }, { range, step });
      }
      // Steps stand at multiples of themselves, so that a refresh does not ask for other moments.
      const aligned = { from: Math.floor(range.from / step) * step, to: Math.floor(range.to / step) * step };
      const frames = framesOf(await prometheus.range(query, aligned, step, signal), { ...target, expr: query }, { range: aligned, step });
      return target.format === "heatmap" ? frames.map((frame) => ({ ...frame, isHeatmap: true })) : frames;
    } catch (error) {
      if (error.name === "AbortError") throw error;
      errors.push({ message: asked.length > 1 ? `${target.refId}: ${error.message}` : error.message, kind: error.kind });
      return [];
    }
  }));
  let frames = answers.flat();
  if (frames.length > MOST_SERIES) {
    notes.push(`The first ${MOST_SERIES} of ${frames.length} series are shown.`);
    frames = frames.slice(0, MOST_SERIES);
  }
  distinguishTables(frames);
  return { frames, notes, errors, range };
}
