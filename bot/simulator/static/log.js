// The messages of one chat or topic, newest at the bottom, kept up to date without drawing anything twice.

import { element, iconButton } from "./dom.js";
import { showMessage } from "./message.js";
import { day } from "./time.js";

/** How far from the bottom, in pixels, still counts as "at the bottom". */
const NEAR = 60;
/** A pause after which the same person's next message starts a new run, in milliseconds. */
const RUN_MS = 10 * 60 * 1000;

export class Log {
  /** `label` names the list for screen readers; `view` is described at showMessage. */
  constructor(label, view) {
    this.view = { ...view, jumpTo: (id) => this.jumpTo(id) };
    this.items = new Map();
    this.list = element("ol", { class: "messages" });
    this.scroller = element(
      "div",
      { class: "log", role: "log", "aria-live": "polite", "aria-label": label, tabindex: "0" },
      this.list,
    );
    const hiddenAtFirst = { class: "to-bottom", hidden: true };
    this.downButton = iconButton("down", "Newest messages", () => this.toBottom(), hiddenAtFirst);
    this.element = element("div", { class: "log-frame" }, this.scroller, this.downButton);
    this.scroller.addEventListener("scroll", () => this.noteScroll(), { passive: true });
    this.scroller.addEventListener("keydown", (event) => this.moveAmongMessages(event));
    this.list.addEventListener("click", (event) => this.openMenuByBubble(event));
    // A picture or a font that arrives late, or a keyboard that takes half of the screen, moves the bottom away.
    this.followsBottom = true;
    this.lastTop = 0;
    const sizes = new ResizeObserver(() => this.followsBottom && this.toBottom());
    sizes.observe(this.list);
    sizes.observe(this.scroller);
  }

  /** Shows these messages. Returns whether any of them is new. */
  show(messages) {
    const wanted = arrange(messages);
    const known = new Set(this.items.keys());
    let news = false;
    let place = this.list.firstElementChild;
    for (const one of wanted) {
      let item = this.items.get(one.key);
      if (item === undefined) {
        item = element("li", {});
        this.items.set(one.key, item);
        news = true;
      }
      known.delete(one.key);
      if (item === place) place = place.nextElementSibling;
      else this.list.insertBefore(item, place);
      this.fill(item, one);
    }
    for (const key of known) this.drop(key);
    this.keepOneTabStop();
    if (this.followsBottom) this.toBottom();
    else if (news) this.downButton.hidden = false;
    return news;
  }

  fill(item, { key, kind, words, messages, run }) {
    if (kind === "messages") {
      showMessage(item, messages, run, this.view);
      return;
    }
    if (item.textContent === words) return;
    item.className = kind;
    item.dataset.ids = key;
    item.replaceChildren(element("span", { dir: "auto" }, words));
  }

  drop(key) {
    const item = this.items.get(key);
    const focused = item.contains(document.activeElement);
    item.remove();
    this.items.delete(key);
    if (focused) this.scroller.focus();
  }

  get empty() {
    return this.items.size === 0;
  }

  toBottom() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.lastTop = this.scroller.scrollTop;
    this.followsBottom = true;
    this.downButton.hidden = true;
  }

  noteScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    // A chat on a hidden tab has no height; it keeps what it knew.
    if (clientHeight === 0) return;
    const atBottom = scrollHeight - scrollTop - clientHeight < NEAR;
    // What grows below moves the bottom away without anybody scrolling: only going up stops the following.
    if (atBottom) this.followsBottom = true;
    else if (scrollTop < this.lastTop - 1) this.followsBottom = false;
    this.lastTop = scrollTop;
    this.downButton.hidden = this.followsBottom;
  }

  /** Shows the message `id` and lets it glow for a moment. */
  jumpTo(id) {
    const item = this.list.querySelector(`[data-ids~="${CSS.escape(String(id))}"]`);
    if (!item) {
      this.view.complain("That message is not here any more.");
      return;
    }
    this.followsBottom = false;
    item.scrollIntoView({ block: "center" });
    item.classList.remove("glow");
    void item.offsetWidth; // so that a second jump to the same message lets it glow again
    item.classList.add("glow");
    this.focusMore(item);
  }

  mores() {
    return [...this.list.querySelectorAll(".more")];
  }

  keepOneTabStop() {
    const mores = this.mores();
    const current = mores.find((more) => more === document.activeElement) ?? mores.at(-1);
    for (const more of mores) more.tabIndex = more === current ? 0 : -1;
  }

  focusMore(item) {
    const more = item.querySelector(".more");
    if (!more) return;
    for (const other of this.mores()) other.tabIndex = -1;
    more.tabIndex = 0;
    more.focus({ preventScroll: true });
  }

  moveAmongMessages(event) {
    if (!event.target.matches(".more")) return;
    const mores = this.mores();
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const next = mores[mores.indexOf(event.target) + step];
    if (!step || !next) return;
    event.preventDefault();
    this.focusMore(next.closest("li"));
    next.closest("li").scrollIntoView({ block: "nearest" });
  }

  // A tap anywhere on a bubble opens the menu of the message, unless it meant something else.
  openMenuByBubble(event) {
    const bubble = event.target.closest(".bubble");
    const other = event.target.closest("button, a, input, audio, video, [role=button]");
    if (!bubble || other || String(getSelection())) return;
    bubble.querySelector(".more").click();
  }
}

/** What stands in the list: `{key, kind: "day" | "service" | "messages", words?, messages?, run?}`. */
function arrange(messages) {
  const shown = [];
  let today = "";
  for (const message of messages) {
    const date = day(message.date);
    if (date !== today) {
      shown.push({ key: `day ${message.date.slice(0, 10)}`, kind: "day", words: date });
      today = date;
    }
    const before = shown.at(-1);
    if (message.kind === "service") {
      shown.push({ key: `message ${message.id}`, kind: "service", words: message.text });
    } else if (message.album && before.messages?.[0].album === message.album) {
      before.messages.push(message);
    } else {
      shown.push({ key: `message ${message.id}`, kind: "messages", messages: [message], run: {} });
    }
  }
  shown.forEach((one, index) => {
    if (one.kind !== "messages") return;
    one.run.first = !sameRun(shown[index - 1], one);
    one.run.last = !sameRun(one, shown[index + 1]);
  });
  return shown;
}

function sameRun(a, b) {
  if (a?.kind !== "messages" || b?.kind !== "messages") return false;
  const [earlier, later] = [a.messages.at(-1), b.messages[0]];
  return earlier.from === later.from && earlier.from_name === later.from_name
    && Date.parse(later.date) - Date.parse(earlier.date) < RUN_MS;
}
