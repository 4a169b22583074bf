"""What the bot says by itself about opening and closing: to contacts who wait, to teams, to staff.

A service may put words of its own in the place of those to contacts; see OWN_WORDS.
"""

from collections.abc import Mapping, Sequence

from bot.features.cases.texts import volunteer_name
from bot.features.hours.buttons import ConfirmOverride, DropOverride, DropQueue, ShowAllHours, WishToHear
from bot.features.hours.texts import ending_time, hours_lines, opening_time
from bot.features.relay.texts import undone
from bot.features.shared.texts import headed, topic_label
from bot.kernel.content import Text
from bot.kernel.hours import Hours, Overrides
from bot.kernel.ids import TopicId
from bot.kernel.model import Case
from bot.kernel.outgoing import Button, Send
from bot.kernel.service import Service, Topic
from bot.kernel.translation import N_, Translator

OWN_WORDS = {"closed": {"when", "duration"}, "open": set[str](), "unanswered": {"when"}}
"""The announcements that a service may word itself, and the fields that its words may have."""


def _sentence(_: Translator, own: Mapping[str, Mapping[str, str]], key: str, usual: str, **fields: object) -> str:
    """The service's own words in the reader's language, else the catalog's."""
    return _(own.get(key, {}).get(_.language, usual), **fields)


# -- To the contact ---------------------------------------------------------------------------------------------------


def closed_notice(_: Translator, service: Service, hours: Hours, now: int, opens_at: int | None) -> Send:
    """Said at once and once per closed period: it is safe, when it opens, what to do if it can't wait."""
    if opens_at is None:
        # TRANSLATORS: Outside opening hours, when the next opening is not known yet.
        lines = [_("🌙 We are closed now. Your message is kept. We do not know yet when we open again.")]
    else:
        when = opening_time(_, hours, now, opens_at)
        lines = [
            _sentence(
                _,
                service.own_words,
                "closed",
                # TRANSLATORS: Outside opening hours. {when} is such as "tomorrow 10:00", {duration} "in 15 hours".
                N_("🌙 We are closed now. Your message is kept, and passed on when we open: {when} ({duration})."),
                when=when,
                duration=_.duration(opens_at - now),
            )
        ]
    lines += ["", _in_danger(_, service)]
    # TRANSLATORS: Button: whoever wrote while it was closed does not want it passed on any more.
    return Send(Text("\n".join(lines)), ((Button("↩️ " + _("Take back what waits"), DropQueue().pack()),),))


def _in_danger(_: Translator, service: Service) -> str:
    # TRANSLATORS: Outside opening hours. {number} is the first emergency number of the country, such as 112.
    return _("🆘 In danger now? Call {number}.", number=service.emergency[0].number)


def urgent_notice(_: Translator, service: Service, hours: Hours, now: int, opens_at: int | None) -> Send:
    """For a topic that does not wait: it is passed on now, though the team may be away."""
    lines = [
        _in_danger(_, service),
        # TRANSLATORS: For an urgent topic, outside opening hours.
        _("Your message is with the volunteers now. They may be away, since we are closed."),
    ]
    if opens_at is not None:
        # TRANSLATORS: {when} is such as "tomorrow 10:00".
        lines.append(_("We open: {when}", when=opening_time(_, hours, now, opens_at)))
    return Send(headed(*lines))


def many_people(_: Translator) -> Send:
    return Send(
        Text(
            # TRANSLATORS: To a person who asks while very many others do.
            _(
                "👥 Many people are writing just now. Your question is kept, and goes to the volunteers in turn. You "
                "need not send it again."
            )
        )
    )


def now_open(_: Translator, service: Service) -> Send:
    words = _sentence(
        _,
        service.own_words,
        "open",
        # TRANSLATORS: At opening, to a person whose question has waited.
        N_("☀️ We are open. Your question is with the volunteers."),
    )
    return Send(Text(words), silent=True)


def unanswered_at_closing(_: Translator, service: Service, hours: Hours, now: int, opens_at: int | None) -> Send:
    if opens_at is None:
        # TRANSLATORS: At closing, to a person whose question nobody has answered.
        return Send(Text(_("🌙 We close now, and nobody could answer you yet. Your question is not lost.")))
    words = _sentence(
        _,
        service.own_words,
        "unanswered",
        # TRANSLATORS: At closing, to a person whose question nobody has answered. {when}: such as "tomorrow 10:00".
        N_("🌙 We close now, and nobody could answer you yet. Your question is not lost. We open: {when}."),
        when=opening_time(_, hours, now, opens_at),
    )
    return Send(Text(words))


