// One player a device: the same link open in two tabs of a browser must not sound twice.
const ANSWER_MS = 400;

export class Alone {
  /** `lost()` is called when another tab takes over. */
  constructor(player, lost) {
    this.lost = lost;
    this.id = `${Date.now()}.${Math.random()}`;
    this.mine = false;
    this.asking = false;
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(`foyer.player.${player}`) : null;
    this.channel?.addEventListener("message", ({ data }) => this.heard(data));
  }

  /** Whether this tab may play: nobody else does. */
  async ask() {
    if (!this.channel) return (this.mine = true);
    this.asking = true;
    this.refused = false;
    this.channel.postMessage({ kind: "may I", from: this.id });
    await new Promise((go) => { setTimeout(go, ANSWER_MS); });
    this.asking = false;
    this.mine = !this.refused;
    return this.mine;
  }

  /** Play here, whoever played until now. */
  take() {
    this.mine = true;
    this.channel?.postMessage({ kind: "mine", from: this.id });
  }

  heard({ kind, from }) {
    // Two that ask at the same moment: the one opened first goes on.
    if (kind === "may I" && (this.mine || (this.asking && this.id < from))) {
      this.channel.postMessage({ kind: "no", to: from });
    }
    if (kind === "no" && this.asking) this.refused = true;
    if (kind === "mine" && this.mine) {
      this.mine = false;
      this.lost();
    }
  }
}
