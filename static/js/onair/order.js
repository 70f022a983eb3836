// Which track comes next: always the one heard longest ago, the published order deciding between
// equals. So a list is played through in its order, nothing returns within its length, and the
// tracks of a new version that were never heard come first. Remembered over a reload of the page.
import { recall, remember } from "./memory.js";

const MOST = 2000;

export class Order {
  constructor(player) {
    this.key = `foyer.heard.${player}`;
    this.heard = new Map(recall(this.key, []));
    this.count = Math.max(0, ...this.heard.values());
    this.items = [];
  }

  take(items) {
    this.items = items;
  }

  find(id) {
    return this.items.find((item) => item.id === id);
  }

  /** The next item, leaving out those in `without` (ids); undefined if none is left. */
  next(without = new Set()) {
    return this.upcoming(1, without)[0];
  }

  /** The next `count` items, in the order in which they will be played. */
  upcoming(count, without = new Set()) {
    const age = (item) => this.heard.get(item.id) ?? 0;
    return this.items.filter((item) => !without.has(item.id)).sort((a, b) => age(a) - age(b)).slice(0, count);
  }

  /** Say that an item has begun. */
  began(item) {
    this.count += 1;
    this.heard.delete(item.id);
    this.heard.set(item.id, this.count);
    remember(this.key, [...this.heard].slice(-MOST));
  }
}
