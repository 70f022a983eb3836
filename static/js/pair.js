// Two recordings side by side: one is heard, and a key goes on at the same moment in the other.
// Keys: space, x; and whatever a button or link carries as data-key (m, M, k, n).
import { paint, shareAt } from "./drawing.js";
import { keysAreTaken, spaceIsTaken } from "./keys.js";
import { amplitude, audioContext, Levelled } from "./levelling.js";
import { toast } from "./toasts.js";
import { say } from "./words.js";

const page = document.querySelector("[data-pair]");
const sides = new Map();
let context = null;
let now = null; // the side that is heard

for (const element of page?.querySelectorAll("[data-side]") ?? []) {
  const { side, src, gain, starts } = element.dataset;
  const audio = new Audio();
  audio.preload = "auto";
  if (src) audio.src = src;
  sides.set(side, { letter: side, element, audio, gain: Number(gain) || 0, starts: Number(starts) || 0, levelled: null });
  for (const event of ["play", "pause", "ended"]) audio.addEventListener(event, refresh);
  audio.addEventListener("timeupdate", () => tick(sides.get(side)));
}

const wave = (side) => side.element.querySelector(".waveform");
const length = (side) => (Number.isFinite(side.audio.duration) ? side.audio.duration : 0);
const other = (side) => [...sides.values()].find((one) => one !== side);

function wake() {
  // Only inside a gesture may a page make sound, so the context is made on the first play.
  if (context) { context.resume(); return; }
  context = audioContext();
  for (const side of sides.values()) {
    side.levelled = new Levelled(side.audio, context);
    side.levelled.set(amplitude(side.gain));
  }
}

async function play(side, at = null) {
  wake();
  if (now && now !== side) now.audio.pause();
  now = side;
  try {
    if (at !== null) {
      if (!length(side)) await new Promise((ready) => side.audio.addEventListener("loadedmetadata", ready, { once: true }));
      side.audio.currentTime = Math.max(0, Math.min(at, length(side) - 0.2));
    }
    await side.audio.play();
  } catch (error) {
    if (error.name !== "AbortError") toast(say("audio_failed", { title: side.element.getAttribute("aria-label") }), "error");
  }
  refresh();
}

/** Goes on in the other recording where this one is; what comes later in its file is counted. */
function change() {
  const from = now ?? sides.get("B");
  const to = from && other(from);
  if (to) play(to, from.audio.currentTime - from.starts + to.starts);
}

function toggle(side) {
  if (side === now && !side.audio.paused) side.audio.pause();
  else if (side === now || !now) play(side);
  else change();
}

function tick(side) {
  if (length(side)) paint(wave(side), side.audio.currentTime / length(side));
}

function refresh() {
  for (const side of sides.values()) {
    const playing = side === now && !side.audio.paused && !side.audio.ended;
    side.element.classList.toggle("now", side === now);
    side.element.classList.toggle("playing", playing);
    side.element.querySelector("[data-listen]")?.setAttribute("aria-pressed", String(playing));
  }
}

page?.addEventListener("click", (event) => {
  const listen = event.target.closest("[data-listen]");
  if (listen) toggle(sides.get(listen.dataset.listen));
  else if (event.target.closest("[data-switch]")) change();
  else {
    const drawn = event.target.closest(".waveform");
    const side = drawn && sides.get(drawn.closest("[data-side]").dataset.side);
    if (side) play(side, shareAt(event, drawn) * length(side));
  }
});

document.addEventListener("keydown", (event) => {
  if (!page || keysAreTaken(event) || event.repeat) return;
  if (event.key === " ") {
    if (spaceIsTaken(event)) return;
    event.preventDefault();
    toggle(now ?? sides.get("A"));
    return;
  }
  if (event.key.toLowerCase() === "x") { change(); return; }
  const button = page.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (button) { event.preventDefault(); button.click(); }
});
