"""What is to be said, fitted to what the channel can show.

Pure. On a channel that can do everything nothing changes. What a channel can't do becomes words where somebody would
miss it, and is left out where nobody would: buttons become a numbered list, a change becomes a correction, what is
taken back becomes a request, an album becomes single files; our own marks, menus and pins are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bot.kernel.capabilities import Capabilities
from bot.kernel.content import Content, Entity, Made, Media, MediaKind, Place, Quiet, Text
from bot.kernel.marks import DELIVERED, FAILED, WAITING
from bot.kernel.outgoing import (
    Answer,
    CloseThread,
    Delete,
    DeleteThread,
    Edit,
    Keyboard,
    NameThread,
    OpenThread,
    Operation,
    Outgoing,
    Pin,
    React,
    ReopenThread,
    Send,
    SendAlbum,
    SetMenu,
)
from bot.kernel.translation import Translator
from bot.render import texts
from bot.render.choices import fit_keyboard, list_choices
from bot.render.formatting import write_formatting
from bot.render.splitting import split_text, utf16_length

MARKS = (WAITING, DELIVERED, FAILED)
"""Our own reactions. Where there are none, nothing is missed: what waits or fails is said in a sentence as well."""

NO_WORDS = "—"
"""Stands for words that were taken away from under a file."""


@dataclass(frozen=True, slots=True, repr=False)
class Step(Quiet):
    """One thing to ask of the channel. `copies`: its new messages are the copies of what the row sends."""

    outgoing: Outgoing
    copies: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class Fitted(Quiet):
    """What a row becomes, in order, and what the numbers in it mean, from 1. No steps: there is nothing to show."""

    steps: tuple[Step, ...]
    choices: tuple[str, ...] = ()


def fit(outgoing: Outgoing, capabilities: Capabilities, _: Translator) -> Fitted:
    """Fit a row of the outbox to a channel; `_` speaks the reader's language."""
    fitting = _Fitting(outgoing, capabilities, _)
    steps = tuple(
        Step(_fit_place(_in_step(outgoing, operation, number), capabilities), copies)
        for number, (operation, copies) in enumerate(fitting.fit())
    )
    return Fitted(steps, fitting.choices)


def _in_step(outgoing: Outgoing, operation: Operation, number: int) -> Outgoing:
    """The row itself where nothing changes: on Telegram that is nearly always so."""
    if operation is outgoing.operation and number == 0:
        return outgoing
    return replace(outgoing, operation=operation, step=outgoing.step + number)


def _fit_place(outgoing: Outgoing, capabilities: Capabilities) -> Outgoing:
    """Where it goes: into no thread, and in answer to nothing, where there is no such thing."""
    if not capabilities.threads and (outgoing.thread is not None or outgoing.thread_title is not None):
        outgoing = replace(outgoing, thread=None, thread_title=None)
    if not capabilities.replies and outgoing.target is not None and not _is_about(outgoing.operation, capabilities):
        outgoing = replace(outgoing, target=None)
    return outgoing


def _is_about(operation: Operation, capabilities: Capabilities) -> bool:
    """Whether an operation does something to its target, and does not only answer it."""
    match operation:
        case Edit():
            return capabilities.edit_for > 0
        case Delete():
            return capabilities.delete_for > 0
        case React(emoji):
            return _can_react(emoji, capabilities)
        case Pin():
            return capabilities.pins
        case _:
            return False


def _can_react(emoji: str | None, capabilities: Capabilities) -> bool:
    known = capabilities.reactions
    if emoji is None:
        return known is None or len(known) > 0
    return known is None or emoji.replace("\ufe0f", "") in known


Part = tuple[Operation, bool]
"""An operation, and whether its messages are copies."""


