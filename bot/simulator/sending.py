"""The methods by which the bot writes: send, edit, delete, react."""

from typing import Any

from bot.simulator import wire
from bot.simulator.access import Params, known_chat, open_topic, own_message, reply_target, require, writable_chat
from bot.simulator.files import PHOTO_LIMIT
from bot.simulator.refusal import bad_request
from bot.simulator.validation import REACTIONS, Upload
from bot.simulator.words import check_entities, with_found
from bot.simulator.world import Chat, Message, World

ERASABLE_SECONDS = 48 * 3600
"""How old a message may be that a bot deletes; https://core.telegram.org/bots/api#deletemessage."""
BUTTON_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
EDITABLE_MEDIA = ("photo", "video", "animation", "audio", "document", "text")
CAPTIONED = ("photo", "voice", "video", "animation", "audio", "document")
METHOD_MEDIA = {
    "sendphoto": "photo",
    "sendvoice": "voice",
    "sendvideo": "video",
    "sendvideonote": "video_note",
    "sendanimation": "animation",
    "sendaudio": "audio",
    "senddocument": "document",
}
ACTIONS = frozenset(
    """typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker
    find_location record_video_note upload_video_note""".split()
)


# -- parts of a message ----------------------------------------------------------------------------------------------


def refuse_unsimulated(params: Params) -> None:
    """What would change the message in ways that nothing here shows."""
    if params.get("parse_mode"):
        raise bad_request("parse_mode is not simulated; send entities")
    if params.get("business_connection_id"):
        raise bad_request("business connection not found")
    if params.get("rich_message"):
        raise bad_request("rich messages are not simulated")


def markup_of(params: Params) -> dict[str, Any] | None:
    markup: dict[str, Any] | None = params.get("reply_markup")
    for row in (markup or {}).get("inline_keyboard", []):
        for button in row:
            if not button["text"].strip():
                raise bad_request("text of the button is empty")
            if sum(action in button for action in BUTTON_ACTIONS) != 1:
                raise bad_request("text buttons are unallowed in the inline keyboard")
    return markup


def inline_markup_of(params: Params) -> dict[str, Any] | None:
    """An edit without buttons, or with none in it, takes the buttons away."""
    markup = markup_of(params)
    return markup if markup and any(markup["inline_keyboard"]) else None


def text_body(params: Params) -> dict[str, Any]:
    text = params.get("text", "")
    if not text:
        raise bad_request("message text is empty")
    entities = params.get("entities", [])
    check_entities(text, entities)
    found = with_found(text, entities)
    return {"text": text, "entities": found} if found else {"text": text}


def caption_body(params: Params) -> dict[str, Any]:
    caption = params.get("caption", "")
    entities = params.get("caption_entities", [])
    check_entities(caption, entities)
    if not caption:
        return {}
    found = with_found(caption, entities)
    body = {"caption": caption, "caption_entities": found} if found else {"caption": caption}
    return body | {key: True for key in ("show_caption_above_media", "has_media_spoiler") if params.get(key)}


def media_body(world: World, params: Params, kind: str, file: Upload | str, seconds: int) -> dict[str, Any]:
    """The fields of a message that shows `file`: an upload, "attach://name", or the id of a known file."""
    if isinstance(file, str) and file.startswith("attach://"):
        name = file.removeprefix("attach://")
        if name not in params["uploads"]:
            raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
        file = params["uploads"][name]
    if isinstance(file, Upload):
        if not file.data:
            raise bad_request("file must be non-empty")
        if kind == "photo" and len(file.data) > PHOTO_LIMIT:
            raise bad_request(f"file of size {len(file.data)} bytes is too big for a photo")
        mime = file.mime if kind == "document" else None
        return world.files.add_media(
            kind, file.data, chat=params["chat_id"], mime=mime, name=file.name, seconds=seconds
        )
    if file.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    known = world.files.by_id.get(file)
    if known is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if known.kind != kind:
        raise bad_request(f"can't use file of type {known.kind.title()} as {kind.title()}")
    return known.shown_as


def post(
    world: World, params: Params, parts: list[tuple[str, dict[str, Any]]], album: str | None = None
) -> list[Message]:
    """New messages of the bot, all checks first."""
    refuse_unsimulated(params)
    chat = writable_chat(world, params)
    topic = open_topic(chat, params)
    target = reply_target(chat, params, topic.thread if topic else None)
    thread = world.thread_of(chat, topic.thread if topic else None, target)
    closed = chat.general_closed if thread is None else chat.topics[thread].closed if chat.is_forum else False
    if chat.is_forum and topic is None and closed:
        raise bad_request("TOPIC_CLOSED")
    markup = markup_of(params)
    return [
        world.post(
            chat,
            world.bot.id,
            kind,
            body,
            thread=thread,
            reply_to=target.id if target else None,
            markup=markup,
            album=album,
            protected=params.get("protect_content", False),
        )
        for kind, body in parts
    ]


def shown(world: World, params: Params, message: Message) -> dict[str, Any]:
    return wire.message_json(world, world.chats[params["chat_id"]], message)


# -- send ------------------------------------------------------------------------------------------------------------


def send_message(world: World, params: Params) -> dict[str, Any]:
    [message] = post(world, params, [("text", text_body(params))])
    return shown(world, params, message)


def send_media(world: World, params: Params) -> dict[str, Any]:
    kind: str = params["method_media"]
    writable_chat(world, params)
    body = media_body(world, params, kind, params[kind], params.get("duration", 0))
    [message] = post(world, params, [(kind, body | caption_body(params))])
    return shown(world, params, message)


