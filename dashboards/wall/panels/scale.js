// Axes of values: their bounds, their marks, and the way from a value to a height.

import { divisionOf } from "../units.js";

/** `{min, max, y, ground, isLog, unit}` for a scale whose values lie in `found`. */
export function scaleFor({ series: [{ each, custom }] }, { min, max, hardMin, hardMax, isShare }, { top, height }) {
  const unit = isShare ? "percentunit" : each.config.unit;
  const { type, log = 10 } = custom.scaleDistribution ?? {};
  const isLog = type === "log" && max > 0;
  let [low, high] = [min, max];
  if (isLog) {
    low = low > 0 ? low : Math.min(high / 1000, 1);
    low = log ** Math.floor(Math.log(low) / Math.log(log) + 1e-9);
    high = log ** Math.ceil(Math.log(high) / Math.log(log) - 1e-9);
  } else {
    if (low === high) [low, high] = low === 0 ? [0, 1] : low > 0 ? [0, high * 1.2] : [low * 1.2, 0];
    const step = niceStep((high - low) / 5, divisionOf(unit));
    // A line is not to lie on the edge of its picture, but nothing measured goes below zero by being drawn.
    const wide = (high - low) * 0.04;
    low = low >= 0 && low - wide < 0 ? Math.floor(low / step) * step : low - wide;
    high += wide;
  }
  low = hardMin ?? low;
  high = hardMax ?? high;
  if (!(high > low)) high = low + 1;
  const place = isLog
    ? (value) => (Math.log(Math.max(value, low)) - Math.log(low)) / (Math.log(high) - Math.log(low) || 1)
    : (value) => (value - low) / (high - low);
  // Far outside is still a number that SVG can hold.
  const y = (value) => top + height - Math.max(-10, Math.min(11, place(value))) * height;
  return { min: low, max: high, y, isLog, log, unit, ground: isLog ? low : Math.max(low, Math.min(high, 0)) };
}

function niceStep(wanted, division) {
  if (!(wanted > 0)) return 1;
  if (division === "binary" && wanted > 1) {
    const unit = 1024 ** Math.floor(Math.log(wanted) / Math.log(1024) + 1e-9);
    const found = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024].find((step) => step * unit >= wanted - 1e-9);
    return found * unit;
  }
  if (division === "clock" && wanted > 10) {
    const found = [15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800].find((step) => step >= wanted);
    if (found) return found;
  }
  const power = 10 ** Math.floor(Math.log10(wanted) + 1e-9);
  return [1, 2, 2.5, 5, 10].find((step) => step * power >= wanted * 0.999) * power;
}

/** Marks at round values, at most about `count`. */
export function ticks({ min, max, isLog, log, unit }, count) {
  const marks = [];
  if (isLog) {
    const powers = Math.round(Math.log(max / min) / Math.log(log));
    const every = Math.max(1, Math.ceil(powers / count));
    for (let at = 0; at <= powers; at += every) marks.push(min * log ** at);
    return marks;
  }
  const step = niceStep((max - min) / count, divisionOf(unit));
  for (let value = Math.ceil(min / step - 1e-9) * step; value <= max + step * 1e-6 && marks.length < 50; value += step) marks.push(Math.abs(value) < step * 1e-6 ? 0 : value);
  return marks;
}

/** The marks as text, with as few decimals as tell neighbours apart. `write(value, decimals)` gives `{prefix, text, suffix}`. */
export function tickTexts(marks, write) {
  const texts = (decimals) => marks.map((value) => {
    const { prefix, text, suffix } = write(value, decimals);
    return `${prefix}${text.includes(".") && !/[a-z]/i.test(text) ? text.replace(/\.?0+$/, "") : text}${suffix}`;
  });
  for (const decimals of [undefined, 2, 3, 4, 6]) {
    const found = texts(decimals);
    if (new Set(found).size === found.length || decimals === 6) return found;
  }
  return [];
}
