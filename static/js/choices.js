// One key presses one button: every button with data-key inside a form with data-choices.
import { keysAreTaken } from "./keys.js";

document.addEventListener("keydown", (event) => {
  if (keysAreTaken(event) || event.repeat) return;
  const key = event.key.toLowerCase();
  const button = document.querySelector(`form[data-choices] button[data-key="${CSS.escape(key)}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});
