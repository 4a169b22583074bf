"""The message in the staff chat that shows a broadcast: its draft, its progress, its report."""

from dataclasses import replace

from bot.features.broadcasts import texts as broadcasts_texts
from bot.features.broadcasts.rules import Audience, Broadcast, BroadcastState, Step, Task, is_night
from bot.features.hours.texts import opening_time
from bot.features.shared import texts as shared_texts
from bot.features.shared.context import Context
from bot.features.store import Tx
from bot.kernel.content import Made
from bot.kernel.ids import LanguageCode, MessageId, TeamName
from bot.kernel.model import Direction, MessageState
from bot.kernel.outgoing import Delete, Edit, Priority, Send
from bot.kernel.translation import Translator


async def show(tx: Tx, context: Context, broadcast: Broadcast, *, anew: bool = False) -> Broadcast:
    """Bring the panel up to date; `anew` as a new message, below what was said since. Returns it with its panel."""
    screen = await screen_of(tx, context, broadcast)
    if anew or broadcast.panel is None:
        if broadcast.panel is not None and broadcast.state not in (BroadcastState.DONE, BroadcastState.CANCELLED):
            await remove_panel(tx, context, broadcast.panel)
        broadcast = replace(broadcast, panel=await post_panel(tx, context, screen))
    else:
        await change_panel(tx, context, broadcast.panel, screen)
    await tx.save_broadcast(broadcast)
    return broadcast


async def post_panel(tx: Tx, context: Context, screen: Send) -> MessageId | None:
    """Send a message to the staff chat that can be found again when it is answered. None without a staff chat."""
    service = context.service
    if service.staff_chat is None:
        return None
    panel = await tx.add_message(
        direction=Direction.OURS,
        state=MessageState.RELAYED,
        channel=service.staff_channel,
        chat=service.staff_chat,
        now=context.now,
    )
    await tx.enqueue(screen, channel=service.staff_channel, chat=service.staff_chat, now=context.now, message=panel)
    return panel


async def change_panel(tx: Tx, context: Context, panel: MessageId, screen: Send) -> None:
    service = context.service
    assert not isinstance(screen.content, Made), "a panel is words"
    if service.staff_chat is not None:
        await tx.enqueue(
            Edit(screen.content, screen.keyboard),
            channel=service.staff_channel,
            chat=service.staff_chat,
            now=context.now,
            target=panel,
            priority=Priority.ANNOUNCEMENT,
        )


async def remove_panel(tx: Tx, context: Context, panel: MessageId) -> None:
    """Take away a panel that another one replaces, and its buttons with it."""
    service = context.service
    if service.staff_chat is not None:
        await tx.enqueue(
            Delete(), channel=service.staff_channel, chat=service.staff_chat, now=context.now, target=panel
        )


async def screen_of(tx: Tx, context: Context, broadcast: Broadcast) -> Send:
    """What the panel has to show now."""
    _ = context.for_staff()
    match broadcast.state:
        case BroadcastState.DRAFT | BroadcastState.SECOND_CONFIRMATION:
            return await _draft_screen(tx, context, _, broadcast)
        case BroadcastState.SCHEDULED:
            people = sum((await count_people(tx, context, broadcast.audience)).values())
            return broadcasts_texts.scheduled_screen(_, broadcast, when_text(context, _, broadcast), people)
        case BroadcastState.SENDING | BroadcastState.PAUSED | BroadcastState.CANCELLING:
            counts = await tx.recipient_counts(broadcast.id)
            return broadcasts_texts.progress_screen(_, broadcast, counts, would_disturb(context, broadcast))
        case BroadcastState.DROPPED:
            return broadcasts_texts.dropped(_)
        case _:
            return broadcasts_texts.report_screen(_, broadcast, await tx.recipient_counts(broadcast.id))


