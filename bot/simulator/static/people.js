// Who is who: names, colours, languages.

import { state } from "./state.js";
import { element } from "./dom.js";

const COLOURS = 7;
const languageNames = new Intl.DisplayNames(["en"], { type: "language" });

/** What an app can be set to here: the languages of the service, and one that it doesn't have. */
export const APP_LANGUAGES = [
  "am", "ar", "bs", "ckb", "en", "es", "fa", "fi", "fr", "ku", "lt", "nb", "om", "pa", "pl", "prs", "ps", "pt", "ro",
  "ru", "so", "sq", "sv", "sw", "ta", "th", "ti", "tr", "uk", "ur", "vi", "ja",
];

export function languageName(code) {
  try {
    return code ? languageNames.of(code) : "";
  } catch {
    return code;
  }
}

/** "العربية": what a language calls itself, as far as the browser knows. */
export function endonym(code) {
  try {
    return new Intl.DisplayNames([code], { type: "language" }).of(code);
  } catch {
    return code;
  }
}

export function nameOf(id) {
  return id === state.bot.id ? state.bot.name : (state.people.get(id)?.name ?? "somebody");
}

/** The people who can speak in a chat, in a steady order. The bot is not one of them. */
export function membersOf(chat) {
  return chat.members.map((id) => state.people.get(id)).filter(Boolean);
}

/** A class that gives everybody the same colour everywhere on the page. */
export function colourOf(id) {
  return id === state.bot.id ? "colour-bot" : `colour-${Math.abs(Number(id) || 0) % COLOURS}`;
}

/** A round picture with the first letters of a name; decorative, the name stands beside it. */
export function avatar(id, name) {
  const letters = [...name.matchAll(/(^|\s)(\p{L}|\p{N})/gu)].slice(0, 2).map((match) => match[2]);
  const words = letters.join("").toUpperCase() || "?";
  return element("span", { class: `avatar ${colourOf(id)}`, "aria-hidden": "true" }, words);
}
