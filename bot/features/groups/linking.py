"""How a group becomes a team's: the bot is added, staff choose what it answers, staff agree in their chat.

A group that nobody configured is left, unless staff added the bot; and even then nothing goes there before staff have
agreed in their own chat. So nobody can make questions come to a group of their own.
"""

from dataclasses import replace
from typing import TypeVar

from bot.features.groups import texts as groups_texts
from bot.features.groups.buttons import (
    AgreeToLink,
    LinkChoice,
    LinkToPlace,
    RefuseLink,
    ToggleLanguage,
    ToggleTopic,
    TopicsDone,
)
from bot.features.groups.permissions import note_rights, noted_rights
from bot.features.groups.rules import SETTLES, LinkedGroup, LinkState, Route, propose_name, read_route, rivals, team_of
from bot.features.relay import texts as relay_texts
from bot.features.shared.audit import audit
from bot.features.shared.context import Context
from bot.features.shared.notify import say, say_to_staff, tell_staff_once
from bot.features.shared.staff_access import access_staff_or_wait
from bot.features.shared.texts import topic_label
from bot.features.store import Tx
from bot.kernel.content import Text
from bot.kernel.facts import chat_of, told_unknown_group
from bot.kernel.facts import team_of as team_of_group
from bot.kernel.group_rights import Lack, find_lacks
from bot.kernel.incoming import BotMoved, BotPlace, Command, Pressed
from bot.kernel.outgoing import Edit, Leave, Send
from bot.kernel.roles import Act, Role
from bot.kernel.service import Team
from bot.kernel.translation import Translator

T = TypeVar("T")


async def handle_bot_moved(tx: Tx, context: Context, moved: BotMoved) -> None:
    """The bot came to a group that is no team's, left it, or got other rights there."""
    origin = moved.origin
    group = await tx.linked_group(origin.channel, origin.chat)
    if moved.place is BotPlace.GONE:
        await tx.drop_group(origin.channel, origin.chat)
        return
    before = await noted_rights(tx, origin.channel, origin.chat)
    await note_rights(tx, origin.channel, origin.chat, moved.rights)
    if group is None or group.state is LinkState.STRANGE:
        role = access_staff_or_wait(context, origin.person)
        state = LinkState.STRANGE if role is None else LinkState.INVITED
        await tx.save_group(LinkedGroup(origin.channel, origin.chat, state, context.now))
    elif group.state is LinkState.GREETED and before != moved.rights:
        lacks = find_lacks(moved.rights, forum=origin.forum)
        await say(tx, context, origin.channel, origin.chat, groups_texts.group_lacks(context.for_staff(), lacks))


async def settle_groups(tx: Tx, context: Context) -> None:
    """Greet the groups that staff added the bot to, and leave those that somebody else did."""
    for group in await tx.linked_groups():
        if context.now - group.since < SETTLES:
            continue
        if group.state is LinkState.STRANGE:
            await tx.drop_group(group.channel, group.chat)
            told = told_unknown_group(group.channel, group.chat)
            await tell_staff_once(tx, context, told, groups_texts.stranger_left(context.for_staff()))
            await tx.enqueue(Leave(), channel=group.channel, chat=group.chat, now=context.now)
        elif group.state is LinkState.INVITED:
            await tx.save_group(replace(group, state=LinkState.GREETED))
            greeting = groups_texts.greeting(context.for_staff(), await _lacks(tx, group), _example(context))
            await say(tx, context, group.channel, group.chat, greeting)


async def _lacks(tx: Tx, group: LinkedGroup) -> tuple[Lack, ...]:
    rights = await noted_rights(tx, group.channel, group.chat)
    return () if rights is None else find_lacks(rights, forum=group.forum)


def _example(context: Context) -> str:
    """With languages in which nobody answers yet, if there are any."""
    served = {language for team in context.service.teams for language in team.languages}
    offered = context.service.languages
    return f"/link {' '.join(([language for language in offered if language not in served] or offered)[:2])}"


