// The list of everything that can be wished for: found by typing, in any of the page's languages.
const plain = (text) => text.toLocaleLowerCase().normalize("NFKC").trim();

function narrow(field) {
  const box = field.closest("dialog");
  const wanted = plain(field.value);
  let any = false;
  for (const group of box.querySelectorAll("[data-choices]")) {
    let some = false;
    for (const choice of group.querySelectorAll("[data-words]")) {
      choice.hidden = Boolean(wanted) && !plain(choice.dataset.words).includes(wanted);
      some ||= !choice.hidden;
    }
    group.hidden = !some;
    any ||= some;
  }
  box.querySelector("[data-none]").hidden = any;
}

export function startWishes() {
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-find]")) narrow(event.target);
    const said = event.target.matches("[data-strength]") && event.target.closest(".field")?.querySelector("output");
    if (said) said.textContent = event.target.dataset.steps.split("|")[Number(event.target.value) - 1];
  });
  document.addEventListener("keydown", (event) => {
    // Enter in the search is no answer to anything.
    if (event.key === "Enter" && event.target.matches("[data-find]")) event.preventDefault();
  });
}
