"""Rows of the outbox and channels, made up by hypothesis."""

from hypothesis import strategies as st

from bot.kernel.capabilities import FOREVER, Buttons, Capabilities, Limits, Sizes
from bot.kernel.content import Entity, Made, Media, MediaKind, Place, Style, Text
from bot.kernel.ids import ChannelName, ChatRef, ExternalId, MessageId, OutboxId, RecipientId, ThreadRef
from bot.kernel.marks import DELIVERED
from bot.kernel.outgoing import (
    Answer,
    Button,
    CloseThread,
    Delete,
    DeleteThread,
    Edit,
    Leave,
    MenuEntry,
    NameThread,
    Outgoing,
    Pin,
    React,
    ReopenThread,
    Send,
    SendAlbum,
    SetMenu,
)

words = st.text(st.sampled_from("abç ب🙂\n"), min_size=1, max_size=60)


@st.composite
def texts(draw: st.DrawFn) -> Text:
    text = draw(words)
    starts = st.integers(0, len(text) - 1)
    entities = []
    for style in draw(st.lists(st.sampled_from(Style), max_size=3)):
        start = draw(starts)
        entities.append(Entity(style, start, draw(st.integers(1, len(text) - start))))
    return Text(text, tuple(entities))


media = st.builds(
    Media, st.sampled_from(MediaKind), file=st.just("f"), fingerprint=st.just("p"), caption=st.none() | texts()
)
made = st.builds(
    Made, st.sampled_from((MediaKind.PHOTO, MediaKind.DOCUMENT)), st.just(""), st.just("chart.png"), st.none() | texts()
)
places = st.builds(Place, st.floats(-90, 90), st.floats(-180, 180), st.just("") | words, st.just("") | words)
contents = texts() | media | places
buttons = st.builds(Button, words, st.text("abc:", min_size=1, max_size=30))
keyboards = st.lists(st.lists(buttons, min_size=1, max_size=8).map(tuple), max_size=4).map(tuple)
albums = st.lists(media, min_size=2, max_size=10).map(
    lambda items: SendAlbum(tuple(items), tuple(MessageId(number) for number in range(1, len(items) + 1)))
)
operations = st.one_of(
    st.builds(Send, contents | made, keyboards),
    albums,
    st.builds(Edit, contents, keyboards),
    st.builds(Edit, media, caption_only=st.just(True)),
    st.builds(React, st.none() | st.sampled_from(("👍", DELIVERED, "❤\ufe0f"))),
    st.builds(Answer, st.just("c"), st.just("") | words),
    st.builds(SetMenu, st.lists(st.just(MenuEntry("start", "Begin")), max_size=5).map(tuple)),
    st.sampled_from((Delete(), Pin(), CloseThread(), ReopenThread(), NameThread(), DeleteThread(ThreadRef("5")))),
    st.just(Leave()),
)
rows = st.builds(
    Outgoing,
    id=st.just(OutboxId(1)),
    lane=st.just("plain:7"),
    channel=st.just(ChannelName("plain")),
    chat=st.just(ChatRef("7")),
    operation=operations,
    thread=st.none() | st.just(ThreadRef("3")),
    thread_title=st.none() | st.just("Blue Heron"),
    target=st.none() | st.just(ExternalId("9")),
    message=st.none() | st.just(MessageId(1)),
    part=st.integers(0, 1),
    recipient=st.none() | st.just(RecipientId(1)),
)
channels = st.builds(
    Capabilities,
    limits=st.builds(Limits, text=st.integers(20, 4096), caption=st.sampled_from((0, 10, 1024))),
    buttons=st.none()
    | st.builds(
        Buttons,
        in_message=st.sampled_from((3, 10, 100)),
        in_row=st.integers(1, 8),
        label=st.sampled_from((20, 1000)),
        data=st.sampled_from((20, 64)),
    ),
    edit_for=st.sampled_from((0, FOREVER)),
    delete_for=st.sampled_from((0, FOREVER)),
    replies=st.booleans(),
    reactions=st.sampled_from((None, frozenset(), frozenset({"👍", "❤"}))),
    album=st.sampled_from((0, 2, 10)),
    threads=st.booleans(),
    menu=st.sampled_from((0, 3, 100)),
    pins=st.booleans(),
    media=st.sets(st.sampled_from(MediaKind)).map(lambda kinds: dict.fromkeys(kinds, Sizes(1, 1))),
    places=st.booleans(),
    styles=st.frozensets(st.sampled_from(Style)),
)
