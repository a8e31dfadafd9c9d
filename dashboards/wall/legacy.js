// Panels of before Grafana 7 to 8, made what they are called today: `graph`, `singlestat`, and thresholds beside the panel.

const list = (text) => String(text ?? "").split(",").map((part) => part.trim()).filter(Boolean).map(Number);

function steps(panel) {
  const colours = panel.colors ?? ["green", "orange", "red"];
  return [null, ...list(panel.thresholds)].map((value, at) => ({ value, color: colours[Math.min(at, colours.length - 1)] }));
}

const CALCS = { current: "lastNotNull", avg: "mean", min: "min", max: "max", total: "sum", first: "first", delta: "delta", diff: "diff", range: "range" };

function singlestat(panel) {
  const mappings = (panel.valueMaps ?? []).map(({ value, text }) => (value === "null"
    ? { type: "special", options: { match: "null", result: { text } } } : { type: "value", options: { [value]: { text } } }));
  const { gauge } = panel;
  return {
    ...panel, type: gauge?.show ? "gauge" : "stat", thresholds: undefined,
    options: {
      reduceOptions: { calcs: [CALCS[panel.valueName] ?? "mean"] }, textMode: panel.valueName === "name" ? "name" : "value",
      colorMode: panel.colorBackground ? "background" : panel.colorValue ? "value" : "none", graphMode: panel.sparkline?.show ? "area" : "none",
    },
    fieldConfig: { defaults: {
      unit: panel.format, decimals: panel.decimals ?? undefined, mappings, noValue: panel.nullText ?? undefined, color: { mode: "thresholds" },
      thresholds: { mode: "absolute", steps: steps(panel) }, ...(gauge?.show && { min: gauge.minValue, max: gauge.maxValue }),
    }, overrides: [] },
  };
}

function graph(panel) {
  const [left, right] = panel.yaxes ?? [];
  const custom = {
    drawStyle: panel.bars ? "bars" : panel.lines === false && panel.points ? "points" : "line", lineWidth: panel.linewidth ?? 1, fillOpacity: panel.lines === false ? 0 : (panel.fill ?? 0) * 10,
    stacking: { mode: panel.stack ? (panel.percentage ? "percent" : "normal") : "none" }, spanNulls: panel.nullPointMode === "connected",
    lineInterpolation: panel.steppedLine ? "stepAfter" : "linear", scaleDistribution: left?.logBase > 1 ? { type: "log", log: left.logBase } : { type: "linear" },
  };
  const overrides = (panel.seriesOverrides ?? []).map(({ alias = "", yaxis, transform, stack, fill, linewidth, color }) => ({
    matcher: /^\/.*\/$/.test(alias) ? { id: "byRegexp", options: alias } : { id: "byName", options: alias },
    properties: [
      yaxis === 2 && { id: "unit", value: right?.format }, yaxis === 2 && { id: "custom.axisPlacement", value: "right" },
      transform === "negative-Y" && { id: "custom.transform", value: transform }, stack === false && { id: "custom.stacking", value: { mode: "none" } },
      fill !== undefined && { id: "custom.fillOpacity", value: fill * 10 }, linewidth !== undefined && { id: "custom.lineWidth", value: linewidth },
      color && { id: "color", value: { mode: "fixed", fixedColor: color } },
    ].filter(Boolean),
  }));
  const shown = panel.legend ?? {};
  const calcs = Object.keys(CALCS).filter((name) => shown.values && shown[name]).map((name) => CALCS[name]);
  return {
    ...panel, type: "timeseries", thresholds: undefined,
    options: { legend: { showLegend: shown.show !== false, displayMode: shown.alignAsTable ? "table" : "list", placement: shown.rightSide ? "right" : "bottom", calcs }, tooltip: { mode: "multi" } },
    fieldConfig: { defaults: { unit: left?.format, min: left?.min ?? undefined, max: left?.max ?? undefined, decimals: panel.decimals ?? undefined, color: { mode: "palette-classic" }, custom }, overrides },
  };
}

/** The panel as of today; one that is of today is itself. */
export function modern(panel) {
  if (panel.type === "singlestat") return singlestat(panel);
  if (panel.type === "graph") return graph(panel);
  return panel;
}
