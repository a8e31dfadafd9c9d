// Elements made by hand. A child that is not an element becomes a text node: nothing that a label or
// a dashboard says is ever read as HTML.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else if (name === "style") Object.assign(node.style, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** An HTML element; functions among the attributes are listeners, `style` is an object. */
export const element = (name, attributes = {}, ...children) =>
  fill(document.createElement(name), attributes, children);

/** The same for SVG. */
export const svg = (name, attributes = {}, ...children) =>
  fill(document.createElementNS(SVG, name), attributes, children);

let pencil;
/** The width in pixels of a text in the page's font. */
export function textWidth(text, size, weight = 400) {
  pencil ??= document.createElement("canvas").getContext("2d");
  pencil.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
  return pencil.measureText(text).width;
}

/** The largest font size at which all texts fit a box. */
export function fittingSize(texts, width, height, { least = 10, most = 400, weight = 600 } = {}) {
  const widest = Math.max(1, ...texts.map((text) => textWidth(text, 100, weight)));
  return Math.max(least, Math.min(most, Math.floor(Math.min((width / widest) * 100, height / 1.2))));
}

/** A text shortened in its middle to fit a width: both ends of a name tell it from others. */
export function shortened(text, width, size) {
  if (textWidth(text, size) <= width) return text;
  let kept = text.length;
  let short = text;
  do {
    kept -= 1;
    short = `${text.slice(0, Math.ceil(kept / 2))}…${text.slice(text.length - Math.floor(kept / 2))}`;
  } while (kept > 2 && textWidth(short, size) > width);
  return short;
}

/**
 * Where nobody can scroll (kiosk), rows that do not fit are left out and counted: half a row is read wrongly.
 * `more(count)` is the line that says so.
 */
export function keepWhole(box, rows, more) {
  if (!document.body.classList.contains("kiosk") || box.scrollHeight <= box.clientHeight + 1) return;
  const line = more(1);
  const last = rows.at(-1);
  last?.after(line);
  const room = box.getBoundingClientRect().bottom - line.getBoundingClientRect().height;
  const fitting = rows.filter((row) => row.getBoundingClientRect().bottom <= room + 1).length;
  for (const row of rows.slice(fitting)) row.remove();
  line.replaceWith(more(rows.length - fitting));
}
