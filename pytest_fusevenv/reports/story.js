/* The story of a cell, and the time lines of a filesystem, as HTML. */

const ROLES = {
  second: "the same once more",
  again: "tried again",
  survives: "must work still",
  check: "must work now",
};

function storyHtml(cell) {
  const story = storyOf(cell);
  const profile = D.profiles[profileOf(cell)];
  const scenario = D.scenarios[scenarioOf(cell)];
  const tool = D.tools[toolOf(cell)];
  return [
    head(`${tool.label}: ${scenario.name} on ${profile.name}`, `${scenario.title} &middot; ` +
      `${plain(scenario.on_mount.join(", "))} on ${plain(profile.title)}`),
    verdictHtml(cell),
    part("Cause", causeHtml(story)),
    part("Known bug", bugsHtml(story)),
    part("Time line", lineHtml(cellsBeside(cell), cell)),
    part("What was typed", story.lines.map(typedHtml).join("")),
    part("Refused calls", listHtml(story.refused.map((n) => `<code>${plain(D.texts[n])}</code>`))),
    part("Another turn", story.also.length
      ? `<p>It is a flake: it also came out as ${plain(story.also.join(" or "))}.</p>` : ""),
    part("To reproduce it", `<code class="copy">${plain(commandOf(profile, scenario, tool))}</code>`),
    part("The filesystem", filesystemHtml(profile)),
  ].join("");
}

function timesHtml(number) {
  const profile = D.profiles[number];
  const parts = D.scenarios.map((scenario, s) => {
    const cells = D.tools.map((_, tool) => cellAt(number, s, tool)).filter(wasPlayed);
    const kinds = [...new Set(cells.map((cell) => D.tools[toolOf(cell)].series))];
    return kinds.map((kind) => part(
      kinds.length > 1 ? `${scenario.name}, ${kind}` : scenario.name,
      lineHtml(cells.filter((cell) => D.tools[toolOf(cell)].series === kind), -1),
    )).join("");
  });
  const about = part("Made from", sourcesHtml(profile));
  return head(profile.name, plain(profile.title)) + parts.join("") + about;
}

const head = (title, note) => `<header><h2 id="story-title" tabindex="-1">${plain(title)}</h2>` +
  '<button type="button" class="close" aria-label="Close">&times;</button></header>' +
  `<p class="note">${note}</p>`;

const part = (title, inner) =>
  inner ? `<section class="part"><h3>${plain(title)}</h3>${inner}</section>` : "";

const listHtml = (items) =>
  items.length ? `<ul>${items.map((item) => `<li>${item}</li>`).join("")}</ul>` : "";

function verdictHtml(cell) {
  const verdict = verdictOf(cell);
  const { reason } = storyOf(cell);
  const was = turnedFrom(cell);
  const news = NEWS.get(cell);
  const notes = [];
  if (was) notes.push(`Changed: ${was.name} with ${D.tools[toolOf(cellBefore(cell))].label}.`);
  if (news) notes.push(`News: ${news.kind}${news.expected ? `; expected: ${news.expected}` : ""}.`);
  return `<div class="verdict v-${verdict.name}">` +
    `<span class="symbol" aria-hidden="true">${plain(verdict.symbol)}</span>` +
    `<div><b>${verdict.name}</b>${plain(verdict.meaning)}</div></div>` +
    (reason ? `<p><code>${plain(reason)}</code></p>` : "") +
    (notes.length ? `<p class="note">${plain(notes.join(" "))}</p>` : "");
}

function causeHtml(story) {
  if (!story.cause.length) return "";
  const [op, path, errno, because] = story.cause;
  return `<div class="cause"><code>${plain(op)} ${plain(path)} &rarr; ${plain(errno)}</code>` +
    `<p>${plain(because)}</p></div>`;
}

function bugsHtml(story) {
  return listHtml(story.bugs.map((name) => {
    const bug = BUGS.get(name) || { title: "", urls: [] };
    const links = bug.urls.map(linkHtml).join("<br>");
    return `<b>${plain(name)}</b>: ${plain(bug.title)}${links ? `<br>${links}` : ""}`;
  }));
}

function typedHtml([role, command, code, said]) {
  const exit = code === null ? "did not end" : `exit ${code}`;
  const output = D.texts[said];
  return '<div class="typed"><div class="head">' +
    `<pre>$ ${plain(D.texts[command])}</pre>` +
    `<span class="exit ${code === 0 ? "" : "bad"}">${exit}</span></div>` +
    (ROLES[role] ? `<div class="role">${ROLES[role]}</div>` : "") +
    (output ? `<pre class="said">${plain(output)}</pre>` : "") + "</div>";
}

/* A mark for each release, and the same in words: from which to which it came out how. */
function lineHtml(cells, now) {
  const marks = cells.map((cell) => {
    const verdict = verdictOf(cell);
    const says = `${D.tools[toolOf(cell)].label}: ${verdict.name}`;
    const current = cell === now ? ' aria-current="true"' : "";
    return `<li${turnedFrom(cell) ? ' class="turned"' : ""}><a href="#${pathOf(cell)}"` +
      ` data-cell="${cell}" class="v-${verdict.name}${cell === now ? " now" : ""}"${current}` +
      ` title="${plain(says)}" aria-label="${plain(says)}">${plain(verdict.symbol)}</a></li>`;
  });
  return `<ol class="line">${marks.join("")}</ol><ul class="spans">${spansHtml(cells, now)}</ul>`;
}

function spansHtml(cells, now) {
  const spans = [];
  for (const cell of cells) {
    if (spans.length && !turnedFrom(cell)) spans[spans.length - 1].push(cell);
    else spans.push([cell]);
  }
  return spans.map((span) => {
    const [first, last] = [span[0], span[span.length - 1]].map((cell) => D.tools[toolOf(cell)]);
    const range = first === last ? first.label : `${first.label} to ${last.short}`;
    return `<li class="${span.includes(now) ? "now" : ""}">${badge(verdictOf(span[0]))}` +
      `<span>${verdictOf(span[0]).name}: ${plain(range)}</span></li>`;
  }).join("");
}

function filesystemHtml(profile) {
  return `<p><b>${plain(profile.name)}</b>: ${plain(profile.title)}. ` +
    `<a href="#${encodeURIComponent(profile.name)}">All its time lines</a></p>` +
    sourcesHtml(profile);
}

const sourcesHtml = (profile) => listHtml(profile.sources.map(linkHtml));

const linkHtml = (url) => /^https?:/.test(url)
  ? `<a href="${plain(url)}" rel="noreferrer">${plain(url.replace(/^https?:\/\//, ""))}</a>`
  : plain(url);

const quoted = (word) => /^[\w@.,/+:=-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;

const commandOf = (profile, scenario, tool) =>
  `fusevenv guard ${quoted(tool.name)} --profile ${quoted(profile.name)} ` +
  `--scenario ${quoted(scenario.name)} --reproducer DIR`;
