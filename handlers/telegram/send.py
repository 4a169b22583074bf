"""One row of the outbox, carried out through the Bot API.

Every message is written anew. Nothing is forwarded or copied, and no file is sent again by the id under which it came:
its bytes are fetched, cleaned, and uploaded under a neutral name, so that neither the file nor Telegram says whose it
is. Only what is for many is uploaded once, and sent again by the id of our own, cleaned copy.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from telegram import (
    Bot,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    InputMediaAnimation,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
    Message,
    ReactionTypeEmoji,
    ReplyParameters,
)
from telegram.error import BadRequest, TelegramError

from bot.crash_points import crashpoint
from bot.kernel.content import Made, Media, MediaKind, Place, Text
from bot.kernel.errors import Fault, SendError
from bot.kernel.ids import ChatRef, ExternalId, ThreadRef
from bot.kernel.outgoing import (
    Answer,
    CloseThread,
    Delete,
    DeleteThread,
    Edit,
    Leave,
    NameThread,
    OpenThread,
    Outgoing,
    Pin,
    React,
    Receipt,
    ReopenThread,
    Send,
    SendAlbum,
    SetMenu,
)
from bot.keys.crypto import IdCipher
from handlers.telegram import limits
from handlers.telegram.errors import TARGET_OF_REPLY_GONE, UNREADABLE_FORMATTING, is_already_so, says, translate
from handlers.telegram.fetch import Fetcher
from handlers.telegram.keyboards import markup
from handlers.telegram.media import Copy, Upload, copy_in, prepare_album
from handlers.telegram.text import without_formatting, write_entities

log = logging.getLogger(__name__)

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
"""A preview would fetch a page that may be the writer's own."""

InputMedia = InputMediaAnimation | InputMediaAudio | InputMediaDocument | InputMediaPhoto | InputMediaVideo


