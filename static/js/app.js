// Every page's script: theme, toasts, dialogs, menus, keyboard help, what failed requests say.
import { openDialog, startDialogs } from "./dialogs.js";
import { keysAreTaken } from "./keys.js";
import { startMenus } from "./menus.js";
import { startRequests } from "./requests.js";
import { startTheme } from "./theme.js";
import { startToasts, toast } from "./toasts.js";
import { say } from "./words.js";

startTheme();
startToasts();
startDialogs();
startMenus();
startRequests();

document.addEventListener("keydown", (event) => {
  if (keysAreTaken(event)) return;
  if (event.key === "?") {
    event.preventDefault();
    openDialog(document.getElementById("keyboard-help"));
  }
  const search = event.key === "/" && document.querySelector("[data-search]");
  if (search) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});

// A form that came back with mistakes starts there, not at the top of the page.
document.querySelector("[data-focus]")?.focus();

// A form is sent once, however often the button is hit; coming back with the browser's arrow frees it.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  // An answer that is a download leaves this page where it is: free the form again.
  setTimeout(freeForms, 8000);
});
function freeForms() {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll(".btn[aria-busy]")) button.removeAttribute("aria-busy");
}
window.addEventListener("pageshow", freeForms);

// <button data-copy="text"> and filters that send themselves: <form data-autosend>.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  if (navigator.clipboard) await navigator.clipboard.writeText(button.dataset.copy);
  else copyBySelecting(button.dataset.copy);
  toast(say("copied"));
});
// Without HTTPS, as in a shop's own network, a browser has no clipboard to write to.
function copyBySelecting(text) {
  const field = Object.assign(document.createElement("textarea"), { value: text });
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}
document.addEventListener("change", (event) => {
  event.target.closest("form[data-autosend]")?.requestSubmit();
});
