// Keys of the listening room beside those of every list (audition.js): s skip, m more like this,
// l less like this, u undo, n next round.
import { keysAreTaken } from "../keys.js";
import { meant } from "./stage.js";
import { undo } from "./verdicts.js";

const KINDS = { s: "skip", m: "more", l: "less" };

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (keysAreTaken(event) || event.repeat) return;
    const key = event.key.toLowerCase();
    if (key in KINDS) {
      const button = meant()?.querySelector(`[data-verdict="${KINDS[key]}"]`);
      if (!button) return;
      event.preventDefault();
      button.click();
    } else if (key === "u") {
      event.preventDefault();
      undo();
    } else if (key === "n") {
      const send = [...document.querySelectorAll("[data-round-send]")].find((each) => !each.hidden);
      if (!send) return;
      event.preventDefault();
      send.click();
    }
  });
}
