"""What the simulator tells the bot: each update is one that python-telegram-bot can read."""

import asyncio
import json
from typing import Any

import pytest
from telegram import Message, Update
from telegram.constants import ReactionEmoji

from bot.simulator import wire
from bot.simulator.cast import A_SUNDAY_EVENING, AMAL, ARABIC_TEAM, BO, CHRIS, ELI, POLISH_TEAM, SOL, build_world
from bot.simulator.clock import SimulatedClock
from bot.simulator.deeds import do
from bot.simulator.refusal import Impossible, Refusal
from bot.simulator.validation import REACTIONS
from bot.simulator.world import Member, World

EVERYTHING = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member", "message_reaction"]


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(A_SUNDAY_EVENING)


@pytest.fixture
def world(clock: SimulatedClock) -> World:
    world = build_world(clock)
    world.updates.allowed = EVERYTHING
    return world


async def fetch(world: World, offset: int = 0) -> list[dict[str, Any]]:
    updates: list[dict[str, Any]] = json.loads(await world.updates.fetch(offset, 100, 0))
    return updates


async def take(world: World) -> list[Update]:
    """Everything that waits, read by the library, and confirmed."""
    raw = await fetch(world)
    await fetch(world, raw[-1]["update_id"] + 1 if raw else 0)
    return [Update.de_json(update, None) for update in raw]


async def take_message(world: World) -> Message:
    [update] = await take(world)
    message = update.message or update.edited_message
    assert message is not None
    assert not message.api_kwargs, "the library does not know a field that we send"
    return message


def act(world: World, person: int, verb: str, **fields: Any) -> dict[str, Any]:
    return do(world, {"as": person, "do": verb, **fields})


# -- every kind of message -------------------------------------------------------------------------------------------


async def test_a_text_names_its_writer_as_the_real_server_does(world: World) -> None:
    act(world, AMAL, "write", chat=AMAL, text="/start see https://example.org or @someone #help a@example.org")
    message = await take_message(world)
    assert message.from_user is not None
    assert (message.from_user.full_name, message.from_user.language_code) == ("Amal Haddad", "ar")
    assert (message.chat.type, message.chat.username) == ("private", "amal_h")
    assert [entity.type for entity in message.entities] == ["bot_command", "url", "mention", "hashtag", "email"]
    act(world, BO, "write", chat=BO, text="hei")
    second = await take_message(world)
    assert second.from_user is not None
    assert second.from_user.is_premium is True


@pytest.mark.parametrize("kind", ["photo", "voice", "video", "video_note", "animation", "audio", "document", "sticker"])
async def test_each_kind_of_file(world: World, kind: str) -> None:
    sample = "voice" if kind in ("voice", "audio") else "letter"
    act(world, AMAL, "send", chat=AMAL, kind=kind, sample=sample, caption="a caption", name="skatt.pdf")
    message = await take_message(world)
    content = getattr(message, kind)
    file = content[-1] if kind == "photo" else content
    assert world.files.by_id[file.file_id].data
    assert message.caption == "a caption"
    if kind == "photo":
        assert (file.width, file.height) == (900, 1180)
        assert len(content) == 4
    if kind == "document":
        assert file.file_name == "skatt.pdf"
    if kind == "animation":
        assert message.document is not None


@pytest.mark.parametrize("kind", ["location", "venue", "contact", "poll", "dice"])
async def test_each_kind_without_a_file(world: World, kind: str) -> None:
    act(world, AMAL, "send", chat=AMAL, kind=kind)
    assert getattr(await take_message(world), kind) is not None


