"""Checks a call against the Bot API's description, stricter than the real server.

The real server passes over parameters that it does not know, and reads numbers out of almost anything. Here each
is refused, so that a misspelt name shows at once. `bot_api.json` holds names, types, required and lengths;
where the real server's words for a refusal are known they are used.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from bot.simulator.refusal import bad_request

DESCRIPTION: dict[str, Any] = json.loads(files("bot.simulator").joinpath("bot_api.json").read_text(encoding="utf-8"))
REACTIONS: frozenset[str] = frozenset(DESCRIPTION["reactions"])
"""The emoji that a bot may react with."""


@dataclass(frozen=True, slots=True, repr=False)
class Upload:
    """A file that came with a call."""

    name: str
    mime: str
    data: bytes


Check = Callable[[Any, str], Any]
"""Takes a raw value and the name to complain about; returns the value in its own type."""

MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "file_id": "invalid file_id specified",
    "user_id": "invalid user_id specified",
    "media": "media is empty",
    "message_thread_id": "invalid message thread identifier specified",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "photo": "there is no photo in the request",
    "voice": "there is no voice in the request",
    "video": "there is no video in the request",
    "video_note": "there is no video note in the request",
    "animation": "there is no animation in the request",
    "audio": "there is no audio in the request",
    "document": "there is no document in the request",
}
TOO_LONG = {
    "text": "message is too long",
    "caption": "message caption is too long",
    "callback_data": "BUTTON_DATA_INVALID",
    "quote": "message quote is too long",
    "secret_token": "secret token is too long",
}
EMPTY = {
    "text": "message text is empty",
    "callback_data": "BUTTON_DATA_INVALID",
    "name": "title must be non-empty",
    "secret_token": "secret token is empty",
}
INTEGER = re.compile(r"-?\d{1,19}\Z", re.ASCII)


def utf16_length(text: str) -> int:
    """How the Bot API counts: in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_integer(value: Any, name: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and INTEGER.match(value):
        return int(value)
    raise bad_request(f'field "{name}" must be of type Integer')


def check_float(value: Any, name: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    try:
        return float(value) if isinstance(value, str) else 1 / 0
    except (ValueError, ZeroDivisionError):
        raise bad_request(f'field "{name}" must be of type Float') from None


def check_boolean(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "True", "1", 1):
        return True
    if value in ("false", "False", "0", 0):
        return False
    raise bad_request(f'field "{name}" must be of type Boolean')


def check_string(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise bad_request(f'field "{name}" must be of type String')
    return value


def check_chat_id(value: Any, name: str) -> int:
    """An integer; nobody here has a @name, so names lead nowhere."""
    if isinstance(value, str) and not INTEGER.match(value):
        raise bad_request("chat not found" if value else "chat_id is empty")
    return check_integer(value, name)


def check_input_file(value: Any, name: str) -> Upload | str:
    return value if isinstance(value, Upload) else check_string(value, name)


def read_json(value: Any, name: str) -> Any:
    """Objects come as they are in a JSON body, and JSON-encoded in forms."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None


def check_array(item: Check) -> Check:
    def check(value: Any, name: str) -> list[Any]:
        array = read_json(value, name)
        if not isinstance(array, list):
            raise bad_request(f'field "{name}" must be of type Array')
        return [item(entry, name) for entry in array]

    return check


def check_object(title: str, fields: Callable[[], "FieldsCheck | UnionCheck"]) -> Check:
    """`fields` is looked up late: types name each other."""

    def check(value: Any, name: str) -> dict[str, Any]:
        content = read_json(value, name)
        if not isinstance(content, dict):
            raise bad_request(f'field "{name}" must be of type {title}')
        return fields()(content, name)

    return check


def check_length(check: Check, low: int, high: int, unit: str) -> Check:
    def checked(value: Any, name: str) -> str:
        text: str = check(value, name)
        length = len(text.encode()) if unit == "bytes" else utf16_length(text)
        if length > high:
            raise bad_request(TOO_LONG.get(name, f"{name.replace('_', ' ')} is too long"))
        if length < low or (low and not text.strip()):
            raise bad_request(EMPTY.get(name, f"{name.replace('_', ' ')} is empty"))
        return text

    return checked


SIMPLE: dict[str, Check] = {
    "Integer": check_integer,
    "Float": check_float,
    "Boolean": check_boolean,
    "String": check_string,
    "Integer|String": check_chat_id,
    "InputFile|String": check_input_file,
    "InputFile": check_input_file,
}


def make_check(types: list[str]) -> Check:
    simple = SIMPLE.get("|".join(types))
    if simple:
        return simple
    if all(type_name.startswith("Array of ") for type_name in types):
        return check_array(make_check([type_name.removeprefix("Array of ") for type_name in types]))
    if len(types) == 1:
        return check_object(types[0], lambda: TYPES[types[0]])
    union = UnionCheck(" or ".join(types), types)
    return check_object(union.title, lambda: union)


class FieldsCheck:
    """The fields of one object or the parameters of one method."""

    def __init__(self, title: str, fields: Mapping[str, dict[str, Any]]) -> None:
        self.title = title
        self.checks: dict[str, Check] = {}
        self.required = [name for name, field in fields.items() if field.get("required")]
        self.always = {name: field["always"] for name, field in fields.items() if "always" in field}
        self.one_of = {name: set(field["one_of"]) for name, field in fields.items() if "one_of" in field}
        self.fields = fields

    def prepare(self) -> None:
        """Second step of two, because types name each other."""
        for name, field in self.fields.items():
            check = make_check(field["types"])
            if "max" in field:
                check = check_length(check, field["min"], field["max"], field["unit"])
            self.checks[name] = check

    def fits(self, content: dict[str, Any]) -> bool:
        """Whether the content means to be this type: its required fields are there and its constants right."""
        return all(name in content for name in self.required) and all(
            content.get(name) == value for name, value in self.always.items()
        )

    def __call__(self, content: Mapping[str, Any], name: str) -> dict[str, Any]:
        checks = self.checks
        result = {}
        for key, value in content.items():
            check = checks.get(key)
            if check is None:
                raise bad_request(f'unknown parameter "{key}" in {self.title}')
            if value is not None:
                result[key] = check(value, key)
        for key in self.required:
            if key not in result:
                raise bad_request(MISSING.get(key, f'can\'t find field "{key}" in {self.title}'))
        for key, constant in self.always.items():
            if result.get(key) != constant:
                raise bad_request(f'field "{key}" of {self.title} must be "{constant}"')
        for key, allowed in self.one_of.items():
            if result.get(key) not in allowed:
                raise bad_request(f"unsupported {key} of {self.title} specified")
        return result


class UnionCheck:
    """One of several types, told apart by their constants and required fields."""

    def __init__(self, title: str, members: list[str]) -> None:
        self.title = title
        self.members = members

    def fits(self, content: dict[str, Any]) -> bool:
        return any(TYPES[member].fits(content) for member in self.members)

    def __call__(self, content: dict[str, Any], name: str) -> dict[str, Any]:
        for member in self.members:
            if TYPES[member].fits(content):
                return TYPES[member](content, name)
        raise bad_request(f"unsupported {self.title} specified")


TYPES: dict[str, FieldsCheck | UnionCheck] = {}
METHODS: dict[str, FieldsCheck] = {}


def prepare() -> None:
    """Fill TYPES and METHODS, once, when the module is loaded."""
    for name, entry in DESCRIPTION["types"].items():
        if "subtypes" in entry:
            TYPES[name] = UnionCheck(name, entry["subtypes"])
        else:
            TYPES[name] = FieldsCheck(name, entry["fields"])
    for name, fields in DESCRIPTION["methods"].items():
        METHODS[name.lower()] = FieldsCheck(name, fields)
    for check in (*TYPES.values(), *METHODS.values()):
        if isinstance(check, FieldsCheck):
            check.prepare()


prepare()
