"""Which field of a Telegram message crosses the bridge, and how: one rule for each field, the same in both directions.

Every field of `Message` in Bot API 10.3 stands in RULES, so that a new one is noticed (a test compares the names). The
first field of the table that a message has decides; a message with none of the fields that say something is refused
as unknown. What stands in the texts of what crosses is looked at again in `bot.features.privacy.rules`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final

from bot.kernel.content import Bond, Content, Lead, Media, MediaKind, Place, Quiet, Text
from bot.kernel.incoming import Caution, Unrelayable
from handlers.telegram import limits
from handlers.telegram.rich import NoText, read_rich
from handlers.telegram.shapes import (
    PRIVATE,
    Checklist,
    Contact,
    Dice,
    File,
    LivePhoto,
    Location,
    Message,
    Poll,
    Sticker,
    Venue,
)
from handlers.telegram.text import clean, read_text, unknown_types


class Verb(Enum):
    """What becomes of a field."""

    RELAY = "goes out as a new message, with what names a person hidden"
    CONVERT = "goes out as plain text or as a picture"
    ASK = "is kept until its writer agrees"
    REFUSE = "does not go out; its writer is told why"
    PART = "goes with the content that it belongs to"
    STRIP = "where something came from and what it quotes: left behind, but for a line that says so"
    SERVICE = "a line of Telegram itself: needs no answer"
    ENVELOPE = "who, where, when: never relayed"


Builder = Callable[[Any, Message], Content | Unrelayable]
"""Takes what stands in the field, and the message around it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`build` makes the content, `reason` says why there is none. `caution` is what the content does not tell."""

    verb: Verb
    build: Builder | None = None
    reason: Unrelayable | None = None
    caution: Caution | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Said(Quiet):
    """What a message says: content, the reason why it can't be relayed, or None for a line of Telegram itself.

    `unknown` names what has no rule, beside the content or instead of it.
    """

    content: Content | Unrelayable | None
    caution: Caution | None = None
    unknown: tuple[str, ...] = ()


NAMES_TOLD = 5
"""The most unknown fields of a message that are named."""


def read_content(raw: Mapping[str, Any], message: Message) -> Said:
    """`raw` is the JSON of `message`: it tells which fields are there, also those that have no rule."""
    unknown = [field for field in raw if field not in RULES]
    unknown += [f"entity {kind}" for kind in unknown_types(message.entities, message.caption_entities)]
    deciding = next((field for field in DECIDING if raw.get(field) is not None), None)
    if deciding is None:
        return Said(Unrelayable.UNKNOWN, unknown=_spelled(unknown))
    rule = RULES[deciding]
    content: Content | Unrelayable | None
    try:
        content = rule.build(getattr(message, deciding), message) if rule.build else rule.reason
    except NoText as refused:
        content = refused.reason
        unknown += [refused.kind] if refused.kind else []
    lead = _lead(raw)
    if lead is not None and isinstance(content, Text | Media):
        content = replace(content, lead=lead)
    # In a group the mark says that the group's owner protects it, and nothing about the writer.
    protected = message.has_protected_content and message.chat.type == PRIVATE
    return Said(content, rule.caution or (Caution.PROTECTED if protected else None), _spelled(unknown))


def _lead(raw: Mapping[str, Any]) -> Lead | None:
    """That something was forwarded, or answers something; not whose it was, and nothing of another chat's words."""
    if raw.get("forward_origin") is not None:
        return Lead(Bond.FORWARDED)
    if raw.get("external_reply") is not None or raw.get("reply_to_story") is not None:
        return Lead(Bond.ELSEWHERE)
    quote = raw.get("quote")
    if quote is None or not quote.get("is_manual") or raw.get("reply_to_message") is None:
        return None
    return Lead(Bond.QUOTE, clean(quote["text"]))


def _spelled(names: Sequence[str]) -> tuple[str, ...]:
    """The first names of what has no rule, in the alphabet of Telegram's names."""
    return tuple(sorted({spell_name(name) for name in names})[:NAMES_TOLD])


def spell_name(name: str) -> str:
    """A name of Telegram's as it may be logged, stored and told."""
    return re.sub(r"[^a-z0-9_ ]", "?", name.lower())[:60]


def _text(text: str, message: Message) -> Text:
    return read_text(text, message.entities or ())


def _file(kind: MediaKind) -> Builder:
    """Content with a file."""
    return lambda file, message: _media(kind, file, message)


def _photo(sizes: Sequence[File], message: Message) -> Media | Unrelayable:
    return _media(MediaKind.PHOTO, max(sizes, key=lambda size: size.width * size.height), message)


def _live_photo(live: LivePhoto, message: Message) -> Media | Unrelayable:
    """Its picture; the seconds around it stay behind."""
    return _photo(live.photo or message.photo or (), message)


def _media(kind: MediaKind, file: File, message: Message) -> Media | Unrelayable:
    if (file.file_size or 0) > limits.DOWNLOAD:
        return Unrelayable.TOO_LARGE
    return Media(
        media=kind,
        file=file.file_id,
        fingerprint=file.file_unique_id,
        caption=read_text(message.caption, message.caption_entities or ()) if message.caption else None,
        seconds=file.duration,
        width=max(file.width or file.length, 0),  # a video note is round, and has a length
        height=max(file.height or file.length, 0),
    )


def _sticker(sticker: Sticker, _message: Message) -> Text:
    return Text(clean(sticker.emoji or "🙂"))


def _location(location: Location, _message: Message) -> Place | Unrelayable:
    if location.live_period is not None:
        return Unrelayable.LIVE_LOCATION
    return Place(location.latitude, location.longitude)


