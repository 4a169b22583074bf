// Text with formatting entities (Bot API, MessageEntity). Their offsets count UTF-16 units, as strings do here.

import { element } from "./dom.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SAFE_ADDRESS = /^(https?:|mailto:|tel:)/i;

/** Nodes for `text`. `onCommand` is called with "/word" when a command in it is pressed. */
export function formatText(text, entities, onCommand) {
  const ordered = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return formatRange(text, 0, text.length, ordered, onCommand);
}

function formatRange(text, start, end, entities, onCommand) {
  const nodes = [];
  let at = start;
  while (entities.length && entities[0].offset < end) {
    const [outer, ...rest] = entities;
    const from = Math.max(outer.offset, at);
    const to = Math.min(outer.offset + outer.length, end);
    entities = rest;
    if (to <= from) continue;
    const isBlock = BLOCKS.has(outer.type);
    // A block begins and ends its own line: the line breaks around it would show as empty lines.
    const before = isBlock ? text.slice(at, from).replace(/\n$/, "") : text.slice(at, from);
    if (before) nodes.push(before);
    const inner = rest.filter((entity) => entity.offset < to);
    entities = rest.filter((entity) => entity.offset + entity.length > to);
    nodes.push(wrap(outer, text.slice(from, to), formatRange(text, from, to, inner, onCommand), onCommand));
    at = isBlock && text[to] === "\n" && to < end ? to + 1 : to;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function wrap(entity, words, inside, onCommand) {
  const tag = TAGS[entity.type];
  if (tag) return element(tag, {}, ...inside);
  switch (entity.type) {
    case "pre":
      return element("pre", { dir: "ltr" }, element("code", {}, ...inside));
    case "spoiler":
      return spoiler(inside);
    case "url":
      return link(/^[a-z]+:/i.test(words) ? words : `https://${words}`, inside);
    case "text_link":
      return link(entity.url, inside);
    case "email":
      return link(`mailto:${words}`, inside);
    case "bot_command":
      return element("button", { type: "button", class: "command", onclick: () => onCommand(words) }, ...inside);
    default: // mentions, hashtags, phone numbers: they look like links, but lead nowhere in here
      return element("span", { class: "mention" }, ...inside);
  }
}

function link(address, inside) {
  if (!SAFE_ADDRESS.test(address ?? "")) return element("span", { class: "mention" }, ...inside);
  return element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...inside);
}

// Not a <button>: a button's text can't wrap within the line, and a spoiler may be half a sentence.
function spoiler(inside) {
  const node = element(
    "span",
    { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden text, press to show" },
    element("span", { class: "hidden-words", "aria-hidden": "true" }, ...inside),
  );
  const reveal = () => {
    node.replaceWith(element("span", { class: "revealed", tabindex: "-1" }, ...inside));
  };
  node.addEventListener("click", reveal);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      reveal();
    }
  });
  return node;
}
