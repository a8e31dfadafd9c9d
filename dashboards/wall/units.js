// Numbers as text, by the names that Grafana's units have. A unit that is not known is shown as it is named.

import { calendarDay, clockTime, dateTime, spokenDuration } from "./time.js";

/** Three digits that mean something, or as many decimals as wanted. */
export function plain(value, decimals) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "-∞";
  if (typeof decimals === "number") return fixed(value, decimals);
  if (value === 0 || Number.isInteger(value)) return value.toFixed(0);
  return fixed(value, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));
}

function fixed(value, decimals) {
  // Past these, digits are noise.
  if (Math.abs(value) >= 1e21 || (value !== 0 && Math.abs(value) < 1e-12)) return value.toExponential(2);
  const text = value.toFixed(Math.min(Math.max(0, Math.round(decimals)), 20));
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}

// MARK: - Families

/** A ladder of prefixes: the number is divided until it is below the factor. */
function ladder(factor, names, start = 0) {
  return (value, decimals) => {
    let step = start;
    let size = value;
    while (Math.abs(size) >= factor && step < names.length - 1) {
      size /= factor;
      step += 1;
    }
    return { text: plain(size, decimals), suffix: names[step] };
  };
}

const SI = ["", "k", "M", "G", "T", "P", "E", "Z"];
const IEC = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const si = (unit, start = 0) => ladder(1000, SI.map((prefix) => ` ${prefix}${unit}`.trimEnd()), start);
const iec = (unit, start = 0) => ladder(1024, IEC.map((prefix) => ` ${prefix}${unit}`), start);
const short = (unit) => ladder(1000, ["", " K", " Mil", " Bil", " Tri", " Quadr"].map((name) =>
  unit ? `${name.replace(" Mil", " M").replace(" Bil", " B").replace(" Tri", " T").replace(" Quadr", " Q")}${name ? "" : " "}${unit}` : name));
const after = (suffix) => (value, decimals) => ({ text: plain(value, decimals), suffix });
const before = (prefix) => (value, decimals) => ({ ...short("")(value, decimals), prefix });

const DURATIONS = [
  [1e-9, " ns"], [1e-6, " µs"], [1e-3, " ms"], [1, " s"], [60, " min"],
  [3600, " hours", " hour"], [86400, " days", " day"], [604800, " weeks", " week"], [31536000, " years", " year"],
];

/** Seconds and their parts and multiples; the number given counts `unit` seconds. */
const seconds = (unit) => (value, decimals) => {
  const whole = value * unit;
  if (whole === 0) return { text: plain(0, decimals), suffix: DURATIONS.find(([size]) => size >= unit)[1] };
  // A value that rounding would carry into the next unit belongs there.
  const [size, many, one] = DURATIONS.findLast(([each]) => Math.abs(whole) >= each * 0.99999) ?? DURATIONS[0];
  const text = plain(whole / size, decimals);
  return { text, suffix: Number(text) === 1 && one ? one : many };
};

const spoken = (unit) => (value) => ({ text: `${value < 0 ? "-" : ""}${spokenDuration(Math.abs(value) * unit * 1000)}`, suffix: "" });

function hoursMinutes(value) {
  const whole = Math.abs(Math.round(value));
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  return { text: `${value < 0 ? "-" : ""}${two(whole / 3600)}:${two((whole % 3600) / 60)}:${two(whole % 60)}`, suffix: "" };
}

const moment = (write) => (value, _, context) => ({
  text: Number.isFinite(value) ? write(value, context) : plain(value), suffix: "" });

function fromNow(value, { now, zone }) {
  if (value <= 0) return dateTime(value, zone);
  const text = spokenDuration(Math.abs(now - value));
  return value <= now ? `${text} ago` : `in ${text}`;
}

const truth = (yes, no) => (value) => ({ text: value ? yes : no, suffix: "" });

