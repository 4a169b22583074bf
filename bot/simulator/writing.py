"""What people do with messages. Each deed changes the world and tells the bot what a bot is told."""

import base64
import binascii
from collections.abc import Callable
from typing import Any

from bot.simulator import wire
from bot.simulator.files import MEDIA_KINDS, sample
from bot.simulator.refusal import Impossible
from bot.simulator.telling import Deed, actor_of, chat_where_present, message_of, tell_message
from bot.simulator.words import with_found
from bot.simulator.world import Message, Person, World


def add_message(world: World, deed: Deed, kind: str, body: dict[str, Any], album: str | None = None) -> Message:
    """Write in the name of `deed["as"]`, after the checks that the apps make."""
    person = actor_of(world, deed)
    chat = chat_where_present(world, person, deed)
    member = chat.member(person.id)
    if chat.private:
        if person.blocked_bot:
            raise Impossible(f"{person.name} has blocked the bot; unblock it first")
        person.started = True
    anonymous = bool(deed.get("anonymous"))
    if anonymous and not member.administers:
        raise Impossible("only administrators write in the name of the group")
    target = None
    if deed.get("reply_to") is not None:
        target = chat.messages.get(deed["reply_to"])
        if target is None:
            raise Impossible("there is no message to reply to")
    thread = world.thread_of(chat, deed.get("thread"), target)
    if chat.is_forum and thread is not None:
        topic = chat.topics.get(thread)
        if topic is None:
            raise Impossible("there is no such topic")
        if topic.closed and not member.administers:
            raise Impossible("the topic is closed")
    elif chat.general_closed and not member.administers:
        raise Impossible("the general topic is closed")
    message = world.post(
        chat,
        person.id,
        kind,
        body,
        thread=thread,
        reply_to=target.id if target else None,
        anonymous=anonymous,
        album=album,
    )
    tell_message(world, chat, message)
    return message


def write(world: World, deed: Deed) -> int:
    text = deed["text"]
    if not isinstance(text, str) or not text.strip():
        raise Impossible("there is nothing in the message")
    return add_message(world, deed, "text", text_body(text, deed.get("entities")) | deed.get("fields", {})).id


