"""The end of a group's link: its cases go to another team, or are closed with a word to the people."""

from dataclasses import replace

from bot.features.cases import texts as cases_texts
from bot.features.cases.actions import REOPEN_WITHIN, close_case, drop_case_queue, post_card
from bot.features.groups import texts as groups_texts
from bot.features.groups.buttons import CLOSE, KEEP, EndLink
from bot.features.groups.rules import LinkedGroup, Route
from bot.features.shared.audit import audit
from bot.features.shared.context import Context
from bot.features.shared.notify import is_group_lost, say, say_to_case, say_to_staff
from bot.features.store import Tx
from bot.kernel.facts import chat_of, group_lost, menu_of, team_of, told_lacks
from bot.kernel.incoming import Command, Pressed
from bot.kernel.model import Case, CaseState
from bot.kernel.outgoing import Leave, Send, SetMenu
from bot.kernel.roles import Act, Role
from bot.kernel.service import Team, button_code


async def unlink_by_command(tx: Tx, context: Context, _role: Role, command: Command) -> list[Send]:
    """Ask which team gets the cases; it counts once a button says so."""
    return [await _ask(tx, context, command.argument)]


async def _ask(tx: Tx, context: Context, name: str) -> Send:
    _ = context.for_staff()
    teams = context.service.teams
    team = next((team for team in teams if team.name.casefold() == name.strip().casefold()), None)
    if team is None:
        linked = [team.name for team in teams if team.linked]
        return groups_texts.which_team(_, "/unlink", linked)
    group = await tx.linked_group(team.channel, team.chat)
    if not team.linked or group is None:
        return groups_texts.from_file(_, team.name)
    handle = context.random_handle()
    await tx.save_group(replace(group, handle=handle, wanted=Route()))
    others = [(button_code(other.name), other.name) for other in teams if other.name != team.name]
    return groups_texts.ask_unlink(_, handle, team.name, len(await _open_cases(tx, team)), others)


async def _open_cases(tx: Tx, team: Team) -> list[Case]:
    cases = await tx.cases_of_team(team.name, closed_since=1 << 62)
    return [case for case in cases if case.state is not CaseState.CLOSED]


async def answer_unlink(tx: Tx, context: Context, role: Role, _pressed: Pressed, press: EndLink) -> str:
    """Staff have chosen. Returns what the one who pressed sees."""
    _ = context.for_staff()
    group = await tx.group_by_handle(press.handle)
    team = context.service.team_of_chat(group.channel, group.chat) if group is not None else None
    if group is None or team is None or not team.linked:
        return groups_texts.question_outdated(_)
    heir = next((other for other in context.service.teams if button_code(other.name) == press.heir), None)
    if press.heir == KEEP:
        await tx.save_group(replace(group, handle=None))
        await say_to_staff(tx, context, groups_texts.link_kept(_, team.name))
        return ""
    if press.heir != CLOSE and (heir is None or heir == team):
        return groups_texts.question_outdated(_)
    if heir is None:
        for case in await _open_cases(tx, team):
            await _close(tx, context, case)
        await tx.take_wishes(team.name)
    else:
        for case in await tx.cases_of_team(team.name, context.now - REOPEN_WITHIN):
            await _give(tx, context, case, team, heir)
        await tx.give_wishes(team.name, heir.name)
    await _forget(tx, context, group, team)
    await audit(tx, context, role, Act.UNLINK, team=team.name)
    await say_to_staff(tx, context, groups_texts.unlinked_staff(_, team.name))
    return ""


async def _close(tx: Tx, context: Context, case: Case) -> None:
    await drop_case_queue(tx, context, case)
    await close_case(tx, context, case)
    if case.state is CaseState.WAITING:  # the team had not seen it, so closing has told nobody
        _ = context.translator(case.contact_language)
        await say(tx, context, case.channel, case.chat, cases_texts.closed_by_team(_))


async def _give(tx: Tx, context: Context, case: Case, old: Team, heir: Team) -> None:
    """What the old team has seen is shown as a new card; what waits for the opening just waits on."""
    await tx.give_case(case, old, heir)
    given = await tx.case(case.id)
    assert given is not None
    if given.state is not CaseState.OPEN:
        return
    await post_card(tx, context, given)
    shown = await tx.case(case.id)
    assert shown is not None
    await say_to_case(tx, context, shown, groups_texts.case_taken_over(context.for_team(heir)))
    _ = context.translator(case.contact_language)
    await say(tx, context, case.channel, case.chat, groups_texts.others_take_over(_))


async def _forget(tx: Tx, context: Context, group: LinkedGroup, team: Team) -> None:
    """Say goodbye, and leave nothing by which the group would be taken for a team's."""
    await tx.drop_group(group.channel, group.chat)
    await tx.retire_volunteers(team.name)
    await chat_of(team.name).clear(tx)
    await team_of(team.channel, team.chat).clear(tx)
    if not await is_group_lost(tx, team):
        await say(tx, context, team.channel, team.chat, groups_texts.unlinked_group(context.for_team(team)))
        await tx.enqueue(SetMenu(()), channel=team.channel, chat=team.chat, now=context.now)
        await tx.enqueue(Leave(), channel=team.channel, chat=team.chat, now=context.now)
    await group_lost(team).clear(tx)
    await told_lacks(team).clear(tx)
    await menu_of(team.channel, team.chat, language="").clear(tx)
