"""What is said, fitted to channels that can do less than Telegram."""

from dataclasses import replace

from hypothesis import given

from bot.i18n import Catalogs
from bot.kernel.capabilities import Buttons, Capabilities, Limits, Sizes
from bot.kernel.content import Entity, Made, Media, MediaKind, Place, Style, Text
from bot.kernel.ids import ChannelName, ChatRef, ExternalId, LanguageCode, MessageId, OutboxId
from bot.kernel.marks import DELIVERED, FAILED, WAITING
from bot.kernel.outgoing import (
    Answer,
    Button,
    CloseThread,
    Delete,
    DeleteThread,
    Edit,
    Keyboard,
    NameThread,
    Operation,
    Outgoing,
    Pin,
    React,
    ReopenThread,
    Send,
    SendAlbum,
    SetMenu,
)
from bot.render.choices import PLENTY, numbers_choices, read_number
from bot.render.fitting import Fitted, fit
from bot.render.splitting import utf16_length
from handlers.telegram.capabilities import CAPABILITIES as TELEGRAM
from tests.render.strategies import channels, rows

ENGLISH = Catalogs.load().translator(LanguageCode("en"))
PLAIN = Capabilities(limits=Limits(text=160, caption=0))
PHOTO = Media(MediaKind.PHOTO, "f", "p")


def row(operation: Operation, *, message: int | None = None, target: str | None = "9", part: int = 0) -> Outgoing:
    return Outgoing(
        id=OutboxId(1),
        lane="plain:7",
        channel=ChannelName("plain"),
        chat=ChatRef("7"),
        operation=operation,
        target=None if target is None else ExternalId(target),
        message=None if message is None else MessageId(message),
        part=part,
    )


def sent(fitted: Fitted) -> list[Operation]:
    return [step.outgoing.operation for step in fitted.steps]


def said(operation: Operation) -> str:
    """All words of an operation that a person is to read, with those on its buttons."""
    match operation:
        case Send(content, keyboard) | Edit(content, keyboard):
            labels = "".join(button.label for line in keyboard for button in line)
            return words_of(content) + labels
        case SendAlbum(items):
            return "".join(words_of(item) for item in items)
        case Answer(text=text):
            return text
        case _:
            return ""


def words_of(content: Text | Media | Made | Place) -> str:
    match content:
        case Text(text=text):
            return text
        case Place(title=title, address=address):
            return title + address
        case _:
            return content.caption.text if content.caption else ""


def is_kept(words: str, in_text: str) -> bool:
    """Whether all characters are there in their order, whatever stands between them."""
    rest = iter(in_text)
    return all(character in rest for character in words)


# -- Whatever it is, and whatever the channel -------------------------------------------------------------------------


@given(rows, channels)
def test_a_channel_is_asked_only_for_what_it_can_do(outgoing: Outgoing, can: Capabilities):
    for step in fit(outgoing, can, ENGLISH).steps:
        assert can.threads or (step.outgoing.thread, step.outgoing.thread_title) == (None, None)
        operation = step.outgoing.operation
        if isinstance(operation, Send | SendAlbum):
            assert can.replies or step.outgoing.target is None
        match operation:
            case Send(content, keyboard):
                assert_can_show(content, can)
                assert_has_buttons(keyboard, can)
            case SendAlbum(items):
                assert can.album >= 2
                assert len(items) <= can.album
                for item in items:
                    assert_can_show(item, can)
            case Edit(content, keyboard):
                assert can.edit_for > 0
                assert_can_show(content, can)
                assert_has_buttons(keyboard, can)
            case Delete():
                assert can.delete_for > 0
            case React(emoji):
                assert can.reactions is None or can.reactions
                assert can.reactions is None or emoji is None or emoji.strip("\ufe0f") in can.reactions
            case Pin():
                assert can.pins
            case CloseThread() | ReopenThread() | NameThread() | DeleteThread():
                assert can.threads
            case SetMenu(entries):
                assert 0 < can.menu >= len(entries)
            case Answer():
                assert can.buttons is not None


def assert_can_show(content: Text | Media | Made | Place, can: Capabilities) -> None:
    match content:
        case Text(text=text, entities=entities):
            assert utf16_length(text) <= can.limits.text
            assert all(entity.style in can.styles for entity in entities)
        case Place():
            assert can.places
        case _:
            assert content.media in can.media
            caption = content.caption or Text("")
            assert utf16_length(caption.text) <= can.limits.caption
            assert all(entity.style in can.styles for entity in caption.entities)