def send_media_group(world: World, params: Params) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = params["media"]
    kinds = {item["type"] for item in items}
    if len(items) < 2:
        raise bad_request("too few messages to send as an album")
    if len(items) > 10:
        raise bad_request("too many messages to send as an album")
    if len(kinds) > 1 and not kinds <= {"photo", "video"}:
        raise bad_request("can't use the media of the specified type in the album")
    writable_chat(world, params)
    parts = []
    for item in items:
        refuse_unsimulated(item)
        body = media_body(world, params, item["type"], item["media"], item.get("duration", 0))
        parts.append((item["type"], body | caption_body(item)))
    messages = post(world, params, parts, album=str(14_000_000_000_000_000 + world.version))
    return [shown(world, params, message) for message in messages]


def check_place(params: Params) -> dict[str, float]:
    latitude, longitude = params["latitude"], params["longitude"]
    if not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        raise bad_request("wrong latitude or longitude specified")
    return {"latitude": latitude, "longitude": longitude}


def send_location(world: World, params: Params) -> dict[str, Any]:
    place: dict[str, Any] = check_place(params)
    place |= {key: params[key] for key in ("horizontal_accuracy", "live_period", "heading") if key in params}
    [message] = post(world, params, [("location", {"location": place})])
    return shown(world, params, message)


def send_venue(world: World, params: Params) -> dict[str, Any]:
    place = check_place(params)
    if not params["title"].strip():
        raise bad_request("venue title must be non-empty")
    venue = {"location": place, "title": params["title"], "address": params["address"]}
    [message] = post(world, params, [("venue", {"location": place, "venue": venue})])
    return shown(world, params, message)


def send_chat_action(world: World, params: Params) -> bool:
    if params["action"] not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = writable_chat(world, params)
    open_topic(chat, params)
    return True


# -- edit, delete, react ---------------------------------------------------------------------------------------------


def change(
    world: World, chat: Chat, message: Message, kind: str, body: dict[str, Any], params: Params
) -> dict[str, Any]:
    markup = inline_markup_of(params)
    if (message.kind, message.body, message.markup) == (kind, body, markup):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same as a "
            "current content and reply markup of the message"
        )
    message.kind, message.body, message.markup, message.edited = kind, body, markup, world.seconds()
    world.touch(chat)
    return wire.message_json(world, chat, message)


def edit_message_text(world: World, params: Params) -> dict[str, Any]:
    refuse_unsimulated(params)
    chat, message = edited(world, params)
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    return change(world, chat, message, "text", text_body(params), params)


def edited(world: World, params: Params) -> tuple[Chat, Message]:
    if "chat_id" not in params:
        raise bad_request("chat_id is empty")
    chat = writable_chat(world, params)
    return chat, own_message(world, chat, params)


def edit_message_caption(world: World, params: Params) -> dict[str, Any]:
    refuse_unsimulated(params)
    chat, message = edited(world, params)
    if message.kind not in CAPTIONED:
        raise bad_request("there is no caption in the message to edit")
    captions = ("caption", "caption_entities", "show_caption_above_media")
    body = {key: value for key, value in message.body.items() if key not in captions}
    return change(world, chat, message, message.kind, body | caption_body(params), params)


def edit_message_media(world: World, params: Params) -> dict[str, Any]:
    item = params["media"]
    refuse_unsimulated(item)
    chat, message = edited(world, params)
    if message.kind not in EDITABLE_MEDIA:
        raise bad_request("message can't be edited")
    if (
        message.album is not None
        and message.kind != item["type"]
        and {message.kind, item["type"]} != {"photo", "video"}
    ):
        raise bad_request("can't use the media of the specified type in the album")
    body = media_body(world, params, item["type"], item["media"], item.get("duration", 0))
    return change(world, chat, message, item["type"], body | caption_body(item), params)


def edit_message_reply_markup(world: World, params: Params) -> dict[str, Any]:
    chat, message = edited(world, params)
    return change(world, chat, message, message.kind, message.body, params)


def delete_message(world: World, params: Params) -> bool:
    chat = known_chat(world, params)
    message = chat.messages.get(params["message_id"])
    if message is None:
        raise bad_request("message to delete not found")
    own = message.author == world.bot.id
    others = chat.private or world.bot_in(chat).may("can_delete_messages")
    too_old = world.seconds() - message.date > ERASABLE_SECONDS
    if not (own or others) or too_old or message.id == message.thread:
        raise bad_request("message can't be deleted")
    del chat.messages[message.id]
    world.touch(chat)
    return True


def set_message_reaction(world: World, params: Params) -> bool:
    chat = writable_chat(world, params)
    message = chat.messages.get(params["message_id"])
    if message is None:
        raise bad_request("message to react not found")
    reactions = params.get("reaction", [])
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = None
    if reactions:
        # The real server does not mind whether an emoji says that it wants to be shown in colour.
        emoji = reactions[0].get("emoji", "").replace("\ufe0f", "")
        if not chat.reactions_on or emoji not in REACTIONS:
            raise bad_request("REACTION_INVALID")
    message.reactions.pop(world.bot.id, None)
    if emoji:
        message.reactions[world.bot.id] = emoji
    world.touch(chat)
    return True


def pin_chat_message(world: World, params: Params) -> bool:
    chat = writable_chat(world, params)
    message = chat.messages.get(params["message_id"])
    if message is None:
        raise bad_request("message to pin not found")
    if not chat.private:
        require(world, chat, "can_pin_messages", "manage pinned messages in the chat")
    pinned = wire.message_json(world, chat, message, with_reply=False)
    world.post(chat, world.bot.id, "service", {"pinned_message": pinned}, thread=message.thread)
    return True
