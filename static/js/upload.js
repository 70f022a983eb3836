// One file on its way up: a row with progress, cancel and retry, and the server's answer in its place.
import { icon } from "./icons.js";
import { failureSentence } from "./requests.js";
import { csrfToken, say } from "./words.js";

function button(name, label, onClick) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "btn icon quiet";
  element.setAttribute("aria-label", label);
  element.title = label;
  element.append(icon(name));
  element.addEventListener("click", onClick);
  return element;
}

export class Upload {
  /** `settled(upload, ok, detail)` is called once for each ending: received, failed, cancelled. */
  constructor(file, { url, field, extra, settled }) {
    Object.assign(this, { file, url, field, extra, settled });
    this.state = "waiting";
    this.row = document.createElement("li");
    this.row.className = "file-row";
    this.thumb = document.createElement("span");
    this.thumb.className = "thumb";
    this.thumb.append(this.picture());
    this.name = document.createElement("span");
    this.name.className = "file-name";
    this.name.textContent = file.name;
    this.note = document.createElement("span");
    this.note.className = "file-note";
    const text = document.createElement("span");
    text.append(this.name, document.createElement("br"), this.note);
    this.actions = document.createElement("span");
    this.actions.className = "file-actions";
    this.bar = document.createElement("progress");
    this.bar.max = 1;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", file.name);
    this.row.append(this.thumb, text, this.actions, this.bar);
    this.show(say("upload_waiting"), [button("cross", say("upload_cancel", { name: file.name }), () => this.cancel())]);
  }

  picture() {
    if (!this.file.type.startsWith("image/")) return icon(this.file.type.startsWith("audio/") ? "track" : "file");
    const image = document.createElement("img");
    image.alt = "";
    image.src = URL.createObjectURL(this.file);
    image.addEventListener("load", () => URL.revokeObjectURL(image.src));
    image.addEventListener("error", () => image.replaceWith(icon("photo")));
    return image;
  }

  show(note, actions) {
    this.note.textContent = note;
    if (actions) this.actions.replaceChildren(...actions);
  }

  start() {
    this.state = "sending";
    this.row.classList.remove("failed");
    this.bar.hidden = false;
    this.show(say("upload_sending", { percent: 0 }), [button("cross", say("upload_cancel", { name: this.file.name }), () => this.cancel())]);
    const body = new FormData();
    for (const [name, value] of this.extra) body.append(name, value);
    body.append(this.field, this.file, this.file.name);
    const request = new XMLHttpRequest();
    this.request = request;
    request.open("POST", this.url);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("Accept", "text/html, application/json;q=0.9");
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      this.bar.value = event.loaded / event.total;
      const sent = Math.round((event.loaded / event.total) * 100);
      this.show(sent === 100 ? say("upload_reading") : say("upload_sending", { percent: sent }));
    });
    request.addEventListener("load", () => this.answered(request));
    request.addEventListener("error", () => this.fail(say("upload_failed"), true));
    request.addEventListener("timeout", () => this.fail(say("upload_failed"), true));
    request.send(body);
  }

  answered(request) {
    if (request.status < 200 || request.status >= 300) {
      // What the server refused for a reason is not worth sending again; trouble on its side is.
      const again = request.status === 0 || request.status >= 500 || request.status === 429;
      this.fail(failureSentence(request.status, request.responseText) || say("upload_refused"), again);
      return;
    }
    this.state = "done";
    const kind = request.getResponseHeader("Content-Type") ?? "";
    let response = null;
    if (kind.includes("json")) {
      response = JSON.parse(request.responseText || "{}");
      this.bar.hidden = true;
      const tick = icon("check");
      tick.classList.add("tone-yes");
      this.show(response.message ?? say("upload_done"), [tick]);
    } else if (request.responseText.trim()) {
      const template = document.createElement("template");
      template.innerHTML = request.responseText;
      const parts = [...template.content.children];
      this.row.replaceWith(...parts);
      // Rows may carry htmx attributes (polling what became of the file).
      for (const part of parts) window.htmx?.process(part);
    } else {
      this.bar.hidden = true;
      this.show(say("upload_done"), []);
    }
    // Lets other parts of the page refresh, as for an htmx answer with HX-Trigger.
    const trigger = request.getResponseHeader("HX-Trigger");
    if (trigger) for (const name of trigger.startsWith("{") ? Object.keys(JSON.parse(trigger)) : trigger.split(",")) {
      document.body.dispatchEvent(new CustomEvent(name.trim(), { bubbles: true }));
    }
    this.settled(this, true, response);
  }

  fail(message, again) {
    this.state = "failed";
    this.row.classList.add("failed");
    this.bar.hidden = true;
    const actions = [button("cross", say("upload_remove"), () => this.row.remove())];
    if (again) actions.unshift(button("refresh", say("upload_retry"), () => { this.state = "waiting"; this.retry(this); }));
    this.show(message, actions);
    this.settled(this, false, message);
  }

  cancel() {
    this.request?.abort();
    const waited = this.state;
    this.state = "cancelled";
    this.row.remove();
    if (waited === "sending" || waited === "waiting") this.settled(this, false, say("upload_cancelled"));
  }
}
