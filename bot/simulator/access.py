"""What the bot may reach, and the real server's words when it may not.

The words are those of https://github.com/tdlib/telegram-bot-api (Client.cpp) and https://github.com/tdlib/td.
"""

from typing import Any

from bot.simulator.refusal import bad_request, forbidden
from bot.simulator.world import Chat, Message, Topic, World

Params = dict[str, Any]
"""A call's parameters, checked and in their own types."""


def known_chat(world: World, params: Params) -> Chat:
    """A chat that the bot can look at."""
    chat = world.chats.get(params["chat_id"])
    if chat is None:
        raise bad_request("chat not found")
    if chat.moved_to is not None:
        raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.moved_to)
    if chat.private:
        if not world.people[chat.id].started:
            raise bad_request("chat not found")
        return chat
    if chat.gone:
        raise forbidden("the group chat was deleted")
    bot = world.bot_in(chat)
    if bot.status == "kicked":
        raise forbidden("bot was kicked from the supergroup chat")
    if not bot.present:
        raise forbidden("bot is not a member of the supergroup chat")
    return chat


def writable_chat(world: World, params: Params) -> Chat:
    """A chat that the bot can write to."""
    person = world.people.get(params["chat_id"])
    if person is not None:
        if person.deleted:
            raise forbidden("user is deactivated")
        if person.blocked_bot:
            raise forbidden("bot was blocked by the user")
        if not person.started:
            raise forbidden("bot can't initiate conversation with a user")
    return known_chat(world, params)


def group(world: World, params: Params) -> Chat:
    chat = known_chat(world, params)
    if chat.private:
        raise bad_request("method is available for supergroup and channel chats only")
    return chat


def require(world: World, chat: Chat, right: str, to_do: str) -> None:
    if not world.bot_in(chat).may(right):
        raise bad_request(f"not enough rights to {to_do}")


def open_topic(chat: Chat, params: Params) -> Topic | None:
    """The topic that a new message goes to. Outside forums the real server passes over the parameter."""
    thread = params.get("message_thread_id")
    if not thread or (not chat.private and not chat.is_forum):
        return None
    topic = chat.topics.get(thread)
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed:
        raise bad_request("TOPIC_CLOSED")
    return topic


def reply_target(chat: Chat, params: Params, thread: int | None) -> Message | None:
    """The message replied to. It must be in the same chat, and in the topic if one is named."""
    reply = params.get("reply_parameters")
    if reply is None:
        return None
    target = chat.messages.get(reply["message_id"])
    elsewhere = reply.get("chat_id", chat.id) != chat.id
    if target is None or elsewhere or (thread is not None and target.thread != thread):
        if reply.get("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")
    return target


def own_message(world: World, chat: Chat, params: Params) -> Message:
    """A message of the bot that can be edited."""
    if "message_id" not in params:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(params["message_id"])
    if message is None:
        raise bad_request("message to edit not found")
    if message.author != world.bot.id or message.kind == "service":
        raise bad_request("message can't be edited")
    return message
