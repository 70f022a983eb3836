// The opening hours of a shop: a day that is switched on gets likely times, and one button copies them.
const days = [...document.querySelectorAll("[data-day]")];
const times = (day) => [...day.querySelectorAll("input[type=time]")];
const isOpen = (day) => day.querySelector("input[type=checkbox]").checked;
const filled = () => days.find((day) => isOpen(day) && times(day)[0].value && times(day)[1].value);

function copy(from, to) {
  times(from).forEach((input, place) => { times(to)[place].value = input.value; });
  to.querySelector("details").open = from.querySelector("details").open;
}

days.forEach((day) => {
  day.querySelector("input[type=checkbox]").addEventListener("change", () => {
    if (!isOpen(day) || times(day)[0].value) return;
    const model = filled();
    if (model) copy(model, day);
    else [times(day)[0].value, times(day)[1].value] = ["09:00", "18:00"];
  });
});

const same = document.querySelector("[data-same-hours]");
if (same) {
  const several = () => { same.hidden = days.filter(isOpen).length < 2; };
  several();
  days.forEach((day) => day.addEventListener("change", several));
  same.addEventListener("click", () => {
    const model = filled();
    if (model) days.filter((day) => isOpen(day) && day !== model).forEach((day) => copy(model, day));
  });
}
