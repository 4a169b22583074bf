"""Opening hours in the reader's language: when it opens, on which days, and why a day is not as usual.

Times are the same figures in every language, on a 24-hour clock. A range is never one field of a sentence: from right
to left, isolating "10:00–15:00" as a whole would turn it round, and isolating each time does not.
"""

from datetime import date, datetime, timedelta

from bot.features.hours.rules import Day, Why, day_of, local_day, local_time, plan_of
from bot.kernel.hours import Hours
from bot.kernel.plans import DAY, Kind, Period, Periods, Plan
from bot.kernel.translation import N_, Translator

SOON = 28
"""Days ahead of which exceptions are told."""
MIDNIGHT = "24:00"
"""How the end of a day is written, so that nobody takes it for the beginning of the next."""

HOLIDAY_NAMES = {
    # TRANSLATORS: Public holiday: 1 January.
    "New Year's Day": N_("New Year's Day"),
    # TRANSLATORS: Public holiday: the Thursday before Easter.
    "Maundy Thursday": N_("Maundy Thursday"),
    # TRANSLATORS: Public holiday: the Friday before Easter.
    "Good Friday": N_("Good Friday"),
    # TRANSLATORS: Public holiday.
    "Easter Sunday": N_("Easter Sunday"),
    # TRANSLATORS: Public holiday: the Monday after Easter Sunday.
    "Easter Monday": N_("Easter Monday"),
    # TRANSLATORS: Public holiday: 1 May.
    "Labor Day": N_("Labour Day"),
    # TRANSLATORS: Public holiday: 17 May, the national day of Norway.
    "Constitution Day": N_("Constitution Day"),
    # TRANSLATORS: Public holiday: a Thursday, 39 days after Easter.
    "Ascension Day": N_("Ascension Day"),
    # TRANSLATORS: Public holiday: a Sunday, seven weeks after Easter.
    "Pentecost": N_("Whit Sunday"),
    # TRANSLATORS: Public holiday: the Monday after Whit Sunday.
    "Pentecost Monday": N_("Whit Monday"),
    # TRANSLATORS: Public holiday: 25 December.
    "Christmas Day": N_("Christmas Day"),
    # TRANSLATORS: Public holiday: 26 December.
    "Second Day of Christmas": N_("Second Day of Christmas"),
}
"""Norway's public holidays, by the names that the library `holidays` gives them in English."""


def date_and_time(_: Translator, local: datetime) -> str:
    return _dated(_, local.date(), _.time(local))


def _dated(_: Translator, day: date, time: str) -> str:
    # TRANSLATORS: When it opens, as in "Monday, 23 November 2026, 10:00"; see "today {time}".
    return _("{date}, {time}", date=_.date(day), time=time)


def opening_time(_: Translator, hours: Hours, now: int, instant: int) -> str:
    """As in "today 14:00", "tomorrow 10:00", "Monday, 23 November 2026, 10:00"."""
    there = local_time(hours, instant)
    return _day_and_time(_, there.date(), _.time(there), local_day(hours, now))


def ending_time(_: Translator, hours: Hours, now: int, instant: int) -> str:
    """As `opening_time`, for an end. Midnight is "24:00" of the day before."""
    there = local_time(hours, instant)
    if there.hour or there.minute:
        return opening_time(_, hours, now, instant)
    return _day_and_time(_, there.date() - timedelta(days=1), MIDNIGHT, local_day(hours, now))


def _day_and_time(_: Translator, day: date, time: str, today: date) -> str:
    match (day - today).days:
        case 0:
            # TRANSLATORS: When it opens, as in "today 14:00", on a clock of 24 hours that begins at midnight. Where
            # people count hours from dawn, say that it is not so here, as in "today 14:00 (Norwegian clock)".
            return _("today {time}", time=time)
        case 1:
            # TRANSLATORS: When it opens, as in "tomorrow 10:00"; see "today {time}".
            return _("tomorrow {time}", time=time)
        case _days:
            return _dated(_, day, time)


def hours_lines(_: Translator, hours: Hours, now: int) -> list[str]:
    """The hours that count now, and whatever is different in the coming four weeks; one line each."""
    today = local_day(hours, now)
    coming = [today + timedelta(days=number) for number in range(SOON)]
    plan = plan_of(hours, today)
    lines = plan_lines(_, plan)
    for day in coming:
        if (other := plan_of(hours, day)) != plan:
            # TRANSLATORS: Above hours that begin on that day.
            lines += [_("From {date}:", date=_.date(day)), *plan_lines(_, other)]
            plan = other
    return lines + [line for day in coming if (line := exception_line(_, hours, day))]


def plan_lines(_: Translator, plan: Plan) -> list[str]:
    """As in ["Mon–Thu 10:00–15:00", "Fri–Sun closed"]: a line for each run of days with the same hours."""
    match plan.kind:
        case Kind.ALWAYS:
            # TRANSLATORS: Opening hours of volunteers who answer day and night.
            return [_("Always open")]
        case Kind.REQUEST:
            # TRANSLATORS: Said instead of opening hours.
            return [_("No fixed hours. You can always write; a volunteer answers when they have time.")]
        case Kind.FIXED:
            starts = [day for day in range(7) if day == 0 or plan.week[day] != plan.week[day - 1]]
            return [
                f"{_days(_, first, last - 1)} {periods_text(_, plan.week[first])}"
                for first, last in zip(starts, [*starts[1:], 7], strict=True)
            ]


def _days(_: Translator, first: int, last: int) -> str:
    if first == last:
        return _.weekday(first)
    # TRANSLATORS: A range of weekdays in opening hours, as in "Mon–Thu". Use words where your language has none of
    # these dashes.
    return _("{first_day}–{last_day}", first_day=_.weekday(first), last_day=_.weekday(last))


def periods_text(_: Translator, periods: Periods) -> str:
    """As in "10:00–12:00, 13:00–15:00", or "closed"."""
    if periods:
        return ", ".join(_period(_, period) for period in periods)
    # TRANSLATORS: Instead of hours, behind a day: "Fri–Sun closed".
    return _("closed")


def _period(_: Translator, period: Period) -> str:
    start, end = (f"{minute // 60 % 24:02}:{minute % 60:02}" for minute in period)
    # TRANSLATORS: A range of time in opening hours, as in "10:00–15:00". Use words where your language has none of
    # these dashes.
    return _("{from_time}–{to_time}", from_time=start, to_time=MIDNIGHT if period.end == DAY else end)


def exception_line(_: Translator, hours: Hours, day: date) -> str:
    """What is different on a day: "Friday, 25 December 2026: closed (Christmas Day)". "" when it is as every week."""
    planned = day_of(hours, day)
    plan = plan_of(hours, day)
    usual = plan.week[day.weekday()]
    if planned.why is Why.PLAN or (planned.periods == usual and plan.kind is Kind.FIXED):
        return ""
    reason = holiday_name(_, planned)
    return f"{_.date(day)}: {periods_text(_, planned.periods)}" + (f" ({reason})" if reason else "")


def holiday_name(_: Translator, day: Day) -> str:
    """The holiday in the reader's language, "public holiday" for one without a translation, "" when it is none."""
    if not day.holiday:
        return ""
    known = [HOLIDAY_NAMES[name] for name in day.holiday.split("; ") if name in HOLIDAY_NAMES]
    if known:
        return ", ".join(_(name) for name in known)
    # TRANSLATORS: Why it is closed, for a holiday that is not in this list.
    return _("public holiday")
