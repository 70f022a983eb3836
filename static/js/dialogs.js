// Dialogs: opening and closing, and the one question asked before something final.
import { say } from "./words.js";

export function openDialog(dialog) {
  if (!dialog || dialog.open) return;
  for (const part of dialog.querySelectorAll("[data-needs]")) part.hidden = !document.querySelector(part.dataset.needs);
  dialog.showModal();
}

/** Asks; resolves to true if the person says yes. */
export function confirmed(question, label, danger = true) {
  const dialog = document.getElementById("confirm-dialog");
  dialog.querySelector("[data-confirm-text]").textContent = question;
  const yes = dialog.querySelector("[data-confirm-yes]");
  yes.textContent = label || say("confirm");
  yes.classList.toggle("danger-solid", danger);
  yes.classList.toggle("primary", !danger);
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

function clicked(event) {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    opener.closest("details.menu")?.removeAttribute("open");
    openDialog(document.getElementById(opener.dataset.dialog));
    return;
  }
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog")?.close();
  // A click on the dialog element itself is a click on the veil around it.
  if (event.target.matches?.("dialog.dialog")) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) event.target.close("no");
  }
}

const answered = new WeakSet();

async function guard(event) {
  const control = event.target.closest?.("[data-confirm]");
  if (!control || answered.has(control)) {
    if (control) answered.delete(control);
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const { form } = control;
  // What is missing is said before anything is asked.
  const checked = form && control.type === "submit" && !form.noValidate && !control.formNoValidate;
  if (checked && !form.reportValidity()) return;
  const question = control.dataset.confirm.replace("{choice}", () => form?.querySelector("select")?.selectedOptions[0]?.text ?? "");
  if (!(await confirmed(question, control.dataset.confirmLabel, control.dataset.confirmTone !== "calm"))) return;
  answered.add(control);
  control.click();
}

export function startDialogs() {
  document.addEventListener("click", guard, true);
  document.addEventListener("click", clicked);
  document.body.addEventListener("htmx:confirm", async (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    const from = event.detail.elt;
    const yes = await confirmed(event.detail.question, from.dataset.confirmLabel, from.dataset.confirmTone !== "calm");
    if (yes) event.detail.issueRequest(true);
  });
}
