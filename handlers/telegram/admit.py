"""What is let in. The rest of a group's talk is dropped before it is stored.

A bot that is an administrator receives everything that is said in a group. We keep what is meant for us: replies to our
own messages, commands, buttons, reactions, who comes and goes, and that a topic was given another name. Where a team
relays its topic threads, also what is written there. From a group that is not one of ours only what may make it one:
/link, buttons under our own messages, and that it has a new number.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from bot.kernel.model import Arrival
from bot.keys.crypto import IdCipher

ASKED = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member", "message_reaction")
"""The kinds of update that we ask Telegram for (`allowed_updates`)."""

NEVER_ASKED = frozenset(
    "channel_post edited_channel_post business_connection business_message edited_business_message "
    "deleted_business_messages guest_message message_reaction_count inline_query chosen_inline_result shipping_query "
    "pre_checkout_query purchased_paid_media poll poll_answer chat_join_request chat_boost removed_chat_boost "
    "managed_bot subscription stopped_message_generation".split()
)
"""The other kinds of Bot API 10.3: other people's chats, payments, votes."""

LARGEST_ID = 2**53
"""Telegram's ids fit in 52 bits. Source: Bot API, User.id and Chat.id."""

_SENDERS = ("from", "user", "sender_chat", "actor_chat")
_SENDERS_WRITTEN = "|".join(_SENDERS).encode()


@dataclass(frozen=True, slots=True)
class Group:
    """A group that the service uses, by Telegram's number. `forum`: it should have topics. `relay_topic`: what is said
    there goes out."""

    chat: int
    forum: bool = False
    relay_topic: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are on Telegram."""

    id: int
    username: str


def update_id(update: object) -> int | None:
    """The number of an update, None when it has no usable one."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if _is_id(number) and number >= 0 else None


def unreadable(number: int, payload: bytes, ids: IdCipher) -> Arrival:
    """An update that can't be understood: reading it later sets it aside for staff.

    It is kept as it is under the name of whoever it seems to come from, so that they find it in what we hold of them
    and it is forgotten with them. Where nobody can be made out, only that it came is kept.
    """
    conversation = _guess_conversation(payload, ids)
    return Arrival(
        external=str(number),
        conversation=conversation or "",
        album=None,
        payload=b"" if conversation is None else payload,
    )


def _guess_conversation(payload: bytes, ids: IdCipher) -> str | None:
    try:
        chat, sender = _find_numbers(json.loads(payload))
    except (ValueError, RecursionError):
        chat, sender = _find_number_after(rb"chat", payload), _find_number_after(_SENDERS_WRITTEN, payload)
    if chat is not None and chat > 0:
        return ids.conceal(chat)  # the number of a private chat is the person's
    if sender is None:
        return None
    return ids.conceal(sender) if chat is None else f"{ids.conceal(chat)}:{ids.conceal(sender)}"


def _find_numbers(update: object) -> tuple[int | None, int | None]:
    """The numbers of the chat and of the sender that stand nearest to the outside, bots apart."""
    chat: int | None = None
    sender: int | None = None
    level = [update]
    while level:
        for each in level:
            if isinstance(each, dict):
                chat = _number_of(each.get("chat")) if chat is None else chat
                named = (_number_of(each.get(name)) for name in _SENDERS)
                sender = next((number for number in named if number is not None), None) if sender is None else sender
        level = [inner for each in level for inner in _inside(each)]
    return chat, sender


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _number_of(value: object) -> int | None:
    """The number of a chat or of a person, in whatever form it is given."""
    if isinstance(value, dict):
        value = None if value.get("is_bot") is True else value.get("id")
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,15}", value):
        value = int(value)
    return value if _is_id(value) else None


def _find_number_after(name: bytes, payload: bytes) -> int | None:
    """The same in what no parser takes."""
    found = re.search(rb'"(?:' + name + rb')"\s*:\s*\{[^{}]{0,1000}?"id"\s*:\s*"?(-?[0-9]{1,15})\b', payload)
    return None if found is None else int(found[1])


def admit(
    update: dict[str, Any], us: Identity, groups: Mapping[int, Group], ids: IdCipher, body: bytes | None = None
) -> Arrival | None:
    """The update on its way into the inbox, or None when it is none of our business. Never raises.

    `body`: the bytes that it was read from, where they hold nothing else.
    """
    number = update_id(update)
    if number is None:
        return None
    try:
        payload = json.dumps(update, separators=(",", ":")).encode()
    except RecursionError:  # a depth that could just be read may be too deep to be written
        return unreadable(number, body or b'{"update_id":%d}' % number, ids)
    try:
        place = _place(update, us, groups, ids)
    except (AttributeError, KeyError, TypeError, ValueError):
        return unreadable(number, payload, ids)
    if place is None:
        return None
    conversation, album = place
    return Arrival(external=str(number), conversation=conversation, album=album, payload=payload)


