// What was said of the tracks in this round, as the rows show it: `data-said` is what stands of it
// in this round, `data-before` what an earlier round decided. The server writes both; answers on
// their way (clicks.js) are laid over them.
import { heardMs } from "../audition/heard.js";
import { toast, untoast } from "../toasts.js";
import { saySomething, sentLately, takeBack, waiting } from "./clicks.js";

const SIDES = { accept: "accept", more: "accept", reject: "reject", less: "reject" };
const round = () => document.querySelector("[data-round]");
const rows = () => [...document.querySelectorAll("[data-room] .track-row")];
const rowOf = (track) => rows().find((row) => row.dataset.track === String(track));
/** Tracks in the order in which they were answered, with what stood before: what "undo" goes back through. */
let history = [];
// The second tap of a double one meets the next track, which nobody has heard.
const DOUBLE_MS = 350;
let tapped = 0;

/** The answer that counts of a row: of this round, else of an earlier one; "" for none. */
export const verdictOf = (row) => row.dataset.said || row.dataset.before || "";

/** What decides of a row, "accept", "reject" or undefined: a skip leaves an earlier round's word standing. */
export const countedSide = (row) => SIDES[row.dataset.said] ?? SIDES[row.dataset.before];

/** Whether somebody answered for it in this round. */
export const answered = (row) => Boolean(row.dataset.said);

/** Whether this round asks for it and nobody answered yet. */
export const open = (row) => "asked" in row.dataset && !answered(row);

/** {asked, answered, accept, reject, skip} of this round. */
export function counts() {
  const found = { asked: 0, answered: 0, accept: 0, reject: 0, skip: 0 };
  for (const row of rows()) {
    if ("asked" in row.dataset) found.asked += 1;
    if (!answered(row)) continue;
    if ("asked" in row.dataset) found.answered += 1;
    found[SIDES[row.dataset.said] ?? "skip"] += 1;
  }
  return found;
}

/** Writes what was said onto the page: pressed buttons, counts, the next step. */
export function showVerdicts() {
  const form = round();
  if (!form) return;
  for (const row of rows()) {
    const side = SIDES[verdictOf(row)] ?? "";
    for (const button of row.querySelectorAll("[data-verdict]")) {
      const { verdict } = button.dataset;
      const pressed = verdict in { accept: 1, reject: 1 } ? verdict === side : verdict === row.dataset.said;
      button.setAttribute("aria-pressed", String(pressed));
    }
    for (const element of [row, document.querySelector(`[data-pick="${row.dataset.track}"]`)]) {
      element?.classList.toggle("accepted", side === "accept");
      element?.classList.toggle("rejected", side === "reject");
      element?.classList.toggle("skipped", row.dataset.said === "skip");
    }
  }
  const { accept, reject, skip, answered: given, asked } = counts();
  const any = accept + reject + skip > 0;
  for (const text of document.querySelectorAll("[data-round-text]")) {
    text.hidden = !asked && !any && text.closest("[data-round-done]") !== null;
    text.textContent = any ? text.dataset.some.replace("%(accept)s", accept).replace("%(reject)s", reject) : text.dataset.empty;
  }
  for (const send of document.querySelectorAll("[data-round-send]")) send.hidden = !(accept + reject);
  for (const undo of document.querySelectorAll("[data-undo]")) undo.disabled = !history.length;
  const room = document.querySelector("[data-room]");
  room?.toggleAttribute("data-all-answered", asked > 0 && given >= asked);
  // One primary action: the answer while there is something to ask, the next round while there is
  // something to learn from, else going on air.
  const publish = document.querySelector("[data-publish]");
  const asking = room?.dataset.view === "stage" && asked > given && !("ready" in (publish?.dataset ?? {}));
  publish?.classList.toggle("primary", !(accept + reject) && !asking);
  publish?.classList.toggle("soft", accept + reject > 0 || asking);
}

/** @param stands whether saying the same again leaves it as it is: a key or a swipe means the answer,
 * only the pressed button itself takes it back. */
