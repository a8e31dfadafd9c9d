// Durations, moments and time zones, in milliseconds since 1970.

const UNITS = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5, M: 2592e6, y: 31536e6 };

/** Milliseconds of `90s`, `1h30m` or a bare number of seconds; null when it is none of these. */
export function parseDuration(text) {
  const whole = String(text ?? "").trim().replace(/^>/, "");
  if (/^\d+(\.\d+)?$/.test(whole)) return Number(whole) * 1000;
  if (!/^(\d+(\.\d+)?(ms|[smhdwMy]))+$/.test(whole)) return null;
  return [...whole.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwMy])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * UNITS[unit], 0);
}

/** A duration as PromQL writes it, in the largest unit that divides it. */
export function promDuration(milliseconds) {
  const whole = Math.max(1, Math.round(milliseconds));
  const unit = ["d", "h", "m", "s", "ms"].find((name) => whole % UNITS[name] === 0);
  return `${whole / UNITS[unit]}${unit}`;
}

/** A duration for people: `42 s`, `4 min 10 s`, `2 h 5 min`, `3 d 4 h`. */
export function spokenDuration(milliseconds) {
  let seconds = Math.max(0, Math.round(milliseconds / 1000));
  const steps = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
  const first = steps.findIndex(([, size]) => seconds >= size);
  if (first < 0) return "0 s";
  const parts = [];
  for (const [name, size] of steps.slice(first, first + 2)) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count) parts.push(`${count} ${name}`);
  }
  return parts.join(" ");
}

// MARK: - Time zones

// A formatter costs more than what it formats, and there are few kinds.
const formatters = new Map();
function formatter(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formatters.has(key)) {
    formatters.set(key, new Intl.DateTimeFormat("sv-SE", { timeZone: zone, hourCycle: "h23", ...options }));
  }
  return formatters.get(key);
}

/** The browser's zone for `browser` or nothing, else the named one; a name nobody knows is the browser's. */
export function zoneNamed(name) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!name || name === "browser") return own;
  if (name === "utc") return "UTC";
  try {
    formatter(name, {});
    return name;
  } catch {
    return own;
  }
}

const FULL = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" };

/** `[year, month, day, hour, minute, second]` on the clocks of a zone. */
function wallClock(moment, zone) {
  const found = Object.fromEntries(formatter(zone, FULL).formatToParts(moment).map((part) => [part.type, part.value]));
  return ["year", "month", "day", "hour", "minute", "second"].map((name) => Number(found[name]));
}

function fromWallClock([year, month, day, hour = 0, minute = 0, second = 0], zone) {
  const wanted = Date.UTC(year, month - 1, day, hour, minute, second);
  let moment = wanted;
  // Twice, as the offset itself depends on the moment.
  for (let round = 0; round < 2; round += 1) {
    const [y, mo, d, h, mi, s] = wallClock(moment, zone);
    moment += wanted - Date.UTC(y, mo - 1, d, h, mi, s);
  }
  return moment;
}

export const clockTime = (moment, zone, seconds = true) =>
  formatter(zone, { hour: "2-digit", minute: "2-digit", ...(seconds && { second: "2-digit" }) }).format(moment);
export const calendarDay = (moment, zone) =>
  formatter(zone, { year: "numeric", month: "2-digit", day: "2-digit" }).format(moment);
export const dateTime = (moment, zone) => `${calendarDay(moment, zone)} ${clockTime(moment, zone)}`;
/** The time of day, with the date where it is not today's. */
export const momentNear = (moment, now, zone) =>
  calendarDay(moment, zone) === calendarDay(now, zone) ? clockTime(moment, zone) : dateTime(moment, zone);

// MARK: - Ranges

function shifted(moment, count, unit, zone) {
  if (unit !== "M" && unit !== "y" && unit !== "d" && unit !== "w") return moment + count * UNITS[unit];
  // Days and longer follow the calendar, through changes of the clock.
  const parts = wallClock(moment, zone);
  parts[{ y: 0, M: 1, w: 2, d: 2 }[unit]] += unit === "w" ? count * 7 : count;
  return fromWallClock(parts, zone) + (moment % 1000);
}

function floored(moment, unit, zone) {
  const parts = wallClock(moment, zone);
  if (unit === "w") {
    const weekday = (new Date(Date.UTC(parts[0], parts[1] - 1, parts[2])).getUTCDay() + 6) % 7;
    return fromWallClock([parts[0], parts[1], parts[2] - weekday], zone);
  }
  const kept = { y: 1, M: 2, d: 3, h: 4, m: 5, s: 6 }[unit];
  return fromWallClock([...parts.slice(0, kept), ...[1, 1].slice(Math.max(0, kept - 1))].slice(0, Math.max(3, kept)), zone);
}

/**
 * The moment that `now-6h`, `now-1d/d`, `2026-11-28T10:00:00Z` or milliseconds mean; null when they mean none.
 * `isEnd` rounds `/d` up to the day's last millisecond.
 */
export function parseMoment(text, now, zone, isEnd = false) {
  const whole = String(text ?? "").trim();
  if (/^\d{9,}$/.test(whole)) return Number(whole) * (whole.length < 12 ? 1000 : 1);
  if (!/^now([-+]\d+[smhdwMy])*(\/[smhdwMy])?$/.test(whole)) {
    const date = Date.parse(whole);
    return Number.isNaN(date) ? null : date;
  }
  let moment = now;
  for (const [, sign, count, unit] of whole.matchAll(/([-+])(\d+)([smhdwMy])/g)) {
    moment = shifted(moment, Number(sign + count), unit, zone);
  }
  const rounding = whole.match(/\/([smhdwMy])$/);
  if (!rounding) return moment;
  const start = floored(moment, rounding[1], zone);
  return isEnd ? shifted(start, 1, rounding[1], zone) - 1 : start;
}

/** `{from, to}` in milliseconds; what cannot be read is the last six hours. */
export function parseRange(from, to, now, zone) {
  const end = parseMoment(to, now, zone, true) ?? now;
  const start = parseMoment(from, now, zone) ?? end - 6 * UNITS.h;
  return start < end ? { from: start, to: end } : { from: end - 6 * UNITS.h, to: end };
}

// MARK: - Steps

const STEPS = [1, 2, 5, 10, 15, 20, 30].map((n) => n * 1e3)
  .concat([1, 2, 5, 10, 15, 20, 30].map((n) => n * 6e4))
  .concat([1, 2, 3, 6, 12].map((n) => n * 36e5), [1, 2, 7, 14, 28].map((n) => n * 864e5));

/** The step of a range query: no more than `points` of them, none shorter than `least`. */
export function stepFor(range, points, least) {
  const wanted = (range.to - range.from) / Math.max(1, points);
  return Math.max(STEPS.find((step) => step >= wanted) ?? Math.ceil(wanted / 864e5) * 864e5, least);
}

/** Where a time axis has its marks: at round moments of the zone, about `count` of them. */
export function timeMarks({ from, to }, count, zone) {
  const wanted = (to - from) / Math.max(1, count);
  const step = STEPS.find((each) => each >= wanted) ?? Math.ceil(wanted / 864e5) * 864e5;
  // From a midnight of the zone, so that marks of hours stand at its hours.
  const start = floored(from, "d", zone);
  const marks = [];
  for (let at = start + Math.ceil((from - start) / step) * step; at <= to && marks.length < 100; at += step) {
    const midnight = clockTime(at, zone) === "00:00:00";
    marks.push({ at, text: step >= 864e5 || (midnight && to - from > 72e5) ? calendarDay(at, zone).slice(5) : clockTime(at, zone, step < 6e4) });
  }
  return marks;
}
