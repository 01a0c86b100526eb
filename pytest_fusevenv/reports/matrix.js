/* The matrix: filesystems down, releases across, for one scenario or the worst of all. */

const grid = document.getElementById("grid");

function drawMatrix(scenario) {
  const tools = D.tools.map((_, tool) => tool).filter((tool) => D.profiles.some(
    (_, profile) => cellsBehind(profile, scenario, tool).length));
  const title = scenario < 0 ? "the worst of all scenarios" : D.scenarios[scenario].name;
  const rows = D.profiles.map((_, profile) => rowHtml(profile, scenario, tools));
  grid.innerHTML = `<table role="grid" aria-readonly="true"><caption>Verdicts by filesystem and ` +
    `release: ${plain(title)}</caption><thead>${headHtml(tools)}</thead>` +
    `<tbody>${rows.join("")}</tbody></table>`;
  const first = grid.querySelector("tbody td, tbody th");
  if (first) first.tabIndex = 0;
}

function headHtml(tools) {
  const several = new Set(D.tools.map((tool) => tool.series)).size > 1;
  const heads = tools.map((tool) => {
    const { label, short } = D.tools[tool];
    const starts = several && BEFORE[tool] < 0 ? ' class="first"' : "";
    return `<th scope="col"${starts}><span>${plain(several ? label : short)}</span></th>`;
  });
  const kind = several || !D.tools.length ? "" : D.tools[0].series;
  return `<tr><th scope="col" class="corner">${plain(kind)}` +
    `<span class="unseen">filesystem</span></th>${heads.join("")}</tr>`;
}

function rowHtml(profile, scenario, tools) {
  const { name, title } = D.profiles[profile];
  const cells = tools.map((tool) => cellHtml(profile, scenario, tool));
  return `<tr data-profile="${profile}"><th scope="row" tabindex="-1" title="${plain(title)}">` +
    `${plain(name)}</th>${cells.join("")}</tr>`;
}

function cellHtml(profile, scenario, tool) {
  const behind = cellsBehind(profile, scenario, tool);
  const names = `${D.tools[tool].label}, ${D.profiles[profile].name}`;
  if (!behind.length) {
    return `<td class="none" tabindex="-1" aria-label="${plain(names)}: not played"></td>`;
  }
  const cell = shownCell(profile, scenario, tool);
  const story = storyOf(cell);
  const verdict = verdictOf(cell);
  const was = scenario < 0 ? worstBefore(profile, tool, story) : turnedFrom(cell);
  const news = behind.map((each) => NEWS.get(each)).filter(Boolean);
  const flake = behind.some((each) => storyOf(each).also.length);
  const says = [`${names}, ${D.scenarios[scenarioOf(cell)].name}: ${verdict.name}`];
  if (was) says.push(`was ${was.name}`);
  if (news.length) says.push(`news: ${news[0].kind}`);
  if (flake) says.push("a flake");
  const marks = [was && "turned", news.length && "news", flake && "flake"].filter(Boolean);
  const reason = story.reason ? `\n${story.reason}` : "";
  return `<td class="${["v-" + verdict.name, ...marks].join(" ")}" data-cell="${cell}" ` +
    `data-verdict="${verdict.name}" tabindex="-1" aria-label="${plain(says.join("; "))}" ` +
    `title="${plain(says.join("; ") + reason)}">${plain(verdict.symbol)}</td>`;
}

/* The worst verdict of the release before, where it is another one; else null. */
function worstBefore(profile, tool, story) {
  for (let t = BEFORE[tool]; t >= 0; t = BEFORE[t]) {
    if (!cellsBehind(profile, -1, t).length) continue;
    const before = storyOf(shownCell(profile, -1, t));
    return before.verdict === story.verdict ? null : D.verdicts[before.verdict];
  }
  return null;
}

/* Hide what is not wanted; how many rows are shown. */
function narrow(filters) {
  const words = filters.wanted.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of grid.querySelectorAll("tbody tr")) {
    const cells = [...row.querySelectorAll("td[data-cell]")];
    for (const td of cells) td.classList.toggle("off", filters.off.has(td.dataset.verdict));
    const { name, title } = D.profiles[row.dataset.profile];
    const text = `${name} ${title}`.toLowerCase();
    row.hidden = !(
      words.every((word) => text.includes(word)) &&
      cells.some((td) => !filters.off.has(td.dataset.verdict)) &&
      (!filters.changed || row.querySelector(".turned")) &&
      (!filters.news || row.querySelector(".news"))
    );
    shown += !row.hidden;
  }
  keepReachable();
  return shown;
}

/* One cell of those that are shown can be reached by Tab. */
function keepReachable() {
  const now = grid.querySelector("[tabindex='0']");
  if (now && !now.closest("tr").hidden) return;
  const next = grid.querySelector("tbody tr:not([hidden]) td");
  if (next) reach(next);
}

function reach(place) {
  for (const other of grid.querySelectorAll("[tabindex='0']")) other.tabIndex = -1;
  place.tabIndex = 0;
}

/* Where a key leads from a place in the matrix; null for other keys. */
function nextPlace(place, key, far) {
  const rows = [...grid.querySelectorAll("tbody tr:not([hidden])")];
  const row = rows.indexOf(place.closest("tr"));
  const column = place.cellIndex;
  const last = place.closest("tr").cells.length - 1;
  const at = (r, c) => rows[Math.max(0, Math.min(r, rows.length - 1))]
    .cells[Math.max(0, Math.min(c, last))];
  const leads = {
    ArrowUp: () => at(row - 1, column),
    ArrowDown: () => at(row + 1, column),
    ArrowLeft: () => at(row, column - 1),
    ArrowRight: () => at(row, column + 1),
    PageUp: () => at(row - 10, column),
    PageDown: () => at(row + 10, column),
    Home: () => at(far ? 0 : row, 0),
    End: () => at(far ? rows.length - 1 : row, last),
  };
  return Object.hasOwn(leads, key) ? leads[key]() : null;
}
