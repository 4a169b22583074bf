"""The shapes in which updates are read: a part of what Telegram documents. What nobody reads may be odd."""

import json
from typing import Any

import pytest
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from bot.kernel.content import Text
from bot.kernel.errors import ParseError
from bot.kernel.incoming import Command, Edited, Incoming, Pressed, Refused, Unrelayable, Written
from handlers.telegram import shapes
from handlers.telegram.parse import parse
from handlers.telegram.rules import RULES
from tests.handlers.bot_api_shapes import SPEC, TYPES
from tests.handlers.updates import (
    BO,
    CHRIS,
    FORUM,
    TELEGRAM,
    US,
    bold,
    file,
    group,
    message,
    photo,
    update,
)
from tests.made_keys import IDS

FILES = "Animation Audio Document PhotoSize Video VideoNote Voice".split()
MEMBERS = TYPES["ChatMember"]["is"]
DOCUMENTED: dict[type[shapes.Shape], list[str]] = {
    shapes.Writer: ["User"],
    shapes.File: FILES,
    shapes.MessageNumber: ["Message"],
    shapes.MaybeInaccessibleMessage: ["Message", "InaccessibleMessage"],
    shapes.ReactionType: TYPES["ReactionType"]["is"],
    shapes.ChatMember: MEMBERS,
}
"""The types of the Bot API that a shape stands for; every other shape has the name of its type."""
SHAPES = [each for each in vars(shapes).values() if isinstance(each, type) and issubclass(each, shapes.Shape)]
SHAPES.remove(shapes.Shape)


def read(raw: Any) -> Incoming:
    return parse(json.dumps(raw).encode(), US, TELEGRAM, IDS)


def name_of(name: str, field: FieldInfo) -> str:
    return field.alias or name


@pytest.mark.parametrize("shape", SHAPES)
def test_every_field_is_documented_and_asked_for_only_when_it_always_comes(shape: type[shapes.Shape]) -> None:
    kinds = DOCUMENTED.get(shape, [shape.__name__])
    for name, field in shape.model_fields.items():
        documented = name_of(name, field)
        assert any(documented in TYPES[kind] for kind in kinds)
        if field.is_required():
            for kind in kinds:
                assert documented in SPEC["required"][kind] or documented in SPEC["always"].get(kind, ())


def test_whatever_becomes_content_has_a_shape() -> None:
    for field, rule in RULES.items():
        assert rule.build is None or field in shapes.Message.model_fields


# -- Leniency: what nobody reads may be odd ----------------------------------------------------------------------------


def test_the_least_that_is_read_is_enough() -> None:
    least = {"message_id": 5, "chat": {"id": 101, "type": "private"}, "from": {"id": 101, "is_bot": False}}
    for fields, content in (
        ({"text": "Hi"}, Text("Hi")),
        ({"poll": {"question": "When?", "options": [{"text": "Now"}]}}, Text("📊 When?\n▫️ Now")),
        ({"sticker": {}}, Text("🙂")),
    ):
        written = read({"message": {**least, **fields}})
        assert isinstance(written, Written)
        assert written.content == content
    button = {"id": "7", "from": {"id": 201}, "data": "d", "message": {"message_id": 3, "chat": group()}}
    assert isinstance(read({"callback_query": button}), Pressed)


ODD: dict[str, Any] = {
    "from": {"id": "x"},
    "chat": 5,
    "text": ["not", "a", "text"],
    "photo": "x",
    "entities": [{"type": 1}],
    "reply_to_message": {"reply_to_message": {}},
}


def test_the_insides_of_the_message_that_is_answered_do_not_matter() -> None:
    body = message(CHRIS, group(), text="Yes", reply_to_message={"message_id": 3, **ODD})
    for kind, expected in (("message", Written), ("edited_message", Edited)):
        answer = read(update(kind, body))
        assert isinstance(answer, expected)
        assert answer.reply_to == "3"


def test_an_odd_message_can_not_be_taken_over_by_a_command() -> None:
    fields: dict[str, Any] = {"text": "/broadcast", "entities": [bold(0, 10, "bot_command")]}
    odd = {"message_id": 3, "from": BO, **{name: value for name, value in ODD.items() if name != "from"}}
    command = read(update(**fields, reply_to_message=odd))
    assert isinstance(command, Command)
    assert (command.reply_to, command.answered) == ("3", Unrelayable.UNKNOWN)
    sound = read(update(**fields, reply_to_message={**message(BO), "text": "closed on Friday"}))
    assert isinstance(sound, Command)
    assert sound.answered == Text("closed on Friday")


def test_a_null_is_a_field_that_is_not_there() -> None:
    nothing = dict.fromkeys(
        "sender_chat entities caption photo voice reply_to_message media_group_id quote forward_origin".split()
    )
    written = read(update(text="Hi", **nothing))
    assert isinstance(written, Written)
    assert (written.content, written.unknown) == (Text("Hi"), ())


# -- Strictness: what is read must be what it says it is ---------------------------------------------------------------


@pytest.mark.parametrize("number", ["101", 101.0, True, None, [101], 2**70])
@pytest.mark.parametrize("place", ["message_id", "chat", "from"])
def test_a_number_is_a_number(place: str, number: Any) -> None:
    body = message(text="Hi")
    body[place] = number if place == "message_id" else {**body[place], "id": number}
    if place == "message_id" and number == 2**70:
        return  # numbers of messages are kept as text
    with pytest.raises(ParseError):
        read(update("message", body))


@pytest.mark.parametrize(
    "fields",
    [
        {"voice": file(duration="7")},
        {"voice": file(duration=7.5)},
        {"document": {"file_id": 5, "file_unique_id": "u"}},
        {"document": {"file_id": "../é", "file_unique_id": "u"}},
        {"document": {"file_id": "a\nb", "file_unique_id": "u"}},
        {"document": {"file_id": "", "file_unique_id": "u"}},
        {"photo": [{**photo()[0], "width": "900"}]},
        {"contact": {"phone_number": 4700000000, "first_name": "Dana"}},
        {"location": {"latitude": 90.5, "longitude": 1.0}},
        {"location": {"latitude": 1.0, "longitude": float("inf")}},
        {"location": {"latitude": True, "longitude": 1.0}},
        {"text": "Hi", "entities": [bold(0, 1, url=5)]},
        {"text": "Hi", "is_automatic_forward": "no"},
        {"message_thread_id": None, "text": "Hi", "is_topic_message": True, "chat": group(FORUM)},
    ],
)
def test_what_is_not_what_it_says_it_is_is_refused_aloud(fields: dict[str, Any]) -> None:
    refused = read(update("message", {**message(), **fields}))
    assert isinstance(refused, Refused)
    assert refused.reason is Unrelayable.UNKNOWN


def test_an_error_does_not_show_what_stands_in_an_update() -> None:
    with pytest.raises(ValidationError) as raised:
        shapes.Message.model_validate(message(text=["secret"], caption=5))
    assert "secret" not in f"{raised.value} {raised.value!r}"
