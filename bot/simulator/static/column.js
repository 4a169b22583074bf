// What phones, groups and the staff chat have in common: a frame with a head, messages, and a box to write in.

import { Compose } from "./compose.js";
import { element, iconButton, keepPart } from "./dom.js";
import { Log } from "./log.js";
import { openMenu } from "./menu.js";
import { attempt, complain, showNotice } from "./notices.js";
import { act, messagesOf, state } from "./state.js";

const QUICK_REACTIONS = ["👍", "❤", "🙏", "😁", "😢", "🎉"];

/** How many messages nobody has looked at; null for none. */
export function unreadDot(count) {
  if (!count) return null;
  return element("span", { class: "unread-dot" }, String(count), element("span", { class: "for-ears" }, " unread"));
}

export class Column {
  constructor(chatId) {
    this.chatId = chatId;
    this.logs = new Map();
    /** The newest message that was in view, by topic. What is there when the page opens counts as seen. */
    this.seen = new Map();
    this.lastToast = JSON.stringify(this.chat.toast ?? null);
    this.compose = new Compose(
      `Message in ${this.chat.title}`,
      () => ({ chat: this.chatId, thread: this.thread }),
      () => this.me(),
    );
    this.screen = element("div", { class: "screen" });
    this.caption = element("h2", { class: "caption" });
    this.foldButton = iconButton("fold", "Fold away", () => this.fold(true), { class: "fold" });
    this.top = element("div", { class: "top" }, this.caption, this.foldButton);
    this.strip = element("button", { type: "button", class: "strip", onclick: () => this.fold(false) });
    this.element = element("section", { class: "column", id: `chat${chatId}`, "aria-label": this.chat.title });
    for (const message of this.chat.messages) this.seen.set(this.topicOf(message), message.id);
  }

  get chat() {
    return state.chats.get(this.chatId);
  }

  /** The topic that is open; null is the general topic, or a chat without topics. */
  get thread() {
    return null;
  }

  topicOf(message) {
    return this.chat.is_forum ? (message.thread ?? null) : null;
  }

  /** Who holds this phone, or speaks in this group. */
  me() {
    throw new Error("a column knows who speaks in it");
  }

  /** False while it is folded away, and on a narrow screen while another tab is shown. */
  get inView() {
    return this.screen.offsetParent !== null;
  }

  /** A folded column is a narrow strip with its name, so that more of the others fits. */
  fold(folded) {
    const focused = this.element.contains(document.activeElement);
    this.element.classList.toggle("folded", folded);
    this.update();
    if (focused) (folded ? this.strip : this.foldButton).focus();
  }

  showStrip() {
    const { unread } = this;
    const name = this.caption.textContent;
    this.foldButton.setAttribute("aria-label", `Fold away: ${name}`);
    keepPart(this.strip, "name", [name, unread], () => {
      const verb = element("span", { class: "for-ears" }, "Unfold: ");
      return element("span", { class: "strip-words" }, verb, name, unreadDot(unread));
    });
  }

  logOf(thread) {
    if (!this.logs.has(thread)) {
      const view = {
        me: () => this.me(),
        isPrivate: this.chat.kind === "private",
        complain,
        command: (text) => attempt(() => this.act("write", { text, ...(thread === null ? {} : { thread }) })),
        press: (message, data) => attempt(() => this.act("press", { message_id: message.id, data })),
        react: (message, emoji) => attempt(() => this.act("react", { message_id: message.id, emoji })),
        menuFor: (message, anchor) => this.openMessageMenu(message, anchor),
      };
      this.logs.set(thread, new Log(`Messages in ${this.chat.title}`, view));
    }
    return this.logs.get(thread);
  }

  act(verb, fields) {
    return act(this.me(), verb, { chat: this.chatId, ...fields });
  }

  openMessageMenu(message, anchor) {
    // The menu must speak of the message as it is now, not as it was when the bubble was first drawn.
    const now = this.chat.messages.find((one) => one.id === message.id) ?? message;
    const own = now.from === this.me();
    const given = (now.reactions ?? []).find((reaction) => reaction.by === this.me() && !reaction.by_bot)?.emoji;
    const items = [{ label: "Reply", run: () => this.compose.reply(now) }];
    if (own) items.push({ label: "Edit", run: () => this.compose.edit(now) });
    const remove = () => attempt(() => this.act("delete", { message_id: now.id }));
    items.push({ label: "Delete", danger: true, run: remove });
    const emoji = QUICK_REACTIONS.map((one) => ({
      emoji: one,
      label: given === one ? `Take back ${one}` : `React with ${one}`,
      chosen: given === one,
      run: () => attempt(() => this.act("react", { message_id: now.id, emoji: given === one ? null : one })),
    }));
    openMenu(anchor, "Message", items, emoji);
  }

  /** Shows what the state says now. */
  update() {
    const { chat } = this;
    const log = this.logOf(this.thread);
    const before = log.me;
    log.me = this.me();
    if (before !== undefined && before !== log.me) log.followsBottom = true;
    log.show(messagesOf(chat, this.thread));
    this.markSeen();
    this.showToast();
    this.showStrip();
  }

  markSeen() {
    if (!this.inView) return;
    const newest = messagesOf(this.chat, this.thread).at(-1);
    if (newest) this.seen.set(this.thread, newest.id);
  }

  unreadIn(thread) {
    const seen = this.seen.get(thread) ?? 0;
    return messagesOf(this.chat, thread).filter((message) => message.id > seen && message.kind !== "service").length;
  }

  get unread() {
    return this.unreadIn(this.thread);
  }

  showToast() {
    const toast = this.chat.toast ?? null;
    const now = JSON.stringify(toast);
    if (now === this.lastToast) return;
    this.lastToast = now;
    if (toast?.text && toast.by === this.me()) showNotice(this.screen, toast.text);
  }
}
