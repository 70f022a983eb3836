// Two <audio> elements handing over to each other: the next track is loaded while this one plays
// and begins as this one fades, so the shop hears no gap. `ended` is the net if the fade is missed.
import { amplitude, audioContext, Levelled } from "../levelling.js";

const LOAD_AHEAD_S = 20;

export class Decks extends EventTarget {
  /**
   * `next()` gives the next manifest item or undefined, `address(item)` where to play it from.
   * Events: began, ended, failed, blocked, empty.
   */
  constructor({ crossfade, next, address }) {
    super();
    this.crossfade = crossfade;
    this.address = address;
    this.nextItem = next;
    this.volume = 1;
    this.decks = [0, 1].map(() => {
      const audio = new Audio();
      audio.preload = "auto";
      audio.crossOrigin = "anonymous"; // An object store on another host must not come out silent.
      return { audio, item: null, levelled: null, heard: 0, last: 0 };
    });
    this.at = 0;
    this.wanted = false;
    for (const deck of this.decks) {
      deck.audio.addEventListener("timeupdate", () => this.moved(deck));
      deck.audio.addEventListener("ended", () => this.ran(deck));
      deck.audio.addEventListener("error", () => this.broke(deck));
    }
  }

  get live() { return this.decks[this.at]; }
  get idle() { return this.decks[1 - this.at]; }
  get item() { return this.live.item; }

  say(type, detail = {}) { this.dispatchEvent(new CustomEvent(type, { detail })); }

  /** Inside a gesture where the browser insists on one. */
  wire() {
    if (this.master || this.unwired) return;
    this.context = audioContext();
    if (this.context) {
      this.master = this.context.createGain();
      this.meter = this.context.createAnalyser();
      this.meter.fftSize = 2048;
      this.master.connect(this.meter).connect(this.context.destination);
    } else this.unwired = true;
    for (const deck of this.decks) deck.levelled = new Levelled(deck.audio, this.context, this.master);
    this.setVolume(this.volume);
  }

  setVolume(volume) {
    this.volume = volume;
    if (this.master) this.master.gain.value = volume;
    else if (this.live.levelled) this.live.levelled.set(this.level(this.live));
  }

  level(deck) {
    return amplitude(deck.item?.gain_db ?? 0) * (this.master ? 1 : this.volume);
  }

  load(deck, item) {
    deck.item = item;
    deck.broken = null;
    deck.heard = 0;
    deck.last = 0;
    deck.audio.src = this.address(item);
    deck.audio.load();
  }

  /** Plays an item on the live deck from its beginning. */
  async start(item) {
    this.wire();
    this.wanted = true;
    if (this.live.item !== item || this.live.audio.ended || this.live.audio.error) this.load(this.live, item);
    this.live.levelled.set(this.level(this.live));
    return this.run(this.live);
  }

  async run(deck) {
    try {
      await deck.audio.play();
      // Allowed to play but not to sound: the context stays suspended until somebody taps.
      if (this.context?.state === "suspended") await Promise.race([this.context.resume(), new Promise((go) => { setTimeout(go, 500); })]);
      if (this.context?.state === "suspended") {
        deck.audio.pause();
        this.wanted = false;
        this.say("blocked");
        return false;
      }
    } catch (error) {
      if (error.name === "NotAllowedError") {
        this.wanted = false;
        this.say("blocked");
      } else if (error.name !== "AbortError") this.broke(deck);
      return false;
    }
    if (!deck.announced) {
      deck.announced = true;
      this.say("began", { item: deck.item });
    }
    return true;
  }

  async resume() {
    this.wanted = true;
    this.wire();
    return this.run(this.live);
  }

  pause() {
    this.wanted = false;
    for (const deck of this.decks) deck.audio.pause();
  }

  moved(deck) {
    const { audio } = deck;
    const gone = audio.currentTime - deck.last;
    deck.last = audio.currentTime;
    if (gone > 0 && gone < 5) deck.heard += gone; // A jump is not listening.
    if (deck !== this.live || !Number.isFinite(audio.duration)) return;
    const left = audio.duration - audio.currentTime;
    if (left < LOAD_AHEAD_S && !this.ahead) {
      this.ahead = this.nextItem();
      if (this.ahead) {
        this.idle.announced = false;
        this.load(this.idle, this.ahead);
      }
    }
    // A track shorter than two fades is handed over at its end.
    const fade = Math.min(this.crossfade, audio.duration / 4);
    if (left <= fade && this.ahead && this.idle.audio.readyState >= 3 && this.wanted) this.handOver(fade, "natural");
  }