const FAMILIES = {
  none: after(""), string: after(""), short: short(""), percent: after("%"), humidity: after(" %H"), dB: after(" dB"),
  percentunit: (value, decimals) => ({ text: plain(value * 100, decimals), suffix: "%" }),
  hex: (value) => ({ text: Math.round(value).toString(16).toUpperCase(), suffix: "" }),
  hex0x: (value) => ({ text: `0x${Math.round(value).toString(16).toUpperCase()}`, suffix: "" }),
  sci: (value, decimals) => ({ text: value.toExponential(decimals ?? undefined), suffix: "" }),
  locale: (value, decimals) => ({ text: value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals ?? 3 }), suffix: "" }),
  pixel: after(" px"),

  bytes: iec("B"), kbytes: iec("B", 1), mbytes: iec("B", 2), gbytes: iec("B", 3), tbytes: iec("B", 4), bits: iec("b"),
  decbytes: si("B"), deckbytes: si("B", 1), decmbytes: si("B", 2), decgbytes: si("B", 3), dectbytes: si("B", 4), decbits: si("b"),
  binBps: iec("B/s"), Bps: si("B/s"), binbps: iec("b/s"), bps: si("b/s"), pps: si("p/s"),
  KiBs: iec("B/s", 1), MiBs: iec("B/s", 2), GiBs: iec("B/s", 3), KBs: si("B/s", 1), MBs: si("B/s", 2), GBs: si("B/s", 3),
  Kbits: si("b/s", 1), Mbits: si("b/s", 2), Gbits: si("b/s", 3), Kibits: iec("b/s", 1), Mibits: iec("b/s", 2),

  ns: seconds(1e-9), µs: seconds(1e-6), ms: seconds(1e-3), s: seconds(1), m: seconds(60), h: seconds(3600), d: seconds(86400),
  dtdurationms: spoken(1e-3), dtdurations: spoken(1), dthms: hoursMinutes, dthmsms: (value) => hoursMinutes(value / 1000),
  clocks: hoursMinutes, clockms: (value) => hoursMinutes(value / 1000), timeticks: seconds(0.01),
  dateTimeAsIso: moment((value, { zone }) => dateTime(value, zone)),
  dateTimeAsIsoNoDateIfToday: moment((value, { now, zone }) => calendarDay(value, zone) === calendarDay(now, zone) ? clockTime(value, zone) : dateTime(value, zone)),
  dateTimeAsSystem: moment((value, { zone }) => dateTime(value, zone)),
  dateTimeAsLocal: moment((value, { zone }) => dateTime(value, zone)),
  dateTimeAsUS: moment((value, { zone }) => dateTime(value, zone)),
  dateTimeFromNow: moment(fromNow),

  hertz: si("Hz"), rothz: si("Hz"), rotrpm: after(" rpm"), watt: si("W"), kwatt: si("W", 1), volt: si("V"), amp: si("A"), joule: si("J"),
  celsius: after(" °C"), fahrenheit: after(" °F"), kelvin: after(" K"), currencyUSD: before("$"), currencyEUR: before("€"), currencyGBP: before("£"),
  bool: truth("True", "False"), bool_yes_no: truth("Yes", "No"), bool_on_off: truth("On", "Off"),
};
FAMILIES.dateTimeAsUSNoDateIfToday = FAMILIES.dateTimeAsLocalNoDateIfToday = FAMILIES.dateTimeAsIsoNoDateIfToday;
FAMILIES["µs"] = FAMILIES.us = seconds(1e-6);
for (const [name, unit] of Object.entries({
  reqps: "req/s", ops: "ops/s", rps: "rd/s", wps: "wr/s", iops: "io/s", cps: "c/s", eps: "evt/s", mps: "msg/s", recps: "rec/s", rowsps: "rows/s",
  opm: "ops/m", rpm: "rd/m", wpm: "wr/m", cpm: "c/m", reqpm: "req/m", mpm: "msg/m" })) FAMILIES[name] = short(unit);

/** Whether a unit's name is one that this page can write. */
export const isKnownUnit = (unit) => !unit || unit in FAMILIES || /^(suffix|prefix|time|si|count|currency):/.test(unit);

/** A number in a unit: `{prefix, text, suffix}`. `context` has `now` and `zone`, for units of dates. */
export function inUnit(value, unit, decimals, context = { now: Date.now(), zone: "UTC" }) {
  const write = family(unit || "none");
  return { prefix: "", suffix: "", ...write(value, decimals, context) };
}

/** The same in one piece. */
export function formatted(value, unit, decimals, context) {
  const { prefix, text, suffix } = inUnit(value, unit, decimals, context);
  return `${prefix}${text}${suffix}`;
}

function family(unit) {
  if (Object.hasOwn(FAMILIES, unit)) return FAMILIES[unit];
  const [, kind, rest] = unit.match(/^(suffix|prefix|time|si|count|currency):(.*)$/s) ?? [];
  switch (kind) {
    case "suffix": return after(rest);
    case "prefix": return (value, decimals) => ({ text: plain(value, decimals), prefix: rest });
    case "time": return FAMILIES.dateTimeAsIso;
    case "si": {
      const start = "kMGTPEZ".indexOf(rest[0]) + 1;
      return start > 0 && rest.length > 1 ? si(rest.slice(1), start) : si(rest);
    }
    case "count": return short(rest);
    case "currency": return before(rest);
    default: return after(` ${unit}`);
  }
}

/** How a unit's axis is divided: by tens, by powers of two, or as clocks are. */
export function divisionOf(unit) {
  if (/^(k|m|g|t)?bytes$|^bits$|^bin|iBs$|ibits$/.test(unit ?? "")) return "binary";
  if (/^(s|m|h|ms|dtdurations|dthms|clocks)$/.test(unit ?? "")) return "clock";
  return "decimal";
}
