// The small map takes up each answer at once; its picture comes anew with each list.
import { countedSide } from "./verdicts.js";

const card = () => document.getElementById("map-card");
const MARKS = { accept: "kept", reject: "rejected" };

function put(mark, kind) {
  const sample = card().querySelector(`[data-legend="${kind}"] svg > *`);
  if (!sample || mark.dataset.kind === kind) return;
  mark.dataset.kind = kind;
  mark.replaceChildren(sample.cloneNode(true));
}

function refresh() {
  // Earlier versions are looked at, not answered.
  if (!card()?.querySelector("[data-mark]") || !document.querySelector("[data-round-done]")) return;
  for (const row of document.querySelectorAll("[data-room] .track-row")) {
    const mark = card().querySelector(`[data-mark="${row.dataset.track}"]`);
    if (mark) put(mark, MARKS[countedSide(row)] ?? ("guess" in row.dataset ? "guess" : "offered"));
  }
  for (const entry of card().querySelectorAll("[data-legend]")) {
    const { legend, one, many } = entry.dataset;
    const count = card().querySelectorAll(`[data-mark][data-kind="${legend}"]`).length;
    entry.querySelector("span").textContent = (count === 1 ? one : many).replace("%(count)s", count);
    entry.hidden = legend === "guess" && !count;
  }
}

export function startMap() {
  for (const name of ["foyer:verdict", "foyer:undone", "foyer:refused"]) document.addEventListener(name, refresh);
  document.body.addEventListener("htmx:afterSettle", (event) => { if (card()?.contains(event.detail.target)) refresh(); });
}
