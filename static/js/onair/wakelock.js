// Keeps the screen on while the shop plays; browsers drop the lock when the page is hidden.

export class Awake {
  /** `changed(on)` whenever it is known whether the screen stays on. */
  constructor(changed) {
    this.changed = changed;
    this.wanted = false;
    document.addEventListener("visibilitychange", () => {
      if (this.wanted && document.visibilityState === "visible") this.hold();
    });
  }

  async hold() {
    this.wanted = true;
    try {
      this.lock = await navigator.wakeLock.request("screen");
      this.lock.addEventListener("release", () => this.changed(false));
      this.changed(true);
    } catch {
      this.changed(false); // Not supported, or the battery is low: the music goes on.
    }
  }

  async release() {
    this.wanted = false;
    await this.lock?.release();
  }
}
