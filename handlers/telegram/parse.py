"""Telegram's updates in our words. Pure: bytes in, one `Incoming` out, ParseError for what can't be read.

Which fields are read stands in `shapes`; which field of a message counts, and what becomes of it, in `rules`.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from bot.kernel.content import Content, Media, Place
from bot.kernel.errors import ParseError
from bot.kernel.group_rights import GroupRights
from bot.kernel.ids import ChannelName, ExternalId, ThreadRef
from bot.kernel.incoming import (
    TAKES_WORDS,
    BotMoved,
    BotPlace,
    Command,
    Edited,
    GroupMoved,
    Ignored,
    Incoming,
    MemberMoved,
    Origin,
    Pressed,
    Reachability,
    Reacted,
    Refused,
    ThreadRenamed,
    Unrelayable,
    Written,
)
from bot.keys.crypto import IdCipher
from handlers.telegram.admit import (
    ASKED,
    LARGEST_ID,
    NEVER_ASKED,
    Identity,
    command_of,
    is_chosen_reply,
    is_from,
    is_meant_for,
)
from handlers.telegram.rules import Said, read_content, spell_name
from handlers.telegram.shapes import (
    PRIVATE,
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberUpdated,
    MaybeInaccessibleMessage,
    Message,
    MessageReactionUpdated,
    User,
)
from handlers.telegram.text import clean

IN_THE_GROUPS_NAME = frozenset({1087968824, 136817688, 777000})
"""The senders that Telegram shows for anonymous administrators, for channels and for automatic forwards.
Source: python-telegram-bot, constants.ChatID; Bot API, Message.sender_chat."""


def parse(payload: bytes, us: Identity, channel: ChannelName, ids: IdCipher) -> Incoming:
    """Read one update. Raises ParseError, whose text names a class and a kind of update and nothing from inside."""
    kind = "update"
    raw: dict[str, Any] = {}
    try:
        raw = json.loads(payload)
        kind = next((key for key in raw if key in _READERS or key in NEVER_ASKED), "unknown kind")
        if kind in _READERS:
            return _READERS[kind](_Reading(raw[kind], us, channel, ids))
        if kind in NEVER_ASKED:
            return Ignored()
        return _unknown(raw, channel, ids)
    except Exception as error:  # whatever a strange update does to a parser, its neighbours go on
        refused = _refuse_broken(raw, kind, channel, ids)
        if refused is None:
            raise ParseError(f"{type(error).__name__} in {kind}") from None
        return refused


class _Reading:
    """One update while it is read. `raw` is the JSON under its kind, for the questions that `admit` asked of it too."""

    def __init__(self, raw: dict[str, Any], us: Identity, channel: ChannelName, ids: IdCipher) -> None:
        self.raw = raw
        self.us = us
        self.channel = channel
        self.ids = ids

    def origin(self, chat: Chat, person: User | Chat | None, thread: ThreadRef | None = None) -> Origin:
        if person is None:
            raise ValueError("nobody")
        language = person.language_code if isinstance(person, User) else None
        return Origin(
            channel=self.channel,
            chat=self.ids.conceal(chat.id),
            sender=self.ids.conceal(person.id),
            private=chat.type == PRIVATE,
            thread=thread,
            anonymous=isinstance(person, Chat) or person.id in IN_THE_GROUPS_NAME,
            language_hint=clean(language or "")[:35],
            forum=chat.is_forum is True,
        )

    def message_origin(self, message: Message) -> Origin:
        return self.origin(message.chat, message.sender_chat or message.from_user, _thread(message))


def _external(number: int) -> ExternalId:
    return ExternalId(str(number))


def _said(reading: _Reading, raw: Mapping[str, Any], message: Message) -> Said:
    """What a message says; by its fingerprint a file is known again, but not found at Telegram."""
    said = read_content(raw, message)
    if isinstance(said.content, Media):
        known = replace(said.content, fingerprint=reading.ids.fingerprint(said.content.fingerprint))
        return replace(said, content=known)
    return said


def _thread(message: MaybeInaccessibleMessage) -> ThreadRef | None:
    """The topic thread. Telegram numbers the threads of replies in plain groups too; those are none."""
    if not message.is_topic_message or message.chat.type == PRIVATE:
        return None
    if message.message_thread_id is None:
        raise ValueError("no thread")
    return ThreadRef(str(message.message_thread_id))


def _reply_to(reading: _Reading, message: Message) -> ExternalId | None:
    if message.reply_to_message is None or not is_chosen_reply(reading.raw):
        return None
    return _external(message.reply_to_message.message_id)


def _answered(reading: _Reading) -> Content | Unrelayable | None:
    """What the message says that this one answers, unless it is ours or holds what we have said elsewhere."""
    answered = reading.raw["reply_to_message"]
    if is_from({"sender_user": answered.get("from")}, reading.us):
        return None
    if is_from(answered.get("forward_origin"), reading.us):
        return Unrelayable.OTHER_CASE
    try:
        message = Message.model_validate(answered)
    except ValidationError:  # the command itself can be read
        return Unrelayable.UNKNOWN
    return _said(reading, answered, message).content


def _written(reading: _Reading) -> Incoming:
    message = Message.model_validate(reading.raw)
    origin = reading.message_origin(message)
    number = _external(message.message_id)
    if message.migrate_to_chat_id:
        new = message.migrate_to_chat_id
        return GroupMoved(origin, reading.ids.conceal(new), str(new))
    if _from_machine(message, origin):
        return Ignored(origin)
    if message.forum_topic_edited is not None and message.forum_topic_edited.name:
        return ThreadRenamed(origin, number)
    reply_to = _reply_to(reading, message)
    command = command_of(reading.raw)
    if command is not None:
        if not origin.private and not is_meant_for(command, reading.us.username):
            return Ignored(origin)
        answered = _answered(reading) if reply_to is not None and command[0] in TAKES_WORDS else None
        return Command(origin, number, command[0], clean(command[2]), reply_to, answered)
    if _is_from_elsewhere(reading.raw, reading.us):
        return Refused(origin, number, Unrelayable.OTHER_CASE)
    said = _said(reading, reading.raw, message)
    if said.content is None:
        return Ignored(origin)
    if isinstance(said.content, Unrelayable):
        return Refused(origin, number, said.content, said.unknown)
    album = None if message.media_group_id is None else reading.ids.fingerprint(message.media_group_id)
    return Written(origin, number, said.content, reply_to, album, said.caution, said.unknown)


def _is_from_elsewhere(raw: Mapping[str, Any], us: Identity) -> bool:
    """Whether a message brings along what belongs to another conversation.

    That is a forward of a message of ours, which may be another person's words, and a reply into another chat or topic.
    """
    if is_from(raw.get("forward_origin"), us):
        return True
    reply, chat = raw.get("external_reply"), raw["chat"]
    if reply is None:
        return False
    here = chat["type"] != PRIVATE and (reply.get("chat") or {}).get("id") == chat["id"]
    return here or is_from(reply.get("origin"), us)


def _edited(reading: _Reading) -> Incoming:
    message = Message.model_validate(reading.raw)
    origin = reading.message_origin(message)
    number = _external(message.message_id)
    said = _said(reading, reading.raw, message)
    if said.content is None or _from_machine(message, origin):
        return Ignored(origin)
    if said.content is Unrelayable.LIVE_LOCATION or isinstance(said.content, Place):
        return Ignored(origin)  # each step on the map, the last one too, edits a message that was refused when it came
    if isinstance(said.content, Unrelayable):
        return Refused(origin, number, said.content, said.unknown)
    return Edited(origin, number, said.content, _reply_to(reading, message), said.caution, said.unknown)


def _from_machine(message: Message, origin: Origin) -> bool:
    """Whether another bot or a connected channel speaks, and no person."""
    is_bot = message.from_user is not None and message.from_user.is_bot and not origin.anonymous
    return bool(is_bot or message.is_automatic_forward)


def _pressed(reading: _Reading) -> Incoming:
    query = CallbackQuery.model_validate(reading.raw)
    if query.message is None or query.data is None:
        return Ignored()
    return Pressed(
        reading.origin(query.message.chat, query.from_user, _thread(query.message)),
        _external(query.message.message_id),
        callback=clean(query.id),
        data=clean(query.data),
    )


def _reacted(reading: _Reading) -> Incoming:
    reaction = MessageReactionUpdated.model_validate(reading.raw)
    origin = reading.origin(reaction.chat, reaction.actor_chat or reaction.user)
    emoji = [one.emoji for one in reaction.new_reaction if one.type == "emoji" and one.emoji is not None]
    if reaction.new_reaction and not emoji:
        return Ignored(origin)
    return Reacted(origin, _external(reaction.message_id), clean(emoji[0]) if emoji else None)


def _we_moved(reading: _Reading) -> Incoming:
    change = ChatMemberUpdated.model_validate(reading.raw)
    origin = reading.origin(change.chat, change.from_user)
    there = is_there(change.new_chat_member)
    if origin.private:
        return Reachability(origin, there)
    rights = rights_of(change.new_chat_member, topics_on=origin.forum)
    if rights.administrator:
        return BotMoved(origin, BotPlace.ADMINISTRATOR, rights)
    return BotMoved(origin, BotPlace.MEMBER if there else BotPlace.GONE, rights)


def rights_of(member: ChatMember, *, topics_on: bool) -> GroupRights:
    """What a member may do, as far as it matters to us."""
    if member.status != "administrator":
        return GroupRights(topics_on=topics_on)
    return GroupRights(True, topics_on, bool(member.can_manage_topics), bool(member.can_delete_messages))


def _member_moved(reading: _Reading) -> Incoming:
    change = ChatMemberUpdated.model_validate(reading.raw)
    origin = reading.origin(change.chat, change.from_user)
    member = change.new_chat_member
    return MemberMoved(origin, reading.ids.conceal(member.user.id), is_there(member))


def is_there(member: ChatMember) -> bool:
    """Whether somebody is in the group: one who may only read, or less, may be in it or not."""
    return (
        member.is_member if member.status == "restricted" else member.status in ("creator", "administrator", "member")
    )


def _unknown(raw: dict[str, Any], channel: ChannelName, ids: IdCipher) -> Incoming:
    """A kind of update that came after this version. In a private chat, the person learns that it did not arrive."""
    body = next((value for key, value in raw.items() if key != "update_id"), None)
    if not isinstance(body, dict) or "message_id" not in body or not isinstance(body.get("chat"), dict):
        return Ignored()
    if body["chat"].get("type") != PRIVATE:
        return Ignored()
    chat = ids.conceal(_id(body["chat"]["id"]))
    origin = Origin(channel=channel, chat=chat, sender=chat, private=True)
    kind = next(key for key in raw if key != "update_id")
    return Refused(origin, _external(_number(body["message_id"])), Unrelayable.UNKNOWN, (spell_name(f"update {kind}"),))


def _refuse_broken(raw: object, kind: str, channel: ChannelName, ids: IdCipher) -> Refused | None:
    """A message that breaks the parser: as long as it says where it stands, its writer learns that it did not cross."""
    body = raw.get(kind) if isinstance(raw, dict) and kind in ("message", "edited_message") else None
    if not isinstance(body, dict):
        return None
    chat, sender = body.get("chat"), body.get("from")
    if not isinstance(chat, dict) or not isinstance(sender, dict):
        return None
    try:
        here, writer = ids.conceal(_id(chat["id"])), ids.conceal(_id(sender["id"]))
        origin = Origin(channel, here, writer, private=chat.get("type") == PRIVATE)
        return Refused(origin, _external(_number(body["message_id"])), Unrelayable.UNKNOWN)
    except (KeyError, TypeError, ValueError):
        return None


def _id(number: object) -> int:
    """The number of a person or a chat in what no shape has checked."""
    if abs(_number(number)) >= LARGEST_ID:
        raise ValueError("not an id of Telegram's")
    return _number(number)


def _number(number: object) -> int:
    """A number in what no shape has checked."""
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError("not a number")
    return number


_READERS: dict[str, Callable[[_Reading], Incoming]] = {
    "message": _written,
    "edited_message": _edited,
    "callback_query": _pressed,
    "message_reaction": _reacted,
    "my_chat_member": _we_moved,
    "chat_member": _member_moved,
}
assert set(_READERS) == set(ASKED)
