// Grafana's names of colours, and what can be read on what.

const HUES = {
  red: ["#FFA6B0", "#FF7383", "#F2495C", "#E02F44", "#C4162A"],
  orange: ["#FFCB7D", "#FFB357", "#FF9830", "#FF780A", "#FA6400"],
  yellow: ["#FFF899", "#FFEE52", "#FADE2A", "#F2CC0C", "#E0B400"],
  green: ["#C8F2C2", "#96D98D", "#73BF69", "#56A64B", "#37872D"],
  blue: ["#C0D8FF", "#8AB8FF", "#5794F2", "#3274D9", "#1F60C4"],
  purple: ["#DEB6F2", "#CA95E5", "#B877D9", "#A352CC", "#8F3BB8"],
};
const SHADES = ["super-light-", "light-", "", "semi-dark-", "dark-"];
const NAMED = Object.fromEntries(Object.entries(HUES).flatMap(([hue, tones]) => tones.map((tone, at) => [SHADES[at] + hue, tone])));

/** The order in which series without a colour of their own take one; neighbours differ in brightness, too. */
const SERIES = [
  "#73BF69", "#FADE2A", "#5794F2", "#FF9830", "#F2495C", "#B877D9", "#6ED0E0", "#C8F2C2", "#E0B400", "#8AB8FF", "#FA6400", "#FF7383",
  "#8F3BB8", "#37872D", "#FFF899", "#1F60C4", "#FFCB7D", "#C4162A", "#DEB6F2", "#2A9DB5", "#96D98D", "#A16A2A", "#C0D8FF", "#FFA6B0",
];
export const seriesColour = (index) => SERIES[((index % SERIES.length) + SERIES.length) % SERIES.length];

const CONTINUOUS = {
  "continuous-GrYlRd": ["green", "yellow", "red"], "continuous-RdYlGr": ["red", "yellow", "green"],
  "continuous-BlYlRd": ["dark-blue", "super-light-yellow", "dark-red"], "continuous-YlRd": ["super-light-yellow", "dark-red"],
  "continuous-BlPu": ["dark-blue", "super-light-purple"], "continuous-YlBl": ["super-light-yellow", "dark-blue"],
  "continuous-blues": ["#101820", "blue"], "continuous-reds": ["#201012", "red"],
  "continuous-greens": ["#102012", "green"], "continuous-purples": ["#1c1020", "purple"],
};
export const isContinuous = (mode) => mode in CONTINUOUS;
export const isColourMode = (mode) => isContinuous(mode) || /^(thresholds|fixed|shades|palette-classic(-by-name)?)$/.test(mode);

/** The CSS colour that a name means: `text` and `transparent` follow the theme. */
export function css(name) {
  if (!name || name === "text") return "var(--text)";
  if (name === "transparent") return "transparent";
  if (name === "gray" || name === "grey") return "#808080";
  return NAMED[name] ?? name;
}

/** A colour of a scale that runs on, at 0...1. */
export function continuous(mode, at) {
  const stops = CONTINUOUS[mode].map((name) => channels(css(name)));
  const place = Math.max(0, Math.min(1, at)) * (stops.length - 1);
  const low = Math.min(Math.floor(place), stops.length - 2);
  return hex(stops[low].map((from, index) => from + (stops[low + 1][index] - from) * (place - low)));
}

// MARK: - Contrast

let canvas;
const parsed = new Map();
/** Red, green and blue in 0...255, of anything that CSS understands. */
function channels(colour) {
  if (parsed.has(colour)) return parsed.get(colour);
  if (!canvas) {
    canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    canvas.canvas.width = canvas.canvas.height = 1;
  }
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = "#808080";
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const found = [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  if (parsed.size > 500) parsed.clear();
  parsed.set(colour, found);
  return found;
}

const hex = (parts) => `#${parts.map((part) => Math.round(Math.max(0, Math.min(255, part))).toString(16).padStart(2, "0")).join("")}`;

function luminance(colour) {
  const [r, g, b] = channels(colour).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast of two colours as WCAG reckons it, 1...21. */
export function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** Black or white, whichever is better read on a colour. */
export const textOn = (colour) => (contrast(colour, "#000000") >= contrast(colour, "#ffffff") ? "#000000" : "#ffffff");

/** A colour made darker or lighter until it can be read on a background. */
export function readable(colour, background, least = 4.5) {
  if (colour.startsWith("var(") || colour === "transparent") return colour;
  const goal = luminance(background) > 0.4 ? 0 : 255;
  let parts = channels(colour);
  for (let step = 0; step < 12 && contrast(hex(parts), background) < least; step += 1) {
    parts = parts.map((part) => part + (goal - part) * 0.15);
  }
  return hex(parts);
}

/** A sign beside a colour, for who cannot tell red from green: by hue, "" for what means nothing. */
export function signOf(colour) {
  if (colour.startsWith("var(") || colour === "transparent") return "";
  const [r, g, b] = channels(colour);
  const [low, , high] = [r, g, b].sort((one, other) => one - other);
  if (high - low < 60) return "";
  const hue = ((high === r ? (g - b) / (high - low) : high === g ? 2 + (b - r) / (high - low) : 4 + (r - g) / (high - low)) * 60 + 360) % 360;
  if (hue < 18 || hue > 335) return "✕";
  if (hue < 66) return "!";
  return hue < 170 ? "✓" : "";
}
