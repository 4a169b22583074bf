// One bubble: a message, or an album of several. Its parts are rebuilt one by one, so that a reaction that arrives
// doesn't stop a voice message that plays.

import { element, iconButton, keepPart } from "./dom.js";
import { medium, saysItself } from "./media.js";
import { avatar, colourOf, nameOf } from "./people.js";
import { state } from "./state.js";
import { formatText } from "./text.js";
import { hourMinute } from "./time.js";

/** What the bot's reactions say about a person's own message: bot/core/marks.py. */
const MARKS = {
  "✍": "kept by the bot until it can be delivered",
  "🕊": "delivered by the bot",
  "💔": "not delivered by the bot",
};

/**
 * Shows `messages` (one, or the parts of an album) in `item`. `view` is the chat that shows them:
 * `{me, isPrivate, menuFor, jumpTo, press, react, command}`. `run` says whether the bubble is the first or the last
 * of several in a row by the same person.
 */
export function showMessage(item, messages, run, view) {
  const first = messages[0];
  const own = first.from === view.me();
  item.className = `message ${own ? "own" : "other"} ${run.first ? "first" : ""} ${run.last ? "last" : ""}`;
  item.dataset.ids = messages.map((message) => message.id).join(" ");
  if (item.bubble === undefined) {
    item.bubble = element("div", { class: "bubble" });
    item.append(item.bubble);
  }
  const bubble = item.bubble;
  const captioned = messages.find((message) => message.text) ?? first;
  const text = saysItself(first) ? "" : captioned.text;
  const edited = messages.some((message) => message.edited);
  const named = run.first && !own && !view.isPrivate;

  keepPart(bubble, "author", [named, first.from, first.from_name], () => named && author(first));
  keepPart(bubble, "reply", first.reply_to ?? null, () => first.reply_to && quote(first.reply_to, view));
  const carried = messages.map(({ kind, file, place }) => [kind, file, place, kind === "dice" && first.text]);
  keepPart(bubble, "medium", carried, () => media(messages));
  keepPart(bubble, "words", [text, captioned.entities, first.date, edited], () =>
    words(text, captioned, first.date, edited, view),
  );
  const given = messages.map((message) => message.reactions);
  keepPart(bubble, "reactions", [view.me(), given], () => reactions(messages, view));
  keepPart(bubble, "more", [own, first.from_name, text], () => moreButton(first, own, view));
  keepPart(item, "buttons", messages.map((message) => message.buttons ?? null), () => buttons(messages, view));
  keepPart(item, "avatar", [run.last && !own && !view.isPrivate, first.from, first.from_name], () =>
    run.last && !own && !view.isPrivate ? avatar(first.from, first.from_name) : null,
  );
  bubble.classList.toggle("bare", !text && messages.length === 1 && ["sticker", "dice"].includes(first.kind));
  bubble.classList.toggle("pictured", Boolean(bubble.querySelector(".picture.photo, .film, .place, .grid")));
  bubble.classList.toggle("overlaid", !text && Boolean(bubble.querySelector(".picture.photo, .film, .grid")));
  bubble.classList.toggle("wordless", !text);
}

function author(message) {
  return element("div", { class: `author ${colourOf(message.from)}`, dir: "auto" }, message.from_name);
}

function quote(reply, view) {
  const label = `In reply to: ${reply.preview || "a message"}`;
  const onclick = () => view.jumpTo(reply.id);
  const words = element("span", { class: "quoted" }, reply.preview || "Message");
  return element("button", { type: "button", class: "quote", dir: "auto", "aria-label": label, onclick }, words);
}

function media(messages) {
  if (messages.length === 1) return medium(messages[0]);
  const visual = messages.every((message) => message.kind === "photo" || message.kind === "video");
  const look = `album ${visual ? `grid count-${Math.min(messages.length, 10)}` : "pile"}`;
  const label = `Album of ${messages.length}`;
  return element("div", { class: look, role: "group", "aria-label": label }, ...messages.map(medium));
}

