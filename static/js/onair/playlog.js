// What was played, kept in the browser until the server has it: written down before it is sent,
// each row with its own key, so that sending twice counts once and a lost connection loses nothing.
import { csrfToken } from "../words.js";

const BATCH = 50;
const MOST = 5000; // About two weeks without a connection.

const uuid = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
  (Number(c) ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (Number(c) / 4)))).toString(16));

export class PlayLog {
  /** `url()` gives the address of now; `stale()` is called on 409; `changed(count)` on every change. */
  constructor(store, { url, stale, changed }) {
    Object.assign(this, { url, stale, changed });
    this.key = `foyer.plays.${store}`;
    this.openKey = `foyer.playing.${store}`;
    this.busy = false;
    // The page died in the middle of a track (power cut, crash): what is known of it still counts.
    const torn = JSON.parse(localStorage.getItem(this.openKey) ?? "null");
    if (torn) this.put({ ...torn, transition: "error" });
    localStorage.removeItem(this.openKey);
  }

  read() {
    return JSON.parse(localStorage.getItem(this.key) ?? "[]");
  }

  write(plays) {
    localStorage.setItem(this.key, JSON.stringify(plays.slice(-MOST)));
    this.changed(plays.length);
  }

  put(play) {
    this.write([...this.read(), play]);
  }

  begin(item) {
    const now = new Date().toISOString();
    this.open = { key: uuid(), track: item.id, started_at: now, finished_at: now, ms_played: 0, transition: "natural", source: "stream" };
    this.save();
  }

  /** Called now and then while a track plays, with milliseconds heard. */
  heard(milliseconds) {
    if (!this.open) return;
    this.open.ms_played = Math.round(milliseconds);
    this.open.finished_at = new Date().toISOString();
    this.save();
  }

  save() {
    localStorage.setItem(this.openKey, JSON.stringify(this.open));
  }

  end(transition, milliseconds) {
    if (!this.open) return;
    this.heard(milliseconds);
    const play = { ...this.open, transition };
    this.open = null;
    localStorage.removeItem(this.openKey);
    this.put(play);
    this.flush();
  }

  /** Sends what waits, oldest first. A refused batch is sent row by row so that one bad row blocks nothing. */
  async flush() {
    if (this.busy || !this.url()) return;
    this.busy = true;
    try {
      let size = BATCH;
      for (let plays = this.read().slice(0, size); plays.length; plays = this.read().slice(0, size)) {
        const status = await this.send(plays);
        if (status === 409) {
          this.stale();
          break;
        }
        if ((status === 400 || status === 422) && plays.length > 1) {
          size = 1;
          continue;
        }
        const settled = (status >= 200 && status < 300) || status === 400 || status === 422;
        if (!settled) break;
        const gone = new Set(plays.map((play) => play.key));
        this.write(this.read().filter((play) => !gone.has(play.key)));
      }
    } finally {
      this.busy = false;
    }
  }

  /** @returns the status, 0 without a connection. */
  async send(plays) {
    try {
      const answer = await fetch(this.url(), {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
        body: JSON.stringify({ plays }),
        credentials: "same-origin",
        keepalive: true, // Still sent when the page is being closed.
      });
      return answer.status;
    } catch {
      return 0;
    }
  }
}
