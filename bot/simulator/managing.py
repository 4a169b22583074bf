"""The other methods of the bot: updates, topics, chats and members, files, its own profile."""

from typing import Any

from bot.simulator import wire
from bot.simulator.access import Params, group, known_chat, require
from bot.simulator.files import DOWNLOAD_LIMIT, File
from bot.simulator.refusal import bad_request
from bot.simulator.validation import check_chat_id, utf16_length
from bot.simulator.world import Chat, Member, Topic, World

CALLBACK_SECONDS = 15 * 60
"""How long a pressed button waits for its answer; not published, about a quarter of an hour."""
MOST_COMMANDS = 100
"""How many commands a menu may have. Source: Bot API, setMyCommands."""
ICON_COLORS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)
"""The colours that createForumTopic takes; https://core.telegram.org/bots/api#createforumtopic."""


# -- updates ---------------------------------------------------------------------------------------------------------


async def get_updates(world: World, params: Params) -> bytes:
    if "allowed_updates" in params:
        world.updates.allowed = params["allowed_updates"]
    limit = params.get("limit", 100)
    limit = limit if 1 <= limit <= 100 else 100
    return await world.updates.fetch(params.get("offset", 0), limit, max(0, params.get("timeout", 0)))


async def set_webhook(world: World, params: Params) -> bool:
    """Plain http is taken here too: the webhook is on this machine."""
    url: str = params["url"]
    if "allowed_updates" in params:
        world.updates.allowed = params["allowed_updates"]
    if params.get("drop_pending_updates"):
        world.updates.forget_pending()
    if not url:
        await world.updates.delete_webhook()
        return True
    if not url.startswith(("http://", "https://")):
        raise bad_request("invalid webhook URL specified")
    secret: str = params.get("secret_token", "")
    if not all(character.isascii() and (character.isalnum() or character in "_-") for character in secret):
        raise bad_request("secret token contains unallowed characters")
    await world.updates.set_webhook(url, secret, params.get("max_connections", 40))
    return True


async def delete_webhook(world: World, params: Params) -> bool:
    await world.updates.delete_webhook()
    if params.get("drop_pending_updates"):
        world.updates.forget_pending()
    return True


def get_webhook_info(world: World, params: Params) -> dict[str, Any]:
    webhook = world.updates.webhook
    info: dict[str, Any] = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": world.updates.pending,
    }
    if webhook is not None:
        info["max_connections"] = webhook.max_connections
        if webhook.last_error:
            info |= {"last_error_date": webhook.last_error_at, "last_error_message": webhook.last_error}
    if world.updates.allowed:
        info["allowed_updates"] = world.updates.allowed
    return info


def answer_callback_query(world: World, params: Params) -> bool:
    pressed = world.callbacks.pop(params["callback_query_id"], None)
    if pressed is None or world.seconds() - pressed[2] > CALLBACK_SECONDS:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    chat, person, _ = pressed
    if params.get("text"):
        chat.toast = {"by": person, "text": params["text"], "at": world.version}
    world.touch(chat)
    return True


# -- topics ----------------------------------------------------------------------------------------------------------


def forum(world: World, params: Params, to_do: str) -> Chat:
    chat = group(world, params)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    require(world, chat, "can_manage_topics", to_do)
    return chat


def topic_of(chat: Chat, params: Params) -> Topic:
    topic = chat.topics.get(params["message_thread_id"])
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    return topic


def create_forum_topic(world: World, params: Params) -> dict[str, Any]:
    chat = forum(world, params, "create a topic")
    color = params.get("icon_color", ICON_COLORS[0])
    if color not in ICON_COLORS:
        raise bad_request("invalid icon color specified")
    return wire.topic_json(world.add_topic(chat, world.bot.id, params["name"], color))


def edit_forum_topic(world: World, params: Params) -> bool:
    chat = forum(world, params, "edit the topic")
    topic = topic_of(chat, params)
    name = params.get("name") or topic.title
    if name == topic.title and "icon_custom_emoji_id" not in params:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.title = name
    world.post(chat, world.bot.id, "service", {"forum_topic_edited": {"name": name}}, thread=topic.thread)
    return True


def close_forum_topic(world: World, params: Params) -> bool:
    return set_closed(world, params, True)


def reopen_forum_topic(world: World, params: Params) -> bool:
    return set_closed(world, params, False)


