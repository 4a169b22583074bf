"""The `.sql` files: one text for two engines."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

import storage
from bot.features.store import Store
from bot.kernel.outgoing import Leave
from storage.engine.sql import for_dialect, query_files, statements
from storage.engine.transaction import Statement, Transaction
from tests.storage.conftest import TELEGRAM

FOLDER = Path(storage.__file__).parent
MARK = re.compile("-- (reads|beside: (prefetch|deferred))")


def test_a_marked_line_is_for_one_engine() -> None:
    text = "a\n    -- only: sqlite\n    b\n-- only: postgres\nc\nd\n"
    assert for_dialect(text, "sqlite") == "a\n    b\nd\n"
    assert for_dialect(text, "postgres") == "a\nc\nd\n"


def test_statements_of_a_script() -> None:
    script = "-- it's a comment; with a trap\nCREATE TABLE a (b TEXT DEFAULT ';');\n\nDROP TABLE a;\n-- the end\n"
    first, second = statements(script)
    assert first.endswith("(b TEXT DEFAULT ';');")
    assert second.strip() == "DROP TABLE a;"
    with pytest.raises(AssertionError, match="semicolon"):
        list(statements("DROP TABLE a"))


@pytest.mark.parametrize("file", query_files(), ids=lambda file: file.stem)
def test_every_query_is_explained(file: Path) -> None:
    for query in re.split(r"^-- name: ", file.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        name, comment = [line for line in query.splitlines() if not MARK.fullmatch(line)][:2]
        assert re.fullmatch(r"-- [A-Z].+", comment), name


def test_every_query_is_used() -> None:
    code = "".join(file.read_text("utf-8") for file in FOLDER.glob("**/*.py"))
    for file in query_files():
        for name in re.findall(r"^-- name: (\w+)", file.read_text("utf-8"), flags=re.MULTILINE):
            assert re.search(rf"queries\.{name}\b", code), name


async def explain(transaction: Transaction, query: str, values: dict[str, object]) -> Sequence[tuple[object, ...]]:
    statement = Statement("explain", f"EXPLAIN QUERY PLAN {query}", values, returns=True)
    return (await transaction.ask(statement)).rows


async def explain_claim(store: Store) -> str:
    engine = store._engine
    query = engine.queries.claim_outgoing.sql
    async with engine.transaction() as transaction:
        if engine.dialect == "sqlite":
            values = {"now": 1, "limit": 8, "busy": "[]", "only": None, "worker": 1, "moment": 1, "channel": TELEGRAM}
            return "\n".join(row[3] for row in await explain(transaction, query, values))
        await transaction.run("ANALYZE outbox")
        await transaction.run("SET LOCAL plan_cache_mode = force_custom_plan")
        await transaction.run(f"PREPARE claim AS {query}")
        rows = await transaction.run(f"EXPLAIN EXECUTE claim (1, 1, '[]', NULL, '{TELEGRAM}', 8, 1)")
        return "\n".join(row[0] for row in rows)


async def test_a_claim_reads_no_whole_table(store: Store) -> None:
    async with store.transaction() as tx:
        for number in range(3000):
            await tx.enqueue(Leave(), channel=TELEGRAM, chat=str(number % 7), now=1)
    plan = await explain_claim(store)
    assert "outbox_lanes" in plan
    assert "outbox_next" in plan
    assert "outbox_sending" in plan
    if store._engine.dialect == "sqlite":
        for line in plan.splitlines():
            if re.match(r"SCAN (outbox|own|later)\b", line):
                assert "USING" in line, plan
    else:
        assert not re.search("Seq Scan on outbox", plan), plan


LOOKED_UP = {
    "find_contacts": ("'telegram'", '\'["1", "2"]\''),
    "latest_cases": ("'[1, 2]'",),
    "joinable_texts": ("'[1, 2]'", "1", "5"),
    "set_delivered": ("'[1, 2]'",),
    "finish_outgoing": ("'[1, 2]'",),
    "finish_arrivals": ("'[1, 2]'",),
}
"""Queries about a list of rows, with values as PostgreSQL takes them."""


@pytest.mark.parametrize("name", LOOKED_UP)
async def test_a_list_is_looked_up_even_while_a_table_seems_empty(store: Store, name: str) -> None:
    engine = store._engine
    query = getattr(engine.queries, name).sql
    async with engine.transaction() as transaction:
        if engine.dialect == "sqlite":
            names = set(re.findall(r":(\w+)", query))
            rows = await explain(transaction, query, dict.fromkeys(names, "[]"))
            assert not [row[3] for row in rows if re.match("SCAN (?!json_each|wanted|waiting)", row[3])]
        else:
            await transaction.run(f"PREPARE looked_up AS {query}")
            rows = await transaction.run(f"EXPLAIN EXECUTE looked_up ({', '.join(LOOKED_UP[name])})")
            plan = "\n".join(row[0] for row in rows)
            scans = plan.count("Index Scan") + plan.count("Index Only Scan")
            assert scans == plan.count("Index Cond") > 0, plan
            assert "Seq Scan" not in plan, plan
