// What is on air: fetched every `refresh_s` seconds and when the server says that ours is old.

export class Manifest {
  /** `changed(manifest, first)` when the publication or its version is another; `gone()` when nothing is on air; `network(up)`. */
  constructor(url, { changed, gone, network }) {
    Object.assign(this, { url, changed, gone, network });
    this.now = null;
  }

  /** The list the page came with, so that music starts before the first request. */
  seed(manifest) {
    if (manifest?.items?.length) this.take(manifest);
  }

  start() {
    this.fetch();
    window.addEventListener("online", () => this.fetch());
  }

  take(manifest) {
    const same = this.now && this.now.publication === manifest.publication && this.now.version === manifest.version;
    const first = !this.now;
    this.now = manifest;
    this.changed(manifest, first, Boolean(same));
  }

  async fetch() {
    clearTimeout(this.timer);
    try {
      const answer = await fetch(this.url, { headers: { Accept: "application/json" }, credentials: "same-origin", cache: "no-store" });
      this.network(true);
      if (answer.ok && answer.status !== 204) {
        const manifest = await answer.json();
        if (manifest.items?.length) this.take(manifest);
        else this.leave();
      } else if ([204, 401, 403, 404, 410].includes(answer.status)) this.leave();
      // Trouble on the server's side changes nothing here: the shop keeps playing what it has.
    } catch {
      this.network(false);
    }
    this.timer = setTimeout(() => this.fetch(), (this.now?.refresh_s ?? 30) * 1000);
  }

  leave() {
    this.now = null;
    this.gone();
  }
}
