// On a touch screen the track on the stage is pushed away: left "not for us", right "that is it".
// It follows the finger and says what letting go would mean. With reduced motion it stays in place
// and only the words appear.
import { onStage } from "./stage.js";

const START_PX = 12;
const ENOUGH_PX = 90;
const AWAY_MS = 160;
const KEEP_OUT = "button, a, summary, input, .track-wave, .why-body";
const still = window.matchMedia("(prefers-reduced-motion: reduce)");

export function startSwipes() {
  let push = null;

  function lean(dx) {
    const { row } = push;
    row.style.setProperty("--push", still.matches ? "0px" : `${dx}px`);
    row.style.setProperty("--tilt", still.matches ? "0deg" : `${dx / 40}deg`);
    row.style.setProperty("--sure", Math.min(1, Math.abs(dx) / ENOUGH_PX).toFixed(2));
    row.dataset.lean = dx > 0 ? "yes" : "no";
    row.toggleAttribute("data-enough", Math.abs(dx) > ENOUGH_PX);
  }

  function rest(row) {
    row.classList.remove("dragged", "leaving");
    for (const name of ["--push", "--tilt", "--sure"]) row.style.removeProperty(name);
    delete row.dataset.lean;
    row.removeAttribute("data-enough");
  }

  function end(dx) {
    const { row, leaning } = push;
    push = null;
    if (!leaning) return;
    row.classList.remove("dragged");
    if (Math.abs(dx) <= ENOUGH_PX) {
      rest(row);
      return;
    }
    // The room may have been replaced under the finger: the answer is meant for the track.
    const there = row.isConnected ? row : document.querySelector(`[data-room] .track-row[data-track="${CSS.escape(row.dataset.track)}"]`);
    const button = there?.querySelector(`[data-verdict="${dx > 0 ? "accept" : "reject"}"]`);
    // The answer counts at once; the card leaves while the next track already begins.
    button?.click();
    if (still.matches || !row.isConnected) rest(row);
    else {
      row.classList.add("leaving");
      row.style.setProperty("--push", `${Math.sign(dx) * 480}px`);
      setTimeout(() => rest(row), AWAY_MS);
    }
  }

  document.addEventListener("pointerdown", (event) => {
    const row = event.target.closest("[data-room] .track-row.current");
    if (push || event.pointerType === "mouse" || !row || !onStage() || event.target.closest(KEEP_OUT) || !row.querySelector("[data-verdict]")) return;
    push = { row, id: event.pointerId, x: event.clientX, leaning: false };
  });
  document.addEventListener("pointermove", (event) => {
    if (push?.id !== event.pointerId) return;
    const dx = event.clientX - push.x;
    if (!push.leaning && Math.abs(dx) < START_PX) return;
    push.leaning = true;
    push.row.classList.add("dragged");
    lean(dx);
  });
  document.addEventListener("pointerup", (event) => {
    if (push?.id === event.pointerId) end(event.clientX - push.x);
  });
  // The browser took the gesture over to scroll: nothing was meant.
  document.addEventListener("pointercancel", (event) => {
    if (push?.id === event.pointerId) end(0);
  });
}
