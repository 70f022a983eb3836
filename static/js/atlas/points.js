// The points of the map as the server packs them (merchant_app/atlas/points.py), and the one under a finger.
import { quadtree } from "../vendor/d3-map.js";

const MAGIC = 0x314c5441; // "ATL1"

/** Reads the packed points: {count, xy (Float32Array), ids (Float64Array)}. Throws on other bytes. */
export function unpack(buffer) {
  const head = new DataView(buffer);
  if (buffer.byteLength < 8 || head.getUint32(0, true) !== MAGIC) throw new Error("no points");
  const count = head.getUint32(4, true);
  if (buffer.byteLength !== 8 + 14 * count) throw new Error("points cut short");
  const xy = new Float32Array(buffer, 8, 2 * count);
  const steps = new Uint32Array(buffer, 8 + 8 * count, count);
  const ids = new Float64Array(count);
  let id = 0;
  for (let i = 0; i < count; i += 1) ids[i] = id += steps[i];
  return { count, xy, ids };
}

/** Fetches them; the address names the content, so that a browser asks once for each map. */
export async function fetchPoints(url) {
  const answer = await fetch(url, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`points: ${answer.status}`);
  return unpack(await answer.arrayBuffer());
}

/** A function (x, y, reach) → the id of the nearest point within reach, or null. Marks come first, but
 * with a reach without end what is nearest does. */
export function finder(points, marks) {
  const near = quadtree(marks, (mark) => mark.x, (mark) => mark.y);
  let all = null; // made when somebody first points: 100,000 take a tenth of a second
  return (x, y, reach) => {
    const mark = Number.isFinite(reach) ? near.find(x, y, reach * 1.4) : undefined;
    if (mark) return mark.id;
    all ??= quadtree(Array.from({ length: points.count }, (_, i) => i), (i) => points.xy[2 * i], (i) => points.xy[2 * i + 1]);
    const found = all.find(x, y, reach);
    return found === undefined ? near.find(x, y, reach)?.id ?? null : points.ids[found];
  };
}
