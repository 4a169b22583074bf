"""What older configuration files say in other words: still understood, with a warning that says what to write instead.

A team had `chat_id = -100…` and `chat = "forum"` or "plain"; now `chat = "telegram:-100…"` and `threads`. Owners were
numbers.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from bot.config.chats import OLD_CHANNEL

Document = dict[str, Any]
Where = tuple[str | int, ...]

KINDS = {"forum": True, "plain": False}
"""What `chat` said of a group before it named it, and whether such a group has threads."""


class Renamed(NamedTuple):
    """`old` is the key that stands in the file, `new` the one by which it is read; `instead`: what to write."""

    old: Where
    new: Where
    instead: str


def renew(document: Document) -> list[Renamed]:
    """Write a document, in place, as it is written today. What has the wrong shape stays for others to report."""
    renamed: list[Renamed] = []
    teams = document.get("teams")
    for index, team in enumerate(teams if isinstance(teams, list) else []):
        if isinstance(team, dict):
            renamed += _renew_kind(("teams", index), team)
            renamed += _renew_chat(("teams", index), team)
    staff = document.get("staff")
    if isinstance(staff, dict):
        renamed += _renew_chat(("staff",), staff)
        renamed += _renew_owners(staff)
    return renamed


def _renew_kind(where: Where, team: Document) -> Iterator[Renamed]:
    kind = team.get("chat")
    if not isinstance(kind, str) or kind not in KINDS or "threads" in team:
        return
    del team["chat"]
    team["threads"] = KINDS[kind]
    yield Renamed((*where, "chat"), (*where, "threads"), f"threads = {str(KINDS[kind]).lower()}")


def _renew_chat(where: Where, holder: Document) -> Iterator[Renamed]:
    if "chat" not in holder and "chat_id" in holder:
        holder["chat"], key = holder.pop("chat_id"), "chat_id"
    else:
        key = "chat"
    if _is_number(number := holder.get("chat")):
        holder["chat"] = f"{OLD_CHANNEL}:{number}"
    elif key == "chat":
        return
    yield Renamed((*where, key), (*where, "chat"), f'chat = "{holder["chat"]}"')


def _renew_owners(staff: Document) -> Iterator[Renamed]:
    owners = staff.get("owners")
    if not isinstance(owners, list) or not any(map(_is_number, owners)):
        return
    staff["owners"] = [f"{OLD_CHANNEL}:{owner}" if _is_number(owner) else owner for owner in owners]
    written = ", ".join(f'"{owner}"' for owner in staff["owners"])
    yield Renamed(("staff", "owners"), ("staff", "owners"), f"owners = [{written}]")


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