function words(text, captioned, date, edited, view) {
  // dir="auto" looks at the text alone: a part with its own direction, such as the hour, is passed over.
  const meta = element(
    "span",
    { class: "meta", dir: "ltr" },
    edited ? element("span", { class: "edited" }, "edited ") : null,
    captioned.protected ? element("span", { title: "Can't be forwarded or saved" }, "🔒 ") : null,
    element("time", { datetime: date }, hourMinute(date)),
  );
  if (!text) return element("div", { class: "words" }, meta);
  const spoken = formatText(text, captioned.entities, view.command);
  return element("div", { class: "words", dir: "auto" }, element("span", { class: "text" }, ...spoken), meta);
}

function reactions(messages, view) {
  const byEmoji = new Map();
  for (const message of messages) {
    for (const reaction of message.reactions ?? []) {
      if (!byEmoji.has(reaction.emoji)) byEmoji.set(reaction.emoji, []);
      byEmoji.get(reaction.emoji).push({ ...reaction, message });
    }
  }
  if (!byEmoji.size) return null;
  const chips = [...byEmoji].map(([emoji, given]) => chip(emoji, given, view));
  return element("div", { class: "reactions" }, ...chips);
}

function chip(emoji, given, view) {
  const label = reactionLabel(emoji, given);
  const shown = [element("span", { class: "emoji", "aria-hidden": "true" }, emoji)];
  if (given.length > 1) shown.push(element("span", { "aria-hidden": "true" }, String(given.length)));
  shown.push(element("span", { class: "for-ears" }, label));
  if (given.every((reaction) => reaction.by_bot)) {
    return element("span", { class: "chip by-bot", title: label }, ...shown);
  }
  const mine = given.some((reaction) => reaction.by === view.me());
  const onclick = () => view.react(given[0].message, mine ? null : emoji);
  const look = { type: "button", class: "chip", "aria-pressed": String(mine), title: label, onclick };
  return element("button", look, ...shown);
}

/** "🕊 delivered by the bot", "👍 by Chris and Dana" */
function reactionLabel(emoji, given) {
  const mark = MARKS[emoji.replace("\uFE0F", "")];
  if (mark && given.every((reaction) => reaction.by_bot)) return `${emoji} ${mark}`;
  const names = given.map((reaction) => (reaction.by_bot ? "the bot" : nameOf(reaction.by)));
  return `${emoji} by ${new Intl.ListFormat("en").format(names)}`;
}

function buttons(messages, view) {
  const rows = messages.flatMap((message) => (message.buttons ?? []).map((row) => [message, row]));
  if (!rows.length) return null;
  const lines = rows.map(([message, row]) =>
    element("div", { class: "button-row" }, ...row.map((key) => keyOf(message, key, view))),
  );
  return element("div", { class: "buttons", role: "group", "aria-label": "Buttons of the message" }, ...lines);
}

function keyOf(message, key, view) {
  const press = async (event) => {
    const button = event.currentTarget;
    button.classList.add("pressed");
    await view.press(message, key.data);
    button.classList.remove("pressed");
  };
  if (key.url) {
    const away = { class: "key", href: key.url, target: "_blank", rel: "noopener noreferrer", dir: "auto" };
    if (/^https?:/i.test(key.url)) return element("a", away, key.label);
  }
  return element("button", { type: "button", class: "key", dir: "auto", onclick: press }, key.label);
}

function moreButton(message, own, view) {
  const author = message.from === state.bot.id ? "the bot" : message.from_name;
  const whose = own ? "your message" : `the message from ${author}`;
  const start = (message.text ?? "").slice(0, 40);
  const label = start ? `Actions for ${whose}: ${start}` : `Actions for ${whose}`;
  // Reached with Tab once per chat and with the arrow keys from there: log.js moves the tabindex.
  const look = { class: "more", tabindex: "-1", "aria-haspopup": "menu", "aria-expanded": "false", title: "Actions" };
  return iconButton("dots", label, (event) => view.menuFor(message, event.currentTarget), look);
}
