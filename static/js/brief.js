// The brief's page: empties the list form once its songs arrived, and shows a file that was given
// twice only once.

document.body.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form[data-reset-after]");
  if (form && event.target === form && event.detail.successful) form.reset();
});

document.addEventListener("foyer:upload-done", (event) => {
  const rows = [...event.target.querySelectorAll(".file-row[id]")];
  for (const row of rows) {
    const twins = rows.filter((each) => each.id === row.id && each.isConnected);
    for (const twin of twins.slice(0, -1)) twin.remove();
  }
});
