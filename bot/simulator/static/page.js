// The page: the bar on top, the way in for newcomers, and the stage below.

import { element, icon, keepPart } from "./dom.js";
import { attempt } from "./notices.js";
import { APP_LANGUAGES, endonym, languageName } from "./people.js";
import { Stage } from "./stage.js";
import { act, follow, moveClock, onChange, state } from "./state.js";
import { day, hourMinute, nextTime, offset } from "./time.js";

const HOUR = 3600;
const SUNDAY = 0;
const MONDAY = 1;

const byId = (id) => document.getElementById(id);
const stage = new Stage(byId("stage"), byId("tabs"));
/** The name of a contact that was just added here, to be brought into view when it appears. */
let expected = null;

function update() {
  byId("trouble").hidden = state.connected;
  if (!state.version && !state.now) return;
  byId("clock").textContent = hourMinute(state.now);
  keepPart(byId("day"), "day", day(state.now), () => {
    const [weekday, ...date] = day(state.now).split(" ");
    return element("span", {}, weekday, element("span", { class: "date" }, ` ${date.join(" ")}`));
  });
  const fresh = stage.update();
  stage.place.removeAttribute("aria-busy");
  const added = fresh.find((column) => column.chat.title === expected);
  if (added) {
    expected = null;
    stage.reveal(added);
    added.element.querySelector(".wide, textarea")?.focus({ preventScroll: true });
  }
  showSteps();
}

// --- the clock ---

const CLOCK_CHANGES = {
  hour: () => moveClock({ advance: HOUR }),
  day: () => moveClock({ advance: 24 * HOUR }),
  sunday: () => moveTo(nextTime(state.now, SUNDAY, 20)),
  monday: () => moveTo(nextTime(state.now, MONDAY, 10)),
};

async function moveTo(instant) {
  const { now } = await moveClock({ set: instant });
  const local = instant.slice(0, 19);
  // Summer time began or ended in between: the same hour, with the offset that holds there.
  if (now.slice(0, 19) !== local) await moveClock({ set: local + offset(now) });
}

for (const button of document.querySelectorAll("[data-clock]")) {
  button.addEventListener("click", () => attempt(CLOCK_CHANGES[button.dataset.clock]));
}

// --- light and dark ---

const dark = matchMedia("(prefers-color-scheme: dark)");
const themeButton = byId("theme");

function showTheme(theme) {
  const isDark = theme ? theme === "dark" : dark.matches;
  if (theme) document.documentElement.dataset.theme = theme;
  themeButton.setAttribute("aria-pressed", String(isDark));
  themeButton.replaceChildren(icon(isDark ? "sun" : "moon"));
}

themeButton.addEventListener("click", () => {
  const theme = themeButton.getAttribute("aria-pressed") === "true" ? "light" : "dark";
  sessionStorage.setItem("theme", theme);
  showTheme(theme);
});
dark.addEventListener("change", () => showTheme(sessionStorage.getItem("theme")));
showTheme(sessionStorage.getItem("theme"));

// --- how to play ---

const help = byId("help");
const helpButton = byId("help-button");

function showHelp(shown) {
  help.hidden = !shown;
  helpButton.setAttribute("aria-expanded", String(shown));
  sessionStorage.setItem("help", shown ? "shown" : "dismissed");
}

helpButton.addEventListener("click", () => showHelp(help.hidden));
byId("help-close").addEventListener("click", () => {
  showHelp(false);
  helpButton.focus();
});
showHelp(sessionStorage.getItem("help") !== "dismissed");

/** The steps name the people and groups that are really on the stage. */
function showSteps() {
  const chats = [...state.chats.values()];
  const contact = [...state.people.values()].find((person) => person.role === "contact");
  if (!contact) return;
  byId("step-contact").textContent = `${contact.name}’s phone`;
  const teams = chats.filter((chat) => chat.role === "team");
  const language = languageName(contact.language_code);
  const team = teams.find((chat) => chat.title.includes(language)) ?? teams[0];
  if (!team) return;
  byId("step-team").textContent = team.title;
  byId("step-topic").hidden = !team.is_forum;
}

// --- a new contact ---

const dialog = byId("add-dialog");
const languages = byId("add-language");
const choices = APP_LANGUAGES.map((code) => [languageName(code), endonym(code), code]).sort();
for (const [name, own, code] of choices) {
  languages.append(element("option", { value: code }, name === own ? name : `${name} · ${own}`));
}

byId("add-button").addEventListener("click", () => dialog.showModal());
byId("add-cancel").addEventListener("click", () => dialog.close());
byId("add-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const name = byId("add-name").value.trim();
  if (!name) return;
  const [anybody] = state.people.keys();
  expected = name;
  const person = { name, role: "contact", language_code: languages.value };
  if (await attempt(() => act(anybody ?? 0, "add_person", person))) {
    dialog.close();
    byId("add-form").reset();
  }
});

onChange(update);
follow();
