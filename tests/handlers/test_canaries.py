"""No attribute of a person comes through the parser, in any kind of message, nested as deep as they go."""

import json
import random

import aiogram.types
import pydantic
import pytest
from aiogram.enums import RichBlockType, RichTextType

from bot.kernel.errors import ParseError
from bot.kernel.incoming import Edited, Refused, Written
from handlers.telegram.admit import ASKED, NEVER_ASKED
from handlers.telegram.parse import parse
from handlers.telegram.rich import BLOCKS, TEXTS
from handlers.telegram.rules import RULES, Verb
from handlers.telegram.text import PLAIN, STYLES
from storage.engine.codec import encode_content
from tests.canary import find_traces
from tests.handlers.bot_api_shapes import CANARIES, MARKER, NUMBERS, SPEC, TYPES, Shapes
from tests.handlers.updates import TELEGRAM, US
from tests.made_keys import IDS

GENERATED = 5_000
SAYING = [name for name, rule in RULES.items() if rule.verb in (Verb.RELAY, Verb.CONVERT, Verb.ASK, Verb.REFUSE)]
AROUND = [name for name, rule in RULES.items() if rule.verb in (Verb.STRIP, Verb.ENVELOPE, Verb.PART)]

VERBS = {
    Verb.RELAY: "animation audio document photo text video",
    Verb.CONVERT: "checklist dice live_photo poll rich_message sticker",
    Verb.ASK: "contact location venue video_note voice",
    Verb.REFUSE: "chat_shared game giveaway giveaway_winners invoice paid_media passport_data story "
    "users_shared web_app_data",
    Verb.PART: "caption caption_entities entities",
    Verb.STRIP: "external_reply forward_origin quote reply_to_checklist_task_id reply_to_message "
    "reply_to_poll_option_id reply_to_story",
}


LONG_GONE = {
    *("forward_from", "forward_from_message_id", "forward_sender_name", "forward_signature", "forward_date"),
    *("forward_from_chat", "user_shared"),
}
"""Fields that the library keeps and Telegram sends no longer (Bot API 7.0)."""


def names_in(model: type[pydantic.BaseModel]) -> set[str]:
    """The fields of a type, as Telegram calls them."""
    return {field.alias or name for name, field in model.model_fields.items()}


# -- The gate ---------------------------------------------------------------------------------------------------------


def test_every_field_of_a_message_has_a_rule() -> None:
    assert len(TYPES["Message"]) == 115
    assert set(TYPES["Message"]) <= set(RULES)
    assert names_in(aiogram.types.Message) - LONG_GONE == set(RULES), "the library knows the newest Bot API"


@pytest.mark.parametrize("verb", VERBS)
def test_the_rules_are_those_that_were_decided(verb: Verb) -> None:
    assert sorted(name for name, rule in RULES.items() if rule.verb is verb) == VERBS[verb].split()


def test_every_kind_of_update_is_asked_for_or_not() -> None:
    kinds = set(TYPES["Update"]) - {"update_id"}
    assert len(kinds) == 25
    assert kinds <= NEVER_ASKED | set(ASKED)
    assert names_in(aiogram.types.Update) - {"update_id"} == NEVER_ASKED | set(ASKED)
    assert not NEVER_ASKED & set(ASKED)


def test_every_kind_of_entity_has_a_rule() -> None:
    assert len(SPEC["entity_types"]) == 20
    assert set(SPEC["entity_types"]) == {str(kind) for kind in set(STYLES) | PLAIN}
    assert not set(STYLES) & PLAIN


def test_every_kind_of_block_and_text_of_a_rich_message_has_a_rule() -> None:
    for kind, count, rules in (("RichBlock", 21, BLOCKS), ("RichText", 25, TEXTS)):
        kinds = [choice for choice in TYPES[kind]["is"] if choice in TYPES]
        assert len(kinds) == count
        assert {SPEC["always"][choice]["type"] for choice in kinds} <= set(rules)
    assert {kind.value for kind in RichBlockType} == set(BLOCKS), "the library knows the newest Bot API"
    assert {kind.value for kind in RichTextType} == set(TEXTS)


