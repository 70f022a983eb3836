// Tracks that could not be played, left out for a while: a broken file is not tried at every turn,
// and none is left out for good, as what failed may have been the connection.
const FOR_MS = 10 * 60 * 1000;

export class Failures {
  constructor() {
    this.until = new Map(); // id → the moment from which it is tried again
  }

  add(id) {
    this.until.set(id, Date.now() + FOR_MS);
  }

  has(id) {
    return (this.until.get(id) ?? 0) > Date.now();
  }

  clear() {
    this.until.clear();
  }
}
