"""Texts in both directions. Telegram counts UTF-16 code units, we count code points."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from telegram import MessageEntity, User

from bot.kernel.content import Content, Entity, Made, Media, Style, Text
from bot.kernel.errors import Unreadable
from bot.kernel.outgoing import Edit, Operation, Send, SendAlbum
from bot.kernel.rewriting import rewrite
from bot.keys.crypto import IdCipher
from handlers.telegram import shapes

STYLES = {
    "bold": Style.BOLD,
    "italic": Style.ITALIC,
    "underline": Style.UNDERLINE,
    "strikethrough": Style.STRIKETHROUGH,
    "spoiler": Style.SPOILER,
    "code": Style.CODE,
    "pre": Style.PRE,
    "blockquote": Style.BLOCKQUOTE,
    "expandable_blockquote": Style.BLOCKQUOTE,
}
"""What may cross. Every other kind of entity is dropped and its visible text stays; a link shows its address."""

PLAIN = frozenset(
    "mention text_mention hashtag cashtag bot_command url text_link email phone_number custom_emoji date_time".split()
)
"""The kinds of which only the visible text stays. What names a person in it is hidden by redaction."""

TYPES = {style: kind for kind, style in reversed(STYLES.items())}

LONGEST_ADDRESS = 1000
"""Characters of an address that is worth showing."""

_WIDE = re.compile("[\U00010000-\U0010ffff]")
_UNSAFE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """Text that any database and encoding takes: no NUL, no half of a surrogate pair."""
    return _UNSAFE.sub(lambda found: "" if found[0] == "\0" else "\ufffd", text)


def unknown_types(*parts: Sequence[shapes.MessageEntity] | None) -> list[str]:
    """The kinds of entities that have no rule here. Their visible text stays, like that of PLAIN."""
    kinds = [entity.type for entities in parts for entity in entities or ()]
    return [kind for kind in kinds if kind not in STYLES and kind not in PLAIN]


def read_text(text: str, entities: Sequence[shapes.MessageEntity]) -> Text:
    """A text of Telegram with its harmless formatting; a hidden link becomes "label (address)"."""
    wide = _wide(text) if entities else ()
    kept = []
    changes = [(found.start(), found.end(), clean(found[0])) for found in _UNSAFE.finditer(text)]
    for entity in entities:
        start = max(_character_at(entity.offset, wide), 0)
        end = min(_character_at(entity.offset + entity.length - 1, wide) + 1, len(text))
        if start >= end:
            continue
        style = STYLES.get(entity.type)
        if style is not None:
            kept.append(Entity(style, start, end - start))
        elif entity.type == "text_link" and entity.url:
            address = address_of(entity.url)
            if address and not is_shown(address, text[start:end]):
                changes.append((end, end, f" ({address})"))
    return rewrite(Text(text, tuple(kept)), sorted(changes))


def write_entities(text: Text, ids: IdCipher | None = None) -> list[MessageEntity] | None:
    """The formatting of our own text for Telegram, None when it has none.

    A volunteer's alias becomes a mention when we know the person and have `ids`, and stays plain otherwise.
    """
    if not text.entities:
        return None
    wide = _wide(text.text)
    written = []
    for entity in text.entities:
        start, end = entity.offset, min(entity.offset + entity.length, len(text.text))
        if not 0 <= start < end:
            continue
        offset = start + bisect_left(wide, start)
        place: dict[str, Any] = {"offset": offset, "length": end + bisect_left(wide, end) - offset}
        if entity.style is not Style.VOLUNTEER:
            written.append(MessageEntity(TYPES[entity.style], **place))
        elif ids is not None and entity.person is not None:
            # An administrator who writes as the group has its number, and who left long ago has none any more.
            with suppress(Unreadable):
                if (number := ids.reveal_number(entity.person)) > 0:
                    person = User(number, first_name="-", is_bot=False)
                    written.append(MessageEntity(MessageEntity.TEXT_MENTION, user=person, **place))
    return written or None


def without_formatting(operation: Operation) -> Operation:
    """The same words, plain."""

    def plain(content: Content | Made) -> Any:
        match content:
            case Text():
                return replace(content, entities=())
            case Media(caption=Text() as caption) | Made(caption=Text() as caption):
                return replace(content, caption=replace(caption, entities=()))
            case _:
                return content

    match operation:
        case Send(content=content) | Edit(content=content):
            return replace(operation, content=plain(content))
        case SendAlbum(items=items):
            return replace(operation, items=tuple(plain(item) for item in items))
        case _:
            return operation


def _wide(text: str) -> Sequence[int]:
    """Where the characters stand that are two UTF-16 code units and not one."""
    return [found.start() for found in _WIDE.finditer(text)]


def _character_at(unit: int, wide: Sequence[int]) -> int:
    """The character that a UTF-16 code unit belongs to."""
    return unit - bisect_left(range(len(wide)), unit, key=lambda index: wide[index] + index)


def address_of(url: str) -> str:
    """A web address without the user name in it; "" for links that lead to no page, such as tg://."""
    if "://" not in url and "@" in url:
        return ""  # mailto:
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return ""
    except ValueError:
        return ""
    whole = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    address = whole if "://" in url else whole.removeprefix("https://")
    return "" if len(address) > LONGEST_ADDRESS else clean(address).strip()


def is_shown(address: str, label: str) -> bool:
    """Whether the visible text of a link says already where it leads."""
    return address.rstrip("/").removeprefix("https://").removeprefix("http://").lower() in label.lower()