@dataclass(slots=True)
class _Fitting:
    """One row on its way."""

    outgoing: Outgoing
    can: Capabilities
    translator: Translator
    choices: tuple[str, ...] = field(default=())

    def fit(self) -> Iterator[Part]:
        operation = self.outgoing.operation
        match operation:
            case Send():
                yield from self._send(operation)
            case SendAlbum():
                yield from self._album(operation)
            case Edit():
                yield from self._edit(operation)
            case Delete() if self.can.delete_for == 0:
                # Of a message in several parts one request is enough. What the bot itself said may stay.
                if self._is_anybodys() and self.outgoing.part == 0:
                    yield Send(Text(texts.please_delete(self.translator))), False
            case React(emoji) if not _can_react(emoji, self.can):
                if emoji is not None and emoji not in MARKS:
                    yield Send(Text(emoji)), False
            case Answer(text=text) if self.can.buttons is None:
                if text:
                    yield from self._send(Send(Text(text)), copies=False)
            case Pin() if not self.can.pins:
                return
            case OpenThread() | CloseThread() | ReopenThread() | NameThread() | DeleteThread() if not self.can.threads:
                return
            case SetMenu(entries) if len(entries) > self.can.menu:
                if self.can.menu:
                    yield replace(operation, entries=entries[: self.can.menu]), True
            case SetMenu() if self.can.menu == 0:
                return
            case _:
                yield operation, True

    def _is_anybodys(self) -> bool:
        """Whether somebody wrote it; else the bot said it."""
        return self.outgoing.message is not None or self.outgoing.recipient is not None

    def _send(self, send: Send, *, copies: bool = True) -> Iterator[Part]:
        content, keyboard = send.content, send.keyboard
        fitting = fit_keyboard(keyboard, self.can)
        pieces = self._pieces(content if fitting is not None else self._numbered(content, keyboard))
        if fitting is None and not isinstance(content, Text):
            pieces = [*pieces, *self._pieces(self._numbered(Text(""), keyboard))]
        if fitting == keyboard and len(pieces) == 1 and pieces[0] is content:
            yield send, copies
            return
        for number, piece in enumerate(pieces):
            last = number == len(pieces) - 1
            yield replace(send, content=piece, keyboard=(fitting or ()) if last else ()), copies and number == 0

    def _numbered(self, content: Content | Made, keyboard: Keyboard) -> Content | Made:
        """A text with the list of what can be chosen below it; a file has it in a message of its own."""
        if not isinstance(content, Text):
            return content
        lines, self.choices = list_choices(keyboard, self.translator)
        return replace(content, text=f"{content.text}\n\n{lines}" if content.text else lines)

    def _album(self, album: SendAlbum) -> Iterator[Part]:
        size = self.can.album
        whole = size > 1 and all(self._pieces(item) == [item] for item in album.items)
        if whole and len(album.items) <= size:
            yield album, True
        elif whole:
            for start in range(0, len(album.items), size):
                chosen = slice(start, start + size)
                yield replace(album, items=album.items[chosen], messages=album.messages[chosen]), True
        else:
            for item in album.items:
                yield from self._send(Send(item))

    def _edit(self, edit: Edit) -> Iterator[Part]:
        if self.can.edit_for == 0:
            yield from self._correct(edit)
            return
        first, *rest = self._send(Send(edit.content, edit.keyboard))
        changed, copies = first
        assert isinstance(changed, Send)
        assert not isinstance(changed.content, Made)
        caption_only = edit.caption_only and isinstance(changed.content, Media)
        yield replace(edit, content=changed.content, keyboard=changed.keyboard, caption_only=caption_only), copies
        yield from rest

    def _correct(self, edit: Edit) -> Iterator[Part]:
        """A new message instead of a change. What the bot itself changes in its own words is no correction."""
        content: Content = edit.content
        if self._is_anybodys():
            if isinstance(content, Media) and edit.caption_only:
                content = content.caption or Text(NO_WORDS)  # the file stands there already
            content = self._headed(content) if self.outgoing.part == 0 else content
        yield from self._send(Send(content, edit.keyboard))

    def _headed(self, content: Content) -> Content:
        head = texts.correction(self.translator)
        match content:
            case Text() as text:
                return _below(head, text)
            case Media(caption=caption):
                return replace(content, caption=_below(head, caption or Text("")))
            case Place():
                return content

    def _pieces(self, content: Content | Made) -> list[Content | Made]:
        """The messages that a content needs: what can't be shown as words, long words in pieces."""
        match content:
            case Text():
                return list(split_text(write_formatting(content, self.can.styles), self.can.limits.text))
            case Place() if not self.can.places:
                lines = ("📍", content.title, content.address, f"{content.latitude:.6f}, {content.longitude:.6f}")
                return self._pieces(Text("\n".join(line for line in lines if line)))
            case Place():
                return [content]
            case Media() | Made():
                return self._pieces_of_file(content)

    def _pieces_of_file(self, file: Media | Made) -> list[Content | Made]:
        caption = file.caption
        if file.media in self.can.media:
            shown = file
        elif MediaKind.DOCUMENT in self.can.media:
            shown = replace(file, media=MediaKind.DOCUMENT)
        else:
            return self._pieces(_below(texts.file_left_out(self.translator), caption or Text("")))
        if caption is None:
            return [shown]
        caption = write_formatting(caption, self.can.styles)
        if utf16_length(caption.text) <= self.can.limits.caption:
            return [shown if caption == file.caption else replace(shown, caption=caption)]
        return [replace(shown, caption=None), *self._pieces(caption)]


def _below(head: str, text: Text) -> Text:
    """A text with a line above it."""
    if not text.text:
        return Text(head)
    moved = tuple(_moved(entity, len(head) + 1) for entity in text.entities)
    return replace(text, text=f"{head}\n{text.text}", entities=moved)


def _moved(entity: Entity, by: int) -> Entity:
    return replace(entity, offset=entity.offset + by)