async def link_by_command(tx: Tx, context: Context, team: Team | None, command: Command) -> None:
    """/link in a group, which may be a team's."""
    _ = context.for_staff()
    origin = command.origin

    async def answer(text: Send) -> None:
        await tx.enqueue(
            text, channel=origin.channel, chat=origin.chat, now=context.now, target_external=command.message
        )

    group = await tx.linked_group(origin.channel, origin.chat)
    ours = team is not None or (group is not None and group.state is not LinkState.STRANGE)
    if origin.anonymous and ours:
        await answer(relay_texts.anonymous_administrator(_))
        return
    role = None if origin.anonymous else access_staff_or_wait(context, origin.person)
    if role is None and ours:
        await answer(Send(Text(groups_texts.staff_only(_))))
    elif role is None:
        if group is None:  # a group that we do not know, though we are in it: it is left like any other
            await tx.save_group(LinkedGroup(origin.channel, origin.chat, LinkState.STRANGE, context.now))
    elif context.service.staff_chat is None:
        await answer(groups_texts.no_staff_chat(_))
    elif team is not None and not team.linked:
        await answer(groups_texts.from_file(_, team.name))
    else:
        if group is None or group.state is LinkState.STRANGE:
            group = LinkedGroup(origin.channel, origin.chat, LinkState.GREETED, context.now)
        state = LinkState.GREETED if group.state is LinkState.INVITED else group.state
        group = replace(group, state=state, forum=origin.forum, wanted=Route(), handle=None)
        if not command.argument:
            await tx.save_group(group)
            await answer(_choose_languages(_, context, group))
            return
        route, unknown = read_route(command.argument, context.service, context.catalogs.resolve)
        if unknown or not route.languages:
            await tx.save_group(group)
            languages = " ".join(context.service.languages)
            topics = " ".join(topic.id for topic in context.service.topics)
            places = ", ".join(context.service.places())
            await answer(groups_texts.link_usage(_, unknown, languages, topics, places, _example(context)))
            return
        await answer(await _ask_staff(tx, context, replace(group, wanted=route)))


def _choose_languages(_: Translator, context: Context, group: LinkedGroup, fault: str = "") -> Send:
    offered = [(language, context.catalogs.endonym(language)) for language in context.service.languages]
    return groups_texts.choose_languages(_, offered, group.wanted.languages, fault=fault)


async def _ask_staff(tx: Tx, context: Context, group: LinkedGroup) -> Send:
    """Put the question before staff. Returns what is said in the group."""
    _ = context.for_staff()
    others = rivals(group.wanted, context.service, group.address)
    if others:
        await tx.save_group(group)
        fault = groups_texts.rivals_exist(_, ", ".join(team.name for team in others))
        return _choose_languages(_, context, group, fault)
    group = replace(group, handle=context.random_handle())
    assert group.handle is not None
    await tx.save_group(group)
    question = groups_texts.ask_link(
        _, group.handle, group.code, describe_route(_, context, group.wanted), await _lacks(tx, group)
    )
    await say_to_staff(tx, context, question)
    return groups_texts.asked_staff(_, group.code)


def describe_route(_: Translator, context: Context, route: Route) -> str:
    """What a team answers, in words."""
    topics = ", ".join(topic_label(_, context.service.topic(topic)) for topic in route.topics)
    return groups_texts.route_lines(_, context.language_names(route.languages), topics, route.place)


async def press_choice(tx: Tx, context: Context, _role: Role, pressed: Pressed, choice: LinkChoice) -> str:
    """A button under the questions for languages and topics, in the group that is to be linked."""
    _ = context.for_staff()
    origin = pressed.origin
    group = await tx.linked_group(origin.channel, origin.chat)
    if group is None or group.handle is not None:
        return groups_texts.question_outdated(_)
    shown = await _choose(tx, context, group, choice)
    if shown is None:
        return groups_texts.choose_one(_)
    if pressed.message is not None and isinstance(shown.content, Text):
        await tx.enqueue(
            Edit(shown.content, shown.keyboard),
            channel=origin.channel,
            chat=origin.chat,
            now=context.now,
            target_external=pressed.message,
        )
    return ""


