// The sentences scripts say, written into the page by the server in the page's language.
const block = document.getElementById("script-words");
const words = block ? JSON.parse(block.textContent) : {};

/** `say("upload_sending", {percent: 40})`; an unknown key shows itself, so that it is noticed. */
export function say(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** 222.4 → "3:42"; from an hour on "1:02:05". */
export function minutesSeconds(seconds) {
  if (!Number.isFinite(seconds)) return "–";
  const whole = Math.max(0, Math.round(seconds));
  const left = String(whole % 60).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${left}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${left}`;
}

/** 52428800 → "50 MB". */
export function bytes(count) {
  if (count < 1024 * 1024) return `${Math.max(1, Math.round(count / 1024))} KB`;
  const size = count / 1024 / 1024;
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} MB`;
}

/** The token Django wants with every POST a script sends. */
export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}
