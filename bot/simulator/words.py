"""What the Bot API finds in a text by itself, and how it counts."""

import re
from typing import Any

from bot.simulator.refusal import bad_request
from bot.simulator.validation import utf16_length

FOUND = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"]+)"
    r"|(?P<email>\b[\w.+-]+@[\w-]+\.[\w.-]*\w)"
    r"|(?P<bot_command>(?<![\w/>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<mention>(?<!\w)@[A-Za-z][A-Za-z0-9_]{3,31}\b)"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)"
)
MARKS = re.compile(r"[/@#]")


def find_entities(text: str) -> list[dict[str, Any]]:
    """Commands, mentions, links, addresses and hashtags, as MessageEntity objects."""
    if not MARKS.search(text):
        return []
    return [
        {
            "type": match.lastgroup,
            "offset": utf16_length(text[: match.start()]),
            "length": utf16_length(match[0]),
        }
        for match in FOUND.finditer(text)
    ]


def check_entities(text: str, entities: list[dict[str, Any]]) -> None:
    """Entities must lie within the text and between its characters.

    The words are those of `fix_entities` in https://github.com/tdlib/td (MessageEntity.cpp).
    """
    if not entities:
        return
    total = utf16_length(text)
    inside_a_character = set()
    position = 0
    for character in text:
        if ord(character) > 0xFFFF:
            inside_a_character.add(position + 1)
            position += 1
        position += 1
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if start < 0:
            raise bad_request(f"receive an entity with incorrect offset {start}")
        if entity["length"] <= 0:
            raise bad_request(f"receive an entity with incorrect length {entity['length']}")
        if start > total:
            raise bad_request(f"entity begins after the end of the text at UTF-16 offset {start}")
        if end > total:
            raise bad_request(
                f"entity beginning at UTF-16 offset {start} ends after the end of the text at UTF-16 offset {end}"
            )
        if start in inside_a_character:
            raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {start}")
        if end in inside_a_character:
            raise bad_request(
                f"entity beginning at UTF-16 offset {start} ends in a middle of a UTF-16 symbol at byte offset {end}"
            )
        if entity["type"] == "text_link" and not entity.get("url"):
            raise bad_request('can\'t find field "url" in MessageEntity')
        if entity["type"] == "text_mention" and not entity.get("user"):
            raise bad_request('can\'t find field "user" in MessageEntity')


def with_found(text: str, entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The given entities and those that the server finds, in order."""
    found = [
        entity
        for entity in find_entities(text)
        if not any(
            given["offset"] < entity["offset"] + entity["length"]
            and entity["offset"] < given["offset"] + given["length"]
            and given["type"] in ("code", "pre", "text_link", "text_mention", entity["type"])
            for given in entities
        )
    ]
    return sorted([*entities, *found], key=lambda entity: (entity["offset"], -entity["length"]))
