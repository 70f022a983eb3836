// The room is replaced after each step: whoever works in it by keyboard stays where they were, and
// what they had opened stays open.
import { openDialog } from "../dialogs.js";

const ROOM = "room";
let kept = null;

const keyOf = (element) => element?.closest?.("[data-keep]")?.dataset.keep ?? "";
const find = (key) => key && document.querySelector(`#room [data-keep="${CSS.escape(key)}"]`);

/** Notes where somebody works, before the room is replaced. */
export function remember() {
  const place = document.getElementById(ROOM);
  const active = place.contains(document.activeElement) ? document.activeElement : null;
  const dialog = place.querySelector("dialog[open]");
  kept = {
    focus: keyOf(active),
    inside: active !== null,
    open: [...place.querySelectorAll("details[open][data-keep-open]")].map((each) => each.dataset.keepOpen),
    dialog: dialog?.id ?? "",
    search: dialog?.querySelector("[data-find]")?.value ?? "",
    scroll: dialog?.querySelector("[data-scroll]")?.scrollTop ?? 0,
  };
}

function restore() {
  const { focus, inside, open, dialog, search, scroll } = kept;
  kept = null;
  for (const each of document.querySelectorAll("#room details[data-keep-open]")) each.open = open.includes(each.dataset.keepOpen);
  const box = dialog && document.getElementById(dialog);
  if (box) {
    box.dataset.again = "";
    openDialog(box);
    const field = box.querySelector("[data-find]");
    if (field) {
      field.value = search;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const list = box.querySelector("[data-scroll]");
    if (list) list.scrollTop = scroll;
  }
  const target = find(focus);
  if (box && !target) return;
  for (const place of [target, inside && document.getElementById("list-title"), inside && document.querySelector("#room .track-row.current [data-play]")]) {
    if (!place) continue;
    place.focus({ preventScroll: true });
    if (document.activeElement === place) return; // what is hidden or disabled takes no focus
  }
}

export function startKeeping() {
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id === ROOM && event.detail.shouldSwap) remember();
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id === ROOM && kept) restore();
  });
}
