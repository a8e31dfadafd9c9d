// Annotations of a dashboard, from Prometheus's queries: a stretch of samples is a region.

import { parseDuration, stepFor } from "./time.js";

const MOST = 500;

/** The queries among a dashboard's annotations; Grafana's own store of them is not here. */
export const annotationSources = (model) => (model.annotations?.list ?? []).filter((each) => !each.builtIn && (each.expr ?? each.target?.expr));

/** `[{from, to, title, colour}]` of the sources that are on. */
export async function loadAnnotations(sources, { prometheus, variables, range, scrape, signal }, notes) {
  const found = await Promise.all(sources.map(async (source) => {
    const expression = source.expr ?? source.target.expr;
    const step = stepFor(range, 600, Math.max(scrape, parseDuration(source.step ?? source.target?.step) ?? 0));
    const aligned = { from: Math.floor(range.from / step) * step, to: Math.floor(range.to / step) * step };
    try {
      const { result } = await prometheus.range(variables.promql(expression, { range, step, scrape }), aligned, step, signal);
      return result.flatMap((series) => regions(series, source, step, range));
    } catch (error) {
      if (signal.aborted) throw error;
      notes.push(`Annotation “${source.name}”: ${error.message}`);
      return [];
    }
  }));
  const all = found.flat().sort((a, b) => a.from - b.from);
  if (all.length > MOST) notes.push(`The last ${MOST} of ${all.length} annotations are shown.`);
  return all.slice(-MOST);
}

function regions({ metric, values }, source, step, range) {
  const fill = (format) => format.replace(/\{\{\s*(.+?)\s*\}\}/g, (_, label) => metric[label] ?? "");
  const title = [fill(source.titleFormat || source.name || ""), fill(source.textFormat ?? "")].filter(Boolean).join(": ");
  const colour = source.iconColor ?? "red";
  if (source.useValueForTime) return values.map(([, value]) => Number(value)).filter(Number.isFinite).map((at) => ({ from: at, to: at, title, colour }));
  const list = [];
  for (const [time] of values) {
    const at = time * 1000;
    const last = list.at(-1);
    if (last && at - last.to <= step * 0.01) last.to = Math.min(at + step, range.to);
    else list.push({ from: at, to: Math.min(at + step, range.to), title, colour });
  }
  return list;
}