# -- The canaries -----------------------------------------------------------------------------------------------------


def crossed(update: dict) -> bytes:
    """Everything that comes out of the parser and could be seen, stored or shown in an error."""
    try:
        incoming = parse(json.dumps(update).encode(), US, TELEGRAM, IDS)
    except ParseError as error:
        return f"{error} {error!r} {error.__cause__!r}".encode()
    told = f"{incoming} {incoming!r} {getattr(incoming, 'origin', '')!r}".encode()
    match incoming:
        case (
            Written(content=content, unknown=unknown, caution=caution)
            | Edited(content=content, unknown=unknown, caution=caution)
        ):
            return told + f"{content!r} {unknown} {caution}".encode() + encode_content(content)
        case Refused(reason=reason, unknown=unknown):
            return told + f"{reason} {unknown}".encode()
        case _:
            return told


@pytest.mark.parametrize("kind", ["message", "edited_message"])
@pytest.mark.parametrize("field", [name for name in RULES if RULES[name].verb not in (Verb.ENVELOPE,)])
def test_nothing_of_a_person_crosses_with_any_field(field: str, kind: str) -> None:
    shapes = Shapes(random.Random(field))
    private = shapes.message(field, *AROUND)
    private["chat"]["type"] = "private"
    for body in (private, shapes.message(field), shapes.message(field, "text", "entities")):
        body.pop("is_automatic_forward", None)
        body["from"]["is_bot"] = False
        assert find_traces(crossed({"update_id": 1, kind: body}), CANARIES) == []


@pytest.mark.parametrize("seed", range(10))
def test_nothing_of_a_person_crosses_in_thousands_of_messages(seed: int) -> None:
    rng = random.Random(seed)
    seen = b""
    for _ in range(GENERATED // 10):
        shapes = Shapes(rng, fullness=rng.random())
        around = rng.sample(AROUND, rng.randrange(len(AROUND)))
        body = shapes.message(*rng.sample(SAYING, rng.choice((1, 1, 1, 2))), *around)
        body["chat"]["type"] = rng.choice(["private", "supergroup"])
        body["from"]["is_bot"] = False
        body.pop("is_automatic_forward", None)
        seen += crossed({"update_id": 1, rng.choice(["message", "edited_message"]): body})
    assert find_traces(seen, CANARIES) == []
    assert seen.count(b"words that may be read") > GENERATED // 200  # what is meant to be read comes through


def test_nothing_of_a_person_crosses_in_a_rich_message() -> None:
    outcomes = []
    for seed in range(500):
        shapes = Shapes(random.Random(seed), fullness=0.4)
        body = shapes.message("rich_message")
        body["chat"]["type"] = "private"
        body["from"]["is_bot"] = False
        seen = crossed({"update_id": 1, "message": body})
        assert find_traces(seen, CANARIES) == []
        outcomes.append(b"words that may be read" in seen)
    assert outcomes.count(True) > 100


@pytest.mark.parametrize("kind", sorted(set(ASKED) - {"message", "edited_message"}))
def test_nothing_of_a_person_crosses_with_any_other_update(kind: str) -> None:
    body = Shapes(random.Random(kind)).of(TYPES["Update"][kind])
    for status in ("member", "administrator", "left"):
        if "new_chat_member" in body:
            body["new_chat_member"]["status"] = status
        assert find_traces(crossed({"update_id": 1, kind: body}), CANARIES) == []


@pytest.mark.parametrize("planted", [f"x{MARKER}12", str(NUMBERS + 77), (NUMBERS + 77).to_bytes(8, "big").hex()])
def test_every_canary_shows_by_how_it_begins(planted: str) -> None:
    assert find_traces(planted.encode(), CANARIES)