def _venue(venue: Venue, _message: Message) -> Place:
    there = venue.location
    return Place(there.latitude, there.longitude, title=clean(venue.title), address=clean(venue.address))


def _contact(contact: Contact, message: Message) -> Text | Unrelayable:
    """Somebody's name and number without account and address book data; the sender's own card stays behind."""
    if contact.user_id is not None and message.from_user is not None and contact.user_id == message.from_user.id:
        return Unrelayable.OWN_CARD
    name = " ".join(part for part in (contact.first_name, contact.last_name) if part)
    return Text(clean(f"👤 {name}\n📞 {contact.phone_number}"))


def _poll(poll: Poll, _message: Message) -> Text:
    return _list(f"📊 {poll.question}", [f"▫️ {option.text}" for option in poll.options])


def _checklist(checklist: Checklist, _message: Message) -> Text:
    tasks = [f"{'☑️' if task.completion_date else '▫️'} {task.text}" for task in checklist.tasks]
    return _list(f"📋 {checklist.title}", tasks)


def _list(title: str, lines: list[str]) -> Text:
    return Text(clean("\n".join([title, *lines])))


def _rich(rich: Mapping[str, Any], _message: Message) -> Text:
    return read_rich(rich)


def _dice(dice: Dice, _message: Message) -> Text:
    return Text(clean(f"{dice.emoji} {dice.value}"))


def _each(rule: Rule, fields: str) -> dict[str, Rule]:
    return dict.fromkeys(fields.split(), rule)


def _refuse(reason: Unrelayable) -> Rule:
    return Rule(Verb.REFUSE, reason=reason)


RULES: Final[dict[str, Rule]] = {
    # Content. Telegram also fills an older field for some kinds; the newer kind stands first.
    "rich_message": Rule(Verb.CONVERT, _rich),
    "live_photo": Rule(Verb.CONVERT, _live_photo),
    "animation": Rule(Verb.RELAY, _file(MediaKind.ANIMATION)),
    "venue": Rule(Verb.ASK, _venue),
    "paid_media": _refuse(Unrelayable.PAYMENT),
    "photo": Rule(Verb.RELAY, _photo),
    "voice": Rule(Verb.ASK, _file(MediaKind.VOICE)),
    "video": Rule(Verb.RELAY, _file(MediaKind.VIDEO)),
    "video_note": Rule(Verb.ASK, _file(MediaKind.VIDEO_NOTE)),
    "audio": Rule(Verb.RELAY, _file(MediaKind.AUDIO)),
    "document": Rule(Verb.RELAY, _file(MediaKind.DOCUMENT)),
    "sticker": Rule(Verb.CONVERT, _sticker),
    "location": Rule(Verb.ASK, _location),
    "contact": Rule(Verb.ASK, _contact, caution=Caution.CARD),
    "poll": Rule(Verb.CONVERT, _poll),
    "dice": Rule(Verb.CONVERT, _dice),
    "checklist": Rule(Verb.CONVERT, _checklist),
    "text": Rule(Verb.RELAY, _text),
    # Refused, and the sender is told.
    "game": _refuse(Unrelayable.GAME),
    "story": _refuse(Unrelayable.STORY),
    "invoice": _refuse(Unrelayable.PAYMENT),
    "passport_data": _refuse(Unrelayable.IDENTITY_DOCUMENTS),
    **_each(_refuse(Unrelayable.UNKNOWN), "giveaway giveaway_winners web_app_data users_shared chat_shared"),
    # Lines of Telegram itself.
    **_each(
        Rule(Verb.SERVICE),
        """
        new_chat_members left_chat_member chat_owner_left chat_owner_changed new_chat_title new_chat_photo
        delete_chat_photo group_chat_created supergroup_chat_created channel_chat_created
        message_auto_delete_timer_changed migrate_to_chat_id migrate_from_chat_id pinned_message connected_website
        write_access_allowed proximity_alert_triggered boost_added chat_background_set checklist_tasks_done
        checklist_tasks_added direct_message_price_changed forum_topic_created forum_topic_edited forum_topic_closed
        forum_topic_reopened general_forum_topic_hidden general_forum_topic_unhidden giveaway_created
        giveaway_completed managed_bot_created paid_message_price_changed poll_option_added poll_option_deleted
        suggested_post_approved suggested_post_approval_failed suggested_post_declined suggested_post_paid
        suggested_post_refunded video_chat_scheduled video_chat_started video_chat_ended
        community_chat_added community_chat_removed community_chat_joined
        video_chat_participants_invited gift unique_gift gift_upgrade_sent successful_payment refunded_payment
        """,
    ),
    # Not content.
    **_each(Rule(Verb.PART), "entities caption caption_entities"),
    **_each(
        Rule(Verb.STRIP),
        """
        forward_origin reply_to_message external_reply quote reply_to_story reply_to_checklist_task_id
        reply_to_poll_option_id
        """,
    ),
    **_each(
        Rule(Verb.ENVELOPE),
        """
        message_id message_thread_id direct_messages_topic from sender_chat sender_boost_count sender_business_bot
        sender_tag date guest_query_id business_connection_id chat is_topic_message is_automatic_forward via_bot
        guest_bot_caller_user guest_bot_caller_chat edit_date has_protected_content is_from_offline is_paid_post
        media_group_id author_signature paid_star_count effect_id suggested_post_info link_preview_options
        reply_markup show_caption_above_media has_media_spoiler ephemeral_message_id receiver_user
        """,
    ),
}

_SAYING = (Verb.RELAY, Verb.CONVERT, Verb.ASK, Verb.REFUSE, Verb.SERVICE)
DECIDING: Final = tuple(field for field, rule in RULES.items() if rule.verb in _SAYING)
"""The fields that say something, in the order of the table."""
