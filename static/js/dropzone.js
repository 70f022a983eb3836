// Drop, pick or paste files: each goes up by itself, three at a time, and one bad file harms no other.
// Markup and events: templates/components/dropzone.html.
import { Upload } from "./upload.js";
import { toast } from "./toasts.js";
import { bytes, say } from "./words.js";

const AT_ONCE = 3;

/** Does a file match an `accept` list such as ".mp3,audio/*"? Browsers do not check dropped files. */
function accepted(file, accept) {
  if (!accept) return true;
  const name = file.name.toLowerCase();
  return accept.toLowerCase().split(",").map((rule) => rule.trim()).some((rule) => {
    if (rule.startsWith(".")) return name.endsWith(rule);
    if (rule.endsWith("/*")) return file.type.startsWith(rule.slice(0, -1));
    return file.type === rule;
  });
}

class Dropzone {
  constructor(element) {
    this.element = element;
    this.rows = element.querySelector("[data-rows]");
    this.status = element.querySelector("[data-status]");
    this.waiting = [];
    this.sending = 0;
    this.counts = { done: 0, failed: 0 };
    const input = element.querySelector('input[type="file"]');
    input.addEventListener("change", () => {
      this.take([...input.files]);
      input.value = "";
    });
    for (const name of ["dragenter", "dragover"]) element.addEventListener(name, (event) => this.over(event));
    for (const name of ["dragleave", "drop"]) element.addEventListener(name, (event) => {
      if (name === "dragleave" && element.contains(event.relatedTarget)) return;
      element.classList.remove("over");
    });
    element.addEventListener("drop", (event) => this.dropped(event));
  }

  over(event) {
    const kinds = [...(event.dataTransfer?.types ?? [])];
    if (!kinds.includes("Files") && !(this.element.dataset.textName && kinds.includes("text/plain"))) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    this.element.classList.add("over");
  }

  dropped(event) {
    event.preventDefault();
    const files = [...event.dataTransfer.files];
    if (files.length) this.take(files);
    else this.takeText(event.dataTransfer.getData("text/plain"));
  }

  takeText(text) {
    if (!text.trim() || !this.element.dataset.textName) return;
    const file = new File([text], `${say("pasted_file")}.txt`, { type: "text/plain" });
    this.enqueue(file, this.element.dataset.textName);
    this.next();
  }

  take(files) {
    const limit = Number(this.element.dataset.maxFiles) || 200;
    if (files.length > limit) {
      toast(say("upload_too_many", { limit, taken: limit, left: files.length - limit }), "warning");
      files = files.slice(0, limit);
    }
    for (const file of files) this.enqueue(file, this.element.dataset.name || "file");
    this.next();
  }

  enqueue(file, field) {
    const upload = new Upload(file, {
      url: this.element.dataset.url,
      field,
      extra: [...this.element.querySelectorAll("[data-extra]")].map((input) => [input.name, input.value]),
      settled: (done, ok, detail) => this.settled(done, ok, detail),
    });
    upload.retry = (again) => { this.waiting.push(again); this.next(); };
    this.rows.append(upload.row);
    const most = Number(this.element.dataset.maxBytes);
    // Refused here at once rather than after minutes of sending; the server checks again.
    const problem = file.size === 0 ? say("upload_empty")
      : most && file.size > most ? say("upload_too_large", { size: bytes(file.size), limit: bytes(most) })
        : field === (this.element.dataset.name || "file") && !accepted(file, this.element.dataset.accept) ? say("upload_wrong_kind") : "";
    if (problem) {
      upload.refused = true;
      upload.fail(problem, false);
    } else this.waiting.push(upload);
  }

  next() {
    while (this.sending < AT_ONCE && this.waiting.length) {
      const upload = this.waiting.shift();
      if (upload.state === "cancelled") continue;
      this.sending += 1;
      upload.counted = true;
      upload.start();
    }
    this.element.classList.toggle("busy", this.sending > 0);
  }

  settled(upload, ok, detail) {
    if (upload.counted) this.sending -= 1;
    upload.counted = false;
    this.counts[ok ? "done" : "failed"] += 1;
    if (this.status) this.status.textContent = `${upload.file.name}: ${ok ? say("upload_done") : detail}`;
    const name = ok ? "foyer:upload-done" : "foyer:upload-failed";
    const told = ok ? { file: upload.file, response: detail } : { file: upload.file, message: detail };
    this.element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: told }));
    if (!upload.refused) this.next();
    if (!this.sending && !this.waiting.length) {
      this.element.dispatchEvent(new CustomEvent("foyer:uploads-settled", { bubbles: true, detail: this.counts }));
      this.counts = { done: 0, failed: 0 };
    }
  }
}

const zones = new WeakMap();
function startAll(root) {
  for (const element of root.querySelectorAll("[data-dropzone]")) if (!zones.has(element)) zones.set(element, new Dropzone(element));
}
startAll(document);
document.body.addEventListener("htmx:afterSettle", () => startAll(document));

// Pasting outside a text field goes to the first zone that takes it: files by kind, else text.
document.addEventListener("paste", (event) => {
  if (event.target.closest?.("input, textarea, [contenteditable]")) return;
  const files = [...(event.clipboardData?.files ?? [])];
  const open = [...document.querySelectorAll("[data-dropzone][data-paste], [data-dropzone][data-text-name]")].map((element) => zones.get(element)).filter(Boolean);
  if (files.length) {
    for (const zone of open) {
      const fitting = files.filter((file) => accepted(file, zone.element.dataset.accept));
      if (fitting.length && "paste" in zone.element.dataset) return zone.take(fitting);
    }
    return undefined;
  }
  return open.find((zone) => zone.element.dataset.textName)?.takeText(event.clipboardData?.getData("text/plain") ?? "");
});

// A file dropped beside the zone would replace the page and lose the brief being filled in.
for (const name of ["dragover", "drop"]) {
  window.addEventListener(name, (event) => {
    if (!event.target.closest?.("[data-dropzone]") && event.dataTransfer?.types?.includes("Files")) event.preventDefault();
  });
}
