"""Somebody changes the database from outside, or a key is gone: what can't be unsealed is set aside, aloud."""

import asyncio
import sqlite3
from contextlib import closing

from tests.flows.conftest import Play, delivered
from tests.flows.news import MONDAY_NOON, agree, draft, look


async def tampered(play: Play, sql: str) -> None:
    """Somebody changes the database from outside, as soon as the bot's transaction has ended, which needs the loop."""

    def tamper() -> None:
        with closing(sqlite3.connect(play.folder / "data" / "demo.db", timeout=30)) as database, database:
            assert database.execute(sql).rowcount > 0

    await asyncio.to_thread(tamper)


FIRST = "(SELECT MIN(id) FROM messages WHERE state = 'held')"


async def test_a_kept_message_that_can_not_be_unsealed_keeps_nothing_else_back(play: Play):
    async with play.bot(play.settings(service={"hours": "Mon-Thu 10:00-15:00"})):
        for person in (play.bo, play.fatuma):
            await person.say("/start pl_work")
            await person.press("notice:yes")
            await person.phone.sees("🎤")
        numbers = [await play.bo.say(f"Od Bo {word}") for word in ("pierwsze", "drugie", "trzecie")]
        await play.bo.phone.sees(lambda seen: seen.id == numbers[-1] and seen.reacted("✍"))
        late = await play.fatuma.say("Od Fatumy")
        await play.fatuma.phone.sees(lambda seen: seen.id == late and seen.reacted("✍"))
        await tampered(play, f"UPDATE messages SET content = zeroblob(96) WHERE id = {FIRST}")
        await play.bo.say("/waiting")
        await play.bo.phone.sees("2. Od Bo drugie")
        await play.stage.set_clock("2026-11-23T10:00:05+01:00")
        await play.polish.sees("Od Fatumy")
        assert "pierwsze" not in (await play.polish.sees("Od Bo drugie")).text
        await play.polish.sees("trzecie")
        refusal = await play.bo.phone.sees("💔 ")
        assert refusal.reply_to == numbers[0]
        await play.bo.phone.sees(lambda seen: seen.id == numbers[0] and seen.reacted("💔"))
        await play.bo.phone.sees(delivered(numbers[1]))
        assert "brobygger queue" in (await play.staff.sees("🔐")).text
        await play.stage.advance(180)
        again = await play.bo.say("Jeszcze raz")
        await play.bo.phone.sees(delivered(again))
        assert len([seen for seen in play.staff.shown() if "🔐" in seen.text]) == 1
        assert len([seen for seen in play.bo.phone.shown() if seen.text.startswith("💔")]) == 1


async def test_an_update_that_fails_on_something_sealed_is_set_aside_and_the_others_go_on(play: Play):
    async with play.bot():
        await play.ask(play.bo, "Pytanie", "pl")
        await play.ask(play.fatuma, "Pytanie Fatumy", "pl")
    await tampered(play, "UPDATE contact_keys SET wrapped = zeroblob(78) WHERE contact_id = 1")
    async with play.bot():
        await play.bo.say("Bez klucza")
        await play.staff.sees("could not be read")
        number = await play.fatuma.say("Z kluczem")
        await play.fatuma.phone.sees(delivered(number))


async def test_news_that_can_not_be_unsealed_stop_nobodys_messages(play: Play):
    await play.stage.set_clock(MONDAY_NOON)
    async with play.bot():
        await agree(play.bo, "pl")
        await draft(play, {"English": "Party"})
        await look(play)
        await tampered(play, "UPDATE broadcast_texts SET content = zeroblob(96)")
        await play.sol.press("✅ Send it", chat=play.staff)
        await play.staff.sees("Failed: 1")
        await play.ask(play.fatuma, "Pytanie", "pl")
        await play.stage.advance(60)
        await play.staff.sees("🔐")
        assert "Party" not in play.bo.phone.transcript()
