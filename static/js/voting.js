// A colleague's ballot: one track at a time. A vote shows at once and is sent at once; without a
// connection it waits in the browser, closed tabs included, and is sent when there is one. Swipes
// come from the listening room.
import { failureSentence } from "./requests.js";
import { startSwipes } from "./room/swipe.js";
import { toast } from "./toasts.js";
import { csrfToken } from "./words.js";

const AGAIN_MS = 5000;
const ballot = document.querySelector("[data-ballot]");
const KEPT = `foyer-votes-${ballot?.dataset.voter}`;
const rows = () => [...ballot.querySelectorAll(".track-row")];
const shown = () => rows().find((row) => row.classList.contains("current"));
const rowOf = (track) => rows().find((row) => row.dataset.track === track);
const unsent = new Map(); // track → the vote the server has not heard yet
const held = new Map(); // track → the vote the server has
const heard = new Map(); // track → milliseconds listened to
let sounding = null; // {track, since}
let wanted = false; // asked to play and not paused since: also while a track still loads
let sending = false;

function show(row, sound) {
  wanted ||= Boolean(sound);
  for (const each of rows()) {
    each.classList.toggle("current", each === row);
    each.toggleAttribute("data-stage", each === row);
  }
  for (const pick of ballot.querySelectorAll("[data-pick]")) {
    if (pick.dataset.pick === row.dataset.track) pick.setAttribute("aria-current", "true");
    else pick.removeAttribute("aria-current");
  }
  if (sound && sounding?.track !== row.dataset.track) row.querySelector("[data-play]").click();
}

/** The next track without a vote, round the corner if need be. */
function nextOpen(row) {
  const all = rows();
  const here = all.indexOf(row);
  return [...all.slice(here + 1), ...all.slice(0, here)].find((each) => !each.dataset.vote);
}

function mark(row, vote) {
  row.dataset.vote = vote;
  for (const button of row.querySelectorAll("[data-verdict]")) button.setAttribute("aria-pressed", String(button.dataset.verdict === vote));
  const pick = ballot.querySelector(`[data-pick="${row.dataset.track}"]`);
  if (pick) pick.dataset.vote = vote;
  count();
}

function count() {
  const voted = rows().filter((each) => each.dataset.vote).length;
  Object.assign(ballot.querySelector("[data-progress]"), { max: rows().length, value: voted });
  const text = ballot.querySelector("[data-progress-text]");
  text.textContent = text.dataset.words.replace("%(voted)s", voted).replace("%(all)s", rows().length);
  ballot.querySelector("[data-finished]").hidden = voted < rows().length;
}

/** What may not be played any more needs no vote. */
function leave(row) {
  const next = nextOpen(row) ?? rows().find((each) => each !== row);
  ballot.querySelector(`[data-pick="${row.dataset.track}"]`)?.closest("li").remove();
  if (sounding?.track === row.dataset.track) row.querySelector("[data-play]").click();
  const stood = row.classList.contains("current");
  row.remove();
  if (!next) location.reload();
  else {
    if (stood) show(next);
    count();
  }
}

/** Unsent votes outlive the tab, by the person who gave them. */
function keep() {
  try {
    if (unsent.size) localStorage.setItem(KEPT, JSON.stringify([...unsent]));
    else localStorage.removeItem(KEPT);
  } catch {
    // No storage here: they live as long as the page.
  }
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? [];
  } catch {
    return [];
  }
}

function judge(button) {
  const row = button.closest(".track-row");
  const vote = row.dataset.vote === button.dataset.verdict ? "" : button.dataset.verdict;
  mark(row, vote);
  unsent.set(row.dataset.track, vote);
  keep();
  send();
  const next = vote && nextOpen(row);
  // Left behind silently, a track that loads would call the page back when it begins.
  if (next) show(next, wanted);
}

async function send() {
  if (sending) return;
  sending = true;
  let waits = false;
  while (unsent.size && !waits) {
    const [track, vote] = unsent.entries().next().value;
    waits = !(await sendOne(track, vote));
  }
  sending = false;
  const text = ballot.querySelector("[data-unsent]");
  text.textContent = unsent.size ? text.dataset.words.replace("%(count)s", unsent.size) : "";
  if (waits) setTimeout(send, AGAIN_MS);
}

/** Whether to go on: false where the connection, not the vote, was the trouble. */
async function sendOne(track, vote) {
  const body = new URLSearchParams({ track, vote, version: ballot.dataset.version, heard_ms: Math.round(listened(track)) });
  let answer;
  try {
    answer = await fetch(ballot.dataset.say, { method: "POST", body, keepalive: true, headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" } });
  } catch {
    return false;
  }
  if (answer.status === 429 || answer.status >= 500) return false;
  if (unsent.get(track) === vote) unsent.delete(track);
  keep();
  if (answer.ok) {
    held.set(track, vote);
    const told = await answer.json();
    ballot.querySelector("[data-renewed]").hidden = String(told.version) === ballot.dataset.version;
    if (told.finished && vote && !unsent.size && rows().every((row) => row.dataset.vote) && !ballot.hasAttribute("data-was-finished")) location.assign(ballot.dataset.done);
    return true;
  }
  if (answer.status === 410 || answer.status === 404) {
    location.reload(); // the page that says that the link has ended
    return false;
  }
  const row = rowOf(track);
  if (row && answer.status === 409) leave(row);
  else if (row) mark(row, held.get(track) ?? "");
  toast(failureSentence(answer.status, await answer.text()), "error");
  return true;
}

function listened(track) {
  return (heard.get(track) ?? 0) + (sounding?.track === track ? performance.now() - sounding.since : 0);
}

function start() {
  for (const row of rows()) held.set(row.dataset.track, row.dataset.vote);
  for (const [track, vote] of kept()) {
    const row = rowOf(track); // none: the list was renewed, and the vote is sent all the same
    if (row?.dataset.vote === vote) continue;
    unsent.set(track, vote);
    if (row) row.dataset.vote = vote;
  }
  for (const row of rows()) mark(row, row.dataset.vote);
  // Whoever comes back to change a vote is not sent away again.
  if ([...held.values()].every(Boolean)) ballot.setAttribute("data-was-finished", "");
  ballot.addEventListener("click", (event) => {
    const button = event.target.closest("[data-verdict]");
    if (button) judge(button);
    if (event.target.closest("[data-play]")) wanted = true;
    const pick = event.target.closest("[data-pick]");
    if (pick) {
      show(rowOf(pick.dataset.pick), true);
      shown().scrollIntoView({ block: "nearest" });
    }
  });
  document.addEventListener("foyer:audition", (event) => {
    const { track, playing, quiet } = event.detail;
    if (playing) wanted = true;
    else if (quiet) wanted = false;
    if (sounding && (!playing || sounding.track !== track)) heard.set(sounding.track, listened(sounding.track));
    if (!playing) sounding = null;
    else if (sounding?.track !== track) sounding = { track, since: performance.now() };
    if (playing && shown()?.dataset.track !== track) show(rowOf(track));
  });
  window.addEventListener("online", send);
  startSwipes();
  // Who pressed "Start listening" hears something; where the browser wants a touch first, it waits.
  const listen = location.hash === "#listen";
  if (listen) history.replaceState(null, "", location.pathname);
  show(rows().find((row) => !row.dataset.vote) ?? shown() ?? rows()[0], listen);
  keep();
  send();
}

if (ballot && rows().length) start();
