// The track under the hand: its title beside the pointer, and on a click its row, which plays.
const REST_MS = 120; // whoever only passes over the points asks for none of them
const REMEMBERED = 300;

export function startPanel(stage) {
  const tip = stage.querySelector("[data-map-tip]");
  const place = document.querySelector("[data-map-track]");
  const known = new Map();
  let timer = 0, wanted = null;
  const panel = { open: null, hover, show };

  async function row(id) {
    const held = known.get(id);
    if (held) return held;
    const answer = await fetch(stage.dataset.track.replace("/0/", `/${id}/`), { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const html = await answer.text();
    if (known.size >= REMEMBERED) known.clear();
    known.set(id, html);
    return html;
  }

  const parsed = (html) => new DOMParser().parseFromString(html, "text/html").body;

  function hover(id, event) {
    if (id !== null && id === wanted) { follow(event); return; }
    wanted = id;
    clearTimeout(timer);
    tip.hidden = true;
    if (id === null) return;
    timer = setTimeout(async () => {
      try {
        const { title, artist } = parsed(await row(id)).querySelector(".track-row").dataset;
        if (wanted !== id) return;
        tip.textContent = artist ? `${title} · ${artist}` : title;
        tip.hidden = false;
        follow(event);
      } catch {
        // Gone since the points were sent: nothing to say beside the pointer.
      }
    }, REST_MS);
  }

  function follow(event) {
    const box = stage.getBoundingClientRect();
    const x = Math.min(event.clientX - box.left + 14, box.width - tip.offsetWidth - 8);
    const y = Math.min(event.clientY - box.top + 16, box.height - tip.offsetHeight - 8);
    tip.style.transform = `translate(${Math.max(8, x)}px, ${y}px)`;
  }

  async function show(id) {
    panel.open = id;
    const html = await row(id);
    if (panel.open !== id) return;
    place.replaceChildren(...parsed(html).childNodes);
    window.htmx?.process(place);
    place.scrollIntoView({ block: "nearest" }); // on a phone it stands below the map
    known.delete(id); // its address to listen runs out: the next click asks anew
  }

  return panel;
}
