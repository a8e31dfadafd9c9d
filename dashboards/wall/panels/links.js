// A value's own link: the first that its field has.

import { fieldVariables } from "../fields.js";
import { valueVariables } from "../links.js";

/** The node inside its field's first data link, or the node itself. */
export function valueLink(node, { each, value, time, row, frame }, text, _, { panel }) {
  const own = fieldVariables(each, each.display);
  const ofValue = valueVariables({ value, text, time, row, frame });
  const more = (...reference) => own(...reference) ?? ofValue(...reference);
  for (const link of each.config.links ?? []) {
    const anchor = panel.link(link, more, node);
    if (anchor) {
      anchor.classList.add("whole");
      return anchor;
    }
  }
  return node;
}
