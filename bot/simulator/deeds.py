"""The verbs of `POST /sim/do`."""

from collections.abc import Callable
from typing import Any

from bot.simulator import membership, writing
from bot.simulator.refusal import Impossible
from bot.simulator.telling import Deed
from bot.simulator.world import World

VERBS: dict[str, Callable[[World, Deed], dict[str, Any] | int | None]] = {
    "write": writing.write,
    "send": writing.send,
    "album": writing.album,
    "edit": writing.edit,
    "delete": writing.delete,
    "react": writing.react,
    "press": writing.press,
    "block": membership.block,
    "unblock": membership.unblock,
    "join": membership.join,
    "leave": membership.leave,
    "topic": membership.topic,
    "bot": membership.bot,
    "raw": membership.raw,
    "add_person": membership.add_person,
    "delete_account": membership.delete_account,
}


def do(world: World, deed: Deed) -> dict[str, Any]:
    """Carry out one deed. The answer holds `message_id`, None where nothing was written; raises Impossible."""
    verb = VERBS.get(str(deed.get("do")))
    if verb is None:
        raise Impossible(f"nobody can {deed.get('do')!r}; the verbs are {', '.join(VERBS)}")
    try:
        result = verb(world, deed)
    except KeyError as missing:
        raise Impossible(f"{deed['do']} needs {missing}") from None
    return result if isinstance(result, dict) else {"message_id": result}
