// Building nodes. Text only ever enters the page as text nodes, so nothing that a person writes can become markup.

const SVG = "http://www.w3.org/2000/svg";

/** A new element. Keys that start with "on" are listeners; null and false leave an attribute out. */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** A real button with an icon; `label` is what a screen reader says and what the tooltip shows. */
export function iconButton(name, label, onclick, properties = {}) {
  const { class: more = "", ...others } = properties;
  const look = { type: "button", class: `icon-button ${more}`, "aria-label": label, title: label };
  return element("button", { ...look, onclick, ...others }, icon(name));
}

// Outlines on a grid of 24 by 24.
const PATHS = {
  back: "M15 5l-7 7 7 7",
  blocked: "M12 3a9 9 0 100 18 9 9 0 000-18zM6 6l12 12",
  clip: "M8 12.5l6.5-6.5a3.2 3.2 0 014.5 4.5l-8.7 8.7a5 5 0 01-7-7L11.5 4",
  close: "M6 6l12 12M18 6L6 18",
  dots: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  down: "M12 5v13M6 12l6 6 6-6",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  fold: "M4 5v14M20 12H9M13 8l-4 4 4 4",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 016 0v3",
  moon: "M20 14.5A8 8 0 119.5 4a6.5 6.5 0 0010.5 10.5z",
  pause: "M8 5v14M16 5v14",
  person: "M12 12a4 4 0 100-8 4 4 0 000 8zM4 20c1-4 4-5.5 8-5.5s7 1.5 8 5.5",
  pin: "M12 21s7-6.5 7-11.5a7 7 0 00-14 0C5 14.5 12 21 12 21zM12 12a2.5 2.5 0 100-5 2.5 2.5 0 000 5z",
  play: "M8 5l11 7-11 7z",
  plus: "M12 5v14M5 12h14",
  poll: "M6 20v-7M12 20V5M18 20v-10",
  send: "M4 12l16-8-5 16-4-6z",
  sun:
    "M12 8a4 4 0 100 8 4 4 0 000-8zM12 2v2M12 20v2M2 12h2M20 12h2" +
    "M5 5l1.5 1.5M17.5 17.5L19 19M5 19l1.5-1.5M17.5 6.5L19 5",
};

/** A decorative picture: what it means is said by the text or the label beside it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

export const FOCUSABLE = "a[href], button:not([disabled]), input, select, textarea, [tabindex='0']";

/**
 * One named child of `parent`, rebuilt only when what it shows has changed. `shown` is any JSON value; `build`
 * makes the node, or null for nothing. Focus inside a rebuilt child goes on to the control at the same place.
 */
export function keepPart(parent, name, shown, build) {
  parent.parts ??= new Map();
  const signature = JSON.stringify(shown);
  const before = parent.parts.get(name);
  if (before?.signature === signature) return before.node;
  const node = build() || document.createComment(name);
  parent.parts.set(name, { signature, node });
  if (!before) {
    parent.append(node);
    return node;
  }
  const inside = before.node.contains(document.activeElement);
  const place = inside ? [...before.node.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement) : -1;
  before.node.replaceWith(node);
  if (inside) {
    const controls = node.querySelectorAll?.(FOCUSABLE) ?? [];
    (controls[place] ?? controls[0] ?? parent.querySelector(".more"))?.focus();
  }
  return node;
}
