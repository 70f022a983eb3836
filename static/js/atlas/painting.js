// Painting the map on a canvas: dots shaded by how many lie on each other, marks of different shapes, names.
const FEW = 4000; // so many dots are drawn round; of more, pixels are counted
const BESIDE = [-18, 20, -36, 38]; // where a name may stand from its summit, the first that covers fewest marks
const DARKEST = 14; // so many dots on one pixel are as dark as it gets

const token = (style, name) => style.getPropertyValue(name).trim();

/** The colours of the page's theme, as the canvas needs them. */
export function colours(element) {
  const style = getComputedStyle(element);
  const pick = (name) => token(style, name);
  return { dot: pick("--edge"), dark: pick("--ink-2"), ground: pick("--surface"), ink: pick("--ink"), quiet: pick("--ink-2"), yes: pick("--yes"), no: pick("--no"), accent: pick("--accent"), warn: pick("--warn"), font: pick("--font") };
}

function channels(colour) {
  const hex = colour.replace("#", "");
  return [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

// Count → colour as one number, lowest byte red: transparent, then ever more of the darker colour.
function shades({ dot, dark }) {
  const from = channels(dot), to = channels(dark);
  const table = new Uint32Array(256);
  for (let n = 1; n < 256; n += 1) {
    const share = Math.min(1, Math.log(n) / Math.log(DARKEST));
    const [r, g, b] = from.map((value, i) => Math.round(value + (to[i] - value) * share));
    const alpha = Math.round(255 * (0.38 + 0.5 * share));
    table[n] = ((alpha << 24) | (b << 16) | (g << 8) | r) >>> 0;
  }
  return table;
}

/** A painter of dots for one canvas size and theme. */
export class Dots {
  constructor(context, points, theme) {
    const { width, height } = context.canvas;
    Object.assign(this, { context, points, theme, width, height, table: shades(theme) });
    if (points.count > FEW) {
      this.counts = new Uint8Array(width * height);
      this.image = context.createImageData(width, height);
      this.pixels = new Uint32Array(this.image.data.buffer);
    }
  }

  /** view: {a, x, y}, pixels of the canvas: X = a x + x0, Y = −a y + y0. size: a dot's diameter in them. */
  paint(view, size) {
    if (this.counts) this.count(view, Math.max(1, Math.round(size)));
    else this.round(view, size / 2);
  }

  round({ a, x, y }, radius) {
    const { context, points, theme } = this;
    context.beginPath();
    for (let i = 0; i < points.count; i += 1) {
      const px = a * points.xy[2 * i] + x, py = y - a * points.xy[2 * i + 1];
      context.moveTo(px + radius, py);
      context.arc(px, py, radius, 0, 7);
    }
    context.globalAlpha = 0.55;
    context.fillStyle = theme.dot;
    context.fill();
    context.globalAlpha = 1;
  }

  count({ a, x, y }, size) {
    const { counts, pixels, points, width, height, table } = this;
    const { xy, count } = points, right = width - size, low = height - size, half = size / 2;
    counts.fill(0);
    for (let i = 0; i < count; i += 1) {
      const px = (a * xy[2 * i] + x - half) | 0, py = (y - a * xy[2 * i + 1] - half) | 0;
      if (px < 0 || py < 0 || px > right || py > low) continue;
      for (let v = 0, at = py * width + px; v < size; v += 1, at += width) {
        for (let u = 0; u < size; u += 1) if (counts[at + u] < 255) counts[at + u] += 1;
      }
    }
    for (let i = 0; i < counts.length; i += 1) pixels[i] = table[counts[i]];
    this.context.putImageData(this.image, 0, 0);
  }
}

/** Marks: a full disc is kept, a ring with a cross rejected, a ring offered, a diamond a guess. */
export function paintMarks(context, marks, view, theme, scale) {
  const order = { offered: 0, guess: 1, rejected: 2, kept: 3 };
  context.lineWidth = 2.4 * scale;
  for (const mark of [...marks].sort((one, other) => order[one.kind] - order[other.kind])) {
    const x = view.a * mark.x + view.x, y = view.y - view.a * mark.y, r = (mark.kind === "kept" ? 7.5 : 6.5) * scale;
    context.beginPath();
    if (mark.kind === "guess") {
      context.moveTo(x, y - r * 1.15); context.lineTo(x + r * 1.15, y); context.lineTo(x, y + r * 1.15); context.lineTo(x - r * 1.15, y); context.closePath();
    } else context.arc(x, y, r, 0, 7);
    context.fillStyle = mark.kind === "kept" ? theme.yes : theme.ground;
    context.strokeStyle = mark.kind === "kept" ? theme.ground : { rejected: theme.no, guess: theme.warn, offered: theme.accent }[mark.kind];
    context.fill();
    context.stroke();
    if (mark.kind !== "rejected") continue;
    const c = r * 0.45;
    context.beginPath();
    context.moveTo(x - c, y - c); context.lineTo(x + c, y + c); context.moveTo(x + c, y - c); context.lineTo(x - c, y + c);
    context.stroke();
  }
}

/** A ring around the track that is pointed at. */
export function paintHere(context, place, view, theme, scale) {
  context.beginPath();
  context.arc(view.a * place.x + view.x, view.y - view.a * place.y, 11 * scale, 0, 7);
  context.lineWidth = 2.5 * scale;
  context.strokeStyle = theme.ink;
  context.stroke();
}

/** Names of regions beside their summits, the largest first, none over another, few over a mark. */
export function paintNames(context, names, marks, view, theme, scale) {
  const { width, height } = context.canvas, size = 14 * scale, taken = [];
  const dots = marks.map((mark) => ({ x: view.a * mark.x + view.x, y: view.y - view.a * mark.y }));
  const covered = (x, y, half) => dots.filter((dot) => Math.abs(dot.x - x) < half + 6 * scale && Math.abs(dot.y - y) < size).length;
  context.font = `600 ${size}px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const name of [...names].sort((one, other) => other.count - one.count)) {
    const at = view.a * name.x + view.x, summit = view.y - view.a * name.y;
    if (at < 0 || at > width || summit < 0 || summit > height) continue;
    const half = context.measureText(name.name).width / 2 + 4 * scale;
    if (half > width / 2) continue;
    const x = Math.min(Math.max(at, half), width - half);
    const heights = BESIDE.map((by) => Math.min(Math.max(summit + by * scale, size), height - size));
    const [y] = heights.sort((one, other) => covered(x, one, half) - covered(x, other, half));
    if (taken.some((other) => Math.abs(other.x - x) < other.half + half && Math.abs(other.y - y) < size * 1.4)) continue;
    taken.push({ x, y, half });
    context.lineWidth = 4 * scale;
    context.strokeStyle = theme.ground;
    context.strokeText(name.name, x, y);
    context.fillStyle = theme.ink;
    context.fillText(name.name, x, y);
  }
}
