"""Messages made from the field list of Bot API 10.1, in which everything that nobody may see is a canary.

The list (`bot_api_types.json`: names and types, facts only) is made from the machine-readable description at
<https://github.com/PaulSonOfLars/telegram-bot-api-spec>.
"""

import json
import random
from pathlib import Path
from typing import Any

SPEC = json.loads((Path(__file__).parent / "bot_api_types.json").read_text(encoding="utf-8"))
TYPES: dict[str, dict[str, Any]] = SPEC["types"]

MARKER = "Quetzalcoatlus"
"""Begins every canary text."""
NUMBERS = 0x7A5B6C7D0000
"""Every canary number is a little above: its first four bytes, and its first nine digits, are always the same."""
CANARIES: dict[str, str | int] = {"text": MARKER, "digits": str(NUMBERS)[:9], "number": NUMBERS >> 16}

VISIBLE = {
    "Message": {"text", "caption"},
    "Venue": {"title", "address"},
    "Contact": {"first_name", "last_name", "phone_number"},
    "Poll": {"question"},
    "PollOption": {"text"},
    "Checklist": {"title"},
    "ChecklistTask": {"text"},
    "Dice": {"emoji"},
    "Sticker": {"emoji"},
    "TextQuote": {"text"},
    "RichTextCustomEmoji": {"alternative_text"},
    "RichTextMathematicalExpression": {"expression"},
    "RichBlockMathematicalExpression": {"expression"},
    "RichBlockListItem": {"label"},
}
"""What a writer says, and the other side reads. Every other text or number of the field list is a canary."""
HANDLES = {"file_id", "file_unique_id"}
"""By these the bytes of a file are fetched; they stay with us."""
SMALL = {"width", "height", "duration", "file_size", "length", "offset", "value", "live_period", "open_period"}
DEEPEST = 7


class Shapes:
    """Makes objects of any type of the list. `rng` decides which optional fields are there."""

    def __init__(self, rng: random.Random, fullness: float = 1.0) -> None:
        self._rng = rng
        self._fullness = fullness
        self._count = 0

    def message(self, *content: str, **fields: Any) -> dict[str, Any]:
        """A message with these fields of its content, and everything around that belongs to every kind."""
        names = set(TYPES["Message"]) - set(fields)
        wanted = set(content) | {"message_id", "date", "from", "chat"}
        body = {name: self._value("Message", name, 0) for name in sorted(names & wanted)}
        return body | fields

    def of(self, kind: str, depth: int = 0) -> Any:
        """An object of a type."""
        choices = TYPES[kind].get("is")
        if choices:
            if kind == "RichText" and (depth > DEEPEST or self._rng.random() < 0.5):
                return self._rng.choice(["words that may be read", ["words that ", "may be read"]])
            named = [choice for choice in choices if choice in TYPES]
            return self.of(self._rng.choice(named), depth + 1) if named else self._text()
        always = SPEC["always"].get(kind, {})
        required = SPEC["required"].get(kind, ())
        fields = {}
        for name in TYPES[kind]:
            if name in always:
                fields[name] = always[name]
            elif name in required or self._rng.random() < self._chance(kind, depth):
                fields[name] = self._value(kind, name, depth)
        return fields

    def _chance(self, kind: str, depth: int) -> float:
        """How likely a field is there: deep down, and in messages within messages, there are few."""
        if kind == "Message":
            return 0.1
        return self._fullness if depth < 3 else 0.3 * self._fullness

    def _value(self, kind: str, name: str, depth: int) -> Any:
        types = TYPES[kind][name]
        declared = types if isinstance(types, str) else types[0]
        if name in VISIBLE.get(kind, ()):
            return "words that may be read"
        if (kind, name) == ("MessageEntity", "type"):
            return self._rng.choice(SPEC["entity_types"])
        if name == "url":  # of a link, the address is shown, but never a name in front of the host
            return f"https://{self._text()}:{self._text()}@example.org/page"
        if name in HANDLES:
            self._count += 1
            return f"handle{self._count}"
        return self._made(declared, name, depth)

    def _made(self, declared: str, name: str, depth: int) -> Any:
        if declared.startswith("Array of "):
            return [] if depth > DEEPEST else [self._made(declared.removeprefix("Array of "), name, depth + 1)]
        match declared:
            case "String":
                return self._text()
            case "Boolean" | "True":
                return True
            case "Float":
                return 1.5
            case "Integer":
                return 1_760_000_000 if "date" in name or "time" in name else 3 if name in SMALL else self._number()
            case _:
                return {} if depth > DEEPEST else self.of(declared, depth + 1)

    def _text(self) -> str:
        return f"{MARKER}{self._number()}"

    def _number(self) -> int:
        self._count += 1
        return NUMBERS + self._count
