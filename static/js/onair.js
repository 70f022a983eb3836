// The shop's player: joins the list on air, two decks, the play log, the watchdog and the page.
// Markup: templates/onair/player.html. One player a page, made to run for weeks.
import { Alone } from "./onair/alone.js";
import { Awake } from "./onair/wakelock.js";
import { Decks } from "./onair/decks.js";
import { Failures } from "./onair/failures.js";
import { Heart } from "./onair/heart.js";
import { Manifest } from "./onair/manifest.js";
import { Order } from "./onair/order.js";
import { Page } from "./onair/page.js";
import { PlayLog } from "./onair/playlog.js";
import { Shelf } from "./onair/shelf.js";
import { Watchdog } from "./onair/watchdog.js";
import { recall, remember } from "./onair/memory.js";
import { keysAreTaken, spaceIsTaken } from "./keys.js";
import { say } from "./words.js";

const RETRY_S = 30;
const AHEAD = 2; // tracks fetched before they are needed
const NOTE_MS = 15000;
const LAST_FADE_S = 3; // of a track that lost its clearance
const root = document.querySelector("[data-onair]");
const { player, manifestUrl, playsUrl, heartbeatUrl, crossfade } = root.dataset;
const failed = new Failures();
let online = true;
let noted = 0; // when the page said that a song lost its right: more than that there is a new list
let leaving = null; // the item that is being faded out
let waiting = null; // the timer of the next try, while nothing can be played

const page = new Page(root);
const order = new Order(player);
const shelf = new Shelf();
// Without a connection only what lies in memory can be played.
const barred = { has: (id) => failed.has(id) || (!online && !shelf.has({ id })) };
const decks = new Decks({ crossfade: Number(crossfade), next: () => order.next(barred), address: (item) => shelf.address(item) });
const awake = new Awake((on) => page.put("awake", say(on ? "air_awake" : "air_asleep")));
const log = new PlayLog(player, playsUrl, {
  changed: (count) => page.put("unsent", count ? say("air_unsent", { count }) : say("air_sent")),
});
const alone = new Alone(player, () => quiet("elsewhere"));
const manifest = new Manifest(manifestUrl, {
  changed: listChanged,
  off: nothingLeft,
  withdrawn,
  network,
});
const heart = new Heart(heartbeatUrl, {
  report: () => ({ track: decks.item?.id ?? null, audible: watchdog.audible() }),
  told(answer) {
    if (answer.song === "fade") fadeOut();
    if (answer.revision !== manifest.now?.revision) manifest.fetch();
  },
  withdrawn,
  network,
});

function listChanged(list, before) {
  if (list.revision === before?.revision) {
    order.take(list.items); // the same tracks with fresher addresses
    return;
  }
  failed.clear();
  take(list);
  if (mustFade(list)) fadeOut();
  stock();
  if (["loading", "off"].includes(page.state)) begin();
  else if (before && before.publication !== list.publication && Date.now() > noted + NOTE_MS) page.note(say("air_new_version"));
}

/** Plays from this list from now on and keeps nothing else; what is heard may still end. */
function take(list) {
  const ids = new Set(list.items.map((item) => item.id));
  order.take(list.items);
  decks.keepOnly(ids);
  shelf.keepOnly(ids);
}

const mustFade = (list) => list.leaving?.[decks.item?.id] === "fade";

/** The song in the air lost its right: it goes within seconds, whatever follows. */
async function fadeOut() {
  if (!decks.wanted || leaving === decks.item) return;
  leaving = decks.item;
  page.note(say("air_lost_right", { title: leaving.title }));
  noted = Date.now();
  await decks.leave(LAST_FADE_S);
  leaving = null;
  if (!decks.item) rest();
}

/** Nothing may be played: silence, after the song in the air where that one may end. */
async function nothingLeft(list) {
  take(list);
  page.next(null);
  const may = list.leaving?.[decks.item?.id];
  if (decks.wanted && may === "finish") return;
  if (decks.wanted && may === "fade") await fadeOut();
  else rest();
}

function rest() {
  if (manifest.now?.items.length) {
    begin();
    return;
  }
  quiet("off");
  heart.beat();
}

/** Shows and fetches what comes next. */
function stock() {
  const next = order.upcoming(AHEAD, barred);
  shelf.prepare(decks.item ? next : next.slice(1), decks.ids());
  const shown = decks.ahead ?? next[0];
  page.next(shown && shown.id !== decks.item?.id ? shown : null);
}

/** Falls silent on purpose. */
function quiet(state) {
  decks.stop();
  awake.release();
  page.warn("");
  page.enter(state);
}

function withdrawn() {
  manifest.stop();
  quiet("withdrawn");
}