async def _choose(tx: Tx, context: Context, group: LinkedGroup, choice: LinkChoice) -> Send | None:
    """What stands there after a press, None when it can't be done yet."""
    _ = context.for_staff()
    wanted, places = group.wanted, context.service.places()
    match choice:
        case ToggleLanguage(language) if language in context.service.languages:
            group = replace(group, wanted=replace(wanted, languages=_toggle(wanted.languages, language)))
            await tx.save_group(group)
            return _choose_languages(_, context, group)
        case ToggleTopic(topic) if topic in {each.id for each in context.service.topics}:
            group = replace(group, wanted=replace(wanted, topics=_toggle(wanted.topics, topic)))
            await tx.save_group(group)
        case TopicsDone() if wanted.languages and places:
            return groups_texts.choose_place(_, places)
        case TopicsDone() | LinkToPlace() if wanted.languages:
            number = choice.number if isinstance(choice, LinkToPlace) else None
            place = places[number] if number is not None and number < len(places) else ""
            return await _ask_staff(tx, context, replace(group, wanted=replace(wanted, place=place)))
        case _ if not wanted.languages:
            return None
    return groups_texts.choose_topics(_, context.service.topics, group.wanted.topics)


def _toggle(chosen: tuple[T, ...], value: T) -> tuple[T, ...]:
    return tuple(each for each in chosen if each != value) if value in chosen else (*chosen, value)


async def answer_link(tx: Tx, context: Context, role: Role, pressed: Pressed, press: AgreeToLink | RefuseLink) -> str:
    """Staff agree or refuse, in their chat. Returns what the one who pressed sees."""
    _ = context.for_staff()
    group = await tx.group_by_handle(press.handle)
    if group is None or not group.wanted.languages:  # or it is asked whether to end its link
        return groups_texts.question_outdated(_)
    if isinstance(press, RefuseLink):
        await _refuse(tx, context, group, role)
        return ""
    others = rivals(group.wanted, context.service, group.address)
    if others:
        return groups_texts.rivals_exist(_, ", ".join(team.name for team in others))
    name = group.name or propose_name(
        [context.catalogs.english_name(language) for language in group.wanted.languages],
        [topic_label(_, context.service.topic(topic)) for topic in group.wanted.topics],
        group.wanted.place,
        [team.name for team in context.service.teams],
    )
    group = replace(group, state=LinkState.LINKED, name=name, route=group.wanted, wanted=Route(), handle=None)
    await tx.save_group(group)
    await chat_of(name).put(tx, group.chat)
    await team_of_group(group.channel, group.chat).put(tx, name)
    await audit(tx, context, role, Act.LINK, team=name)
    await say(tx, context, pressed.origin.channel, pressed.origin.chat, groups_texts.linked_staff(_, name))
    greeting = groups_texts.linked_group(_, team_of(group, context.service))
    await say(tx, context, group.channel, group.chat, greeting)
    return ""


async def _refuse(tx: Tx, context: Context, group: LinkedGroup, role: Role) -> None:
    """A new group is left; one that is linked goes on as it was."""
    _ = context.for_staff()
    await audit(tx, context, role, Act.REFUSE_LINK, team=group.name)
    if group.state is LinkState.LINKED:
        await tx.save_group(replace(group, wanted=Route(), handle=None))
        await say_to_staff(tx, context, groups_texts.refused_change(_))
        return
    await tx.drop_group(group.channel, group.chat)
    await tx.enqueue(Leave(), channel=group.channel, chat=group.chat, now=context.now)
    await say_to_staff(tx, context, groups_texts.refused_staff(_))
