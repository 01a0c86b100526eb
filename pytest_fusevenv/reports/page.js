/* What the reader does: filters, keys, stories. All of it stands in the address, to be shared:
   #profile/scenario/tool?view=sync&q=nfs&hide=works&changed&news */

const dialog = document.getElementById("story");
const wanted = document.getElementById("wanted");
const changed = document.getElementById("changed");
const withNews = document.getElementById("with-news");
const filters = { view: -1, wanted: "", off: new Set(), changed: false, news: false };
let drawn = null;
let opened = "";

/* --- the address --- */

function addressOf(place) {
  const said = new URLSearchParams();
  if (filters.view >= 0) said.set("view", D.scenarios[filters.view].name);
  if (filters.wanted) said.set("q", filters.wanted);
  if (filters.off.size) said.set("hide", [...filters.off].join(" "));
  if (filters.changed) said.set("changed", "1");
  if (filters.news) said.set("news", "1");
  const query = said.toString();
  return `#${place}${query ? `?${query}` : ""}`;
}

function parted(text) {
  try {
    return text.split("/").map(decodeURIComponent);
  } catch {
    return [];
  }
}

/* Do what the address says. A link to a cell says nothing of filters: they stay as they are. */
function obey() {
  const [place, query] = location.hash.slice(1).split("?");
  if (query !== undefined || drawn === null) readFilters(new URLSearchParams(query || ""));
  show();
  const names = parted(place);
  const cell = names.length === 3 ? cellOf(names) : -1;
  const profile = names.length === 1 ? numberOf(D.profiles, names[0]) : -1;
  if (cell >= 0) open(place, storyHtml(cell));
  else if (profile >= 0) open(place, timesHtml(profile));
  else if (dialog.open) dialog.close();
}

function readFilters(said) {
  filters.view = numberOf(D.scenarios, said.get("view"));
  filters.wanted = said.get("q") || "";
  filters.off = new Set((said.get("hide") || "").split(" ").filter(Boolean));
  filters.changed = said.has("changed");
  filters.news = said.has("news");
  fillForm();
}

/* --- the filters --- */

function makeForm() {
  const views = [["All, at their worst", -1], ...D.scenarios.map((one, n) => [one.name, n])];
  document.getElementById("views").insertAdjacentHTML("beforeend", views.map(([name, number]) =>
    `<label><input type="radio" name="view" value="${number}"> ${plain(name)}</label>`).join(""));
  const met = new Set(D.stories.map((story) => story.verdict));
  const ticks = D.verdicts.filter((_, number) => met.has(number)).map((one) =>
    `<label class="tick" title="${plain(one.meaning)}"><input type="checkbox" name="verdict" ` +
    `value="${one.name}"> ${badge(one)} <span>${one.name}</span></label>`);
  document.getElementById("verdicts").insertAdjacentHTML("beforeend", ticks.join(""));
  document.getElementById("only-news").hidden = !D.news.length;
  document.getElementById("filters").hidden = false;
  document.querySelector(".keys").hidden = false;
}

function fillForm() {
  for (const box of document.getElementsByName("view")) box.checked = +box.value === filters.view;
  for (const box of document.getElementsByName("verdict")) box.checked = !filters.off.has(box.value);
  wanted.value = filters.wanted;
  changed.checked = filters.changed;
  withNews.checked = filters.news;
}

function readForm() {
  filters.view = +document.querySelector("[name=view]:checked").value;
  filters.off = new Set([...document.querySelectorAll("[name=verdict]:not(:checked)")]
    .map((box) => box.value));
  filters.wanted = wanted.value.trim();
  filters.changed = changed.checked;
  filters.news = withNews.checked;
  history.replaceState(null, "", addressOf(""));
  show();
}

function show() {
  if (drawn !== filters.view) drawMatrix(filters.view);
  drawn = filters.view;
  const shown = narrow(filters);
  const all = D.profiles.length;
  document.getElementById("shown").textContent =
    shown === all ? `${all} filesystems` : `${shown} of ${all} filesystems`;
}

/* --- stories --- */

function open(place, html) {
  opened = place;
  dialog.innerHTML = `<div class="story">${html}</div>`;
  dialog.scrollTop = 0;
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("h2").focus();
}

function goTo(place) {
  history.pushState(null, "", addressOf(place));
  obey();
}

function enter(place) {
  reach(place);
  place.focus();
  if (place.dataset.cell) goTo(pathOf(+place.dataset.cell));
  else if (place.tagName === "TH") {
    goTo(encodeURIComponent(D.profiles[place.closest("tr").dataset.profile].name));
  }
}

dialog.addEventListener("close", () => {
  if (opened && location.hash.slice(1).split("?")[0] === opened) {
    history.replaceState(null, "", addressOf(""));
  }
  opened = "";
  dialog.innerHTML = "";
});

dialog.addEventListener("click", (event) => {
  if (event.target === dialog || event.target.closest(".close")) dialog.close();
});

/* --- the reader --- */

grid.addEventListener("click", (event) => {
  const place = event.target.closest("tbody td, tbody th");
  if (place) enter(place);
});

grid.addEventListener("keydown", (event) => {
  const place = event.target.closest("tbody td, tbody th");
  if (!place || event.altKey || event.metaKey) return;
  const next = nextPlace(place, event.key, event.ctrlKey);
  if (next) {
    reach(next);
    next.focus();
  } else if (event.key === "Enter" || event.key === " ") enter(place);
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (!link || link.hash === "#matrix") return;
  event.preventDefault();
  goTo(link.getAttribute("href").slice(1));
});

document.getElementById("filters").addEventListener("input", readForm);
document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
addEventListener("popstate", obey);

makeForm();
obey();
