"""What a long text costs on its way, step by step: `python -m tests.bench.longtexts`. No network and no database.

The second table are texts that somebody could write in order to slow the others down. Four times the text should be
four times the work, and none should cost many microseconds for a character.

The figures are processor time, the best of several rounds; on another machine, or beside other work, compare ratios.
"""

import json
import time
from collections.abc import Callable
from functools import partial

from rich.console import Console
from rich.table import Table

from bot.features.privacy.redaction import find_private
from bot.features.privacy.rules import hide_private
from bot.i18n import Catalogs
from bot.kernel.capabilities import Limits
from bot.kernel.content import Entity, Style, Text
from bot.kernel.ids import LanguageCode
from bot.kernel.outgoing import Send
from bot.keys.crypto import ServiceKeys
from bot.render.splitting import split_content
from handlers.telegram.parse import parse
from handlers.telegram.text import write_entities
from storage.engine.codec import decode_operation, encode_operation
from tests.handlers.updates import TELEGRAM, US, bold, update
from tests.made_keys import IDS

ROUNDS, SHORTEST = 15, 0.002
SHORT, LONG = 100, 2100
LIMITS = Limits(text=4096, caption=1024)
READER = Catalogs.load().translator(LanguageCode("en"))
BOLD = Entity(Style.BOLD, 3, 6)
KEY = ServiceKeys.make().queue

NUMBERS = "Møtet er 24.12.2026 kl. 10.00-15.00, 12 500 kr, ring 912 34 567 eller se https://www.nav.no/no/123 i dag. "
PROSE = {
    "Norwegian": "Hei! Jeg har fått et brev fra kommunen, og jeg forstår ikke hva jeg skal gjøre. Kan dere hjelpe? ",
    "Arabic": "السلام عليكم، وصلتني رسالة من البلدية ولا أفهم ماذا أفعل. هل يمكنكم مساعدتي من فضلكم؟ ",
    "Somali": "Salaan, waxaan helay warqad ka timid degmada, mana garanayo waxa aan sameeyo. Ma i caawin kartaan? ",
    "with emoji": "Hei 👋 takk for svar 🙏 jeg venter på brevet 📬 og er litt redd 😟 men går på skolen 🎒 hver dag. ",
    "full of numbers": NUMBERS,
}
HOSTILE = (
    *("1", "12 ", "123 ", "1.2", "24.12.2026 ", "12345678 ", "+1 ", "tel. 1 ", "a@b.cc ", "a:", "a.bc/1 +4791234567 "),
    *(f"NO12{'a' * 33} ", "9\u200b", "\u0301", "🇳🇴", "http://", "\n"),
)


def microseconds(act: Callable[[], object]) -> float:
    began, times = time.process_time(), 0
    while time.process_time() - began < SHORTEST:
        act()
        times += 1
    return (time.process_time() - began) / times * 1e6


def steps(words: str) -> dict[str, Callable[[], object]]:
    payload = json.dumps(update(text=words, entities=[bold(3, 6)])).encode()
    text = Text(words, (BOLD,))
    return {
        "read": partial(parse, payload, US, TELEGRAM, IDS),
        "hide": partial(hide_private, text, READER),
        "cut": partial(split_content, text, LIMITS),
        "keep": lambda: decode_operation(KEY.open(KEY.seal(encode_operation(Send(text)), b""), b"")),
        "write": lambda: (write_entities(text), json.dumps({"text": words})),
    }


def best(acts: dict[str, Callable[[], object]]) -> dict[str, float]:
    rounds = [{name: microseconds(act) for name, act in acts.items()} for _ in range(ROUNDS)]
    return {name: min(each[name] for each in rounds) for name in acts}


def ways() -> Table:
    table = Table(f"µs for {LONG} characters ({SHORT})", *steps(""), "in all, times")
    for name, line in PROSE.items():
        short, long = (best(steps((line * 50)[:size])) for size in (SHORT, LONG))
        cells = [f"{long[step]:.0f} ({short[step]:.0f})" for step in long]
        table.add_row(name, *cells, f"{sum(long.values()) / sum(short.values()):.1f}")
    return table


def hostile() -> Table:
    table = Table("full of", "µs for a character, to find what is private", "4,000 characters, times 1,000")
    for unit in HOSTILE:
        texts = {str(size): (unit * size)[:size] for size in (1000, 4000)}
        taken = best({size: partial(find_private, text) for size, text in texts.items()})
        table.add_row(ascii(unit[:24]), f"{taken['4000'] / 4000:.2f}", f"{taken['4000'] / taken['1000']:.1f}")
    return table


if __name__ == "__main__":
    console = Console(highlight=False)
    console.print(ways())
    console.print(hostile())
