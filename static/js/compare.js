// Comparing two versions by ear: pairs of excerpts, blind. One <audio>, levelled, so that neither
// is louder. Each answer is kept by the server, so that a reload or another device goes on, and may
// be taken back; with the last one the form asks for the result, once.
import { keysAreTaken, spaceIsTaken } from "./keys.js";
import { amplitude, audioContext, Levelled } from "./levelling.js";
import { toast } from "./toasts.js";
import { csrfToken, say } from "./words.js";

const form = document.querySelector("[data-ear]");
const pairs = [...(form?.querySelectorAll("[data-pair-of]") ?? [])];
const seconds = Number(form?.dataset.seconds);
const audio = new Audio();
audio.preload = "auto";
let levelled = null;
let context = null;
let place = 0; // the pair that is asked about
let side = null; // the excerpt that is heard
let begin = 0;
const chosen = form?.dataset.chosen ? form.dataset.chosen.split(" ") : []; // the answer to each pair so far
let sending = Promise.resolve();
let asked = false; // the result is on its way: a slow server is no reason to answer again

const sides = () => [...pairs[place].querySelectorAll("[data-excerpt]")];

function wake() {
  // Only inside a gesture may a page make sound, so the context is made on the first play.
  if (levelled) {
    context?.resume();
    return;
  }
  context = audioContext();
  levelled = new Levelled(audio, context);
}

async function hear(excerpt) {
  wake();
  if (side !== excerpt) {
    side = excerpt;
    begin = Number(excerpt.dataset.start) || 0;
    audio.src = excerpt.dataset.src;
    audio.addEventListener("loadedmetadata", () => {
      if (side !== excerpt) return;
      begin = Math.max(0, Math.min(begin, audio.duration - seconds));
      audio.currentTime = begin;
    }, { once: true });
  }
  levelled.set(amplitude(Number(excerpt.dataset.gain) || 0));
  try {
    await audio.play();
  } catch (error) {
    if (error.name !== "AbortError" && side === excerpt) toast(say("audio_failed", { title: excerpt.querySelector("[data-choose]").firstChild.textContent.trim() }), "error");
  }
}

function toggle(excerpt) {
  if (excerpt === side && !audio.paused) audio.pause();
  else hear(excerpt);
}

function refresh() {
  for (const excerpt of form.querySelectorAll("[data-excerpt]")) {
    excerpt.querySelector("[data-hear]").setAttribute("aria-pressed", String(excerpt === side && !audio.paused));
  }
}

function end() {
  const [first, second] = sides();
  const wasFirst = side === first;
  audio.pause();
  side = null;
  if (wasFirst) hear(second);
  else refresh();
}

function tick() {
  if (!side) return;
  const share = (audio.currentTime - begin) / Math.min(seconds, audio.duration || seconds);
  side.querySelector("progress").value = Math.min(1, Math.max(0, share));
  if (share >= 1) end();
}

function hidden(name, value) {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name, value });
  form.append(input);
}

const soFar = () => [...pairs.map((each) => ["pair", each.dataset.pairOf]), ...chosen.map((each) => ["chose", each])];

/** Tells the server how far we are, one answer after the other. What is lost comes with the next. */
function keep() {
  const body = new FormData(form);
  for (const [name, value] of soFar()) body.append(name, value);
  sending = sending.then(() => send(body));
}

async function send(body) {
  try {
    const answer = await fetch(form.action, { method: "POST", keepalive: true, credentials: "same-origin", body, headers: { "X-CSRFToken": csrfToken() } });
    if (answer.status === 409 && !asked) location.reload(); // another device is ahead: on from there
  } catch {
    // No connection just now.
  }
}

function choose(value) {
  if (asked) return;
  chosen.push(value);
  audio.pause();
  side = null;
  if (chosen.length < pairs.length) {
    keep();
    turnTo(chosen.length);
    return;
  }
  asked = true;
  for (const [name, value] of soFar()) hidden(name, value);
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  form.querySelector("[data-place]").textContent = form.querySelector("[data-place]").dataset.done;
  form.submit();
}

function back() {
  if (asked || !chosen.length) return;
  chosen.pop();
  keep();
  turnTo(chosen.length);
}

function turnTo(next) {
  pairs[place].hidden = true;
  place = next;
  pairs[place].hidden = false;
  const text = form.querySelector("[data-place]");
  text.textContent = text.dataset.words.replace("%(place)s", place + 1).replace("%(all)s", pairs.length);
  form.querySelector("[data-back]").hidden = !place;
  document.querySelector("[data-resumed]")?.remove();
  const [first] = sides();
  first.querySelector("[data-hear]").focus();
  hear(first);
}

function start() {
  place = chosen.length;
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-hear]");
    if (button) toggle(button.closest("[data-excerpt]"));
    const choice = event.target.closest("[data-choose]");
    // The second click of a double click would answer the pair that has just come.
    if (choice && event.detail < 2) choose(choice.dataset.choose);
    if (event.target.closest("[data-back]")) back();
  });
  document.addEventListener("keydown", (event) => {
    if (asked || keysAreTaken(event) || event.repeat || (event.key === " " && spaceIsTaken(event))) return;
    const [first, second] = sides();
    const values = [...pairs[place].querySelectorAll("[data-choose]")].map((button) => button.dataset.choose);
    const does = {
      " ": () => toggle(side ?? first), ArrowLeft: () => hear(first), ArrowRight: () => hear(second),
      1: () => choose(values[0]), 2: () => choose(values[1]), 0: () => choose("0"), Backspace: back,
    }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });
  audio.addEventListener("timeupdate", tick);
  audio.addEventListener("play", refresh);
  audio.addEventListener("pause", refresh);
  audio.addEventListener("ended", end);
}

if (pairs.length) start();
// Coming back with the browser's arrow begins anew.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
