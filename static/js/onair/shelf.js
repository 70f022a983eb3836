// Audio kept in memory, so that a lost connection is not heard: the tracks that come next, and,
// where their licence allows them to be kept in the shop, those played before.
const BUDGET_BYTES = 160 * 1024 * 1024;
const LARGEST_BYTES = 60 * 1024 * 1024; // A larger file is streamed instead.
const PIECE_BYTES = 1024 * 1024; // Asked for in pieces, so that a slow line holds no place at the server.

/** The whole file as a blob; null where the server refuses it. Rejects without a connection. */
async function fetchInPieces(url) {
  const pieces = [];
  for (let at = 0, size = 1; at < size;) {
    const answer = await fetch(url, { headers: { Range: `bytes=${at}-${at + PIECE_BYTES - 1}` }, credentials: "same-origin" });
    if (answer.status === 200 && at === 0) return answer.blob(); // Somebody in between knows no ranges.
    if (answer.status !== 206) return null;
    const piece = await answer.blob();
    size = Number(answer.headers.get("Content-Range")?.split("/")[1]);
    if (!piece.size || !size) return null;
    pieces.push(piece);
    at += piece.size;
  }
  return new Blob(pieces, { type: pieces[0].type });
}

export class Shelf {
  constructor() {
    this.kept = new Map(); // id → { url, bytes, offline }, the least recently wanted first
    this.wanted = [];
    this.inUse = new Set();
    this.allowed = null; // ids of the list on air, once there is one
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

  /** Forgets what may no longer be played; what is heard now as soon as it has ended. */
  keepOnly(ids) {
    this.allowed = ids;
    this.wanted = this.wanted.filter((item) => ids.has(item.id));
    this.tidy();
  }

  async work() {
    if (this.busy) return;
    this.busy = true;
    try {
      for (let item; (item = this.wanted.find((each) => !this.kept.has(each.id)));) {
        const blob = await fetchInPieces(item.url);
        if (!blob) {
          this.wanted = this.wanted.filter((each) => each.id !== item.id);
          continue;
        }
        if (this.allowed && !this.allowed.has(item.id)) continue; // Lost its right while it came.
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
      const allowed = !this.allowed || this.allowed.has(id);
      if (needed.has(id) || (allowed && each.offline && total <= BUDGET_BYTES)) continue;
      total -= each.bytes;
      this.drop(id);
    }
  }

  drop(id) {
    URL.revokeObjectURL(this.kept.get(id).url);
    this.kept.delete(id);
  }
}