  /** The idle deck takes over; the old one fades and stops. */
  handOver(fade, transition) {
    const old = this.live;
    const item = this.ahead;
    this.ahead = null;
    this.at = 1 - this.at;
    this.live.levelled.set(fade > 0.1 ? 0 : this.level(this.live));
    this.live.levelled.glide(this.level(this.live), Math.max(0.05, fade));
    if (!old.audio.ended) old.heard += fade; // It is heard until the fade is over.
    this.finish(old, transition);
    old.levelled.glide(0, Math.max(0.05, fade));
    setTimeout(() => {
      if (this.live === old) return;
      old.audio.pause();
      this.tidy();
    }, fade * 1000 + 50);
    if (item !== this.live.item) this.load(this.live, item);
    this.run(this.live);
  }

  /**
   * The track that plays may not: it fades out and the next begins, or there is silence.
   * @returns once it is silent, or another plays.
   */
  async leave(seconds) {
    this.ahead ??= this.nextItem();
    if (this.ahead) {
      this.advance("stop", seconds);
      return;
    }
    const old = this.live;
    old.levelled.glide(0, seconds);
    await new Promise((go) => { setTimeout(go, seconds * 1000); });
    if (this.live === old) this.stop();
  }

  /** Keeps nothing of tracks not in `ids`, except of what is heard, until it was heard. */
  keepOnly(ids) {
    this.allowed = ids;
    if (this.ahead && !ids.has(this.ahead.id)) this.ahead = null;
    this.tidy();
  }

  tidy() {
    const { idle } = this;
    if (!this.allowed || !idle.item || this.allowed.has(idle.item.id) || !idle.audio.paused) return;
    idle.item = null;
    idle.audio.removeAttribute("src");
    idle.audio.load();
  }

  finish(deck, transition) {
    if (!deck.announced) return;
    deck.announced = false;
    this.say("ended", { item: deck.item, transition, heard: deck.heard * 1000 });
  }

  ran(deck) {
    if (deck === this.live) this.advance("natural");
  }

  /** Next track now: after the end, a skip, or a track that cannot (or may not) be played. */
  advance(transition, fade = transition === "skip" ? 0.3 : 0) {
    const old = this.live;
    this.ahead ??= this.nextItem();
    if (!this.ahead) {
      this.finish(old, transition);
      this.wanted = false;
      this.say("empty");
      return;
    }
    if (this.idle.item !== this.ahead || this.idle.audio.error) {
      this.idle.announced = false;
      this.load(this.idle, this.ahead);
    }
    this.handOver(fade, transition);
  }

  broke(deck) {
    // The element's error event and the refused play() both arrive here for one broken file.
    if (!deck.item || !deck.audio.src || deck.broken === deck.item) return;
    deck.broken = deck.item;
    this.say("failed", { item: deck.item });
    if (deck === this.live) this.advance("error");
    else this.ahead = null; // The preloaded one is bad: another is chosen at the next movement.
  }

  /** The ids now in a deck, heard or about to be. */
  ids() {
    return new Set(this.decks.filter((deck) => deck.item).map((deck) => deck.item.id));
  }

  /** Stops for good, keeping nothing loaded. */
  stop(transition = "stop") {
    this.wanted = false;
    this.finish(this.live, transition);
    for (const deck of this.decks) {
      deck.audio.pause();
      deck.audio.removeAttribute("src");
      deck.item = null;
    }
    this.ahead = null;
  }

  /** Loudness leaving the speakers now, dBFS; null where it cannot be measured. */
  loudness() {
    if (!this.meter) return null;
    const samples = new Float32Array(this.meter.fftSize);
    this.meter.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, value) => sum + value * value, 0) / samples.length;
    return 10 * Math.log10(power + 1e-12);
  }
}
