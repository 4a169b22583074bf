// A team's group or the staff chat. In a forum one first sees the list of topics, and opens one.

import { Column, unreadDot } from "./column.js";
import { element, icon, iconButton, keepPart } from "./dom.js";
import { openMenu } from "./menu.js";
import { attempt } from "./notices.js";
import { avatar, colourOf, membersOf } from "./people.js";
import { messagesOf } from "./state.js";
import { hourMinute } from "./time.js";

const GENERAL = { thread: null, title: "General", closed: false };

export class Group extends Column {
  constructor(chatId) {
    super(chatId);
    /** undefined: the list of topics; null: the general topic, or a group without topics. */
    this.open = this.chat.is_forum ? undefined : null;
    this.topicRows = new Map();
    this.head = element("header", { class: "head" });
    this.topics = element("ul", { class: "topics", "aria-label": "Topics" });
    this.main = element("div", { class: "main" });
    this.foot = element("div", { class: "foot" });
    const speakerLabel = `Who writes in ${this.chat.title}`;
    this.speaker = element("select", { "aria-label": speakerLabel, onchange: () => this.update() });
    this.speakerLine = element("label", { class: "speaker" }, element("span", {}, "You write as"), this.speaker);
    this.foot.append(this.speakerLine, this.compose.element);
    this.element.classList.add("group", ...(this.chat.is_forum ? ["forum"] : []));
    this.screen.append(this.head, this.main, this.foot);
    this.caption.append(captionOf(this.chat));
    this.element.append(this.top, this.screen, this.strip);
  }

  get thread() {
    return this.open ?? null;
  }

  get topic() {
    return this.open === null ? GENERAL : this.chat.topics.find((topic) => topic.thread === this.open);
  }

  me() {
    return Number(this.speaker.value) || membersOf(this.chat)[0]?.id;
  }

  update() {
    this.showSpeakers();
    if (!this.chat.is_forum) this.open = null;
    if (this.open !== undefined && !this.topic) this.openTopic(undefined);
    const listed = this.open === undefined;
    this.showHead();
    this.showInMain(listed ? this.topics : this.logOf(this.thread).element);
    if (listed) {
      this.showTopics();
      this.showToast();
      this.showStrip();
    } else {
      super.update();
    }
    this.foot.hidden = listed || this.chat.gone;
    this.compose.element.classList.toggle("closed", Boolean(!listed && this.topic?.closed));
  }

  markSeen() {
    if (this.open !== undefined) super.markSeen();
  }

  get unread() {
    if (!this.chat.is_forum) return super.unread;
    return [GENERAL, ...this.chat.topics].reduce((sum, topic) => sum + this.unreadIn(topic.thread), 0);
  }

  showInMain(node) {
    if (this.main.firstChild === node) return;
    this.main.replaceChildren(node);
  }

  showSpeakers() {
    const members = membersOf(this.chat);
    keepPart(this.speaker, "members", members.map(({ id, name }) => [id, name]), () => {
      const chosen = this.speaker.value;
      this.speaker.replaceChildren(...members.map(({ id, name }) => element("option", { value: String(id) }, name)));
      if (members.some(({ id }) => String(id) === chosen)) this.speaker.value = chosen;
      return null;
    });
    this.speakerLine.className = `speaker ${colourOf(this.me())}`;
  }

  showHead() {
    const { chat, open, topic } = this;
    const inTopic = chat.is_forum && open !== undefined;
    keepPart(this.head, "title", [chat.title, chat.gone, chat.members, inTopic, topic], () => {
      const about = inTopic ? chat.title : countOf(membersOf(chat));
      const subtitle = chat.gone ? "this group was deleted" : topic?.closed && inTopic ? `closed · ${about}` : about;
      return element(
        "div",
        { class: "title" },
        inTopic ? iconButton("back", "All topics", () => this.openTopic(undefined)) : avatar(chat.id, chat.title),
        element("span", { class: "names" },
          element("bdi", { class: "name" }, inTopic ? topic.title : chat.title),
          element("span", { class: "subtitle" }, subtitle)),
        inTopic && topic.thread !== null ? this.topicMenuButton() : null,
      );
    });
  }