def assert_has_buttons(keyboard: Keyboard, can: Capabilities) -> None:
    if not keyboard:
        return
    assert can.buttons is not None
    assert all(len(line) <= can.buttons.in_row for line in keyboard)
    if can.buttons.in_message < PLENTY:
        buttons = [button for line in keyboard for button in line]
        assert len(buttons) <= can.buttons.in_message
        assert all(utf16_length(button.label) <= can.buttons.label for button in buttons)
        assert all(len(button.data.encode()) <= can.buttons.data for button in buttons)


@given(rows, channels)
def test_no_word_is_lost(outgoing: Outgoing, can: Capabilities):
    fitted = fit(outgoing, can, ENGLISH)
    assert is_kept(said(outgoing.operation), "".join(said(operation) for operation in sent(fitted)))


@given(rows, channels)
def test_every_button_can_be_pressed_or_has_a_number(outgoing: Outgoing, can: Capabilities):
    if not isinstance(outgoing.operation, Send | Edit):
        return
    fitted = fit(outgoing, can, ENGLISH)
    wanted = [button.data for line in outgoing.operation.keyboard for button in line]
    left = [
        button.data
        for operation in sent(fitted)
        if isinstance(operation, Send | Edit)
        for line in operation.keyboard
        for button in line
    ]
    assert wanted in (left, list(fitted.choices))
    assert not fitted.choices or numbers_choices(can)


@given(rows)
def test_telegram_is_asked_for_everything_as_it_is(outgoing: Outgoing):
    [step] = fit(outgoing, TELEGRAM, ENGLISH).steps
    assert step.outgoing == outgoing
    assert step.copies


@given(rows, channels)
def test_what_was_fitted_fits(outgoing: Outgoing, can: Capabilities):
    for step in fit(outgoing, can, ENGLISH).steps:
        again = fit(step.outgoing, can, ENGLISH)
        assert [each.outgoing for each in again.steps] == [step.outgoing]
        assert not again.choices


@given(rows, channels)
def test_each_file_of_an_album_has_its_copy(outgoing: Outgoing, can: Capabilities):
    if not isinstance(outgoing.operation, SendAlbum):
        return
    copies = 0
    for step in fit(outgoing, can, ENGLISH).steps:
        if step.copies:
            copies += len(step.outgoing.operation.items) if isinstance(step.outgoing.operation, SendAlbum) else 1
    assert copies == len(outgoing.operation.items)


# -- One by one -------------------------------------------------------------------------------------------------------


def test_buttons_become_a_numbered_list():
    keyboard = ((Button("Work", "topic:work"), Button("Tax", "topic:tax")), (Button("Help", "sos"),))
    fitted = fit(row(Send(Text("What is it about?"), keyboard)), PLAIN, ENGLISH)
    assert sent(fitted) == [
        Send(Text("What is it about?\n\n1. Work\n2. Tax\n3. Help\n\nWrite the number of your choice."))
    ]
    assert fitted.choices == ("topic:work", "topic:tax", "sos")


def test_a_few_buttons_stay_buttons_where_a_few_fit():
    can = replace(PLAIN, buttons=Buttons(in_message=3, in_row=1, label=20, data=256))
    two = ((Button("Yes", "yes"), Button("No", "no")),)
    assert sent(fit(row(Send(Text("Agree?"), two)), can, ENGLISH)) == [
        Send(Text("Agree?"), ((two[0][0],), (two[0][1],)))
    ]
    four = (tuple(Button(str(number), f"take:{number}") for number in range(4)),)
    assert len(fit(row(Send(Text("Which?"), four)), can, ENGLISH).choices) == 4


def test_a_file_has_its_choices_in_a_message_of_its_own():
    can = replace(PLAIN, media={MediaKind.PHOTO: Sizes(1, 1)})
    fitted = fit(row(Send(PHOTO, ((Button("Yes", "yes"),),))), can, ENGLISH)
    assert sent(fitted) == [Send(PHOTO), Send(Text("1. Yes\n\nWrite the number of your choice."))]