def reopen_general_forum_topic(world: World, params: Params) -> bool:
    chat = forum(world, params, "close or reopen the topic")
    if not chat.general_closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    chat.general_closed = False
    world.post(chat, world.bot.id, "service", {"forum_topic_reopened": {}})
    return True


def set_closed(world: World, params: Params, closed: bool) -> bool:
    chat = forum(world, params, "close or reopen the topic")
    topic = topic_of(chat, params)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    line: dict[str, Any] = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
    world.post(chat, world.bot.id, "service", line, thread=topic.thread)
    return True


def delete_forum_topic(world: World, params: Params) -> bool:
    chat = forum(world, params, "delete the topic")
    require(world, chat, "can_delete_messages", "delete the topic")
    world.drop_topic(chat, topic_of(chat, params).thread)
    return True


# -- chats, members, files -------------------------------------------------------------------------------------------


def get_chat(world: World, params: Params) -> dict[str, Any]:
    chat = known_chat(world, params)
    content = wire.chat_json(world, chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    if not chat.private:
        content["permissions"] = {"can_send_messages": True, "can_manage_topics": True}
        if not chat.reactions_on:
            content["available_reactions"] = []
    return content


def get_chat_member(world: World, params: Params) -> dict[str, Any]:
    chat = known_chat(world, params)
    user = params["user_id"]
    if user != world.bot.id and user not in world.people:
        raise bad_request("invalid user_id specified")
    return wire.member_json(world, user, chat.member(user))


def get_chat_member_count(world: World, params: Params) -> int:
    return sum(member.present for member in known_chat(world, params).members.values())


def leave_chat(world: World, params: Params) -> bool:
    chat = group(world, params)
    before = world.bot_in(chat)
    chat.members[world.bot.id] = Member("left")
    moved = wire.moved_json(world, chat, world.bot.id, world.bot.id, before, Member("left"))
    world.updates.push("my_chat_member", chat.id, moved)
    world.post(chat, world.bot.id, "service", {"left_chat_member": wire.bot_json(world.bot)})
    return True


def get_file(world: World, params: Params) -> dict[str, Any]:
    file: File | None = world.files.by_id.get(params["file_id"])
    if file is None:
        raise bad_request("invalid file_id specified")
    if file.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": file.size,
        "file_path": file.path,
    }


# -- the bot itself --------------------------------------------------------------------------------------------------


def get_me(world: World, params: Params) -> dict[str, Any]:
    return wire.bot_json(world.bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.bot.privacy,
        "supports_guest_queries": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_join_request_queries": False,
    }


def set_my_commands(world: World, params: Params) -> bool:
    for command in params["commands"]:
        name = command["command"]
        if not name.isascii() or not name.replace("_", "a").isalnum() or name != name.lower():
            raise bad_request("BOT_COMMAND_INVALID")
    if len(params["commands"]) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    change_commands(world, params, params["commands"])
    return True


def delete_my_commands(world: World, params: Params) -> bool:
    change_commands(world, params, [])
    return True


def change_commands(world: World, params: Params, commands: list[dict[str, Any]]) -> None:
    """An empty list takes the menu of that scope and language away."""
    scope = params.get("scope", {"type": "default"})
    language = params.get("language_code", "")
    if len(language) not in (0, 2):
        raise bad_request("invalid language_code specified")
    chat = None
    if "chat_id" in scope:
        scope = scope | {"chat_id": check_chat_id(scope["chat_id"], "chat_id")}
        chat = known_chat(world, scope)
    place = ":".join(str(scope[key]) for key in ("type", "chat_id", "user_id") if key in scope)
    if commands:
        world.bot.commands[f"{place}/{language}"] = commands
    else:
        world.bot.commands.pop(f"{place}/{language}", None)
    for each in world.chats.values() if chat is None else [chat]:
        world.touch(each)


def set_my_description(world: World, params: Params) -> bool:
    return describe(world, "description", params)


def set_my_short_description(world: World, params: Params) -> bool:
    return describe(world, "short_description", params)


def describe(world: World, what: str, params: Params) -> bool:
    language = params.get("language_code", "")
    if utf16_length(language) not in (0, 2):
        raise bad_request("invalid language_code specified")
    world.bot.descriptions[f"{what}/{language}"] = params.get(what, "")
    return True
