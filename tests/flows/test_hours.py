"""Opening hours as people live them: closed on Sunday evening, open on Monday at ten."""

from typing import Any

import pytest

from bot.cli.views import hours
from bot.config import Settings
from tests.flows.conftest import Play, is_card

SUNDAY_EVENING = "2026-11-22T19:02:00+01:00"
MONDAY_OPENING = "2026-11-23T10:00:05+01:00"


def caritas(play: Play, **changes: Any) -> Settings:
    """Monday to Thursday from ten to three."""
    return play.settings(service={"hours": {"open": "Mon-Thu 10:00-15:00", "holidays": "NO"}}, **changes)


async def test_what_is_written_while_closed_waits_and_goes_on_at_opening(play: Play):
    async with play.bot(caritas(play)):
        await play.amal.say("/start ar_work")
        await play.amal.press("notice:yes")
        await play.amal.phone.sees("🎤")
        first = await play.amal.say("السؤال الأول")
        notice = await play.amal.phone.sees("🌙")
        assert "غد" in notice.text
        assert "10:00" in notice.text
        assert "112" in notice.text
        await play.amal.send_photo(play.amal.phone)
        await play.amal.say("السؤال الثاني")
        third = await play.amal.say("السؤال الثالث")
        await play.amal.phone.sees(lambda seen: seen.id == third and seen.reacted("✍"))
        assert len([seen for seen in play.amal.phone.shown() if "🌙" in seen.text]) == 1
        await play.amal.edit(play.amal.phone, first, "السؤال المصحح")
        assert not play.arabic.content["topics"]
        await play.stage.set_clock(MONDAY_OPENING)
        digest = await play.arabic.sees("☀️")
        assert "15:00" in digest.text
        assert "1 person waits" in digest.text
        assert "💼 Work: 1" in digest.text
        await play.arabic.sees("السؤال الثالث")
        shown = [seen.text or seen.kind for seen in play.arabic.shown() if seen.kind != "service"]
        assert shown[1] == digest.text
        assert shown[3:] == ["السؤال المصحح", "photo", "السؤال الثاني\n\nالسؤال الثالث"]
        await play.amal.phone.sees("☀️")
        await play.amal.phone.sees(lambda seen: seen.id == first and seen.reacted("🕊"))
        await play.amal.phone.sees(lambda seen: seen.id == third and seen.reacted("🕊"))


async def test_texts_that_were_sent_as_one_can_be_answered_changed_and_taken_back(play: Play):
    async with play.bot(caritas(play)):
        await play.bo.say("/start pl_work")
        await play.bo.press("notice:yes")
        await play.bo.phone.sees("🎤")
        first = await play.bo.say("Pierwsze")
        second = await play.bo.say("Drugie")
        await play.bo.phone.sees(lambda seen: seen.id == second and seen.reacted("✍"))
        await play.stage.set_clock(MONDAY_OPENING)
        joined = await play.polish.sees("Pierwsze\n\nDrugie")
        await play.bo.phone.sees(lambda seen: seen.id == second and seen.reacted("🕊"))
        answer = await play.eli.write(play.polish, "Tak", reply_to=joined)
        await play.bo.phone.sees("Tak")
        await play.bo.edit(play.bo.phone, first, "Poprawione")
        assert (await play.polish.sees("Poprawione")).reply_to == joined.id
        await play.bo.say("/undo", reply_to=first)
        await play.polish.loses(lambda seen: seen.id == joined.id)
        await play.bo.phone.sees(lambda seen: seen.text.startswith("↩️") and "2" in seen.text)
        await play.polish.sees(lambda seen: seen.id == answer)


async def test_the_queue_survives_a_restart_and_a_late_start_opens_once(play: Play):
    async with play.bot(caritas(play)):
        await play.bo.say("/start pl_work")
        await play.bo.press("notice:yes")
        await play.bo.say("Pytanie")
        await play.bo.phone.sees("🌙")
    await play.stage.set_clock("2026-11-23T11:30:00+01:00")
    for _ in range(2):
        async with play.bot(caritas(play)):
            await play.polish.sees("Pytanie")
            await play.bo.phone.sees("☀️")
    assert len([seen for seen in play.polish.shown() if "☀️" in seen.text]) == 1
    assert len([seen for seen in play.polish.shown() if seen.text == "Pytanie"]) == 1


