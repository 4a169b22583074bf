"""The world as a reader of `GET /sim/state` sees it; the shapes are in docs/simulator.md."""

from datetime import UTC, datetime
from typing import Any

from bot.simulator import wire
from bot.simulator.world import Chat, Message, World

MEDIA = ("photo", "voice", "video", "video_note", "animation", "audio", "document", "sticker")
KINDS = frozenset((*MEDIA, "text", "location", "venue", "contact", "poll", "dice", "service"))
PREVIEW_LENGTH = 60


def state(world: World, since: int) -> dict[str, Any]:
    """Everything, but of the chats only those that changed after version `since`."""
    return {
        "version": world.version,
        "now": instant(world, world.clock.now()),
        "bot": {"id": world.bot.id, "name": world.bot.name, "username": world.bot.username},
        "people": [
            {
                "id": person.id,
                "name": world.name_of(person.id),
                "role": person.role,
                "language_code": person.language_code,
                "blocked_bot": person.blocked_bot,
            }
            for person in world.people.values()
            if not person.deleted
        ],
        "chats": [
            show_chat(world, chat)
            for chat in world.chats.values()
            if chat.changed > since and (not chat.private or chat.messages or world.people[chat.id].role == "contact")
        ],
    }


def instant(world: World, milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds // 1000, UTC).astimezone(world.zone).isoformat()


def show_chat(world: World, chat: Chat) -> dict[str, Any]:
    content: dict[str, Any] = {
        "id": chat.id,
        "kind": chat.kind,
        "title": chat.title,
        "role": chat.role,
        "is_forum": chat.is_forum,
        "members": [key for key, member in chat.members.items() if member.present and key in world.people],
        "gone": chat.gone,
        "moved_to": chat.moved_to,
        "reactions_on": chat.reactions_on,
        "bot": world.bot_in(chat).status,
        "topics": [
            {"thread": topic.thread, "title": topic.title, "closed": topic.closed} for topic in chat.topics.values()
        ],
        "commands": commands(world, chat),
        "changed": chat.changed,
        "messages": [show_message(world, chat, message) for message in chat.messages.values()],
    }
    if chat.toast is not None:
        content["toast"] = chat.toast
    return content


def commands(world: World, chat: Chat) -> list[dict[str, Any]]:
    """The menu that an app shows here: that of the chat, of its kind, or the general one, in the app's language first.

    Source: Bot API, "Determining list of commands"; without the scopes of administrators and single members.
    """
    language = world.people[chat.id].language_code if chat.private else ""
    kind = "all_private_chats" if chat.private else "all_group_chats"
    for place in (f"chat:{chat.id}", kind, "default"):
        for code in (language, ""):
            found = world.bot.commands.get(f"{place}/{code}")
            if found:
                return found
    return []


def show_message(world: World, chat: Chat, message: Message) -> dict[str, Any]:
    body = message.body
    from_bot = message.author == world.bot.id
    content: dict[str, Any] = {
        "id": message.id,
        "thread": message.thread if chat.is_forum else None,
        "from": chat.id if message.anonymous else message.author,
        "from_name": chat.title if message.anonymous else world.name_of(message.author),
        "from_bot": from_bot,
        "date": instant(world, message.date * 1000),
        "kind": message.kind if message.kind in KINDS else "service",
        "text": words(world, message),
        "entities": body.get("entities") or body.get("caption_entities") or [],
        "reply_to": None,
        "buttons": buttons(message),
        "edited": message.edited is not None,
        "album": message.album,
        "reactions": [
            {"emoji": emoji, "by_bot": by == world.bot.id, "by": by} for by, emoji in message.reactions.items()
        ],
        "protected": message.protected,
    }
    target = chat.messages.get(message.reply_to) if message.reply_to is not None else None
    if target is not None:
        preview = words(world, target) or target.kind.replace("_", " ").capitalize()
        content["reply_to"] = {"id": target.id, "preview": preview[:PREVIEW_LENGTH]}
    if message.kind in MEDIA:
        content["file"] = show_file(world, message)
    if "location" in body:
        venue = body.get("venue", {})
        content["place"] = {
            "latitude": body["location"]["latitude"],
            "longitude": body["location"]["longitude"],
            "title": venue.get("title", ""),
            "address": venue.get("address", ""),
        }
    return content


def show_file(world: World, message: Message) -> dict[str, Any] | None:
    media = message.body.get(message.kind)
    if isinstance(media, list):
        media = media[-1]
    file = world.files.by_id.get(media["file_id"]) if isinstance(media, dict) else None
    if file is None:
        return None
    return {"id": file.id, "mime": file.mime, "size": file.size, "name": file.name, "seconds": file.seconds}


def buttons(message: Message) -> list[list[dict[str, Any]]]:
    """A button that opens a link has `url` and its data is null."""
    rows = (message.markup or {}).get("inline_keyboard", [])
    return [
        [
            {"label": button["text"], "data": button.get("callback_data")}
            | ({"url": button["url"]} if "url" in button else {})
            for button in row
        ]
        for row in rows
    ]


def words(world: World, message: Message) -> str:
    """The text or caption; for a service line, and for what has neither, a description."""
    body = message.body
    text = wire.text_of(body)
    if text:
        return text
    name = world.name_of(message.author)
    match body:
        case {"forum_topic_created": {"name": title}}:
            return f"{name} created the topic “{title}”"
        case {"forum_topic_edited": {"name": title}}:
            return f"{name} renamed the topic to “{title}”"
        case {"forum_topic_closed": _}:
            return f"{name} closed the topic"
        case {"forum_topic_reopened": _}:
            return f"{name} reopened the topic"
        case {"new_chat_members": [member, *_]}:
            return f"{member['first_name']} joined the group"
        case {"left_chat_member": member}:
            return f"{member['first_name']} left the group"
        case {"pinned_message": _}:
            return f"{name} pinned a message"
        case {"migrate_to_chat_id": _}:
            return "This group was upgraded"
        case {"migrate_from_chat_id": _}:
            return "This group was upgraded from a smaller one"
        case {"poll": {"question": question}}:
            return str(question)
        case {"contact": {"first_name": first_name}}:
            return str(first_name)
        case {"dice": {"emoji": emoji, "value": value}}:
            return f"{emoji} {value}"
    return "" if message.kind in KINDS else f"({message.kind})"
