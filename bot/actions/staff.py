"""What staff do in their chat: look at the hours, close, open for an extra evening, and take that back."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from bot.actions.context import Context, MembershipNeeded
from bot.actions.figures import ask_figures, press_figures
from bot.actions.speak import answer_press, say, say_to_team
from bot.actions.trouble import release
from bot.core import announcements, staff_texts, texts
from bot.core.content import Text
from bot.core.hours_texts import opening_time
from bot.core.incoming import Command, Origin, Pressed
from bot.core.model import OverrideState, StaffOverride
from bot.core.outgoing import Send
from bot.core.service import Team
from bot.core.staff_dates import read_override
from bot.core.translation import Translator
from bot.ids import TeamName
from bot.ports import Tx


def access_staff(context: Context, origin: Origin) -> bool:
    """Whether somebody is in the staff chat now. Raises MembershipNeeded when the platform has to be asked first."""
    answer = context.members.get((origin.chat, origin.sender))
    if answer is None and not context.members_unknown:
        raise MembershipNeeded(origin.chat, origin.sender)
    return bool(answer)


async def handle_command(tx: Tx, context: Context, command: Command) -> None:
    _ = context.for_staff()
    match command.name:
        case "closed" | "open":
            answer = await _ask_override(tx, context, command, opens=command.name == "open")
        case "stats":
            await ask_figures(tx, context, command)
            return
        case "hours":
            rows = [(team.name, team.hours, context.overrides_of(team)) for team in context.service.teams]
            answer = announcements.staff_hours(_, rows, context.now)
        case "release" if access_staff(context, command.origin):
            await release(tx, context)
            return
        case "release":
            answer = texts.not_a_member(_)
        case _:
            answer = staff_texts.staff_help(_)
    await say(tx, context, command.origin.channel, command.origin.chat, answer)


async def _ask_override(tx: Tx, context: Context, command: Command, *, opens: bool) -> Send:
    """Say what the command was understood as; it counts once a button confirms it."""
    _ = context.for_staff()
    if not access_staff(context, command.origin):
        return texts.not_a_member(_)
    teams = [team.name for team in context.service.teams]
    today = context.local_time(context.now).date()
    asked = read_override(command.argument, teams, ZoneInfo(context.service.time_zone), today, opens=opens)
    if asked is None or asked.last <= context.now:
        return announcements.override_usage(_)
    handle = context.random_handle()
    await tx.add_override(
        handle,
        team=asked.team,
        first=asked.first,
        last=asked.last,
        opens=opens,
        reason=asked.reason,
        now=context.now,
    )
    start, end = _span(_, context, asked.team, asked.first, asked.last)
    team = asked.team or announcements.all_teams(_)
    return announcements.confirm_override(_, handle, team, start, end, opens, asked.reason)


def _span(_: Translator, context: Context, team: TeamName | None, first: int, last: int) -> tuple[str, str]:
    hours = (context.service.team(team) if team else context.service.teams[0]).hours
    return opening_time(_, hours, context.now, first), opening_time(_, hours, context.now, last)


async def handle_pressed(tx: Tx, context: Context, pressed: Pressed) -> None:
    """Show other figures; or confirm or take back a change of the hours, which pressed twice does nothing more."""
    _ = context.for_staff()
    origin = pressed.origin
    if not access_staff(context, origin):
        refusal = texts.membership_unclear(_) if context.members_unknown else texts.members_only(_)
        await answer_press(tx, context, origin.channel, pressed.callback, refusal)
        return
    verb, _colon, handle = pressed.data.partition(":")
    if verb in ("stats", "picture"):
        await answer_press(tx, context, origin.channel, pressed.callback)
        await press_figures(tx, context, pressed)
        return
    state = {"override": OverrideState.ACTIVE, "drop": OverrideState.UNDONE}.get(verb)
    before = await tx.override_state(handle)
    changed = await tx.set_override_state(handle, state) if state else None
    await answer_press(tx, context, origin.channel, pressed.callback)
    if changed is None:
        return
    if state is OverrideState.ACTIVE:
        await say(tx, context, origin.channel, origin.chat, announcements.override_active(_, handle))
        await _tell_whom_it_concerns(tx, context, changed, lambda _, team: _changed(_, context, team, changed))
    else:
        await say(tx, context, origin.channel, origin.chat, announcements.override_dropped(_))
    if before is OverrideState.ACTIVE:
        await _tell_whom_it_concerns(tx, context, changed, lambda _, team: announcements.hours_as_usual(_))


async def _tell_whom_it_concerns(
    tx: Tx, context: Context, changed: StaffOverride, text: Callable[[Translator, Team], Send]
) -> None:
    """Whoever waits for an answer, and the team itself, hear of changed hours."""
    for team in context.service.teams:
        if changed.team in (None, team.name):
            await say_to_team(tx, context, team, text(context.for_team(team), team))
            for case in {
                case.contact: case
                for case in [*await tx.unanswered_cases(team.name), *await tx.cases_with_queue(team.name)]
            }.values():
                reader = context.translator(case.contact_language)
                await say(tx, context, case.channel, case.chat, text(reader, team))


def _changed(_: Translator, context: Context, team: Team, changed: StaffOverride) -> Send:
    line = announcements.hours_changed(
        _, team.hours, context.now, changed.first, changed.last, changed.opens, changed.reason
    )
    return Send(Text(line))
