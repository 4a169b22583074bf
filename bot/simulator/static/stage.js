// The columns side by side; on a narrow screen one at a time, chosen with tabs.

import { unreadDot } from "./column.js";
import { element, keepPart } from "./dom.js";
import { Group } from "./group.js";
import { Phone } from "./phone.js";
import { state } from "./state.js";

const ORDER = ["contact", "team", "staff"];
/** So many phones are never folded by themselves. */
const WIDE_PHONES = 2;
const narrow = matchMedia("(max-width: 760px)");

export class Stage {
  /** `place` holds the columns, `tabs` is the row for narrow screens. */
  constructor(place, tabs) {
    this.place = place;
    this.tabs = tabs;
    this.columns = new Map();
    this.buttons = new Map();
    this.current = null;
    narrow.addEventListener("change", () => this.showTabs());
    tabs.addEventListener("keydown", (event) => this.moveAmongTabs(event));
  }

  update() {
    const chats = [...state.chats.values()].filter(isOnStage).sort((a, b) => rank(a) - rank(b));
    const fresh = [];
    for (const id of this.columns.keys()) if (!chats.some((chat) => chat.id === id)) this.drop(id);
    chats.forEach((chat, index) => {
      if (!this.columns.has(chat.id)) fresh.push(this.add(chat));
      const { element: column } = this.columns.get(chat.id);
      if (this.place.children[index] !== column) this.place.insertBefore(column, this.place.children[index] ?? null);
      const button = this.buttons.get(chat.id);
      if (this.tabs.children[index] !== button) this.tabs.insertBefore(button, this.tabs.children[index] ?? null);
    });
    this.current ??= chats[0]?.id ?? null;
    for (const column of this.columns.values()) column.update();
    this.showTabs();
    if (fresh.length === this.columns.size) this.foldSpare();
    return fresh;
  }

  /** When the page opens and not everybody has room, phones on which nothing was written yet step aside. */
  foldSpare() {
    const spare = [...this.columns.values()].filter((one) => one.chat.kind === "private").slice(WIDE_PHONES);
    for (const column of spare.reverse()) {
      if (narrow.matches || this.place.scrollWidth <= this.place.clientWidth) return;
      if (!column.chat.messages.length) column.fold(true);
    }
  }

  add(chat) {
    const column = chat.kind === "private" ? new Phone(chat.id) : new Group(chat.id);
    this.columns.set(chat.id, column);
    const look = { type: "button", class: "tab", role: "tab", "aria-controls": column.element.id };
    this.buttons.set(chat.id, element("button", { ...look, onclick: () => this.choose(chat.id) }));
    return column;
  }

  drop(id) {
    this.columns.get(id).element.remove();
    this.buttons.get(id).remove();
    this.columns.delete(id);
    this.buttons.delete(id);
    if (this.current === id) this.current = null;
  }

  choose(id) {
    this.current = id;
    this.showTabs();
    const column = this.columns.get(id);
    column.update();
    this.showTabs();
  }

  /** Brings a column into view, whichever way the columns are shown. */
  reveal(column) {
    if (narrow.matches) this.choose(column.chatId);
    column.element.scrollIntoView({ inline: "center", block: "nearest" });
  }

  showTabs() {
    for (const [id, column] of this.columns) {
      const shown = !narrow.matches || id === this.current;
      column.element.hidden = !shown;
      if (narrow.matches) column.element.setAttribute("role", "tabpanel");
      else column.element.removeAttribute("role");
      const button = this.buttons.get(id);
      button.setAttribute("aria-selected", String(id === this.current));
      button.tabIndex = id === this.current ? 0 : -1;
      const unread = id === this.current ? 0 : column.unread;
      const { title } = column.chat;
      keepPart(button, "words", [title, unread], () =>
        element("span", { class: "tab-words" }, element("bdi", {}, title), unreadDot(unread)),
      );
    }
  }

  moveAmongTabs(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const buttons = [...this.tabs.children];
    const next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
    next.focus();
    next.click();
  }
}

/** Volunteers and staff have a phone too; it is on the stage only once they have written to the bot in private. */
function isOnStage(chat) {
  if (chat.moved_to) return false;
  return chat.kind !== "private" || state.people.get(chat.id)?.role === "contact" || chat.messages.length > 0;
}

function rank(chat) {
  // Contacts in the order in which they came; then teams, the forum first; then staff.
  const base = ORDER.indexOf(chat.role) * 1e15;
  if (chat.kind === "private") return base + chat.id;
  return base + (chat.is_forum ? 0 : 1e14) - chat.id / 1e3;
}