def is_chosen_reply(message: Mapping[str, Any]) -> bool:
    """Whether the writer chose to reply. In a topic thread, every message carries a reply to its first one."""
    target = message.get("reply_to_message")
    if not target or "forum_topic_created" in target:
        return False
    return not (message.get("is_topic_message") and target["message_id"] == message.get("message_thread_id"))


def is_from(origin: object, us: Identity) -> bool:
    """Whether something that was forwarded or quoted (a raw MessageOrigin) was our own message."""
    return isinstance(origin, dict) and (origin.get("sender_user") or {}).get("id") == us.id


def command_of(message: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """The name, the bot's name (or "") and the rest of a message that starts with a command, else None."""
    entities = message.get("entities") or []
    starts = any(entity["type"] == "bot_command" and entity["offset"] == 0 for entity in entities)
    found = starts and re.match(r"/([A-Za-z0-9_]+)(?:@([A-Za-z0-9_]+))?", message["text"])
    if not found:
        return None
    return found[1].lower(), found[2] or "", message["text"][found.end() :].strip()


def is_meant_for(command: tuple[str, str, str], username: str) -> bool:
    """Whether a command in a group names us, or no bot at all."""
    return command[1].lower() in ("", username.lower())


def _place(
    update: dict[str, Any], us: Identity, groups: Mapping[int, Group], ids: IdCipher
) -> tuple[str, str | None] | None:
    """The conversation and the album of an update, or None to drop it."""
    kind = next((key for key in update if key != "update_id"), "")
    if kind in NEVER_ASKED or not kind:
        return None
    body = update[kind]
    chat = body["message"]["chat"] if kind == "callback_query" else body["chat"]
    sender = body.get("from") or body.get("user") or body.get("sender_chat") or body.get("actor_chat")
    if not _is_id(chat["id"]):
        raise ValueError("chat id")
    if chat["type"] == "private":
        return ids.conceal(chat["id"]), _album(body, ids) if kind == "message" else None
    if kind not in ASKED or not sender or not _is_id(sender["id"]):
        return None
    conversation = f"{ids.conceal(chat['id'])}:{ids.conceal(sender['id'])}"
    if kind == "my_chat_member":
        return conversation, None
    group = groups.get(chat["id"])
    if group is None:
        return (conversation, None) if _may_make_it_ours(kind, body, us) else None
    if kind in ("message", "edited_message") and not _for_us(body, us, group):
        return None
    return conversation, _album(body, ids) if kind == "message" else None


def _may_make_it_ours(kind: str, body: dict[str, Any], us: Identity) -> bool:
    """Whether something in a foreign group is about making it a team's; whoever acts on it checks who asks."""
    if kind == "callback_query":
        return True
    if kind != "message":
        return False
    command = command_of(body)
    is_link = command is not None and command[0] == "link" and is_meant_for(command, us.username)
    return is_link or "migrate_to_chat_id" in body


def _for_us(message: dict[str, Any], us: Identity, group: Group) -> bool:
    """Whether a message in one of our groups is meant for the bot."""
    if "migrate_to_chat_id" in message or (group.relay_topic and message.get("is_topic_message")):
        return True
    if group.forum and "name" in (message.get("forum_topic_edited") or {}):
        return bool((message.get("from") or {}).get("id") != us.id)
    if is_chosen_reply(message) and (message["reply_to_message"].get("from") or {}).get("id") == us.id:
        return True
    command = command_of(message)
    if command is not None and is_meant_for(command, us.username):
        return True
    reply = message.get("external_reply")  # a reply into another topic: meant as an answer, and refused
    return reply is not None and is_from(reply.get("origin"), us)


def _album(message: dict[str, Any], ids: IdCipher) -> str | None:
    album = message.get("media_group_id")
    if album is not None and not re.fullmatch(r"[\x21-\x7e]{1,64}", album):
        raise ValueError("media_group_id")
    return None if album is None else ids.fingerprint(album)


def _is_id(number: object) -> TypeGuard[int]:
    return isinstance(number, int) and not isinstance(number, bool) and -LARGEST_ID < number < LARGEST_ID