async def test_fields_reach_into_the_message_and_unknown_kinds_pass_with_them(world: World) -> None:
    act(world, AMAL, "send", chat=AMAL, kind="location", fields={"location": {"live_period": 600}})
    message = await take_message(world)
    assert message.location is not None
    assert message.location.to_dict() == {"latitude": 59.9139, "longitude": 10.7522, "live_period": 600}
    story = {"chat": {"id": -5, "type": "channel", "title": "x"}, "id": 3}
    act(world, AMAL, "send", chat=AMAL, kind="story", fields={"story": story})
    assert (await take_message(world)).story is not None
    with pytest.raises(Impossible, match="without fields"):
        act(world, AMAL, "send", chat=AMAL, kind="story")


async def test_an_album_comes_in_parts_with_one_group_id(world: World) -> None:
    items = [{"kind": "photo", "sample": "letter", "caption": "both sides"}, {"kind": "photo", "sample": "letter"}]
    ids = act(world, AMAL, "album", chat=AMAL, items=items)["message_ids"]
    messages = [update.message for update in await take(world) if update.message]
    assert [message.message_id for message in messages] == ids
    assert len({message.media_group_id for message in messages}) == 1
    assert [message.caption for message in messages] == ["both sides", None]


async def test_edits_of_texts_captions_and_files(world: World, clock: SimulatedClock) -> None:
    text = act(world, AMAL, "write", chat=AMAL, text="one")["message_id"]
    photo = act(world, AMAL, "send", chat=AMAL, kind="photo", sample="letter", caption="one")["message_id"]
    before = (await take(world))[1].message
    assert before is not None
    clock.advance(60)
    act(world, AMAL, "edit", chat=AMAL, message_id=text, text="two")
    act(world, AMAL, "edit", chat=AMAL, message_id=photo, caption="two")
    act(world, AMAL, "edit", chat=AMAL, message_id=photo, kind="document", file="YQ==", caption="three")
    first, second, third = (update.edited_message for update in await take(world))
    assert first is not None
    assert second is not None
    assert third is not None
    assert first.text == "two"
    assert first.edit_date is not None
    assert (first.edit_date - first.date).total_seconds() == 60
    assert (second.caption, second.photo) == ("two", before.photo)
    assert (third.caption, third.document is not None, third.photo) == ("three", True, ())


async def test_reactions_tell_old_and_new(world: World) -> None:
    message = act(world, AMAL, "write", chat=AMAL, text="hello")["message_id"]
    await take(world)
    for emoji in ("👍", "🕊", None):
        act(world, AMAL, "react", chat=AMAL, message_id=message, emoji=emoji)
    changes = [update.message_reaction for update in await take(world) if update.message_reaction]
    assert [[reaction.to_dict()["emoji"] for reaction in change.new_reaction] for change in changes] == [
        ["👍"],
        ["🕊"],
        [],
    ]
    assert [len(change.old_reaction) for change in changes] == [0, 1, 1]


async def test_a_button_press(world: World) -> None:
    act(world, AMAL, "write", chat=AMAL, text="/start")
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}
    sent = world.post(world.chats[AMAL], world.bot.id, "text", {"text": "Sure?"}, markup=markup)
    await take(world)
    callback = act(world, AMAL, "press", chat=AMAL, message_id=sent.id, data="yes")["callback"]
    [update] = await take(world)
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    assert (query.id, query.data, query.message.message_id) == (callback, "yes", sent.id)
    with pytest.raises(Impossible, match="no such button"):
        act(world, AMAL, "press", chat=AMAL, message_id=sent.id, data="no")


# -- topics and replies ----------------------------------------------------------------------------------------------


