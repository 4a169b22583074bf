"""How long figures take in a database of a million messages, and whether anybody waits meanwhile: `make bench`."""

import asyncio
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.features.figures.actions import read_report
from bot.features.store import Store
from bot.kernel.ids import ChannelName, ChatRef, LanguageCode, TeamName, TopicId
from bot.kernel.service import Service, Team, Topic
from storage.database import open_store
from tests.made_keys import MASTER
from tests.postgres import running_server

CASES, MESSAGES_EACH, PEOPLE = 100_000, 10, 30_000
YEARS = 5
NOW = 1_793_408_400_000  # the morning of 31 October 2026
BEGIN = NOW - YEARS * 365 * 86_400_000
TEAMS = ["Norwegian", "Arabic", "Polish", "Somali", "Spanish", "Russian", "Romanian"]
TOPICS = ["work", "benefits", "tax", "housing", "health", "family", "residence", "other"]
ASKED = ("month", "2026", "2025 by language", "all", "all by year", "2026 by hour", "2026 by month")


def numbers(count: int) -> str:
    first = "SELECT CAST(1 AS BIGINT)"
    return f"WITH RECURSIVE numbers (n) AS ({first} UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}) "


def choice(names: list[str], number: str) -> str:
    return (
        "CASE " + " ".join(f"WHEN {number} % {len(names)} = {i} THEN '{name}'" for i, name in enumerate(names)) + " END"
    )


async def fill(store: Store) -> None:
    """Five years of cases, evenly spread, each with ten messages; every seventh has no answer."""
    step = (NOW - BEGIN) // CASES
    team = choice(TEAMS, "n")
    statements = [
        f"{numbers(PEOPLE)} INSERT INTO contacts (pseudonym, kept_since, created_at) "
        "SELECT 'Person ' || n, 0, 0 FROM numbers",
        f"{numbers(PEOPLE)} INSERT INTO addresses (contact_id, channel, chat) "
        "SELECT n, 'telegram', '' || n FROM numbers",
        f"{numbers(70)} INSERT INTO volunteers (team, person, alias, created_at) "
        f"SELECT {team}, '' || n, '' || n, 0 FROM numbers",
        f"{numbers(CASES)} INSERT INTO cases (contact_id, address_id, team, language, topic, state, title, handle, "
        "asked_before, claimed_by, opened_at, answered_at, closed_at, questions, answers, queued) "
        f"SELECT n * 7919 % {PEOPLE} + 1, n * 7919 % {PEOPLE} + 1, {team}, {team}, {choice(TOPICS, 'n / 3')}, "
        f"'closed', '', '' || n, CASE WHEN n > {PEOPLE} THEN 1 ELSE 0 END, n % 70 + 1, "
        f"{BEGIN} + n * CAST({step} AS BIGINT), "
        f"CASE WHEN n % 7 > 0 THEN {BEGIN} + n * CAST({step} AS BIGINT) + n * 104729 % 180000000 END, "
        f"{NOW}, 6, 4, n % 5 / 4 FROM numbers",
        f"{numbers(CASES * MESSAGES_EACH)} INSERT INTO messages (case_id, contact_id, direction, state, channel, "
        f"parts, created_at) SELECT n / {MESSAGES_EACH + 1} + 1, n % {PEOPLE} + 1, "
        f"CASE WHEN n % 10 < 6 THEN 'to_team' ELSE 'to_contact' END, 'delivered', 'telegram', 1, {NOW} FROM numbers",
    ]
    engine = store._engine  # type: ignore[attr-defined]
    for statement in statements:
        async with engine.transaction() as transaction:
            await transaction.run(statement)
    async with engine.transaction() as transaction:
        await transaction.run("ANALYZE")


def service() -> Service:
    teams = tuple(
        Team(TeamName(name), ChannelName("telegram"), ChatRef(f"-{n}"), (LanguageCode("nb"),), (), LanguageCode("nb"))
        for n, name in enumerate(TEAMS)
    )
    return Service(
        "Bench", (LanguageCode("nb"),), LanguageCode("nb"), tuple(Topic(TopicId(topic), "") for topic in TOPICS),
        teams, teams[0].name, ChannelName("telegram"), LanguageCode("nb"),
    )  # fmt: skip


async def longest_wait(store: Store, done: asyncio.Event) -> float:
    """Milliseconds: the longest turn of the event loop with a small writing transaction, while figures are counted."""
    longest, number = 0.0, 0
    while not done.is_set():
        began = time.perf_counter()
        async with store.transaction() as tx:
            number += 1
            await tx.set_fact("bench", str(number))
        await asyncio.sleep(0)
        longest = max(longest, time.perf_counter() - began)
        await asyncio.sleep(0.01)
    return longest * 1000


async def measure(url: str) -> dict[str, str]:
    store = await open_store(url, MASTER)
    try:
        await fill(store)
        figures = {}
        for asked in ASKED:
            done = asyncio.Event()
            waiting = asyncio.create_task(longest_wait(store, done))
            began = time.perf_counter()
            async with store.reading() as reading:
                report = await read_report(reading, service(), asked, NOW)
            seconds = time.perf_counter() - began
            done.set()
            assert report is not None
            figures[f"/stats {asked}"] = f"{seconds:.2f} s ({report.total.cases:,} cases), {await waiting:.0f} ms"
        return figures
    finally:
        await store.close()


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="brobygger-bench-") as name:
        columns = {"SQLite": await measure(f"sqlite:{Path(name) / 'figures.db'}")}
        with running_server(durable=True) as url:
            columns["PostgreSQL"] = await measure(url)
    table = Table(
        f"{CASES * MESSAGES_EACH:,} messages", *(f"{name}: time, longest wait of a write" for name in columns)
    )
    for row in next(iter(columns.values())):
        table.add_row(row, *(figures[row] for figures in columns.values()))
    Console().print(table)


if __name__ == "__main__":
    asyncio.run(main())
