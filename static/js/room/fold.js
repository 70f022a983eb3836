// On a phone the list of all tracks opens under the track on the stage, and stays open over a change.
let open = false;

const apply = () => { for (const each of document.querySelectorAll("[data-fold]")) each.setAttribute("aria-expanded", String(open)); };

export function startFold() {
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-fold]")) return;
    open = !open;
    apply();
  });
  document.body.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target?.id === "room") apply(); });
}
