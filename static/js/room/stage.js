// One track at a time: which one is on the stage, how far we are, and going on by itself after an
// answer. The list and the stage are the same rows; `data-view` on the room says how they look.
import { reload } from "./reload.js";
import { counts, open, showVerdicts } from "./verdicts.js";

// A cookie, so that the server already draws the view that was chosen and nothing jumps.
const CHOICE = "room-view";
const YEAR_S = 31_536_000;
const room = () => document.querySelector("[data-room]");
// Only the newest version is asked about.
const isNewest = () => document.querySelector("[data-round-done]") !== null;
const rows = () => [...document.querySelectorAll("[data-room] .track-row")];
const shown = () => rows().find((row) => row.classList.contains("current"));
const tell = (name, row) => { if (row) document.dispatchEvent(new CustomEvent(name, { detail: { track: row.dataset.track } })); };
let playing = false;
let quiet = false; // somebody paused by hand
let heard = ""; // the track that sounds
let goOn = false; // what failed is looked up anew, then the music goes on
let chosen = ""; // how to listen: a page that was asked for before does not know of it
let front = ""; // the track that was shown last
const failures = new Set();

export const onStage = () => room()?.dataset.view === "stage";

/** The row on the stage, or in the list the one that plays or has the focus. */
export function meant() {
  if (onStage()) return room().hasAttribute("data-done") ? undefined : shown();
  return document.activeElement?.closest?.("[data-room] .track-row") ?? rows().find((row) => row.dataset.track === heard);
}

/** Puts a track on the stage and says where we are. */
export function show(track) {
  const all = rows();
  const row = all.find((each) => each.dataset.track === track) ?? all[0];
  if (!row) return;
  const stage = onStage();
  front = row.dataset.track;
  for (const each of all) {
    each.classList.toggle("current", each === row);
    each.toggleAttribute("data-stage", stage && each === row);
  }
  for (const pick of document.querySelectorAll("[data-pick]")) {
    if (pick.dataset.pick === row.dataset.track) {
      pick.setAttribute("aria-current", "true");
      bringIntoList(pick);
    } else pick.removeAttribute("aria-current");
  }
  const asked = all.filter((each) => "asked" in each.dataset);
  const place = document.querySelector("[data-round-place]");
  if (place) {
    const own = asked.includes(row) ? asked : all;
    place.textContent = place.dataset.words.replace("%(place)s", own.indexOf(row) + 1).replace("%(all)s", own.length);
  }
  document.querySelectorAll(".round-steps > span").forEach((step, index) => {
    const side = { accept: "said", more: "said", reject: "refused", less: "refused", skip: "skipped" };
    step.className = (asked[index] && side[asked[index].dataset.said]) ?? "";
    if (asked[index] === row) step.classList.add("here");
  });
  tell("foyer:prepare", nextOpen(row));
}

/** Scrolls the list beside the stage, never the page, to the track on the stage. */
function bringIntoList(pick) {
  const list = pick.closest(".room-list");
  if (list.scrollHeight <= list.clientHeight) return;
  const [inside, its] = [list.getBoundingClientRect(), pick.getBoundingClientRect()];
  const bottom = Math.min(inside.bottom, window.innerHeight);
  if (its.top < inside.top || its.bottom > bottom) list.scrollTop += its.top - (inside.top + bottom) / 2;
}

/** The end of the round takes the stage once everything asked is answered. */
function finish() {
  const all = counts();
  const done = onStage() && rows().length > 0 && all.answered >= all.asked && isNewest();
  room()?.toggleAttribute("data-done", done);
  const end = document.querySelector("[data-round-done]");
  if (end) end.hidden = !done;
  return done;
}

/** The next row after this one that this round asks for and nobody answered, round the corner if need be. */
function nextOpen(row) {
  const all = rows();
  const here = all.indexOf(row);
  return [...all.slice(here + 1), ...all.slice(0, here)].find(open);
}