def queue_dropped(_: Translator, count: int) -> Send:
    if count == 0:
        return Send(Text(_("You have no messages waiting.")))
    return undone(_, count)


def waiting_list(_: Translator, previews: Sequence[str]) -> Send:
    """What waits until the opening, in order."""
    if not previews:
        return Send(Text(_("You have no messages waiting.")))
    # TRANSLATORS: Above the list of a person's messages that wait for the opening.
    keyboard = ((Button("↩️ " + _("Take back what waits"), DropQueue().pack()),),)
    return Send(headed(_("Waiting until we open:"), *previews), keyboard)


def opening_hours(
    _: Translator, hours: Hours, overrides: Overrides, now: int, opens_at: int | None, is_open: bool
) -> Send:
    """The week of one's own team, and what staff changed. While it is closed one can ask to be told."""
    if is_open:
        # TRANSLATORS: The first line of the opening hours.
        head = _("☀️ Open now")
    elif opens_at is None:
        head = _("🌙 Closed now")
    else:
        head = _("🌙 Closed now. We open: {when}", when=opening_time(_, hours, now, opens_at))
    # TRANSLATORS: Button under the opening hours.
    wish = () if is_open else ((Button("🔔 " + _("Tell me when you open"), WishToHear().pack()),),)
    overview = ((Button("🌐 " + _("Opening hours for each language"), ShowAllHours().pack()),),)
    return Send(headed(head, "", *team_hours(_, hours, overrides, now)), (*wish, *overview))


def team_hours(_: Translator, hours: Hours, overrides: Overrides, now: int) -> list[str]:
    """The week as planned, and below it what staff changed, as long as it lies ahead."""
    changes = [
        hours_changed(_, hours, now, each.first, each.last, each.open, each.reason)
        for each in overrides
        if each.last > now
    ]
    return [*hours_lines(_, hours, now), *changes]


def languages_overview(_: Translator, rows: Sequence[tuple[str, Hours, Overrides]], now: int) -> Send:
    """When one can write in which language: the overview for a service whose teams have different hours."""
    lines = []
    for endonym, hours, overrides in rows:
        lines += ["", f"🌐 {endonym}", *team_hours(_, hours, overrides, now)]
    # TRANSLATORS: Heading: then each language with its opening hours.
    return Send(headed(_("Opening hours for each language"), *lines))


def wish_kept(_: Translator) -> str:
    return _("🔔 We tell you when we open.")


def wish_granted(_: Translator) -> Send:
    return Send(Text(_("☀️ We are open now. You can write your question.")))


def hours_changed(_: Translator, hours: Hours, now: int, first: int, last: int, opens: bool, reason: str) -> str:
    """What staff changed, in one line."""
    fields = {"start": opening_time(_, hours, now, first), "end": ending_time(_, hours, now, last)}
    if opens:
        # TRANSLATORS: {start} and {end} are such as "tomorrow 10:00" or "Monday, 23 November 2026, 10:00".
        line = _("ℹ️ We are also open. From: {start}. To: {end}.", **fields)
    else:
        # TRANSLATORS: {start} and {end} are such as "tomorrow 10:00" or "Monday, 23 November 2026, 10:00".
        line = _("ℹ️ We are closed. From: {start}. To: {end}.", **fields)
    return f"{line} {reason}".strip()


def hours_as_usual(_: Translator) -> Send:
    # TRANSLATORS: Staff have taken back a closure or an extra opening.
    return Send(Text(_("ℹ️ The change of the opening hours is taken back.")))


# -- To the volunteers ------------------------------------------------------------------------------------------------


def team_opening(
    _: Translator,
    *,
    until: str,
    topics: Sequence[tuple[Topic, int]],
    waiting: int,
    since: str,
    claimed: Sequence[Case],
) -> Send:
    """The digest at opening: who waits, since when, by topic, and who has taken what."""
    # TRANSLATORS: At opening, to the volunteers. {time} is such as "15:00".
    lines = [_("☀️ We are open until {time}.", time=until) if until else _("☀️ We are open.")]
    if waiting == 0:
        lines.append(_("Nobody waits."))
    else:
        lines.append(
            # TRANSLATORS: To the volunteers. {when} is a day and a time.
            _.ngettext(
                "{n} person waits. Since: {when}",
                "{n} people wait. The longest since: {when}",
                waiting,
                when=since,
            )
        )
        lines += [f"{topic_label(_, topic)}: {count}" for topic, count in topics]
    if claimed:
        # TRANSLATORS: To the volunteers, above the cases that somebody took earlier.
        lines += ["", _("Taken earlier:"), *(_case_line(_, case) for case in claimed)]
    return Send(headed(*lines))


