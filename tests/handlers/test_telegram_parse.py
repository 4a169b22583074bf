"""Recorded shapes of updates, and what they are in our words."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.content import Bond, Entity, Lead, Media, MediaKind, Place, Style, Text
from bot.kernel.errors import ParseError
from bot.kernel.group_rights import GroupRights
from bot.kernel.ids import ExternalId, ThreadRef
from bot.kernel.incoming import (
    BotMoved,
    BotPlace,
    Caution,
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
    Unrelayable,
    Written,
)
from handlers.telegram.admit import NEVER_ASKED
from handlers.telegram.limits import DOWNLOAD
from handlers.telegram.parse import parse
from tests.examples import examples
from tests.handlers.updates import (
    AMAL,
    ANONYMOUS,
    BO,
    BRIDGE,
    CHRIS,
    ELSEWHERE,
    FORUM,
    TELEGRAM,
    US,
    bold,
    file,
    group,
    message,
    ours,
    photo,
    private,
    update,
)
from tests.made_keys import IDS


def read(raw: Any) -> Incoming:
    return parse(json.dumps(raw).encode(), US, TELEGRAM, IDS)


def read_content(**fields: Any) -> Any:
    written = read(update(**fields))
    assert isinstance(written, Written)
    return written.content


AMALS = Origin(TELEGRAM, IDS.conceal(101), IDS.conceal(101), private=True, language_hint="ar")
CHRISS = Origin(TELEGRAM, IDS.conceal(-1001), IDS.conceal(201), private=False)
FIVE = ExternalId("5")


# -- messages ------------------------------------------------------------------------------------------------------


def test_a_text_of_a_contact() -> None:
    assert read(update(text="Hi")) == Written(AMALS, FIVE, Text("Hi"))


def test_a_reply_of_a_volunteer() -> None:
    body = message(CHRIS, group(), text="Yes", reply_to_message=ours(3))
    assert read(update("message", body)) == Written(CHRISS, FIVE, Text("Yes"), reply_to=ExternalId("3"))


def test_in_a_thread_only_a_chosen_reply_is_one() -> None:
    in_thread = {"message_thread_id": 7, "is_topic_message": True}
    first = message(CHRIS, group(FORUM), text="a", reply_to_message=ours(7, FORUM, forum_topic_created={}), **in_thread)
    origin = Origin(TELEGRAM, IDS.conceal(-1002), IDS.conceal(201), private=False, thread=ThreadRef("7"), forum=True)
    first["reply_to_message"]["forum_topic_created"] = {"name": "n", "icon_color": 1}
    assert read(update("message", first)) == Written(origin, FIVE, Text("a"))
    bare = message(CHRIS, group(FORUM), text="a", reply_to_message=ours(7, FORUM), **in_thread)
    assert read(update("message", bare)) == Written(origin, FIVE, Text("a"))
    chosen = message(CHRIS, group(FORUM), text="a", reply_to_message=ours(8, FORUM), **in_thread)
    assert read(update("message", chosen)) == Written(origin, FIVE, Text("a"), reply_to=ExternalId("8"))


def test_the_first_message_of_a_plain_group_thread_can_be_replied_to() -> None:
    body = message(CHRIS, group(), text="Yes", message_thread_id=3, reply_to_message=ours(3))
    assert read(update("message", body)) == Written(CHRISS, FIVE, Text("Yes"), reply_to=ExternalId("3"))


def test_an_anonymous_administrator_is_marked() -> None:
    body = message(ANONYMOUS, group(), text="Yes", sender_chat=group(), reply_to_message=ours(3))
    written = read(update("message", body))
    assert isinstance(written, Written)
    assert written.origin.anonymous
    assert written.origin.sender == IDS.conceal(-1001)


@pytest.mark.parametrize(
    "body",
    [
        message(BRIDGE, group(), text="from a bot"),
        message(CHRIS, group(), text="from a channel", is_automatic_forward=True),
        message(pinned_message=message(text="x")),
        message(CHRIS, group(), new_chat_members=[BO]),
        message(CHRIS, group(), text="/ask@another_bot", entities=[bold(0, 16, "bot_command")]),
    ],
)
def test_what_needs_no_answer(body: dict[str, Any]) -> None:
    assert isinstance(read(update("message", body)), Ignored)


@pytest.mark.parametrize(
    ("text", "length", "name", "argument"),
    [
        ("/start", 6, "start", ""),
        ("/start abc-1", 6, "start", "abc-1"),
        ("/Ask@Bridge_Bot  two\nlines ", 15, "ask", "two\nlines"),
    ],
)
def test_commands(text: str, length: int, name: str, argument: str) -> None:
    command = read(update(text=text, entities=[bold(0, length, "bot_command")]))
    assert command == Command(AMALS, FIVE, name, argument)


@pytest.mark.parametrize(("text", "offset"), [("see /start", 4), ("//start", 1)])
def test_no_commands(text: str, offset: int) -> None:
    assert read_content(text=text, entities=[bold(offset, 6, "bot_command")]) == Text(text)


def test_edits() -> None:
    edited = read(update("edited_message", message(text="Hi!", edit_date=1)))
    assert edited == Edited(AMALS, FIVE, Text("Hi!"))
    moving = message(location={"latitude": 1.0, "longitude": 2.0, "live_period": 60}, edit_date=1)
    assert isinstance(read(update("edited_message", moving)), Ignored)


def test_a_moved_group() -> None:
    assert read(update("message", message(CHRIS, group(), migrate_to_chat_id=-1005))) == GroupMoved(
        CHRISS, IDS.conceal(-1005), "-1005"
    )


# -- texts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "entities", "expected"),
    [
        ("👋 hi", [bold(3, 2)], Text("👋 hi", (Entity(Style.BOLD, 2, 2),))),
        ("👨‍👩‍👧x", [bold(8, 1, "code")], Text("👨‍👩‍👧x", (Entity(Style.CODE, 5, 1),))),
        ("long", [bold(0, 4, "expandable_blockquote")], Text("long", (Entity(Style.BLOCKQUOTE, 0, 4),))),
        ("Dana", [bold(0, 4, "text_mention", user=BO)], Text("Dana")),
        ("@dana #x", [bold(0, 5, "mention"), bold(6, 2, "hashtag")], Text("@dana #x")),
        ("🦆", [bold(0, 2, "custom_emoji", custom_emoji_id="1")], Text("🦆")),
        (
            "my page",
            [bold(3, 4, "text_link", url="https://a:b@Eli.Example:8/x?y")],
            Text("my page (https://Eli.Example:8/x?y)"),
        ),
        ("eli.example", [bold(0, 11, "text_link", url="http://eli.example/")], Text("eli.example")),
        ("Dana", [bold(0, 4, "text_link", url="tg://user?id=7")], Text("Dana")),
        ("x", [bold(0, 1, "text_link", url="http://[")], Text("x")),
        (
            "a link and more",
            [bold(2, 4, "text_link", url="b.example"), bold(2, 4, "italic"), bold(0, 6), bold(7, 3, "underline")],
            Text(
                "a link (b.example) and more",
                (Entity(Style.ITALIC, 2, 4), Entity(Style.BOLD, 0, 6), Entity(Style.UNDERLINE, 19, 3)),
            ),
        ),
        (
            "a link and more",
            [bold(2, 4, "text_link", url="b.example"), bold(0, 15)],
            Text("a link (b.example) and more", (Entity(Style.BOLD, 0, 27),)),
        ),
        ("a\x00\ud83db", [bold(2, 2)], Text("a\ufffdb", (Entity(Style.BOLD, 1, 2),))),
        ("short", [bold(3, 90), bold(-4, 2, "italic"), bold(9, 1)], Text("short", (Entity(Style.BOLD, 3, 2),))),
    ],
)
def test_texts(text: str, entities: list[dict[str, Any]], expected: Text) -> None:
    assert read_content(text=text, entities=entities) == expected


@pytest.mark.parametrize(
    ("label", "url", "shown"),
    [
        ("Søk her", "https://www.nav.no/dagpenger/soknad", "Søk her (https://www.nav.no/dagpenger/soknad)"),
        ("www.nav.no/dagpenger", "https://www.nav.no/dagpenger/", "www.nav.no/dagpenger"),
        ("nav.no", "https://nav.no/dagpenger", "nav.no (https://nav.no/dagpenger)"),
        ("here", "mailto:amal@example.org", "here"),
        ("here", f"https://example.org/{'a' * 2000}", "here"),
    ],
)
def test_a_link_behind_words_shows_where_it_leads(label: str, url: str, shown: str) -> None:
    assert read_content(text=label, entities=[bold(0, len(label), "text_link", url=url)]) == Text(shown)


# -- content -------------------------------------------------------------------------------------------------------


def media(kind: MediaKind, handle: str = "f", **fields: Any) -> Media:
    return Media(kind, handle, f"{handle}u", **fields)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"photo": photo()}, Media(MediaKind.PHOTO, "p-l", "pul", width=900, height=600)),
        (
            {"live_photo": file(width=9, height=9, duration=2, photo=photo("q")), "photo": photo("q")},
            Media(MediaKind.PHOTO, "q-l", "qul", width=900, height=600),
        ),
        ({"voice": file(duration=7, mime_type="audio/ogg")}, media(MediaKind.VOICE, seconds=7)),
        (
            {"video": file(duration=7, width=4, height=3, mime_type="video/quicktime", file_name="amal.mov")},
            media(MediaKind.VIDEO, seconds=7, width=4, height=3),
        ),
        (
            {"video_note": file(duration=7, length=240)},
            media(MediaKind.VIDEO_NOTE, seconds=7, width=240, height=240),
        ),
        (
            {"animation": file(duration=1, width=4, height=3), "document": file("g")},
            media(MediaKind.ANIMATION, seconds=1, width=4, height=3),
        ),
        (
            {"audio": file(duration=9, performer="Amal", title="Song", mime_type="audio/mpeg")},
            media(MediaKind.AUDIO, seconds=9),
        ),
        (
            {"document": file(mime_type="application/pdf", file_name="CV Amal.pdf")},
            media(MediaKind.DOCUMENT),
        ),
        ({"document": file(mime_type="invented/amal")}, media(MediaKind.DOCUMENT)),
        ({"document": file()}, media(MediaKind.DOCUMENT)),
        (
            {"document": file(), "caption": "👋 look", "caption_entities": [bold(3, 4)]},
            media(
                MediaKind.DOCUMENT,
                caption=Text("👋 look", (Entity(Style.BOLD, 2, 4),)),
            ),
        ),
        (
            {"sticker": file(type="regular", width=1, height=1, is_animated=False, is_video=False, emoji="😢")},
            Text("😢"),
        ),
        (
            {"sticker": file(type="regular", width=1, height=1, is_animated=False, is_video=False, set_name="Amal")},
            Text("🙂"),
        ),
        ({"location": {"latitude": 59.9, "longitude": 10.7}}, Place(59.9, 10.7)),
        (
            {
                "location": {"latitude": 59.9, "longitude": 10.7},
                "venue": {
                    "location": {"latitude": 59.9, "longitude": 10.7},
                    "title": "Library",
                    "address": "Main street",
                    "foursquare_id": "x",
                },
            },
            Place(59.9, 10.7, "Library", "Main street"),
        ),
        (
            {"contact": {"phone_number": "+4700000000", "first_name": "Dana", "user_id": 9, "vcard": "BEGIN"}},
            Text("👤 Dana\n📞 +4700000000"),
        ),
        (
            {
                "poll": {
                    "id": "1",
                    "question": "When?",
                    "options": [
                        {"text": "Now", "voter_count": 1, "persistent_id": "a"},
                        {"text": "Later", "voter_count": 0, "persistent_id": "b"},
                    ],
                    "total_voter_count": 1,
                    "is_closed": False,
                    "is_anonymous": False,
                    "type": "quiz",
                    "allows_multiple_answers": False,
                    "allows_revoting": True,
                    "members_only": False,
                    "correct_option_ids": [1],
                    "explanation": "hidden",
                }
            },
            Text("📊 When?\n▫️ Now\n▫️ Later"),
        ),
        ({"dice": {"emoji": "🎯", "value": 6}}, Text("🎯 6")),
        (
            {
                "checklist": {
                    "title": "Papers",
                    "tasks": [
                        {"id": 1, "text": "Form", "completed_by_user": BO, "completion_date": 1_760_000_000},
                        {"id": 2, "text": "Photo", "completion_date": 0},
                        {"id": 3, "text": "Fee"},
                    ],
                }
            },
            Text("📋 Papers\n☑️ Form\n▫️ Photo\n▫️ Fee"),
        ),
        (
            {
                "text": "my words",
                "quote": {"text": "secret", "position": 0},
                "external_reply": {"origin": {"type": "hidden_user", "sender_user_name": "Eli", "date": 1}},
                "forward_origin": {"type": "hidden_user", "sender_user_name": "Eli", "date": 1},
                "via_bot": BRIDGE,
            },
            Text("my words", lead=Lead(Bond.FORWARDED)),
        ),
    ],
)
def test_content(fields: dict[str, Any], expected: Any) -> None:
    if isinstance(expected, Media):
        expected = replace(expected, fingerprint=IDS.fingerprint(expected.fingerprint))
    assert read_content(**fields) == expected


def test_the_parts_of_an_album_know_it() -> None:
    written = read(update(photo=photo(), media_group_id="77"))
    assert isinstance(written, Written)
    assert written.album == IDS.fingerprint("77")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"document": file(file_size=DOWNLOAD + 1)}, Unrelayable.TOO_LARGE),
        ({"photo": photo(size=DOWNLOAD + 1)}, Unrelayable.TOO_LARGE),
        ({"location": {"latitude": 1.0, "longitude": 2.0, "live_period": 60}}, Unrelayable.LIVE_LOCATION),
        ({"story": {"chat": private(BO), "id": 1}}, Unrelayable.STORY),
        (
            {
                "invoice": {
                    "title": "t",
                    "description": "d",
                    "start_parameter": "s",
                    "currency": "EUR",
                    "total_amount": 1,
                }
            },
            Unrelayable.PAYMENT,
        ),
        ({"paid_media": {"star_count": 1, "paid_media": []}}, Unrelayable.PAYMENT),
        (
            {"passport_data": {"data": [], "credentials": {"data": "", "hash": "", "secret": ""}}},
            Unrelayable.IDENTITY_DOCUMENTS,
        ),
        ({"game": {"title": "t", "description": "d", "photo": photo()}}, Unrelayable.GAME),
        ({"web_app_data": {"data": "d", "button_text": "b"}}, Unrelayable.UNKNOWN),
        ({"users_shared": {"request_id": 1, "users": []}}, Unrelayable.UNKNOWN),
        ({"rich_message": {"blocks": []}}, Unrelayable.UNKNOWN),
        ({}, Unrelayable.UNKNOWN),
    ],
)
def test_what_is_refused(fields: dict[str, Any], reason: Unrelayable) -> None:
    assert read(update(**fields)) == Refused(AMALS, FIVE, reason)


def test_what_has_no_rule_is_named() -> None:
    tomorrow = read(update(a_kind_of_tomorrow={"text": "x"}))
    assert tomorrow == Refused(AMALS, FIVE, Unrelayable.UNKNOWN, ("a_kind_of_tomorrow",))
    beside = read(update(text="hi", a_kind_of_tomorrow=1, entities=[bold(0, 1, "sparkles")], **{"<Amal>": 1}))
    assert beside == Written(AMALS, FIVE, Text("hi"), unknown=("?amal?", "a_kind_of_tomorrow", "entity sparkles"))
    many = read(update(text="hi", **{f"field_{number}": number for number in range(20)}))
    assert isinstance(many, Written)
    assert len(many.unknown) == 5


# -- rich messages -------------------------------------------------------------------------------------------------


def paragraph(*text: Any) -> dict[str, Any]:
    return {"type": "paragraph", "text": list(text)}


def rich(*blocks: dict[str, Any]) -> Incoming:
    return read(update(rich_message={"blocks": list(blocks), "is_rtl": True}))


def nested(depth: int) -> dict[str, Any]:
    block = paragraph("deep")
    for _ in range(depth):
        block = {"type": "blockquote", "blocks": [block]}
    return block


def test_a_rich_message_is_plain_text_without_accounts() -> None:
    mention = {"type": "text_mention", "text": "my sister", "user": BO}
    link = {"type": "url", "text": {"type": "bold", "text": "here"}, "url": "https://u:p@example.org:1/x?id=1"}
    items = [
        {"label": "1.", "blocks": [paragraph("one"), paragraph("more")]},
        {"label": "•", "blocks": [paragraph("two")], "has_checkbox": True, "is_checked": True},
        {"label": "•", "blocks": [], "has_checkbox": True},
    ]
    cells = [[{"text": "a", "align": "left", "valign": "top"}, {"align": "left", "valign": "top"}]]
    written = rich(
        {"type": "heading", "text": "Rent", "size": 1},
        paragraph("ask ", mention, " or ", link),
        {"type": "list", "items": items},
        {"type": "divider"},
        {"type": "blockquote", "blocks": [paragraph("said")], "credit": "somebody"},
        {"type": "table", "cells": cells, "caption": "Table"},
        {"type": "details", "summary": "More", "blocks": [{"type": "mathematical_expression", "expression": "1+1"}]},
        {"type": "slideshow", "blocks": [], "caption": {"text": "shown", "credit": "by"}},
        paragraph({"type": "custom_emoji", "custom_emoji_id": "1", "alternative_text": "🙂"}),
    )
    assert written == Written(
        AMALS,
        FIVE,
        Text(
            "Rent\nask my sister or here (https://example.org:1/x?id=1)\n1. one\n    more\n☑️ two\n▫️ \n———\n> said\n"
            "> — somebody\n"
            "Table\na | \nMore\n1+1\nshown\n— by\n🙂"
        ),
    )


@pytest.mark.parametrize(
    ("block", "reason", "unknown"),
    [
        ({"type": "photo", "photo": photo()}, Unrelayable.MEDIA_IN_TEXT, ()),
        ({"type": "map", "location": {"latitude": 1.0, "longitude": 1.0}}, Unrelayable.MEDIA_IN_TEXT, ()),
        ({"type": "collage", "blocks": [{"type": "video", "video": file()}]}, Unrelayable.MEDIA_IN_TEXT, ()),
        ({"type": "hologram", "text": "x"}, Unrelayable.UNKNOWN, ("rich block hologram",)),
        (paragraph({"type": "glow", "text": "x"}), Unrelayable.UNKNOWN, ("rich text glow",)),
        (nested(17), Unrelayable.UNKNOWN, ()),
        ({"type": "paragraph"}, Unrelayable.UNKNOWN, ()),
        ({"type": "list", "items": 1}, Unrelayable.UNKNOWN, ()),
    ],
)
def test_what_is_no_text_in_a_rich_message_is_refused(
    block: dict[str, Any], reason: Unrelayable, unknown: tuple[str, ...]
) -> None:
    refused = rich(paragraph("words"), block)
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.unknown) == (reason, unknown)


def test_a_rich_message_without_words_is_refused() -> None:
    assert rich({"type": "anchor", "name": "nothing to read"}) == Refused(AMALS, FIVE, Unrelayable.UNKNOWN)


def test_a_rich_message_may_nest() -> None:
    assert read_content(rich_message={"blocks": [nested(12)]}) == Text("> " * 12 + "deep")


@pytest.mark.parametrize("field", ["contact", "a volunteer"])
def test_ones_own_card_is_refused(field: str) -> None:
    person, chat = (AMAL, private()) if field == "contact" else (CHRIS, group())
    card = {"phone_number": "+4700000000", "first_name": "x", "user_id": person["id"]}
    refused = read(update("message", message(person, chat, contact=card, reply_to_message=ours())))
    assert isinstance(refused, Refused)
    assert refused.reason is Unrelayable.OWN_CARD


BY_US = {"type": "user", "sender_user": BRIDGE, "date": 1}


@pytest.mark.parametrize(
    "body",
    [
        message(text="forwarded", forward_origin=BY_US),
        message(CHRIS, group(FORUM), text="x", forward_origin=BY_US, message_thread_id=7, is_topic_message=True),
        message(CHRIS, group(FORUM), text="reply", external_reply={"origin": BY_US, "chat": group(FORUM)}),
        message(
            CHRIS,
            group(FORUM),
            text="reply",
            external_reply={"origin": {"type": "user", "sender_user": BO, "date": 1}, "chat": group(FORUM)},
        ),
    ],
)
def test_what_belongs_to_another_conversation_is_refused(body: dict[str, Any]) -> None:
    refused = read(update("message", body))
    assert isinstance(refused, Refused)
    assert refused.reason is Unrelayable.OTHER_CASE


def test_other_forwards_and_replies_lose_where_they_come_from() -> None:
    by_eli = {"type": "user", "sender_user": BO, "date": 1}
    forwarded = Lead(Bond.FORWARDED)
    assert read_content(text="hi", forward_origin=by_eli) == Text("hi", lead=forwarded)
    assert read_content(photo=photo(), forward_origin=by_eli).lead == forwarded
    foreign = {"text": "their words", "position": 0, "is_manual": True}
    elsewhere = {"origin": by_eli, "chat": group(ELSEWHERE)}
    assert read_content(text="hi", external_reply=elsewhere, quote=foreign) == Text("hi", lead=Lead(Bond.ELSEWHERE))
    story = {"chat": group(ELSEWHERE), "id": 1}
    assert read_content(text="hi", reply_to_story=story) == Text("hi", lead=Lead(Bond.ELSEWHERE))


def test_a_quotation_is_kept_when_its_writer_chose_it() -> None:
    quote = {
        "text": "our\x00 words",
        "position": 0,
        "is_manual": True,
        "entities": [bold(0, 3, "text_mention", user=BO)],
    }
    assert read_content(text="why?", reply_to_message=ours(), quote=quote) == Text(
        "why?", lead=Lead(Bond.QUOTE, "our words")
    )
    assert read_content(text="why?", reply_to_message=ours(), quote={**quote, "is_manual": False}) == Text("why?")
    assert read_content(text="why?", quote=quote) == Text("why?")


def test_protected_content_is_marked_in_private_only() -> None:
    assert read(update(text="hi", has_protected_content=True)) == Written(
        AMALS, FIVE, Text("hi"), caution=Caution.PROTECTED
    )
    body = message(CHRIS, group(), text="Yes", reply_to_message=ours(3), has_protected_content=True)
    assert read(update("message", body)) == Written(CHRISS, FIVE, Text("Yes"), reply_to=ExternalId("3"))


def test_no_step_on_the_map_is_relayed() -> None:
    for fields in ({"live_period": 60}, {}):
        body = message(location={"latitude": 1.0, "longitude": 2.0, **fields}, edit_date=1)
        assert isinstance(read(update("edited_message", body)), Ignored)


# -- everything else -----------------------------------------------------------------------------------------------


def test_a_pressed_button() -> None:
    query = {"id": "77", "from": CHRIS, "chat_instance": "1", "data": "c:abc", "message": ours(3)}
    expected = Pressed(CHRISS, ExternalId("3"), "77", "c:abc")
    assert read(update("callback_query", query)) == expected
    old = {**query, "message": {"chat": group(), "message_id": 3, "date": 0}}
    assert read(update("callback_query", old)) == expected
    assert isinstance(read(update("callback_query", {**query, "message": None})), Ignored)


def heart(kind: str = "emoji") -> dict[str, Any]:
    return {"type": "emoji", "emoji": "❤"} if kind == "emoji" else {"type": kind, "custom_emoji_id": "5"}


@pytest.mark.parametrize(
    ("reactions", "expected"),
    [
        ([heart()], Reacted(CHRISS, ExternalId("3"), "❤")),
        ([heart("custom_emoji"), heart()], Reacted(CHRISS, ExternalId("3"), "❤")),
        ([heart("custom_emoji")], Ignored(CHRISS)),
        ([], Reacted(CHRISS, ExternalId("3"), None)),
    ],
)
def test_reactions(reactions: list[dict[str, Any]], expected: Incoming) -> None:
    body = {
        "chat": group(),
        "message_id": 3,
        "user": CHRIS,
        "date": 1_760_000_000,
        "old_reaction": [],
        "new_reaction": reactions,
    }
    assert read(update("message_reaction", body)) == expected


def moved(status: str, chat: dict[str, Any], who: dict[str, Any], by: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "chat": chat,
        "from": by,
        "date": 1_760_000_000,
        "old_chat_member": {"user": who, "status": "left"},
        "new_chat_member": {"user": who, "status": status, **fields},
    }


RIGHTS = dict.fromkeys(
    "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members "
    "can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories".split(),
    False,
)


@pytest.mark.parametrize(
    ("status", "fields", "reachable"), [("kicked", {"until_date": 0}, False), ("member", {}, True)]
)
def test_a_contact_blocks_and_unblocks(status: str, fields: dict[str, Any], reachable: bool) -> None:
    body = moved(status, private(), BRIDGE, AMAL, **fields)
    assert read(update("my_chat_member", body)) == Reachability(AMALS, reachable)


@pytest.mark.parametrize(
    ("status", "fields", "place"),
    [
        ("administrator", RIGHTS, BotPlace.ADMINISTRATOR),
        ("member", {}, BotPlace.MEMBER),
        ("left", {}, BotPlace.GONE),
        ("kicked", {"until_date": 0}, BotPlace.GONE),
    ],
)
def test_our_place_in_a_group(status: str, fields: dict[str, Any], place: BotPlace) -> None:
    body = moved(status, group(), BRIDGE, CHRIS, **fields)
    rights = GroupRights(administrator=status == "administrator")
    assert read(update("my_chat_member", body)) == BotMoved(CHRISS, place, rights)


def test_our_rights_in_a_forum() -> None:
    fields = {**RIGHTS, "can_manage_topics": True, "can_delete_messages": True}
    body = moved("administrator", group(FORUM), BRIDGE, CHRIS, **fields)
    read_back = read(update("my_chat_member", body))
    assert isinstance(read_back, BotMoved)
    assert read_back.rights.administrator
    assert read_back.rights.manage_topics
    assert read_back.rights.delete_messages


@pytest.mark.parametrize(
    ("status", "fields", "member"),
    [
        ("creator", {}, True),
        ("administrator", RIGHTS, True),
        ("member", {}, True),
        ("restricted", {"is_member": True}, True),
        ("restricted", {"is_member": False}, False),
        ("left", {}, False),
        ("kicked", {"until_date": 0}, False),
        ("a status of tomorrow", {}, False),
    ],
)
def test_members_come_and_go(status: str, fields: dict[str, Any], member: bool) -> None:
    body = moved(status, group(), BO, CHRIS, **fields)
    assert read(update("chat_member", body)) == MemberMoved(CHRISS, IDS.conceal(102), member)


def test_kinds_that_we_never_asked_for() -> None:
    for kind in NEVER_ASKED:
        assert read(update(kind, message(text="x"))) == Ignored()


def test_a_kind_of_tomorrow() -> None:
    refused = read(update("holographic_message", message(text="x")))
    assert isinstance(refused, Refused)
    assert (refused.origin.chat, refused.message, refused.reason) == (IDS.conceal(101), "5", Unrelayable.UNKNOWN)
    assert refused.unknown == ("update holographic_message",)
    assert read(update("holographic_message", message(CHRIS, group(), text="x"))) == Ignored()
    assert read(update("holographic_state", {"id": "1"})) == Ignored()


# -- what can't be read ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"null",
        b"[]",
        b"\xff",
        b'{"update_id": 1',
        b'{"update_id": 1, "message": null}',
        b'{"update_id": 1, "message": {"secret": 1}}',
        b"[" * 100_000,
        b'{"update_id": 1, "message": {"message_id": 1, "date": 1e400, "chat": {"id": 1, "type": "private"}}}',
    ],
)
def test_what_cannot_be_read(payload: bytes) -> None:
    with pytest.raises(ParseError) as raised:
        parse(payload, US, TELEGRAM, IDS)
    assert "secret" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_message_that_breaks_the_parser_is_refused_to_its_writer() -> None:
    broken = update(location={"latitude": float("nan"), "longitude": 1.0})
    refused = parse(json.dumps(broken).encode(), US, TELEGRAM, IDS)
    assert isinstance(refused, Refused)
    assert refused.reason is Unrelayable.UNKNOWN
    assert refused.origin.private


SAMPLES = [
    update(text="👋 hi", entities=[bold(3, 2), bold(0, 2, "text_link", url="a.example")]),
    update(photo=photo(), caption="c", caption_entities=[bold(0, 1)], media_group_id="1"),
    update("message", message(CHRIS, group(), text="/ask a", entities=[bold(0, 4, "bot_command")])),
    update("edited_message", message(CHRIS, group(), text="Yes", reply_to_message=ours(3), edit_date=1)),
    update("callback_query", {"id": "7", "from": CHRIS, "chat_instance": "1", "data": "d", "message": ours(3)}),
    update("my_chat_member", moved("member", private(), BRIDGE, AMAL)),
    update("chat_member", moved("kicked", group(), BO, CHRIS, until_date=0)),
    update("message_reaction", {"chat": group(), "message_id": 3, "user": CHRIS, "date": 1, "new_reaction": [heart()]}),
    update(venue={"location": {"latitude": 1.0, "longitude": 2.0}, "title": "t", "address": "a"}),
    update(voice=file(duration=7), reply_to_message=ours(3), quote={"text": "q", "position": 0, "is_manual": True}),
    update(live_photo=file(width=9, height=9, duration=2, photo=photo("q"))),
    update(contact={"phone_number": "+4700000000", "first_name": "Dana", "user_id": 9}),
    update(poll={"question": "When?", "options": [{"text": "Now"}]}),
    update(checklist={"title": "Papers", "tasks": [{"id": 1, "text": "Form", "completion_date": 0}]}),
    update(rich_message={"blocks": [nested(3), paragraph("a", {"type": "url", "text": "b", "url": "c"})]}),
    update(
        text="/broadcast",
        entities=[bold(0, 10, "bot_command")],
        reply_to_message=message(BO, photo=photo(), caption="c"),
    ),
    update(
        "message",
        message(
            CHRIS,
            group(FORUM),
            dice={"emoji": "🎯", "value": 6},
            is_topic_message=True,
            message_thread_id=7,
            external_reply={"origin": BY_US, "chat": group(ELSEWHERE)},
        ),
    ),
]

STRANGE: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(), max_size=8),
    st.just([]),
    st.just({}),
    st.just(10**400),
    st.just("\ud83d\x00"),
    st.sampled_from(SAMPLES),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands in a nest of objects and lists."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(deeper for key, below in inner for deeper in places(below, (*path, key)))]


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


@examples(400)
@given(st.data())
def test_a_mutated_update_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    raw: Any = data.draw(st.sampled_from(SAMPLES))
    for _ in range(data.draw(st.integers(1, 3))):
        raw = replaced(raw, data.draw(st.sampled_from(places(raw))), data.draw(STRANGE))
    try:
        incoming = read(raw)
    except ParseError:
        return
    assert isinstance(incoming, Incoming)
    if isinstance(incoming, Written) and isinstance(incoming.content, Text):
        incoming.content.text.encode()
        for entity in incoming.content.entities:
            assert entity.offset >= 0
            assert 0 < entity.length <= len(incoming.content.text) - entity.offset


@pytest.mark.parametrize("field", ["community_chat_added", "community_chat_removed", "community_chat_joined"])
def test_a_line_about_a_community_needs_no_answer(field: str) -> None:
    assert isinstance(read(update(**{field: {"community": {"id": 7, "name": "C"}}})), Ignored)


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        (
            {"type": "expandable_blockquote", "text": "what the office wrote", "credit": "NAV"},
            "\n> what the office wrote\n> — NAV",
        ),
        ({"type": "buttons", "buttons": [{"text": "Open", "url": "https://nav.no"}]}, ""),
        (
            {
                "type": "paragraph",
                "text": ["see ", {"type": "button", "button": {"text": "x", "url": "https://nav.no"}}],
            },
            "\nsee",
        ),
    ],
)
def test_newer_parts_of_a_rich_message_do_not_hold_up_its_words(block: dict[str, Any], shown: str) -> None:
    written = rich({"type": "paragraph", "text": "Is this right?"}, block)
    assert isinstance(written, Written)
    assert written.content == Text(f"Is this right?{shown}")
