// localStorage that never throws: full, forbidden or damaged storage must not stop the music.
const spare = new Map();

export function recall(key, otherwise) {
  try {
    const text = localStorage.getItem(key) ?? spare.get(key);
    return text == null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

export function remember(key, value) {
  const text = JSON.stringify(value);
  try {
    localStorage.setItem(key, text);
    spare.delete(key);
  } catch {
    spare.set(key, text); // Kept as long as the page lives.
  }
}

export function forget(key) {
  spare.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept there.
  }
}
