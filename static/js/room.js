// The listening room: verdicts are gathered on the page and sent together as one round.
// They survive a closed tab (localStorage, by playlist and version) until the round is sent.
const place = (form) => `foyer-round-${form.dataset.playlist}-${form.dataset.version}`;
const round = () => document.querySelector("[data-round]");

function load(form) {
  try {
    return JSON.parse(localStorage.getItem(place(form))) ?? {};
  } catch {
    return {};
  }
}

function save(form, said) {
  localStorage.setItem(place(form), JSON.stringify(said));
}

// 32-bit FNV-1a: enough to tell one round of a version from another.
function digest(text) {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0;
  return hash.toString(16);
}

function show() {
  const form = round();
  if (!form) return;
  const said = load(form);
  const counts = { accept: 0, reject: 0 };
  for (const input of form.querySelectorAll("[data-said]")) input.remove();
  for (const row of document.querySelectorAll(".track-row")) {
    const verdict = said[row.dataset.track];
    for (const button of row.querySelectorAll("[data-verdict]")) {
      const before = button.dataset.before ??= button.getAttribute("aria-pressed");
      button.setAttribute("aria-pressed", String(verdict ? button.dataset.verdict === verdict : before === "true"));
    }
    row.classList.toggle("rejected", verdict === "reject");
    if (!verdict) continue;
    counts[verdict] += 1;
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: verdict, value: row.dataset.track });
    input.dataset.said = "";
    form.append(input);
  }
  const text = form.querySelector("[data-round-text]");
  const any = counts.accept + counts.reject > 0;
  text.textContent = any
    ? text.dataset.some.replace("%(accept)s", counts.accept).replace("%(reject)s", counts.reject)
    : text.dataset.empty;
  const send = form.querySelector("[data-round-send]");
  if (send) send.disabled = !any;
  // One key a round: a double click or a retry after a lost answer counts once.
  form.querySelector("[data-round-key]").value = any
    ? `page-${form.dataset.playlist}-${form.dataset.version}-${digest(JSON.stringify(said))}`
    : "";
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".track-row [data-verdict]");
  const form = round();
  if (!button || !form) return;
  const said = load(form);
  const track = button.closest(".track-row").dataset.track;
  if (said[track] === button.dataset.verdict) delete said[track];
  else said[track] = button.dataset.verdict;
  save(form, said);
  show();
});

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const form = round();
  if (form && event.detail.target.id === "room" && event.detail.requestConfig.elt === form && event.detail.xhr.status === 200) {
    localStorage.removeItem(place(form));
  }
});
document.body.addEventListener("htmx:afterSettle", show);
show();
