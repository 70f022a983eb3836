// The brief's page: empties the list form once its songs arrived, and says why one was refused.
import { toast } from "./toasts.js";

document.body.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form[data-reset-after]");
  if (!form || event.target !== form) return;
  if (event.detail.successful) {
    form.reset();
    return;
  }
  try {
    toast(JSON.parse(event.detail.xhr.responseText).detail, "error");
  } catch {
    toast(form.dataset.failed ?? "", "error");
  }
});