async def test_what_waits_can_be_seen_and_taken_back(play: Play):
    async with play.bot(caritas(play)):
        await play.bo.say("/start pl_work")
        await play.bo.press("notice:yes")
        await play.bo.say("Pierwsze")
        await play.bo.say("Drugie")
        await play.bo.say("/undo")
        await play.bo.phone.sees("↩️")
        await play.bo.say("/waiting")
        waiting = await play.bo.phone.sees("1. ")
        assert "Pierwsze" in waiting.text
        assert "Drugie" not in waiting.text
        await play.bo.press("queue:drop", on=waiting)
        await play.bo.phone.sees(lambda seen: seen.text.startswith("↩️") and "1" in seen.text)
        await play.stage.set_clock(MONDAY_OPENING)
        await play.polish.sees("Nobody waits")
        await play.bo.say("Trzecie")
        await play.polish.sees("Trzecie")
        assert "Pierwsze" not in play.polish.transcript()


async def test_an_urgent_topic_does_not_wait(play: Play):
    async with play.bot(caritas(play)):
        await play.bo.say("/start pl_danger")
        await play.bo.press("notice:yes")
        await play.bo.say("Boję się")
        await play.polish.sees("Boję się")
        await play.bo.phone.sees(lambda seen: seen.text.startswith("🆘"))


async def test_closing_says_honestly_what_was_not_answered(play: Play):
    async with play.bot(caritas(play)):
        await play.stage.set_clock("2026-11-23T14:00:00+01:00")
        await play.polish.sees("☀️")
        question = await play.ask(play.bo, "Pytanie", "pl")
        amal = await play.ask(play.amal, "سؤال", "ar")
        await play.chris.write(play.arabic, "جواب", reply_to=amal, thread=amal.thread)
        await play.amal.phone.sees("جواب")
        await play.stage.set_clock("2026-11-23T14:46:00+01:00")
        soon = await play.polish.sees("⏰")
        assert "Work" in soon.text
        assert "Nobody waits for an answer" in (await play.arabic.sees("⏰")).text
        await play.stage.set_clock("2026-11-23T15:00:01+01:00")
        await play.polish.sees("🌙")
        assert "10:00" in (await play.bo.phone.sees("🌙")).text
        await play.arabic.sees("🌙")
        assert "🌙" not in play.amal.phone.transcript()
        await play.eli.write(play.polish, "Oto rada po godzinach", reply_to=question)
        await play.bo.phone.sees("Oto rada po godzinach")


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-03-26T16:00:00+01:00", "2026-03-30T10:00:05+02:00"),  # over the night when summer time begins
        ("2026-10-22T16:00:00+02:00", "2026-10-26T10:00:05+01:00"),  # over the night when it ends
        ("2026-12-24T16:00:00+01:00", "2026-12-28T10:00:05+01:00"),  # over Christmas
    ],
)
async def test_it_opens_at_ten_on_the_wall_over_clock_changes_and_holidays(play: Play, now: str, opens: str):
    await play.stage.set_clock(now)
    async with play.bot(caritas(play)):
        await play.polish.sees("🌙")
        await play.stage.set_clock(opens[:11] + "09:59:50" + opens[19:])
        await play.bo.say("/start pl_work")
        await play.bo.press("notice:yes")
        await play.bo.say("Pytanie")
        notice = await play.bo.phone.sees("🌙")
        assert "dzisiaj" in notice.text or "dziś" in notice.text
        await play.stage.set_clock(opens)
        await play.polish.sees("Pytanie")
        await play.stage.advance(3600)
        await play.bo.say("Jeszcze coś")
        await play.polish.sees("Jeszcze coś")
        assert len([seen for seen in play.polish.shown() if "☀️" in seen.text]) == 1


