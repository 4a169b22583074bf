"""What it costs to read one update: `python -m tests.bench.reading`. One process, no network, no database.

The figures are processor time, the best of several rounds; on another machine, or beside other work, compare ratios.
"""

import json
import time
from typing import Any

from rich.console import Console
from rich.table import Table

from handlers.telegram.parse import parse
from tests.handlers.updates import CHRIS, TELEGRAM, US, bold, file, group, message, ours, photo, update
from tests.made_keys import IDS

ROUNDS, TIMES = 40, 200
BUTTONS = {"inline_keyboard": [[{"text": f"Topic {number}", "callback_data": f"t:{number}"}] for number in range(5)]}
FROM_A_VOLUNTEER = message(CHRIS, group(), text="Yes, come on Monday", reply_to_message=ours(3, text="words " * 30))
TYPICAL: dict[str, Any] = {
    "a text": update(text="👋 Can I keep my job while I study? " * 4, entities=[bold(3, 6)]),
    "a photo with a caption": update(photo=photo(), caption="This letter came", caption_entities=[bold(0, 4)]),
    "a part of an album": update(photo=photo(), media_group_id="77"),
    "a voice message": update(voice=file(duration=7, mime_type="audio/ogg")),
    "a reply in a group": update("message", FROM_A_VOLUNTEER),
    "a rich message": update(rich_message={"blocks": [{"type": "paragraph", "text": ["a", "b"]}] * 10}),
    "a button": update(
        "callback_query",
        {"id": "7", "from": CHRIS, "chat_instance": "1", "data": "t:1", "message": ours(3, reply_markup=BUTTONS)},
    ),
    "a reaction": update(
        "message_reaction",
        {
            "chat": group(),
            "message_id": 3,
            "user": CHRIS,
            "date": 1_760_000_000,
            "old_reaction": [],
            "new_reaction": [{"type": "emoji", "emoji": "❤"}],
        },
    ),
}


def microseconds(payload: bytes) -> float:
    began = time.process_time_ns()
    for _ in range(TIMES):
        parse(payload, US, TELEGRAM, IDS)
    return (time.process_time_ns() - began) / TIMES / 1000


if __name__ == "__main__":
    payloads = {name: json.dumps(raw).encode() for name, raw in TYPICAL.items()}
    rounds = [{name: microseconds(payload) for name, payload in payloads.items()} for _ in range(ROUNDS)]
    table = Table("update", "µs")
    for name in TYPICAL:
        table.add_row(name, f"{min(each[name] for each in rounds):.0f}")
    Console(highlight=False).print(table)
