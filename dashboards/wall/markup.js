// The part of Markdown that dashboards use, as elements: headings, lists, emphasis, code, links, rules, tables.
// HTML in it stays text.

import { element } from "./element.js";
import { safeURL } from "./links.js";

const INLINE = /(`[^`]+`)|(\*\*[^*]+\*\*|__[^_]+__)|(\*[^*\s][^*]*\*|\b_[^_]+_\b)|(\[[^\]]*\]\([^)\s]+\))/;

function inline(text) {
  const found = text.match(INLINE);
  if (!found) return text ? [text] : [];
  const [whole, code, strong, emphasis, link] = found;
  const before = text.slice(0, found.index);
  const rest = inline(text.slice(found.index + whole.length));
  let node;
  if (code) node = element("code", {}, code.slice(1, -1));
  else if (strong) node = element("strong", {}, inline(strong.slice(2, -2)));
  else if (emphasis) node = element("em", {}, inline(emphasis.slice(1, -1)));
  else if (link) {
    const [, label, address] = link.match(/^\[([^\]]*)\]\(([^)]+)\)$/);
    const href = safeURL(address);
    node = href ? element("a", { href, rel: "noopener noreferrer" }, inline(label)) : whole;
  }
  return [...(before ? [before] : []), node, ...rest];
}

const cells = (line) => line.replace(/^\s*\||\|\s*$/g, "").split("|").map((cell) => inline(cell.trim()));

/** Blocks of Markdown as elements. */
export function markdown(source) {
  const lines = String(source ?? "").replace(/\r/g, "").split("\n");
  const blocks = [];
  let at = 0;
  const take = (test) => {
    const taken = [];
    while (at < lines.length && test(lines[at])) taken.push(lines[at++]);
    return taken;
  };
  while (at < lines.length) {
    const line = lines[at];
    const heading = line.match(/^(#{1,6})\s+(.*)$/);
    if (!line.trim()) at += 1;
    else if (line.startsWith("```")) {
      at += 1;
      const code = take((each) => !each.startsWith("```"));
      at += 1;
      blocks.push(element("pre", {}, element("code", {}, code.join("\n"))));
    } else if (heading) {
      at += 1;
      blocks.push(element(`h${Math.min(6, heading[1].length + 1)}`, {}, inline(heading[2])));
    } else if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) {
      at += 1;
      blocks.push(element("hr"));
    } else if (/^\s*[-*+]\s+/.test(line)) {
      blocks.push(element("ul", {}, take((each) => /^\s*[-*+]\s+/.test(each)).map((each) => element("li", {}, inline(each.replace(/^\s*[-*+]\s+/, ""))))));
    } else if (/^\s*\d+[.)]\s+/.test(line)) {
      blocks.push(element("ol", {}, take((each) => /^\s*\d+[.)]\s+/.test(each)).map((each) => element("li", {}, inline(each.replace(/^\s*\d+[.)]\s+/, ""))))));
    } else if (line.startsWith(">")) {
      blocks.push(element("blockquote", {}, inline(take((each) => each.startsWith(">")).map((each) => each.replace(/^>\s?/, "")).join(" "))));
    } else if (line.includes("|") && /^\s*\|?\s*:?-{2,}/.test(lines[at + 1] ?? "")) {
      const [head, , ...rows] = take((each) => each.includes("|"));
      blocks.push(element("table", {}, element("thead", {}, element("tr", {}, cells(head).map((cell) => element("th", {}, cell)))),
        element("tbody", {}, rows.map((row) => element("tr", {}, cells(row).map((cell) => element("td", {}, cell)))))));
    } else {
      blocks.push(element("p", {}, inline(take((each) => each.trim() && !/^(#{1,6}\s|```|>|\s*[-*+]\s|\s*\d+[.)]\s)/.test(each)).join(" ") || lines[at++])));
    }
  }
  return blocks;
}
