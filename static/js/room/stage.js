// One track at a time: which one is on the stage, how far we are, and going on by itself after a
// verdict. The list and the stage are the same rows; `data-view` on the room says how they look.
import { said, verdictOf } from "./verdicts.js";

const CHOICE = "foyer-room-view";
const narrow = window.matchMedia("(max-width: 900px)");
const room = () => document.querySelector("[data-room]");
const rows = () => [...document.querySelectorAll("[data-room] .track-row")];
const shown = () => rows().find((row) => row.classList.contains("current"));
let playing = false;

function chosen() {
  try {
    return localStorage.getItem(CHOICE);
  } catch {
    return null;
  }
}

export const onStage = () => room()?.dataset.view === "stage";

/** Puts a track on the stage and says where we are. */
export function show(track) {
  const all = rows();
  const row = all.find((each) => each.dataset.track === track) ?? all[0];
  if (!row) return;
  const stage = onStage();
  const verdicts = said();
  for (const each of all) {
    each.classList.toggle("current", each === row);
    each.toggleAttribute("data-stage", stage && each === row);
  }
  for (const pick of document.querySelectorAll("[data-pick]")) {
    if (pick.dataset.pick === row.dataset.track) pick.setAttribute("aria-current", "true");
    else pick.removeAttribute("aria-current");
  }
  const place = document.querySelector("[data-round-place]");
  if (place) place.textContent = place.dataset.words.replace("%(place)s", all.indexOf(row) + 1).replace("%(all)s", all.length);
  document.querySelectorAll(".round-steps > span").forEach((step, index) => {
    const verdict = verdictOf(all[index], verdicts);
    step.className = verdict === "reject" ? "refused" : verdict ? "said" : "";
    if (all[index] === row) step.classList.add("here");
  });
  const done = document.querySelector("[data-round-done]");
  if (done) done.hidden = !stage || !Object.keys(verdicts).length || all.some((each) => !verdictOf(each, verdicts));
}

const open = (row) => !verdictOf(row) && !("kept" in row.dataset);

/** The next row after this one that nobody has judged, round the corner if need be. */
function nextOpen(row) {
  const all = rows();
  const here = all.indexOf(row);
  return [...all.slice(here + 1), ...all.slice(0, here)].find(open);
}

function goTo(row, sound) {
  show(row.dataset.track);
  if (sound) row.querySelector("[data-play]")?.click();
  const top = document.querySelector(".room-main")?.getBoundingClientRect().top ?? 0;
  if (top < 0) document.querySelector(".room-main").scrollIntoView({ block: "start" });
}

function apply() {
  const place = room();
  if (!place) return;
  place.dataset.view = chosen() ?? (narrow.matches ? "stage" : "list");
  for (const choice of document.querySelectorAll('[name="room-view"]')) choice.checked = choice.value === place.dataset.view;
  // In the list the audition player goes on after a verdict; on the stage this module does.
  document.querySelector("[data-audition]")?.toggleAttribute("data-advance", !onStage());
  show(shown()?.dataset.track);
}

export function startStage() {
  document.addEventListener("change", (event) => {
    if (event.target.name !== "room-view") return;
    localStorage.setItem(CHOICE, event.target.value);
    apply();
  });
  narrow.addEventListener("change", apply);
  document.addEventListener("click", (event) => {
    const pick = event.target.closest("[data-pick]");
    const row = pick && rows().find((each) => each.dataset.track === pick.dataset.pick);
    if (row) goTo(row, true);
  });
  document.addEventListener("foyer:audition", (event) => {
    playing = event.detail.playing;
    if (event.detail.track && playing) show(event.detail.track);
  });
  document.addEventListener("foyer:verdict", (event) => {
    const row = rows().find((each) => each.dataset.track === event.detail.track);
    const next = onStage() && event.detail.verdict && row === shown() ? nextOpen(row) : undefined;
    if (next) goTo(next, playing);
    else show(shown()?.dataset.track);
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "room") return;
    const sounded = playing;
    apply();
    const first = rows().find(open) ?? rows()[0];
    if (first && onStage()) goTo(first, sounded);
  });
  apply();
  const first = rows().find(open);
  if (first) show(first.dataset.track);
}
