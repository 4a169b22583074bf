"""Staff close on some days, or open at an extra time, and take that back."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from bot.features.hours import announcements
from bot.features.hours.buttons import ConfirmOverride, DropOverride
from bot.features.hours.dates import read_override
from bot.features.hours.texts import ending_time, opening_time
from bot.features.shared.audit import audit
from bot.features.shared.context import Context
from bot.features.shared.notify import say, say_to_team
from bot.features.store import Tx
from bot.kernel.content import Text
from bot.kernel.ids import TeamName
from bot.kernel.incoming import Command, Pressed
from bot.kernel.model import OverrideState, StaffOverride
from bot.kernel.outgoing import Send
from bot.kernel.roles import Act, Role
from bot.kernel.service import Team
from bot.kernel.translation import Translator


async def ask_to_close(tx: Tx, context: Context, _role: Role, command: Command) -> list[Send]:
    return [await _ask(tx, context, command, opens=False)]


async def ask_to_open(tx: Tx, context: Context, _role: Role, command: Command) -> list[Send]:
    return [await _ask(tx, context, command, opens=True)]


async def list_hours(_tx: Tx, context: Context, _role: Role, _command: Command) -> list[Send]:
    rows = [(team.name, team.hours, context.overrides_of(team)) for team in context.service.teams]
    return [announcements.staff_hours(context.for_staff(), rows, context.now)]


async def _ask(tx: Tx, context: Context, command: Command, *, opens: bool) -> Send:
    """Say what the command was understood as; it counts once a button confirms it."""
    _ = context.for_staff()
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
    return opening_time(_, hours, context.now, first), ending_time(_, hours, context.now, last)


async def press_override(
    tx: Tx, context: Context, role: Role, pressed: Pressed, press: ConfirmOverride | DropOverride
) -> str:
    """Confirm or take back a change of the hours. Pressed twice it does nothing more."""
    _ = context.for_staff()
    origin = pressed.origin
    state = OverrideState.ACTIVE if isinstance(press, ConfirmOverride) else OverrideState.UNDONE
    before = await tx.override_state(press.handle)
    changed = await tx.set_override_state(press.handle, state)
    if changed is None:
        return ""
    if state is OverrideState.ACTIVE:
        await audit(tx, context, role, Act.HOURS, team=changed.team)
        await say(tx, context, origin.channel, origin.chat, announcements.override_active(_, press.handle))
        await _tell_whom_it_concerns(tx, context, changed, lambda _, team: _changed(_, context, team, changed))
    else:
        await say(tx, context, origin.channel, origin.chat, announcements.override_dropped(_))
    if before is OverrideState.ACTIVE:
        await audit(tx, context, role, Act.HOURS_BACK, team=changed.team)
        await _tell_whom_it_concerns(tx, context, changed, lambda _, team: announcements.hours_as_usual(_))
    return ""


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
