// The box in which one writes: text, what it answers or edits, and files that wait to be sent.

import {
  LOCATION,
  RARE_KINDS,
  SAMPLE_LETTER,
  SAMPLE_VOICE,
  canRecord,
  canShareAlbum,
  fieldsOf,
  kindOf,
  startRecording,
} from "./attachments.js";
import { element, icon, iconButton } from "./dom.js";
import { openMenu } from "./menu.js";
import { attempt } from "./notices.js";
import { act, state } from "./state.js";
import { length } from "./time.js";

export class Compose {
  /** `place()`: `{chat, thread}` to write to; `me()`: who writes. `label` names the box for screen readers. */
  constructor(label, place, me) {
    this.place = place;
    this.me = me;
    this.drafts = new Map();
    this.target = null; // {message, editing}
    this.files = [];
    this.box = element("textarea", {
      class: "box",
      rows: "1",
      dir: "auto",
      placeholder: "Message",
      "aria-label": label,
      oninput: () => this.fit(),
      onkeydown: (event) => this.onKey(event),
      onpaste: (event) => this.takePasted(event),
    });
    this.picker = element("input", { type: "file", multiple: true, hidden: true, onchange: () => this.takePicked() });
    this.context = element("div", { class: "context", hidden: true });
    this.tray = element("ul", { class: "tray", "aria-label": "Files to send", hidden: true });
    this.recording = element("div", { class: "recording", hidden: true });
    const opensMenu = { "aria-haspopup": "menu", "aria-expanded": "false" };
    this.clip = iconButton("clip", "Attach", () => this.openAttachMenu(), opensMenu);
    const send = iconButton("send", "Send", null, { type: "submit", class: "send" });
    this.line = element("div", { class: "line" }, this.clip, this.box, send);
    this.element = element(
      "form",
      { class: "compose", onsubmit: (event) => this.onSubmit(event) },
      this.context, this.tray, this.recording, this.line, this.picker,
    );
  }

  /** Another topic has come into view: its own unfinished text comes with it. */
  switchDraft(from, to) {
    this.drafts.set(from, this.box.value);
    this.box.value = this.drafts.get(to) ?? "";
    this.forgetTarget();
    this.fit();
  }

  reply(message) {
    this.setTarget(message, false);
  }

  edit(message) {
    this.setTarget(message, true);
    this.box.value = message.text ?? "";
    this.fit();
  }

  setTarget(message, editing) {
    if (this.target?.editing) this.box.value = "";
    this.target = { message, editing };
    const words = message.text || message.kind;
    this.context.replaceChildren(
      element(
        "span",
        { class: "context-words" },
        element("strong", {}, editing ? "Edit message" : `Reply to ${message.from_name}`),
        element("span", { class: "quoted", dir: "auto" }, words),
      ),
      iconButton("close", editing ? "Stop editing" : "Don't reply to it", () => this.leaveTarget()),
    );
    this.context.hidden = false;
    this.box.focus();
  }

  forgetTarget() {
    this.target = null;
    this.context.hidden = true;
  }

  leaveTarget() {
    if (this.target?.editing) this.box.value = "";
    this.forgetTarget();
    this.fit();
    this.box.focus();
  }

