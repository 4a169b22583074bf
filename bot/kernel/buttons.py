"""What a press on a button means: a frozen dataclass, packed into the few bytes that a button holds.

    @press("close", Side.TEAM)
    @dataclass(frozen=True, slots=True)
    class CloseCase(Press):
        case: str

is "close:<case>" on the wire. The words before the fields are the form, and its version: buttons stand in chats for
years, so a press whose fields change gets other words, and its old class stays as long as such buttons may be pressed.

A button carries no right. Whoever presses is looked up each time, by their platform and within the transaction, and
a press counts only on the side that it was made for; so nothing here is signed, and nothing in it is believed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar, TypeVar, get_args, get_type_hints

LONGEST = 64
"""Bytes that a button may hold. Source: Bot API, InlineKeyboardButton.callback_data; no channel of ours allows less."""
BETWEEN = ":"


class Side(StrEnum):
    """In which kind of chat something is pressed or commanded."""

    CONTACT = "contact"  # a person's own chat with the bot
    TEAM = "team"  # the group of a team
    STAFF = "staff"  # the staff chat
    GROUP = "group"  # any group but the staff chat, also one that is no team's yet


@dataclass(frozen=True, slots=True)
class Press:
    """What somebody asks for by pressing a button. Each kind is registered with `press`."""

    form: ClassVar[str]
    """The words with which its buttons begin."""
    sides: ClassVar[tuple[Side, ...]]
    """Where it counts; anywhere else it is as if there was no such button."""

    def pack(self) -> str:
        """What its button holds. Raises ValueError for what no button can hold."""
        values = [_write(getattr(self, each.name)) for each in fields(self)]
        data = BETWEEN.join([self.form, *values])
        if any(BETWEEN in value for value in values[:-1]) or len(data.encode()) > LONGEST:
            raise ValueError(f"no button can hold {type(self).__name__} with these values")
        return data


P = TypeVar("P", bound=Press)


def press(form: str, *sides: Side) -> Callable[[type[P]], type[P]]:
    """Give a kind of press the words with which its buttons begin, and the sides for which it is."""

    def register(kind: type[P]) -> type[P]:
        kind.form = form
        kind.sides = sides
        return kind

    return register


class Presses:
    """Every kind of press, to find out what a button means."""

    def __init__(self, kinds: Iterable[type[Press]]) -> None:
        self._kinds: Mapping[str, type[Press]] = {kind.form: kind for kind in kinds}

    def unpack(self, data: str, *sides: Side) -> Press | None:
        """What was pressed, if that counts on one of these sides. None for what no button of ours there ever held."""
        words = data.split(BETWEEN)
        for count in range(len(words), 0, -1):
            kind = self._kinds.get(BETWEEN.join(words[:count]))
            if kind is not None:
                return _read(kind, words[count:]) if set(sides) & set(kind.sides) else None
        return None


def _read(kind: type[Press], words: list[str]) -> Press | None:
    """The fields by their types. The last one takes what is left; one with a default may be missing."""
    hints, known = get_type_hints(kind), fields(kind)
    if len(words) > len(known):
        if not known:
            return None
        words = [*words[: len(known) - 1], BETWEEN.join(words[len(known) - 1 :])]
    values: dict[str, Any] = {}
    for each, word in zip(known, [*words, *[None] * (len(known) - len(words))], strict=True):
        try:
            if word is not None:
                values[each.name] = _value(hints[each.name], word, empty=each.default == "")
            elif each.default is MISSING:
                return None
        except ValueError:
            return None
    return kind(**values)


def _write(value: object) -> str:
    return "" if value is None else str(value)


def _value(hint: Any, word: str, *, empty: bool) -> object:
    """Raises ValueError for a word that `_write` would not have made of a value of that type."""
    hint = getattr(hint, "__supertype__", hint)
    if type(None) in get_args(hint):
        if not word:
            return None
        [hint] = [each for each in get_args(hint) if each is not type(None)]
    if hint is str and (word or empty):
        return word
    if hint is int and word.isascii() and word.isdecimal() and str(int(word)) == word:
        return int(word)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(word)
    raise ValueError(word)