def closing_soon(_: Translator, until: str, unanswered: Sequence[tuple[Case, str]]) -> Send:
    """A quarter of an hour before closing: what is still open."""
    # TRANSLATORS: To the volunteers, shortly before closing. {time} is such as "15:00".
    lines = [_("⏰ We close at {time}.", time=until)]
    if not unanswered:
        lines.append(_("Nobody waits for an answer."))
    else:
        lines.append(_("Still without an answer:"))
        lines += [f"{_case_line(_, case)}, {since}" for case, since in unanswered]
    return Send(headed(*lines))


def _case_line(_: Translator, case: Case) -> str:
    taken = f" ✋ {volunteer_name(_, case.claimed_alias)}" if case.claimed_alias else ""
    return f"• {case.title}{taken}"


def team_closed(_: Translator, hours: Hours, now: int, opens_at: int | None) -> Send:
    if opens_at is None:
        return Send(Text(_("🌙 We are closed.")))
    return Send(Text(_("🌙 We are closed. We open: {when}", when=opening_time(_, hours, now, opens_at))))


# -- To staff ---------------------------------------------------------------------------------------------------------


def confirm_override(_: Translator, handle: str, team: str, start: str, end: str, opens: bool, reason: str) -> Send:
    """What a command was understood as, before it counts."""
    fields = {"team": team, "start": start, "end": end}
    # TRANSLATORS: To staff. {team} is the name of a team, or "all teams"; {start} and {end} are days with times.
    line = (
        _("Open {team}? From: {start}. To: {end}.", **fields)
        if opens
        # TRANSLATORS: To staff; fields as above.
        else (_("Close {team}? From: {start}. To: {end}.", **fields))
    )
    keyboard = (
        (
            # TRANSLATORS: Button: yes, do it.
            Button("✅ " + _("Yes"), ConfirmOverride(handle).pack()),
            # TRANSLATORS: Button: no, leave it.
            Button("❌ " + _("No"), DropOverride(handle).pack()),
        ),
    )
    return Send(Text("\n".join(filter(None, [line, reason]))), keyboard)


def all_teams(_: Translator) -> str:
    # TRANSLATORS: In the place of a team's name.
    return _("all teams")


def override_active(_: Translator, handle: str) -> Send:
    # TRANSLATORS: Button: take back a change of the opening hours.
    keyboard = ((Button("↩️ " + _("Undo"), DropOverride(handle).pack()),),)
    return Send(Text(_("✅ The hours are changed. The volunteers and everyone who waits are told.")), keyboard)


def override_dropped(_: Translator) -> Send:
    return Send(Text(_("↩️ The hours are as before.")))


def override_usage(_: Translator) -> Send:
    # TRANSLATORS: Help for staff. Keep the examples as they are; DD.MM is day and month.
    head = _("I did not understand which days. Examples:")
    examples = (
        "/closed tomorrow",
        "/closed 24.12-1.1 Merry Christmas",
        "/open today 18:00-20:00",
        "/open Arabic 28.12 10-15",
    )
    return Send(Text("\n".join([head, *examples])))


def staff_hours(_: Translator, rows: Sequence[tuple[str, Hours, Overrides]], now: int) -> Send:
    """The hours of every team."""
    lines: list[str] = []
    for name, hours, overrides in rows:
        lines += ["", name, *team_hours(_, hours, overrides, now)]
    # TRANSLATORS: Heading, to staff.
    return Send(headed(_("Opening hours"), *lines))


def count_by_topic(cases: Sequence[Case], topics: Sequence[Topic]) -> list[tuple[Topic, int]]:
    """How many cases wait in each topic, in the order in which topics are offered, urgent ones first."""
    counts: dict[TopicId, int] = {}
    for case in cases:
        counts[case.topic] = counts.get(case.topic, 0) + 1
    ordered = sorted(topics, key=lambda topic: not topic.urgent)
    return [(topic, counts[topic.id]) for topic in ordered if topic.id in counts]