class Sender:
    def __init__(self, bot: Bot, ids: IdCipher, files: Fetcher) -> None:
        self._bot = bot
        self._ids = ids
        self._files = files

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Carry out one row. Raises SendError, or TokenRevoked."""
        crashpoint("send_begins")
        if outgoing.chat:
            # From here on the chat is Telegram's own number. The answer to a button has none.
            outgoing = replace(outgoing, chat=ChatRef(self._ids.reveal(outgoing.chat)))
        try:
            try:
                return await self._carry_out(outgoing)
            except BadRequest as error:
                simpler = _simpler(outgoing, error)
                if simpler is None:
                    raise
                return await self._carry_out(simpler)
        except TelegramError as error:
            if is_already_so(error):
                return Receipt()
            fault = translate(error, outgoing.chat)
            if isinstance(outgoing.operation, Leave) and getattr(fault, "fault", None) is Fault.GROUP_LOST:
                return Receipt()
            if isinstance(fault, SendError) and fault.new_number is not None:
                fault.moved_to = self._ids.conceal(fault.new_number)
            raise fault from None
        except (AttributeError, KeyError, TypeError, ValueError):
            # Telegram took the request and answered in a shape that we do not know.
            raise SendError(Fault.REFUSED, certain=False) from None

    async def _carry_out(self, outgoing: Outgoing) -> Receipt:
        chat = outgoing.chat
        match outgoing.operation:
            case Send(Text() as text) as send:
                sent = await self._bot.send_message(
                    text=text.text,
                    entities=write_entities(text, self._ids),
                    link_preview_options=NO_PREVIEW,
                    reply_markup=markup(send.keyboard),
                    **_place(outgoing, send.silent),
                )
                return await self._receipt(outgoing, [sent])
            case Send(Place() as place) as send:
                return await self._receipt(outgoing, [await self._send_place(outgoing, send, place)])
            case Send(Media() as media) as send:
                return await self._send_media(outgoing, send, media)
            case Send(Made() as made) as send:
                return await self._receipt(outgoing, [await self._send_made(outgoing, send, made)])
            case SendAlbum((Media() as media,)):
                return await self._send_media(outgoing, Send(media), media)
            case SendAlbum(items):
                uploads = prepare_album([await self._files.prepare(item) for item in items])
                crashpoint("file_fetched")
                album: list[Any] = [_input_media(item, upload) for item, upload in zip(items, uploads, strict=True)]
                messages = await self._bot.send_media_group(media=album, **_place(outgoing, silent=False))
                return await self._receipt(outgoing, messages)
            case Edit() as edit:
                await self._edit(chat, _target(outgoing), edit)
            case Delete():
                await self._bot.delete_message(chat, _target(outgoing))
            case React(emoji):
                await self._react(chat, _target(outgoing), emoji)
            case Pin():
                await self._bot.pin_chat_message(chat, _target(outgoing), disable_notification=True)
            case OpenThread(title):
                topic = await self._bot.create_forum_topic(chat, title[: limits.THREAD_TITLE])
                return Receipt(thread=ThreadRef(str(topic.message_thread_id)))
            case CloseThread():
                await self._bot.close_forum_topic(chat, _thread(outgoing))
            case ReopenThread() if outgoing.thread is None:  # what goes to the group itself is in its general topic
                await self._bot.reopen_general_forum_topic(chat)
            case ReopenThread():
                await self._bot.reopen_forum_topic(chat, _thread(outgoing))
            case NameThread():
                title = (outgoing.thread_title or "")[: limits.THREAD_TITLE]
                await self._bot.edit_forum_topic(chat, _thread(outgoing), title)
            case DeleteThread(thread):
                await self._bot.delete_forum_topic(chat, int(thread))
            case Answer(callback, text):
                await self._bot.answer_callback_query(callback, text[: limits.CALLBACK_ANSWER] or None)
            case Leave():
                await self._bot.leave_chat(chat)
            case SetMenu() as menu:
                await self._set_menu(chat, menu)
        return Receipt()

    async def _send_place(self, outgoing: Outgoing, send: Send, place: Place) -> Message:
        fields: dict[str, Any] = {
            "latitude": place.latitude,
            "longitude": place.longitude,
            "reply_markup": markup(send.keyboard),
            **_place(outgoing, send.silent),
        }
        if place.title:
            return await self._bot.send_venue(title=place.title, address=place.address or "-", **fields)
        return await self._bot.send_location(**fields)

    async def _send_media(self, outgoing: Outgoing, send: Send, media: Media) -> Receipt:
        """By the copy that Telegram has, if there is one that it still takes; else as an upload."""
        copy = Copy.read(media.copy)
        if copy is not None:
            try:
                sent = await self._show(outgoing, send, media, copy.kind, copy.file_id)
                return replace(await self._receipt(outgoing, [sent]), copy=media.copy)
            except BadRequest as error:
                refused = translate(error, outgoing.chat)
                if not isinstance(refused, SendError) or refused.fault is not Fault.FILE_REFUSED:
                    raise
        upload = await self._files.prepare(media)
        crashpoint("file_fetched")
        sent = await self._show(outgoing, send, media, upload.kind, upload.content, upload.name)
        return replace(await self._receipt(outgoing, [sent]), copy=copy_in(sent, upload.kind))

    async def _show(
        self,
        outgoing: Outgoing,
        send: Send,
        media: Media,
        kind: MediaKind,
        content: bytes | str,
        name: str | None = None,
    ) -> Message:
        """`content`: the file itself, which needs a name, or the id of one that Telegram has."""
        fields: dict[str, Any] = {
            "filename": name,
            "reply_markup": markup(send.keyboard),
            **_place(outgoing, send.silent),
        }
        if kind is not MediaKind.VIDEO_NOTE:
            fields |= _caption(media)
        size, seconds = _size(media), _seconds(media)
        bot = self._bot
        match kind:
            case MediaKind.PHOTO:
                return await bot.send_photo(photo=content, **fields)
            case MediaKind.VOICE:
                return await bot.send_voice(voice=content, **seconds, **fields)
            case MediaKind.VIDEO:
                return await bot.send_video(video=content, supports_streaming=True, **seconds, **size, **fields)
            case MediaKind.VIDEO_NOTE:
                length = media.width or None
                return await bot.send_video_note(video_note=content, length=length, **seconds, **fields)
            case MediaKind.ANIMATION:
                return await bot.send_animation(animation=content, **seconds, **size, **fields)
            case MediaKind.AUDIO:
                return await bot.send_audio(audio=content, **seconds, **fields)
            case MediaKind.DOCUMENT:
                return await bot.send_document(document=content, disable_content_type_detection=True, **fields)

    async def _send_made(self, outgoing: Outgoing, send: Send, made: Made) -> Message:
        fields: dict[str, Any] = {
            "filename": made.name,
            "reply_markup": markup(send.keyboard),
            **_caption(made),
            **_place(outgoing, send.silent),
        }
        if made.media is MediaKind.PHOTO:
            return await self._bot.send_photo(photo=made.content(), **fields)
        return await self._bot.send_document(document=made.content(), disable_content_type_detection=True, **fields)

    async def _edit(self, chat: ChatRef, target: int, edit: Edit) -> None:
        fields: dict[str, Any] = {
            "chat_id": chat,
            "message_id": target,
            "reply_markup": markup(edit.keyboard),
        }
        match edit.content:
            case Text() as text:
                await self._bot.edit_message_text(
                    text=text.text,
                    entities=write_entities(text, self._ids),
                    link_preview_options=NO_PREVIEW,
                    **fields,
                )
            case Media() as media if edit.caption_only:
                await self._bot.edit_message_caption(**_caption(media), **fields)
            case Media(media=MediaKind.VOICE | MediaKind.VIDEO_NOTE) | Place():
                raise SendError(Fault.TARGET_GONE)  # Telegram can't exchange these
            case Media() as media:
                upload = await self._files.prepare(media)
                await self._bot.edit_message_media(media=_input_media(media, upload), **fields)

    async def _react(self, chat: ChatRef, target: int, emoji: str | None) -> None:
        plain = None if emoji is None else limits.plain_reaction(emoji)
        if emoji is not None and plain is None:
            raise SendError(Fault.REACTION_REFUSED)
        reaction = [] if plain is None else [ReactionTypeEmoji(plain)]
        await self._bot.set_message_reaction(chat, target, reaction)

    async def _set_menu(self, chat: ChatRef, menu: SetMenu) -> None:
        if len(menu.language) not in limits.MENU_LANGUAGE:
            return  # apps in other languages show the menu for all
        scope = BotCommandScopeChat(chat) if chat else BotCommandScopeAllPrivateChats()
        language = menu.language or None
        if not menu.entries:
            await self._bot.delete_my_commands(scope, language)
            return
        entries = [(entry.command, entry.words[: limits.MENU_WORDS]) for entry in menu.entries]
        await self._bot.set_my_commands(entries, scope, language)

    async def _receipt(self, outgoing: Outgoing, messages: Sequence[Message]) -> Receipt:
        """The new messages' ids. A message that missed its thread is taken back.

        Telegram may put a message for a deleted topic into the general one and call that a success:
        https://github.com/tdlib/telegram-bot-api/issues/854. In a group whose topics are switched off it always does
        (check_message_topic in Client.cpp there).
        """
        strayed = outgoing.thread is not None and any(
            str(message.message_thread_id) != outgoing.thread for message in messages
        )
        if not strayed:
            return Receipt(tuple(ExternalId(str(message.message_id)) for message in messages))
        fault = Fault.THREAD_GONE if messages[0].chat.is_forum else Fault.NO_FORUM
        try:
            for message in messages:
                await self._bot.delete_message(outgoing.chat, message.message_id)
        except TelegramError:
            raise SendError(fault, certain=False) from None
        raise SendError(fault)


def _simpler(outgoing: Outgoing, error: BadRequest) -> Outgoing | None:
    """The same without what Telegram does not take of it, if that can be left out."""
    plain = without_formatting(outgoing.operation)
    if plain != outgoing.operation and says(error, *UNREADABLE_FORMATTING):
        log.error("Telegram does not take our formatting; the words go out without it")
        return replace(outgoing, operation=plain)
    is_reply = outgoing.target is not None and isinstance(outgoing.operation, Send | SendAlbum)
    if is_reply and says(error, *TARGET_OF_REPLY_GONE):
        return replace(outgoing, target=None)
    return None


def _place(outgoing: Outgoing, silent: bool) -> dict[str, Any]:
    """Where a new message goes. A reply whose target has gone arrives all the same, as a plain message."""
    reply = None
    if outgoing.target is not None:
        reply = ReplyParameters(int(outgoing.target), allow_sending_without_reply=True)
    return {
        "chat_id": outgoing.chat,
        "message_thread_id": None if outgoing.thread is None else int(outgoing.thread),
        "reply_parameters": reply,
        "disable_notification": silent or None,
    }


def _target(outgoing: Outgoing) -> int:
    if outgoing.target is None:
        raise SendError(Fault.TARGET_GONE)
    return int(outgoing.target)


def _thread(outgoing: Outgoing) -> int:
    if outgoing.thread is None:
        raise SendError(Fault.THREAD_GONE)
    return int(outgoing.thread)


def _caption(media: Media | Made) -> dict[str, Any]:
    if media.caption is None:
        return {}
    return {"caption": media.caption.text, "caption_entities": write_entities(media.caption)}


def _size(media: Media) -> dict[str, Any]:
    return {"width": media.width or None, "height": media.height or None}


def _seconds(media: Media) -> dict[str, Any]:
    return {"duration": media.seconds or None}


def _input_media(media: Media, upload: Upload) -> InputMedia:
    """A part of an album, or what takes a file's place in an edit."""
    fields: dict[str, Any] = {"media": upload.content, "filename": upload.name, **_caption(media)}
    size, seconds = _size(media), _seconds(media)
    match upload.kind:
        case MediaKind.PHOTO:
            return InputMediaPhoto(**fields)
        case MediaKind.VIDEO:
            return InputMediaVideo(supports_streaming=True, **seconds, **size, **fields)
        case MediaKind.ANIMATION:
            return InputMediaAnimation(**seconds, **size, **fields)
        case MediaKind.AUDIO:
            return InputMediaAudio(**seconds, **fields)
        case _:
            return InputMediaDocument(disable_content_type_detection=True, **fields)