function goTo(row, sound) {
  room().removeAttribute("data-done");
  const end = document.querySelector("[data-round-done]");
  if (end) end.hidden = true;
  const held = onStage() && document.activeElement?.closest?.("[data-room] .track-row");
  const same = held && (document.activeElement.matches("[data-play]") ? "[data-play]" : `[data-verdict="${document.activeElement.dataset.verdict ?? "accept"}"]`);
  show(row.dataset.track);
  // The button in use leaves with its track: the focus goes on to the same one of the next.
  if (same && held !== row) row.querySelector(same)?.focus({ preventScroll: true });
  const now = document.querySelector("[data-now]");
  if (now && onStage()) now.textContent = `${row.dataset.title}, ${row.dataset.artist}`;
  if (sound && row.dataset.src) tell("foyer:listen", row);
  const main = document.querySelector(".room-main");
  if (onStage() && (main?.getBoundingClientRect().top ?? 0) < 0) main.scrollIntoView({ block: "start" });
}

function afterAnswer(track, verdict) {
  const row = rows().find((each) => each.dataset.track === track);
  const here = onStage() ? row === shown() : row?.dataset.track === heard;
  const next = verdict && here ? nextOpen(row) : undefined;
  // In the list music goes on only where there was some; on the stage it is what the stage is for.
  if (next && (onStage() || playing)) goTo(next, !quiet);
  else show(shown()?.dataset.track);
  if (!next && finish()) document.querySelector("[data-round-done]").focus({ preventScroll: true });
}

/** How to listen, where the room was drawn for the other way. */
function choose(view) {
  room().dataset.view = view;
  for (const each of document.querySelectorAll("[name=room-view]")) each.checked = each.value === view;
}

function apply() {
  const place = room();
  if (!place) return;
  show(shown()?.dataset.track);
}

export function startStage() {
  document.addEventListener("change", (event) => {
    if (event.target.name !== "room-view") return;
    chosen = event.target.value;
    document.cookie = `${CHOICE}=${chosen}; path=/; max-age=${YEAR_S}; samesite=lax`;
    room().dataset.view = chosen;
    apply();
    showVerdicts();
    finish();
  });
  document.addEventListener("click", (event) => {
    const pick = event.target.closest("[data-pick]");
    const row = pick && rows().find((each) => each.dataset.track === pick.dataset.pick);
    if (row) goTo(row, true);
  });
  document.addEventListener("foyer:audition", (event) => {
    ({ playing, quiet } = event.detail);
    heard = event.detail.track ?? "";
    const row = rows().find((each) => each.dataset.track === heard);
    if (row && playing && row !== shown()) show(heard);
  });
  document.addEventListener("foyer:verdict", (event) => afterAnswer(event.detail.track, event.detail.verdict));
  document.addEventListener("foyer:undone", (event) => {
    const row = rows().find((each) => each.dataset.track === event.detail.track);
    if (row) goTo(row, onStage() && !quiet);
    // "Undo" in a message goes with it: the focus returns to the track.
    if (row && document.activeElement === document.body) row.querySelector("[data-play]")?.focus({ preventScroll: true });
  });
  // A question stays until it is answered: its track begins again, from its very beginning.
  document.addEventListener("foyer:ended", (event) => {
    const row = shown();
    if (!onStage() || row?.dataset.track !== event.detail.track || !open(row)) return;
    event.preventDefault();
    tell("foyer:listen", row);
  });
  // A track may have lost its right meanwhile, or its address its time: look once.
  document.addEventListener("foyer:failed", (event) => {
    const { track } = event.detail;
    if (failures.has(track) || !navigator.onLine) return;
    failures.add(track);
    goOn = onStage();
    reload();
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id === "room" && chosen && isNewest()) choose(chosen);
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "room") return;
    // A wish changed by hand leaves what is heard where it is; a new round begins at its first question.
    const asks = event.detail.requestConfig?.elt?.id === "round";
    const sounds = playing && rows().find((row) => row.dataset.track === heard && onStage() && (!asks || open(row)));
    const stays = !asks && rows().find((row) => row.dataset.track === front && open(row));
    apply();
    const first = sounds || stays || (rows().find(open) ?? rows()[0]);
    if (first) show(first.dataset.track);
    // A new round goes on by itself where music was playing.
    if (onStage() && first && !sounds && (playing || goOn)) goTo(first, true);
    goOn = false;
    finish();
  });
  apply();
  const first = rows().find(open);
  if (first) show(first.dataset.track);
  finish();
}
