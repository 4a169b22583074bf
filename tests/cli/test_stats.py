"""The figures that real services reported, each by one command, from made-up cases."""

import asyncio
import csv
import os
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.cli.main import ExitCode
from bot.config import load_settings
from bot.keys.access import access_master_key
from storage.database import open_store
from tests.cli.conftest import TOKEN, Command, finish, write_config
from tests.fork_server import ForkServer
from tests.made_up_year import MadeUp, add_cases

Run = Callable[..., tuple[int, str, str]]
TOPICS = ("work", "benefits", "tax", "housing", "health", "residence")


def at(day: str, minutes: int) -> int:
    """UTC milliseconds, some minutes into a day's forenoon."""
    begin = datetime.fromisoformat(day).replace(hour=8, tzinfo=UTC)
    return int((begin + timedelta(minutes=minutes)).timestamp() * 1000)


def spread(number: int, first: str, days: int, people: int, person: int = 0, **fields: object) -> list[MadeUp]:
    """Cases evenly over some days, by people in turn."""
    begin = datetime.fromisoformat(first)
    return [
        MadeUp(
            person + each % people,
            at(str((begin + timedelta(days=each * days // number)).date()), each % 300),
            **fields,
        )
        for each in range(number)
    ]


def fill(folder: Path, cases: Iterable[MadeUp]) -> None:
    async def add() -> None:
        settings = load_settings(write_config(folder, "http://127.0.0.1:9"), {"BROBYGGER_TELEGRAM_TOKEN": TOKEN})
        store = await open_store(settings.storage.url, await access_master_key(settings))
        try:
            async with store.transaction() as tx:
                await add_cases(tx, list(cases))
        finally:
            await store.close()

    asyncio.run(add())


@pytest.fixture
def run(fork_server: ForkServer, tmp_path: Path) -> Run:
    """The real command in a process of its own, which needs no token."""
    environment = {"PATH": os.environ["PATH"], "COLUMNS": "120"}

    def run(*words: str) -> tuple[int, str, str]:
        with closing(Command(fork_server, ("stats", *words), environment, tmp_path)) as command:
            return finish(command)

    return run


def read(run: Run, *words: str) -> dict[str, dict[str, str]]:
    code, out, err = run(*words, "--csv", "-")
    assert (code, err) == (ExitCode.DONE, "")
    return {row["name"]: row for row in csv.DictReader(StringIO(out))}


def test_767_enquiries_from_march_to_august(run: Run, tmp_path: Path) -> None:
    """Caritas Norway's digital guidance in 2020, with February and September around it."""
    around = spread(20, "2020-02-01", 29, 20, 5000) + spread(30, "2020-09-01", 30, 30, 6000)
    months = [
        case
        for index, topic in enumerate(TOPICS)
        for case in spread(127 + (index < 5), "2020-03-01", 184, 80, 100 * index, topic=topic, waited=20 + index)
    ]
    fill(tmp_path, months + around)
    figures = read(run, "3.2020-8.2020")
    assert figures["total"]["cases"] == "767"
    assert sum(int(figures[name]["cases"]) for name in figures if name != "total") == 767
    assert figures["Work"]["median_minutes"] == "20"


def test_420_talks_with_280_people(run: Run, tmp_path: Path) -> None:
    """Oasen Oslo in 2020: each person once, half of them again."""
    fill(tmp_path, spread(280, "2020-01-01", 240, 280) + spread(140, "2020-09-01", 120, 140))
    total = read(run, "2020")["total"]
    assert (total["cases"], total["people"], total["new_people"]) == ("420", "280", "280")
    code, out, _err = run("2020", "--by", "month")
    assert code == ExitCode.DONE
    assert "420" in out
    assert "280" in out


def test_visitors_by_year(run: Run, tmp_path: Path) -> None:
    """A tenth of the Oslo centre's: 2,059 people in 2018, 550 more than in the year before."""
    before = spread(1509, "2017-01-01", 365, 1509, questions=1, answers=0, volunteer=None)
    fill(tmp_path, before + spread(2059, "2018-01-01", 365, 2059, 900, questions=1, answers=0, volunteer=None))
    years = read(run, "2017-2018", "--by", "year")
    people = {name: int(row["people"]) for name, row in years.items() if name != "total"}
    assert people == {"2017": 1509, "2018": 2059}
    assert int(years["total"]["people"]) == 900 + 2059, "whoever came in both years is one person"


def test_topics_that_rise(run: Run, tmp_path: Path) -> None:
    before = spread(60, "2019-01-01", 365, 60) + spread(20, "2019-01-01", 365, 20, 200, topic="housing")
    after = spread(62, "2020-01-01", 365, 62, 400) + spread(45, "2020-01-01", 365, 45, 600, topic="housing")
    fill(tmp_path, before + after)
    figures = read(run, "2020", "--by", "topic")
    assert (figures["Housing"]["cases_before"], figures["Housing"]["cases"]) == ("20", "45")
    code, out, _err = run("2020")
    assert code == ExitCode.DONE
    assert "Rising: Housing (45, before 20)" in out


def test_days_are_those_of_the_services_clock(run: Run, tmp_path: Path) -> None:
    midnight = int(datetime.fromisoformat("2026-07-01T00:00+02:00").timestamp() * 1000)
    cases = [MadeUp(n, midnight - 1 - n) for n in range(5)] + [MadeUp(10 + n, midnight + n) for n in range(6)]
    fill(tmp_path, cases)
    assert read(run, "6.2026")["total"]["cases"] == "5"
    assert read(run, "1.7.2026")["total"]["cases"] == "6"
    hours = read(run, "2026", "--by", "hour")
    assert {name: row["cases"] for name, row in hours.items() if row["cases"] != "0"} == {
        "00:00": "6", "23:00": "5", "total": "11",
    }  # fmt: skip


def test_files_hide_small_groups_and_formulas(run: Run, tmp_path: Path) -> None:
    fill(tmp_path, spread(20, "2026-01-01", 9, 20, team="=1+1") + spread(3, "2026-01-01", 9, 3, 90, team="Small"))
    code, _out, err = run("2026", "--by", "team", "--csv", "figures.csv", "--xlsx", "figures.xlsx")
    assert (code, err) == (ExitCode.DONE, "")
    text = (tmp_path / "figures.csv").read_text("utf-8-sig")
    rows = {row["name"]: row for row in csv.DictReader(StringIO(text))}
    assert rows.keys() == {"'=1+1", "Small", "total"}
    assert rows["Small"]["cases"] == rows["'=1+1"]["cases"] == "hidden"
    assert rows["total"]["cases"] == "23"
    with ZipFile(BytesIO((tmp_path / "figures.xlsx").read_bytes())) as book:
        assert "'=1+1" in book.read("xl/sharedStrings.xml").decode()
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_the_terminal_says_what_hidden_means(run: Run, tmp_path: Path) -> None:
    fill(tmp_path, spread(20, "2026-01-01", 9, 20) + spread(3, "2026-01-01", 9, 3, 90, topic="danger"))
    code, out, _err = run("2026")
    assert code == ExitCode.DONE
    assert "Violence or danger" in out
    assert "hidden: fewer than five" in out
    assert " 3 " not in out


@pytest.mark.parametrize("words", [["of", "the", "moon"], ["2026", "--by", "shoe"]])
def test_what_can_not_be_understood_is_explained(run: Run, tmp_path: Path, words: list[str]) -> None:
    fill(tmp_path, [])
    code, out, err = run(*words)
    assert (code, out) == (ExitCode.USAGE, "")
    assert "for example" in err.lower()


def test_without_a_database_it_says_so(run: Run, tmp_path: Path) -> None:
    write_config(tmp_path, "http://127.0.0.1:9")
    code, _out, err = run()
    assert code == ExitCode.DATABASE
    assert "no figures yet" in err
