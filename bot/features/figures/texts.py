"""Figures as staff read them on a phone: short lines, the words first, no columns."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.features.figures.buttons import DrawFigures, ShowFigures
from bot.features.figures.periods import Asked, Period, Unit, natural_step
from bot.features.figures.report import Report
from bot.features.figures.rules import TIMES, Counts, Grouping, Part, rising
from bot.features.shared.texts import topic_label, topic_name
from bot.kernel.content import Entity, Style, Text
from bot.kernel.ids import LanguageCode, TopicId
from bot.kernel.outgoing import Button, Keyboard, Send
from bot.kernel.service import Service
from bot.kernel.translation import Translator

MOST_LINES = 45
"""Groups that are named in one message; Telegram takes 4,096 characters."""
MOST_BARS = 16
"""Groups that a picture shows readably on a phone."""


@dataclass(frozen=True, slots=True)
class Names:
    """What groups are called: in a chat with the topics' icons, in a picture and in a table without."""

    service: Service
    language: Callable[[LanguageCode], str]
    icons: bool = True

    def of(self, _: Translator, by: Grouping, key: str) -> str:
        match by:
            case Grouping.TOPIC:
                return (topic_label if self.icons else topic_name)(_, self.service.topic(TopicId(key)))
            case Grouping.LANGUAGE:
                return self.language(LanguageCode(key))
            case Grouping.PLACE:
                # TRANSLATORS: In figures by office: the teams that belong to none.
                return key or _("No office")
            case Grouping.HOUR:
                return f"{key}:00"
            case Grouping.TEAM:
                return key
            case _:
                return _step_name(by, date.fromisoformat(key))


def _step_name(by: Grouping, first: date) -> str:
    match by:
        case Grouping.YEAR:
            return str(first.year)
        case Grouping.MONTH:
            return f"{first.month}.{first.year}"
        case Grouping.WEEK:
            return period_name(Period(first, first.fromordinal(first.toordinal() + 7 - first.weekday())))
        case _:
            return f"{first.day}.{first.month}."


def period_name(period: Period) -> str:
    """As staff write it in their commands: "2026", "11.2026", "16.11.–22.11.2026"."""
    first, last = period.first, period.last
    if period.unit is Unit.YEAR:
        return str(first.year)
    if period.unit is Unit.MONTH:
        return f"{first.month}.{first.year}"
    end = f"{last.day}.{last.month}.{last.year}"
    if first == last:
        return end
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}–{last.year}"
    return f"{first.day}.{first.month}.{'' if first.year == last.year else first.year}–{end}"


def minutes_in_words(_: Translator, minutes: int | None) -> str:
    if minutes is None:
        return "–"
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        # TRANSLATORS: A length of time, as short as it can be understood.
        return _.ngettext("{n} day", "{n} days", round(minutes / 1440))
    if hours:
        # TRANSLATORS: A length of time: hours and minutes, as short as it can be understood.
        return _("{hours} h {minutes} min", hours=hours, minutes=rest)
    # TRANSLATORS: A length of time: minutes, as short as it can be understood.
    return _("{minutes} min", minutes=rest)


def grouping_name(_: Translator, by: Grouping) -> str:
    names = {
        # TRANSLATORS: Headings and buttons above figures: what they are divided by. Short.
        Grouping.TEAM: _("Teams"),
        Grouping.LANGUAGE: _("Languages"),
        Grouping.TOPIC: _("Topics"),
        Grouping.PLACE: _("Offices"),
        # TRANSLATORS: Figures by the hour of the day at which people write.
        Grouping.HOUR: _("Time of day"),
        Grouping.DAY: _("Days"),
        Grouping.WEEK: _("Weeks"),
        Grouping.MONTH: _("Months"),
        Grouping.YEAR: _("Years"),
    }
    return names[by]


def change(now: int, before: int | None) -> str:
    """As in " ▲ 35": how many more or fewer than before."""
    if before is None or now == before:
        return ""
    return f" ▲ {now - before}" if now > before else f" ▼ {before - now}"