def text_body(text: str, entities: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    found = with_found(text, entities or [])
    return {"text": text, "entities": found} if found else {"text": text}


def caption_body(caption: str, entities: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    if not caption:
        return {}
    found = with_found(caption, entities or [])
    return {"caption": caption, "caption_entities": found} if found else {"caption": caption}


def media_body(world: World, deed: Deed, kind: str, chat: int) -> dict[str, Any]:
    data, mime = b"", deed.get("mime")
    if deed.get("sample"):
        try:
            data, sample_mime = sample(deed["sample"])
        except KeyError:
            raise Impossible("there is no such sample") from None
        mime = mime or sample_mime
    elif deed.get("file"):
        try:
            data = base64.b64decode(deed["file"], validate=True)
        except (binascii.Error, ValueError, TypeError):
            raise Impossible("the file is not in base64") from None
    seconds = deed.get("seconds", 4 if kind in ("voice", "video", "video_note", "animation", "audio") else 0)
    fields = world.files.add_media(
        kind, data, chat=chat, mime=mime, name=deed.get("name"), size=deed.get("size"), seconds=seconds
    )
    return fields | caption_body(deed.get("caption") or "", deed.get("entities"))


PLAIN_KINDS: dict[str, Callable[[Person], dict[str, Any]]] = {
    "location": lambda person: {"location": {"latitude": 59.9139, "longitude": 10.7522}},
    "venue": lambda person: {
        "location": {"latitude": 59.9127, "longitude": 10.7461},
        "venue": {
            "location": {"latitude": 59.9127, "longitude": 10.7461},
            "title": "Library",
            "address": "Bridge Street 1",
        },
    },
    "contact": lambda person: {
        "contact": {"phone_number": "+4700000000", "first_name": person.name, "user_id": person.id}
    },
    "poll": lambda person: {
        "poll": {
            "id": "5000000000000000001",
            "question": "Which day?",
            "options": [
                {"persistent_id": "0", "text": "Monday", "voter_count": 0},
                {"persistent_id": "1", "text": "Tuesday", "voter_count": 0},
            ],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
    },
    "dice": lambda person: {"dice": {"emoji": "🎲", "value": 4}},
}


def send(world: World, deed: Deed) -> int:
    """A message that is no text. A kind that is not known here needs its content in `fields`."""
    kind = deed["kind"]
    fields: dict[str, Any] = deed.get("fields") or {}
    if kind in MEDIA_KINDS:
        body = media_body(world, deed, kind, deed["chat"])
    elif kind in PLAIN_KINDS:
        body = PLAIN_KINDS[kind](actor_of(world, deed))
    elif fields:
        body = {}
    else:
        raise Impossible(f"nobody can send a {kind!r} without fields")
    for name, value in fields.items():
        known = body.get(name)
        body[name] = known | value if isinstance(known, dict) and isinstance(value, dict) else value
    return add_message(world, deed, kind, body).id


def album(world: World, deed: Deed) -> dict[str, Any]:
    """Two to ten files; each is a message and an update of its own. Answers with all ids."""
    items = deed["items"]
    if not 2 <= len(items) <= 10:
        raise Impossible("an album has two to ten files")
    name = str(13_000_000_000_000_000 + world.version)
    ids = [
        add_message(
            world, {**deed, "entities": None}, item["kind"], media_body(world, item, item["kind"], deed["chat"]), name
        ).id
        for item in items
    ]
    return {"message_id": ids[0], "message_ids": ids}


def edit(world: World, deed: Deed) -> int:
    person = actor_of(world, deed)
    chat = chat_where_present(world, person, deed)
    message = message_of(chat, deed)
    if message.author != person.id:
        raise Impossible("people edit only their own messages")
    body = {key: value for key, value in message.body.items() if key not in ("entities", "caption_entities")}
    if "kind" in deed:
        message.kind, body = deed["kind"], media_body(world, deed, deed["kind"], deed["chat"])
    elif "caption" in deed:
        body.pop("caption", None)
        body |= caption_body(deed["caption"], deed.get("entities"))
    else:
        body |= text_body(deed["text"], deed.get("entities"))
    message.body, message.edited = body, world.seconds()
    world.touch(chat)
    tell_message(world, chat, message, "edited_message")
    return message.id


def delete(world: World, deed: Deed) -> None:
    """Bots are not told."""
    person = actor_of(world, deed)
    chat = chat_where_present(world, person, deed)
    message = message_of(chat, deed)
    if not chat.private and message.author != person.id and not chat.member(person.id).administers:
        raise Impossible("only administrators delete what others wrote")
    del chat.messages[message.id]
    world.touch(chat)


def react(world: World, deed: Deed) -> int:
    person = actor_of(world, deed)
    chat = chat_where_present(world, person, deed)
    message = message_of(chat, deed)
    emoji = deed["emoji"]
    if emoji and not chat.reactions_on:
        raise Impossible("reactions are switched off in this chat")
    before = message.reactions.pop(person.id, None)
    if emoji:
        message.reactions[person.id] = emoji
    world.touch(chat)
    if before != emoji and (chat.private or world.bot_in(chat).administers):
        update = {
            "chat": wire.chat_json(world, chat),
            "message_id": message.id,
            "user": wire.person_json(person),
            "date": world.seconds(),
            "old_reaction": wire.reaction_json(before),
            "new_reaction": wire.reaction_json(emoji),
        }
        world.updates.push("message_reaction", chat.id, update)
    return message.id


def press(world: World, deed: Deed) -> dict[str, Any]:
    """Answers also with `callback`, the id that the bot must answer."""
    person = actor_of(world, deed)
    chat = chat_where_present(world, person, deed)
    message = message_of(chat, deed)
    rows = (message.markup or {}).get("inline_keyboard", [])
    if not any(button.get("callback_data") == deed["data"] for row in rows for button in row):
        raise Impossible("there is no such button under this message")
    callback = world.name_press(person)
    world.callbacks[callback] = (chat, person.id, world.seconds())
    update = {
        "id": callback,
        "from": wire.person_json(person),
        "message": wire.message_json(world, chat, message),
        "chat_instance": chat.instance,
        "data": deed["data"],
    }
    world.updates.push("callback_query", chat.id, update)
    world.touch(chat)
    return {"message_id": message.id, "callback": callback}
