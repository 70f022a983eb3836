// What was said of the tracks in this round. It is gathered on the page and sent together, and it
// survives a closed tab or a lost connection (localStorage, by playlist and version) until then.
const place = (playlist, version) => `foyer-round-${playlist}-${version}`;
const round = () => document.querySelector("[data-round]");

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

/** {track: "accept" | "reject"} of the version shown. */
export function said() {
  const form = round();
  return form ? read(place(form.dataset.playlist, form.dataset.version)) : {};
}

function keep(form, verdicts) {
  localStorage.setItem(place(form.dataset.playlist, form.dataset.version), JSON.stringify(verdicts));
}

// 32-bit FNV-1a: enough to tell one round of a version from another.
function digest(text) {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0;
  return hash.toString(16);
}

/** The verdict that a track shows: of this round, else of an earlier one. */
export function verdictOf(row, verdicts = said()) {
  if (verdicts[row.dataset.track]) return verdicts[row.dataset.track];
  const pressed = row.querySelector('[data-verdict][data-before="true"]');
  return pressed ? pressed.dataset.verdict : "";
}

/** Writes what was said onto the page: pressed buttons, counts, the hidden fields, the next step. */
export function showVerdicts() {
  const form = round();
  if (!form) return;
  const verdicts = said();
  const counts = { accept: 0, reject: 0 };
  for (const input of form.querySelectorAll("[data-said]")) input.remove();
  for (const row of document.querySelectorAll("[data-room] .track-row")) {
    const { track } = row.dataset;
    for (const button of row.querySelectorAll("[data-verdict]")) button.dataset.before ??= button.getAttribute("aria-pressed");
    const verdict = verdictOf(row, verdicts);
    for (const button of row.querySelectorAll("[data-verdict]")) button.setAttribute("aria-pressed", String(button.dataset.verdict === verdict));
    for (const element of [row, document.querySelector(`[data-pick="${track}"]`)]) {
      element?.classList.toggle("accepted", verdict === "accept");
      element?.classList.toggle("rejected", verdict === "reject");
    }
    if (!verdicts[track]) continue;
    counts[verdict] += 1;
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: verdict, value: track });
    input.dataset.said = "";
    form.append(input);
  }
  const any = counts.accept + counts.reject > 0;
  const text = form.querySelector("[data-round-text]");
  if (text) text.textContent = any ? text.dataset.some.replace("%(accept)s", counts.accept).replace("%(reject)s", counts.reject) : text.dataset.empty;
  const send = form.querySelector("[data-round-send]");
  if (send) send.hidden = !any;
  // One primary action: the next round while there is something to send, else going on air.
  const publish = document.querySelector("[data-publish]");
  publish?.classList.toggle("primary", !any);
  publish?.classList.toggle("soft", any);
  // One key a round: a double click or a retry after a lost answer counts once.
  form.querySelector("[data-round-key]").value = any ? `page-${form.dataset.playlist}-${form.dataset.version}-${digest(JSON.stringify(verdicts))}` : "";
}

function judge(button) {
  const form = round();
  const verdicts = said();
  const { track } = button.closest(".track-row").dataset;
  const verdict = verdicts[track] === button.dataset.verdict ? "" : button.dataset.verdict;
  if (verdict) verdicts[track] = verdict;
  else delete verdicts[track];
  keep(form, verdicts);
  showVerdicts();
  document.dispatchEvent(new CustomEvent("foyer:verdict", { detail: { track, verdict } }));
}

// A newer version came: what was said of the old one is either counted in it (forget it), or,
// where the server had not taken it because somebody else was faster, offered again.
function settle(before) {
  const form = round();
  if (!form || form.dataset.version === before.version) return;
  const old = place(before.playlist, before.version);
  if (form.dataset.carry === before.version) {
    const listed = new Set([...document.querySelectorAll("[data-room] .track-row")].map((row) => row.dataset.track));
    keep(form, Object.fromEntries(Object.entries(read(old)).filter(([track]) => listed.has(track))));
  }
  localStorage.removeItem(old);
}

export function startVerdicts() {
  let before = null;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-room] .track-row [data-verdict]");
    if (button && round()) judge(button);
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const form = round();
    if (form && event.detail.target.id === "room") before = { playlist: form.dataset.playlist, version: form.dataset.version };
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    if (before) settle(before);
    before = null;
    showVerdicts();
  });
  showVerdicts();
}
