// Signs of life: the server learns what plays and whether it is heard, and tells what changed.
const EVERY_MS = 15000;

export class Heart {
  /** `report()` gives { track, audible }; `told(answer)` gets { revision, stop_track }; `network(up)`. */
  constructor(url, { report, told, network }) {
    Object.assign(this, { url, report, told, network });
    setInterval(() => this.beat(), EVERY_MS);
  }

  async beat() {
    try {
      const answer = await fetch(this.url, {
        method: "POST", credentials: "same-origin", body: JSON.stringify(this.report()),
        headers: { "Content-Type": "application/json" },
      });
      this.network(true);
      if (answer.ok) this.told(await answer.json());
    } catch {
      this.network(false);
    }
  }
}
