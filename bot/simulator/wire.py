"""How the Bot API shows users, chats, messages and memberships: with every field that the real server sends."""

from typing import Any

from bot.simulator.world import ALL_RIGHTS, ANONYMOUS_ADMINISTRATOR, Bot, Chat, Member, Message, Person, Topic, World

GROUP_ACCOUNT = {
    "id": ANONYMOUS_ADMINISTRATOR,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}


def bot_json(bot: Bot) -> dict[str, Any]:
    return {"id": bot.id, "is_bot": True, "first_name": bot.name, "username": bot.username}


def person_json(person: Person) -> dict[str, Any]:
    content: dict[str, Any] = {"id": person.id, "is_bot": False, "first_name": person.name}
    if person.last_name:
        content["last_name"] = person.last_name
    if person.username:
        content["username"] = person.username
    if person.language_code:
        content["language_code"] = person.language_code
    if person.premium:
        content["is_premium"] = True
    return content


def user_json(world: World, id: int) -> dict[str, Any]:
    return bot_json(world.bot) if id == world.bot.id else person_json(world.people[id])


def chat_json(world: World, chat: Chat) -> dict[str, Any]:
    content: dict[str, Any] = {"id": chat.id}
    if chat.private:
        person = person_json(world.people[chat.id])
        content |= {key: person[key] for key in ("first_name", "last_name", "username") if key in person}
        return content | {"type": "private"}
    content |= {"title": chat.title, "type": "supergroup"}
    if chat.is_forum:
        content["is_forum"] = True
    return content


def message_json(world: World, chat: Chat, message: Message, *, with_reply: bool = True) -> dict[str, Any]:
    """A Message. A reply inside a reply is left out, as the real server does."""
    content: dict[str, Any] = {"message_id": message.id}
    shown_chat = chat_json(world, chat)
    if message.anonymous:
        content |= {"from": GROUP_ACCOUNT, "sender_chat": shown_chat}
    else:
        content["from"] = user_json(world, message.author)
    content |= {"chat": shown_chat, "date": message.date}
    if message.edited is not None:
        content["edit_date"] = message.edited
    if message.thread is not None:
        content["message_thread_id"] = message.thread
        if chat.is_forum:
            content["is_topic_message"] = True
    if with_reply:
        # In a topic, whatever is no reply counts as one to the message that opened the topic.
        replied = message.reply_to
        if replied is None and chat.is_forum and message.thread != message.id:
            replied = message.thread
        target = chat.messages.get(replied) if replied is not None else None
        if target is not None:
            content["reply_to_message"] = message_json(world, chat, target, with_reply=False)
    if message.album is not None:
        content["media_group_id"] = message.album
    content |= message.body
    if message.markup is not None and "inline_keyboard" in message.markup:
        content["reply_markup"] = message.markup
    if message.protected:
        content["has_protected_content"] = True
    return content


def member_json(world: World, id: int, member: Member) -> dict[str, Any]:
    content: dict[str, Any] = {"user": user_json(world, id), "status": member.status}
    if member.status == "kicked":
        content["until_date"] = 0
    if member.status == "creator":
        content["is_anonymous"] = False
    if member.status == "administrator":
        content |= {"can_be_edited": False, "is_anonymous": False}
        content |= {right: right in member.rights for right in sorted(ALL_RIGHTS)}
    return content


def moved_json(world: World, chat: Chat, actor: int, subject: int, before: Member, after: Member) -> dict[str, Any]:
    """A ChatMemberUpdated."""
    return {
        "chat": chat_json(world, chat),
        "from": user_json(world, actor),
        "date": world.seconds(),
        "old_chat_member": member_json(world, subject, before),
        "new_chat_member": member_json(world, subject, after),
    }


def reaction_json(emoji: str | None) -> list[dict[str, str]]:
    return [{"type": "emoji", "emoji": emoji}] if emoji else []


def topic_json(topic: Topic) -> dict[str, Any]:
    return {"message_thread_id": topic.thread, "name": topic.title, "icon_color": topic.icon_color}


def text_of(body: dict[str, Any]) -> str:
    text = body.get("text", body.get("caption", ""))
    return text if isinstance(text, str) else ""