async def test_in_a_topic_every_message_counts_as_a_reply_to_its_beginning(world: World) -> None:
    topic = world.add_topic(world.chats[ARABIC_TEAM], world.bot.id, "Blue Heron", 7322096)
    plain = act(world, CHRIS, "write", chat=ARABIC_TEAM, thread=topic.thread, text="hello")["message_id"]
    reply = act(world, CHRIS, "write", chat=ARABIC_TEAM, text="again", reply_to=plain)
    general = act(world, CHRIS, "write", chat=ARABIC_TEAM, text="everybody")
    first, second, third = [update.message for update in await take(world)]
    assert first is not None
    assert second is not None
    assert third is not None
    assert first.reply_to_message is not None
    assert first.reply_to_message.forum_topic_created is not None
    assert (first.message_thread_id, first.is_topic_message) == (topic.thread, True)
    assert second.reply_to_message is not None
    assert (second.message_id, second.reply_to_message.message_id) == (reply["message_id"], plain)
    assert (second.message_thread_id, second.reply_to_message.reply_to_message) == (topic.thread, None)
    assert (third.message_id, third.message_thread_id, third.is_topic_message, third.reply_to_message) == (
        general["message_id"],
        None,
        None,
        None,
    )


async def test_in_a_plain_group_replies_make_a_thread_that_is_no_topic(world: World) -> None:
    first = act(world, ELI, "write", chat=POLISH_TEAM, text="one")["message_id"]
    second = act(world, SOL, "write", chat=POLISH_TEAM, text="two", reply_to=first)["message_id"]
    act(world, ELI, "write", chat=POLISH_TEAM, text="three", reply_to=second)
    messages = [update.message for update in await take(world) if update.message]
    assert [(message.message_thread_id, message.is_topic_message) for message in messages] == [
        (None, None),
        (first, None),
        (first, None),
    ]


async def test_people_close_reopen_create_and_delete_topics(world: World) -> None:
    thread = act(world, SOL, "topic", chat=ARABIC_TEAM, change="create", title="Tea")["message_id"]
    act(world, SOL, "topic", chat=ARABIC_TEAM, thread=thread, change="close")
    with pytest.raises(Impossible, match="closed"):
        act(world, CHRIS, "write", chat=ARABIC_TEAM, thread=thread, text="hello")
    act(world, SOL, "topic", chat=ARABIC_TEAM, thread=thread, change="reopen")
    act(world, SOL, "topic", chat=ARABIC_TEAM, thread=thread, change="delete")
    created, closed, reopened = [update.message for update in await take(world)]
    assert created is not None
    assert closed is not None
    assert reopened is not None
    assert (created.forum_topic_created is not None, created.message_thread_id) == (True, thread)
    assert closed.forum_topic_closed is not None
    assert reopened.forum_topic_reopened is not None
    assert world.chats[ARABIC_TEAM].topics == {}


async def test_an_anonymous_administrator_writes_in_the_name_of_the_group(world: World) -> None:
    act(world, SOL, "write", chat=ARABIC_TEAM, text="from us", anonymous=True)
    message = await take_message(world)
    assert message.from_user is not None
    assert message.sender_chat is not None
    assert (message.from_user.id, message.sender_chat.id) == (1087968824, ARABIC_TEAM)
    with pytest.raises(Impossible, match="only administrators"):
        act(world, CHRIS, "write", chat=ARABIC_TEAM, text="from us", anonymous=True)


# -- who sees what ---------------------------------------------------------------------------------------------------


async def test_privacy_mode_lets_through_what_is_meant_for_the_bot(world: World) -> None:
    chat = world.chats[POLISH_TEAM]
    chat.members[world.bot.id] = Member("member")
    own = world.post(chat, world.bot.id, "text", {"text": "a question"})
    act(world, ELI, "write", chat=POLISH_TEAM, text="talk among ourselves")
    act(world, ELI, "write", chat=POLISH_TEAM, text="/queue")
    act(world, ELI, "write", chat=POLISH_TEAM, text="/queue@another_bot")
    act(world, ELI, "write", chat=POLISH_TEAM, text="an answer", reply_to=own.id)
    act(world, ELI, "write", chat=POLISH_TEAM, text="hey @brobygger_bot")
    act(world, ELI, "react", chat=POLISH_TEAM, message_id=own.id, emoji="👍")
    act(world, ELI, "leave", chat=POLISH_TEAM)
    texts = [update.message.text for update in await take(world) if update.message]
    assert texts == ["/queue", "an answer", "hey @brobygger_bot", None]
    world.bot.privacy = False
    act(world, SOL, "write", chat=POLISH_TEAM, text="talk among ourselves")
    assert (await take_message(world)).text == "talk among ourselves"


