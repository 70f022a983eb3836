// How long each track was heard on this page, in milliseconds.
const heard = new Map();
let sounding = null; // {id, since}

/** A track sounds from now on. */
export function soundBegins(id) {
  soundEnds();
  sounding = { id, since: performance.now() };
}

/** Nothing sounds any more. */
export function soundEnds() {
  if (sounding) heard.set(sounding.id, heardMs(sounding.id));
  sounding = null;
}

/** Milliseconds for which a track was heard so far. */
export function heardMs(id) {
  const now = sounding?.id === id ? performance.now() - sounding.since : 0;
  return Math.round((heard.get(id) ?? 0) + now);
}
