// The shop's player: joins the list on air, two decks, the play log, the watchdog and the page.
// Markup: templates/components/store_player.html. One player a page, made to run for weeks.
import { Awake } from "./onair/wakelock.js";
import { Decks } from "./onair/decks.js";
import { Manifest } from "./onair/manifest.js";
import { Order } from "./onair/order.js";
import { PlayLog } from "./onair/playlog.js";
import { Watchdog } from "./onair/watchdog.js";
import { paint } from "./drawing.js";
import { keysAreTaken, spaceIsTaken } from "./keys.js";
import { csrfToken, minutesSeconds, say } from "./words.js";

const root = document.querySelector("[data-onair]");
const part = (name) => root.querySelector(`[data-${name}]`);
const put = (name, text) => { const place = part(name); if (place && place.textContent !== text) place.textContent = text; };
const RETRY_S = 30;
const failed = new Set();
let state = "idle"; // idle, playing, paused, blocked, silent, off
let silentFor = 0;

const order = new Order(root.dataset.store);
const decks = new Decks({ crossfade: Number(root.dataset.crossfade ?? 2), next: () => order.next(failed) });
const awake = new Awake((on) => {
  put("awake", say(on ? "air_awake" : "air_asleep"));
});
const log = new PlayLog(root.dataset.store, {
  url: () => manifest.now?.plays_url ?? root.dataset.playsUrl,
  stale: () => manifest.fetch(),
  changed: (count) => put("unsent", count ? say("air_unsent", { count }) : say("air_sent")),
});
const manifest = new Manifest(root.dataset.manifestUrl, { changed: listChanged, gone: offAir, network });

function enter(next) {
  if (state === next) return;
  state = next;
  root.dataset.state = next;
  const playing = next === "playing" || next === "silent";
  part("toggle")?.setAttribute("aria-label", say(playing ? "pause" : "play"));
  part("start-panel").hidden = !(next === "blocked" || next === "idle");
  part("off-panel").hidden = next !== "off";
  part("stage").hidden = next === "off" || next === "blocked" || next === "idle";
  if (next === "blocked") part("start").focus();
  beat();
}

function warn(text) {
  const place = part("warning");
  place.hidden = !text;
  if (text) put("warning-text", text);
}

function listChanged(list, first, same) {
  order.take(list.items);
  if (decks.ahead && !list.items.some((item) => item.id === decks.ahead.id)) decks.ahead = null;
  showNext();
  if (same) return;
  failed.clear();
  if (state === "off" || state === "idle") begin();
  else if (!first) note(say("air_new_version"));
}

function offAir() {
  decks.stop();
  awake.release();
  warn("");
  enter("off");
}

function network(up) {
  const place = part("network");
  place.hidden = up;
  if (!up) put("network", say("air_offline"));
  if (up) log.flush();
}

let noteTimer;
function note(text) {
  put("note", text);
  clearTimeout(noteTimer);
  noteTimer = setTimeout(() => put("note", ""), 15000);
}

function showNext() {
  const next = decks.ahead ?? order.next(failed);
  const place = part("up-next");
  if (place) place.textContent = next && next.id !== decks.item?.id ? `${next.title} · ${next.artist}` : "–";
}

/** Tries to play; without a gesture the browser may refuse, then one big button asks for it. */
async function begin() {
  const item = decks.item ?? order.next(failed);
  if (!item) return;
  if (await (decks.item && !decks.live.audio.error ? decks.resume() : decks.start(item))) {
    enter("playing");
    awake.hold();
  }
}

decks.addEventListener("began", ({ detail: { item } }) => {
  order.began(item);
  log.begin(item);
  enter("playing");
  put("title", item.title);
  put("artist", item.artist);
  put("licence", [item.licence, item.attribution].filter(Boolean).join(" · "));
  put("duration", minutesSeconds(item.duration_s));
  showNext();
  document.title = `${item.title} · ${item.artist}`;
  if ("mediaSession" in navigator && window.MediaMetadata) {
    navigator.mediaSession.metadata = new MediaMetadata({ title: item.title, artist: item.artist });
  }
  beat();
});
decks.addEventListener("ended", ({ detail }) => log.end(detail.transition, detail.heard));
decks.addEventListener("blocked", () => enter("blocked"));
decks.addEventListener("failed", ({ detail: { item } }) => {
  failed.add(item.id);
  note(say("air_track_failed", { title: item.title }));
});
decks.addEventListener("empty", () => {
  // Nothing can be played: fresh addresses may help, and the shop must know.
  warn(say("air_all_failed", { seconds: RETRY_S }));
  enter("silent");
  setTimeout(async () => {
    failed.clear();
    await manifest.fetch();
    if (state !== "silent") return;
    warn("");
    decks.ahead = null;
    const item = order.next();
    if (item) decks.start(item);
  }, RETRY_S * 1000);
});