  topicMenuButton() {
    const button = iconButton("dots", "Topic menu", () => this.openTopicMenu(button), {
      "aria-haspopup": "menu", "aria-expanded": "false",
    });
    return button;
  }

  openTopicMenu(button) {
    const change = (what) => attempt(() => this.act("topic", { thread: this.thread, change: what }));
    const turned = this.topic.closed ? "reopen" : "close";
    openMenu(button, "Topic", [
      { label: this.topic.closed ? "Reopen the topic" : "Close the topic", icon: "lock", run: () => change(turned) },
      { label: "Delete the topic", danger: true, run: () => change("delete") },
    ]);
  }

  openTopic(thread) {
    const from = this.open;
    this.open = thread;
    this.compose.switchDraft(from, thread);
    this.update();
    const row = this.topicRows.get(from);
    if (thread === undefined) {
      const topicButton = row?.isConnected ? row.firstChild : this.topics.querySelector("button");
      topicButton?.focus();
      return;
    }
    this.logOf(thread).toBottom();
    this.compose.fit();
    this.compose.box.focus({ preventScroll: true });
  }

  showTopics() {
    // Busiest first, as messengers do; the general topic leads.
    const newest = (topic) => messagesOf(this.chat, topic.thread).at(-1)?.id ?? 0;
    const ordered = [GENERAL, ...this.chat.topics.toSorted((a, b) => newest(b) - newest(a))];
    const known = new Set(this.topicRows.keys());
    let place = this.topics.firstElementChild;
    for (const topic of ordered) {
      known.delete(topic.thread);
      if (!this.topicRows.has(topic.thread)) this.topicRows.set(topic.thread, element("li", {}));
      const row = this.topicRows.get(topic.thread);
      if (row === place) place = place.nextElementSibling;
      else this.topics.insertBefore(row, place);
      const last = messagesOf(this.chat, topic.thread).at(-1);
      const unread = this.unreadIn(topic.thread);
      keepPart(row, "topic", [topic, last?.id, last?.text, unread], () => this.topicRow(topic, last, unread));
    }
    for (const thread of known) {
      this.topicRows.get(thread).remove();
      this.topicRows.delete(thread);
    }
  }

  topicRow(topic, last, unread) {
    // The name stands in a <bdi>, which dir="auto" passes over: the words decide on which side the line begins.
    const author = last && last.kind !== "service" ? [element("bdi", {}, last.from_name), ": "] : [];
    const preview = [...author, last ? last.text || last.kind : "No messages yet"];
    return element(
      "button",
      { type: "button", class: `topic ${unread ? "unread" : ""}`, onclick: () => this.openTopic(topic.thread) },
      topicIcon(topic),
      element("span", { class: "names" },
        element("bdi", { class: "name" }, topic.title),
        element("span", { class: "preview", dir: "auto" }, ...preview)),
      element("span", { class: "aside" },
        last ? element("time", {}, hourMinute(last.date)) : null,
        element("span", { class: "marks" },
          topic.closed ? icon("lock") : null,
          topic.closed ? element("span", { class: "for-ears" }, "closed") : null,
          unreadDot(unread))),
    );
  }
}

function topicIcon({ thread, title }) {
  const look = { class: `topic-icon ${thread === null ? "" : colourOf(thread)}`, "aria-hidden": "true" };
  return element("span", look, thread === null ? "#" : [...title][0]);
}

function countOf(members) {
  return members.length === 1 ? "1 member" : `${members.length} members`;
}

function captionOf(chat) {
  const kind = chat.role === "staff" ? "Staff" : "Volunteers";
  const form = chat.is_forum ? " group with topics" : " group";
  return element("span", {}, kind, element("span", { class: "language" }, form));
}
