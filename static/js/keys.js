// When a key press is a command and when somebody is simply writing.

/** True while keys belong to a field, a dialog, a menu or a shortcut of the browser. */
export function keysAreTaken(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true;
  if (document.querySelector("dialog[open], details.menu[open]")) return true;
  return Boolean(event.target.closest?.("input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]"));
}

/** True where Space and Enter already do something: a button, a link, a disclosure, a slider. */
export function spaceIsTaken(event) {
  return Boolean(event.target.closest?.("button, a[href], summary, input, [role=slider], [role=button]"));
}