async def _draft_screen(tx: Tx, context: Context, _: Translator, broadcast: Broadcast) -> Send:
    service, audience = context.service, broadcast.audience
    match broadcast.step:
        case Step.TEXTS:
            written = list(await tx.broadcast_texts(broadcast.id))
            names = {language: context.catalogs.endonym(language) for language in service.languages}
            return broadcasts_texts.texts_screen(_, broadcast, names, written)
        case Step.WHO:
            counts = await count_people(tx, context, audience)
            named = {context.catalogs.endonym(language): count for language, count in counts.items()}
            return broadcasts_texts.who_screen(
                _, broadcast, named, _chosen(context, _, audience), bool(places_of(context))
            )
        case Step.WHEN:
            return broadcasts_texts.when_screen(_, broadcast, when_text(context, _, broadcast))
        case Step.CONFIRM:
            people = await count_reached(tx, context, broadcast)
            return broadcasts_texts.confirm_screen(
                _,
                broadcast,
                people=people,
                when=when_text(context, _, broadcast),
                chosen=_chosen(context, _, audience),
                night=would_disturb(context, broadcast),
                second=needs_second(context, broadcast, people),
            )
        case _:
            people = sum((await count_people(tx, context, audience)).values())
            options, chosen = choices(context, _, broadcast)
            return broadcasts_texts.choice_screen(_, broadcast, options, chosen, people)


def choices(context: Context, _: Translator, broadcast: Broadcast) -> tuple[list[tuple[str, str]], list[str]]:
    """The values and labels of a list to choose from, and what is chosen."""
    service, audience = context.service, broadcast.audience
    match broadcast.step:
        case Step.LANGUAGES:
            languages = [(str(language), context.catalogs.endonym(language)) for language in service.languages]
            return languages, list(audience.languages)
        case Step.TOPICS:
            topics = [(str(topic.id), shared_texts.topic_label(_, topic)) for topic in service.topics]
            return topics, list(audience.topics)
        case Step.PLACES:
            places = [(str(number), place) for number, place in enumerate(places_of(context))]
            return places, [number for number, place in places if place == audience.place]
        case _:
            days = [(str(days), broadcasts_texts.days_label(_, days)) for days in broadcasts_texts.DAYS]
            return days, [str(audience.days)]


def places_of(context: Context) -> list[str]:
    """The offices, in the order of the configuration."""
    return list(dict.fromkeys(team.place for team in context.service.teams if team.place))


async def count_people(tx: Tx, context: Context, audience: Audience) -> dict[LanguageCode, int]:
    """How many contacts would get it now, by language."""
    service = context.service
    return await tx.count_audience(audience, teams_of(context, audience), service.default_language, context.now)


async def count_reached(tx: Tx, context: Context, broadcast: Broadcast) -> int:
    """How many people it is about: those who would get it, or those who have it."""
    if broadcast.task is Task.SEND:
        return sum((await count_people(tx, context, broadcast.audience)).values())
    return sum((await tx.recipient_languages(broadcast.id)).values())


def teams_of(context: Context, audience: Audience) -> list[TeamName]:
    """The teams of the chosen office; none for every team."""
    return [team.name for team in context.service.teams if audience.place and team.place == audience.place]


def needs_second(context: Context, broadcast: Broadcast, people: int) -> bool:
    """Whether a second member of staff has to agree. To take news back is urgent, and one is enough."""
    return broadcast.task is not Task.RECALL and people > context.service.second_confirmation_above


def would_disturb(context: Context, broadcast: Broadcast) -> bool:
    """Whether it would come at night, and nobody has insisted. A deletion or a correction makes no sound."""
    drafting = broadcast.state in (BroadcastState.DRAFT, BroadcastState.SECOND_CONFIRMATION)
    at = max(context.now, broadcast.starts_at or 0) if drafting else context.now
    return broadcast.task is Task.SEND and not broadcast.forced and is_night(context.local_time(at))


def when_text(context: Context, _: Translator, broadcast: Broadcast) -> str:
    if broadcast.starts_at is None:
        return broadcasts_texts.right_now(_)
    return opening_time(_, context.service.teams[0].hours, context.now, broadcast.starts_at)


def _chosen(context: Context, _: Translator, audience: Audience) -> list[str]:
    languages = context.language_names(audience.languages)
    topics = ", ".join(shared_texts.topic_label(_, context.service.topic(topic)) for topic in audience.topics)
    return broadcasts_texts.chosen_lines(_, audience, languages, topics)
