"""How a chat or a person is written: "telegram:-1001234567890", the channel and its own id."""

import re
from difflib import get_close_matches
from typing import NamedTuple

from pydantic_core import PydanticCustomError

from bot.kernel.ids import ChannelName


class Chat(NamedTuple):
    """A chat or a person, by the id that the channel has for it."""

    channel: ChannelName
    id: str


class _Ids(NamedTuple):
    """The ids of one channel. `number`: what an id looks like that was written without the name of the channel."""

    group: str
    person: str
    number: str
    example_group: str
    example_person: str
    advice_group: str
    advice_person: str


CHANNELS = {
    ChannelName("telegram"): _Ids(
        group=r"-[1-9]\d{0,18}",
        person=r"[1-9]\d{0,18}",
        number=r"-?\d+",
        example_group="telegram:-1001234567890",
        example_person="telegram:123456789",
        advice_group="write the group's number with its minus",
        advice_person="write the person's own number",
    ),
}
"""The channels on which a team can have its group, and an owner be known."""

OLD_CHANNEL = ChannelName("telegram")
"""The one that was meant when there was no other: a number without a channel is one of its ids."""


def read_group(value: object) -> object:
    """A group. Raises ValueError with what to write instead."""
    if isinstance(value, Chat):
        return value
    chat, ids = _read(value, "group")
    if not re.fullmatch(ids.group, chat.id):
        raise ValueError(f"'{value}' is not a group; {ids.advice_group}, like \"{ids.example_group}\"")
    return chat


def read_person(value: object) -> object:
    """A person. Raises ValueError with what to write instead."""
    if isinstance(value, Chat):
        return value
    chat, ids = _read(value, "person")
    if not re.fullmatch(ids.person, chat.id):
        raise ValueError(f"'{value}' is not a person; {ids.advice_person}, like \"{ids.example_person}\"")
    return chat


def _read(value: object, what: str) -> tuple[Chat, _Ids]:
    if not isinstance(value, str):
        raise PydanticCustomError("chat_type", "text is needed")  # said in our words by `bot.config.faults`
    channel, colon, number = value.partition(":")
    if not colon:
        name = next((name for name, ids in CHANNELS.items() if re.fullmatch(ids.number, value)), None)
        example = getattr(CHANNELS[OLD_CHANNEL], f"example_{what}")
        instead = example if name is None else f"{name}:{value}"
        raise ValueError(f"'{value}' does not say on which channel; write \"{instead}\"")
    ids = CHANNELS.get(ChannelName(channel))
    if ids is None:
        close = get_close_matches(channel, CHANNELS, n=1)
        advice = f"did you mean '{close[0]}'?" if close else f"write one of {', '.join(CHANNELS)}"
        raise ValueError(f"'{channel}' is not a channel; {advice}")
    return Chat(ChannelName(channel), number), ids