async def test_staff_close_a_day_and_take_it_back(play: Play):
    async with play.bot(caritas(play)):
        await play.bo.say("/start pl_work")
        await play.bo.press("notice:yes")
        await play.bo.say("Pytanie")
        await play.bo.phone.sees("🌙")
        await play.sol.write(play.staff, "/closed tomorrow staff meeting")
        asked = await play.staff.sees("Close all teams")
        assert "staff meeting" in asked.text
        await play.sol.press("✅", on=asked)
        done = await play.staff.sees("The hours are changed")
        changed = await play.bo.phone.sees("ℹ️")
        assert "staff meeting" in changed.text
        await play.bo.say("/hours")
        await play.bo.phone.sees(lambda seen: seen.text.startswith("🌙") and "staff meeting" in seen.text)
        await play.stage.set_clock("2026-11-23T11:00:00+01:00")
        await play.bo.say("Halo?")
        await play.bo.phone.sees(lambda seen: seen.text == "Halo?" and seen.reacted("✍"))
        assert not [seen for seen in play.polish.shown() if seen.text == "Pytanie"]
        await play.sol.press("↩️", on=done)
        await play.staff.sees("as before")
        await play.polish.sees("Pytanie")
        await play.polish.sees("Halo?")


async def test_staff_open_an_extra_evening(play: Play):
    async with play.bot(caritas(play)):
        await play.sol.write(play.staff, "/open Polish today 18-20")
        await play.sol.press("✅", chat=play.staff)
        await play.polish.sees("20:00")
        await play.ask(play.bo, "Pytanie", "pl")
        await play.sol.write(play.staff, "/open next year")
        await play.staff.sees("/open today 18:00-20:00")


async def test_hours_are_shown_and_a_wish_is_granted_once(play: Play):
    async with play.bot(caritas(play)):
        await play.bo.say("/start pl_work")
        await play.bo.press("notice:yes")
        await play.bo.phone.sees("🎤")
        await play.bo.say("/hours")
        week = await play.bo.phone.sees("10:00–15:00")
        await play.bo.press("🔔", on=week)
        await play.bo.phone.toasts("🔔")
        await play.bo.press("🌐", on=week)
        await play.bo.phone.sees("🌐 العربية")
        await play.stage.set_clock(MONDAY_OPENING)
        await play.bo.phone.sees("☀️")
        await play.sol.write(play.staff, "/hours")
        await play.staff.sees("Arabic")


async def test_a_team_by_request_is_never_closed(play: Play):
    async with play.bot(play.settings(service={"hours": {"open": "by request"}})):
        await play.ask(play.bo, "Pytanie", "pl")
        await play.bo.say("/hours")
        await play.bo.phone.sees(lambda seen: seen.by_bot and "wolontariusz" in seen.text.lower())


async def test_a_new_case_waits_unseen_and_closing_it_leaves_no_trace(play: Play):
    async with play.bot(caritas(play)):
        await play.bo.say("/start pl_work")
        await play.bo.press("notice:yes")
        await play.bo.say("Pytanie")
        await play.bo.phone.sees("🌙")
        await play.bo.say("/end")
        await play.bo.phone.sees("☑️")
        await play.stage.set_clock(MONDAY_OPENING)
        await play.polish.sees("☀️")
        assert not [seen for seen in play.polish.shown() if is_card(seen)]


async def test_a_service_may_word_its_own_announcements(play: Play):
    own = {"closed": {"pl": "Wracamy: {when}!"}, "open": {"pl": "Dzień dobry!"}}
    async with play.bot(caritas(play, announcements=own)):
        await play.bo.say("/start pl_work")
        await play.bo.press("notice:yes")
        await play.bo.say("Pytanie")
        await play.bo.phone.sees("Wracamy: jutro 10:00!")
        await play.stage.set_clock(MONDAY_OPENING)
        await play.bo.phone.sees("Dzień dobry!")


async def test_the_coordinators_table_shows_what_staff_changed(play: Play):
    settings = caritas(play)
    assert (await hours(settings)).changes == []
    async with play.bot(settings):
        await play.sol.write(play.staff, "/closed Arabic 2090-01-02 New Year")
        await play.sol.press("✅", chat=play.staff)
        await play.staff.sees("The hours are changed")
    assert (await hours(settings)).changes == ["Arabic: closed from 2090-01-02 00:00 to 2090-01-03 00:00 New Year"]
