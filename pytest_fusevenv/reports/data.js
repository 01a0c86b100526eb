"use strict";
/* The data of the page, and how to ask it. A cell is a number: where it stands in D.cells. */

const D = JSON.parse(document.getElementById("data").textContent);
const TOOLS = D.tools.length;
const SCENARIOS = D.scenarios.length;
const NEWS = new Map(D.news.map(([cell, kind, expected]) => [cell, { kind, expected }]));
const BUGS = new Map(D.bugs.map((bug) => [bug.name, bug]));

/* Of each tool, the number of the release before it; -1 for the first of its kind. */
const BEFORE = D.tools.map((tool, number) => {
  for (let n = number - 1; n >= 0; n--) if (D.tools[n].series === tool.series) return n;
  return -1;
});

const cellAt = (profile, scenario, tool) => (profile * SCENARIOS + scenario) * TOOLS + tool;
const storyOf = (cell) => D.stories[D.cells[cell]];
const verdictOf = (cell) => D.verdicts[storyOf(cell).verdict];
const wasPlayed = (cell) => D.cells[cell] >= 0;
const toolOf = (cell) => cell % TOOLS;
const scenarioOf = (cell) => Math.floor(cell / TOOLS) % SCENARIOS;
const profileOf = (cell) => Math.floor(cell / TOOLS / SCENARIOS);

/* The same filesystem and scenario with the release before; -1 where there is none. */
function cellBefore(cell) {
  for (let tool = BEFORE[toolOf(cell)]; tool >= 0; tool = BEFORE[tool]) {
    const before = cell - toolOf(cell) + tool;
    if (wasPlayed(before)) return before;
  }
  return -1;
}

/* The verdict before, where a release changed it; else null. */
function turnedFrom(cell) {
  const before = cellBefore(cell);
  if (before < 0 || storyOf(before).verdict === storyOf(cell).verdict) return null;
  return verdictOf(before);
}

/* The cells of a filesystem and scenario, of one kind of tool. */
function cellsBeside(cell) {
  const series = D.tools[toolOf(cell)].series;
  const first = cell - toolOf(cell);
  return D.tools
    .map((_, tool) => first + tool)
    .filter((each) => D.tools[toolOf(each)].series === series && wasPlayed(each));
}

/* The cell that stands for a filesystem and a release: of all scenarios (-1) the worst. */
function shownCell(profile, scenario, tool) {
  if (scenario >= 0) return cellAt(profile, scenario, tool);
  let worst = cellAt(profile, 0, tool);
  for (let s = 1; s < SCENARIOS; s++) {
    const cell = cellAt(profile, s, tool);
    if (!wasPlayed(cell)) continue;
    if (!wasPlayed(worst) || storyOf(cell).verdict > storyOf(worst).verdict) worst = cell;
  }
  return worst;
}

/* The cells that a shown one stands for. */
function cellsBehind(profile, scenario, tool) {
  if (scenario >= 0) return [cellAt(profile, scenario, tool)].filter(wasPlayed);
  return D.scenarios.map((_, s) => cellAt(profile, s, tool)).filter(wasPlayed);
}

/* A cell in the words of a link: profile/scenario/tool; and back: -1 where there is none. */
const pathOf = (cell) =>
  [D.profiles[profileOf(cell)], D.scenarios[scenarioOf(cell)], D.tools[toolOf(cell)]]
    .map((part) => encodeURIComponent(part.name))
    .join("/");

const numberOf = (list, name) => list.findIndex((one) => one.name === name);

function cellOf(names) {
  const profile = numberOf(D.profiles, names[0]);
  const scenario = numberOf(D.scenarios, names[1]);
  const tool = numberOf(D.tools, names[2]);
  if (profile < 0 || scenario < 0 || tool < 0) return -1;
  const cell = cellAt(profile, scenario, tool);
  return wasPlayed(cell) ? cell : -1;
}

/* Text as HTML: nothing in it is a tag, and what is no character shows as one. */
const MARKUP = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const plain = (text) => String(text)
  .replace(/[&<>"']/g, (sign) => MARKUP[sign])
  .replace(/\p{Surrogate}/gu, "\uFFFD");

const badge = (verdict) =>
  `<span class="badge v-${verdict.name}" aria-hidden="true">${plain(verdict.symbol)}</span>`;
