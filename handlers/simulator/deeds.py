"""What people do: the verbs of `POST /sim/do`. Each changes the world and tells the bot what a bot is told."""

import base64
import binascii
from collections.abc import Callable
from typing import Any

from handlers.simulator import wire
from handlers.simulator.files import MEDIA_KINDS, sample
from handlers.simulator.refusal import Impossible
from handlers.simulator.words import with_found
from handlers.simulator.world import ALL_RIGHTS, Chat, Member, Message, Person, World

Deed = dict[str, Any]
"""The request: "do", "as" and the verb's own fields."""
SERVICE_COLOR = 7322096


def do(world: World, deed: Deed) -> dict[str, Any]:
    """Carry out one deed. The answer holds `message_id`, None where nothing was written; raises Impossible."""
    verb = VERBS.get(str(deed.get("do")))
    if verb is None:
        raise Impossible(f"nobody can {deed.get('do')!r}; the verbs are {', '.join(VERBS)}")
    try:
        result = verb(world, deed)
    except KeyError as missing:
        raise Impossible(f"{deed['do']} needs {missing}") from None
    return result if isinstance(result, dict) else {"message_id": result}


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


# -- messages --------------------------------------------------------------------------------------------------------


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


def media_body(world: World, deed: Deed, kind: str) -> dict[str, Any]:
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
    fields = world.files.add_media(kind, data, mime=mime, name=deed.get("name"), size=deed.get("size"), seconds=seconds)
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
        body = media_body(world, deed, kind)
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
        add_message(world, {**deed, "entities": None}, item["kind"], media_body(world, item, item["kind"]), name).id
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
        message.kind, body = deed["kind"], media_body(world, deed, deed["kind"])
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
    callback = str(4_000_000_000_000_000_000 + world.version * 1000 + len(world.callbacks) % 1000)
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


# -- people and groups -----------------------------------------------------------------------------------------------


def block(world: World, deed: Deed) -> None:
    person = actor_of(world, deed)
    if not person.blocked_bot:
        person.blocked_bot = True
        move_member(world, world.chats[person.id], person.id, world.bot.id, Member("kicked"))


def unblock(world: World, deed: Deed) -> None:
    person = actor_of(world, deed)
    if person.blocked_bot:
        person.blocked_bot = False
        move_member(world, world.chats[person.id], person.id, world.bot.id, Member("member"))


def delete_account(world: World, deed: Deed) -> None:
    """The person is gone from Telegram; groups see a departure."""
    person = actor_of(world, deed)
    for chat in world.chats.values():
        if not chat.private and chat.member(person.id).present:
            move_member(world, chat, person.id, person.id, Member("left"))
    person.deleted = True
    world.touch(world.chats[person.id])


def join(world: World, deed: Deed) -> int:
    person = actor_of(world, deed)
    chat = chat_of(world, deed)
    if chat.private:
        raise Impossible("nobody joins a private chat")
    if chat.member(person.id).present:
        raise Impossible(f"{person.name} is in this chat already")
    move_member(world, chat, person.id, person.id, Member("member"))
    return post_service(world, chat, person.id, {"new_chat_members": [wire.person_json(person)]}).id


def leave(world: World, deed: Deed) -> int:
    person = actor_of(world, deed)
    chat = chat_where_present(world, person, deed)
    if chat.private:
        raise Impossible("nobody leaves a private chat")
    move_member(world, chat, person.id, person.id, Member("left"))
    return post_service(world, chat, person.id, {"left_chat_member": wire.person_json(person)}).id


def add_person(world: World, deed: Deed) -> dict[str, Any]:
    """Answers also with `person`, the new id."""
    number = max(world.people, default=100) + 1
    person = world.add_person(number, deed["name"], deed["role"], deed["language_code"])
    message_id = join(world, {"as": number, "chat": deed["chat"]}) if deed.get("chat") is not None else None
    return {"message_id": message_id, "person": person.id}


