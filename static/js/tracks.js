// The editors' list of tracks: keys, picking (one, a range, the page, all that match), the bulk dialog.
// Loaded before audition.js, so that j, k, a and space mean the row that has the focus.
import { openDialog } from "./dialogs.js";
import { keysAreTaken } from "./keys.js";
import { say } from "./words.js";

const picked = new Set();
let all = false; // all that the filters match, not only those ticked
let anchor = null; // where a range begins

const found = () => document.getElementById("found");
const rows = () => [...document.querySelectorAll(".desk-row")];
const box = (row) => row?.querySelector("[data-pick]");
const matching = () => Number(found()?.dataset.count ?? 0);
const query = () => location.search.slice(1);

function here() {
  const focused = document.activeElement?.closest?.(".desk-row");
  return focused ?? document.querySelector(".desk-row.here") ?? null;
}

function go(row) {
  if (!row) return;
  for (const other of document.querySelectorAll(".desk-row.here")) other.classList.remove("here");
  row.classList.add("here");
  row.querySelector("[data-open]").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const list = rows();
  const at = list.indexOf(here());
  go(at === -1 ? list[by > 0 ? 0 : list.length - 1] : list[at + by]);
}

function set(row, on) {
  const tick = box(row);
  if (!tick) return;
  if (on) picked.add(row.dataset.track);
  else picked.delete(row.dataset.track);
  if (!on) all = false;
}

function pickTo(row) {
  const list = rows();
  const from = list.findIndex((each) => each.dataset.track === anchor);
  const to = list.indexOf(row);
  if (from === -1) return set(row, true);
  for (const each of list.slice(Math.min(from, to), Math.max(from, to) + 1)) set(each, true);
}

function pick(row, { range = false } = {}) {
  if (!row) return;
  if (range) pickTo(row);
  else set(row, !picked.has(row.dataset.track));
  anchor = row.dataset.track;
  show();
}

function pickPage() {
  for (const row of rows()) set(row, true);
  show();
}

function pickNothing() {
  picked.clear();
  all = false;
  anchor = null;
  show();
}

const count = () => (all ? matching() : picked.size);

function show() {
  for (const row of rows()) {
    const on = all || picked.has(row.dataset.track);
    row.classList.toggle("picked", on);
    if (box(row)) box(row).checked = on;
  }
  const bar = document.getElementById("picked");
  if (!bar) return;
  bar.hidden = count() === 0;
  for (const part of document.querySelectorAll("[data-picked-count]")) {
    part.textContent = count() === 1 ? say("picked_one") : say("picked_many", { count: count() });
  }
  const whole = bar.querySelector("[data-pick-all]");
  whole.hidden = all || matching() <= picked.size;
  whole.textContent = say("pick_all", { count: matching() });
  fill();
}

function fill() {
  const form = document.getElementById("bulk-form");
  const ids = form?.querySelector("[data-picked-ids]");
  if (!ids) return;
  ids.value = all ? "" : [...picked].join(",");
  form.querySelector("[data-picked-all]").value = all ? "1" : "";
  form.querySelector("[data-picked-query]").value = query();
}

function change(field = null) {
  if (!count()) return;
  document.body.dispatchEvent(new CustomEvent("foyer:bulk"));
  openDialog(document.getElementById("bulk-dialog"));
  wanted = field;
  focusField();
}

let wanted = null; // the field to begin with, once the form is there
function focusField() {
  const field = document.querySelector(`#bulk-form [name="${wanted ?? "tags_added"}"]`);
  if (field) field.focus();
}

function open(row, anchorName = "") {
  const link = row?.querySelector("[data-open]");
  if (link) location.href = link.href + anchorName;
}

const turn = (rel) => document.querySelector(`.pagination a[rel="${rel}"]`)?.click();

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  x: () => pick(here()),
  X: () => pick(here(), { range: true }),
  a: () => { if (document.getElementById("picked")) pickPage(); },
  e: () => { if (count()) change(); else if (here() && document.getElementById("picked")) location.href = here().dataset.edit; },
  g: () => { if (count()) change("grant"); else open(here(), "#grants"); },
  u: () => document.querySelector("[data-undo]")?.click(),
  s: () => openDialog(document.getElementById("save-view")),
  n: () => turn("next"),
  p: () => turn("prev"),
  "?": () => openDialog(document.getElementById("desk-keys")),
};

document.addEventListener("keydown", (event) => {
  if (keysAreTaken(event)) return;
  if (event.key === "Escape" && count()) {
    pickNothing();
    return;
  }
  const row = here();
  if (event.key === " " && row && !event.target.closest?.("button, summary, input, [role=slider]")) {
    event.preventDefault();
    row.querySelector("[data-play]")?.click();
    return;
  }
  const does = KEYS[event.shiftKey && event.key.toLowerCase() === "x" ? "X" : event.key === "?" ? "?" : event.key.toLowerCase()];
  if (!does) return;
  event.preventDefault();
  does();
}, true);

let shifted = false;
document.addEventListener("click", (event) => {
  shifted = event.shiftKey;
  if (event.target.closest("[data-bulk]")) change();
  if (event.target.closest("[data-pick-page]")) pickPage();
  if (event.target.closest("[data-pick-none]")) pickNothing();
  if (event.target.closest("[data-pick-all]")) {
    all = true;
    show();
  }
}, true);
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-pick]")) return;
  const row = event.target.closest(".desk-row");
  if (shifted && anchor) pickTo(row);
  else set(row, event.target.checked);
  anchor = row.dataset.track;
  show();
});
document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.(".desk-row");
  if (!row) return;
  for (const other of document.querySelectorAll(".desk-row.here")) other.classList.toggle("here", other === row);
  row.classList.add("here");
});

// Other filters are another list: what was picked in the one before is let go. Pages are not.
document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.id === "filters") pickNothing();
});
document.body.addEventListener("htmx:configRequest", (event) => {
  // What is not asked does not stand in the address.
  const sent = event.detail.formData;
  if (event.detail.elt.id === "filters" && sent) {
    for (const [name, value] of [...sent.entries()]) if (value === "") sent.delete(name);
  }
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  show();
  if (event.detail.target?.id === "bulk-form" || event.detail.elt?.id === "bulk-form") focusField();
});
document.getElementById("save-view-form")?.addEventListener("submit", (event) => {
  event.target.querySelector('[name="query"]').value = query();
});
show();
