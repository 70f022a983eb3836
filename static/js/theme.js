// Light, dark or like the device. The choice is a cookie, so that the server writes it into <html>
// and no page flashes in the wrong colours.
const YEAR = 60 * 60 * 24 * 365;

function show(choice) {
  if (choice) document.documentElement.dataset.theme = choice;
  else delete document.documentElement.dataset.theme;
  for (const button of document.querySelectorAll("[data-theme-set]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeSet === choice));
  }
}

export function startTheme() {
  show(document.documentElement.dataset.theme ?? "");
  for (const button of document.querySelectorAll("[data-theme-set]")) {
    button.addEventListener("click", () => {
      const choice = button.dataset.themeSet;
      const secure = location.protocol === "https:" ? "; Secure" : "";
      document.cookie = `theme=${choice}; path=/; max-age=${choice ? YEAR : 0}; SameSite=Lax${secure}`;
      show(choice);
    });
  }
}
