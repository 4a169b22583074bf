"""What is wrong with a configuration, in sentences for people who do not program."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot.config.settings import Settings

NOT_IN_FILE = frozenset({("warnings",), ("telegram", "token"), ("telegram", "webhook", "secret")})
"""Fields of the settings that no key of the file fills."""


class Fault(NamedTuple):
    """`where` is a key as a path: ("teams", 1, "languages")."""

    where: tuple[str | int, ...]
    sentence: str


def write_faults(faults: Iterable[Fault], document: dict[str, Any]) -> list[str]:
    """The faults as lines, in the order of the sections: `teams[1].languages ("Arabic"): …`."""
    sections = list(Settings.model_fields)

    def order(fault: Fault) -> tuple[int, int]:
        section = fault.where[0] if fault.where else ""
        index = fault.where[1] if len(fault.where) > 1 else -1
        return (
            sections.index(section) if section in sections else len(sections),
            index if isinstance(index, int) else -1,
        )

    lines = [f"{write_key(fault.where, document)}: {fault.sentence}" for fault in sorted(faults, key=order)]
    return list(dict.fromkeys(lines))


def explain(error: ValidationError) -> Iterator[Fault]:
    """What pydantic found, in our words."""
    for detail in error.errors(include_url=False):
        if detail["type"] == "too_short" and detail["input"]:
            continue  # pydantic counts only the entries without a fault
        yield Fault(tuple(part for part in detail["loc"] if part != "[key]"), _sentence(detail))


def nearest(word: str, choices: Iterable[str], otherwise: str = "") -> str:
    """The choice that was probably meant; failing that, `otherwise`, or all that there is to choose from."""
    known = sorted(choices)
    close = get_close_matches(word, known, n=1) or get_close_matches(word.lower(), known, n=1)
    return f"did you mean '{close[0]}'?" if close else otherwise or f"write one of {', '.join(known)}"


def _sentence(detail: ErrorDetails) -> str:
    where, value = detail["loc"], detail["input"]
    match detail["type"]:
        case "extra_forbidden":
            return f"there is no such key here; {nearest(str(where[-1]), _keys(where[:-1]))}"
        case "missing":
            return f"is missing; write {_description(where)}"
        case "too_short" | "string_too_short":
            return f"is empty; write {_description(where)}"
        case "literal_error" if isinstance(value, str):
            return f"'{value}' is not a choice; write {_description(where)}"
        case "value_error":
            return str(detail["ctx"]["error"])
        case _:
            return f"is {_kind(value)}, which can't be used here; write {_description(where)}"


def _kind(value: object) -> str:
    match value:
        case bool():
            return "true or false"
        case str():
            return "text"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case dict():
            return "a section"
        case _:
            return "a date or a time"


def _description(where: tuple[str | int, ...]) -> str:
    """What to write at a key: the description of the last named field on the way there."""
    description = "it as in config.example.toml"
    for field in _fields(where):
        description = field.description or description
    return description


def _keys(where: tuple[str | int, ...]) -> list[str]:
    """The keys of a section."""
    model: type[BaseModel] = Settings
    for field in _fields(where):
        model = _section(field) or model
    names = tuple(part for part in where if isinstance(part, str))
    return [key for key in model.model_fields if (*names, key) not in NOT_IN_FILE]


def _fields(where: tuple[str | int, ...]) -> Iterator[FieldInfo]:
    """The fields that a path goes through, outermost first."""
    model: type[BaseModel] | None = Settings
    for name in where:
        field = model.model_fields.get(name) if model and isinstance(name, str) else None
        if field:
            yield field
            model = _section(field)


def _section(field: FieldInfo) -> type[BaseModel] | None:
    """The section, or the repeated section, that a field is made of."""
    kinds: list[Any] = [field.annotation]
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
        kinds += get_args(kind)
    return None


def write_key(where: tuple[str | int, ...], document: dict[str, Any]) -> str:
    """The key in words, with the name of what it belongs to: `teams[1].languages ("Arabic")`."""
    where = _written(where, document)
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where).lstrip(".")
    match where:
        case ("teams" | "topics" as section, int(index), *_):
            entry = document[section][index]
            name = entry.get("name", entry.get("id")) if isinstance(entry, dict) else None
            return f'{text} ("{name}")' if isinstance(name, str) and name else text
    return text


def _written(where: tuple[str | int, ...], document: dict[str, Any]) -> tuple[str | int, ...]:
    """The key as the file has it: `hours`, where it stands for `hours.open`."""
    value: Any = document
    for depth, part in enumerate(where):
        match value, part:
            case dict(), str():
                value = value.get(part)
            case list(), int():
                value = value[part]
            case str(), _:
                return where[:depth]
    return where
