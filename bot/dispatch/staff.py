"""What staff do in their chat: look, close, open for an extra evening, link, block, and take that back."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from bot.features.alarms.actions import release
from bot.features.blocking.actions import answer_block, block_by_command, press_block, unblock_by_name
from bot.features.figures.actions import ask_figures, press_figures
from bot.features.groups.linking import answer_link
from bot.features.groups.unlinking import answer_unlink, ask_unlink
from bot.features.hours import announcements
from bot.features.hours.dates import read_override
from bot.features.hours.texts import ending_time, opening_time
from bot.features.shared import texts as shared_texts
from bot.features.shared.audit import audit
from bot.features.shared.context import Context
from bot.features.shared.notify import answer_press, say, say_to_team
from bot.features.shared.staff_access import access_staff, access_staff_or_wait
from bot.features.staff import help_texts
from bot.features.staff import texts as staff_texts
from bot.features.staff.overview import list_audit, list_teams
from bot.features.store import Tx
from bot.kernel.content import Text
from bot.kernel.ids import TeamName
from bot.kernel.incoming import Command, Pressed
from bot.kernel.model import OverrideState, StaffOverride
from bot.kernel.outgoing import Send
from bot.kernel.roles import Act, Role
from bot.kernel.service import Team
from bot.kernel.translation import Translator


async def handle_command(tx: Tx, context: Context, command: Command) -> None:
    """Whoever writes in the staff chat must be in it, in their own name, at this moment."""
    for answer in await _answers(tx, context, command):
        await say(tx, context, command.origin.channel, command.origin.chat, answer)


async def _answers(tx: Tx, context: Context, command: Command) -> list[Send]:
    _ = context.for_staff()
    origin = command.origin
    role = None if origin.anonymous else access_staff_or_wait(context, origin.sender)
    if role is None:
        return [staff_texts.not_staff(_)]
    match command.name:
        case "closed" | "open":
            return [await _ask_override(tx, context, command, opens=command.name == "open")]
        case "stats":
            await ask_figures(tx, context, command)
            return []
        case "hours":
            rows = [(team.name, team.hours, context.overrides_of(team)) for team in context.service.teams]
            return [announcements.staff_hours(_, rows, context.now)]
        case "teams":
            return await list_teams(tx, context)
        case "audit":
            return [await list_audit(tx, context)]
        case "unlink":
            return [await ask_unlink(tx, context, command.argument)]
        case "block":
            return [await block_by_command(tx, context, role, command)]
        case "unblock":
            return [await unblock_by_name(tx, context, role, command.argument)]
        case "release":
            await release(tx, context)
            return []
        case _:
            teams = sorted(context.service.teams, key=lambda team: not team.linked)  # those can be unlinked
            return [help_texts.staff_help(_, teams[0].name)]


async def _ask_override(tx: Tx, context: Context, command: Command, *, opens: bool) -> Send:
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


async def handle_pressed(tx: Tx, context: Context, pressed: Pressed) -> None:
    """A button in the staff chat. Pressed twice it does nothing more."""
    _ = context.for_staff()
    origin = pressed.origin
    role = access_staff(context, origin.sender)
    if role is None:
        answer = shared_texts.membership_unclear(_) if context.members_unknown else shared_texts.members_only(_)
    else:
        answer = await _press(tx, context, pressed, role)
    await answer_press(tx, context, pressed, answer)


async def _press(tx: Tx, context: Context, pressed: Pressed, role: Role) -> str:
    verb, _colon, handle = pressed.data.partition(":")
    match verb:
        case "stats" | "picture":
            await press_figures(tx, context, pressed)
        case "link-yes" | "link-no":
            return await answer_link(tx, context, pressed.origin, role, verb, handle)
        case "unlink":
            handle, _colon, choice = handle.partition(":")
            return await answer_unlink(tx, context, role, handle, choice)
        case "block-ask" | "block-flood" | "block-not":
            return await press_block(tx, context, role, verb, handle)
        case "block-yes" | "block-no":
            return await answer_block(tx, context, role, verb, handle)
        case "override" | "drop":
            state = OverrideState.ACTIVE if verb == "override" else OverrideState.UNDONE
            await _change_hours(tx, context, pressed, role, handle, state)
    return ""


async def _change_hours(
    tx: Tx, context: Context, pressed: Pressed, role: Role, handle: str, state: OverrideState
) -> None:
    """Confirm or take back a change of the hours."""
    _ = context.for_staff()
    origin = pressed.origin
    before = await tx.override_state(handle)
    changed = await tx.set_override_state(handle, state)
    if changed is None:
        return
    if state is OverrideState.ACTIVE:
        await audit(tx, context, role, Act.HOURS, team=changed.team)
        await say(tx, context, origin.channel, origin.chat, announcements.override_active(_, handle))
        await _tell_whom_it_concerns(tx, context, changed, lambda _, team: _changed(_, context, team, changed))
    else:
        await say(tx, context, origin.channel, origin.chat, announcements.override_dropped(_))
    if before is OverrideState.ACTIVE:
        await audit(tx, context, role, Act.HOURS_BACK, team=changed.team)
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
