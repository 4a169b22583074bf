// A contact's phone with the private chat with the bot on it.

import { Column } from "./column.js";
import { element, icon, iconButton, keepPart } from "./dom.js";
import { openMenu } from "./menu.js";
import { attempt } from "./notices.js";
import { avatar, languageName } from "./people.js";
import { act, state } from "./state.js";
import { hourMinute } from "./time.js";

export class Phone extends Column {
  constructor(chatId) {
    super(chatId);
    this.clock = element("span", {});
    this.head = element("header", { class: "head" });
    this.foot = element("div", { class: "foot" });
    this.log = this.logOf(null);
    const battery = element("span", { class: "battery" });
    const statusBar = element("div", { class: "status-bar", "aria-hidden": "true" }, this.clock, battery);
    this.screen.append(statusBar, this.head, this.log.element, this.foot);
    this.element.classList.add("phone");
    this.element.append(this.top, element("div", { class: "case" }, this.screen), this.strip);
    this.menuButton = iconButton("dots", "Chat menu", () => this.openChatMenu(), {
      "aria-haspopup": "menu", "aria-expanded": "false",
    });
  }

  get person() {
    return state.people.get(this.chatId);
  }

  me() {
    return this.chatId;
  }

  update() {
    const { person } = this;
    const { bot } = state;
    keepPart(this.caption, "words", [person.name, person.language_code], () =>
      element(
        "span",
        {},
        element("bdi", {}, `${person.name}’s phone`),
        element("span", { class: "language" }, ` ${languageName(person.language_code)}`),
      ),
    );
    this.element.setAttribute("aria-label", `${person.name}’s phone`);
    this.clock.textContent = hourMinute(state.now);
    keepPart(this.head, "bot", [bot.name, bot.id], () =>
      element(
        "div",
        { class: "title" },
        avatar(bot.id, bot.name),
        element(
          "span",
          { class: "names" },
          element("bdi", { class: "name" }, bot.name),
          element("span", { class: "subtitle" }, "bot"),
        ),
      ),
    );
    if (!this.menuButton.isConnected) this.head.append(this.menuButton);
    super.update();
    this.showFoot();
  }

  showFoot() {
    const foot = this.person.blocked_bot ? "blocked" : this.chat.messages.length ? "compose" : "start";
    if (foot === this.footShown) return;
    const focused = this.foot.contains(document.activeElement);
    this.footShown = foot;
    this.element.classList.toggle("unopened", foot === "start");
    if (foot === "compose") {
      this.foot.replaceChildren(this.compose.element);
    } else if (foot === "start") {
      this.foot.replaceChildren(
        element("p", { class: "hint" }, "Nothing written yet."),
        element("button", { type: "button", class: "wide", onclick: () => this.start() }, "Start"),
      );
    } else {
      this.foot.replaceChildren(
        element("p", { class: "hint" }, icon("blocked"), "The bot is blocked."),
        element("button", { type: "button", class: "wide", onclick: () => this.block(false) }, "Unblock"),
      );
    }
    if (focused) this.foot.querySelector("textarea, .wide").focus();
  }

  openChatMenu() {
    const blocked = this.person.blocked_bot;
    const label = blocked ? "Unblock the bot" : "Block the bot";
    openMenu(this.menuButton, "Chat", [
      { label, icon: "blocked", danger: !blocked, run: () => this.block(!blocked) },
    ]);
  }

  start() {
    return attempt(() => this.act("write", { text: "/start" }));
  }

  block(yes) {
    return attempt(() => act(this.chatId, yes ? "block" : "unblock"));
  }
}
