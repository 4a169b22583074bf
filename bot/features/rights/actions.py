"""What everybody may ask for at any time: help in danger, the notice, their data, to stop, to be forgotten."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.features.cases.actions import close_case
from bot.features.hours.actions import withdraw
from bot.features.onboarding.rules import has_agreed
from bot.features.rights import texts as rights_texts
from bot.features.rights.buttons import Forget, KeepData, ShowNumbers
from bot.features.shared.context import Context
from bot.features.shared.notify import say
from bot.features.store import Tx
from bot.kernel.content import Made, MediaKind, words_of
from bot.kernel.emergency import asks_for_help, wants_to_die
from bot.kernel.incoming import Command, Edited, Incoming, Origin, Pressed, Written
from bot.kernel.model import Contact, Direction
from bot.kernel.outgoing import Send
from bot.kernel.translation import Translator

FILE_NAME = "my-data.json"
INSTANTS = re.compile(r"(\w+_)?at|\w+_since|notice_accepted")
"""The columns that hold an instant."""


def asks_for_numbers(context: Context, incoming: Incoming) -> bool:
    """Whether somebody asks for the emergency numbers: by /sos, or by writing 112, also below a picture or later."""
    match incoming:
        case Command(name=words):
            return asks_for_help(words, context.service.emergency)
        case Written(content=content) | Edited(content=content):
            return asks_for_help(words_of(content), context.service.emergency)
        case _:
            return False


def speaks_of_dying(context: Context, incoming: Incoming) -> bool:
    """Whether somebody writes that they want to die, in any language of the catalogs."""
    if not isinstance(incoming, Written | Edited):
        return False
    translators = [context.catalogs.translator(language) for language in context.catalogs.languages]
    phrases = dict.fromkeys(phrase for _ in translators for phrase in rights_texts.phrases_of_despair(_))
    return wants_to_die(words_of(incoming.content), tuple(phrases))


async def show_who_listens(tx: Tx, context: Context, origin: Origin) -> None:
    _ = context.for_contact(await tx.find_contact(origin.channel, origin.chat), origin)
    await say(tx, context, origin.channel, origin.chat, rights_texts.someone_to_talk_to(_, context.service.emergency))


async def answer_need(tx: Tx, context: Context, origin: Origin, incoming: Sequence[Incoming]) -> None:
    """Show whom to call to whoever asks for it or wants to die. It goes on: it may answer a volunteer too."""
    if any(asks_for_numbers(context, each) for each in incoming):
        await show_numbers(tx, context, origin)
    elif any(speaks_of_dying(context, each) for each in incoming):
        await show_who_listens(tx, context, origin)


async def press_numbers(tx: Tx, context: Context, pressed: Pressed, _press: ShowNumbers) -> str:
    await show_numbers(tx, context, pressed.origin)
    return ""


async def press_forget(tx: Tx, context: Context, pressed: Pressed, _press: Forget) -> str:
    """Also pressed again while the erasure is under way."""
    contact = await tx.find_contact(pressed.origin.channel, pressed.origin.chat)
    if contact is None:
        return ""
    await tx.ask_erasure(contact.id, context.now)
    return rights_texts.forget_begins(context.for_contact(contact, pressed.origin))


async def press_keep_data(_tx: Tx, context: Context, contact: Contact, pressed: Pressed, _press: KeepData) -> str:
    return rights_texts.forget_kept(context.for_contact(contact, pressed.origin))


async def show_numbers(tx: Tx, context: Context, origin: Origin) -> None:
    """At any time: before any choice, outside of the hours, while one is being erased."""
    _ = context.for_contact(await tx.find_contact(origin.channel, origin.chat), origin)
    await say(tx, context, origin.channel, origin.chat, rights_texts.emergency_numbers(_, context.service.emergency))


async def numbers_by_command(tx: Tx, context: Context, command: Command) -> None:
    await show_numbers(tx, context, command.origin)


async def privacy_by_command(tx: Tx, context: Context, contact: Contact, command: Command) -> None:
    await show_privacy(tx, context, contact, context.for_contact(contact, command.origin))


async def show_privacy(tx: Tx, context: Context, contact: Contact, _: Translator) -> None:
    """The long form of the notice. The choice stands below it while it is to be made."""
    accepted = has_agreed(contact, context.service) or contact.language is None
    await say(
        tx, context, contact.channel, contact.chat, rights_texts.privacy_page(_, context.service, accepted=accepted)
    )


async def stop(tx: Tx, context: Context, contact: Contact, _: Translator) -> None:
    """Before the notice was accepted nothing was passed on; later, nothing more is."""
    numbers = context.service.emergency
    await tx.drop_wishes_of(contact.id)
    if contact.notice_accepted is None:
        await tx.drop_held(contact.id)
        await say(tx, context, contact.channel, contact.chat, rights_texts.notice_declined(_, numbers))
        return
    await withdraw(tx, context, contact)
    for case in await tx.open_cases_of(contact.id):
        await close_case(tx, context, case, by_contact=True)
    if await tx.news_choice(contact.id):
        await tx.set_news(contact.id, False, context.now)
    await tx.revoke_notice(contact.id)
    await say(tx, context, contact.channel, contact.chat, rights_texts.stopped(_, numbers))


async def forget_by_command(tx: Tx, context: Context, contact: Contact, command: Command) -> None:
    """Ask whether they are sure."""
    _ = context.for_contact(contact, command.origin)
    await say(tx, context, contact.channel, contact.chat, rights_texts.confirm_forget(_))


async def my_data_by_command(tx: Tx, context: Context, contact: Contact, command: Command) -> None:
    """Everything that is held about a contact, in words and as a file. Made before the answer itself is stored."""
    _ = context.for_contact(contact, command.origin)
    data = await tx.personal_data(contact.id)
    messages = data["messages"]
    accepted = contact.notice_accepted
    when = "–" if accepted is None else _.date(context.local_time(accepted).date())
    await say(
        tx,
        context,
        contact.channel,
        contact.chat,
        rights_texts.my_data(
            _,
            pseudonym=contact.pseudonym,
            language="–" if contact.language is None else context.catalogs.endonym(contact.language),
            cases=len(data["cases"]),
            messages=sum(each["direction"] != Direction.OURS for each in messages),
            waiting=sum(each["state"] == "held" for each in messages),
            accepted=when,
        ),
    )
    await tx.enqueue(
        Send(Made.of(MediaKind.DOCUMENT, write_data(data).encode(), FILE_NAME)),
        channel=contact.channel,
        chat=contact.chat,
        now=context.now,
    )


def write_data(data: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The rows by table as JSON, with instants as dates and stored bodies as the structures that they are."""
    tables = {
        table: [{column: _readable(column, value) for column, value in row.items()} for row in rows]
        for table, rows in data.items()
    }
    return json.dumps(tables, ensure_ascii=False, indent=2).encode("utf-8", "replace").decode()


def _readable(column: str, value: Any) -> Any:
    if value is None:
        return None
    if INSTANTS.fullmatch(column):
        return datetime.fromtimestamp(value / 1000, UTC).isoformat(timespec="seconds")
    if isinstance(value, bytes):
        try:
            return json.loads(value.decode("utf-8", "surrogatepass"))
        except ValueError:
            return value.decode("utf-8", "replace")  # an update that is no JSON
    return value
