"""What people do to themselves, to groups and to the bot. Each deed tells the bot what a bot is told."""

from typing import Any

from bot.simulator import wire
from bot.simulator.refusal import Impossible
from bot.simulator.telling import Deed, actor_of, chat_of, chat_where_present, move_member, post_service, tell_message
from bot.simulator.world import ALL_RIGHTS, Chat, Member, Person, World

TOPIC_COLOR = 7322096


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
        created = world.add_topic(chat, person.id, deed["title"], TOPIC_COLOR)
        tell_message(world, chat, chat.messages[created.thread])
        return created.thread
    thread = deed.get("thread")
    if thread is None:
        return general_topic(world, chat, person.id, change)
    found = chat.topics.get(thread)
    if found is None:
        raise Impossible("there is no such topic")
    if change == "delete":
        world.drop_topic(chat, thread)
        return None
    if change == "edit":
        edited = {"name": deed["title"]} if "title" in deed else {"icon_custom_emoji_id": deed["icon"]}
        found.title = deed.get("title", found.title)
        return post_service(world, chat, person.id, {"forum_topic_edited": edited}, thread).id
    if change not in ("close", "reopen"):
        raise Impossible("a topic can be created, edited, deleted, closed and reopened")
    found.closed = change == "close"
    line: dict[str, Any] = {"forum_topic_closed" if found.closed else "forum_topic_reopened": {}}
    return post_service(world, chat, person.id, line, thread).id


def general_topic(world: World, chat: Chat, person: int, change: str) -> int:
    """The topic that every forum has: its messages are in no thread."""
    if not chat.is_forum or change not in ("close", "reopen"):
        raise Impossible("the general topic of a forum can be closed and reopened")
    chat.general_closed = change == "close"
    line: dict[str, Any] = {"forum_topic_closed" if chat.general_closed else "forum_topic_reopened": {}}
    return post_service(world, chat, person, line).id


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
