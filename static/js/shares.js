// The sum of a work's shares, while they are written.
import { say } from "./words.js";

function sum(work) {
  const fields = [...work.querySelectorAll('input[name$="-percent"]')];
  const total = fields.reduce((so_far, field) => so_far + (Number(field.value.replace(",", ".")) || 0), 0);
  const line = work.querySelector("[data-share-sum]");
  const rounded = Math.round(total * 10000) / 10000;
  const whole = Math.abs(rounded - 100) <= 0.01;
  line.textContent = fields.some((field) => field.value) ? say(whole ? "shares_whole" : "shares_sum", { sum: rounded }) : "";
  line.classList.toggle("tone-no", !whole);
}

for (const work of document.querySelectorAll("[data-work]")) {
  sum(work);
  work.addEventListener("input", () => sum(work));
}
