// Two <audio> elements: one sounds, the other already holds the track that comes next, at the
// place where it will start, so that it starts at once. Both are levelled (static/js/levelling.js).
import { amplitude, audioContext, Levelled } from "../levelling.js";
import { soundBegins, soundEnds } from "./heard.js";

const ENOUGH = 3; // HTMLMediaElement.HAVE_FUTURE_DATA

class Sound {
  constructor() {
    this.audio = new Audio();
    this.audio.preload = "auto";
    this.track = null;
    this.begin = 0;
    this.levelled = null;
    this.audio.addEventListener("loadedmetadata", () => {
      if (this.begin) this.audio.currentTime = Math.min(this.begin, Math.max(0, this.audio.duration - 1));
    });
  }

  load(track, at) {
    this.track = track;
    this.begin = at;
    this.audio.src = track.src;
  }

  holds(track) {
    return this.track?.id === track.id && !this.audio.error;
  }

  rest() {
    this.audio.pause();
  }
}

export class Deck {
  /** @param heed called with the name of each event of the element that sounds. */
  constructor(heed) {
    this.now = new Sound();
    this.next = new Sound();
    this.context = null;
    this.wanted = null;
    for (const sound of [this.now, this.next]) {
      for (const name of ["timeupdate", "seeked", "playing", "pause", "ended", "error", "play"]) {
        sound.audio.addEventListener(name, () => {
          if (sound !== this.now) return;
          if (name === "playing") soundBegins(sound.track.id);
          if (name === "pause" || name === "ended" || name === "error") soundEnds();
          heed(name);
        });
      }
      sound.audio.addEventListener("canplay", () => { if (sound === this.now) this.fetchNext(); });
    }
  }

  get audio() {
    return this.now.audio;
  }

  get track() {
    return this.now.track;
  }

  /** Only inside a gesture may a page make sound, so the context is made on the first play. */
  wake() {
    this.context ??= audioContext();
    this.context?.resume();
    for (const sound of [this.now, this.next]) sound.levelled ??= new Levelled(sound.audio, this.context);
  }

  /** Plays a track {id, src, gain dB, start s}: from `at`, or where it stands, or from its start. */
  play(track, at = null) {
    this.wake();
    if (!this.now.holds(track)) {
      this.now.rest();
      soundEnds();
      if (this.next.holds(track)) {
        [this.now, this.next] = [this.next, this.now];
        if (at !== null) this.audio.currentTime = at;
      } else this.now.load(track, at ?? track.start);
    } else if (at !== null) this.audio.currentTime = at;
    this.now.levelled.set(amplitude(track.gain));
    return this.audio.play();
  }

  /** Fetches a track beforehand, once the one that sounds has what it needs. */
  prepare(track) {
    this.wanted = track;
    if (!this.track || this.audio.paused || this.audio.readyState >= ENOUGH) this.fetchNext();
  }

  fetchNext() {
    const track = this.wanted;
    this.wanted = null;
    if (track && track.id !== this.track?.id && !this.next.holds(track)) this.next.load(track, track.start);
  }
}
