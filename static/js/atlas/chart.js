// The map itself: fits what there is, is moved by hand, wheel, fingers and keys, and tells what is pointed at.
import { select, zoom, zoomIdentity } from "../vendor/d3-map.js";
import { toast } from "../toasts.js";
import { say } from "../words.js";
import { colours, Dots, paintHere, paintMarks, paintNames } from "./painting.js";
import { fetchPoints, finder } from "./points.js";

const CLOSER = 2.4; // from this enlargement on the finer names are shown
const DEEPEST = 60;
const FEW = 300; // so few dots that names can keep clear of each
const KEYS = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };

export async function startChart(stage, panel) {
  const canvas = stage.querySelector("canvas");
  const context = canvas.getContext("2d");
  const { marks, regions, quarters } = JSON.parse(document.getElementById("map-data").textContent);
  let points;
  try {
    if (!context) throw new Error("no canvas");
    points = await fetchPoints(stage.dataset.points);
  } catch {
    stage.dataset.failed = "";
    stage.querySelector("[data-map-failed]").hidden = false;
    return;
  }
  const find = finder(points, marks);
  const box = bounds(points, marks);
  const dotted = points.count < FEW ? [...marks, ...Array.from(points.ids, (id) => placeOf(points, id))] : marks;
  let theme, dots, base, scale, transform = zoomIdentity, due = false, here = null;

  function fit() {
    scale = Math.min(window.devicePixelRatio || 1, 2);
    canvas.width = Math.max(1, Math.round(stage.clientWidth * scale));
    canvas.height = Math.max(1, Math.round(stage.clientHeight * scale));
    theme = colours(stage);
    dots = new Dots(context, points, theme);
    const a = Math.min((stage.clientWidth - 48) / box.width, (stage.clientHeight - 56) / box.height, 900);
    base = { a, x: stage.clientWidth / 2 - a * box.x, y: stage.clientHeight / 2 + a * box.y };
    const [w, h] = [stage.clientWidth * 0.15, stage.clientHeight * 0.15]; // never quite out of sight
    moved.translateExtent([[-w, -h], [stage.clientWidth + w, stage.clientHeight + h]]);
    ask();
  }

  // Where a place of the map is on the page, in its pixels: X = a x + x0, Y = −a y + y0.
  const view = () => ({ a: base.a * transform.k, x: base.x * transform.k + transform.x, y: base.y * transform.k + transform.y });
  const ask = () => { if (!due) { due = true; requestAnimationFrame(draw); } };

  function draw() {
    due = false;
    const seen = view(), device = { a: seen.a * scale, x: seen.x * scale, y: seen.y * scale };
    context.clearRect(0, 0, canvas.width, canvas.height);
    dots.paint(device, dotSize(points.count, transform.k) * scale);
    paintNames(context, transform.k < CLOSER ? regions : quarters, dotted, device, theme, scale);
    paintMarks(context, marks, device, theme, scale);
    if (here) paintHere(context, here, device, theme, scale);
    stage.dataset.view = [seen.a, seen.x, seen.y].map((value) => value.toFixed(3)).join(" ");
  }

  // Buttons and keys go towards music, not into the void between: to what lies next to the middle.
  function nearMiddle() {
    const { a, x, y } = view(), middle = [stage.clientWidth / 2, stage.clientHeight / 2];
    const id = find((middle[0] - x) / a, (y - middle[1]) / a, Infinity);
    const at = marks.find((mark) => mark.id === id) ?? placeOf(points, id);
    return at ? [a * at.x + x, y - a * at.y] : middle;
  }

  // One finger scrolls the page past the map, two move it.
  const meant = (event) => (event.touches ? event.touches.length > 1 : (!event.ctrlKey || event.type === "wheel") && !event.button);
  const moved = zoom().scaleExtent([0.8, Math.min(DEEPEST, 2 + Math.sqrt(points.count) / 1.5)]).clickDistance(4).filter(meant).on("zoom", (event) => { transform = event.transform; ask(); });
  const target = select(canvas).call(moved).on("dblclick.zoom", null);
  const enlarge = (by) => target.transition().duration(calm() ? 0 : 200).call(moved.scaleBy, by, nearMiddle());
  stage.querySelector("[data-map-in]").addEventListener("click", () => enlarge(1.8));
  stage.querySelector("[data-map-out]").addEventListener("click", () => enlarge(1 / 1.8));
  const whole = () => target.transition().duration(calm() ? 0 : 200).call(moved.transform, zoomIdentity);
  stage.querySelector("[data-map-all]").addEventListener("click", whole);
  canvas.addEventListener("keydown", (event) => {
    const pan = KEYS[event.key], grow = { "+": 1.4, "=": 1.4, "-": 1 / 1.4 }[event.key];
    if (!pan && !grow && event.key !== "0") return;
    event.preventDefault();
    event.stopPropagation(); // the arrows would wind the track that plays
    if (pan) target.call(moved.translateBy, pan[0] / transform.k, pan[1] / transform.k);
    else if (grow) target.call(moved.scaleBy, grow, nearMiddle());
    else whole();
  });

  function under(event, reach) {
    const corner = canvas.getBoundingClientRect(), { a, x, y } = view();
    const place = { x: (event.clientX - corner.left - x) / a, y: (y - (event.clientY - corner.top)) / a };
    const id = find(place.x, place.y, reach / a);
    return id === null ? null : { id, ...place };
  }
  const settle = (found) => {
    here = found && (marks.find((mark) => mark.id === found.id) ?? placeOf(points, found.id));
    canvas.classList.toggle("on-track", Boolean(found));
    ask();
  };
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || event.buttons) return;
    const found = under(event, 9);
    settle(found ?? (panel.open && { id: panel.open }));
    panel.hover(found?.id ?? null, event);
  });
  canvas.addEventListener("pointerleave", () => panel.hover(null));
  canvas.addEventListener("click", (event) => {
    const found = under(event, event.pointerType === "touch" ? 20 : 10);
    if (!found) return;
    settle(found);
    panel.show(found.id).catch(() => toast(say("gone"), "error"));
  });

  new ResizeObserver(fit).observe(stage);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", fit);
  new MutationObserver(fit).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  fit();
  stage.dataset.shown = String(points.count);
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The diameter of a dot: few tracks are large, many small, and all grow a little when one looks closer. */
function dotSize(count, k) {
  const plain = count > 20000 ? 1.5 : count > 3000 ? 2.2 : count > 300 ? 4 : 7;
  return Math.min(plain * Math.sqrt(Math.max(k, 0.7)), 8);
}

function placeOf(points, id) {
  const at = points.ids.indexOf(id);
  return at === -1 ? null : { x: points.xy[2 * at], y: points.xy[2 * at + 1] };
}

function bounds(points, marks) {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  const take = (x, y) => {
    left = Math.min(left, x); right = Math.max(right, x); low = Math.min(low, y); high = Math.max(high, y);
  };
  for (let i = 0; i < points.count; i += 1) take(points.xy[2 * i], points.xy[2 * i + 1]);
  for (const mark of marks) take(mark.x, mark.y);
  if (left > right) return { x: 0, y: 0, width: 1, height: 1 };
  return { x: (left + right) / 2, y: (low + high) / 2, width: Math.max(right - left, 0.05), height: Math.max(high - low, 0.05) };
}
