// The simulated clock, as the service's wall clock shows it. The browser's own time zone must never play a part, so
// an instant's local part is read as if it were UTC, and shown as UTC.

const HOUR_MINUTE = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });

/** A Date whose UTC fields are what the service's wall clock shows at `instant` ("2026-11-22T19:02:00+01:00"). */
export function wallClock(instant) {
  return new Date(`${instant.slice(0, 19)}Z`);
}

export function hourMinute(instant) {
  return HOUR_MINUTE.format(wallClock(instant));
}

export function day(instant) {
  return DAY.format(wallClock(instant));
}

/** "1:05" */
export function length(seconds) {
  const whole = Number.isFinite(seconds) ? Math.round(seconds) : 0;
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** The next time it is `hour` o'clock on `weekday` (0 is Sunday), as an instant with the offset of `now`. */
export function nextTime(now, weekday, hour) {
  const next = wallClock(now);
  next.setUTCHours(hour, 0, 0, 0);
  next.setUTCDate(next.getUTCDate() + ((weekday - next.getUTCDay() + 7) % 7));
  if (next <= wallClock(now)) next.setUTCDate(next.getUTCDate() + 7);
  return next.toISOString().slice(0, 19) + offset(now);
}

export function offset(instant) {
  return /(Z|[+-]\d\d:\d\d)$/.exec(instant)[1];
}
