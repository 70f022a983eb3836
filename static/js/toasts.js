// Short messages in the corner. Success goes by itself; warnings and errors stay until dismissed.
import { icon } from "./icons.js";
import { say } from "./words.js";

const STAY_MS = 6000;

function leave(toast) {
  toast.remove();
}

function watch(toast) {
  toast.querySelector("[data-dismiss]")?.addEventListener("click", () => leave(toast));
  if (toast.matches(".error, .warning")) return;
  let timer = setTimeout(() => leave(toast), STAY_MS);
  // Somebody who is reading or about to click is not hurried.
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("focusin", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => { timer = setTimeout(() => leave(toast), STAY_MS); });
}

function actionButton({ label, run }, box) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn toast-action";
  button.textContent = label;
  button.addEventListener("click", () => {
    leave(box);
    run();
  });
  return button;
}

/**
 * Shows one message; the same text twice in a row is shown once.
 * `name`: it takes the place of the message of that name. `action`: {label, run}, a button of its own.
 */
export function toast(text, level = "success", { name = "", action = null } = {}) {
  const place = document.getElementById("toasts");
  if (name) place?.querySelector(`[data-toast-name="${name}"]`)?.remove();
  if (!place || place.lastElementChild?.querySelector(".toast-text")?.textContent === text) return;
  const box = document.createElement("div");
  box.className = `toast ${level}`;
  if (name) box.dataset.toastName = name;
  const words = document.createElement("span");
  words.className = "toast-text";
  words.textContent = text;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn icon";
  button.dataset.dismiss = "";
  button.setAttribute("aria-label", say("dismiss"));
  button.append(icon("cross", "small"));
  box.append(icon(level === "error" || level === "warning" ? "warning" : level === "info" ? "info" : "check"), words);
  box.append(action ? actionButton(action, box) : button);
  place.append(box);
  watch(box);
}

/** Takes the message of that name away. */
export function untoast(name) {
  document.querySelector(`#toasts [data-toast-name="${name}"]`)?.remove();
}

/** Toasts the server wrote, and those htmx answers bring (`hx-swap-oob="beforeend:#toasts"`, or an HX-Trigger `foyer:toast`). */
export function startToasts() {
  const place = document.getElementById("toasts");
  if (!place) return;
  place.querySelectorAll("[data-toast]").forEach(watch);
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node.matches?.("[data-toast]")) watch(node);
  }).observe(place, { childList: true });
  document.body.addEventListener("foyer:toast", ({ detail }) => toast(detail.text ?? detail.value, detail.level, { name: detail.name }));
}
