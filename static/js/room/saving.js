// Says whether the answers are on the server, and brings the newest version where another tab or
// person made one meanwhile.
import { startClicks } from "./clicks.js";
import { reload } from "./reload.js";

const round = () => document.querySelector("[data-round]");

let last = null; // {state, count}: the room may be replaced after it was said

function say({ state, count }) {
  last = { state, count };
  for (const place of document.querySelectorAll("[data-save-state]")) {
    place.dataset.saveState = state;
    const text = place.dataset[state]?.replace("%(count)s", count);
    if (text !== undefined && place.textContent !== text) place.textContent = text;
  }
}

function offline() {
  for (const each of document.querySelectorAll("[data-offline]")) each.hidden = navigator.onLine;
}

export function startSaving() {
  document.addEventListener("foyer:saving", (event) => say(event.detail));
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id !== "room") return;
    if (last) say(last);
    offline();
  });
  document.addEventListener("foyer:saved", (event) => {
    const form = round();
    const { current, undone } = event.detail;
    if (!form || !current || String(current) === form.dataset.version) return;
    // Taking back what a finished round had counted makes the list anew: that is the answer to it.
    if (undone) reload();
    else document.querySelector("[data-newer]")?.removeAttribute("hidden");
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-newer] button")) reload(); });
  for (const name of ["offline", "online"]) window.addEventListener(name, offline);
  startClicks();
}