def report(_: Translator, made: Report, names: Names, today: date) -> Send:
    """The figures, and buttons for other ones."""
    # TRANSLATORS: {period} is such as "11.2026" or "1.10.–31.10.2026".
    head = "📊 " + _("Figures for {period}", period=period_name(made.period))
    lines = [head]
    if made.before is not None:
        # TRANSLATORS: Said of the signs ▲ and ▼ in the figures below. {period} is the time before.
        lines.append(_("▲▼ compared with {period}", period=period_name(made.before)))
        if made.by not in TIMES and rising(made.parts):
            # TRANSLATORS: Said of the sign 📈 in the figures below: this is asked for much more often than before.
            lines.append(_("📈 clearly more than then"))
    lines += ["", *summary(_, made)]
    entities = [Entity(Style.BOLD, 0, len(head))]
    if made.parts:
        lines.append("")
        heading = grouping_name(_, made.by)
        entities.append(Entity(Style.BOLD, len("\n".join(lines)) + 1, len(heading)))
        lines += [heading, *_part_lines(_, made, names)]
    return Send(Text("\n".join(lines), tuple(entities)), report_buttons(_, Asked(made.period, made.by), names, today))


def summary(_: Translator, made: Report) -> list[str]:
    """The whole, one figure a line."""
    total = made.total
    lines = [
        # TRANSLATORS: Figures. A case is one matter of one person.
        _("Cases: {n}", n=f"{total.cases}{change(total.cases, made.total_before)}"),
        # TRANSLATORS: Figures: how many different people asked, and how many of them for the first time.
        _("People: {n}, for the first time: {new}", n=total.people, new=total.new_people),
        # TRANSLATORS: Figures: how many messages people wrote, and how many answers the volunteers.
        _("Messages: {questions}, answers: {answers}", questions=total.questions, answers=total.answers),
    ]
    if total.answered:
        lines += [
            # TRANSLATORS: Figures: the time until people had their first answer (the median).
            _("First answer: half within {time}", time=minutes_in_words(_, total.waited(50))),
            # TRANSLATORS: Figures, after "half within 2 h": nine people of ten had their first answer within that time.
            _("90 % within {time}", time=minutes_in_words(_, total.waited(90))),
        ]
    if total.cases:
        lines += [
            # TRANSLATORS: Figures: so many of the cases had an answer within a day.
            _("Answered within a day: {n} of {all}", n=f"{total.within_day}", all=total.cases),
            # TRANSLATORS: Figures: cases in which something came outside opening hours.
            _("Came outside opening hours: {n}", n=total.queued),
            # TRANSLATORS: Figures: cases that are closed.
            _("Closed: {n}", n=total.closed),
            # TRANSLATORS: Figures: volunteers who took a case.
            _("Volunteers who took cases: {n}", n=total.volunteers),
        ]
    if made.unanswered is not None:
        # TRANSLATORS: Figures: cases in which a person waits for an answer at this moment.
        lines.append(("⏳ " if made.unanswered else "") + _("Without an answer now: {n}", n=made.unanswered))
    return lines


def _part_lines(_: Translator, made: Report, names: Names) -> list[str]:
    by = made.by
    shown = [part for part in made.parts if by is not Grouping.HOUR or part.counts.cases]
    risen = {part.key for part in rising(made.parts)} if by not in TIMES else set()
    lines = [_part_line(_, names, by, part, part.key in risen) for part in shown[:MOST_LINES]]
    if len(shown) > MOST_LINES:
        # TRANSLATORS: The end of a list that is too long: {n} more lines.
        lines.append(_("… and {n} more", n=len(shown) - MOST_LINES))
    return lines


def _part_line(_: Translator, names: Names, by: Grouping, part: Part, risen: bool) -> str:
    counts = part.counts
    # A name in another script must not turn the figures round.
    name = f"\u2068{names.of(_, by, part.key)}\u2069"
    line = f"{name}: {counts.cases}{change(counts.cases, part.before)}{' 📈' if risen else ''}"
    if by is Grouping.HOUR or not counts.cases:
        return line
    # TRANSLATORS: Figures, in brackets behind a number of cases: how many different people they are.
    people = _("people: {n}", n=counts.people)
    return f"{line} ({people})"


