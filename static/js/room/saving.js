// Says whether the answers are on the server, and brings the newest version where another tab or
// person made one meanwhile.
import { startClicks } from "./clicks.js";
import { reload } from "./reload.js";

const round = () => document.querySelector("[data-round]");

function say({ state, count }) {
  for (const place of document.querySelectorAll("[data-save-state]")) {
    place.dataset.saveState = state;
    const text = place.dataset[state]?.replace("%(count)s", count);
    if (text !== undefined && place.textContent !== text) place.textContent = text;
  }
}

export function startSaving() {
  document.addEventListener("foyer:saving", (event) => say(event.detail));
  document.addEventListener("foyer:saved", (event) => {
    const form = round();
    const { current, undone } = event.detail;
    if (!form || !current || String(current) === form.dataset.version) return;
    // Taking back what a finished round had counted makes the list anew: that is the answer to it.
    if (undone) reload();
    else document.querySelector("[data-newer]")?.removeAttribute("hidden");
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-newer] button")) reload(); });
  window.addEventListener("offline", () => { for (const each of document.querySelectorAll("[data-offline]")) each.hidden = false; });
  window.addEventListener("online", () => { for (const each of document.querySelectorAll("[data-offline]")) each.hidden = true; });
  startClicks();
}
