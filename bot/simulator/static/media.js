// What a message carries besides text: pictures, players, places, cards.

import { element, icon, iconButton } from "./dom.js";
import { fileAddress } from "./state.js";
import { length } from "./time.js";

const PICTURES = new Set(["photo", "animation", "sticker"]);
const FILMS = new Set(["video", "video_note", "animation"]);
const CARD_ICONS = { contact: "person", poll: "poll", location: "pin", venue: "pin" };
const CARD_TITLES = {
  contact: "Contact card",
  poll: "Poll",
  sticker: "Sticker",
  location: "Location",
  venue: "Venue",
};

/** The node for a message's medium, or null for plain text and service lines. */
export function medium(message) {
  const { kind, file } = message;
  if (kind === "text" || kind === "service") return null;
  if (message.place) return placeCard(message);
  if (kind === "dice") return dice(message.text);
  if (!file) return card(kind, message.text, element("span", { class: "details" }, CARD_TITLES[kind] ?? kind));
  if (kind === "voice") return voicePlayer(file);
  if (kind === "audio") return audioPlayer(file);
  if (FILMS.has(kind) && !file.mime?.startsWith("image/")) return film(kind, file);
  if (PICTURES.has(kind) && !file.mime?.startsWith("video/")) return picture(kind, file);
  if (kind === "sticker") return film(kind, file);
  return document_(file);
}

/** Whether the text of a message is shown by the medium itself. */
export function saysItself(message) {
  return ["dice", "poll", "contact"].includes(message.kind);
}

/** `text` is "🎲 4". */
function dice(text) {
  const [emoji, value] = text.split(" ");
  const look = { class: "dice", role: "img", "aria-label": `Dice: ${value}` };
  return element("div", look, emoji, element("span", {}, value));
}

function picture(kind, file) {
  const name = CARD_TITLES[kind] ?? "Photo";
  const image = element("img", { src: fileAddress(file), alt: name, loading: "lazy" });
  // Some stickers and broken files are nothing that a browser shows.
  image.addEventListener("error", () => button.replaceWith(card(kind, name, details(file))));
  const label = `Enlarge the ${name.toLowerCase()}`;
  const look = { type: "button", class: `picture ${kind}`, "aria-label": label, onclick: () => enlarge(file) };
  const button = element("button", look, image);
  return button;
}

function film(kind, file) {
  const silent = kind === "animation" || kind === "sticker";
  return element("video", {
    class: `film ${kind}`,
    src: fileAddress(file),
    controls: true,
    preload: "metadata",
    loop: silent,
    "aria-label": "Video",
  });
}

function audioPlayer(file) {
  return element(
    "div",
    { class: "audio" },
    element("span", { class: "file-name", dir: "auto" }, file.name ?? "Audio"),
    element("audio", { src: fileAddress(file), controls: true, preload: "none", "aria-label": file.name ?? "Audio" }),
  );
}

/** A voice message as messengers show it: one button, a line that shows where one is, the length. */
function voicePlayer(file) {
  const sound = new Audio();
  sound.preload = "none";
  sound.src = fileAddress(file);
  const total = () => (Number.isFinite(sound.duration) ? sound.duration : file.seconds);
  const clock = element("span", { class: "length" }, length(file.seconds));
  const line = element("input", { type: "range", min: "0", max: "1000", value: "0", "aria-label": "Position" });
  const button = iconButton("play", "Play the voice message", () => (sound.paused ? start() : sound.pause()), {
    class: "play",
  });

  const start = () => sound.play().catch(() => (clock.textContent = "can't be played here"));
  const show = (name, label) => {
    button.replaceChildren(icon(name));
    button.setAttribute("aria-label", label);
    button.title = label;
  };
  sound.addEventListener("play", () => show("pause", "Pause the voice message"));
  sound.addEventListener("pause", () => show("play", "Play the voice message"));
  sound.addEventListener("timeupdate", () => {
    line.value = total() ? String((sound.currentTime / total()) * 1000) : "0";
    clock.textContent = length(sound.currentTime);
  });
  sound.addEventListener("ended", () => {
    line.value = "0";
    clock.textContent = length(total());
  });
  line.addEventListener("input", () => {
    if (total()) sound.currentTime = (Number(line.value) / 1000) * total();
  });
  return element("div", { class: "voice", role: "group", "aria-label": "Voice message" }, button, line, clock);
}

function document_(file) {
  const name = file.name ?? "Document";
  return element(
    "a",
    { class: "card", href: fileAddress(file), download: name },
    icon("file"),
    element("span", { class: "card-words" }, element("bdi", { class: "file-name" }, name), details(file)),
  );
}

function details(file) {
  const kilobytes = Math.max(1, Math.round(file.size / 1e3));
  const size = file.size < 1e6 ? `${kilobytes} kB` : `${(file.size / 1e6).toFixed(1)} MB`;
  return element("span", { class: "details" }, file.size ? size : (file.mime ?? ""));
}

function card(kind, title, second) {
  const first = element("span", { class: "file-name", dir: "auto" }, title);
  const words = element("span", { class: "card-words" }, first, second);
  return element("div", { class: "card" }, icon(CARD_ICONS[kind] ?? "file"), words);
}

// A drawn map: the page loads nothing from outside, so there are no map tiles.
function placeCard({ place, kind }) {
  const where = `${place.latitude.toFixed(4)}, ${place.longitude.toFixed(4)}`;
  return element(
    "div",
    { class: "place", role: "group", "aria-label": CARD_TITLES[kind] },
    element("div", { class: "map", "aria-hidden": "true" }, icon("pin")),
    element("bdi", { class: "file-name" }, place.title || "Location"),
    element("span", { class: "details", dir: "auto" }, place.address || where),
  );
}

function enlarge(file) {
  const dialog = element(
    "dialog",
    { class: "viewer", "aria-label": "Photo", onclick: () => dialog.close(), onclose: () => dialog.remove() },
    iconButton("close", "Close", () => dialog.close()),
    element("img", { src: fileAddress(file), alt: "Photo" }),
  );
  document.body.append(dialog);
  dialog.showModal();
}