def report_buttons(_: Translator, asked: Asked, names: Names, today: date) -> Keyboard:
    """Other periods, other groupings, and the picture; what is shown now has a dot."""
    period, by = asked.period, asked.by

    def button(label: str, other: Asked, chosen: bool = False) -> Button:
        return Button(f"• {label}" if chosen else label, ShowFigures(other.written()).pack())

    def named(label: str, word: str, unit: Unit) -> Button:
        grouping = "date" if by in TIMES else by
        return Button(f"• {label}" if period.unit is unit else label, ShowFigures(f"{word} by {grouping}").pack())

    steps = [button(f"◀ {period_name(period.previous())}", Asked(period.previous(), by))]
    if period.following().first <= today:
        steps.append(button(f"{period_name(period.following())} ▶", Asked(period.following(), by)))
    groupings = [Grouping.TOPIC, Grouping.LANGUAGE, Grouping.TEAM]
    if any(team.place for team in names.service.teams):
        groupings.append(Grouping.PLACE)
    choices = [button(grouping_name(_, each), Asked(period, each), by is each) for each in groupings]
    step = natural_step(period)
    times = [
        button(grouping_name(_, step), Asked(period, step), by in TIMES),
        button(grouping_name(_, Grouping.HOUR), Asked(period, Grouping.HOUR), by is Grouping.HOUR),
    ]
    return (
        tuple(steps),
        (
            # TRANSLATORS: Buttons under figures: this week, this month, this year. Short.
            named(_("Week"), "week", Unit.WEEK),
            named(_("Month"), "month", Unit.MONTH),
            named(_("Year"), "year", Unit.YEAR),
        ),
        tuple(choices),
        tuple(times),
        # TRANSLATORS: Button under figures: send them as a picture.
        (Button("🖼 " + _("As a picture"), DrawFigures(asked.written()).pack()),),
    )


def usage(_: Translator) -> Send:
    return Send(
        Text(
            "\n".join(
                [
                    _("Which figures? For example:"),
                    # TRANSLATORS: Keep the command as it is.
                    _("/stats week – this week, by topic"),
                    # TRANSLATORS: Keep the command as it is.
                    _("/stats 2026 by month – a year"),
                    # TRANSLATORS: Keep the command as it is.
                    _("/stats 1.10-31.10 by language – some days"),
                    # TRANSLATORS: Keep the command as it is.
                    _("/stats all by year – everything"),
                    # TRANSLATORS: Keep the English words; they are what one types.
                    _("After “by”: topic, language, team, office, hour, day, week, month, year."),
                ]
            )
        )
    )


def not_counted(_: Translator) -> Send:
    return Send(Text(_("⚠️ The figures could not be made. Please try again; a shorter period may help.")))


@dataclass(frozen=True, slots=True)
class Chart:
    """What a picture shows: headline figures, and a bar for each group, `before` beside it where there is one."""

    title: str
    subtitle: str
    tiles: tuple[tuple[str, str], ...]
    heading: str
    bars: tuple[tuple[str, int, int | None], ...]
    upright: bool
    legend: tuple[str, str]


def chart(_: Translator, made: Report, names: Names) -> Chart:
    """The same as a picture."""
    total, by = made.total, made.by
    over_time = by in TIMES or by is Grouping.HOUR
    shown = made.parts if over_time else made.parts[:MOST_BARS]
    now = period_name(made.counted)
    return Chart(
        title=names.service.name,
        subtitle=period_name(made.period),
        tiles=(
            # TRANSLATORS: Below a large number in a picture. Short.
            (_number(total.cases), _("Cases")),
            (_number(total.people), _("People")),
            # TRANSLATORS: Below a length of time in a picture: half of the people had an answer by then. Short.
            (minutes_in_words(_, total.waited(50)), _("Half waited no longer")),
            # TRANSLATORS: Below a percentage in a picture. Short.
            (_share(total), _("Answered within a day")),
        ),
        # TRANSLATORS: Above a chart; {grouping} is such as "Topics" or "Languages".
        heading=_("Cases: {grouping}", grouping=grouping_name(_, by)),
        bars=tuple(
            (names.of(_, by, part.key), part.counts.cases, None if over_time else part.before) for part in shown
        ),
        upright=over_time,
        legend=(now, period_name(made.before)) if made.before and not over_time else (now, ""),
    )


def _share(total: Counts) -> str:
    return f"{round(100 * total.within_day / total.cases)} %" if total.cases else "–"


def _number(value: int) -> str:
    return f"{value:,}".replace(",", "\u202f")
