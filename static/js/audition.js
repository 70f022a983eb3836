// Listening to a list: one deck, one bar at the bottom, rows `.track-row[data-src]`. Buttons
// `[data-play]` play their row, or what their own data-src names.
// Each track starts at its most telling part (data-start, seconds) and is levelled (data-gain, dB).
// Keys: space, j, k, a, r, arrows. Lists may be replaced by htmx while something plays.
// Pages ask with `foyer:listen` and `foyer:prepare` {track}; `foyer:audition` and `foyer:failed` answer.
import { Deck } from "./audition/deck.js";
import { paint, shareAt, unpaint } from "./drawing.js";
import { keysAreTaken, spaceIsTaken } from "./keys.js";
import { toast } from "./toasts.js";
import { minutesSeconds, say } from "./words.js";

const bar = document.getElementById("player-bar");
const part = (name) => bar?.querySelector(`[data-${name}]`);
let current = null; // {id, title, artist, src, gain, start, duration}
let quiet = false; // paused by hand: what comes next waits for a hand, too
const unplayable = new Set(); // ids of tracks that failed when last tried
const deck = new Deck(heed);

const rows = () => [...document.querySelectorAll(".track-row[data-src]")];
const rowOf = (id) => rows().find((row) => row.dataset.track === id);
const currentRow = () => (current ? rowOf(current.id) : undefined);
// Where one track stands alone (the stage of the listening room), keys mean that one.
const staged = () => rows().find((row) => "stage" in row.dataset);
const length = () => (Number.isFinite(deck.audio.duration) ? deck.audio.duration : current?.duration) || 0;

function describe(row) {
  const { track, title, artist, src, gain, start, duration } = row.dataset;
  return { id: track, title, artist, src, gain: Number(gain) || 0, start: Number(start) || 0, duration: Number(duration) || 0 };
}

async function play(row, at = null) {
  const track = describe(row);
  quiet = false;
  if (current?.id !== track.id || deck.audio.error) {
    unpaint(currentRow()?.querySelector(".waveform"));
    current = track;
    dress(rowOf(track.id));
  }
  unplayable.delete(track.id);
  rowOf(track.id)?.removeAttribute("data-failed");
  try {
    await deck.play(track, at);
  } catch (error) {
    // Choosing another track while this one loads is no failure, nor is a browser that wants a click first.
    if (!["AbortError", "NotAllowedError"].includes(error.name)) failed(track);
  }
}

function pause() {
  quiet = true;
  deck.audio.pause();
}

function failed(track) {
  if (current?.id !== track.id) return;
  unplayable.add(track.id);
  rowOf(track.id)?.setAttribute("data-failed", "");
  refresh();
  if (!navigator.onLine) return; // no fault of the track: it goes on when the connection is back
  document.dispatchEvent(new CustomEvent("foyer:failed", { detail: { track: track.id } }));
  toast(say("audio_failed", { title: track.title }), "error", { name: "audio" });
}

function dress(row) {
  for (const other of document.querySelectorAll(".track-row.now")) {
    other.classList.remove("now");
    other.removeAttribute("aria-current");
  }
  row?.classList.add("now");
  row?.setAttribute("aria-current", "true");
  if (bar) {
    bar.hidden = false;
    part("title").textContent = current.title;
    part("artist").textContent = current.artist;
    const drawn = row?.querySelector(".waveform")?.cloneNode(true);
    part("wave").replaceChildren(...(drawn ? [drawn] : []));
  }
  if ("mediaSession" in navigator && window.MediaMetadata) {
    navigator.mediaSession.metadata = new MediaMetadata({ title: current.title, artist: current.artist });
  }
}

const sounds = () => Boolean(current) && !deck.audio.paused && !deck.audio.ended && !deck.audio.error;

function refresh() {
  const playing = sounds();
  bar?.classList.toggle("playing", playing);
  part("toggle")?.setAttribute("aria-label", say(playing ? "pause" : "play"));
  for (const row of [...rows(), ...document.querySelectorAll("[data-play][data-title]")]) {
    const here = playing && row.dataset.track === current?.id;
    row.classList.toggle("playing", here);
    (row.matches("[data-play]") ? row : row.querySelector("[data-play]"))?.setAttribute("aria-label", say(here ? "pause_track" : "play_track", { title: row.dataset.title }));
  }
  document.dispatchEvent(new CustomEvent("foyer:audition", { detail: { track: current?.id, playing, quiet } }));
}

function sliders() {
  return [...document.querySelectorAll("[data-seek]")].filter((slider) =>
    bar?.contains(slider) || slider.closest("[data-track]")?.dataset.track === current?.id);
}

function tick() {
  if (!current) return;
  const share = length() ? deck.audio.currentTime / length() : 0;
  paint(currentRow()?.querySelector(".waveform"), share);
  for (const slider of sliders()) {
    paint(slider.querySelector(".waveform"), share);
    slider.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    slider.setAttribute("aria-valuetext", say("seek_value", { position: minutesSeconds(deck.audio.currentTime), duration: minutesSeconds(length()) }));
  }
  const position = currentRow()?.querySelector("[data-position]");
  if (position) position.textContent = minutesSeconds(deck.audio.currentTime);
  if (bar) {
    part("position").textContent = minutesSeconds(deck.audio.currentTime);
    part("duration").textContent = minutesSeconds(length());
  }
}

