// One icon of the sprite as an element, for rows that scripts build.
const SVG = "http://www.w3.org/2000/svg";
const sprite = () => document.querySelector("svg.icon use")?.getAttribute("href")?.split("#")[0] ?? "/static/icons/sprite.svg";

export function icon(name, extra = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon ${extra}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  // The address is taken from the page, because the file's name carries a hash in production.
  use.setAttribute("href", `${sprite()}#${name}`);
  svg.append(use);
  return svg;
}
