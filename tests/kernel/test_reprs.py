"""What people write, and what they are called, does not show in a `repr`, by which it would reach a log or an error."""

import dataclasses
import enum
import inspect
import types
import typing
from collections.abc import Mapping
from typing import Any

import pytest

from bot.features.blocking import rules as blocking
from bot.features.broadcasts import rules as broadcasts
from bot.features.confirmations import rules as confirmations
from bot.features.groups import rules as linking
from bot.features.privacy import private
from bot.features.privacy import rules as privacy
from bot.kernel import content, errors, incoming, model, outgoing, roles

CANARY = "Quetzalcoatlus"
MODULES = (
    blocking,
    broadcasts,
    content,
    incoming,
    linking,
    model,
    outgoing,
    confirmations,
    privacy,
    private,
    roles,
    errors,
)
OURS = {
    "Button": "our own words and random names",
    "MenuEntry": "our own words",
    "SetMenu": "our own words",
    "React": "an emoji",
    "Audience": "names from the configuration",
    "Route": "names from the configuration",
    "FigureRequest": "periods and groupings",
    "Receipt": "the platform's ids of our own messages and files",
    "AuditRow": "letters of volunteers and of staff",
}
"""Classes whose texts nobody writes who has to be protected."""


def classes() -> list[type]:
    found = {each for module in MODULES for each in vars(module).values() if inspect.isclass(each)}
    inside = {module.__name__ for module in MODULES}
    told = [each for each in found if dataclasses.is_dataclass(each) and each.__module__ in inside]
    return sorted((each for each in told if not each.__name__.startswith("_")), key=lambda each: each.__name__)


def made(wanted: Any) -> Any:
    """A value of a type, with a canary in the place of every text. An id is a token, and stays one."""
    if wanted is str:
        return CANARY
    if wanted in (int, float, bool):
        return wanted(1)
    if wanted is bytes:
        return CANARY.encode()
    if isinstance(wanted, typing.NewType):
        return "token" if wanted.__supertype__ is str else 1
    if inspect.isclass(wanted) and issubclass(wanted, enum.Enum):
        return next(iter(wanted))
    if dataclasses.is_dataclass(wanted):
        hints = typing.get_type_hints(wanted)
        return wanted(**{field.name: made(hints[field.name]) for field in dataclasses.fields(wanted)})
    origin, inner = typing.get_origin(wanted), typing.get_args(wanted)
    if origin is typing.Literal:
        return inner[0]
    if origin in (typing.Union, types.UnionType):
        return made(next(each for each in inner if each is not type(None)))
    if origin is tuple:
        return tuple(made(each) for each in inner if each is not Ellipsis)
    if origin is frozenset:
        return frozenset(made(each) for each in inner)
    if origin is Mapping:
        return {made(inner[0]): made(inner[1])}
    raise NotImplementedError(wanted)


@pytest.mark.parametrize("kind", classes(), ids=lambda kind: kind.__name__)
def test_nothing_that_people_write_shows_in_a_repr(kind: type) -> None:
    whole = made(kind)
    told = f"{whole!r} {whole}"
    assert (CANARY in told) == (kind.__name__ in OURS)


def test_all_of_them_are_looked_at() -> None:
    names = {kind.__name__ for kind in classes()}
    assert len(names) > 40
    assert set(OURS) <= names
