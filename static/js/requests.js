// What htmx and fetch failures say to the person, in one place.
import { say } from "./words.js";
import { toast } from "./toasts.js";

/** The sentence for a failed answer: the server's own where it gave one (RFC 9457 `detail`, or `message`). */
export function failureSentence(status, body) {
  if (body) {
    try {
      const problem = JSON.parse(body);
      const told = problem.detail ?? problem.message ?? problem.title;
      if (told) return String(told);
    } catch {
      // Not JSON: an HTML error page, which is no sentence.
    }
  }
  if (!status) return say("network_error");
  if (status === 403 || status === 401) return say("not_allowed");
  if (status === 404 || status === 410) return say("gone");
  if (status === 429) return say("too_fast");
  return say("server_error");
}

export function startRequests() {
  document.body.addEventListener("htmx:responseError", (event) => {
    const { status, response } = event.detail.xhr;
    toast(failureSentence(status, response), "error");
  });
  let told = false;
  document.body.addEventListener("htmx:sendError", () => {
    // Polling fails again and again while the connection is away: say it once.
    if (!told) toast(say("network_error"), "error");
    told = true;
  });
  document.body.addEventListener("htmx:afterOnLoad", () => { told = false; });
  // A form with mistakes answers 422 with itself: put it in place like any answer.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
}