function resume() {
  const row = currentRow();
  quiet = false;
  if (row) play(row);
  else deck.play(current).catch(() => {});
}

function toggle() {
  const wanted = staged() ?? (current ? undefined : rows()[0]);
  if (wanted && wanted.dataset.track !== current?.id) {
    play(wanted);
  } else if (!current) {
    return;
  } else if (!sounds()) {
    resume();
  } else pause();
}

function step(by) {
  const all = rows();
  if (!all.length) return;
  const from = staged()?.dataset.track ?? current?.id;
  const here = all.findIndex((row) => row.dataset.track === from);
  const next = here === -1 ? (by > 0 ? 0 : all.length - 1) : here + by;
  if (next < 0 || next >= all.length) return;
  // Keys judge the row that has the focus: it goes along, or the next key would mean the last row.
  const focused = document.activeElement?.closest?.(".track-row[data-src]");
  play(all[next]);
  if (focused) all[next].querySelector("[data-play]")?.focus({ preventScroll: true });
  all[next].scrollIntoView({ block: "nearest" });
}

function judge(verdict) {
  const focused = document.activeElement?.closest?.(".track-row");
  const row = focused?.querySelector("[data-verdict]") ? focused : staged() ?? currentRow();
  const button = row?.querySelector(`[data-verdict="${verdict}"]`);
  if (!button || button.disabled) return;
  button.click();
  if (row.closest("[data-advance]") && row === currentRow()) step(1);
}

const jump = (seconds) => { if (current) deck.audio.currentTime = Math.min(length(), Math.max(0, deck.audio.currentTime + seconds)); };

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-play]");
  const row = event.target.closest(".track-row[data-src]");
  if (button) {
    const target = row ?? rowOf(button.dataset.track) ?? (button.dataset.src ? button : null);
    if (!target) return;
    if (target.dataset.track === current?.id && sounds()) pause();
    else play(target);
  } else if (row && event.target.closest(".track-wave")) {
    const wave = event.target.closest(".track-wave");
    play(row, shareAt(event, wave) * (row.dataset.track === current?.id ? length() : Number(row.dataset.duration)));
  }
  const slider = event.target.closest("[data-seek]");
  if (slider && sliders().includes(slider) && length()) deck.audio.currentTime = shareAt(event, slider) * length();
});
part("toggle")?.addEventListener("click", toggle);
part("next")?.addEventListener("click", () => step(1));
part("previous")?.addEventListener("click", () => step(-1));
for (const button of bar?.querySelectorAll("[data-bar-verdict]") ?? []) {
  button.addEventListener("click", () => judge(button.dataset.barVerdict));
}

document.addEventListener("keydown", (event) => {
  if (keysAreTaken(event)) return;
  const onSlider = event.target.closest?.("[role=slider]");
  const key = event.key.toLowerCase();
  const does = {
    " ": () => toggle(), j: () => step(1), k: () => step(-1), a: () => judge("accept"), r: () => judge("reject"),
    arrowleft: () => jump(onSlider ? -5 : -10), arrowright: () => jump(onSlider ? 5 : 10),
  }[key];
  if (!does || !(current || rows().length)) return;
  if (event.repeat && !key.startsWith("arrow")) return; // a key held down answers once
  if (key === " " && spaceIsTaken(event)) return;
  if (key.startsWith("arrow") && (event.target.closest?.("input, [role=tab]") || (onSlider && !sliders().includes(onSlider)))) return;
  event.preventDefault();
  does();
});

function heed(name) {
  if (name === "timeupdate" || name === "seeked") tick();
  else refresh();
  // Whoever asks about the track decides whether the next one follows.
  if (name === "ended" && document.dispatchEvent(new CustomEvent("foyer:ended", { cancelable: true, detail: { track: current?.id } }))) step(1);
  if (name === "error" && current) failed(current);
}
window.addEventListener("online", () => {
  for (const id of unplayable) rowOf(id)?.removeAttribute("data-failed");
  unplayable.clear();
  if (current && deck.audio.error && !quiet) resume();
});
document.addEventListener("foyer:listen", (event) => {
  const row = rowOf(event.detail.track);
  if (row) play(row);
});
document.addEventListener("foyer:prepare", (event) => {
  const row = rowOf(event.detail.track);
  if (row) deck.prepare(describe(row));
});
document.body.addEventListener("htmx:afterSettle", () => {
  for (const id of unplayable) rowOf(id)?.setAttribute("data-failed", "");
  if (!current) return;
  const row = currentRow();
  row?.classList.add("now");
  refresh();
  tick();
});
if ("mediaSession" in navigator) {
  const actions = { play: toggle, pause: toggle, nexttrack: () => step(1), previoustrack: () => step(-1) };
  for (const [name, act] of Object.entries(actions)) navigator.mediaSession.setActionHandler(name, act);
}