new Watchdog(decks, {
  silent(seconds, why) {
    silentFor = seconds;
    warn(why === "muted" ? say("air_muted") : say("air_silent", { seconds }));
    enter("silent");
  },
  fine() {
    silentFor = 0;
    warn("");
    if (state === "silent") enter("playing");
  },
  giveUp() {
    if (decks.item) failed.add(decks.item.id);
    setTimeout(() => failed.clear(), 5 * 60 * 1000);
    decks.advance("error");
  },
});

/** Tells the server how the shop is; the answer may say that our list is old. */
async function beat() {
  const url = manifest.now?.heartbeat_url ?? root.dataset.heartbeatUrl;
  if (!url) return;
  const body = {
    publication: manifest.now?.publication ?? null, version: manifest.now?.version ?? null, state, silent_s: Math.round(silentFor),
    track: decks.item?.id ?? null, position_s: Math.round(decks.live.audio.currentTime || 0), volume: decks.volume, unsent: log.read().length,
  };
  try {
    const answer = await fetch(url, {
      method: "POST", body: JSON.stringify(body), credentials: "same-origin", keepalive: true,
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
    });
    if (answer.status === 409) manifest.fetch();
  } catch {
    network(false);
  }
}

function toggle() {
  if (decks.wanted) {
    decks.pause();
    enter("paused");
    awake.release();
  } else begin();
}

setInterval(() => {
  const { audio, item } = decks.live;
  if (!item) return;
  const length = Number.isFinite(audio.duration) ? audio.duration : item.duration_s;
  put("position", minutesSeconds(audio.currentTime));
  const bar = part("progress");
  if (bar) bar.value = length ? audio.currentTime / length : 0;
  paint(root.querySelector(".waveform"), length ? audio.currentTime / length : 0);
}, 500);
setInterval(() => log.heard(decks.live.heard * 1000), 5000);
setInterval(() => { beat(); log.flush(); }, 30000);

part("start").addEventListener("click", begin);
part("toggle").addEventListener("click", toggle);
part("next")?.addEventListener("click", () => decks.advance("skip"));
const volumeKey = `foyer.volume.${root.dataset.store}`;
const slider = part("volume");
slider.value = localStorage.getItem(volumeKey) ?? slider.value;
// The ear hears loudness roughly as the square of the amplitude's position on a slider.
const loud = () => (Number(slider.value) / Number(slider.max)) ** 2;
slider.addEventListener("input", () => {
  localStorage.setItem(volumeKey, slider.value);
  decks.setVolume(loud());
});
decks.setVolume(loud());
part("fullscreen")?.addEventListener("click", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else root.requestFullscreen?.();
});
document.addEventListener("keydown", (event) => {
  if (keysAreTaken(event) || (event.key === " " && spaceIsTaken(event))) return;
  if (event.key === " ") { event.preventDefault(); toggle(); }
  if (event.key.toLowerCase() === "j" && decks.wanted) decks.advance("skip");
});
if ("mediaSession" in navigator) {
  navigator.mediaSession.setActionHandler("play", begin);
  navigator.mediaSession.setActionHandler("pause", toggle);
  navigator.mediaSession.setActionHandler("nexttrack", () => decks.advance("skip"));
}
// Closing the page ends the track: written down first, then sent while the page goes.
window.addEventListener("pagehide", () => {
  log.end("stop", decks.live.heard * 1000);
});

put("awake", say("air_asleep"));
log.changed(log.read().length);
const given = document.getElementById("onair-manifest");
if (given) manifest.seed(JSON.parse(given.textContent));
manifest.start();
