// What may take the place of the room, and when: an answer that was overtaken by a newer version does
// not, and while a finger, the mouse or the space bar is down on a button the change waits, or the
// press would reach nothing. It comes in one go, so that no key falls between a row and its stage.
import { spaceIsTaken } from "../keys.js";
import { remember } from "./keep.js";

const ROOM = "room";
const VOTES = "votes";
const CLICK_MS = 60; // a click follows its release a moment later
const LONGEST_MS = 2000; // a release outside the window is never told
const VERSION = /data-playlist="\d+" data-version="(\d+)"/;
let pressed = false;
let release = 0;
let waiting = null; // {detail, html} of the newest change that waits

// A button takes the space bar when it is let go; what is pressed meanwhile belongs to it.
const presses = (event) => event.key === " " && event.target.closest?.(`#${ROOM}`) && spaceIsTaken(event);
const AT_ONCE = "innerHTML show:none settle:0ms";

const shown = () => Number(document.querySelector("[data-round]")?.dataset.version ?? 0);

function letGo(after) {
  clearTimeout(release);
  release = setTimeout(() => {
    pressed = false;
    if (!waiting) return;
    const { detail, html } = waiting;
    waiting = null;
    put(detail, html);
  }, after);
}

function put(detail, html) {
  const address = detail.xhr.getResponseHeader("HX-Push-Url");
  if (address && address !== location.pathname + location.search) history.pushState({ htmx: true }, "", address);
  remember();
  window.htmx.swap(`#${ROOM}`, html, { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 0 }, { eventInfo: detail });
}

function hold() {
  pressed = true;
  letGo(LONGEST_MS);
}

export function startSwaps() {
  document.addEventListener("pointerdown", (event) => { if (event.target.closest?.(`#${ROOM}`)) hold(); }, true);
  document.addEventListener("keydown", (event) => { if (presses(event) && !event.repeat) hold(); }, true);
  for (const name of ["pointerup", "pointercancel", "keyup"]) {
    document.addEventListener(name, (event) => { if (pressed && (event.type !== "keyup" || event.key === " ")) letGo(CLICK_MS); }, true);
  }
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event;
    if (detail.target?.id === VOTES && pressed) detail.shouldSwap = false; // they are asked for again
    if (detail.target?.id !== ROOM || !detail.shouldSwap) return;
    const version = Number(VERSION.exec(detail.serverResponse)?.[1] ?? 0);
    detail.swapOverride = AT_ONCE;
    if (version && version < shown()) detail.shouldSwap = false;
    else if (pressed) {
      detail.shouldSwap = false;
      waiting = { detail, html: detail.serverResponse };
    }
  });
}
