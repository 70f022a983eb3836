// Moving the played part of a waveform. The server draws the bars (merchant_app/ui/waveform.py);
// the played part is a nested <svg> that clips by its own width, so setting one attribute moves it.
const SVG = "http://www.w3.org/2000/svg";

/** Shows `share` (0..1) of a waveform as played. */
export function paint(waveform, share) {
  if (!waveform) return;
  const box = waveform.viewBox.baseVal;
  let done = waveform.querySelector(".wave-done");
  if (!done) {
    done = document.createElementNS(SVG, "svg");
    done.setAttribute("class", "wave-done");
    done.setAttribute("height", box.height);
    done.append(waveform.querySelector("path").cloneNode());
    waveform.append(done);
  }
  done.setAttribute("width", (Math.min(1, Math.max(0, share)) * box.width).toFixed(1));
}

/** Takes the played part away again. */
export function unpaint(waveform) {
  waveform?.querySelector(".wave-done")?.remove();
}

/** Share of the element's width at which a pointer event happened. */
export function shareAt(event, element) {
  const box = element.getBoundingClientRect();
  return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
}
