"""A contact's yes or no to news. Whoever was never asked gets none."""

from bot.features.broadcasts import texts as broadcasts_texts
from bot.features.broadcasts.buttons import ChooseNews, NewsChoice
from bot.features.shared.context import Context
from bot.features.shared.notify import say, say_to_case
from bot.features.store import Tx
from bot.kernel.ids import ContactId
from bot.kernel.incoming import Command, Pressed, Written
from bot.kernel.model import Case, CaseState, Contact
from bot.kernel.outgoing import Send
from bot.kernel.translation import Translator

ON, OFF = ("on", "yes", "1"), ("off", "no", "stop", "0")


async def news_by_command(tx: Tx, context: Context, contact: Contact, command: Command) -> None:
    """`/news on`, `/news off`; `/news` alone says how it is."""
    _ = context.for_contact(contact, command.origin)
    word = command.argument.strip().casefold()
    if word in ON or word in OFF:
        await choose_news(tx, context, contact, _, wanted=word in ON)
        return
    wanted = await tx.news_choice(contact.id)
    await say(tx, context, contact.channel, contact.chat, broadcasts_texts.news_now(_, bool(wanted)))


async def press_news(tx: Tx, context: Context, contact: Contact, pressed: Pressed, press: ChooseNews) -> str:
    _ = context.for_contact(contact, pressed.origin)
    await choose_news(tx, context, contact, _, wanted=press.choice is NewsChoice.ON)
    return ""


async def choose_news(tx: Tx, context: Context, contact: Contact, _: Translator, *, wanted: bool) -> None:
    """Record the choice and say it."""
    await tx.set_news(contact.id, wanted, context.now)
    said = broadcasts_texts.news_on(_) if wanted else broadcasts_texts.news_off(_)
    await say(tx, context, contact.channel, contact.chat, said)


async def with_invitation(tx: Tx, contact: ContactId, _: Translator, message: Send) -> Send:
    """The message with a button that asks for news, for whoever has never said yes or no."""
    never_said = await tx.news_choice(contact) is None
    return Send(message.content, broadcasts_texts.news_button(_)) if never_said else message


async def tell_that_it_answers_news(tx: Tx, context: Context, case: Case, written: Written) -> None:
    """Let the team know that a message answers a broadcast, which they have not seen."""
    origin = written.origin
    if written.reply_to is None or await tx.broadcast_at(origin.channel, origin.chat, written.reply_to) is None:
        return
    current = await tx.case(case.id)
    if current is not None and current.state is CaseState.OPEN:
        team = context.service.team(case.team)
        await say_to_case(tx, context, current, broadcasts_texts.answers_news(context.for_team(team)))