def test_a_number_may_be_written_in_any_script():
    assert [read_number(text) for text in ("2", " 12 ", "٣", "۴.", "५)", "၆")] == [2, 12, 3, 4, 5, 6]
    assert [read_number(text) for text in ("", ".", "two", "2 children", "1234", "-1", "½")] == [None] * 7


def test_a_change_becomes_a_correction():
    changed = fit(row(Edit(Text("At four")), message=3), PLAIN, ENGLISH)
    assert sent(changed) == [Send(Text("✏ Correction:\nAt four"))]
    assert changed.steps[0].copies  # an answer to the correction is an answer to what it corrects


def test_only_the_first_part_of_a_long_correction_is_headed():
    assert sent(fit(row(Edit(Text("and so on")), message=3, part=1), PLAIN, ENGLISH)) == [Send(Text("and so on"))]


def test_what_the_bot_changes_in_its_own_words_is_no_correction():
    assert sent(fit(row(Edit(Text("It was sent."))), PLAIN, ENGLISH)) == [Send(Text("It was sent."))]


def test_new_words_under_a_file_come_without_the_file():
    can = replace(PLAIN, media={MediaKind.PHOTO: Sizes(1, 1)})
    edit = Edit(replace(PHOTO, caption=Text("Page two")), caption_only=True)
    assert sent(fit(row(edit, message=3), can, ENGLISH)) == [Send(Text("✏ Correction:\nPage two"))]
    gone = Edit(PHOTO, caption_only=True)
    assert sent(fit(row(gone, message=3), can, ENGLISH)) == [Send(Text("✏ Correction:\n—"))]


def test_taking_back_becomes_one_request():
    [asked] = sent(fit(row(Delete(), message=3), PLAIN, ENGLISH))
    assert "delete" in said(asked)
    assert not sent(fit(row(Delete(), message=3, part=1), PLAIN, ENGLISH))


def test_what_the_bot_said_itself_may_stay():
    assert not sent(fit(row(Delete()), PLAIN, ENGLISH))


def test_our_marks_are_left_out_and_the_mark_of_a_person_becomes_a_line():
    for mark in (WAITING, DELIVERED, FAILED, None):
        assert not sent(fit(row(React(mark)), PLAIN, ENGLISH))
    assert sent(fit(row(React("👍")), PLAIN, ENGLISH)) == [Send(Text("👍"))]


def test_an_album_becomes_single_files():
    can = replace(PLAIN, limits=Limits(160, 100), media={MediaKind.PHOTO: Sizes(1, 1)})
    first = replace(PHOTO, caption=Text("My letter"))
    fitted = fit(row(SendAlbum((first, PHOTO), (MessageId(3), MessageId(4)))), can, ENGLISH)
    assert sent(fitted) == [Send(first), Send(PHOTO)]
    assert [step.outgoing.step for step in fitted.steps] == [0, 1]


def test_a_file_that_no_channel_takes_is_named_and_its_words_stay():
    [told] = sent(fit(row(Send(replace(PHOTO, caption=Text("My letter")))), PLAIN, ENGLISH))
    assert said(told).endswith("\nMy letter")
    voice = Send(replace(PHOTO, media=MediaKind.VOICE))
    can = replace(PLAIN, media={MediaKind.DOCUMENT: Sizes(1, 1)})
    assert sent(fit(row(voice), can, ENGLISH)) == [Send(replace(PHOTO, media=MediaKind.DOCUMENT))]


def test_a_place_is_written():
    place = Place(59.9139, 10.7522, "NAV", "Gata 1")
    assert sent(fit(row(Send(place)), PLAIN, ENGLISH)) == [Send(Text("📍\nNAV\nGata 1\n59.913900, 10.752200"))]


def test_formatting_that_carries_meaning_is_written():
    text = Text(
        "Was nine\nis ten",
        (Entity(Style.STRIKETHROUGH, 0, 8), Entity(Style.BOLD, 9, 6), Entity(Style.BLOCKQUOTE, 0, 15)),
    )
    assert sent(fit(row(Send(text)), PLAIN, ENGLISH)) == [Send(Text("> ~Was nine~\n> is ten"))]
    can = replace(PLAIN, styles=frozenset({Style.BOLD}))
    [kept] = sent(fit(row(Send(text)), can, ENGLISH))
    assert kept == Send(Text("> ~Was nine~\n> is ten", (Entity(Style.BOLD, 15, 6),)))
