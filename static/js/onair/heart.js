// Signs of life: the server learns what plays and whether it is heard, and tells what changed.
const EVERY_MS = 15000;

export class Heart {
  /**
   * `report()` gives { track, audible }; `told(answer)` gets { revision, stop_track };
   * `withdrawn()` when this link is no longer good; `network(up)`.
   */
  constructor(url, { report, told, withdrawn, network }) {
    Object.assign(this, { url, report, told, withdrawn, network });
    this.timer = setInterval(() => this.beat(), EVERY_MS);
  }

  async beat() {
    try {
      const answer = await fetch(this.url, {
        method: "POST", credentials: "same-origin", body: JSON.stringify(this.report()),
        headers: { "Content-Type": "application/json" },
      });
      this.network(true);
      if (answer.ok) this.told(await answer.json());
      else if ([404, 410].includes(answer.status)) {
        clearInterval(this.timer);
        this.withdrawn();
      }
    } catch {
      this.network(false);
    }
  }
}
