// One menu at a time, beside the control that opened it.

import { element, icon } from "./dom.js";

const GAP = 6;
let open = null;

/**
 * `items`: `{label, icon?, danger?, run}`, or `{label, items}` for a menu that takes its place.
 * `emoji`: a row of quick reactions above them, `{emoji, label, chosen, run}`.
 */
export function openMenu(anchor, label, items, emoji = []) {
  const again = open?.anchor === anchor;
  closeMenu(false);
  if (again) return;
  const node = element("div", { class: "menu", role: "menu", "aria-label": label, onkeydown: moveInMenu });
  open = { anchor, node };
  anchor.setAttribute("aria-expanded", "true");
  fill(node, items, emoji);
  // A modal dialog makes everything outside itself inert, so a menu opened in one lives there.
  (anchor.closest("dialog") ?? document.body).append(node);
  place(node, anchor);
  node.querySelector("[role^=menuitem]").focus();
}

export function closeMenu(giveFocusBack = true) {
  if (!open) return;
  const { anchor, node } = open;
  open = null;
  node.remove();
  anchor.setAttribute("aria-expanded", "false");
  if (giveFocusBack) anchor.focus();
}

function fill(node, items, emoji) {
  const row = emoji.map((choice) =>
    element(
      "button",
      {
        type: "button", role: "menuitemcheckbox", tabindex: "-1", "aria-checked": String(choice.chosen),
        "aria-label": choice.label, title: choice.label, onclick: () => choose(choice.run),
      },
      choice.emoji,
    ),
  );
  const lines = items.map((item) =>
    element(
      "button",
      {
        type: "button", role: "menuitem", tabindex: "-1", class: item.danger ? "danger" : null,
        "aria-haspopup": item.items ? "menu" : null,
        onclick: () => (item.items ? replaceItems(node, item.items) : choose(item.run)),
      },
      item.icon ? icon(item.icon) : null,
      item.label,
    ),
  );
  const quick = row.length ? [element("div", { class: "emoji-row", role: "group" }, ...row)] : [];
  node.replaceChildren(...quick, ...lines);
}

function replaceItems(node, items) {
  fill(node, items, []);
  place(node, open.anchor);
  node.querySelector("[role=menuitem]").focus();
}

function choose(run) {
  closeMenu();
  run();
}

function moveInMenu(event) {
  const items = [...event.currentTarget.querySelectorAll("[role^=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  if (event.key in steps) items[(at + steps[event.key] + items.length) % items.length].focus();
  else if (event.key === "Home") items[0].focus();
  else if (event.key === "End") items.at(-1).focus();
  else if (event.key === "Escape" || event.key === "Tab") closeMenu();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function place(node, anchor) {
  const beside = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = node;
  const below = beside.bottom + GAP + height <= innerHeight;
  const top = below ? beside.bottom + GAP : Math.max(GAP, beside.top - GAP - height);
  // Within its own column where it fits, so that it hides no other chat.
  const edge = anchor.closest(".column")?.getBoundingClientRect().right ?? innerWidth;
  const wanted = beside.left + width > edge ? beside.right - width : beside.left;
  const left = Math.min(Math.max(GAP, wanted), innerWidth - width - GAP);
  node.style.top = `${Math.min(top, Math.max(GAP, innerHeight - height - GAP))}px`;
  node.style.left = `${left}px`;
}

document.addEventListener("pointerdown", (event) => {
  if (open && !open.node.contains(event.target) && !open.anchor.contains(event.target)) closeMenu(false);
});
// A menu stays where it opened, so it would point at nothing once its place has scrolled away.
document.addEventListener("wheel", (event) => open && !open.node.contains(event.target) && closeMenu(false), {
  passive: true,
});
addEventListener("resize", () => closeMenu(false));
