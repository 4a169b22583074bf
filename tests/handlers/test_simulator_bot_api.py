"""The simulator's Bot API, called by python-telegram-bot over HTTP."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    MessageEntity,
    ReactionTypeCustomEmoji,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.simulator.cast import AMAL, ARABIC_TEAM, BO, CHRIS, DANA, POLISH_TEAM, SOL, STAFF_CHAT, build_world
from bot.simulator.deeds import do
from bot.simulator.files import sample
from bot.simulator.server import Simulator
from bot.simulator.world import World

LETTER, _ = sample("letter")
VOICE, _ = sample("voice")


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with await Simulator.start(build_world()) as running:
        yield running


@pytest.fixture
def world(simulator: Simulator) -> World:
    """Amal has written /start, so the bot may write to her; nobody else has."""
    write(simulator.world, AMAL, AMAL, "/start")
    return simulator.world


@pytest.fixture
async def bot(simulator: Simulator, world: World) -> AsyncIterator[Bot]:
    async with connect(simulator) as connected:
        yield connected


def plain_http() -> HTTPXRequest:
    """Certificates are not loaded: that takes longer than the test."""
    return HTTPXRequest(httpx_kwargs={"verify": False})


def connect(simulator: Simulator) -> Bot:
    return Bot(
        simulator.token,
        base_url=f"{simulator.url}/bot",
        base_file_url=f"{simulator.url}/file/bot",
        request=plain_http(),
        get_updates_request=plain_http(),
    )


def write(world: World, person: int, chat: int, text: str, **fields: Any) -> int:
    return int(do(world, {"as": person, "do": "write", "chat": chat, "text": text, **fields})["message_id"])


def change_bot(world: World, chat: int, **change: Any) -> dict[str, Any]:
    return do(world, {"as": SOL, "do": "bot", "chat": chat, **change})


def button(data: str, label: str = "Yes") -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data)]])


async def post(simulator: Simulator, method: str, **call: Any) -> tuple[int, dict[str, Any]]:
    """One call without a library: `json=`, `data=` or `params=`."""
    url = f"{simulator.url}/bot{simulator.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, **call) as response:
        return response.status, await response.json()


# -- what works ------------------------------------------------------------------------------------------------------


async def test_the_bot_knows_itself(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.username, me.can_read_all_group_messages) == ("brobygger_bot", False)


async def test_a_message_stands_in_the_chat_with_entities_buttons_and_reply(bot: Bot, world: World) -> None:
    sent = await bot.send_message(
        AMAL,
        "🕊 hello",
        entities=[MessageEntity("bold", 3, 5)],
        reply_markup=button("yes"),
        reply_parameters=ReplyParameters(1),
        protect_content=True,
    )
    assert sent.reply_to_message is not None
    assert (sent.reply_to_message.message_id, sent.has_protected_content) == (1, True)
    shown = world.chats[AMAL].messages[sent.message_id]
    assert shown.body["entities"] == [{"type": "bold", "offset": 3, "length": 5}]
    assert shown.markup == {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}


@pytest.mark.parametrize("kind", ["photo", "voice", "video", "video_note", "animation", "audio", "document"])
async def test_each_kind_of_file_arrives_and_can_be_fetched_and_sent_again(bot: Bot, kind: str) -> None:
    send: Callable[..., Awaitable[Any]] = getattr(bot, f"send_{kind}")
    first = await send(AMAL, LETTER, **({} if kind == "video_note" else {"caption": "a caption"}))
    content = getattr(first, kind)
    file = await bot.get_file(content[-1].file_id if kind == "photo" else content.file_id)
    assert bytes(await file.download_as_bytearray()) == LETTER
    again = await send(AMAL, file.file_id)
    again_content = getattr(again, kind)
    assert (again_content[-1] if kind == "photo" else again_content).file_unique_id == file.file_unique_id


async def test_albums_share_a_group_id(bot: Bot) -> None:
    messages = await bot.send_media_group(AMAL, [InputMediaPhoto(LETTER, caption="one"), InputMediaVideo(b"a video")])
    assert len({message.media_group_id for message in messages}) == 1
    assert (messages[0].caption, messages[1].video is not None) == ("one", True)


async def test_places(bot: Bot) -> None:
    location = await bot.send_location(AMAL, 59.9, 10.7)
    venue = await bot.send_venue(AMAL, 59.9, 10.7, "Library", "Bridge Street 1")
    assert location.location is not None
    assert venue.venue is not None
    assert venue.location is not None


async def test_edits_change_what_is_shown(bot: Bot, world: World) -> None:
    text = await bot.send_message(AMAL, "one", reply_markup=button("yes"))
    await bot.edit_message_text("two", AMAL, text.message_id)
    assert world.chats[AMAL].messages[text.message_id].body["text"] == "two"
    assert world.chats[AMAL].messages[text.message_id].markup is None
    await bot.edit_message_reply_markup(AMAL, text.message_id, reply_markup=button("no"))
    photo = await bot.send_photo(AMAL, LETTER, caption="one")
    await bot.edit_message_caption(AMAL, photo.message_id, caption="two")
    edited = await bot.edit_message_media(InputMediaDocument(b"a document", filename="a.pdf"), AMAL, photo.message_id)
    assert not isinstance(edited, bool)
    assert (edited.document is not None, edited.caption, edited.edit_date is not None) == (True, None, True)


async def test_topics_open_close_rename_and_disappear(bot: Bot, world: World) -> None:
    topic = await bot.create_forum_topic(ARABIC_TEAM, "Blue Heron")
    sent = await bot.send_message(ARABIC_TEAM, "hello", message_thread_id=topic.message_thread_id)
    assert (sent.is_topic_message, sent.message_thread_id) == (True, topic.message_thread_id)
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.forum_topic_created is not None
    await bot.edit_forum_topic(ARABIC_TEAM, topic.message_thread_id, name="Red Heron")
    await bot.close_forum_topic(ARABIC_TEAM, topic.message_thread_id)
    await bot.reopen_forum_topic(ARABIC_TEAM, topic.message_thread_id)
    await bot.delete_forum_topic(ARABIC_TEAM, topic.message_thread_id)
    assert world.chats[ARABIC_TEAM].topics == {}
    assert world.chats[ARABIC_TEAM].messages == {}


async def test_a_reply_in_a_forum_lands_in_the_topic_of_its_target(bot: Bot) -> None:
    topic = await bot.create_forum_topic(ARABIC_TEAM, "Blue Heron")
    first = await bot.send_message(ARABIC_TEAM, "hello", message_thread_id=topic.message_thread_id)
    second = await bot.send_message(ARABIC_TEAM, "again", reply_parameters=ReplyParameters(first.message_id))
    assert second.message_thread_id == topic.message_thread_id


async def test_a_thread_means_nothing_outside_forums(bot: Bot) -> None:
    sent = await bot.send_message(POLISH_TEAM, "hello", message_thread_id=77)
    assert sent.message_thread_id is None


async def test_chats_and_members(bot: Bot) -> None:
    chat = await bot.get_chat(ARABIC_TEAM)
    assert (chat.title, chat.is_forum) == ("Arabic team", True)
    assert (await bot.get_chat_member(ARABIC_TEAM, CHRIS)).status == "member"
    assert (await bot.get_chat_member(ARABIC_TEAM, BO)).status == "left"
    own = await bot.get_chat_member(ARABIC_TEAM, bot.id)
    assert own.to_dict()["can_manage_topics"] is True
    assert await bot.get_chat_member_count(ARABIC_TEAM) == 4
    await bot.leave_chat(ARABIC_TEAM)
    with pytest.raises(Forbidden, match="bot is not a member"):
        await bot.get_chat(ARABIC_TEAM)


async def test_the_profile_takes_commands_and_descriptions(bot: Bot, world: World) -> None:
    await bot.set_my_commands([("start", "Begin")], language_code="nb")
    await bot.set_my_description("We help", language_code="nb")
    await bot.set_my_short_description("Help")
    assert world.bot.commands["default/nb"][0]["command"] == "start"
    assert world.bot.descriptions == {"description/nb": "We help", "short_description/": "Help"}


async def test_reactions_delete_pin_and_chat_action(bot: Bot, world: World) -> None:
    await bot.set_message_reaction(AMAL, 1, "🕊")
    assert world.chats[AMAL].messages[1].reactions == {bot.id: "🕊"}
    await bot.set_message_reaction(AMAL, 1, None)
    assert world.chats[AMAL].messages[1].reactions == {}
    await bot.send_chat_action(AMAL, "typing")
    await bot.pin_chat_message(AMAL, 1)
    await bot.delete_message(AMAL, 1)
    assert 1 not in world.chats[AMAL].messages


async def test_calls_come_as_json_forms_and_queries_and_method_names_in_any_case(
    simulator: Simulator, world: World
) -> None:
    entities = '[{"type": "bold", "offset": 0, "length": 2}]'
    for call in (
        {"json": {"chat_id": AMAL, "text": "hi", "entities": [{"type": "bold", "offset": 0, "length": 2}]}},
        {"data": {"chat_id": str(AMAL), "text": "hi", "entities": entities}},
        {"params": {"chat_id": str(AMAL), "text": "hi", "entities": entities}},
    ):
        status, answer = await post(simulator, "SENDMESSAGE", **call)
        assert (status, answer["result"]["entities"][0]["type"]) == (200, "bold")


# -- what is refused -------------------------------------------------------------------------------------------------


def thirteen_megabytes() -> bytes:
    return bytes(13 * 1024 * 1024)


Call = Callable[[Bot], Awaitable[Any]]
REFUSED: dict[str, tuple[Call, str]] = {
    "empty text": (lambda bot: bot.send_message(AMAL, " "), "Message text is empty"),
    "long text": (lambda bot: bot.send_message(AMAL, "x" * 4097), "Message is too long"),
    "long text of wide characters": (lambda bot: bot.send_message(AMAL, "🕊" * 2049), "Message is too long"),
    "long caption": (lambda bot: bot.send_photo(AMAL, LETTER, caption="x" * 1025), "Message caption is too long"),
    "long button data": (lambda bot: bot.send_message(AMAL, "x", reply_markup=button("é" * 33)), "Button_data_invalid"),
    "button without action": (
        lambda bot: bot.send_message(AMAL, "x", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("y")]])),
        "Text buttons are unallowed",
    ),
    "entity beyond the text": (
        lambda bot: bot.send_message(AMAL, "x", entities=[MessageEntity("bold", 0, 2)]),
        "Entity beginning at utf-16 offset 0 ends after the end of the text",
    ),
    "entity inside a character": (
        lambda bot: bot.send_message(AMAL, "🕊🕊", entities=[MessageEntity("bold", 1, 2)]),
        "Entity begins in a middle of a utf-16 symbol",
    ),
    "unknown entity": (
        lambda bot: bot.send_message(AMAL, "x", entities=[MessageEntity("blink", 0, 1)]),
        "Unsupported type of messageentity",
    ),
    "parse mode": (lambda bot: bot.send_message(AMAL, "x", parse_mode="HTML"), "Parse_mode is not simulated"),
    "unknown parameter": (
        lambda bot: bot.send_message(AMAL, "x", api_kwargs={"colour": "blue"}),
        'Unknown parameter "colour"',
    ),
    "wrong type": (
        lambda bot: bot.send_message(AMAL, "x", api_kwargs={"protect_content": "perhaps"}),
        'Field "protect_content" must be of type boolean',
    ),
    "unknown chat": (lambda bot: bot.send_message(999, "x"), "Chat not found"),
    "named chat": (lambda bot: bot.send_message("@somebody", "x"), "Chat not found"),
    "reply to nothing": (
        lambda bot: bot.send_message(AMAL, "x", reply_parameters=ReplyParameters(99)),
        "Message to be replied not found",
    ),
    "thread that is not there": (
        lambda bot: bot.send_message(ARABIC_TEAM, "x", message_thread_id=99),
        "Message thread not found",
    ),
    "edit nothing": (lambda bot: bot.edit_message_text("x", AMAL, 99), "Message to edit not found"),
    "edit what another wrote": (lambda bot: bot.edit_message_text("x", AMAL, 1), "Message can't be edited"),
    "delete nothing": (lambda bot: bot.delete_message(AMAL, 99), "Message to delete not found"),
    "react to nothing": (lambda bot: bot.set_message_reaction(AMAL, 99, "👍"), "Message to react not found"),
    "react with a forbidden emoji": (lambda bot: bot.set_message_reaction(AMAL, 1, "✅"), "Reaction_invalid"),
    "react with a custom emoji": (
        lambda bot: bot.set_message_reaction(AMAL, 1, ReactionTypeCustomEmoji("5368324170671202286")),
        "Reaction_invalid",
    ),
    "two reactions": (lambda bot: bot.set_message_reaction(AMAL, 1, ["👍", "👎"]), "Reactions_too_many"),
    "album of one": (lambda bot: bot.send_media_group(AMAL, [InputMediaPhoto(LETTER)]), "Too few messages"),
    "album of eleven": (
        lambda bot: bot.send_media_group(AMAL, [InputMediaPhoto(LETTER)] * 11),
        "Too many messages",
    ),
    "mixed album": (
        lambda bot: bot.send_media_group(AMAL, [InputMediaAudio(VOICE), InputMediaPhoto(LETTER)]),
        "Can't use the media of the specified type in the album",
    ),
    "unknown file": (lambda bot: bot.send_photo(AMAL, "AgACAgQAAxkBAAI"), "Wrong file identifier"),
    "file by address": (
        lambda bot: bot.send_photo(AMAL, "https://example.org/a.jpg"),
        "Failed to get http url content",
    ),
    "empty file": (lambda bot: bot.send_document(AMAL, b""), "File must be non-empty"),
    "large photo": (lambda bot: bot.send_photo(AMAL, thirteen_megabytes()), "Is too big for a photo"),
    "file that is not there": (lambda bot: bot.get_file("nothing"), "Invalid file_id"),
    "place off the map": (lambda bot: bot.send_location(AMAL, 91, 0), "Wrong latitude or longitude"),
    "topic in a plain group": (lambda bot: bot.create_forum_topic(POLISH_TEAM, "x"), "Not a forum"),
    "topic in private": (lambda bot: bot.create_forum_topic(AMAL, "x"), "Supergroup and channel chats only"),
    "long topic name": (lambda bot: bot.create_forum_topic(ARABIC_TEAM, "x" * 129), "Name is too long"),
    "close a topic that is not there": (lambda bot: bot.close_forum_topic(ARABIC_TEAM, 99), "Topic_id_invalid"),
    "answer an unknown button": (lambda bot: bot.answer_callback_query("1"), "Query is too old"),
    "unknown user": (lambda bot: bot.get_chat_member(ARABIC_TEAM, 999), "Invalid user_id"),
    "unknown chat action": (lambda bot: bot.send_chat_action(AMAL, "dancing"), "Wrong parameter action"),
    "bad command": (lambda bot: bot.set_my_commands([("Start!", "Begin")]), "Bot_command_invalid"),
    "bad webhook": (lambda bot: bot.set_webhook("ftp://127.0.0.1/"), "Invalid webhook url"),
    "bad webhook secret": (
        lambda bot: bot.set_webhook("http://127.0.0.1/", secret_token="no spaces"),
        "Secret token contains unallowed characters",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_refuses(bot: Bot, case: str) -> None:
    call, words = REFUSED[case]
    with pytest.raises(BadRequest) as refusal:
        await call(bot)
    assert words.lower() in str(refusal.value).lower()


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"text": "x"}, "Bad Request: chat_id is empty"),
        ({"chat_id": AMAL}, "Bad Request: message text is empty"),
        ({"chat_id": True, "text": "x"}, 'Bad Request: field "chat_id" must be of type Integer'),
        ({"chat_id": AMAL, "text": 5}, 'Bad Request: field "text" must be of type String'),
        ({"chat_id": AMAL, "text": "x", "entities": "[{"}, "Bad Request: can't parse entities JSON object"),
        (
            {"chat_id": AMAL, "text": "x", "reply_parameters": {"message": 1}},
            'Bad Request: unknown parameter "message" in ReplyParameters',
        ),
        (
            {"chat_id": AMAL, "text": "x", "reply_markup": {"buttons": []}},
            "Bad Request: unsupported InlineKeyboardMarkup or ReplyKeyboardMarkup or ReplyKeyboardRemove or"
            " ForceReply specified",
        ),
    ],
)
async def test_refuses_calls_that_a_library_would_not_make(
    simulator: Simulator, world: World, params: dict[str, Any], description: str
) -> None:
    status, answer = await post(simulator, "sendMessage", json=params)
    assert (status, answer) == (400, {"ok": False, "error_code": 400, "description": description})


async def test_refuses_to_allow_a_reply_to_nothing_only_until_told(bot: Bot) -> None:
    reply = ReplyParameters(99, allow_sending_without_reply=True)
    assert (await bot.send_message(AMAL, "x", reply_parameters=reply)).reply_to_message is None


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot) -> None:
    sent = await bot.send_message(AMAL, "one", reply_markup=button("yes"))
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("one", AMAL, sent.message_id, reply_markup=button("yes"))
    photo = await bot.send_photo(AMAL, LETTER)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_media(InputMediaPhoto(photo.photo[0].file_id), AMAL, photo.message_id)
    with pytest.raises(BadRequest, match="no text in the message"):
        await bot.edit_message_text("x", AMAL, photo.message_id)
    with pytest.raises(BadRequest, match="no caption in the message"):
        await bot.edit_message_caption(AMAL, sent.message_id, caption="x")


async def test_a_file_is_not_sent_as_another_kind(bot: Bot) -> None:
    voice = await bot.send_voice(AMAL, VOICE)
    assert voice.voice is not None
    with pytest.raises(BadRequest, match="Can't use file of type voice as photo"):
        await bot.send_photo(AMAL, voice.voice.file_id)


async def test_large_files_can_not_be_fetched(bot: Bot, world: World) -> None:
    send = {"as": AMAL, "do": "send", "chat": AMAL, "kind": "document", "size": 20 * 1024 * 1024 + 1}
    message = world.chats[AMAL].messages[do(world, send)["message_id"]]
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(message.body["document"]["file_id"])


async def test_messages_older_than_two_days_stay(bot: Bot, simulator: Simulator) -> None:
    sent = await bot.send_message(AMAL, "x")
    async with aiohttp.ClientSession() as session:
        await session.post(f"{simulator.url}/sim/clock", json={"advance": 48 * 3600 + 1})
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(AMAL, sent.message_id)


async def test_reactions_can_be_switched_off(bot: Bot, world: World) -> None:
    message = write(world, CHRIS, ARABIC_TEAM, "hello")
    change_bot(world, ARABIC_TEAM, reactions="off")
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await bot.set_message_reaction(ARABIC_TEAM, message, "👍")
    assert (await bot.get_chat(ARABIC_TEAM)).available_reactions == ()
    change_bot(world, ARABIC_TEAM, reactions="on")
    await bot.set_message_reaction(ARABIC_TEAM, message, "👍")


async def test_a_closed_topic_refuses_and_a_deleted_one_is_gone(bot: Bot, world: World) -> None:
    thread = (await bot.create_forum_topic(ARABIC_TEAM, "Blue Heron")).message_thread_id
    do(world, {"as": CHRIS, "do": "topic", "chat": ARABIC_TEAM, "thread": thread, "change": "close"})
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(ARABIC_TEAM, "x", message_thread_id=thread)
    with pytest.raises(BadRequest, match="Topic_not_modified"):
        await bot.close_forum_topic(ARABIC_TEAM, thread)
    do(world, {"as": CHRIS, "do": "topic", "chat": ARABIC_TEAM, "thread": thread, "change": "delete"})
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(ARABIC_TEAM, "x", message_thread_id=thread)


async def test_the_general_topic_refuses_while_it_is_closed(bot: Bot, world: World) -> None:
    thread = (await bot.create_forum_topic(ARABIC_TEAM, "Blue Heron")).message_thread_id
    do(world, {"as": CHRIS, "do": "topic", "chat": ARABIC_TEAM, "thread": None, "change": "close"})
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(ARABIC_TEAM, "x")
    await bot.send_message(ARABIC_TEAM, "x", message_thread_id=thread)
    change_bot(world, ARABIC_TEAM, change="promote", rights=["can_pin_messages"])
    with pytest.raises(BadRequest, match="Not enough rights"):
        await bot.reopen_general_forum_topic(ARABIC_TEAM)
    change_bot(world, ARABIC_TEAM, change="promote", rights=["can_manage_topics"])
    await bot.reopen_general_forum_topic(ARABIC_TEAM)
    await bot.send_message(ARABIC_TEAM, "x")
    with pytest.raises(BadRequest, match="Topic_not_modified"):
        await bot.reopen_general_forum_topic(ARABIC_TEAM)


async def test_each_right_of_an_administrator_counts(bot: Bot, world: World) -> None:
    thread = (await bot.create_forum_topic(ARABIC_TEAM, "Blue Heron")).message_thread_id
    message = write(world, CHRIS, ARABIC_TEAM, "hello")
    change_bot(world, ARABIC_TEAM, change="promote", rights=["can_manage_topics"])
    await bot.close_forum_topic(ARABIC_TEAM, thread)
    for forbidden in (
        bot.delete_message(ARABIC_TEAM, message),
        bot.pin_chat_message(ARABIC_TEAM, message),
        bot.delete_forum_topic(ARABIC_TEAM, thread),
    ):
        with pytest.raises(BadRequest, match=r"Not enough rights|Message can't be deleted"):
            await forbidden
    change_bot(world, ARABIC_TEAM, change="demote")
    for demoted in (
        bot.create_forum_topic(ARABIC_TEAM, "Red Heron"),
        bot.edit_forum_topic(ARABIC_TEAM, thread, name="Red Heron"),
        bot.reopen_forum_topic(ARABIC_TEAM, thread),
    ):
        with pytest.raises(BadRequest, match="Not enough rights"):
            await demoted
    own = await bot.send_message(ARABIC_TEAM, "a member deletes its own")
    await bot.delete_message(ARABIC_TEAM, own.message_id)


async def test_who_never_wrote_can_not_be_written_to(bot: Bot) -> None:
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(BO, "x")


async def test_blocked_deleted_kicked_gone(bot: Bot, world: World) -> None:
    do(world, {"as": AMAL, "do": "block"})
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(AMAL, "x")
    do(world, {"as": AMAL, "do": "unblock"})
    await bot.send_message(AMAL, "x")
    do(world, {"as": AMAL, "do": "delete_account"})
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(AMAL, "x")
    change_bot(world, ARABIC_TEAM, change="kick")
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(ARABIC_TEAM, "x")
    change_bot(world, STAFF_CHAT, delete_group=True)
    with pytest.raises(Forbidden, match="the group chat was deleted"):
        await bot.send_message(STAFF_CHAT, "x")


async def test_a_group_that_moved_names_its_new_id(bot: Bot, world: World) -> None:
    new = change_bot(world, POLISH_TEAM, migrate=True)["chat"]
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(POLISH_TEAM, "x")
    assert moved.value.new_chat_id == new
    await bot.send_message(new, "x")
    assert world.chats[new].member(DANA).present


async def test_a_button_is_answered_once_and_in_time(bot: Bot, simulator: Simulator, world: World) -> None:
    sent = await bot.send_message(AMAL, "x", reply_markup=button("yes"))
    press = {"as": AMAL, "do": "press", "chat": AMAL, "message_id": sent.message_id, "data": "yes"}
    callback = do(world, press)["callback"]
    await bot.answer_callback_query(callback, "Thank you")
    toast = world.chats[AMAL].toast
    assert toast is not None
    assert toast["text"] == "Thank you"
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(callback)
    late = do(world, press)["callback"]
    async with aiohttp.ClientSession() as session:
        await session.post(f"{simulator.url}/sim/clock", json={"advance": 1000})
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(late)


async def test_methods_that_would_carry_names_across_do_not_exist(bot: Bot) -> None:
    for call in (bot.forward_message(ARABIC_TEAM, AMAL, 1), bot.copy_message(ARABIC_TEAM, AMAL, 1)):
        with pytest.raises(InvalidToken):  # what the library makes of 404
            await call


async def test_a_wrong_token_is_unauthorized(simulator: Simulator) -> None:
    simulator.token = "123:wrong"
    status, answer = await post(simulator, "getMe")
    assert (status, answer) == (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})


async def test_limits_answer_429_and_count(world: World) -> None:
    async with await Simulator.start(world, limits=True) as limited:
        for _ in range(20):
            assert (await post(limited, "sendMessage", json={"chat_id": POLISH_TEAM, "text": "x"}))[0] == 200
        status, answer = await post(limited, "sendMessage", json={"chat_id": POLISH_TEAM, "text": "x"})
        seconds = answer["parameters"]["retry_after"]
        assert (status, answer["description"]) == (429, f"Too Many Requests: retry after {seconds}")
        assert 50 <= seconds <= 60
        statuses = [(await post(limited, "sendMessage", json={"chat_id": AMAL, "text": "x"}))[0] for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        assert limited.limits is not None
        assert limited.limits.violations == 2


async def test_every_refusal_is_a_telegram_error_and_every_call_is_remembered(bot: Bot, simulator: Simulator) -> None:
    with pytest.raises(TelegramError):
        await bot.send_message(999, "x")
    number, method, chat_id, ok, error, _ = simulator.api.calls[-1]
    assert (method, chat_id, ok, error) == ("sendMessage", 999, False, "Bad Request: chat not found")
    assert number >= 1
