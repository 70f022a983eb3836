// Is the shop silent though it should not be? Once a second: does time pass, does sound leave?
const SILENCE_DBFS = -65;
const STALL_S = 5; // said after this long without progress…
const GIVE_UP_S = 15; // …and the track is given up after this long.
const SILENT_S = 20; // Some music rests for a while; this long it does not.

export class Watchdog {
  /** `silent(seconds, why)` while something is wrong, `fine()` once it is not, `giveUp()` on a stall. */
  constructor(decks, { silent, fine, giveUp }) {
    Object.assign(this, { decks, silent, fine, giveUp });
    this.stalled = 0;
    this.quiet = 0;
    this.position = -1;
    this.warned = false;
    this.last = performance.now();
    setInterval(() => this.look(), 1000);
  }

  look() {
    // Hidden pages run this less often, so count the seconds that really passed.
    const now = performance.now();
    const passed = Math.min(5, (now - this.last) / 1000);
    this.last = now;
    if (!this.decks.wanted) {
      this.reset();
      return;
    }
    const { audio } = this.decks.live;
    this.stalled = audio.currentTime === this.position ? this.stalled + passed : 0;
    this.position = audio.currentTime;
    const level = this.decks.loudness();
    this.quiet = level !== null && level < SILENCE_DBFS ? this.quiet + passed : 0;
    if (this.stalled >= GIVE_UP_S) {
      this.stalled = 0;
      this.giveUp();
    }
    if (this.decks.volume === 0) this.warn(Math.round(this.quiet), "muted");
    else if (this.stalled >= STALL_S) this.warn(Math.round(this.stalled), "stalled");
    else if (this.quiet >= SILENT_S) this.warn(Math.round(this.quiet), "quiet");
    else if (this.warned) this.reset();
  }

  /** Whether sound leaves this player now, as far as a page can know. */
  audible() {
    return this.decks.wanted && this.decks.volume > 0 && this.stalled < STALL_S && this.quiet < SILENT_S;
  }

  warn(seconds, why) {
    this.warned = true;
    this.silent(seconds, why);
  }

  reset() {
    this.stalled = 0;
    this.quiet = 0;
    if (this.warned) this.fine();
    this.warned = false;
  }
}