function network(up) {
  if (up === online) return;
  online = up;
  page.network(up);
  if (!up) return;
  failed.clear(); // What failed meanwhile failed for want of a connection.
  log.flush();
  if (waiting) again();
  else stock();
}

/** Tries to play; without a gesture the browser may refuse, then one big button asks for it. */
async function begin() {
  if (!alone.mine) return;
  const item = decks.item ?? order.next(barred);
  if (!item) return;
  if (await (decks.item && !decks.live.audio.error ? decks.resume() : decks.start(item))) {
    page.enter("playing");
    awake.hold();
  }
}

function toggle() {
  if (decks.wanted) {
    decks.pause();
    page.enter("paused");
    awake.release();
    heart.beat();
  } else begin();
}

decks.addEventListener("began", ({ detail: { item } }) => {
  order.began(item);
  log.begin(item, { publication: manifest.now.publication, source: !online && shelf.has(item) ? "cache" : "stream" });
  page.track(item);
  if (page.state !== "silent") page.enter("playing");
  stock();
  heart.beat();
});
decks.addEventListener("ended", ({ detail }) => log.end(detail.transition, detail.heard));
decks.addEventListener("blocked", () => page.enter("blocked"));
decks.addEventListener("failed", ({ detail: { item } }) => {
  leaveOut(item);
  if (online) page.note(say("air_track_failed", { title: item.title }));
});
decks.addEventListener("empty", () => {
  if (manifest.now && !manifest.now.items.length) {
    rest();
    return;
  }
  // Nothing can be played: fresh addresses may help, and the shop must know.
  page.warn(say("air_all_failed", { seconds: RETRY_S }));
  page.enter("silent");
  clearTimeout(waiting);
  waiting = setTimeout(again, RETRY_S * 1000);
});

/** Passes over a track. The list is asked for too: no answer means the line failed, not the file. */
function leaveOut(item) {
  failed.add(item.id);
  if (online) manifest.fetch();
}

/** Tries everything once more after nothing could be played. */
async function again() {
  clearTimeout(waiting);
  waiting = null;
  failed.clear();
  await manifest.fetch();
  if (page.state !== "silent") return;
  page.warn("");
  decks.ahead = null;
  const item = order.next();
  if (item && (await decks.start(item))) page.enter("playing");
}

const watchdog = new Watchdog(decks, {
  silent(seconds, why) {
    page.warn(why === "muted" ? say("air_muted") : say("air_silent", { seconds }));
    page.enter("silent");
  },
  fine() {
    if (waiting) return; // It rests because nothing can be played.
    page.warn("");
    if (page.state === "silent") page.enter("playing");
  },
  giveUp() {
    if (decks.item) leaveOut(decks.item);
    decks.advance("error");
  },
});

setInterval(() => {
  const { audio, item } = decks.live;
  if (item) page.position(audio.currentTime, Number.isFinite(audio.duration) ? audio.duration : item.duration_s);
}, 500);
setInterval(() => log.heard(decks.live.heard * 1000), 5000);
setInterval(() => log.flush(), 30000);

page.part("start").addEventListener("click", begin);
page.part("toggle").addEventListener("click", toggle);
page.part("skip").addEventListener("click", () => decks.wanted && decks.advance("skip"));
page.part("here").addEventListener("click", () => {
  alone.take();
  page.enter("loading");
  if (manifest.now?.items.length) begin();
  else manifest.fetch();
});
page.part("fullscreen").addEventListener("click", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else root.requestFullscreen?.();
});

const volumeKey = `foyer.volume.${player}`;
const slider = page.part("volume");
slider.value = recall(volumeKey, slider.value);
// The ear hears loudness roughly as the square of the amplitude's position on a slider.
const loud = () => (Number(slider.value) / Number(slider.max)) ** 2;
slider.addEventListener("input", () => {
  remember(volumeKey, slider.value);
  decks.setVolume(loud());
});
decks.setVolume(loud());

document.addEventListener("keydown", (event) => {
  if (keysAreTaken(event) || (event.key === " " && spaceIsTaken(event))) return;
  if (event.key === " ") { event.preventDefault(); toggle(); }
  if (event.key.toLowerCase() === "j" && decks.wanted) decks.advance("skip");
});
if ("mediaSession" in navigator) {
  navigator.mediaSession.setActionHandler("play", begin);
  navigator.mediaSession.setActionHandler("pause", toggle);
  navigator.mediaSession.setActionHandler("nexttrack", () => decks.wanted && decks.advance("skip"));
}
window.addEventListener("offline", () => network(false));
// Closing the page ends the track: written down first, then sent while the page goes.
window.addEventListener("pagehide", () => log.end("stop", decks.live.heard * 1000));

page.put("awake", say("air_asleep"));
log.changed(log.read().length);
log.flush();
if (await alone.ask()) manifest.fetch();
else page.enter("elsewhere");