def topic(world: World, deed: Deed) -> int | None:
    person = actor_of(world, deed)
    chat = chat_where_present(world, person, deed)
    change = deed["change"]
    if change == "create":
        created = world.add_topic(chat, person.id, deed["title"], SERVICE_COLOR)
        tell_message(world, chat, chat.messages[created.thread])
        return created.thread
    thread = deed["thread"]
    found = chat.topics.get(thread)
    if found is None:
        raise Impossible("there is no such topic")
    if change == "delete":
        world.drop_topic(chat, thread)
        return None
    if change not in ("close", "reopen"):
        raise Impossible("a topic can be created, deleted, closed and reopened")
    found.closed = change == "close"
    line: dict[str, Any] = {"forum_topic_closed" if found.closed else "forum_topic_reopened": {}}
    return post_service(world, chat, person.id, line, thread).id


def bot(world: World, deed: Deed) -> dict[str, Any] | None:
    """What administrators do to the bot and to the group."""
    person = actor_of(world, deed)
    chat = chat_of(world, deed)
    if chat.private:
        raise Impossible("this is no group")
    change = deed.get("change")
    bot_id = world.bot.id
    if change == "kick":
        move_member(world, chat, person.id, bot_id, Member("kicked"))
    elif change == "add":
        move_member(world, chat, person.id, bot_id, Member("member"))
        post_service(world, chat, person.id, {"new_chat_members": [wire.bot_json(world.bot)]})
    elif change == "demote":
        move_member(world, chat, person.id, bot_id, Member("member"))
    elif change == "promote":
        rights = frozenset(deed.get("rights", ALL_RIGHTS)) & ALL_RIGHTS
        move_member(world, chat, person.id, bot_id, Member("administrator", rights))
    elif change == "delete_group" or deed.get("delete_group"):
        chat.gone = True
    elif change == "migrate" or deed.get("migrate"):
        return {"message_id": None, "chat": migrate(world, person, chat).id}
    elif deed.get("reactions") in ("on", "off"):
        chat.reactions_on = deed["reactions"] == "on"
    elif deed.get("forum") in ("on", "off"):
        chat.is_forum = deed["forum"] == "on"
    else:
        raise Impossible("the bot can be kicked, added, demoted and promoted; see docs/simulator.md")
    world.touch(chat)
    return None


def migrate(world: World, person: Person, chat: Chat) -> Chat:
    """The group gets a new id; the old one only points to it."""
    new_id = min(world.chats) - 1
    moved = Chat(
        new_id, "supergroup", chat.title, chat.role, chat.is_forum, dict(chat.members), reactions_on=chat.reactions_on
    )
    world.chats[new_id] = moved
    post_service(world, chat, person.id, {"migrate_to_chat_id": new_id})
    post_service(world, moved, person.id, {"migrate_from_chat_id": chat.id})
    chat.gone, chat.moved_to = True, new_id
    world.touch(chat)
    return moved


def raw(world: World, deed: Deed) -> dict[str, Any]:
    """Answers also with `update_id`. The people in it may be written to from now on."""
    update = deed["update"]
    if not isinstance(update, dict):
        raise Impossible("an update is an object")
    conversation = 0
    for content in update.values():
        inner = content.get("message", content) if isinstance(content, dict) else None
        place = inner.get("chat") if isinstance(inner, dict) else None
        if isinstance(place, dict) and isinstance(place.get("id"), int):
            conversation = place["id"]
    if conversation in world.people:
        world.people[conversation].started = True
    return {"message_id": None, "update_id": world.updates.push_raw(update, conversation)}


VERBS: dict[str, Callable[[World, Deed], dict[str, Any] | int | None]] = {
    "write": write,
    "send": send,
    "album": album,
    "edit": edit,
    "delete": delete,
    "react": react,
    "press": press,
    "block": block,
    "unblock": unblock,
    "join": join,
    "leave": leave,
    "topic": topic,
    "bot": bot,
    "raw": raw,
    "add_person": add_person,
    "delete_account": delete_account,
}
