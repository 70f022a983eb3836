// Audio kept in memory, so that a lost connection is not heard: the tracks that come next, and,
// where their licence allows them to be kept in the shop, those played before.
const BUDGET_BYTES = 160 * 1024 * 1024;
const LARGEST_BYTES = 60 * 1024 * 1024; // A larger file is streamed instead.

export class Shelf {
  constructor() {
    this.kept = new Map(); // id → { url, bytes, offline }, the least recently wanted first
    this.wanted = [];
    this.inUse = new Set();
    this.busy = false;
  }

  /** The address to play an item from: memory where it lies there, else the server. */
  address(item) {
    return this.kept.get(item.id)?.url ?? item.url;
  }

  has(item) {
    return this.kept.has(item.id);
  }

  /** `items` come next and are fetched in this order; `inUse` are the ids now in a deck. */
  prepare(items, inUse) {
    this.wanted = items.filter((item) => item.bytes <= LARGEST_BYTES);
    this.inUse = inUse;
    this.tidy();
    this.work();
  }

  /** Forget what may no longer be played. */
  keepOnly(ids) {
    for (const id of [...this.kept.keys()]) if (!ids.has(id) && !this.inUse.has(id)) this.drop(id);
  }

  async work() {
    if (this.busy) return;
    this.busy = true;
    try {
      for (let item; (item = this.wanted.find((each) => !this.kept.has(each.id)));) {
        const answer = await fetch(item.url, { credentials: "same-origin" });
        if (!answer.ok) {
          this.wanted = this.wanted.filter((each) => each.id !== item.id);
          continue;
        }
        const blob = await answer.blob();
        this.kept.set(item.id, { url: URL.createObjectURL(blob), bytes: blob.size, offline: item.offline });
        this.tidy();
      }
    } catch {
      // No connection: tried again when the next track begins.
    } finally {
      this.busy = false;
    }
  }

  tidy() {
    const needed = new Set([...this.wanted.map((item) => item.id), ...this.inUse]);
    let total = [...this.kept.values()].reduce((sum, each) => sum + each.bytes, 0);
    for (const [id, each] of [...this.kept]) {
      if (needed.has(id) || (each.offline && total <= BUDGET_BYTES)) continue;
      total -= each.bytes;
      this.drop(id);
    }
  }

  drop(id) {
    URL.revokeObjectURL(this.kept.get(id).url);
    this.kept.delete(id);
  }
}
