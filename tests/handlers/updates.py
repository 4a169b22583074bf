"""Updates as Telegram sends them, from invented people."""

from typing import Any

from bot.kernel.ids import ChannelName
from handlers.telegram.admit import Identity

US = Identity(1, "bridge_bot")
TELEGRAM = ChannelName("telegram")

AMAL = {"id": 101, "is_bot": False, "first_name": "Amal", "username": "amal_invented", "language_code": "ar"}
BO = {"id": 102, "is_bot": False, "first_name": "Bo", "language_code": "da"}
CHRIS = {"id": 201, "is_bot": False, "first_name": "Chris", "last_name": "Volunteer", "username": "chris_invented"}
BRIDGE = {"id": 1, "is_bot": True, "first_name": "Bridge", "username": "bridge_bot"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}

TEAM = -1001
FORUM = -1002
ELSEWHERE = -1009


def private(person: dict[str, Any] = AMAL) -> dict[str, Any]:
    return {"id": person["id"], "type": "private", "first_name": person["first_name"]}


def group(chat: int = TEAM) -> dict[str, Any]:
    return {"id": chat, "type": "supergroup", "title": "A team", **({"is_forum": True} if chat == FORUM else {})}


def message(person: dict[str, Any] = AMAL, /, chat: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    return {
        "message_id": 5,
        "date": 1_760_000_000,
        "from": person,
        "chat": private(person) if chat is None else chat,
        **fields,
    }


def update(kind: str = "message", /, body: Any = None, number: int = 10, **fields: Any) -> dict[str, Any]:
    return {"update_id": number, kind: message(**fields) if body is None else body}


def ours(number: int = 3, chat: int = TEAM, **fields: Any) -> dict[str, Any]:
    """A message of the bot's own, as the target of a reply."""
    return {"message_id": number, "date": 1_760_000_000, "from": BRIDGE, "chat": group(chat), "text": "...", **fields}


def photo(name: str = "p", size: int = 1000) -> list[dict[str, Any]]:
    small = {"file_id": f"{name}-s", "file_unique_id": f"{name}us", "width": 90, "height": 60, "file_size": 100}
    large = {"file_id": f"{name}-l", "file_unique_id": f"{name}ul", "width": 900, "height": 600, "file_size": size}
    return [large, small]


def file(name: str = "f", **fields: Any) -> dict[str, Any]:
    return {"file_id": name, "file_unique_id": f"{name}u", "file_size": 1000, **fields}


def bold(offset: int, length: int, kind: str = "bold", **fields: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **fields}
