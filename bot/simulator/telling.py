"""Who acts, where, and what the bot is told of it."""

from typing import Any

from bot.simulator import wire
from bot.simulator.refusal import Impossible
from bot.simulator.world import Chat, Member, Message, Person, World

Deed = dict[str, Any]
"""The request of `POST /sim/do`: "do", "as" and the verb's own fields."""


# -- who, where, may they --------------------------------------------------------------------------------------------


def actor_of(world: World, deed: Deed) -> Person:
    person = world.people.get(deed["as"])
    if person is None or person.deleted:
        raise Impossible("there is no such person")
    return person


def chat_of(world: World, deed: Deed) -> Chat:
    chat = world.chats.get(deed["chat"])
    if chat is None or chat.gone:
        raise Impossible("there is no such chat")
    return chat


def chat_where_present(world: World, person: Person, deed: Deed) -> Chat:
    chat = chat_of(world, deed)
    if not chat.member(person.id).present:
        raise Impossible(f"{person.name} is not in this chat")
    return chat


def message_of(chat: Chat, deed: Deed) -> Message:
    message = chat.messages.get(deed["message_id"])
    if message is None:
        raise Impossible("there is no such message")
    return message


# -- what the bot is told --------------------------------------------------------------------------------------------


def bot_sees(world: World, chat: Chat, message: Message) -> bool:
    """In private everything; in groups what an administrator, or the privacy mode, lets through."""
    bot = world.bot_in(chat)
    if not bot.present:
        return False
    if chat.private or bot.administers or not world.bot.privacy or message.kind == "service":
        return True
    target = chat.messages.get(message.reply_to) if message.reply_to is not None else None
    if target is not None and target.author == world.bot.id:
        return True
    text = wire.text_of(message.body)
    if text.startswith("/"):
        addressee = text.split(maxsplit=1)[0].partition("@")[2]
        return addressee.lower() in ("", world.bot.username.lower())
    return f"@{world.bot.username.lower()}" in text.lower()


def tell_message(world: World, chat: Chat, message: Message, kind: str = "message") -> None:
    if bot_sees(world, chat, message):
        world.updates.push(kind, chat.id, wire.message_json(world, chat, message))


def post_service(world: World, chat: Chat, author: int, body: dict[str, Any], thread: int | None = None) -> Message:
    message = world.post(chat, author, "service", body, thread=thread)
    if author != world.bot.id:
        tell_message(world, chat, message)
    return message


def move_member(world: World, chat: Chat, actor: int, subject: int, after: Member) -> None:
    """Change a membership; the bot hears of its own, and of others where it administers."""
    before = chat.member(subject)
    chat.members[subject] = after
    moved = wire.moved_json(world, chat, actor, subject, before, after)
    if subject == world.bot.id:
        world.updates.push("my_chat_member", chat.id, moved)
    elif world.bot_in(chat).administers:
        world.updates.push("chat_member", chat.id, moved)
    world.touch(chat)
