// On a touch screen the track on the stage is pushed away: left "not for us", right "that is it".
import { onStage } from "./stage.js";

const ENOUGH_PX = 90;
const KEEP_OUT = "button, a, summary, .track-wave, .why-body";

export function startSwipes() {
  let push = null;

  function lean(dx) {
    push.row.style.transform = dx ? `translateX(${dx * 0.7}px) rotate(${dx / 60}deg)` : "";
    if (Math.abs(dx) > ENOUGH_PX) push.row.dataset.lean = dx > 0 ? "yes" : "no";
    else delete push.row.dataset.lean;
  }

  function end(dx) {
    const { row } = push;
    lean(0);
    row.classList.remove("dragged");
    push = null;
    if (Math.abs(dx) > ENOUGH_PX) row.querySelector(`[data-verdict="${dx > 0 ? "accept" : "reject"}"]`)?.click();
  }

  document.addEventListener("pointerdown", (event) => {
    const row = event.target.closest("[data-room] .track-row.current");
    if (event.pointerType === "mouse" || !row || !onStage() || event.target.closest(KEEP_OUT) || !row.querySelector("[data-verdict]")) return;
    push = { row, id: event.pointerId, x: event.clientX, y: event.clientY };
  });
  document.addEventListener("pointermove", (event) => {
    if (push?.id !== event.pointerId) return;
    const dx = event.clientX - push.x;
    if (Math.abs(dx) < 12) return;
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
