"""Which field of a Telegram message is relayed, rebuilt, refused or left behind: one rule for each field.

Every field of `Message` in Bot API 10.1 stands here, so that a new one is noticed (a test compares the names). The
first field of the table that a message has decides; a message with none of the fields that say something is refused
as unknown.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any, Final

from telegram import Message
from telegram.constants import ZERO_DATE

from bot.core.content import Content, Media, MediaKind, Place, Text
from bot.core.incoming import Unrelayable
from handlers.telegram import limits
from handlers.telegram.text import clean, read_text


class Kept(Enum):
    """The fields that are not content."""

    ENVELOPE = "who, where, when: never relayed"
    ORIGIN = "where it came from and what it quotes: left behind"
    PART = "goes with the content that it belongs to"
    SERVICE = "a line of Telegram itself: needs no answer"


Builder = Callable[[Message], Content | Unrelayable]
Rule = Builder | Unrelayable | Kept


def read_content(raw: Mapping[str, Any], message: Message) -> Content | Unrelayable | Kept:
    """What a message says: content, the reason why it can't be relayed, or SERVICE."""
    for field, rule in RULES.items():
        if raw.get(field) is None or rule in (Kept.ENVELOPE, Kept.ORIGIN, Kept.PART):
            continue
        return rule(message) if callable(rule) else rule
    return Unrelayable.UNKNOWN


def _text(message: Message) -> Text:
    return read_text(message.text or "", message.entities)


def _file(kind: MediaKind) -> Builder:
    """Content with a file; its field on a message has the name of its kind."""

    def build(message: Message) -> Media | Unrelayable:
        return _media(kind, getattr(message, kind.value), message)

    return build


def _photo(message: Message) -> Media | Unrelayable:
    return _largest(message.photo, message)


def _live_photo(message: Message) -> Media | Unrelayable:
    """Its picture; the seconds around it stay behind."""
    photo = message.live_photo
    assert photo is not None
    return _largest(photo.photo or message.photo, message)


def _largest(sizes: Sequence[Any], message: Message) -> Media | Unrelayable:
    return _media(MediaKind.PHOTO, max(sizes, key=lambda size: size.width * size.height), message)


def _media(kind: MediaKind, file: Any, message: Message) -> Media | Unrelayable:
    if (file.file_size or 0) > limits.DOWNLOAD:
        return Unrelayable.TOO_LARGE
    seconds = getattr(file, "duration", None)
    side = getattr(file, "length", 0)  # of a video note, which is round
    caption = read_text(message.caption, message.caption_entities) if message.caption else None
    return Media(
        media=kind,
        file=_handle(file.file_id),
        fingerprint=_handle(file.file_unique_id),
        caption=caption,
        seconds=0 if seconds is None else int(seconds.total_seconds()),
        width=_side(getattr(file, "width", side)),
        height=_side(getattr(file, "height", side)),
    )


def _handle(text: object) -> str:
    if not isinstance(text, str) or not text.isascii() or not text:
        raise ValueError("file")
    return text


def _side(pixels: object) -> int:
    if not isinstance(pixels, int):
        raise TypeError("pixels")
    return max(pixels, 0)


def _sticker(message: Message) -> Text:
    assert message.sticker is not None
    return Text(clean(message.sticker.emoji or "🙂"))


def _location(message: Message) -> Place | Unrelayable:
    location = message.location
    assert location is not None
    if location.live_period is not None:
        return Unrelayable.LIVE_LOCATION
    return Place(_degrees(location.latitude, 90), _degrees(location.longitude, 180))


def _venue(message: Message) -> Place:
    venue = message.venue
    assert venue is not None
    return Place(
        _degrees(venue.location.latitude, 90),
        _degrees(venue.location.longitude, 180),
        title=clean(venue.title),
        address=clean(venue.address),
    )


def _degrees(value: float, largest: int) -> float:
    if not math.isfinite(value) or abs(value) > largest:
        raise ValueError("degrees")
    return float(value)


def _contact(message: Message) -> Text:
    """The name and the number that the sender chose to share; account and address book data stay behind."""
    contact = message.contact
    assert contact is not None
    name = " ".join(part for part in (contact.first_name, contact.last_name) if part)
    return Text(clean(f"👤 {name}\n📞 {contact.phone_number}"))


def _poll(message: Message) -> Text:
    poll = message.poll
    assert poll is not None
    return _list(f"📊 {poll.question}", [f"▫️ {option.text}" for option in poll.options])


def _checklist(message: Message) -> Text:
    checklist = message.checklist
    assert checklist is not None
    tasks = []
    for task in checklist.tasks:
        is_done = task.completion_date is not None and task.completion_date != ZERO_DATE
        tasks.append(f"{'☑️' if is_done else '▫️'} {task.text}")
    return _list(f"📋 {checklist.title}", tasks)


def _list(title: str, lines: list[str]) -> Text:
    return Text(clean("\n".join([title, *lines])))


def _dice(message: Message) -> Text:
    dice = message.dice
    assert dice is not None
    return Text(clean(f"{dice.emoji} {dice.value}"))


def _same(rule: Rule, fields: str) -> dict[str, Rule]:
    return dict.fromkeys(fields.split(), rule)


RULES: Final[dict[str, Rule]] = {
    # Content. Telegram also fills an older field for some kinds; the newer kind stands first.
    "live_photo": _live_photo,
    "animation": _file(MediaKind.ANIMATION),
    "venue": _venue,
    "paid_media": Unrelayable.PAYMENT,
    "photo": _photo,
    "voice": _file(MediaKind.VOICE),
    "video": _file(MediaKind.VIDEO),
    "video_note": _file(MediaKind.VIDEO_NOTE),
    "audio": _file(MediaKind.AUDIO),
    "document": _file(MediaKind.DOCUMENT),
    "sticker": _sticker,
    "location": _location,
    "contact": _contact,
    "poll": _poll,
    "dice": _dice,
    "checklist": _checklist,
    "text": _text,
    # Refused, and the sender is told.
    "rich_message": Unrelayable.UNKNOWN,
    "game": Unrelayable.GAME,
    "story": Unrelayable.STORY,
    "invoice": Unrelayable.PAYMENT,
    "passport_data": Unrelayable.IDENTITY_DOCUMENTS,
    **_same(Unrelayable.UNKNOWN, "giveaway giveaway_winners web_app_data users_shared chat_shared"),
    # Lines of Telegram itself.
    **_same(
        Kept.SERVICE,
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
        video_chat_participants_invited gift unique_gift gift_upgrade_sent successful_payment refunded_payment
        """,
    ),
    # Not content.
    **_same(Kept.PART, "entities caption caption_entities"),
    **_same(
        Kept.ORIGIN,
        """
        forward_origin reply_to_message external_reply quote reply_to_story reply_to_checklist_task_id
        reply_to_poll_option_id
        """,
    ),
    **_same(
        Kept.ENVELOPE,
        """
        message_id message_thread_id direct_messages_topic from sender_chat sender_boost_count sender_business_bot
        sender_tag date guest_query_id business_connection_id chat is_topic_message is_automatic_forward via_bot
        guest_bot_caller_user guest_bot_caller_chat edit_date has_protected_content is_from_offline is_paid_post
        media_group_id author_signature paid_star_count effect_id suggested_post_info link_preview_options
        reply_markup show_caption_above_media has_media_spoiler
        """,
    ),
}