  onKey(event) {
    // While an input method composes a word, Enter belongs to it.
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.element.requestSubmit();
    } else if (event.key === "Escape" && this.target) {
      event.stopPropagation();
      this.leaveTarget();
    }
  }

  fit() {
    this.box.style.height = "auto";
    const { scrollHeight } = this.box; // nothing while the box is out of sight
    if (scrollHeight) this.box.style.height = `${Math.min(scrollHeight + 2, 130)}px`;
  }

  async onSubmit(event) {
    event.preventDefault();
    const { value } = this.box;
    const text = value.trim();
    const { target, files } = this;
    if (!text && !files.length) return;
    if (target?.editing) {
      const field = target.message.kind === "text" ? "text" : "caption";
      const { chat } = this.place();
      this.clear();
      const change = { chat, message_id: target.message.id, [field]: text };
      await this.orRestore(value, target, () => this.act("edit", change));
      return;
    }
    const to = this.destination();
    this.clear();
    if (!files.length) {
      await this.orRestore(value, target, () => this.act("write", { ...to, text }));
      return;
    }
    this.setFiles([]);
    await attempt(() => this.sendFiles(files, text, to));
  }

  /** A failed send must not cost anybody what they wrote. */
  async orRestore(value, target, doing) {
    if ((await attempt(doing)) || this.box.value) return;
    if (target) this.setTarget(target.message, target.editing);
    this.box.value = value;
    this.fit();
  }

  async sendFiles(files, caption, to) {
    const items = await Promise.all(files.map(fieldsOf));
    if (caption) items[0].caption = caption;
    if (canShareAlbum(files)) {
      await this.act("album", { ...to, items });
      return;
    }
    for (const item of items) await this.act("send", { ...to, ...item });
  }

  /** Sends something ready-made, with the text in the box as its caption. */
  async sendOne(fields) {
    const caption = this.box.value.trim();
    const { target } = this;
    const to = this.destination();
    const captioned = caption && ["photo", "voice"].includes(fields.kind) && !target?.editing;
    if (captioned) this.clear();
    else if (target && !target.editing) this.forgetTarget();
    await attempt(() => this.act("send", { ...to, ...fields, ...(captioned ? { caption } : {}) }));
  }

  act(verb, fields) {
    return act(this.me(), verb, fields);
  }

  destination() {
    const { chat, thread } = this.place();
    const reply = this.target && !this.target.editing ? { reply_to: this.target.message.id } : {};
    return { chat, ...(thread === null ? {} : { thread }), ...reply };
  }

  clear() {
    this.box.value = "";
    this.forgetTarget();
    this.fit();
  }

  openAttachMenu() {
    const rare = RARE_KINDS.map(([label, fields]) => ({ label, run: () => this.sendOne(fields) }));
    const items = [
      { label: "Photo of a letter (sample)", run: () => this.sendOne(SAMPLE_LETTER) },
      { label: "Photo, video or file…", run: () => this.picker.click() },
      { label: "Voice message (sample)", run: () => this.sendOne(SAMPLE_VOICE) },
      ...(canRecord ? [{ label: "Record a voice message", run: () => this.record() }] : []),
      { label: "Location", run: () => this.sendOne(LOCATION) },
      { label: "More…", items: rare },
      ...this.commandItems(),
    ];
    openMenu(this.clip, "Attach", items);
  }

  /** The bot's menu of commands in this chat; a choice waits in the box for what else it needs. */
  commandItems() {
    const commands = state.chats.get(this.place()?.chat)?.commands ?? [];
    if (!commands.length) return [];
    const items = commands.map(({ command, description }) => ({
      label: `/${command} – ${description}`,
      run: () => {
        this.box.value = `/${command} `;
        this.box.focus();
      },
    }));
    return [{ label: "Commands of the bot…", items }];
  }

  takePicked() {
    this.setFiles([...this.files, ...this.picker.files]);
    this.picker.value = "";
    this.box.focus();
  }

  takePasted(event) {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    this.setFiles([...this.files, ...event.clipboardData.files]);
  }

  setFiles(files) {
    for (const image of this.tray.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    this.files = files.slice(0, 10); // an album holds ten
    this.tray.hidden = !this.files.length;
    this.tray.replaceChildren(
      ...this.files.map((file) =>
        element(
          "li",
          {},
          kindOf(file) === "photo" ? element("img", { src: URL.createObjectURL(file), alt: "" }) : icon("file"),
          element("bdi", { class: "file-name" }, file.name),
          iconButton("close", `Remove ${file.name}`, () => {
            this.setFiles(this.files.filter((other) => other !== file));
            this.box.focus();
          }),
        ),
      ),
    );
  }

  async record() {
    let recorder;
    if (!(await attempt(async () => (recorder = await startRecording())))) return;
    const clock = element("span", { class: "length", role: "timer" }, "0:00");
    const ticking = setInterval(() => (clock.textContent = length(recorder.seconds())), 500);
    const end = () => {
      clearInterval(ticking);
      this.recording.hidden = true;
      this.line.hidden = false;
      this.box.focus();
    };
    const cancel = () => {
      end();
      recorder.cancel();
    };
    const send = async () => {
      end();
      const fields = await recorder.stop();
      await this.sendOne(fields);
    };
    const sendButton = iconButton("send", "Send the recording", send, { class: "send" });
    this.recording.replaceChildren(
      element("span", { class: "red-dot", "aria-hidden": "true" }), element("span", {}, "Recording "), clock,
      iconButton("close", "Cancel the recording", cancel), sendButton,
    );
    this.recording.hidden = false;
    this.line.hidden = true;
    sendButton.focus();
  }
}
