// A dashboard's panels where they stand: rows folded or open, panels and rows repeated for each value of a variable.

const COLUMNS = 24;
/** A variable with a thousand values does not become a thousand panels. */
const MOST_REPEATS = 40;

/**
 * `[{panel, scope, x, y, w, h, key, note}]` in the order of reading. `isOpen(row)` says whether a row's panels are wanted;
 * `scope` fixes the variable of a repeat: `{name: {text, value}}`.
 */
export function laidOut(model, variables, isOpen) {
  const placed = [];
  let shift = 0;
  for (const section of sections(model)) {
    for (const scope of repeats(section.row?.repeat, variables)) {
      const note = scope.note;
      const open = !section.row || isOpen(section.row, scope.values);
      const top = section.top;
      if (section.row) placed.push(place(section.row, scope.values, { x: 0, y: top + shift, w: COLUMNS, h: 1 }, note, open));
      const height = open ? addPanels(placed, section, scope.values, variables, shift) : 0;
      const own = section.bottom - section.top;
      // What a repeat adds or a folded row takes away moves all that follows.
      if (section.row) shift += 1 + height - (scope.isLast ? own : 0);
      else shift += height - own;
    }
  }
  return compact(placed);
}

/** As Grafana does: a panel rises to what is above it, and one that would lie on another moves below it. */
function compact(placed) {
  const settled = [];
  const crosses = (one, y) => settled.find((other) => one.x < other.x + other.w && other.x < one.x + one.w && y < other.y + other.h && other.y < y + one.h);
  for (const each of [...placed].sort((a, b) => a.y - b.y || a.x - b.x)) {
    let y = each.y;
    for (let under = crosses(each, y); under; under = crosses(each, y)) y = under.y + under.h;
    while (y > 0 && !crosses(each, y - 1)) y -= 1;
    each.y = y;
    settled.push(each);
  }
  return settled;
}

function place(panel, scope, { x, y, w, h }, note, isOpen) {
  const key = `${panel.id}:${Object.entries(scope).map(([name, { value }]) => `${name}=${value}`).join(",")}`;
  return { panel, scope, x, y, w, h, key, note, isOpen };
}

/** The panels between one row and the next; a folded row holds its own. */
function sections(model) {
  const panels = (model.panels ?? oldRows(model)).map((panel) => ({ ...panel, gridPos: { x: 0, y: 0, w: 12, h: 8, ...panel.gridPos } }))
    .sort((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x);
  const result = [{ row: null, panels: [], top: 0, bottom: 0 }];
  for (const panel of panels) {
    if (panel.type === "row") {
      const inside = (panel.panels ?? []).map((each) => ({ ...each, gridPos: { x: 0, y: panel.gridPos.y + 1, w: 12, h: 8, ...each.gridPos } }));
      result.push({ row: panel, panels: inside, top: panel.gridPos.y, bottom: panel.gridPos.y + 1, isFolded: inside.length > 0 });
    } else result.at(-1).panels.push(panel);
  }
  for (const section of result) {
    if (!section.isFolded) section.bottom = Math.max(section.bottom, ...section.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
    if (!section.row) section.top = 0;
  }
  return result;
}

/** Before schema 16 rows held panels with a span of twelfths. */
function oldRows(model) {
  const panels = [];
  let y = 0;
  for (const row of model.rows ?? []) {
    const height = Math.max(2, Math.round((parseInt(row.height, 10) || 250) / 38));
    if (row.showTitle) panels.push({ type: "row", title: row.title, gridPos: { x: 0, y: y++, w: COLUMNS, h: 1 } });
    let x = 0;
    for (const panel of row.panels ?? []) {
      const w = (panel.span ?? 6) * 2;
      if (x + w > COLUMNS) { x = 0; y += height; }
      panels.push({ ...panel, gridPos: { x, y, w, h: height } });
      x += w;
    }
    y += height;
  }
  return panels;
}

function repeats(name, variables) {
  const variable = name && variables.get(name);
  if (!variable) return [{ values: {}, isLast: true }];
  const values = variables.valuesOf(variable);
  const kept = values.slice(0, MOST_REPEATS);
  const note = values.length > kept.length ? `The first ${MOST_REPEATS} of ${values.length} values of ${name} are shown.` : null;
  return kept.map((value, at) => ({
    values: { [name]: { value, text: variable.options.find((option) => option.value === value)?.text ?? value } },
    note: at === kept.length - 1 ? note : null, isLast: at === kept.length - 1,
  }));
}

/** Adds a section's panels; returns how many rows of the grid they take. */
function addPanels(placed, section, scope, variables, shift) {
  const top = section.top + (section.row ? 1 : 0);
  // Folded panels keep the places they had when the row was folded.
  const first = section.isFolded ? Math.min(...section.panels.map(({ gridPos }) => gridPos.y)) : top;
  let bottom = top;
  let moved = 0;
  // What stands lower than a panel that grew is moved by as much.
  let grownBelow = -1;
  for (const panel of section.panels) {
    const { x, y, w, h } = panel.gridPos;
    const at = y - first + top + shift + (y >= grownBelow ? moved : 0);
    const copies = repeats(panel.repeat, variables);
    if (!panel.repeat || !variables.get(panel.repeat)) {
      placed.push(place(panel, scope, { x, y: at, w, h }, null));
      bottom = Math.max(bottom, at + h - shift);
      continue;
    }
    const isVertical = panel.repeatDirection === "v";
    const perRow = isVertical ? 1 : Math.min(copies.length, panel.maxPerRow || 4);
    const width = isVertical ? w : Math.floor(COLUMNS / perRow);
    copies.forEach(({ values, note }, index) => placed.push(place(panel, { ...scope, ...values }, {
      x: isVertical ? x : (index % perRow) * width, y: at + Math.floor(index / perRow) * h, w: width, h }, note)));
    const lines = Math.ceil(copies.length / Math.max(1, perRow));
    bottom = Math.max(bottom, at + lines * h - shift);
    moved += (lines - 1) * h;
    grownBelow = y + h;
  }
  return bottom - top;
}
