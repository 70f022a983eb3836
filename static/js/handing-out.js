// A fresh link: sent by what the phone itself offers, or printed as a sign for the staff room.
const send = document.querySelector("[data-send]");
const what = { title: document.title, text: send?.dataset.sendText, url: send?.dataset.send };

if (send && navigator.canShare?.(what)) {
  send.hidden = false;
  send.addEventListener("click", async () => {
    try {
      await navigator.share(what);
    } catch (error) {
      if (error.name !== "AbortError") throw error; // thought better of it
    }
  });
}
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
