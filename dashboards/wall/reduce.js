// Many values to one: what Grafana calls calcs.

const known = (values) => values.filter((value) => typeof value === "number" && !Number.isNaN(value));
const sum = (values) => values.reduce((total, value) => total + value, 0);
const nothing = (values, reckon) => (values.length ? reckon(values) : null);
// Series may be longer than what a call can take as arguments.
const extreme = (values, isBetter) => nothing(values, (all) => all.reduce((best, value) => (isBetter(value, best) ? value : best)));
const present = (values) => values.filter((value) => value !== null && value !== undefined);
const isSomething = (value) => value !== null && value !== undefined && !Number.isNaN(value);

function deviations(values) {
  const mean = sum(values) / values.length;
  return sum(values.map((value) => (value - mean) ** 2)) / values.length;
}

/** Counters start again at nothing: what they rose by, starts left out. */
function rise(values) {
  let total = 0;
  for (let at = 1; at < values.length; at += 1) {
    total += values[at] >= values[at - 1] ? values[at] - values[at - 1] : values[at];
  }
  return total;
}

function quantile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
}

const steps = (values) => values.slice(1).map((value, at) => value - values[at]);

const CALCS = {
  lastNotNull: ["Last", (all) => all.findLast(isSomething) ?? null],
  last: ["Last", (all) => present(all).at(-1) ?? null],
  firstNotNull: ["First", (all) => all.find(isSomething) ?? null],
  first: ["First", (all) => present(all)[0] ?? null],
  min: ["Min", (all) => extreme(known(all), (one, other) => one < other)],
  max: ["Max", (all) => extreme(known(all), (one, other) => one > other)],
  mean: ["Mean", (all) => nothing(known(all), (values) => sum(values) / values.length)],
  median: ["Median", (all) => nothing(known(all), (values) => quantile(values, 0.5))],
  sum: ["Total", (all) => nothing(known(all), sum)],
  count: ["Count", (all) => present(all).length],
  range: ["Range", (all) => nothing(known(all), (values) => extreme(values, (a, b) => a > b) - extreme(values, (a, b) => a < b))],
  delta: ["Delta", (all) => nothing(known(all), rise)],
  diff: ["Difference", (all) => nothing(known(all), (values) => values.at(-1) - values[0])],
  diffperc: ["Difference %", (all) => nothing(known(all), (values) => (values.at(-1) - values[0]) / values[0])],
  step: ["Step", (all) => nothing(steps(known(all)), (values) => extreme(values, (a, b) => a < b))],
  stdDev: ["Std dev", (all) => nothing(known(all), (values) => Math.sqrt(deviations(values)))],
  variance: ["Variance", (all) => nothing(known(all), deviations)],
  logmin: ["Min > 0", (all) => extreme(known(all).filter((value) => value > 0), (one, other) => one < other)],
  distinctCount: ["Distinct", (all) => new Set(present(all)).size],
  changeCount: ["Changes", (all) => present(all).filter((value, at, some) => at > 0 && value !== some[at - 1]).length],
  allIsNull: ["All null", (all) => (present(all).length === 0 ? 1 : 0)],
  allIsZero: ["All zero", (all) => (all.every((value) => value === 0) ? 1 : 0)],
  allValues: ["All values", (all) => present(all).join(", ")],
  uniqueValues: ["Unique values", (all) => [...new Set(present(all))].join(", ")],
};
CALCS.current = CALCS.lastNotNull;
CALCS.avg = CALCS.mean;
CALCS.total = CALCS.sum;

const percentile = (calc) => Number(calc.match(/^p(\d{1,2})$/)?.[1]) / 100;

export const isKnownCalc = (calc) => Object.hasOwn(CALCS, calc) || percentile(calc) > 0;
/** What a calc is called in a legend or as a column. */
export const calcName = (calc) => CALCS[calc]?.[0] ?? calc;

/** One value of many, null where there is none. */
export function reduced(values, calc) {
  if (Object.hasOwn(CALCS, calc)) return CALCS[calc][1](values);
  return nothing(known(values), (all) => quantile(all, percentile(calc)));
}
