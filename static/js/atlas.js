// The map of a playlist: 100,000 points that are drawn, moved and pointed at, and the track under the hand.
import { startChart } from "./atlas/chart.js";
import { startPanel } from "./atlas/panel.js";

const stage = document.querySelector("[data-map]");
if (stage) startChart(stage, startPanel(stage));
