"""Rich messages, blocks within blocks, as plain text.

Source: Bot API 10.3, RichMessage, RichBlock and RichText. A table of what becomes of each kind, as in `rules`: only
what people read is kept. Pictures, sound and maps have no place in a text, and are not passed on in this form.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from bot.kernel.content import Text
from bot.kernel.incoming import Unrelayable
from handlers.telegram.text import address_of, clean, is_shown

DEEPEST = 16
"""How many blocks and texts may stand within each other."""
DIVIDER = "———"

Part = Mapping[str, Any]
Rules = Mapping[str, Callable[[Part, int], Any]]


class NoText(Exception):
    """It does not become a text: `kind` is what has no rule here, "" where the reason is another."""

    def __init__(self, reason: Unrelayable, kind: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.kind = kind


def read_rich(message: Part) -> Text:
    """A rich message as plain text.

    Raises NoText for a kind that is no text or has no rule here, when it nests too deep, or says nothing.
    """
    text = clean("\n".join(_blocks(message["blocks"], 0))).strip()
    if not text:
        raise NoText(Unrelayable.UNKNOWN)
    return Text(text)


def _converted(value: object, rules: Rules, what: str, depth: int) -> Any:
    """What its rule makes of a block or of a text."""
    if not isinstance(value, Mapping):
        raise TypeError(what)
    if depth > DEEPEST:
        raise NoText(Unrelayable.UNKNOWN)
    if value["type"] not in rules:
        raise NoText(Unrelayable.UNKNOWN, f"rich {what} {value['type']}")
    return rules[value["type"]](value, depth + 1)


# -- Texts ------------------------------------------------------------------------------------------------------------


def _text(value: object, depth: int) -> str:
    """What is read of a text: a string, a list of texts, or an object with a text inside."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and depth <= DEEPEST:
        return "".join(_text(each, depth + 1) for each in value)
    return str(_converted(value, TEXTS, "text", depth))


def _label(part: Part, depth: int) -> str:
    return _text(part["text"], depth)


def _link(part: Part, depth: int) -> str:
    label, address = _label(part, depth), address_of(part["url"])
    return label if not address or is_shown(address, label) else f"{label} ({address})"


def _nothing(_part: Part, _depth: int) -> str:
    return ""


TEXTS: Final[dict[str, Callable[[Part, int], str]]] = {
    **dict.fromkeys(
        (
            *("bold", "italic", "underline", "strikethrough", "spoiler", "subscript", "superscript", "marked", "code"),
            *("date_time", "text_mention", "mention", "email_address", "phone_number", "bank_card_number"),
            *("hashtag", "cashtag", "bot_command", "anchor_link", "reference", "reference_link"),
        ),
        _label,
    ),
    "url": _link,
    "custom_emoji": lambda part, _depth: str(part["alternative_text"]),
    "mathematical_expression": lambda part, _depth: str(part["expression"]),
    "anchor": _nothing,
    "button": _nothing,
}
"""Of a mention, a number or an address only what its writer sees is kept; redaction looks at that."""


# -- Blocks -----------------------------------------------------------------------------------------------------------


def _blocks(values: object, depth: int) -> list[str]:
    if not isinstance(values, list):
        raise TypeError("blocks")
    return [line for value in values for line in _converted(value, BLOCKS, "block", depth)]


def _lines(text: str) -> list[str]:
    return text.splitlines() if text else []


def _paragraph(part: Part, depth: int) -> list[str]:
    return [*_lines(_text(part["text"], depth)), *_credit(part, depth)]


def _credit(part: Part, depth: int) -> list[str]:
    credit = _text(part.get("credit"), depth)
    return [f"— {credit}"] if credit else []


def _quotation(part: Part, depth: int) -> list[str]:
    return [f"> {line}" for line in (*_blocks(part["blocks"], depth), *_credit(part, depth))]


def _folded_quotation(part: Part, depth: int) -> list[str]:
    return [f"> {line}" for line in _paragraph(part, depth)]


def _details(part: Part, depth: int) -> list[str]:
    return [*_lines(_text(part["summary"], depth)), *_blocks(part["blocks"], depth)]


def _list(part: Part, depth: int) -> list[str]:
    return [line for item in part["items"] for line in _item(item, depth)]


def _item(item: Part, depth: int) -> Iterator[str]:
    label = "☑️" if item.get("is_checked") else "▫️" if item.get("has_checkbox") else str(item["label"])
    first, *others = _blocks(item["blocks"], depth) or [""]
    yield f"{label} {first}"
    yield from (f"    {line}" for line in others)


def _table(part: Part, depth: int) -> list[str]:
    rows = [" | ".join(_text(cell.get("text"), depth) for cell in row) for row in part["cells"]]
    return [*_lines(_text(part.get("caption"), depth)), *rows]


def _collection(part: Part, depth: int) -> list[str]:
    lines = _blocks(part["blocks"], depth)
    caption = part.get("caption")
    return [*lines, *_paragraph(caption, depth)] if caption is not None else lines


def _media(_part: Part, _depth: int) -> list[str]:
    raise NoText(Unrelayable.MEDIA_IN_TEXT)


BLOCKS: Final[dict[str, Callable[[Part, int], list[str]]]] = {
    **dict.fromkeys(("paragraph", "heading", "pre", "footer", "pullquote", "thinking"), _paragraph),
    "divider": lambda _part, _depth: [DIVIDER],
    "mathematical_expression": lambda part, _depth: [str(part["expression"])],
    "anchor": lambda _part, _depth: [],
    "buttons": lambda _part, _depth: [],
    "list": _list,
    "blockquote": _quotation,
    "expandable_blockquote": _folded_quotation,
    "collage": _collection,
    "slideshow": _collection,
    "table": _table,
    "details": _details,
    **dict.fromkeys(("map", "animation", "audio", "photo", "video", "voice_note", "document"), _media),
}
