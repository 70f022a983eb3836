// Which track comes next: always the one heard longest ago, the published order deciding between
// equals. So a list is played through in its order, nothing returns within its length, and the
// tracks of a new version that were never heard come first. Remembered over a reload of the page.

export class Order {
  constructor(store, storage = localStorage) {
    this.key = `foyer.heard.${store}`;
    this.storage = storage;
    this.heard = new Map(JSON.parse(storage.getItem(this.key) ?? "[]"));
    this.count = Math.max(0, ...this.heard.values());
    this.items = [];
  }

  /** A new manifest: forgets what is no longer in the list. */
  take(items) {
    this.items = items;
    const ids = new Set(items.map((item) => item.id));
    for (const id of this.heard.keys()) if (!ids.has(id)) this.heard.delete(id);
  }

  /** The next item, leaving out those in `without` (ids); undefined if none is left. */
  next(without = new Set()) {
    let best;
    for (const item of this.items) {
      if (without.has(item.id)) continue;
      if (!best || (this.heard.get(item.id) ?? 0) < (this.heard.get(best.id) ?? 0)) best = item;
    }
    return best;
  }

  /** Say that an item has begun. */
  began(item) {
    this.count += 1;
    this.heard.set(item.id, this.count);
    this.storage.setItem(this.key, JSON.stringify([...this.heard]));
  }
}
