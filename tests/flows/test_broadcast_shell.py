"""`brobygger broadcast`, beside the service that sends."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.flows.conftest import Play
from tests.flows.news import add_readers, copies
from tests.flows.process import Process


@pytest.fixture
async def bot(play: Play, tmp_path: Path) -> AsyncIterator[Process]:
    process = Process(play, f"sqlite:{tmp_path / 'data' / 'news.db'}")
    await process.start()
    await play.amal.say("/start")
    await play.amal.phone.sees(lambda seen: seen.by_bot, within=60)  # it is there
    await add_readers(play, 30, f"sqlite:{tmp_path / 'data' / 'news.db'}")
    yield process
    await process.kill_what_is_left()


def write(folder: Path, **texts: str) -> list[str]:
    """A file for each language."""
    files = []
    for language, text in texts.items():
        file = folder / f"news.{language}.txt"
        file.write_text(text, encoding="utf-8")
        files.append(str(file))
    return files


async def test_a_dry_run_shows_and_changes_nothing(play: Play, bot: Process, tmp_path: Path):
    files = write(tmp_path, pl="Zabawa w piątek")
    code, printed = await bot.command("broadcast", *files, "--at-night", "--dry-run")
    assert code == 0, printed
    assert "30 people who agreed to news" in printed
    assert "Zabawa w piątek" in printed
    assert "Polski" in printed, "the mark above a text that is not in the reader's language"
    assert "Nothing was sent" in printed
    assert "piątek" not in play.staff.transcript()
    assert copies(play, "piątek").total() == 0


async def test_it_is_sent_by_the_service_and_followed(play: Play, bot: Process, tmp_path: Path):
    files = write(tmp_path, en="Party on Friday", pl="Zabawa")
    code, printed = await bot.command("broadcast", *files, "--to", "language=en", "--at-night")
    assert code == 0, printed
    assert "sent: 30" in printed
    assert "30/30" in printed
    assert set(copies(play, "Party on Friday").values()) == {1}
    await play.staff.sees("The news was sent")


async def test_above_the_number_staff_have_to_agree(play: Play, tmp_path: Path):
    bot = Process(play, f"sqlite:{tmp_path / 'data' / 'news.db'}")
    config = play.folder / "config.toml"
    config.write_text(config.read_text().replace("[staff]", "[staff]\nsecond_confirmation_above = 5"))
    await bot.start()
    try:
        await play.amal.say("/start")
        await play.amal.phone.sees(lambda seen: seen.by_bot, within=60)
        await add_readers(play, 6, f"sqlite:{tmp_path / 'data' / 'news.db'}")
        files = write(tmp_path, en="Party")
        code, printed = await bot.command("broadcast", *files, "--at-night")
        assert code == 0, printed
        assert "has to agree" in printed
        asked = await play.staff.sees("A second person")
        assert copies(play, "Party").total() == 0
        await play.sol.press("✅ Send it", on=asked)
        await play.staff.sees("Sent: 6")
    finally:
        await bot.kill_what_is_left()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--to", "language=xx"], "choose from"),
        (["--at", "yesterday"], "lie ahead"),
        (["--fallback", "ar"], "no text"),
        (["--to", "topic=tax", "--at-night"], "Nobody"),
    ],
)
async def test_what_can_not_be_done_is_said(bot: Process, tmp_path: Path, arguments: list[str], says: str):
    code, printed = await bot.command("broadcast", *write(tmp_path, en="Party"), *arguments)
    assert code == 2
    assert says in printed


async def test_without_a_service_it_says_so(play: Play, tmp_path: Path):
    storage = f"sqlite:{tmp_path / 'data' / 'news.db'}"
    await add_readers(play, 3, storage)
    bot = Process(play, storage)
    code, printed = await bot.command("broadcast", *write(tmp_path, en="Party"), "--at-night")
    assert code == 7
    assert "No service seems to run" in printed
    await bot.start()
    try:
        await play.staff.sees("Sent: 3", within=60)
    finally:
        await bot.kill_what_is_left()
