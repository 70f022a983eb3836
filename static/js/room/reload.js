// The newest version in the place of the one shown; what plays goes on.

/** Fetches the room anew. */
export function reload() {
  const { address } = document.querySelector("[data-round]").dataset;
  window.htmx.ajax("GET", address, { target: "#room", swap: "innerHTML show:none" });
}