async def test_an_administrator_sees_everything_until_it_is_removed(world: World) -> None:
    act(world, ELI, "write", chat=POLISH_TEAM, text="talk among ourselves")
    act(world, SOL, "bot", chat=POLISH_TEAM, change="kick")
    act(world, ELI, "write", chat=POLISH_TEAM, text="gone?")
    act(world, SOL, "bot", chat=POLISH_TEAM, change="add")
    act(world, SOL, "bot", chat=POLISH_TEAM, change="promote", rights=["can_pin_messages"])
    talk, kicked, added, line, promoted = await take(world)
    assert talk.message is not None
    assert kicked.my_chat_member is not None
    assert kicked.my_chat_member.new_chat_member.status == "kicked"
    assert added.my_chat_member is not None
    assert added.my_chat_member.new_chat_member.status == "member"
    assert line.message is not None
    assert line.message.new_chat_members[0].username == "brobygger_bot"
    assert promoted.my_chat_member is not None
    rights = promoted.my_chat_member.new_chat_member.to_dict()
    assert (rights["can_pin_messages"], rights["can_manage_topics"]) == (True, False)


async def test_joining_leaving_blocking_and_deleted_accounts(world: World) -> None:
    act(world, BO, "join", chat=POLISH_TEAM)
    act(world, BO, "leave", chat=POLISH_TEAM)
    act(world, AMAL, "block")
    act(world, AMAL, "unblock")
    act(world, ELI, "delete_account")
    kinds = [
        (change.chat.id, change.new_chat_member.user.id == world.bot.id, change.new_chat_member.status)
        for update in await take(world)
        if (change := update.chat_member or update.my_chat_member)
    ]
    assert kinds == [
        (POLISH_TEAM, False, "member"),
        (POLISH_TEAM, False, "left"),
        (AMAL, True, "kicked"),
        (AMAL, True, "member"),
        (POLISH_TEAM, False, "left"),
    ]


async def test_a_group_that_moves_says_so_on_both_sides(world: World) -> None:
    new = act(world, SOL, "bot", chat=POLISH_TEAM, migrate=True)["chat"]
    old_line, new_line = [update.message for update in await take(world)]
    assert old_line is not None
    assert new_line is not None
    assert (old_line.migrate_to_chat_id, new_line.migrate_from_chat_id) == (new, POLISH_TEAM)


async def test_kinds_that_nobody_asked_for_are_not_told(world: World) -> None:
    world.updates.allowed = []
    act(world, BO, "join", chat=POLISH_TEAM)
    message = act(world, BO, "write", chat=BO, text="hello")["message_id"]
    act(world, BO, "react", chat=BO, message_id=message, emoji="👍")
    assert [update.message is not None for update in await take(world)] == [True, True]


# -- the queue -------------------------------------------------------------------------------------------------------


async def test_an_update_stays_until_a_higher_offset_confirms_it(world: World) -> None:
    for text in ("one", "two", "three"):
        act(world, AMAL, "write", chat=AMAL, text=text)
    first = await fetch(world)
    assert [update["message"]["text"] for update in first] == ["one", "two", "three"]
    rest = await fetch(world, first[1]["update_id"])
    assert [update["message"]["text"] for update in rest] == ["two", "three"]
    assert [update["message"]["text"] for update in await fetch(world, -1)] == ["three"]
    assert world.updates.pending == 1


async def test_the_same_offset_again_at_once_gets_one_update(world: World) -> None:
    for text in ("one", "two"):
        act(world, AMAL, "write", chat=AMAL, text=text)
    assert [len(await fetch(world)), len(await fetch(world))] == [2, 1]


