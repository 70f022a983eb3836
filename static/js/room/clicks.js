// Each answer goes to the server at once. What could not be sent waits in localStorage and is sent
// when the connection is back, also by another tab or after the browser was closed. Every answer
// carries a name of its own, so that sending it twice stores it once.
import { failureSentence } from "../requests.js";
import { toast } from "../toasts.js";
import { csrfToken } from "../words.js";

const FIRST_WAIT_MS = 1500;
const LONGEST_WAIT_MS = 30_000;
const AT_ONCE = 50;
// A page that was asked for while an answer was on its way may not know of it yet.
const LATELY_MS = 10_000;

const round = () => document.querySelector("[data-round]");
const box = () => `foyer-clicks-${round().dataset.playlist}`;
let sending = null;
let timer = 0;
let wait = FIRST_WAIT_MS;
let oneByOne = false;
let held = false; // a next step waits for the answers before it

/** What was not sent yet, oldest first: {id, track, kind, version, heard_ms} or {id, undo, track, back, version}. */
export const waiting = () => (round() ? read(box()) : []);

/** What the server took a moment ago into the round on show, and this page, written before, may not show. */
export function sentLately() {
  const form = round();
  return form ? lately().filter((each) => each.round === Number(form.dataset.version)) : [];
}

const lately = () => read(`${box()}-sent`).filter((each) => Date.now() - each.at < LATELY_MS);

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? [];
  } catch {
    return [];
  }
}

function keep(list) {
  if (list.length) localStorage.setItem(box(), JSON.stringify(list));
  else localStorage.removeItem(box());
}

// `crypto.randomUUID` is there over https alone; shops also open http://192.168….
function name() {
  return `page-${[...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(16).padStart(8, "0")).join("")}`;
}

/** Says something of a track: accept, reject, skip, more or less. */
export function saySomething(track, kind, heard) {
  const version = Number(round().dataset.version);
  keep([...waiting(), { id: name(), track: Number(track), kind, version, heard_ms: heard }]);
  return flush();
}

/** Takes back what was said last of a track; `back` is what counts of it again. */
export function takeBack(track, back) {
  const list = waiting();
  const last = list.findLastIndex((each) => each.track === Number(track));
  // What never left this page need not be sent to be taken back.
  if (last >= 0 && !list[last].undo && !list[last].tried) list.splice(last, 1);
  else list.push({ id: name(), undo: true, track: Number(track), back, version: Number(round().dataset.version) });
  keep(list);
  return flush();
}

/** Sends what waits; resolves to whether nothing waits any more. */
export function flush() {
  clearTimeout(timer);
  sending ??= send().finally(() => { sending = null; });
  return sending;
}

async function send() {
  for (;;) {
    const list = waiting();
    if (!list.length) {
      wait = FIRST_WAIT_MS;
      tell("saved");
      return true;
    }
    const batch = firstBatch(list);
    const ids = new Set(batch.map((each) => each.id));
    keep(list.map((each) => (ids.has(each.id) ? { ...each, tried: true } : each)));
    tell("saving");
    const answer = await post(batch);
    if (!answer) {
      later();
      return false;
    }
    // It counts in the round of the version that was the newest by then, not of the one that showed it.
    if (!answer.refused) localStorage.setItem(`${box()}-sent`, JSON.stringify([...lately(), ...batch.map((each) => ({ ...each, at: Date.now(), round: answer.current }))]));
    keep(waiting().filter((each) => !ids.has(each.id)));
    if (answer.refused) {
      refuse(batch, answer.refused);
      continue;
    }
    document.dispatchEvent(new CustomEvent("foyer:saved", { detail: answer }));
  }
}

function firstBatch(list) {
  if (list[0].undo || oneByOne) return [list[0]];
  const end = list.findIndex((each) => each.undo || each.version !== list[0].version);
  return list.slice(0, Math.min(AT_ONCE, end === -1 ? list.length : end));
}

/** The server's answer, {refused: sentence}, or null where it is worth another try. */
async function post(batch) {
  const [first] = batch;
  const address = first.undo ? round().dataset.undoAt : round().dataset.sayAt;
  const body = first.undo
    ? { id: first.id, track: first.track }
    : { version: first.version, said: batch.map(({ id, track, kind, heard_ms }) => ({ id, track, kind, heard_ms })) };
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST", keepalive: true, credentials: "same-origin", body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
    });
  } catch {
    tell("waiting");
    return null;
  }
  // Signed out meanwhile: the answers wait until somebody is signed in again.
  if (answer.redirected || [401, 403].includes(answer.status)) {
    tell("stuck");
    return null;
  }
  if (answer.status >= 500 || answer.status === 429) {
    tell("waiting");
    return null;
  }
  const text = await answer.text();
  if (answer.ok) return JSON.parse(text);
  if (batch.length === 1 || answer.status === 404) return { refused: failureSentence(answer.status, text) };
  oneByOne = true; // one of them is bad: the others are not lost with it
  return null;
}

function refuse(batch, sentence) {
  const tracks = new Set(batch.map((each) => each.track));
  // Nothing can be taken back of what was never stored.
  keep(waiting().filter((each) => !(each.undo && tracks.has(each.track))));
  toast(sentence, "error");
  document.dispatchEvent(new CustomEvent("foyer:refused", { detail: { tracks: [...tracks].map(String) } }));
}

function later() {
  timer = setTimeout(flush, oneByOne ? 0 : wait);
  wait = Math.min(LONGEST_WAIT_MS, wait * 2);
}

function tell(state) {
  document.dispatchEvent(new CustomEvent("foyer:saving", { detail: { state, count: waiting().length } }));
}

export function startClicks() {
  window.addEventListener("online", () => flush());
  document.addEventListener("visibilitychange", () => { if (waiting().length) flush(); });
  // The next round, a wish, a block: each must know of every answer given before it.
  document.body.addEventListener("htmx:confirm", (event) => {
    if (event.detail.verb !== "post" || event.detail.target?.id !== "room" || !waiting().length) return;
    event.preventDefault();
    if (held) return; // pressed twice while it waits
    held = true;
    flush().then((sent) => {
      held = false;
      if (sent) event.detail.issueRequest(true);
      else toast(round().dataset.held, "warning", { name: "held" });
    });
  });
  if (waiting().length) flush();
}
