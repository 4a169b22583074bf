// What the simulator knows, kept up to date by long polling, and the way to ask it for something.

const WAIT_SECONDS = 25;
const PATIENCE_MS = (WAIT_SECONDS + 10) * 1000;
const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 8000;

export const state = {
  version: 0,
  now: "",
  bot: { id: 0, name: "", username: "" },
  people: new Map(),
  chats: new Map(),
  /** False from the first answer that fails to come until the next one that comes. */
  connected: true,
};

const listeners = [];

/** `listener` is called after every change, with nothing: it reads `state`. */
export function onChange(listener) {
  listeners.push(listener);
}

function tellListeners() {
  for (const listener of listeners) listener();
}

function take(answer, whole) {
  // After a restart of the simulator our version means nothing there: what it no longer names is gone.
  if (whole) state.chats.clear();
  state.version = answer.version;
  state.now = answer.now;
  state.bot = answer.bot;
  state.people = new Map(answer.people.map((person) => [person.id, person]));
  for (const chat of answer.chats) state.chats.set(chat.id, chat);
}

/** Follows the simulator for as long as the page is open. */
export async function follow() {
  let pause = FIRST_PAUSE_MS;
  let whole = true;
  for (;;) {
    try {
      const since = whole ? 0 : state.version;
      const answer = await ask(`/sim/state?since=${since}&wait=${whole ? 0 : WAIT_SECONDS}`);
      if (!whole && answer.version < state.version) {
        whole = true;
        continue;
      }
      const news = whole || answer.version !== state.version || answer.now !== state.now || !state.connected;
      take(answer, whole);
      whole = false;
      state.connected = true;
      pause = FIRST_PAUSE_MS;
      if (news) tellListeners();
    } catch {
      whole = true;
      if (state.connected) {
        state.connected = false;
        tellListeners();
      }
      await new Promise((wake) => setTimeout(wake, pause));
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }
}

async function ask(path, body) {
  const request = body && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await fetch(path, { ...request, signal: AbortSignal.timeout(PATIENCE_MS) });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `The simulator answered ${response.status}.`);
  return answer;
}

/** Something a person does: docs/simulator.md, "What people do". Throws with the simulator's own words. */
export function act(person, verb, fields = {}) {
  return ask("/sim/do", { as: person, do: verb, ...fields });
}

/** `{advance: seconds}` or `{set: "2026-11-22T20:00:00+01:00"}`. */
export function moveClock(change) {
  return ask("/sim/clock", change);
}

export function fileAddress(file) {
  return `/sim/file/${encodeURIComponent(file.id)}`;
}

/** The messages of one topic thread, or of the general topic (null), or all of a chat without topics. */
export function messagesOf(chat, thread) {
  return chat.is_forum ? chat.messages.filter((message) => (message.thread ?? null) === thread) : chat.messages;
}
