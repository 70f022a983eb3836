// The player's page: which panel shows, what is written where, and the drawings of a track.
import { paint } from "../drawing.js";
import { minutesSeconds, say } from "../words.js";

const SVG = "http://www.w3.org/2000/svg";
const NOTE_MS = 15000;
// Which part of the page shows in which state.
const PANELS = {
  loading: "loading", blocked: "start", off: "off", elsewhere: "elsewhere", withdrawn: "withdrawn",
  playing: "stage", paused: "stage", silent: "stage",
};

export class Page {
  constructor(root) {
    this.root = root;
    this.state = "loading";
  }

  part(name) {
    return this.root.querySelector(`[data-${name}]`);
  }

  put(name, text) {
    const place = this.part(name);
    if (place && place.textContent !== text) place.textContent = text;
  }

  enter(state) {
    if (this.state === state) return;
    this.state = state;
    this.root.dataset.state = state;
    for (const panel of this.root.querySelectorAll("[data-panel]")) panel.hidden = panel.dataset.panel !== PANELS[state];
    this.part("toggle").setAttribute("aria-label", say(state === "paused" ? "play" : "pause"));
    if (state === "blocked") this.part("start").focus();
  }

  warn(text) {
    this.part("warning").hidden = !text;
    this.put("warning-text", text);
  }

  network(up) {
    this.part("network").hidden = up;
  }

  note(text) {
    this.put("note", text);
    clearTimeout(this.noteTimer);
    this.noteTimer = setTimeout(() => this.put("note", ""), NOTE_MS);
  }

  track(item) {
    this.put("title", item.title);
    this.put("artist", item.artist);
    this.put("licence", item.licence);
    this.put("attribution", item.attribution);
    this.put("duration", minutesSeconds(item.duration_s));
    drawCover(this.part("cover"), item.cover);
    drawWave(this.part("wave"), item.wave);
    this.drawn = true;
    document.title = [item.title, item.artist].filter(Boolean).join(" · ");
    if ("mediaSession" in navigator && window.MediaMetadata) {
      navigator.mediaSession.metadata = new MediaMetadata({ title: item.title, artist: item.artist });
    }
  }

  next(item) {
    this.part("next-line").hidden = !item;
    if (!item) return;
    this.put("next-title", item.title);
    this.put("next-artist", item.artist);
    drawCover(this.part("next-cover"), item.cover);
  }

  position(seconds, length) {
    if (!this.drawn) return;
    this.put("position", minutesSeconds(seconds));
    const share = length ? seconds / length : 0;
    paint(this.part("wave"), share);
    this.part("progress").value = share;
  }
}

function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** The cover of merchant_app/ui/cover.py from its shapes. */
function drawCover(svg, { ground, rings, bars, ink, sun }) {
  svg.replaceChildren(
    shape("rect", { width: 64, height: 64, fill: ground }),
    ...rings.map(({ d, fill }) => shape("path", { d, fill })),
    ...(sun ? [shape("circle", { cx: 32, cy: 38, r: 5, fill: sun })] : []),
    ...bars.map(({ x, y }) => shape("path", { d: `M${x} ${y}V64`, stroke: ink, "stroke-width": 1.8, "stroke-linecap": "round" })),
  );
}

function drawWave(svg, { d, width, height }) {
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren(shape("path", { d, "stroke-width": 2.4 }));
}
