// Playing a track at the loudness of all others: decibels through a WebAudio gain node.
// Without WebAudio the element's own volume is used, which can only turn down.

export const amplitude = (decibels) => 10 ** (decibels / 20);

export class Levelled {
  /** @param audio an <audio> whose files come from this origin. */
  constructor(audio, context = null, destination = null) {
    this.audio = audio;
    this.gain = null;
    if (!context) return;
    const source = context.createMediaElementSource(audio);
    this.gain = context.createGain();
    source.connect(this.gain).connect(destination ?? context.destination);
  }

  /** Sets the level at once. */
  set(level) {
    if (this.gain) {
      this.gain.gain.cancelScheduledValues(this.gain.context.currentTime);
      this.gain.gain.setValueAtTime(level, this.gain.context.currentTime);
    } else this.audio.volume = Math.min(1, level);
  }

  /** Glides to a level; without WebAudio in small steps. */
  glide(level, seconds) {
    if (this.gain) {
      const { currentTime } = this.gain.context;
      this.gain.gain.cancelScheduledValues(currentTime);
      this.gain.gain.setValueAtTime(this.gain.gain.value, currentTime);
      this.gain.gain.linearRampToValueAtTime(level, currentTime + seconds);
      return;
    }
    const from = this.audio.volume;
    const to = Math.min(1, level);
    const began = performance.now();
    clearInterval(this.timer);
    this.timer = setInterval(() => {
      const share = Math.min(1, (performance.now() - began) / (seconds * 1000));
      this.audio.volume = from + (to - from) * share;
      if (share === 1) clearInterval(this.timer);
    }, 50);
  }
}

/** An AudioContext where the browser has one. */
export function audioContext() {
  const Kind = window.AudioContext ?? window.webkitAudioContext;
  try {
    return Kind ? new Kind() : null;
  } catch {
    return null; // No sound device: elements may still play, unlevelled.
  }
}
