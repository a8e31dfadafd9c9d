// Run in the page: what a panel shows, as a reader sees it, and what is wrong with how it stands there.
(() => {
  const all = (node, selector) => [...node.querySelectorAll(selector)];
  const text = (node) => (node ? node.textContent.trim() : null);

  /** What one panel shows. */
  const read = (panel) => {
    const body = panel.querySelector(".body");
    const valued = all(body, ".tile, .gauge, .bar").map((node) => ({
      name: node.dataset.name,
      text: all(node, ".value").map((value) => all(value, ".sign").reduce((whole, sign) => whole.replace(sign.textContent, ""), value.textContent)).join("").trim(),
      colour: node.dataset.colour,
      background: node.style.backgroundColor || null,
      sign: text(node.querySelector(".sign")),
      age: text(node.querySelector(".age")),
      link: node.closest("a")?.getAttribute("href") ?? null,
    }));
    return {
      title: text(panel.querySelector("h2"))?.replace(/ ›$/, ""),
      type: panel.dataset.type,
      note: panel.querySelector(".note").hidden ? null : text(panel.querySelector(".note")),
      message: text(body.querySelector(":scope > p")),
      values: valued,
      head: all(body, "thead th").map((cell) => text(cell).replace(/ [▲▼]$/, "")),
      rows: all(body, ".scroll tbody tr").map((row) => all(row, "td").map(text)),
      cells: all(body, ".scroll tbody td").map((cell) => ({ text: text(cell), background: cell.style.backgroundColor || null, link: cell.querySelector("a")?.getAttribute("href") ?? null })),
      foot: all(body, "tfoot td").map(text),
      legend: all(body, ".legend .series").map(text),
      calcs: all(body, ".legend .calc, .legend.table td + td").map(text),
      axis: all(body, "svg .axis").map(text),
      lines: all(body, ".plot svg path, .plot svg g rect, .plot svg circle").length,
      strokes: all(body, ".plot g path[stroke]").map((path) => path.getAttribute("stroke")),
      states: all(body, "rect.state").map((rect) => ({ row: rect.dataset.row, text: rect.dataset.text, colour: rect.getAttribute("fill") })),
      alerts: all(body, ".alert").map((node) => ({ severity: text(node.querySelector(".severity")), what: text(node.querySelector(".what")), since: text(node.querySelector("time")) })),
      prose: all(body, ".prose, pre").map((node) => node.innerHTML).join(""),
      links: all(panel, ".head a").map((node) => ({ text: text(node).replace(/ ›$/, ""), href: node.getAttribute("href"), target: node.getAttribute("target") })),
    };
  };

  // MARK: - How it stands there

  const SCROLLS = ".scroll, .legend, .alerts, .prose, .bars";
  const crosses = (a, b, slack) => a.left < b.right - slack && b.left < a.right - slack && a.top < b.bottom - slack && b.top < a.bottom - slack;
  const label = (panel) => `“${text(panel.querySelector("h2")) || panel.dataset.panel}”`;

  /** The boxes of all texts of a panel. */
  const texts = (panel) => {
    const walker = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.textContent.trim() || node.parentElement.closest("title, [hidden], option, select")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      if (box.width > 0 && box.height > 0) found.push({ text: node.textContent.trim().slice(0, 40), box, lines: [...range.getClientRects()], node: node.parentElement });
    }
    return found;
  };

  /** Sentences on what overlaps or is cut. */
  const faults = () => {
    const list = [];
    const panels = all(document, ".view:not(.coming) .panel");
    panels.forEach((panel, at) => {
      const box = panel.getBoundingClientRect();
      for (const other of panels.slice(at + 1)) if (crosses(box, other.getBoundingClientRect(), 1)) list.push(`${label(panel)} and ${label(other)} overlap`);
      if (box.right > innerWidth + 1) list.push(`${label(panel)} reaches over the right edge`);
      const seen = texts(panel);
      for (const { text: words, box: place, node } of seen) {
        const holder = node.closest("svg") ?? node.closest(SCROLLS) ?? node.closest(".tile, .gauge, .body, .head, .note") ?? panel;
        const room = holder.getBoundingClientRect();
        const isScrolled = holder.matches(SCROLLS);
        const wide = place.left < room.left - 1.5 || place.right > room.right + 1.5;
        const high = !isScrolled && (place.top < room.top - 3 || place.bottom > room.bottom + 3);
        if (wide || high) list.push(`“${words}” is cut in ${label(panel)}`);
        if (!isScrolled && (place.bottom > box.bottom + 1 || place.right > box.right + 1)) list.push(`“${words}” reaches out of ${label(panel)}`);
      }
      const free = seen.filter(({ node }) => !node.closest(SCROLLS));
      free.forEach((one, index) => {
        for (const other of free.slice(index + 1)) {
          if (one.node !== other.node && one.lines.some((line) => other.lines.some((another) => crosses(line, another, 2)))) list.push(`“${one.text}” and “${other.text}” overlap in ${label(panel)}`);
        }
      });
    });
    if (document.documentElement.scrollWidth > innerWidth + 1) list.push(`the page is wider than the screen by ${document.documentElement.scrollWidth - innerWidth} px`);
    for (const node of all(document, "#bar *")) {
      if (node.children.length === 0 && node.tagName !== "INPUT" && node.clientWidth > 0 && node.scrollWidth > node.clientWidth + 1) list.push(`“${text(node)}” is cut in the bar`);
    }
    return [...new Set(list)];
  };

  /** Panels whose content is taller than they are, so that a part is seen only by scrolling. */
  const scrolling = () => all(document, ".view:not(.coming) .panel").filter((panel) => all(panel, SCROLLS).some((node) => node.scrollHeight > node.clientHeight + 2)).map(label);

  window.reading = {
    isDrawn: () => {
      const panels = all(document, ".view:not(.coming) .panel");
      return Boolean(document.querySelector(".failure")) || (document.querySelector(".view:not(.coming)") !== null && panels.length > 0 && panels.every((panel) => panel.dataset.drawn));
    },
    panels: () => all(document, ".view:not(.coming) .panel").map(read),
    faults, scrolling,
  };
})();
