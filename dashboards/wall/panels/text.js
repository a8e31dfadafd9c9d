// Text panels: Markdown or plain. HTML is shown as the text it is.

import { element } from "../element.js";
import { markdown } from "../markup.js";

export function drawText(body, panel, { variables, scope }) {
  const { mode = "markdown", content = "" } = panel.options ?? panel;
  const text = variables.text(content, scope);
  if (mode === "markdown") body.replaceChildren(element("div", { class: "prose" }, markdown(text)));
  else body.replaceChildren(element("pre", {}, text));
  return mode === "html" ? ["HTML is shown as text."] : [];
}