function judge(row, kind, stands) {
  const { track } = row.dataset;
  const before = row.dataset.said ?? "";
  const again = before === kind;
  if (stands && verdictOf(row) === kind) {
    document.dispatchEvent(new CustomEvent("foyer:verdict", { detail: { track, verdict: kind } }));
    return;
  }
  // What an earlier round decided is taken back by pressing it again, like what this one did.
  if (again || (!before && row.dataset.before === kind)) {
    history = history.filter((each) => each.track !== track);
    row.dataset.said = "";
    if (!again) row.dataset.before = "";
    takeBack(track, "");
    untoast("verdict");
  } else {
    history.push({ track, before });
    row.dataset.said = kind;
    saySomething(track, kind, heardMs(track));
    announce(row, kind);
  }
  showVerdicts();
  document.dispatchEvent(new CustomEvent("foyer:verdict", { detail: { track, verdict: again ? "" : kind } }));
}

function announce(row, kind) {
  const words = round().dataset;
  untoast("room"); // what the last step changed is old news
  const text = words[`did${kind[0].toUpperCase()}${kind.slice(1)}`].replace("%(title)s", row.dataset.title);
  toast(text, "success", { name: "verdict", action: { label: words.undoWord, run: undo } });
}

/** Takes the last answer of this round back and shows its track again. */
export function undo() {
  const last = history.pop();
  const row = last && rowOf(last.track);
  untoast("verdict");
  if (!row) return;
  row.dataset.said = last.before;
  takeBack(last.track, last.before);
  showVerdicts();
  document.dispatchEvent(new CustomEvent("foyer:undone", { detail: { track: last.track } }));
}

/** Takes up what the server wrote into the rows, and lays what it has not got yet over it. */
function takeUp() {
  history = rows()
    .filter((row) => row.dataset.said)
    .sort((one, other) => Number(one.dataset.order) - Number(other.dataset.order))
    .map((row) => ({ track: row.dataset.track, before: "" }));
  if (!history.length) untoast("verdict"); // its round is over
  layOver([...sentLately(), ...waiting()]);
}

function layOver(clicks) {
  // Of several clicks on a track the last one says what stands.
  const last = new Map();
  for (const each of clicks) {
    last.delete(String(each.track));
    last.set(String(each.track), each);
  }
  for (const each of last.values()) {
    const row = rowOf(each.track);
    const before = row?.dataset.said ?? "";
    const now = each.undo ? each.back : each.kind;
    if (!row || before === now) continue;
    row.dataset.said = now;
    if (each.undo) history = history.filter((past) => past.track !== row.dataset.track);
    else history.push({ track: row.dataset.track, before });
  }
  showVerdicts();
}

export function startVerdicts() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-room] .track-row [data-verdict]");
    if (button && round()) {
      const byHand = event.isTrusted && event.detail > 0;
      const twice = byHand && event.timeStamp - tapped < DOUBLE_MS && document.querySelector("[data-room]").dataset.view === "stage";
      if (byHand) tapped = event.timeStamp;
      button.closest("details.menu")?.removeAttribute("open");
      if (!twice) judge(button.closest(".track-row"), button.dataset.verdict, !event.isTrusted);
    }
    if (event.target.closest("[data-undo]")) undo();
  });
  document.addEventListener("foyer:refused", (event) => {
    for (const track of event.detail.tracks) {
      const row = rowOf(track);
      if (row) row.dataset.said = "";
      history = history.filter((each) => each.track !== track);
    }
    showVerdicts();
  });
  document.body.addEventListener("htmx:afterSettle", (event) => { if (event.detail.target?.id === "room") takeUp(); });
  // What another tab of this browser says stands here at once, too.
  window.addEventListener("storage", (event) => {
    if (!event.key?.startsWith("foyer-clicks-")) return;
    layOver([...sentLately(), ...waiting()]);
    document.dispatchEvent(new CustomEvent("foyer:verdict", { detail: { track: "", verdict: "" } }));
  });
  takeUp();
}
