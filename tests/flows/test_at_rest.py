"""Whoever takes the database, or a backup of it, finds nobody in it: no id, no name, no text, in no form.

The story leaves something of every kind behind: a known contact and volunteer, a text that waits for the opening, one
that waits for the choice of a language, an answer that could not be sent, an update that could not be read, news and a
note that staff draft, why they close a day and block somebody.
"""

from pathlib import Path

import asyncpg
import pytest

from bot.cli.maintenance import back_up
from bot.kernel.content import Text
from bot.keys.access import the_master_key
from bot.metrics import exposition
from handlers.telegram.channel import TELEGRAM
from storage.database import open_store
from tests.canary import find_traces
from tests.flows.conftest import Play, delivered, is_card

ZAHRA, MIREK, TURID = 7_305_118_442, 6_918_220_317, 7_450_906_183
"""Numbers as long as Telegram's newer ones: shorter ones would be found by chance."""
GROUP = -1_001_384_772_905
QUESTION, ANSWER, LATE, UNCHOSEN = "canaryquestion8713", "canaryanswer2290", "canarylate5561", "canaryunchosen7004"
NEWS, NOTE, CLOSURE, BLOCK = "canarynews1187", "canarynote3340", "canaryclosure6092", "canaryblock4415"
CANARIES = {
    "Zahra's number": ZAHRA,
    "Mirek's number": MIREK,
    "Turid's number": TURID,
    "the group's number": GROUP,
    "the name": "Karimzadeh",
    "the volunteer's name": "Holmqvist",
    "the handle": "zahra_k_1984",
    "the question": QUESTION,
    "the answer": ANSWER,
    "what waits for the opening": LATE,
    "what waits for the choice": UNCHOSEN,
    "the news": NEWS,
    "the note to volunteers": NOTE,
    "why a day is closed": CLOSURE,
    "why somebody is blocked": BLOCK,
}
SUNDAY_NIGHT = "2026-11-29T23:00:00+01:00"


async def stored(url: str) -> bytes:
    """Every byte of the database: the file and its log, or every table in PostgreSQL's binary form."""
    if url.startswith("sqlite:"):
        folder = Path(url.removeprefix("sqlite:")).parent
        return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))
    dump = bytearray()

    async def take(piece: bytes) -> None:
        dump.extend(piece)

    connection = await asyncpg.connect(url)
    for (table,) in await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"):
        await connection.copy_from_query(f"SELECT * FROM {table}", output=take, format="binary")
    await connection.close()
    return bytes(dump)


@pytest.fixture
def cast(play: Play) -> None:
    world = play.simulator.world
    world.add_person(ZAHRA, "Zahra", "contact", "pl", last_name="Karimzadeh", username="zahra_k_1984")
    world.add_person(MIREK, "Mirek", "contact", "xx", last_name="Karimzadeh")
    world.add_person(TURID, "Turid", "volunteer", "pl", last_name="Holmqvist")
    world.add_group(GROUP, "Night team", "team", [TURID], owner=TURID)


@pytest.mark.usefixtures("cast")
async def test_the_database_names_nobody(play: Play, url: str):
    settings = play.settings(
        service={"hours": {"open": "Mon-Sun 0-22"}, "fallback_team": "Night"},
        storage={"url": url},
        teams=[{"name": "Night", "chat": f"telegram:{GROUP}", "threads": False, "languages": ["pl"], "language": "en"}],
    )
    zahra, mirek, turid = [await play.stage.person(name) for name in ("Zahra", "Mirek", "Turid")]
    night = await play.stage.chat(GROUP)
    async with play.bot(settings):
        await zahra.say("/start pl_work")
        await zahra.press("notice:yes")
        await zahra.phone.sees("🎤")
        await zahra.say(QUESTION)
        question = await night.sees(QUESTION)
        await zahra.phone.sees(lambda seen: seen.text == QUESTION and seen.reacted("🕊"))
        await zahra.send_photo(zahra.phone)
        await play.stage.fault(
            method="sendMessage", chat_id=ZAHRA, times=3, answer={"error_code": 400, "description": "Bad Request: new"}
        )
        failed = await turid.write(night, ANSWER, reply_to=question)
        await night.sees(lambda seen: seen.id == failed and seen.reacted("💔"))
        answer = await turid.write(night, f"{ANSWER} again", reply_to=question)
        await zahra.phone.sees(f"{ANSWER} again")
        await night.sees(delivered(answer))
        await play.stage.push_raw({"callback_query": {"id": QUESTION, "from": {"id": ZAHRA}, "message": LATE}})
        await play.staff.sees("could not be read")
        begun = await play.sol.write(play.staff, "/broadcast")
        panel = await play.staff.sees("1. the text", after=begun)
        await play.sol.press("Polski", on=panel)
        await play.staff.sees("in: Polski", after=begun)
        drafted = await play.sol.write(play.staff, NEWS, reply_to=panel)
        await play.staff.sees("1. the text", after=drafted)
        await mirek.say(UNCHOSEN)
        await mirek.phone.sees("🌐")
        await play.stage.set_clock(SUNDAY_NIGHT)
        late = await zahra.say(LATE)
        await zahra.phone.sees(lambda seen: seen.id == late and seen.reacted("✍"))
        for words in (f"/announce {NOTE}", f"/closed 2026-12-24 {CLOSURE}"):
            command = await play.sol.write(play.staff, words)
            await play.staff.sees(lambda seen: seen.by_bot, after=command)
        running = find_traces(await stored(url), CANARIES)
        backup, keys, rows = await back_up(settings, play.folder / "backups")
        card = (await night.sees(is_card)).text.splitlines()[0]
        await play.sol.write(play.staff, f"/block {card} {BLOCK}")
        await play.staff.sees("Nothing more of")  # what waited of theirs is dropped
    assert running == []
    assert find_traces(await stored(url), CANARIES) == []
    assert rows > 20
    assert find_traces(backup.read_bytes() + keys.read_bytes(), CANARIES) == []
    assert find_traces(exposition(), CANARIES) == []
    # What was searched for is in there all the same, for whoever has the key.
    store = await open_store(url, the_master_key(settings).key)
    async with store.transaction() as tx:
        found = await tx.find_contact(TELEGRAM, store.keys.ids(TELEGRAM).conceal(MIREK))
        assert found is not None
        assert [held.content for held in await tx.held_messages(found.id)] == [Text(UNCHOSEN)]
        blocked = await tx.find_contact(TELEGRAM, store.keys.ids(TELEGRAM).conceal(ZAHRA))
        assert blocked is not None
        block = await tx.block_of(blocked.id)
        assert block is not None
        assert block.reason.endswith(BLOCK)
        sizes = await tx.queue_sizes()
    await store.close()
    assert (sizes["inbox_quarantined"], sizes["outbox_parked"], sizes["messages_held"]) == (1, 1, 1)


async def test_whoever_takes_the_files_does_not_learn_who_agreed(play: Play):
    """What was deleted stands in SQLite's log until that is emptied, so the log shows every row that ever was."""
    numbers = [ZAHRA + 1_000_003 * each for each in range(6)]
    for number in numbers:
        play.simulator.world.add_person(number, f"person {number}", "contact", "pl")
    async with play.bot():
        for number in numbers:
            person = await play.stage.person(number)
            await person.say("/start pl_work")
            await person.press("notice:yes")
            await person.phone.sees("🎤")
            await person.send_photo(person.phone)
        left = await stored(f"sqlite:{play.folder / 'data' / 'demo.db'}")
    assert find_traces(left, {f"person {each}": number for each, number in enumerate(numbers)}) == []
