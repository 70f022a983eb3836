// What was played, kept in the browser until the server has it: written down before it is sent,
// each row with its own key, so that sending twice counts once and a lost connection loses nothing.
import { forget, recall, remember } from "./memory.js";

const BATCH = 50;
const MOST = 5000; // About two weeks without a connection.

const uuid = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
  (Number(c) ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (Number(c) / 4)))).toString(16));

export class PlayLog {
  /** `changed(count)` is told how many plays wait to be sent. */
  constructor(player, url, { changed }) {
    Object.assign(this, { url, changed });
    this.key = `foyer.plays.${player}`;
    this.openKey = `foyer.playing.${player}`;
    this.busy = false;
    // The page died in the middle of a track (power cut, crash): what is known of it still counts.
    const torn = recall(this.openKey, null);
    if (torn) this.put({ ...torn, transition: "error" });
    forget(this.openKey);
  }

  read() {
    return recall(this.key, []);
  }

  write(plays) {
    remember(this.key, plays.slice(-MOST));
    this.changed(plays.length);
  }

  put(play) {
    this.write([...this.read(), play]);
  }

  /** A track begins: from which publication, and whether from the server or from memory. */
  begin(item, { publication, source }) {
    this.open = { key: uuid(), track: item.id, publication, started_at: new Date().toISOString(), ms_played: 0, transition: "natural", source };
    this.save();
  }

  /** Called now and then while a track plays, with milliseconds heard. */
  heard(milliseconds) {
    if (!this.open) return;
    this.open.ms_played = Math.round(milliseconds);
    this.save();
  }

  save() {
    remember(this.openKey, this.open);
  }

  end(transition, milliseconds) {
    if (!this.open) return;
    this.heard(milliseconds);
    const play = { ...this.open, transition };
    this.open = null;
    forget(this.openKey);
    this.put(play);
    this.flush();
  }

  /** Sends what waits, oldest first. The server judges row by row; what it has judged is settled. */
  async flush() {
    if (this.busy) return;
    this.busy = true;
    try {
      let size = BATCH;
      for (let plays = this.read().slice(0, size); plays.length; plays = this.read().slice(0, size)) {
        const status = await this.send(plays);
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
      const answer = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        // Our clock goes along, so that a wrong one can be set right.
        body: JSON.stringify({ sent_at: new Date().toISOString(), plays }),
        credentials: "same-origin",
        keepalive: true, // Still sent when the page is being closed.
      });
      return answer.status;
    } catch {
      return 0;
    }
  }
}
