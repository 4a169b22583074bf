"""Reading the `.sql` files, which serve both engines.

Where the engines differ, a line stands twice, each under a marker that says for whom it is:

    -- only: sqlite
    content BLOB,
    -- only: postgres
    content BYTEA,

A list comes as JSON. For PostgreSQL it is made an array, `= ANY (ARRAY(SELECT ...))`: that is looked up by index, while
for a list in `IN (SELECT ...)` it may read the whole table and look each row up in the list.

What several queries say alike stands once, in `storage/shared/`, and takes the place of a line that names its file:

    -- shared: audience

What a query leaves alone, it says in lines of its own above its sentence, which `storage/engine/transaction.py` reads:

    -- reads                (it changes nothing)
    -- beside: prefetch     (it changes nothing that was prefetched of anybody but its own writer)
    -- beside: deferred     (it sees nothing of the writes that are deferred, so they can wait on)
"""

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import aiosql

from storage.engine.transaction import Adapter, Marks

Dialect = Literal["sqlite", "postgres"]

_FOLDER = Path(__file__).parents[1]
_MARKER = re.compile(r"\s*-- only: (?P<dialect>sqlite|postgres)\s*")
_QUERY = re.compile(r"^-- name: (?P<name>\w+).*\n(?P<body>(?:(?!-- name:).*\n?)*)", re.MULTILINE)
_MARK = re.compile(r"^-- (?P<mark>reads|beside: prefetch|beside: deferred)\n", re.MULTILINE)
_SHARED = re.compile(r"^ *-- shared: (\w+)$", re.MULTILINE)


def for_dialect(sql: str, dialect: Dialect) -> str:
    """Keep the lines that are meant for one engine."""
    kept: list[str] = []
    meant_for: str | None = None
    for line in sql.splitlines():
        if marker := _MARKER.fullmatch(line):
            meant_for = marker["dialect"]
            continue
        if meant_for in (None, dialect):
            kept.append(line)
        meant_for = None
    return "\n".join(kept) + "\n"


def query_files() -> list[Path]:
    """Those of the features, each beside the module of its name, and those about the database itself."""
    return sorted([*_FOLDER.glob("*.sql"), *_FOLDER.glob("engine/*.sql")])


@cache
def read_queries(dialect: Dialect, adapter: Callable[[Mapping[str, Marks]], Adapter]) -> Any:
    """Every query as a method: `await queries.message_by_id(transaction, id=1)`.

    They hold no connection, and to read them takes a tenth of a second, so all databases of a process share them.
    """
    files = query_files()
    text = "\n".join(for_dialect(_with_shared(file.read_text("utf-8")), dialect) for file in files)
    made: Callable[[], Any] = lambda: adapter(read_marks(text))  # noqa: E731 - aiosql's type wants more than it uses
    return aiosql.from_str(_MARK.sub("", text), made)


def read_marks(sql: str) -> dict[str, Marks]:
    """What each query says that it leaves alone."""
    marks = {}
    for query in _QUERY.finditer(sql):
        found = {mark["mark"] for mark in _MARK.finditer(query["body"])}
        marks[query["name"]] = Marks(
            keeps_prefetched=not found.isdisjoint({"reads", "beside: prefetch"}),
            misses_deferred="beside: deferred" in found,
        )
    return marks


def _with_shared(sql: str) -> str:
    return _SHARED.sub(lambda found: (_FOLDER / "shared" / f"{found[1]}.sql").read_text("utf-8"), sql)


def read_migrations() -> list[str]:
    """The text of the migrations, oldest first; the first brings an empty database to version 1."""
    files = sorted((_FOLDER / "migrations").glob("[0-9][0-9][0-9][0-9]_*.sql"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1)), "a gap in the migrations"
    return [file.read_text("utf-8") for file in files]


def statements(script: str) -> Iterator[str]:
    """The single statements of a script."""
    statement = ""
    for piece in re.split("(?<=;)", script):
        statement += piece
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    assert all(not line.strip() or line.lstrip().startswith("--") for line in statement.splitlines()), (
        "the last statement of a script lacks its semicolon"
    )