async def test_updates_are_forgotten_after_a_day(world: World, clock: SimulatedClock) -> None:
    act(world, AMAL, "write", chat=AMAL, text="one")
    clock.advance(24 * 3600 + 1)
    act(world, AMAL, "write", chat=AMAL, text="two")
    assert [update["message"]["text"] for update in await fetch(world)] == ["two"]


async def test_a_poll_waits_for_the_next_update_and_a_second_poll_ends_the_first(world: World) -> None:
    waiting = asyncio.ensure_future(world.updates.fetch(0, 100, 50))
    await asyncio.sleep(0)
    act(world, AMAL, "write", chat=AMAL, text="one")
    [update] = json.loads(await waiting)
    offset = update["update_id"] + 1
    first = asyncio.ensure_future(world.updates.fetch(offset, 100, 50))
    await asyncio.sleep(0)
    second = asyncio.ensure_future(world.updates.fetch(offset, 100, 50))
    with pytest.raises(Refusal, match="terminated by other getUpdates request"):
        await first
    act(world, AMAL, "write", chat=AMAL, text="two")
    assert len(json.loads(await second)) == 1


async def test_raw_updates_pass_as_they_are_with_the_next_number(world: World) -> None:
    act(world, AMAL, "write", chat=AMAL, text="one")
    pushed = act(world, AMAL, "raw", update={"message": {"odd": [1]}, "update_id": 5})["update_id"]
    first, second = await fetch(world)
    assert second == {"message": {"odd": [1]}, "update_id": first["update_id"] + 1}
    assert second["update_id"] == pushed


def test_the_reactions_are_those_that_the_library_knows() -> None:
    assert {emoji.value.replace("\ufe0f", "") for emoji in ReactionEmoji} == REACTIONS


def test_what_can_not_be_done_is_said(world: World) -> None:
    impossible: list[tuple[int, str, dict[str, Any], str]] = [
        (AMAL, "dance", {}, "nobody can 'dance'"),
        (999, "write", {"chat": AMAL, "text": "x"}, "no such person"),
        (AMAL, "write", {"chat": 999, "text": "x"}, "no such chat"),
        (AMAL, "write", {"chat": ARABIC_TEAM, "text": "x"}, "is not in this chat"),
        (AMAL, "write", {"chat": AMAL}, "needs 'text'"),
        (AMAL, "write", {"chat": AMAL, "text": " "}, "nothing in the message"),
        (AMAL, "write", {"chat": AMAL, "text": "x", "reply_to": 9}, "no message to reply to"),
        (AMAL, "edit", {"chat": AMAL, "message_id": 9, "text": "x"}, "no such message"),
        (AMAL, "send", {"chat": AMAL, "kind": "photo", "sample": "cat"}, "no such sample"),
        (AMAL, "send", {"chat": AMAL, "kind": "photo", "file": "?"}, "not in base64"),
        (AMAL, "album", {"chat": AMAL, "items": []}, "two to ten"),
        (CHRIS, "join", {"chat": ARABIC_TEAM}, "already"),
        (CHRIS, "topic", {"chat": ARABIC_TEAM, "thread": 9, "change": "close"}, "no such topic"),
        (SOL, "bot", {"chat": ARABIC_TEAM, "change": "paint"}, "can be kicked"),
    ]
    for person, verb, fields, reason in impossible:
        with pytest.raises(Impossible, match=reason):
            act(world, person, verb, **fields)
    act(world, AMAL, "block")
    with pytest.raises(Impossible, match="unblock"):
        act(world, AMAL, "write", chat=AMAL, text="x")


def test_every_message_shape_of_ours_is_json(world: World) -> None:
    act(world, AMAL, "send", chat=AMAL, kind="photo", sample="letter")
    chat = world.chats[AMAL]
    assert json.dumps([wire.message_json(world, chat, message) for message in chat.messages.values()])
