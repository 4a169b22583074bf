// Short lines that come and go: what a button answered, and what went wrong.

import { element } from "./dom.js";

const SHOWN_MS = 5000;

/** Shows `words` at the foot of `place` for a few seconds; a new one takes the place of the one before. */
export function showNotice(place, words, urgent = false) {
  place.querySelector(":scope > .notice")?.remove();
  const notice = element("div", { class: `notice ${urgent ? "urgent" : ""}`, role: urgent ? "alert" : "status" });
  place.append(notice);
  // A live region speaks of what changes in it, so it has to be there before its words are.
  requestAnimationFrame(() => notice.append(element("span", { dir: "auto" }, words)));
  setTimeout(() => notice.remove(), SHOWN_MS);
}

export function complain(words) {
  showNotice(document.body, words, true);
}

/** Runs what a person asked for; what the simulator refuses is said aloud. Returns whether it went through. */
export async function attempt(doing) {
  try {
    await doing();
    return true;
  } catch (error) {
    complain(error.name === "TypeError" ? "The simulator can't be reached just now." : error.message);
    return false;
  }
}
