// What is on air: fetched every `refresh_s` seconds, and at once when a heartbeat tells of a change.
const FIRST_RETRY_S = 2;
const LONGEST_RETRY_S = 60;

export class Manifest {
  /**
   * `changed(manifest, before)` when the list is another one; `off(manifest)` when nothing may be
   * played; `withdrawn()` when this link is no longer good; `network(up)`.
   */
  constructor(url, { changed, off, withdrawn, network }) {
    Object.assign(this, { url, changed, off, withdrawn, network });
    this.now = null;
    this.retry = FIRST_RETRY_S;
    window.addEventListener("online", () => this.fetch());
  }

  async fetch() {
    clearTimeout(this.timer);
    if (this.stopped) return;
    let wait = this.now?.refresh_s ?? FIRST_RETRY_S;
    try {
      const answer = await fetch(this.url, { headers: { Accept: "application/json" }, credentials: "same-origin", cache: "no-store" });
      this.network(true);
      if (answer.ok) {
        this.retry = FIRST_RETRY_S;
        this.take(await answer.json());
        wait = this.now.refresh_s;
      } else if ([404, 410].includes(answer.status)) {
        this.withdrawn();
        return;
      } else wait = this.later();
      // Trouble on the server's side changes nothing here: the shop keeps playing what it has.
    } catch {
      this.network(false);
      wait = this.later();
    }
    if (!this.stopped) this.timer = setTimeout(() => this.fetch(), wait * 1000);
  }

  take(manifest) {
    const before = this.now;
    this.now = manifest;
    if (!manifest.items.length) this.off(manifest);
    else this.changed(manifest, before);
  }

  /** Asks no more. */
  stop() {
    clearTimeout(this.timer);
    this.stopped = true;
  }

  later() {
    const wait = this.retry;
    this.retry = Math.min(LONGEST_RETRY_S, this.retry * 2);
    return wait;
  }
}
