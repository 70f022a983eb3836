// Votes come in while somebody looks: what they had opened stays open, and the focus where it was.
const card = () => document.getElementById("votes");
const list = () => card().querySelector("[data-votes-open]");
let kept = null;

function note() {
  const held = card().contains(document.activeElement) && document.activeElement.closest("[data-keep]");
  kept = {
    open: Boolean(list()?.open),
    shown: card().querySelector("[name=votes-shown]:checked")?.value,
    focus: held ? held.dataset.keep : "",
  };
}

function restore() {
  const { open, shown, focus } = kept;
  kept = null;
  if (list()) list().open = open;
  const choice = shown && card().querySelector(`[name=votes-shown][value="${shown}"]`);
  if (choice) choice.checked = true;
  if (focus) card().querySelector(`[data-keep="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
}

export function startVotes() {
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event;
    if (!card() || detail.target !== card() || !detail.shouldSwap) return;
    // Signed out meanwhile: the answer is another page.
    if (detail.serverResponse.includes('id="votes-seen"')) note();
    else detail.shouldSwap = false;
  });
  document.body.addEventListener("htmx:afterSwap", (event) => { if (kept && event.detail.target === card()) restore(); });
}
