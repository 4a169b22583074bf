"""Presses in few bytes: what is packed is read again, and nothing else is."""

from dataclasses import dataclass
from enum import StrEnum

import pytest

from bot.kernel.buttons import LONGEST, Press, Presses, Side, press
from bot.kernel.ids import LanguageCode


class Size(StrEnum):
    SMALL = "small"


@press("order", Side.CONTACT)
@dataclass(frozen=True, slots=True)
class Order(Press):
    language: LanguageCode
    number: int
    note: str = ""


@press("order:size", Side.CONTACT, Side.TEAM)
@dataclass(frozen=True, slots=True)
class OrderSize(Press):
    size: Size
    table: int | None = None


@press("bill", Side.STAFF)
@dataclass(frozen=True, slots=True)
class Bill(Press):
    pass


PRESSES = Presses([Order, OrderSize, Bill])


@pytest.mark.parametrize(
    ("pressed", "data"),
    [
        (Order(LanguageCode("pl"), 7), "order:pl:7:"),
        (Order(LanguageCode("pl"), 7, "no: none"), "order:pl:7:no: none"),
        (OrderSize(Size.SMALL, 3), "order:size:small:3"),
        (OrderSize(Size.SMALL), "order:size:small:"),
        (Bill(), "bill"),
    ],
)
def test_what_is_packed_is_read_again(pressed: Press, data: str) -> None:
    assert pressed.pack() == data
    assert PRESSES.unpack(data, *Side) == pressed


def test_what_was_not_there_yet_when_the_button_was_made_has_its_default() -> None:
    assert PRESSES.unpack("order:pl:7", Side.CONTACT) == Order(LanguageCode("pl"), 7)
    assert PRESSES.unpack("order:size:small", Side.TEAM) == OrderSize(Size.SMALL)


@pytest.mark.parametrize(
    "data",
    [
        "",
        ":",
        "orders:pl:7:",
        "order",
        "order:pl",
        "order::7:",
        "order:pl:seven:",
        "order:pl:07:",
        "order:pl:-7:",
        "order:pl:٧:",
        "order:size:large:",
        "order:size:small:3:4",
        "order:size:SMALL:3",
        "bill:",
        "bill:1",
        "Bill",
    ],
)
def test_nothing_else_is_read(data: str) -> None:
    assert PRESSES.unpack(data, *Side) is None


def test_a_press_counts_only_where_it_was_made_for() -> None:
    assert PRESSES.unpack("bill", Side.CONTACT, Side.TEAM, Side.GROUP) is None
    assert PRESSES.unpack("order:size:small:", Side.STAFF) is None
    assert PRESSES.unpack("order:size:small:", Side.TEAM) is not None


def test_what_no_button_can_hold_is_refused_when_it_is_made() -> None:
    with pytest.raises(ValueError, match="no button can hold Order with"):
        Order(LanguageCode("p:l"), 7).pack()
    room = LONGEST - len("order:pl:7:")
    assert Order(LanguageCode("pl"), 7, "x" * room).pack()
    with pytest.raises(ValueError, match="no button can hold Order with"):
        Order(LanguageCode("pl"), 7, "ø" * room).pack()
